"""Hours as answers carry them: for the person, for staff, and with all lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.accounts import service as accounts
from app.accounts.service import Somebody
from app.areas import service as areas
from app.core import clock
from app.core.problems import NotFound
from app.hours import chain_rules, minutes_rules, rules
from app.hours.chains import Book, waiting_checkins
from app.hours.models import HoursChain, HoursEntry, Objection
from app.hours.rights import Desk
from app.volunteering import service as volunteering
from app.volunteering.service import ShiftFacts


@dataclass(frozen=True)
class Around:
    """What stands around chains: their shifts, issuers and people by id, however many chains there are read once.

    ``waiting``: for staff, the directions of check-ins that wait for a decision, by chain.
    """

    shifts: dict[int, ShiftFacts]
    issuers: dict[int, dict[str, Any]]
    people: dict[int, Somebody]
    waiting: dict[int, set[str]] = field(default_factory=dict)


def around(chains: Sequence[HoursChain], *, for_staff: bool = False) -> Around:
    """What stands around these chains."""
    return Around(
        volunteering.facts_of(chain.shift_id for chain in chains),
        {one: issuer(one) for one in {chain.issuer_id for chain in chains}},
        accounts.somebodies({chain.account_id for chain in chains if chain.account_id is not None}),
        waiting_checkins(chains) if for_staff else {},
    )


def shift(found: ShiftFacts) -> dict[str, Any]:
    """The shift that hours belong to."""
    return {
        "id": found.id,
        "title": found.title,
        "starts_at": clock.rfc3339(found.starts_at),
        "ends_at": clock.rfc3339(found.ends_at),
        "area_code": found.area_code,
    }


def issuer(issuer_id: int) -> dict[str, Any]:
    """Who keeps these hours and proves them; of a dissolved organisation, its successor."""
    found = areas.find_organization(issuer_id)
    return {"id": found.id if found else issuer_id, "name": found.name if found else ""}


def own_entry(book: Book, around: Around, objection: Objection | None) -> dict[str, Any]:
    """A person's own hours at one shift. ``minutes``: confirmed, or what waits; ``kind`` backfill is shown apart."""
    chain, last = book.chain, book.entries[-1]
    apart = chain_rules.final_kind(book.lines) == "backfill"
    can_object = objection is None and chain_rules.may_object(book.lines, clock.now())
    return {
        "id": chain.id,
        "shift": shift(around.shifts[chain.shift_id]),
        "service_date": chain.service_date.isoformat(),
        "minutes": chain.open_minutes if chain.state in chain_rules.OPEN else chain.minutes,
        "kind": "backfill" if apart else last.kind,
        "state": chain.state,
        "source": last.source,
        "issuer": around.issuers[chain.issuer_id],
        "note": last.note,
        "actions": ["object"] if can_object else [],
        "version": chain.version,
    }


def queued(book: Book, around: Around, desk: Desk) -> dict[str, Any]:
    """A row of the staff queue. ``pile``: normal (one button for all) or look (one by one)."""
    chain, newest, at = book.chain, book.proposing, around.shifts[book.chain.shift_id]
    own = chain.person_ref == desk.ref
    changed = chain.changed_minutes  # of other times than those the proposal had its doubts about
    known = newest.doubts if changed is None else []
    doubts = minutes_rules.doubted_now(known, around.waiting.get(chain.id, ())) + (["own-row"] if own else [])
    named = own or desk.decides(chain)
    if named and not own and chain.account_id in around.people:
        desk.saw(chain.issuer_id, chain.account_id or 0)
    return {
        "id": chain.id,
        "shift": shift(at),
        "person": person(chain, around.people, named=named),
        "service_date": chain.service_date.isoformat(),
        "planned_minutes": at.planned_minutes,
        "measured_minutes": newest.measured_minutes if changed is None else changed,
        "proposed_minutes": newest.minutes,
        "minutes": chain.open_minutes if chain.state == "awaiting_second" else chain.minutes,  # the first word's
        "changed_minutes": changed,
        "doubts": doubts,
        "pile": "look" if doubts or chain.state != "pending" else "normal",
        "own": own,
        "issuer": around.issuers[chain.issuer_id],
        "state": chain.state,
        "sampled": chain.sampled and chain.state == "confirmed",
        "version": chain.version,
        "actions": actions(book, desk),
    }


def whole(book: Book, desk: Desk, objections: Iterable[Objection]) -> dict[str, Any]:
    """One chain with its lines and objections; staff of its scope see who decided, others in which role."""
    chain = book.chain
    names = accounts.names_of({entry.actor_ref for entry in book.entries if entry.actor_ref})
    shown = names if desk.decides(chain) and chain.person_ref != desk.ref else {}
    return queued(book, around([chain], for_staff=True), desk) | {
        "lines": [_line(entry, shown, desk) for entry in book.entries],
        "objections": [objection(row) for row in objections],
    }


def actions(book: Book, desk: Desk) -> list[str]:
    """What this caller may do now with a chain."""
    chain, lines = book.chain, book.lines
    if chain.person_ref == desk.ref:
        return ["object"] if chain_rules.may_object(lines, clock.now()) else []
    judge = desk.judge(chain)
    if chain.state == "pending":
        return ["confirm", "reject"] if judge.confirms else []
    if chain.state == "awaiting_second":
        second = judge.approves and lines[-1].actor_ref != judge.ref
        return (["confirm"] if second else []) + (["reject"] if judge.confirms or judge.approves else [])
    found = ["correct"] if judge.confirms else []
    if judge.approves and rules.second_reading(chain.sampled, chain.read_at is not None, lines, judge.ref):
        found.append("read")
    return found


def person(chain: HoursChain, people: dict[int, Somebody], *, named: bool) -> dict[str, Any]:
    """Whose hours: by name and number for who may decide, for others by the pseudonym alone. A walk-in has a label."""
    known = people.get(chain.account_id or 0) if named else None
    label = _label(chain) if named and chain.account_id is None else None
    return {
        "account": known.public_no if known else None,
        "display_name": known.display_name if known else label,
        "person_ref": None if named else chain.person_ref,
    }


def objection(row: Objection) -> dict[str, Any]:
    """An objection with its answer, None while it waits."""
    return {
        "id": row.id,
        "hours_id": row.chain_id,
        "text": row.text,
        "created_at": clock.rfc3339(row.created_at),
        "due_on": row.due_on.isoformat(),
        "state": "answered" if row.answered_at else "open",
        "answer": row.answer or None,
        "answered_at": clock.rfc3339(row.answered_at) if row.answered_at else None,
    }


def _line(entry: HoursEntry, names: dict[str, str], desk: Desk) -> dict[str, Any]:
    """``batch_id`` stands on one's own decisions only: what it undoes is one's own."""
    mine = entry.actor_ref == desk.ref
    return {
        "id": entry.id,
        "no": entry.no,
        "kind": entry.kind,
        "minutes": entry.minutes,
        "minutes_next_day": entry.minutes_next_day,
        "source": entry.source,
        "reason_code": entry.reason_code,
        "note": entry.note,
        "by": {"role": entry.actor_role, "name": names.get(entry.actor_ref or "")},
        "batch_id": entry.batch_id if mine else None,
        "created_at": clock.rfc3339(entry.created_at),
    }


def _label(chain: HoursChain) -> str | None:
    if chain.signup_id is None:
        return None
    try:
        return volunteering.attended(chain.signup_id).label
    except NotFound:
        return None
