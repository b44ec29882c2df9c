"""What riders do: sign up, withdraw, stay after a move; and what leaving the service does to their sign-ups.

Lock order: the account (what limits a person), then the role (who has its places); of several roles the lower id first.
Source: PRODUCT 4.7 "Sign-up", "Leaving".
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from app.accounts import service as accounts
from app.accounts.rules import AccountDisabled
from app.core import clock, settings
from app.core.access import AccountClosing, AgeUnconfirmed
from app.core.db import db
from app.core.problems import NotFound
from app.volunteering import places, shift_rules, signup_words
from app.volunteering import signup_rules as rules
from app.volunteering import waitlist_rules as waiting
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.volunteering.places import FRESH
from app.volunteering.rules import WAITING
from app.volunteering.signup_answers import Entry, Seen, answer_of, as_slot, calendar_of, fresh_answer

PURPOSE = "volunteer_record"

_MINE = sa.and_(SignUp.shift_id == Shift.id, SignUp.account_id == sa.bindparam("account_id"))
_ROLES_AND_ROW = (
    sa.select(ShiftRole.id, SignUp)
    .select_from(ShiftRole)
    .join(Shift, Shift.id == ShiftRole.shift_id)
    .outerjoin(SignUp, _MINE)
    .where(Shift.id == sa.bindparam("shift_id"), Shift.status != "draft")
    .order_by(ShiftRole.id)
    .execution_options(**FRESH)
)


def sign_up(
    account_id: int, shift_id: int, *, role_id: int | None = None, notice_version: int | None = None
) -> dict[str, Any]:
    """Sign a person up: ``registered`` while a place is free and nobody waits, else ``waitlisted`` at the queue's end.

    Signing up is the consent to the record of one's volunteering. Whoever left signs up anew on the same row. Raises
    ``NotFound``, ``AlreadySignedUp``, ``ShiftClosed``, ``ShiftFull``, ``OverlappingShift``, ``TooManySignups``,
    ``NoticeChanged``, ``ConsentWithdrawn``.
    """
    person_ref = _locked(account_id)
    chosen, row = _role_and_row(account_id, shift_id, role_id)
    if row is not None and row.state not in rules.GONE:
        raise rules.AlreadySignedUp(signup=answer_of(row, places.shift_of(shift_id)))
    accounts.act(account_id, PURPOSE, notice_version)
    calendar = calendar_of(account_id, clock.now())
    role = _lock_role(chosen, row)
    now, (shift, standing) = clock.now(), places.shift_and_standing(role)
    _check(shift, calendar, now)
    state = _state(standing.places, shift, calendar, now)
    row = row or SignUp(shift_id=shift_id, account_id=account_id, person_ref=person_ref, version=0)
    row.role_id, row.queued_at = role.id, waiting.comes_at(now, standing.newest)
    _begin(row, state)
    if state == "registered":
        places.register(row, shift, now)
    db.session.add(row)
    db.session.flush()  # the notice names the sign-up
    position = standing.places.waiting + 1 if state == "waitlisted" else None
    _tell(row, shift, position)
    seen = Seen(now, [one.slot for one in calendar], open_call=_calls(role, standing))
    return fresh_answer(row, shift, seen, position)


def withdraw(account_id: int, signup_id: int, kind: str) -> dict[str, Any]:
    """Leave a shift or its queue; the place is offered to the next. Twice changes nothing.

    ``kind``: ``plain``, free until ``cancel_until``, or ``excused``. Raises ``NotFound``, ``SignupOver``.
    """
    row, _, shift = own(account_id, signup_id)
    if row.state not in rules.GONE:
        now = clock.now()
        asked_anew = row.reconfirm_due is not None
        times = {"now": now, "cancel_until": shift.cancel_until, "ends_at": shift.ends_at}
        _leave(row, shift, rules.withdrawn_as(row.state, kind, asked_anew=asked_anew, **times), now)
    return answer_of(row, shift)


def reconfirm(account_id: int, signup_id: int) -> dict[str, Any]:
    """Stay after the shift was moved. Twice changes nothing. Raises ``NotFound``, ``SignupOver``."""
    row, _, shift = own(account_id, signup_id)
    if row.state not in WAITING | {"registered"}:
        raise rules.SignupOver("这个报名已经结束了")
    if row.reconfirm_due is not None:
        row.reconfirm_due, row.reconfirmed_at, row.version = None, clock.now(), row.version + 1
    return answer_of(row, shift)


def own(account_id: int, signup_id: int) -> tuple[SignUp, ShiftRole, Shift]:
    """One's own sign-up with its role and shift, the account and the role locked. Raises ``NotFound``."""
    accounts.lock_account(account_id)
    mine = (SignUp.id == signup_id, SignUp.account_id == account_id)
    role_id = db.session.scalar(sa.select(SignUp.role_id).where(*mine))
    if role_id is None:
        raise NotFound
    role = places.lock_role(role_id)
    row = db.session.scalars(sa.select(SignUp).where(*mine).execution_options(**FRESH)).one_or_none()
    if row is None or row.role_id != role_id:  # staff moved it to another role while we waited: try again
        raise NotFound
    return row, role, places.shift_of(row.shift_id)


