"""Staff confirm hours, row by row; a second approver has the last word over the caps. Source: PRODUCT 4.8.

Accounts are locked first, then chains, each by id: two who confirm at once write one line, and a day's sum cannot
change between being read and being passed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.checkins import service as checkins
from app.core import audit, clock
from app.core.access import Permission
from app.core.problems import NotAllowed, NotFound, Problem
from app.hours import chain_rules, chains, minutes_rules, rules, telling
from app.hours.chains import Book, By
from app.hours.minutes_rules import Worked
from app.hours.models import HoursEntry
from app.hours.rights import Desk
from app.hours.rules import CheckinWaiting, OwnHours, Verdict, Wish
from app.volunteering import service as volunteering


@dataclass
class Decided:
    """What a batch came to: of each row, in the order asked, its chain or why not. ``batch_id`` undoes it."""

    batch_id: str
    rows: list[tuple[int, Book | Problem]] = field(default_factory=list)


@dataclass
class _Batch:
    desk: Desk
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    written: list[tuple[Book, HoursEntry]] = field(default_factory=list)
    waiting: dict[int, set[str]] = field(default_factory=dict)  # check-ins, by chain
    known: set[str] = field(default_factory=set)  # batches in which repeated rows were decided, by this desk


def confirm(wishes: Sequence[tuple[int, Wish]], desk: Desk) -> Decided:
    """Confirm chains, each as proposed or with other minutes. A row that fails stops no other.

    One of whom a check-in waits for a decision passes only with its minutes said: else ``CheckinWaiting``. The button
    for all says none, also when it has one row only, or one in its last batch.
    Without a single row that is theirs to decide the batch is refused whole: ``OwnHours`` when each is one's own,
    ``NotFound``, ``NotAllowed``. The same decision again writes nothing and is answered with the batch it was made in.
    """
    books = chains.lock(chain_id for chain_id, _ in wishes)
    if books and all(book.chain.person_ref == desk.ref for book in books.values()):
        raise OwnHours
    batch = _Batch(desk, waiting=chains.waiting_checkins([book.chain for book in books.values()]))
    rows = [(chain_id, _row(books.get(chain_id), wish, batch)) for chain_id, wish in wishes]
    _refuse_strangers(rows)
    for book, entry in sorted(batch.written, key=lambda pair: pair[0].chain.account_id or 0):
        if entry.kind in chain_rules.FINAL:
            telling.tell(book.chain, "hours-confirmed", entry, result="已确认", minutes=entry.minutes)
    repeat = batch.known.pop() if not batch.written and len(batch.known) == 1 else batch.id
    return Decided(repeat, rows)


def over_caps(book: Book, amount: Worked) -> list[str]:
    """Which caps a locked chain would break with these minutes: ``shift``, ``day``."""
    chain = book.chain
    on_day, on_next = chains.day_sums(chain.person_ref, chain.service_date, without=chain.id)
    return minutes_rules.over_caps(amount, on_day, on_next)


def settle(book: Book, amount: Worked, *, by: By, **more: object) -> HoursEntry:
    """Write what staff settled on: final, or over a cap as the first approval. ``more``: as of ``append``."""
    kind = "first_approval" if over_caps(book, amount) else chain_rules.final_kind(book.lines)
    return write(book, kind, amount, by=by, **more)


def write(book: Book, kind: str, amount: Worked, *, by: By, **more: object) -> HoursEntry:
    """Write a decision with its audit line."""
    before = {"state": book.chain.state, "minutes": book.chain.minutes}
    entry = chains.append(book, kind, amount, source=_source(book, kind, amount), by=by, **more)
    record(book, f"hours.{kind}", before, by)
    if not chain_rules.is_open(book.lines):
        _settle_checkins(book)
    return entry


def record(book: Book, action: str, before: dict[str, object], by: By) -> None:
    """The audit line of what was just written on a chain."""
    changes = {name: [value, getattr(book.chain, name)] for name, value in before.items()}
    audit.record(action, f"hours:{book.chain.id}", changes, role=by.role)


def _source(book: Book, kind: str, amount: Worked) -> str:
    """Where minutes come from: as proposed, or by the word of staff; what was filled in stays that."""
    first = book.proposing.source
    changed = kind != "reject" and amount.minutes != book.proposed.minutes
    return "staff" if changed and first != "backfill" else first


def _settle_checkins(book: Book) -> None:
    """Their check-ins have done their service: from here their days are counted (PRODUCT 6)."""
    chain = book.chain
    point_no = checkins.point_no_of("shift", str(chain.shift_id)) if chain.account_id is not None else None
    if chain.account_id is not None and point_no is not None:
        checkins.settle_hours(chain.account_id, point_no)


def _refuse_strangers(rows: Sequence[tuple[int, Book | Problem]]) -> None:
    """Raise what the rows say when all of them say that this is not the caller's to decide."""
    first = rows[0][1]
    if isinstance(first, Problem) and all(type(found) in {NotFound, OwnHours, NotAllowed} for _, found in rows):
        raise first


def _row(book: Book | None, wish: Wish, batch: _Batch) -> Book | Problem:
    if book is None or not batch.desk.decides(book.chain):
        return NotFound()
    verdict = rules.judged(book.lines, book.chain.person_ref, wish, batch.desk.judge(book.chain))
    if isinstance(verdict, Problem):
        return verdict
    if verdict.step == "again":
        made = book.entries[wish.version]
        if made.batch_id and made.actor_ref == batch.desk.ref:
            batch.known.add(made.batch_id)
        return book
    if book.chain.id in batch.waiting and wish.minutes is None:
        return CheckinWaiting()
    batch.written.append((book, _decide(book, verdict, wish, batch)))
    return book


def _decide(book: Book, verdict: Verdict, wish: Wish, batch: _Batch) -> HoursEntry:
    more = {"note": wish.reason, "batch_id": batch.id}
    if verdict.step == "second":
        last = book.entries[-1]
        by = batch.desk.by(Permission.APPROVE_HOURS, book.chain)
        amount = Worked(last.minutes, last.minutes_next_day)
        return write(book, chain_rules.final_kind(book.lines), amount, by=by, **more)
    starts_at = volunteering.shift_facts(book.chain.shift_id).starts_at
    amount = minutes_rules.settled(verdict.minutes, book.proposed, starts_at, clock.SHANGHAI)
    return settle(book, amount, by=batch.desk.by(Permission.CONFIRM_HOURS, book.chain), **more)
