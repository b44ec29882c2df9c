"""Staff put right what stands, and fill in what no check-in recorded. Source: PRODUCT 4.8 "Correction", "Confirmation".

Both demand an Idempotency-Key: nothing else tells a repeat from a second correction.
"""

from __future__ import annotations

from app.accounts import service as accounts
from app.core import clock
from app.core.access import Permission
from app.core.problems import NotFound
from app.hours import chain_rules, chains, minutes_rules, rights, rules, telling
from app.hours.chains import Book
from app.hours.confirming import over_caps, record, settle
from app.hours.minutes_rules import Worked
from app.hours.rights import Desk
from app.hours.rules import HoursRecorded, NotBackfillable, OwnHours, Wish
from app.volunteering import service as volunteering
from app.volunteering.service import ShiftFacts


def correct(chain_id: int, wish: Wish, desk: Desk) -> Book:
    """Reverse what stands and confirm other minutes, with a reason the rider is told; 0 minutes only reverse.

    Raises ``NotFound``, ``OwnHours``, ``StaleVersion``, ``HoursPending``, ``Invalid`` for the minutes it has already.
    """
    book = chains.lock_one(chain_id)
    if not desk.may(Permission.CONFIRM_HOURS, book.chain):
        raise NotFound
    refusal = rules.correctable(book.lines, book.chain.person_ref, wish, desk.ref)
    if refusal is not None:
        raise refusal
    if chain_rules.final_kind(book.lines) == "backfill":
        rules.check_backfill(wish.minutes or 0, volunteering.shift_facts(book.chain.shift_id).planned_minutes)
    before: dict[str, object] = {"state": book.chain.state, "minutes": book.chain.minutes}
    was, by = book.chain.minutes, desk.by(Permission.CONFIRM_HOURS, book.chain)
    more = {"reason_code": chain_rules.CORRECTED, "note": wish.reason}
    entry = book.entries[-1]
    if chain_rules.state(book.lines) != "reversed":
        entry = chains.take_back(book, by=by, **more)
    if wish.minutes:
        amount = _amount(book, wish.minutes)
        entry = settle(book, amount, by=by, **more)
    else:
        record(book, "hours.correct", before, by)
    after = wish.minutes or 0
    telling.tell(book.chain, "hours-corrected", entry, result="已更正", before=was, after=after, reason=wish.reason)
    return book


def backfill(account: str, shift_id: int, minutes: int, reason: str, desk: Desk) -> Book:
    """Fill in hours that no check-in recorded, at most as long as the shift was planned; shown apart for ever.

    ``account``: a public number. Raises ``NotFound`` for a shift not one's to keep or no such person, ``OwnHours``,
    ``NotBackfillable``, ``HoursRecorded``, ``Invalid`` for more than was planned, ``Conflict`` for whoever took the
    consent back.
    """
    shift = volunteering.shift_facts(shift_id)
    by = desk.acting(Permission.CONFIRM_HOURS, desk.scope_of(shift.issuer_id))
    if by is None:
        raise NotFound
    person = accounts.somebody_by_number(account)
    if person is None:
        raise NotFound("没有这个账号")
    _check_backfill(shift, minutes)
    ref = accounts.lock_account(person.account_id).person_ref
    if ref == desk.ref:
        raise OwnHours
    rights.refuse_unwanted(person.account_id)
    book = chains.opened(**chains.columns(shift, person.account_id, ref))
    if book.entries:
        raise HoursRecorded(id=book.chain.id, state=book.chain.state)
    amount = minutes_rules.planned(minutes, shift.starts_at, clock.SHANGHAI)
    kind = "first_approval" if over_caps(book, amount) else "backfill"
    entry = chains.append(book, kind, amount, source="backfill", by=by, note=reason)
    record(book, "hours.backfill", {"state": None, "minutes": 0}, by)
    if kind == "backfill":
        telling.tell(book.chain, "hours-backfilled", entry, result="已补录", minutes=minutes, reason=reason)
    return book


def _amount(book: Book, minutes: int) -> Worked:
    starts_at = volunteering.shift_facts(book.chain.shift_id).starts_at
    if chain_rules.final_kind(book.lines) == "backfill":
        return minutes_rules.planned(minutes, starts_at, clock.SHANGHAI)
    return minutes_rules.settled(minutes, book.proposed, starts_at, clock.SHANGHAI)


def _check_backfill(shift: ShiftFacts, minutes: int) -> None:
    if shift.kind != "service" or not shift.took_place or shift.served_until > clock.now():
        raise NotBackfillable
    rules.check_backfill(minutes, shift.planned_minutes)
