"""What the clock and staff's changes do to queues: lapses, the start of a shift, a move.

All under the lock of the role's row, as in ``places``.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.volunteering import places, signup_words
from app.volunteering import waitlist_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.rules import ON_ROSTER, WAITING


def tend(role_id: int, now: datetime) -> int:
    """What the clock does to a queue: offers lapse and pass on; once the shift starts, nobody waits any more.

    Returns how many sign-ups changed; twice changes nothing.
    """
    role = places.lock_role(role_id)
    shift = places.shift_of(role.shift_id)
    if now >= shift.starts_at:
        return _end_queue(role, shift, now)
    return _pass_on(role, shift, now)


def follow_move(shift_id: int, **_: object) -> None:
    """A shift is at another time or place: who comes is expected there then, and offers end before the new start.

    The shift and its roles are locked already.
    """
    now = clock.now()
    shift = places.shift_of(shift_id)
    for row in _on_roster(shift_id):
        if row.state == "registered":
            places.register(row, shift, now)
        else:  # they are there: their check-out is expected until the new end
            places.expect(row, shift)
    roles = list(
        db.session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift_id).order_by(ShiftRole.id))
    )
    for role_id in roles:
        for offer, _row in _due_offers(role_id, None):
            offer.expires_at = min(offer.expires_at, shift.starts_at - rules.DECIDED_BEFORE)
    db.session.flush()
    for role_id in roles:
        places.promote(role_id, now)


def follow_name(shift_id: int, **_: object) -> None:
    """A shift has another host, or is called otherwise: check-ins of whoever comes count as it is now."""
    shift = places.shift_of(shift_id)
    for row in _on_roster(shift_id):
        places.expect(row, shift)


def _on_roster(shift_id: int) -> list[SignUp]:
    query = sa.select(SignUp).where(SignUp.shift_id == shift_id, SignUp.state.in_(ON_ROSTER)).order_by(SignUp.id)
    return list(db.session.scalars(query.execution_options(**places.FRESH)))


def _pass_on(role: ShiftRole, shift: Shift, now: datetime) -> int:
    """Let due offers lapse, put their people behind the next in line, and offer their places on."""
    due = _due_offers(role.id, now)
    if not due:
        return 0
    last = _last_ahead(role.id, len(due))
    for place, (offer, row) in enumerate(due, 1):
        offer.answer, offer.answered_at = "lapsed", now
        row.state, row.skips = rules.lapsed(row.skips, counted=offer.counted)
        row.version += 1
        if row.state == "lapsed":
            row.ended_at = now
        elif last is not None:
            row.queued_at = max(row.queued_at, last + place * rules.BEHIND)
    db.session.flush()
    for row in places.by_account([row for _, row in due]):
        signup_words.tell_lapsed(row, shift, now)
    places.promote(role.id, now)
    return len(due)


def _last_ahead(role_id: int, lapses: int) -> datetime | None:
    """When the last of those was queued who come before the lapsed: as many as there are places to pass on.

    Where nobody waits, those whose offers still run.
    """
    waiting = places.oldest(role_id, lapses)
    if waiting:
        return waiting[-1].queued_at
    query = sa.select(sa.func.max(SignUp.queued_at)).where(SignUp.role_id == role_id, SignUp.state == "offered")
    return db.session.scalar(query)


def _due_offers(role_id: int, now: datetime | None) -> list[tuple[WaitlistOffer, SignUp]]:
    """Open offers of a role, those due at ``now`` or all, in the order of the queue."""
    query = sa.select(WaitlistOffer, SignUp).join(SignUp, SignUp.id == WaitlistOffer.signup_id)
    query = query.where(SignUp.role_id == role_id, WaitlistOffer.answer.is_(None))
    if now is not None:
        query = query.where(WaitlistOffer.expires_at <= now)
    query = query.order_by(SignUp.queued_at, SignUp.id).execution_options(**places.FRESH)
    return list(db.session.execute(query).tuples())


def _end_queue(role: ShiftRole, shift: Shift, now: datetime) -> int:
    """The shift starts: whoever still waits, or has not answered, waits no more."""
    for offer, _ in _due_offers(role.id, None):
        offer.answer, offer.answered_at = "lapsed", now
    query = sa.select(SignUp).where(SignUp.role_id == role.id, SignUp.state.in_(WAITING))
    waiting = list(db.session.scalars(query.execution_options(**places.FRESH)))
    for row in waiting:
        row.state, row.ended_at, row.version = "lapsed", now, row.version + 1
    role.open_call_at = None
    db.session.flush()
    for row in places.by_account(waiting):
        signup_words.tell_not_reached(row, shift)
    return len(waiting)
