"""Places of a role: who holds one, who is next, and what is offered when some come free.

Everything here happens under the lock of the role's row, which owns its places: a sign-up's state changes only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from app.checkins import service as checkins
from app.core import clock, settings
from app.core.db import db
from app.core.problems import NotFound
from app.notices.rules import Quiet, read_quiet
from app.volunteering import signup_rules, signup_words
from app.volunteering import waitlist_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.rules import TAKING, WAITING
from app.volunteering.shift_rules import Places

FRESH = {"populate_existing": True}

_TAKES, _WAITS = SignUp.state.in_(TAKING), SignUp.state == "waitlisted"
_COUNTS = (
    sa.select(
        sa.func.count().filter(_TAKES).label("taken"),
        sa.func.count().filter(_WAITS).label("waiting"),
        sa.func.max(SignUp.queued_at).filter(SignUp.state.in_(WAITING)).label("newest"),
    )
    .where(SignUp.role_id == sa.bindparam("role_id"), sa.not_(SignUp.extra), SignUp.state.in_(TAKING | WAITING))
    .subquery()
)
_SHIFT_AND_COUNTS = (
    sa.select(Shift, _COUNTS)
    .select_from(Shift)
    .join(_COUNTS, sa.true())
    .where(Shift.id == sa.bindparam("shift_id"))
    .options(lazyload(Shift.roles))
    .execution_options(**FRESH)
)


@dataclass(frozen=True)
class Standing:
    """How a role stands. ``newest``: when the last of those who wait, or hold an offer, was queued."""

    places: Places
    newest: datetime | None


def lock_role(role_id: int) -> ShiftRole:
    """The role under its row lock: nobody takes or frees one of its places meanwhile. Raises ``NotFound``.

    ``FOR NO KEY UPDATE``: rows may refer to it all the while.
    """
    query = sa.select(ShiftRole).where(ShiftRole.id == role_id).with_for_update(key_share=True)
    role = db.session.scalars(query.execution_options(**FRESH)).one_or_none()
    if role is None:
        raise NotFound
    return role


def shift_of(shift_id: int) -> Shift:
    """The shift as it is now; to be read under the lock of a role, which whoever moves or cancels it takes, too."""
    query = sa.select(Shift).where(Shift.id == shift_id).options(lazyload(Shift.roles))
    return db.session.scalars(query.execution_options(**FRESH)).one()


def standing(role: ShiftRole) -> Standing:
    """How a locked role stands; people admitted beside the places take none."""
    return _standing(role, db.session.execute(sa.select(_COUNTS), {"role_id": role.id}).one())


def shift_and_standing(role: ShiftRole) -> tuple[Shift, Standing]:
    """``shift_of`` and ``standing`` in one statement: while a rush waits for the lock, each one counts."""
    found = db.session.execute(_SHIFT_AND_COUNTS, {"role_id": role.id, "shift_id": role.shift_id}).one()
    return found[0], _standing(role, found[1:])


def register(row: SignUp, shift: Shift, now: datetime) -> None:
    """Give somebody their place: they are expected there. Whoever comes so late needs no reminder any more."""
    row.state, row.ended_at, row.skips = "registered", None, 0
    remind_at = signup_rules.remind_at(clock.local(shift.starts_at), quiet_hours())
    row.reminded_at = now if remind_at <= now else None
    expect(row, shift)


def expect(row: SignUp, shift: Shift) -> None:
    """Let check-ins of somebody on the roster count for a shift as it is now."""
    if row.account_id is not None:
        when = {"starts_at": shift.starts_at, "ends_at": shift.ends_at}
        checkins.expect_at("shift", str(shift.id), row.account_id, station_code=shift.station_code, **when)


def leave(row: SignUp, shift: Shift, state: str, now: datetime) -> None:
    """Let somebody's sign-up end as ``state``: an offer of theirs is withdrawn, and nobody expects them."""
    if row.state == "offered":
        answer_offer(row, "withdrawn", now)
    row.state, row.ended_at, row.reconfirm_due = state, now, None
    point = checkins.point_no_of("shift", str(shift.id))
    if point is not None and row.account_id is not None:
        checkins.unexpect(row.account_id, point)


