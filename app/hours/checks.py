"""What must always hold of the ledger; each broken rule is a sentence (RELIABILITY 9)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.areas import service as areas
from app.core.db import db
from app.hours import chain_rules, chains
from app.hours.models import HoursChain, HoursEntry
from app.hours.rights import scope_of_issuer

DECISIONS = ("confirm", "first_approval", "reject", "backfill")
ROLES = {"community_staff", "township_admin", "second_approver"}
CHUNK = 500


def lines_make_chains() -> list[str]:
    """I4: every chain is its lines: each refers to the one before, and its row says what they sum to."""
    broken: list[str] = []
    last = 0
    while ids := db.session.scalars(_ids_after(last)).all():
        last = ids[-1]
        lines = chains.entries_of(ids)
        query = sa.select(HoursChain).where(HoursChain.id.in_(ids)).order_by(HoursChain.id)
        for chain in db.session.scalars(query.execution_options(populate_existing=True)):
            broken += [f"hours {chain.id}: {fault}" for fault in _faults(chain, lines.get(chain.id, []))]
    return broken


def nobody_confirms_their_own() -> list[str]:
    """I7: whoever decides on hours is another person than the one they belong to."""
    own = sa.select(HoursEntry.id).where(HoursEntry.actor_ref == HoursEntry.person_ref)
    return [f"line {entry_id} was decided by the person it belongs to" for entry_id in db.session.scalars(own)]


def second_words_are_others() -> list[str]:
    """The word after a first approval is another person's, unless it takes that back or refuses."""
    first = aliased(HoursEntry)
    query = sa.select(HoursEntry.id).join(first, first.id == HoursEntry.refs_entry)
    query = query.where(first.kind == "first_approval", HoursEntry.kind.in_(chain_rules.FINAL))
    same = db.session.scalars(query.where(HoursEntry.actor_ref == first.actor_ref))
    return [f"line {entry_id} was approved twice by one person" for entry_id in same]


def only_the_issuers_staff_decide() -> list[str]:
    """I7: every decision names a role and a scope that covers the issuer of the hours."""
    columns = (HoursEntry.issuer_id, HoursEntry.actor_role, HoursEntry.actor_scope)
    query = sa.select(*columns, sa.func.min(HoursEntry.id)).where(HoursEntry.kind.in_(DECISIONS)).group_by(*columns)
    return [
        f"line {entry_id} was decided by {role or 'nobody'} over {scope or 'nothing'}, not by staff of issuer {issuer}"
        for issuer, role, scope, entry_id in db.session.execute(query)
        if role not in ROLES or not _covers(scope, issuer)
    ]


def waiting() -> int:
    """How many hours wait for somebody's decision."""
    undecided = HoursChain.state.in_(chain_rules.OPEN)
    return db.session.scalar(sa.select(sa.func.count()).select_from(HoursChain).where(undecided)) or 0


def _covers(scope_code: str, issuer_id: int) -> bool:
    scope = scope_of_issuer(issuer_id)
    if scope_code == f"org:{scope.org_id}":
        return True
    area = areas.find_area(scope_code)
    return bool(area and scope.area_path and scope.area_path.startswith(area.path))


def _faults(chain: HoursChain, entries: list[HoursEntry]) -> list[str]:
    if not entries:
        return ["it has no line"]
    lines = [chains.as_line(entry) for entry in entries]
    refs = [None, *(entry.id for entry in entries[:-1])]
    found = ["its lines do not follow each other"] if [entry.refs_entry for entry in entries] != refs else []
    if [line.no for line in lines] != list(range(1, len(lines) + 1)):
        found.append("its lines are not numbered")
    sums = len(lines), chain_rules.state(lines), chain_rules.balance(lines)
    if (chain.version, chain.state, chain.minutes) != sums:
        found.append(f"it says {chain.version}, {chain.state}, {chain.minutes} min, its lines say {sums}")
    if chain_rules.balance(lines) != (lines[-1].minutes if chain_rules.state(lines) == "confirmed" else 0):
        found.append("its lines sum to something else than the decision that stands")
    return found


def _ids_after(last: int) -> sa.Select[tuple[int]]:
    return sa.select(HoursChain.id).where(HoursChain.id > last).order_by(HoursChain.id).limit(CHUNK)
