"""What a presence is worth is proposed by the system; staff then decide. Source: PRODUCT 4.8 "Minutes".

A proposal that says what the last one said adds no line, so telling twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.hours import chain_rules, chains
from app.hours import minutes_rules as rules
from app.hours.chains import SYSTEM, Book
from app.hours.confirming import over_caps
from app.hours.minutes_rules import Pair, Worked
from app.hours.models import HoursChain, HoursEntry
from app.volunteering import service as volunteering
from app.volunteering.service import Attended, ShiftFacts

LOOK_BACK = timedelta(days=7)
SWEPT_AT_ONCE = 200


@dataclass(frozen=True)
class Said:
    """What a proposal says; ``measured``: None where the check-out was forgotten."""

    amount: Worked
    source: str
    doubts: list[str]
    measured: int | None


def propose(signup_id: int) -> bool:
    """Propose the minutes of a sign-up whose times are complete; True when that wrote a line.

    Hours that staff decided on stay as they are, and those that changed since wait in a queue of their own to be
    corrected. Whoever claimed a walk-in takes its hours along.
    """
    who = volunteering.attended(signup_id)
    if who.pairs and not rules.is_complete(_pairs(who)):
        return _hand_over(who)  # still there; the sweep fills in what was forgotten
    return _propose(who, forgotten=False)


def reckon_anew(shift_id: int, **_: object) -> None:
    """A shift is planned for other times: who has been there already is proposed what that comes to now."""
    query = sa.select(HoursChain.signup_id).where(HoursChain.shift_id == shift_id, HoursChain.signup_id.is_not(None))
    for signup_id in list(db.session.scalars(query.order_by(HoursChain.id))):
        propose(signup_id or 0)


def propose_forgotten() -> int:
    """A sweep: 12 h after the planned end, the plan is proposed for the side that somebody forgot.

    So many at a time; those who were proposed already stay half known and are passed over.
    """
    until = clock.now() - rules.FORGOTTEN_AFTER
    left = (who for part in volunteering.half_known(until - LOOK_BACK, until) for who in _unproposed(part))
    done = 0
    while done < SWEPT_AT_ONCE and (who := next(left, None)) is not None:
        done += _propose(who, forgotten=True)
    return done


def _unproposed(part: Sequence[Attended]) -> list[Attended]:
    """Those of whom the ledger does not say yet what the plan comes to; read for all at once."""
    known = {chain.signup_id: chain for chain in _chains_of(who.signup_id for who in part)}
    lines = chains.entries_of(chain.id for chain in known.values())
    shifts = volunteering.facts_of(who.shift_id for who in part)
    return [
        who
        for who in part
        if not rules.is_complete(_pairs(who))
        and (
            (chain := known.get(who.signup_id)) is None
            or _is_news(Book(chain, lines[chain.id]), who, _said(who, shifts[who.shift_id], forgotten=True))
        )
    ]


def _chains_of(signup_ids: Iterable[int]) -> Sequence[HoursChain]:
    return db.session.scalars(sa.select(HoursChain).where(HoursChain.signup_id.in_(list(signup_ids)))).all()


def _propose(who: Attended, *, forgotten: bool) -> bool:
    shift = _service(who.shift_id)
    known = _chain_of(who)
    if shift is None or (known is None and not who.pairs):
        return False
    said = _said(who, shift, forgotten=forgotten)
    if known is not None and not _is_news(chains.find(known), who, said):
        return False
    book = chains.lock_chain(known) if known is not None else chains.opened(**_columns(who, shift))
    if not _is_news(book, who, said):
        return False
    moved = _follow(book, who)
    if book.entries and not chain_rules.is_open(book.lines):
        book.chain.changed_minutes = _changed(book, said)  # for staff to see: nobody's hours are lost to a late upload
        return moved
    more = {"doubts": said.doubts, "measured_minutes": said.measured}
    chains.append(book, "proposal", said.amount, source=said.source, by=SYSTEM, **more)
    return True


def _said(who: Attended, shift: ShiftFacts, *, forgotten: bool) -> Said:
    pairs, source, plan = _pairs(who), who.source or "staff", (shift.starts_at, shift.served_until)
    doubts = rules.doubts(pairs, *plan, source)
    amount = rules.worked(rules.as_planned(pairs, *plan) if forgotten else pairs, *plan, clock.SHANGHAI)
    return Said(amount, "planned" if forgotten else source, doubts, None if forgotten else amount.minutes)


def _pairs(who: Attended) -> list[Pair]:
    return [Pair(*pair) for pair in who.pairs]


def _is_news(book: Book, who: Attended, said: Said) -> bool:
    """Whether this adds anything: another person, or other minutes than were proposed or decided on."""
    if not book.entries or book.chain.person_ref != who.person_ref:
        return True
    if not chain_rules.is_open(book.lines):
        return book.chain.changed_minutes != _changed(book, said)
    newest = _newest(book)
    before = newest and (Worked(newest.minutes, newest.minutes_next_day), newest.source, newest.doubts)
    return before is not None and before != (said.amount, said.source, said.doubts)


def _hand_over(who: Attended) -> bool:
    """Let what stands of a walk-in go to whoever claimed it, as it stands: nothing new is known of its minutes."""
    known = _chain_of(who)
    if known is None or chains.find(known).chain.person_ref == who.person_ref:
        return False
    book = chains.lock_chain(known)
    if _follow(book, who):
        return True
    if chain_rules.is_open(book.lines):
        last = book.proposing
        more = {"doubts": last.doubts, "measured_minutes": last.measured_minutes}
        chains.append(book, "proposal", book.proposed, source=last.source, by=SYSTEM, **more)
    return True


def _changed(book: Book, said: Said) -> int | None:
    """What the attendance comes to, where that is neither what staff saw when they decided nor what they settled on."""
    newest = _newest(book)
    shown = newest and (newest.minutes, newest.measured_minutes)
    seen = shown == (said.amount.minutes, said.measured)  # a plan that staff changed tells nothing of the real time
    return None if seen or said.amount.minutes == book.chain.minutes else said.amount.minutes


def _newest(book: Book) -> HoursEntry | None:
    return next((entry for entry in reversed(book.entries) if entry.kind == "proposal"), None)


def _follow(book: Book, who: Attended) -> bool:
    """Let the hours of a walk-in go to whoever claimed it; what was confirmed is reversed and confirmed anew."""
    chain = book.chain
    if chain.person_ref == who.person_ref:
        return False
    held = book.entries[-1] if book.entries and chain_rules.state(book.lines) == "confirmed" else None
    if held is not None:
        chains.take_back(book, by=SYSTEM, reason_code=chain_rules.CLAIMED)
    chain.person_ref, chain.account_id = who.person_ref, who.account_id
    if held is not None:
        amount = Worked(held.minutes, held.minutes_next_day)
        # who confirmed a walk-in and then claims it is not their own judge; nor does a claim lift a day over its cap
        anew = held.actor_ref == who.person_ref or "day" in over_caps(book, amount)
        by = SYSTEM if anew else chains.By(held.actor_ref, held.actor_role, held.actor_scope)
        more = {"reason_code": chain_rules.CLAIMED, "note": held.note}
        chains.append(book, "proposal" if anew else held.kind, amount, source=held.source, by=by, **more)
    return held is not None


def _chain_of(who: Attended) -> int | None:
    """The chain of a sign-up; one filled in by hand is known by shift and person only."""
    same = sa.and_(HoursChain.shift_id == who.shift_id, HoursChain.person_ref == who.person_ref)
    query = sa.select(HoursChain.id).where(sa.or_(HoursChain.signup_id == who.signup_id, same))
    return db.session.scalars(query.order_by(HoursChain.id)).first()


def _columns(who: Attended, shift: ShiftFacts) -> dict[str, object]:
    return chains.columns(shift, who.account_id, who.person_ref) | {"signup_id": who.signup_id}


def _service(shift_id: int) -> ShiftFacts | None:
    """The shift if presence at it counts: training has its own records, and one that never began none."""
    shift = volunteering.shift_facts(shift_id)
    return shift if shift.kind == "service" and shift.took_place else None
