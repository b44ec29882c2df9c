"""The chains behind the ledger: how one is found, locked and grown by a line, and what a person's lines come to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import service as accounts
from app.areas import service as areas
from app.checkins import service as checkins
from app.core import clock, events, sealing, settings
from app.core.db import db
from app.core.problems import NotFound
from app.hours import chain_rules as rules
from app.hours import minutes_rules
from app.hours.chain_rules import Line
from app.hours.minutes_rules import Worked
from app.hours.models import HoursChain, HoursEntry
from app.volunteering.service import ShiftFacts

line_reversed = events.signal("hours-line-reversed")
"""``entry_id, chain_id, person_ref, account_id`` (or None)``, issuer_id``: a confirmed line counts no more."""


@dataclass(frozen=True)
class By:
    """Who writes a line: a pseudonym with the role and scope of the grant. The system has none."""

    ref: str | None = None
    role: str = "system"
    scope: str = ""


SYSTEM = By()


@dataclass
class Book:
    """A locked chain with its lines in order."""

    chain: HoursChain
    entries: list[HoursEntry] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines as rules see them."""
        return [as_line(entry) for entry in self.entries]

    @property
    def proposing(self) -> HoursEntry:
        """The newest proposal; of a chain that began otherwise its first line."""
        return self.entries[rules.proposed(self.lines).no - 1]

    @property
    def proposed(self) -> Worked:
        """What the newest proposal says."""
        return Worked(self.proposing.minutes, self.proposing.minutes_next_day)


def as_line(entry: HoursEntry) -> Line:
    """A line as rules see it."""
    return Line(
        entry.no,
        entry.kind,
        entry.minutes,
        entry.minutes_next_day,
        entry.reason_code,
        entry.actor_ref,
        entry.created_at,
    )


def find(chain_id: int) -> Book:
    """A chain with its lines, not locked. Raises ``NotFound``."""
    chain = db.session.get(HoursChain, chain_id)
    if chain is None:
        raise NotFound
    return Book(chain, entries_of([chain_id]).get(chain_id, []))


def read(chain_ids: Iterable[int]) -> dict[int, Book]:
    """The chains there are of these with their lines, by id, not locked."""
    ids = sorted(set(chain_ids))
    found = db.session.scalars(sa.select(HoursChain).where(HoursChain.id.in_(ids))).all()
    lines = entries_of(ids)
    return {chain.id: Book(chain, lines.get(chain.id, [])) for chain in found}


def lock(chain_ids: Iterable[int]) -> dict[int, Book]:
    """The chains there are of these, by id: first the accounts behind them, then their own rows, each in order of id.

    The locks leave keys alone (``FOR NO KEY UPDATE``). Who it belongs to is read first; of a severed one only the chain
    is locked.
    """
    ids = sorted(set(chain_ids))
    owners = sa.select(HoursChain.account_id).where(HoursChain.id.in_(ids), HoursChain.account_id.is_not(None))
    lock_owners(owner for owner in db.session.scalars(owners) if owner is not None)
    query = sa.select(HoursChain).where(HoursChain.id.in_(ids)).order_by(HoursChain.id)
    found = db.session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    lines = entries_of(chain.id for chain in found)
    return {chain.id: Book(chain, lines.get(chain.id, [])) for chain in found}


def lock_one(chain_id: int) -> Book:
    """One locked chain. Raises ``NotFound``."""
    book = lock([chain_id]).get(chain_id)
    if book is None:
        raise NotFound
    return book


