"""Hours that are not passed, and decisions taken back within ten minutes. Source: PRODUCT 4.8."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.access import Permission
from app.core.db import db
from app.core.problems import NotFound, Problem
from app.hours import chain_rules, chains, rules, telling
from app.hours.chains import Book, By
from app.hours.confirming import record, write
from app.hours.minutes_rules import Worked
from app.hours.models import HoursEntry
from app.hours.proposing import propose
from app.hours.rights import Desk
from app.hours.rules import UndoBlocked, UndoTooLate


def reject(chain_id: int, reason: str, version: int, desk: Desk) -> tuple[str, Book]:
    """Refuse hours with a reason the rider is told; the batch that undoes it. A repeat writes nothing.

    Where another refused them first, the batch is one that undoes nothing: nobody undoes what another decided.

    Raises ``NotFound``, ``OwnHours``, ``StaleVersion``, ``HoursDecided``, ``NotAllowed``.
    """
    book = chains.lock_one(chain_id)
    judge = desk.judge(book.chain)
    if not desk.decides(book.chain):
        raise NotFound
    verdict = rules.refused(book.lines, book.chain.person_ref, version, judge)
    if isinstance(verdict, Problem):
        raise verdict
    batch_id = secrets.token_hex(16)
    if verdict.step == "again":
        made = book.entries[version]
        return (made.batch_id if made.batch_id and made.actor_ref == desk.ref else batch_id), book
    permission = Permission.CONFIRM_HOURS if judge.confirms else Permission.APPROVE_HOURS
    by = desk.by(permission, book.chain)
    entry = write(book, "reject", Worked(0, 0), by=by, note=reason, batch_id=batch_id)
    telling.tell(book.chain, "hours-refused", entry, result="未通过", reason=reason)
    return batch_id, book


def undo(batch_id: str, desk: Desk) -> list[tuple[int, Book | Problem]]:
    """Take back what one decided in a batch: each chain waits again, or why it does not.

    What somebody went on from stays; what was undone already is not undone twice. Raises ``NotFound`` for a batch not
    one's own, ``UndoTooLate``, ``UndoBlocked`` when nothing of it could be taken back.
    """
    made = _lines_of(batch_id, desk)
    if not made:
        raise NotFound
    books = chains.lock(entry.chain_id for entry in made)
    now = clock.now()
    met = {entry.chain_id: _met(books[entry.chain_id], entry, desk, now) for entry in made}
    if "late" in met.values():
        raise UndoTooLate
    if set(met.values()) == {"blocked"}:
        raise UndoBlocked
    done = [(books[entry.chain_id], entry) for entry in made if met[entry.chain_id] == "now"]
    for book, entry in sorted(done, key=lambda pair: pair[0].chain.account_id or 0):
        _take_back(book, entry)
    return [(one, UndoBlocked() if found == "blocked" else books[one]) for one, found in sorted(met.items())]


def _met(book: Book, made: HoursEntry, desk: Desk, now: datetime) -> str:
    """What an undo meets. Hours that became one's own since, by a claim, are for others to decide (I7)."""
    return "blocked" if book.chain.person_ref == desk.ref else rules.undoable(book.lines, made.no, now)


def _take_back(book: Book, made: HoursEntry) -> None:
    before: dict[str, object] = {"state": book.chain.state, "minutes": book.chain.minutes}
    by = By(made.actor_ref, made.actor_role, made.actor_scope)
    entry = chains.take_back(book, by=by, reason_code=chain_rules.UNDONE)
    record(book, "hours.undo", before, by)
    if book.chain.signup_id is not None:
        propose(book.chain.signup_id)  # what the attendance came to since the decision that is gone now
    if made.kind != "first_approval":  # of which nobody was told
        telling.tell(book.chain, "hours-reopened", entry, result="待确认")


def _lines_of(batch_id: str, desk: Desk) -> list[HoursEntry]:
    own = (HoursEntry.batch_id == batch_id, HoursEntry.actor_ref == desk.ref, HoursEntry.kind != "reverse")
    return list(db.session.scalars(sa.select(HoursEntry).where(*own).order_by(HoursEntry.chain_id)))
