"""A sign-up as its owner reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.volunteering import signup_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.shift_counts import taken_of_role
from app.volunteering.signup_rules import Slot

Row = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A line of a person's calendar: the shift, and how their sign-up for it stands."""

    slot: Slot
    state: str


@dataclass(frozen=True)
class Seen:
    """What lies around a sign-up: its owner's calendar, when its offer ends, whether its role is in open call.

    ``open_call``: with a place that is left.
    """

    now: datetime
    slots: list[Slot]
    expires_at: datetime | None = None
    open_call: bool = False


def as_slot(shift: Shift) -> Slot:
    """A shift as a person's calendar sees it."""
    return Slot(shift.id, shift.title, shift.starts_at, shift.ends_at, shift.lat_wgs84, shift.lng_wgs84)


def calendar_of(account_id: int, now: datetime) -> list[Entry]:
    """All that a person signed up for and that is not over, queues too."""
    shift = (Shift.id, Shift.title, Shift.starts_at, Shift.ends_at, Shift.lat_wgs84, Shift.lng_wgs84)
    query = sa.select(SignUp.state, *shift).join(SignUp, SignUp.shift_id == Shift.id)
    mine = (SignUp.account_id == account_id, SignUp.state.in_(rules.STANDING), Shift.ends_at > now)
    found = db.session.execute(query.where(*mine).order_by(Shift.starts_at, Shift.id))
    return [Entry(Slot(*facts), state) for state, *facts in found]


def slots_of(account_id: int, now: datetime) -> list[Slot]:
    """The same, as shifts only."""
    return [one.slot for one in calendar_of(account_id, now)]


def answer_of(row: SignUp, shift: Shift, *, slots: Iterable[Slot] | None = None) -> Row:
    """One sign-up. ``slots``: what else stands in its owner's calendar, read where it is not given."""
    return answers_of([(row, shift)], slots=slots)[0]


def answers_of(pairs: Sequence[tuple[SignUp, Shift]], *, slots: Iterable[Slot] | None = None) -> list[Row]:
    """Sign-ups of one person with their shifts, in order."""
    if not pairs:
        return []
    now = clock.now()
    owner = pairs[0][0].account_id
    known = list(slots if slots is not None else slots_of(owner, now) if owner is not None else ())
    offers, calls = _offers([row.id for row, _ in pairs]), _open_calls({row.role_id for row, _ in pairs})
    return [
        fresh_answer(row, shift, Seen(now, known, offers.get(row.id), row.role_id in calls), position_of(row))
        for row, shift in pairs
    ]


def fresh_answer(row: SignUp, shift: Shift, seen: Seen, position: int | None) -> Row:
    """A sign-up of which everything is known already."""
    others = [slot for slot in seen.slots if slot.shift_id != shift.id] if row.state in rules.STANDING else []
    return {
        "id": row.id,
        "shift_id": row.shift_id,
        "role_id": row.role_id,
        "state": row.state,
        "position": position,
        "offer_expires_at": _time(seen.expires_at) if row.state == "offered" else None,
        "cancel_until": clock.rfc3339(shift.cancel_until),
        "reconfirm_due": _time(row.reconfirm_due),
        "warnings": rules.warnings(as_slot(shift), others),
        "server_now": clock.rfc3339(seen.now),
        "actions": rules.actions(
            row.state,
            now=seen.now,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            open_call=seen.open_call and seen.now < shift.starts_at,
            asked_anew=row.reconfirm_due is not None,
        ),
        "version": row.version,
    }


def own_signup(account_id: int, shift_id: int) -> dict[str, Any] | None:
    """Somebody's sign-up for a shift, as its detail shows it; None where they never signed up."""
    query = sa.select(SignUp, Shift).join(Shift, Shift.id == SignUp.shift_id)
    found = db.session.execute(query.where(SignUp.account_id == account_id, Shift.id == shift_id)).one_or_none()
    return answer_of(*found) if found is not None else None


def position_of(row: SignUp) -> int | None:
    """The place of somebody who waits, from 1: rank by (queued_at, id) in their role; None for others."""
    if row.state != "waitlisted":
        return None
    here = (SignUp.role_id == row.role_id, SignUp.state == "waitlisted")
    ahead = sa.or_(SignUp.queued_at < row.queued_at, sa.and_(SignUp.queued_at == row.queued_at, SignUp.id < row.id))
    return 1 + db.session.execute(sa.select(sa.func.count()).where(*here, ahead)).scalar_one()


def _offers(signup_ids: list[int]) -> dict[int, datetime]:
    """When the open offers of these sign-ups end."""
    query = sa.select(WaitlistOffer.signup_id, WaitlistOffer.expires_at)
    found = db.session.execute(query.where(WaitlistOffer.signup_id.in_(signup_ids), WaitlistOffer.answer.is_(None)))
    return dict(found.tuples().all())


def _open_calls(role_ids: set[int]) -> set[int]:
    """Those of these roles that are in open call, with a place left to take: the last may have been taken away."""
    called = (ShiftRole.id.in_(role_ids), ShiftRole.open_call_at.is_not(None), ShiftRole.capacity > taken_of_role())
    return set(db.session.scalars(sa.select(ShiftRole.id).where(*called)))


def _time(at: datetime | None) -> str | None:
    return clock.rfc3339(at) if at is not None else None