def promote(role_id: int, now: datetime) -> int:
    """Offer the free places of a role to whoever waits longest, one each; returns how many were offered or called.

    The one function that does: after withdrawals, lapses, removals, a raised capacity, a moved shift. With less than 10
    min to answer everybody waiting is called instead. Twice changes nothing. Takes the role's lock; the caller may hold
    it, and those of roles with lower ids.
    """
    role = lock_role(role_id)
    shift = shift_of(role.shift_id)
    if shift.status != "published" or now >= shift.starts_at:
        return 0
    free = standing(role).places.free
    waiting = oldest(role.id, free)
    if not waiting:
        role.open_call_at = None
        return 0
    until = rules.answer_until(clock.local(now), shift.starts_at, quiet_hours())
    if until is None:
        return _call(role, shift, now)
    role.open_call_at = None
    for row in waiting:
        _offer(row, now, until)
    db.session.flush()
    for row in by_account(waiting):
        signup_words.tell_offered(row, shift, now, until)
    return len(waiting)


def oldest(role_id: int, count: int) -> list[SignUp]:
    """Those who wait longest in a locked role, at most ``count``, in order."""
    if count < 1:
        return []
    query = sa.select(SignUp).where(SignUp.role_id == role_id, SignUp.state == "waitlisted")
    query = query.order_by(SignUp.queued_at, SignUp.id).limit(count)
    return list(db.session.scalars(query.execution_options(**FRESH)))


def behind_offers(row: SignUp) -> None:
    """Queue somebody who waits, and was moved into a role, behind those who hold an offer there already."""
    held = sa.select(sa.func.max(SignUp.queued_at)).where(SignUp.role_id == row.role_id, SignUp.state == "offered")
    last = db.session.scalar(held)
    if row.state == "waitlisted" and last is not None:
        row.queued_at = max(row.queued_at, last + rules.BEHIND)


def open_offer(signup_id: int) -> WaitlistOffer | None:
    """The offer of a sign-up that has no answer yet."""
    query = sa.select(WaitlistOffer).where(WaitlistOffer.signup_id == signup_id, WaitlistOffer.answer.is_(None))
    return db.session.scalars(query.execution_options(**FRESH)).one_or_none()


def answer_offer(row: SignUp, answer: str, now: datetime) -> None:
    """Write the answer of a sign-up's offer, if one is open."""
    offer = open_offer(row.id)
    if offer is not None:
        offer.answer, offer.answered_at = answer, now


def quiet_hours() -> Quiet:
    """The hours in which nobody is woken."""
    return read_quiet(settings.current().quiet_hours)


def _standing(role: ShiftRole, counts: Sequence[Any]) -> Standing:
    taken, waiting, newest = counts
    return Standing(Places(role.capacity, taken, waiting, role.waitlist_max), newest)


def _offer(row: SignUp, now: datetime, until: datetime) -> None:
    row.state, row.version = "offered", row.version + 1
    counted = rules.counts(clock.local(now), until, quiet_hours())
    db.session.add(WaitlistOffer(signup_id=row.id, offered_at=now, expires_at=until, counted=counted))


def _call(role: ShiftRole, shift: Shift, now: datetime) -> int:
    """An open call: whoever waits may take the place. Those who were called already are not called again."""
    role.open_call_at = role.open_call_at or now
    waiting = oldest(role.id, 500)
    for row in by_account(waiting):
        signup_words.tell_open_call(row, shift, role)
    return len(waiting)


def by_account(rows: Sequence[SignUp]) -> list[SignUp]:
    """Several people are told in the order of their ids."""
    return sorted(rows, key=lambda row: row.account_id or 0)
