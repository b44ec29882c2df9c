"""What staff do with the people of a shift: admit an extra, move to another role, take off the list, excuse a no-show.

Whoever is concerned is always told; nobody does any of it to themselves. Lock order: the account, roles by id, sign-up.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import service as accounts
from app.checkins import service as checkins
from app.checkins.service import Staff
from app.core import audit, clock, settings
from app.core.db import db
from app.core.problems import Conflict, NotFound
from app.volunteering import attendance, attendance_points, attendance_words, places, shift_rules, signup_rules
from app.volunteering import attendance_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.volunteering.places import FRESH
from app.volunteering.rules import ON_ROSTER, WAITING
from app.volunteering.signup_answers import as_slot, slots_of

ADMITTED = "现场加入"


def admit_checkin(shift_id: int, checkin_id: int, staff: Staff) -> SignUp:
    """Accept a check-in of somebody who is not on the roster: they become an extra. Twice changes nothing.

    Raises ``NotFound`` for a check-in that is not this shift's, ``OwnCheckin``, ``AlreadyDecided``.
    """
    point = checkins.find_checkin(checkin_id).point
    if point is None or (point.kind, point.target) != (attendance_points.KIND, str(shift_id)):
        raise NotFound
    decided = checkins.decide(checkin_id, accept=True, reason=ADMITTED, staff=staff)
    query = sa.select(SignUp).where(SignUp.shift_id == shift_id, SignUp.account_id == decided.account_id)
    row = db.session.scalars(query.execution_options(**FRESH)).one_or_none()
    if row is None:
        raise NotFound
    return row


def admit_account(shift_id: int, public_no: str, role_id: int | None, staff: Staff) -> SignUp:
    """Put somebody on the roster by the number they read out. Twice changes nothing.

    Raises ``NotFound``, ``OwnSignup``, ``ShiftOver``, ``ShiftNotPublished``, ``OverlappingShift`` while it lies ahead,
    ``Invalid`` for another shift's role, ``ConsentWithdrawn``, ``Conflict`` for whoever is too young.
    """
    attendance_points.point_of(shift_id)
    roles = db.session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift_id).order_by(ShiftRole.id))
    chosen = signup_rules.chosen_role(list(roles), role_id) if role_id is not None else None
    person = accounts.somebody_by_number(public_no)
    if person is None:
        raise NotFound("没有这个编号的人")
    if person.account_id == staff.account_id:
        raise rules.OwnSignup
    account = accounts.lock_account(person.account_id)
    if not account.age_ok:
        raise Conflict("对方还没有确认年龄，请先在“我的”里确认")
    shift, now = places.shift_of(shift_id), clock.now()
    shift_rules.check_status(shift.status, {"published", "done"})
    if now >= shift.ends_at + rules.CLOSES_AFTER:
        raise shift_rules.ShiftOver("班次结束太久了，可以补录时长")
    if now < shift.starts_at:
        _check_calendar(shift, account.id)
    found = attendance.locked_row(shift_id, account.id, chosen)
    before = found.state if found is not None else None
    row = attendance.admit(shift, account.id, account.person_ref, chosen)
    if before != row.state:
        _audit("admitted", row, [before, row.state], staff)
    return row


def move(signup_id: int, role_id: int, staff: Staff) -> SignUp:
    """Give somebody another role of the same shift; who waits, waits there. Twice changes nothing.

    Raises ``NotFound``, ``OwnSignup``, ``SignupOver``, ``Invalid`` for another shift's role, ``ShiftFull``.
    """
    row = _locked(signup_id, staff, role_id)
    if row.state not in ON_ROSTER | WAITING:
        raise signup_rules.SignupOver("这个报名已经结束了")
    if row.role_id == role_id:
        return row
    shift, left, now = places.shift_of(row.shift_id), row.role_id, clock.now()
    role = db.session.get_one(ShiftRole, role_id)
    if row.state in ON_ROSTER and not row.extra and places.standing(role).places.free == 0:
        raise signup_rules.ShiftFull("那个岗位已经满了")
    if row.state == "offered":
        places.answer_offer(row, "withdrawn", now)
        row.state = "waitlisted"
    row.role_id, row.version = role_id, row.version + 1
    places.behind_offers(row)
    db.session.flush()
    _audit("moved", row, [left, role_id], staff)
    for one in sorted({left, role_id}):
        places.promote(one, now)
    attendance_words.tell_role(row, shift, role.name)
    return row


def remove(signup_id: int, reason: str, staff: Staff) -> SignUp:
    """Take somebody off the list who has not come, or a walk-in noted by mistake; no mark stays. Twice is once.

    Raises ``NotFound``, ``OwnSignup``, ``SignupOver`` for whoever came.
    """
    row = _locked(signup_id, staff)
    shift, now, before = places.shift_of(row.shift_id), clock.now(), row.state
    if before == "cancelled":
        return row
    is_walk_in = row.account_id is None and row.label is not None
    if before not in WAITING | {"registered"} and not (is_walk_in and before in rules.THERE):
        raise signup_rules.SignupOver("已经到场或结束了，不能移出")
    if is_walk_in:
        attendance.write(row, shift, [], None)
        row.claim_hash = None  # the row itself goes with the others, 30 days on
    places.leave(row, shift, "cancelled", now)
    row.extra, row.version = False, row.version + 1
    db.session.flush()
    row.attendance_note = reason
    _audit("removed", row, [before, "cancelled"], staff)
    places.promote(row.role_id, now)
    attendance_words.tell_removed(row, shift, reason)
    return row


def excuse(signup_id: int, staff: Staff) -> SignUp:
    """Let a no-show or a late withdrawal be excused. Twice changes nothing.

    Raises ``NotFound``, ``OwnSignup``, ``NothingToExcuse``.
    """
    row = _locked(signup_id, staff)
    if row.state == "excused":
        return row
    if row.state not in rules.EXCUSABLE:
        raise rules.NothingToExcuse
    before, row.state, row.version = row.state, "excused", row.version + 1
    db.session.flush()
    _audit("excused", row, [before, "excused"], staff)
    attendance_words.tell_excused(row, places.shift_of(row.shift_id))
    return row


def reveal_phone(signup_id: int, viewer: accounts.Viewer, reason: str) -> str:
    """The phone of somebody on the roster or waiting; its owner sees who looked and why.

    Raises ``NotFound`` for all others, ``NoPhone``.
    """
    row = db.session.get(SignUp, signup_id)
    if row is None or row.account_id is None or row.state not in ON_ROSTER | WAITING:
        raise NotFound
    if row.account_id not in accounts.somebodies([row.account_id]):
        raise NotFound
    number = accounts.phone_of(row.account_id)
    if number is None:
        raise rules.NoPhone
    accounts.looked(viewer, row.account_id, what="手机号", reason=reason)
    return number


def _locked(signup_id: int, staff: Staff, and_role: int | None = None) -> SignUp:
    """A sign-up under the lock of its role, and of another role of its shift. Raises ``NotFound``, ``OwnSignup``."""
    found = db.session.execute(
        sa.select(SignUp.shift_id, SignUp.role_id, SignUp.account_id).where(SignUp.id == signup_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    if found.account_id == staff.account_id:
        raise rules.OwnSignup
    if and_role is not None:
        roles = list(db.session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == found.shift_id)))
        signup_rules.chosen_role(roles, and_role)
    for one in sorted({found.role_id, and_role or found.role_id}):
        places.lock_role(one)
    row = db.session.scalars(sa.select(SignUp).where(SignUp.id == signup_id).execution_options(**FRESH)).one_or_none()
    if row is None or row.role_id != found.role_id:  # moved while we waited: try again
        raise NotFound
    return row


def _check_calendar(shift: Shift, account_id: int) -> None:
    """Nobody is put on two shifts at once, nor on more than they may sign up for."""
    others = [slot for slot in slots_of(account_id, clock.now()) if slot.shift_id != shift.id]
    signup_rules.check_overlap(as_slot(shift), others)
    signup_rules.check_count(len(others), settings.current().future_signups_most)


def _audit(action: str, row: SignUp, change: list[object], staff: Staff) -> None:
    changes: dict[str, object] = {"state" if action != "moved" else "role": change}
    audit.record(f"signup.{action}", f"signup:{row.id}", changes, role=staff.role)
