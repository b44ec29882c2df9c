"""Staff on the spot: a member code scanned, times written by hand. Nobody scans or marks their own (``OwnCheckin``).

Lock order: the account, its check-ins, the role, the sign-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.checkins import service as checkins
from app.checkins.service import CheckinFacts, Staff
from app.core import audit, clock
from app.core.db import db
from app.core.problems import NotFound
from app.volunteering import attendance, attendance_points, places, shift_rules
from app.volunteering import attendance_rules as rules
from app.volunteering.models import Shift, SignUp
from app.volunteering.places import FRESH
from app.volunteering.rules import ON_ROSTER


@dataclass(frozen=True)
class Scanned:
    """A member code as the staff's phone read it; ``occurred_at``: by its clock, if there was no network then."""

    member_code: str
    direction: str  # in | out
    nonce: str
    occurred_at: datetime | None


@dataclass(frozen=True)
class Marked:
    """What staff say by hand. None: that they did not come, or have not gone."""

    checked_in_at: datetime | None
    checked_out_at: datetime | None
    reason: str


def scan(shift_id: int, scanned: Scanned, staff: Staff) -> tuple[CheckinFacts, SignUp | None]:
    """Scan somebody's member code at a shift; the check-in it makes, and their sign-up if they have one.

    Whoever is not on the roster waits until they are admitted. Raises ``NotFound``, ``UnknownCode`` for a text that is
    no member code, ``MemberCodeRefused``, ``TooLate``, ``OwnCheckin``, ``ShiftOver``, ``ShiftNotPublished``.
    """
    found = checkins.read_member_scan(scanned.member_code, scanned.occurred_at, clock.now())
    if isinstance(found, str):
        raise rules.MemberCodeRefused(reason=found)
    number = attendance_points.point_of(shift_id)
    how = (scanned.direction, scanned.nonce, found.occurred_at)
    made = checkins.record_staff_scan(found.account_id, number, *how, staff)
    mine = (SignUp.shift_id == shift_id, SignUp.account_id == found.account_id)
    return made, db.session.scalars(sa.select(SignUp).where(*mine)).one_or_none()


def mark(signup_id: int, marked: Marked, staff: Staff) -> SignUp:
    """Write by hand when somebody came and went; only what is another than it was. Twice changes nothing.

    Raises ``NotFound``, ``OwnSignup``, ``ShiftOver`` for one that never began, ``Invalid`` for times that cannot be.
    """
    row, shift = _to_mark(signup_id)
    began, ended = marked.checked_in_at, marked.checked_out_at
    rules.check_by_hand(began, ended, starts_at=shift.starts_at, ends_at=shift.ends_at, now=clock.now())
    if row.account_id is None:
        return _mark_walk_in(row, shift, marked, staff)
    if row.account_id == staff.account_id:
        raise rules.OwnSignup
    number = checkins.point_no_of(attendance_points.KIND, str(shift.id)) or attendance_points.point_of(shift.id)
    account_id, before = row.account_id, (row.checked_in_at, row.checked_out_at)
    times = (("in", began, before[0]), ("out", ended, before[1]))
    for direction, at, was in sorted(times, key=lambda one: one[1] is not None):  # what goes first: no pair between
        if not rules.same_second(at, was):
            checkins.record_staff_mark(account_id, number, direction, at, marked.reason, staff)
    found = db.session.scalars(sa.select(SignUp).where(SignUp.id == signup_id).execution_options(**FRESH)).one()
    found.attendance_note = marked.reason
    return found


def _to_mark(signup_id: int) -> tuple[SignUp, Shift]:
    """The sign-up and its shift, not locked yet."""
    row = db.session.get(SignUp, signup_id)
    if row is None or row.state not in ON_ROSTER | {"no_show"}:
        raise NotFound
    shift = places.shift_of(row.shift_id)
    if not attendance.took_place(shift):
        raise shift_rules.ShiftOver
    return row, shift


def _mark_walk_in(row: SignUp, shift: Shift, marked: Marked, staff: Staff) -> SignUp:
    """A walk-in has no account and so no check-ins: its times stand in the sign-up alone."""
    places.lock_role(row.role_id)
    db.session.refresh(row)
    if row.account_id is not None or row.label is None:
        raise NotFound  # claimed while we waited: its owner's check-ins are marked, try again
    pairs = [(marked.checked_in_at, marked.checked_out_at)]
    if pairs == [(None, None)]:
        pairs = []
    before = [_told(row.checked_in_at), _told(row.checked_out_at)]
    attendance.write(row, shift, pairs, "staff")
    row.attendance_note, row.noted_by_ref = marked.reason, row.noted_by_ref or staff.person_ref
    after = [_told(row.checked_in_at), _told(row.checked_out_at)]
    if after != before:
        audit.record("signup.marked", f"signup:{row.id}", {"times": [before, after]}, role=staff.role)
    return row


def _told(at: datetime | None) -> str | None:
    return clock.rfc3339(at) if at is not None else None