def lock_chain(chain_id: int) -> Book:
    """One chain locked by its own row alone: for whoever changes no sum of a person. Raises ``NotFound``."""
    query = sa.select(HoursChain).where(HoursChain.id == chain_id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return Book(found, entries_of([chain_id]).get(chain_id, []))


def lock_owners(account_ids: Iterable[int]) -> None:
    """The accounts whose day sums are about to be read and changed; whoever was erased meanwhile has none to guard."""
    for account_id in sorted(set(account_ids)):
        try:
            accounts.lock_account(account_id)
        except NotFound:
            continue


def columns(shift: ShiftFacts, account_id: int | None, person_ref: str) -> dict[str, Any]:
    """What a new chain says of a person's hours at a shift. A dissolved issuer's are kept by its successor."""
    issuer = areas.find_organization(shift.issuer_id)
    return {
        "shift_id": shift.id,
        "account_id": account_id,
        "person_ref": person_ref,
        "issuer_id": issuer.id if issuer else shift.issuer_id,
        "area_code": shift.area_code,
        "service_date": minutes_rules.service_date(shift.starts_at, clock.SHANGHAI),
        "sampled": rules.is_sampled(_draw(shift.id, person_ref), settings.current().hours_sampled_percent),
    }


def _draw(shift_id: int, person_ref: str) -> int:
    """A number that nobody can foresee, always the same for a person at a shift."""
    return int(sealing.keyed_hash("hours-sample", f"{shift_id}:{person_ref}")[:12], 16)


def opened(**facts: Any) -> Book:
    """The chain of a person at a shift, made if there is none, and locked. ``facts``: the columns of a new one."""
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    unique = ["shift_id", "person_ref"]
    new = {"state": "pending", "version": 0, "minutes": 0, "open_minutes": 0} | facts
    db.session.execute(dialect.insert(HoursChain).values(**new).on_conflict_do_nothing(index_elements=unique))
    same = [getattr(HoursChain, name) == facts[name] for name in unique]
    query = sa.select(HoursChain).where(*same).with_for_update(key_share=True)
    chain = db.session.scalars(query.execution_options(populate_existing=True)).one()
    return Book(chain, entries_of([chain.id]).get(chain.id, []))


def append(book: Book, kind: str, amount: Worked, *, source: str, by: By, **more: Any) -> HoursEntry:
    """Write the next line of a locked chain. ``more``: reason_code, note, batch_id, doubts, measured_minutes."""
    chain, before = book.chain, book.entries[-1] if book.entries else None
    entry = HoursEntry(
        chain_id=chain.id,
        no=len(book.entries) + 1,
        kind=kind,
        minutes=amount.minutes,
        minutes_next_day=amount.next_day,
        refs_entry=before.id if before else None,
        source=source,
        person_ref=chain.person_ref,
        issuer_id=chain.issuer_id,
        shift_id=chain.shift_id,
        service_date=chain.service_date,
        actor_ref=by.ref,
        actor_role=by.role,
        actor_scope=by.scope,
        created_at=clock.now(),
        **({"reason_code": "", "note": "", "doubts": []} | more),
    )
    db.session.add(entry)
    db.session.flush()  # the next line refers to its id
    book.entries.append(entry)
    _remember(book)
    return entry


def take_back(book: Book, *, by: By, reason_code: str, note: str = "", batch_id: str | None = None) -> HoursEntry:
    """Reverse the last line of a locked chain; if it counted, whoever built on it is told."""
    last = book.entries[-1]
    minutes, next_day = rules.reversal(as_line(last))
    amount = Worked(minutes, next_day)
    more = {"reason_code": reason_code, "note": note, "batch_id": batch_id}
    entry = append(book, "reverse", amount, source=last.source, by=by, **more)
    if last.kind in rules.FINAL:
        chain = book.chain
        whose = {"person_ref": last.person_ref, "account_id": chain.account_id, "issuer_id": chain.issuer_id}
        events.tell(line_reversed, entry_id=last.id, chain_id=chain.id, **whose)
    return entry


def day_sums(person_ref: str, on: date, *, without: int) -> tuple[int, int]:
    """Confirmed minutes of a person on a local day and on the next, but for the chain ``without``."""
    first = HoursEntry.minutes - HoursEntry.minutes_next_day
    sums: list[int] = []
    for day in (on, on + timedelta(days=1)):
        began = sa.case((HoursEntry.service_date == day, first), else_=0)
        reached = sa.case((HoursEntry.service_date == day - timedelta(days=1), HoursEntry.minutes_next_day), else_=0)
        query = sa.select(sa.func.coalesce(sa.func.sum(began + reached), 0)).where(
            HoursEntry.person_ref == person_ref,
            HoursEntry.kind.in_(rules.COUNTED),
            HoursEntry.chain_id != without,
            HoursEntry.service_date.in_([day, day - timedelta(days=1)]),
        )
        sums.append(int(db.session.scalar(query) or 0))
    return sums[0], sums[1]


def entries_of(chain_ids: Iterable[int]) -> dict[int, list[HoursEntry]]:
    """The lines of these chains, in order."""
    query = sa.select(HoursEntry).where(HoursEntry.chain_id.in_(list(chain_ids)))
    found: dict[int, list[HoursEntry]] = {}
    for entry in db.session.scalars(query.order_by(HoursEntry.chain_id, HoursEntry.no)):
        found.setdefault(entry.chain_id, []).append(entry)
    return found


def waiting_checkins(chains: Collection[HoursChain]) -> dict[int, set[str]]:
    """Of which of these chains a check-in waits for a decision, with its directions; all are asked about at once."""
    found = checkins.directions_waiting("shift", {str(chain.shift_id) for chain in chains})
    keys = {chain.id: (str(chain.shift_id), chain.account_id or 0) for chain in chains}
    return {chain_id: found[key] for chain_id, key in keys.items() if key in found}


def _remember(book: Book) -> None:
    """Let the chain's row repeat what its lines say."""
    lines, chain = book.lines, book.chain
    chain.version, chain.state, chain.minutes = len(lines), rules.state(lines), rules.balance(lines)
    chain.changed_minutes = None  # whoever wrote this has seen what there is
    chain.open_minutes = rules.stands_at(lines) if chain.state in rules.OPEN else 0