def end_all(account_id: int, **_: object) -> None:
    """Somebody leaves the service: their sign-ups ahead end without a mark, and their places are offered on.

    The account is locked already.
    """
    now = clock.now()
    rows = _still_ahead(account_id, now)
    for role_id in sorted({row.role_id for row in rows}):
        places.lock_role(role_id)
    for row in _still_ahead(account_id, now):
        places.leave(row, places.shift_of(row.shift_id), "cancelled", now)
        row.version += 1
    db.session.flush()
    for role_id in sorted({row.role_id for row in rows}):
        places.promote(role_id, now)


def preview_leaving(account_id: int, **_: object) -> list[str]:
    """What leaving the service would end, for the page that asks."""
    query = sa.select(Shift.title, SignUp.state).join(SignUp, SignUp.shift_id == Shift.id)
    found = db.session.execute(query.where(*_ahead_of(account_id, clock.now())).order_by(Shift.starts_at, Shift.id))
    return [_ends(title, state) for title, state in found]


def _ends(title: str, state: str) -> str:
    """What leaving ends of one sign-up: whoever only waits has no place to give away."""
    if state == "registered":
        return f"报名「{title}」马上取消，名额让给候补的人"
    return f"不再候补「{title}」" + ("，给你留的名额让给下一位" if state == "offered" else "")


def _locked(account_id: int) -> str:
    """Lock the account and give its pseudonym; who is leaving, disabled or too young by now signs up for nothing."""
    account = accounts.lock_account(account_id)
    if account.status == "closing":
        raise AccountClosing
    if account.status != "active":
        raise AccountDisabled
    if not account.age_ok:
        raise AgeUnconfirmed
    return account.person_ref


def _role_and_row(account_id: int, shift_id: int, role_id: int | None) -> tuple[int, SignUp | None]:
    """The role meant, and the row of an earlier sign-up, whatever became of it.

    Raises ``NotFound`` for no shift, or a draft, ``Invalid`` for a role that is not its own.
    """
    found = db.session.execute(_ROLES_AND_ROW, {"account_id": account_id, "shift_id": shift_id}).tuples().all()
    if not found:
        raise NotFound
    return rules.chosen_role([role for role, _ in found], role_id), found[0][1]


def _lock_role(chosen: int, row: SignUp | None) -> ShiftRole:
    """The role under its lock; so is that of an earlier sign-up, which staff may be excusing at this moment."""
    if row is None:
        return places.lock_role(chosen)
    locked = {one: places.lock_role(one) for one in sorted({chosen, row.role_id})}
    db.session.refresh(row)
    return locked[chosen]


def _check(shift: Shift, calendar: list[Entry], now: datetime) -> None:
    """Whether the shift takes anybody now, and this person can come."""
    shown = shift_rules.signup_state(
        status=shift.status,
        opens_at=shift.signup_opens_at,
        closes_at=shift.signup_closes_at,
        ends_at=shift.ends_at,
        places=(),
        now=now,
    )
    rules.check_open(shown)
    rules.check_overlap(as_slot(shift), [one.slot for one in calendar])
    ahead = [one for one in calendar if one.slot.starts_at > now]
    rules.check_count(len(ahead), settings.current().future_signups_most)


def _state(found: shift_rules.Places, shift: Shift, calendar: list[Entry], now: datetime) -> str:
    """What whoever comes now gets. Once a shift has started nobody waits for it."""
    if found.is_open:
        return "registered"
    if not found.may_wait or now >= shift.starts_at:
        raise rules.ShiftFull
    queues = [one for one in calendar if one.state in WAITING and one.slot.starts_at > now]
    rules.check_waiting(len(queues), settings.current().waiting_signups_most)
    return "waitlisted"


def _calls(role: ShiftRole, standing: places.Standing) -> bool:
    return role.open_call_at is not None and standing.places.free > 0


def _begin(row: SignUp, state: str) -> None:
    """A sign-up as on its first day."""
    row.state, row.skips, row.extra, row.version = state, 0, False, row.version + 1
    row.reconfirm_due = row.reconfirmed_at = row.ended_at = row.reminded_at = None


def _tell(row: SignUp, shift: Shift, position: int | None) -> None:
    if position is None:
        signup_words.tell_registered(row, shift)
    else:
        signup_words.tell_waiting(row, shift, position)


def _leave(row: SignUp, shift: Shift, state: str, now: datetime) -> None:
    places.leave(row, shift, state, now)
    row.version += 1
    db.session.flush()
    places.promote(row.role_id, now)


def _ahead_of(account_id: int, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    standing = WAITING | {"registered"}
    return (SignUp.account_id == account_id, SignUp.state.in_(standing), Shift.ends_at > now)


def _still_ahead(account_id: int, now: datetime) -> list[SignUp]:
    query = sa.select(SignUp).join(Shift, Shift.id == SignUp.shift_id).where(*_ahead_of(account_id, now))
    query = query.order_by(SignUp.role_id).options(lazyload("*")).execution_options(**FRESH)
    return list(db.session.scalars(query))
