"""Answers to offers and open calls, and the errand that lets offers lapse. Source: PRODUCT 4.7 "Offers"."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db, reading, transaction
from app.core.problems import DatabaseUnavailable
from app.volunteering import places, queues, signup_words
from app.volunteering import signup_rules as rules
from app.volunteering import waitlist_rules as waiting
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.rules import ON_ROSTER, WAITING
from app.volunteering.signup_answers import answer_of, as_slot, slots_of
from app.volunteering.signups import own

log = logging.getLogger("yiqi.volunteering")
ROLES_AT_ONCE = 50


def accept_offer(account_id: int, signup_id: int) -> dict[str, Any] | None:
    """Take the place that is offered, or the free one of an open call. Twice changes nothing.

    None when the offer had lapsed: the place is the next one's by now, which the caller commits before refusing
    (``OfferLapsed``). Raises ``OfferLapsed`` where nothing is left to answer, ``OverlappingShift`` after a shift moved
    into this one's time, ``NotFound``.
    """
    row, role, shift = own(account_id, signup_id)
    if row.state in ON_ROSTER:
        return answer_of(row, shift)
    now = clock.now()
    if row.state == "offered" and not _is_running(row):
        queues.tend(role.id, now)
        return None
    if row.state != "offered" and not _is_called(row, role, shift):
        raise rules.OfferLapsed
    slots = [slot for slot in slots_of(account_id, now) if slot.shift_id != shift.id]
    rules.check_overlap(as_slot(shift), slots)
    places.answer_offer(row, "accepted", now)
    places.register(row, shift, now)
    row.version += 1
    db.session.flush()
    signup_words.tell_registered(row, shift)
    places.promote(role.id, now)  # ends the open call once its last place is taken
    return answer_of(row, shift, slots=slots)


def refuse_offer(account_id: int, signup_id: int) -> dict[str, Any] | None:
    """Leave the place to the next and the queue with it. Twice changes nothing. None as in ``accept_offer``.

    Raises ``OfferLapsed`` where nothing is left to answer, ``NotFound``.
    """
    row, role, shift = own(account_id, signup_id)
    if row.state == "cancelled":
        return answer_of(row, shift)
    if row.state != "offered":
        raise rules.OfferLapsed
    now = clock.now()
    if not _is_running(row):
        queues.tend(role.id, now)
        return None
    places.answer_offer(row, "refused", now)
    places.leave(row, shift, "cancelled", now)
    row.version += 1
    db.session.flush()
    places.promote(role.id, now)
    return answer_of(row, shift)


def tend_queues() -> int:
    """An errand: let due offers lapse and end the queues of shifts that start; returns how many roles it found.

    Each role in a transaction of its own, so that a fault with one keeps nobody else waiting. Several workers may: who
    comes second to a role finds nothing to do.
    """
    return sum(_tended(role_id) for role_id in _due_roles())


def _tended(role_id: int) -> bool:
    try:
        with transaction():
            return queues.tend(role_id, clock.now()) > 0
    except DatabaseUnavailable:
        raise
    except Exception:
        log.exception("queue not tended", extra={"event": "queue-failed"})
        return False


def _due_roles() -> list[int]:
    """Roles with an offer that ran out, or with people waiting for a shift that has started."""
    now = clock.now()
    lapsed = sa.select(SignUp.role_id).join(WaitlistOffer, WaitlistOffer.signup_id == SignUp.id)
    lapsed = lapsed.where(WaitlistOffer.answer.is_(None), WaitlistOffer.expires_at <= now)
    begun = sa.select(SignUp.role_id).join(Shift, Shift.id == SignUp.shift_id)
    begun = begun.where(SignUp.state.in_(WAITING), Shift.starts_at <= now)
    query = sa.union(lapsed, begun).order_by("role_id").limit(ROLES_AT_ONCE)
    with reading() as session:  # on SQLite a transaction would hold up writers every other second
        return list(session.scalars(query))


def _is_running(row: SignUp) -> bool:
    offer = places.open_offer(row.id)
    return offer is not None and waiting.is_running(offer.expires_at, clock.now())


def _is_called(row: SignUp, role: ShiftRole, shift: Shift) -> bool:
    """Whether an open call runs in which this person may take a place, and one is left."""
    if row.state != "waitlisted" or role.open_call_at is None:
        return False
    return clock.now() < shift.starts_at and places.standing(role).places.free > 0
