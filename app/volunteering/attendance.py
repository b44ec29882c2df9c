"""Check-ins become presence: what counts at a shift's point is written to the sign-up, and the floors above are told.

Handlers of the signals of check-ins, within their transaction. Whoever counts and is not on the roster was let in by
staff and becomes an extra. Lock order: the account (locked by check-ins), the role, the sign-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.accounts import service as accounts
from app.checkins import service as checkins
from app.checkins.service import CheckinFacts
from app.core import clock, events
from app.core.db import db
from app.core.problems import Conflict
from app.volunteering import attendance_rules as rules
from app.volunteering import attendance_words, places, shift_rules
from app.volunteering.attendance_points import KIND
from app.volunteering.attendance_rules import Pair, Seen
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.volunteering.places import FRESH
from app.volunteering.rules import ON_ROSTER
from app.volunteering.shift_signals import attendance_changed

PURPOSE = "volunteer_record"
BY_HAND = "staff_mark"
NO_AGE = "对方还没有确认年龄，请先在“我的”里确认"
GOING = "对方的账号停用了或正在注销"


def counted(checkin: CheckinFacts) -> None:
    """A check-in counts from now on, or says something else than before."""
    if checkin.kind == KIND and checkin.target is not None and checkin.account_id is not None:
        _follow(int(checkin.target), checkin.account_id, checkin.person_ref, without=None)


def withdrawn(checkin: CheckinFacts) -> None:
    """A check-in counts no more."""
    if checkin.kind == KIND and checkin.target is not None and checkin.account_id is not None:
        _follow(int(checkin.target), checkin.account_id, checkin.person_ref, without=checkin.id)


def locked_row(shift_id: int, account_id: int, and_role: int | None = None) -> SignUp | None:
    """Somebody's sign-up for a shift under the lock of its role, and of another where asked; None without any.

    Their account is locked already, so that nobody signs them up meanwhile.
    """
    mine = (SignUp.shift_id == shift_id, SignUp.account_id == account_id)
    while True:
        role_id = db.session.scalar(sa.select(SignUp.role_id).where(*mine))
        for one in sorted(filter(None, {role_id, and_role})):
            places.lock_role(one)
        row = db.session.scalars(sa.select(SignUp).where(*mine).execution_options(**FRESH)).one_or_none()
        if row is None or row.role_id == role_id:
            return row


def admit(shift: Shift, account_id: int, person_ref: str, role_id: int | None = None) -> SignUp:
    """Let somebody come whose account is locked: into a free place if nobody waits for it, else beside the places.

    Whoever is on the roster stays as they are; all others hear of it. Without ``role_id`` it is the role they had, or
    the first. Raises ``ConsentWithdrawn``, ``Conflict`` for whoever is leaving or has not said their age.
    """
    row = locked_row(shift.id, account_id, role_id)
    if row is not None and row.state in ON_ROSTER:
        return row
    account = accounts.lock_account(account_id)
    if account.status != "active" or not account.age_ok:
        raise Conflict(GOING if account.age_ok else NO_AGE)
    accounts.act(account_id, PURPOSE, None)
    role = places.lock_role(role_id or (row.role_id if row is not None else first_role(shift.id)))
    extra, now = not _has_room(role, row), clock.now()
    row = row or _new(shift, account_id, person_ref, role.id)
    left, row.extra = row.role_id, extra
    if row.state == "offered":
        places.answer_offer(row, "withdrawn", now)
    row.role_id, row.reconfirm_due = role.id, None
    places.register(row, shift, now)
    row.version += 1
    db.session.flush()  # the notice names the sign-up
    for one in sorted({role.id, left}):
        places.promote(one, now)
    attendance_words.tell_added(row, shift)
    return row


def first_role(shift_id: int) -> int:
    """The role of whoever comes without having chosen one."""
    query = sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift_id).order_by(ShiftRole.id).limit(1)
    return db.session.scalars(query).one()


def took_place(shift: Shift) -> bool:
    """Whether any of a shift is served, so that presence at it counts."""
    return shift_rules.took_place(shift.status, shift.starts_at, shift.cancelled_at)


def write(row: SignUp, shift: Shift, pairs: Sequence[Pair], source: str | None) -> None:
    """Write somebody's presence under the lock of their role, tell the floors above, and the leader of a crowd."""
    kept = [[began.isoformat() if began else None, ended.isoformat() if ended else None] for began, ended in pairs]
    state = rules.state_of(row.state, pairs)
    if (row.pairs or [], row.state, row.attendance_source) == (kept, state, source if pairs else None):
        return
    came = state in rules.THERE and row.state not in rules.THERE
    row.pairs, row.state, row.attendance_source = kept, state, source if pairs else None
    row.checked_in_at, row.checked_out_at = rules.first_in(pairs), rules.last_out(pairs)
    if state in rules.THERE:
        row.ended_at = row.reconfirm_due = None
    row.version += 1
    db.session.flush()  # whoever is told reads the row
    events.tell(attendance_changed, signup_id=row.id)
    if came:
        _look_for_a_crowd(shift)


def _follow(shift_id: int, account_id: int, person_ref: str | None, *, without: int | None) -> None:
    """Write what counts of somebody at a shift, whatever told of it; twice changes nothing."""
    number = checkins.point_no_of(KIND, str(shift_id))
    if number is None or (shift := db.session.get(Shift, shift_id)) is None or not took_place(shift):
        return
    there = [one for one in checkins.attendance_of(account_id, number) if one.id != without]
    row = locked_row(shift_id, account_id)
    shift = places.shift_of(shift_id)
    called_off = shift.status == "cancelled"
    is_known = row is not None and row.state in ON_ROSTER | {"shift_cancelled" if called_off else "no_show"}
    if there and not is_known and not called_off and person_ref is not None:
        row = admit(shift, account_id, person_ref)
    if row is None or (called_off and not is_known):
        return
    source = "staff" if any(one.method == BY_HAND for one in there) else "checkin"
    pairs = rules.paired(Seen(one.direction, one.occurred_at) for one in there)
    write(row, shift, pairs, source)
    if called_off and row.state == "registered":  # whose only check-in was undone comes to nothing any more
        row.state, row.ended_at = "shift_cancelled", shift.cancelled_at


def _look_for_a_crowd(shift: Shift) -> None:
    """More people are there than places: the leader hears of it, once for a shift."""
    mine = (SignUp.shift_id == shift.id, SignUp.state.in_(rules.THERE))
    there = db.session.execute(sa.select(sa.func.count()).select_from(SignUp).where(*mine)).scalar_one()
    capacity = sa.select(sa.func.sum(ShiftRole.capacity)).where(ShiftRole.shift_id == shift.id)
    if rules.is_crowded(there, db.session.execute(capacity).scalar_one()):
        attendance_words.tell_crowd(shift, there)


def _has_room(role: ShiftRole, row: SignUp | None) -> bool:
    """Whether a locked role has a place for somebody: the one offered to them, or a free one that nobody waits for."""
    here = row.state if row is not None and row.role_id == role.id else None
    found = places.standing(role).places
    return here == "offered" or (found.free > 0 and found.waiting - (here == "waitlisted") == 0)


def _new(shift: Shift, account_id: int, person_ref: str, role_id: int) -> SignUp:
    row = SignUp(shift_id=shift.id, account_id=account_id, person_ref=person_ref, role_id=role_id, version=0)
    row.state, row.queued_at, row.skips = "registered", clock.now(), 0
    db.session.add(row)
    return row


def pairs_of(row: SignUp) -> list[tuple[datetime | None, datetime | None]]:
    """The pairs of a row as instants."""
    return [(_instant(began), _instant(ended)) for began, ended in row.pairs or []]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
