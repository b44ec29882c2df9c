"""Leaving a shift, staying after a move, reminders, and leaving the service. PRODUCT 4.7 "Leaving", "Changes"."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import identities, leaving
from app.accounts.models import Account
from app.core import clock
from app.core.db import db, transaction
from app.core.problems import NotFound
from app.notices.models import Notice
from app.volunteering import signup_reminding, signups
from app.volunteering import signup_rules as rules
from app.volunteering.models import Shift, SignUp
from tests.volunteering.signup_builders import (
    NOON,
    accept,
    broken,
    holders,
    line,
    local,
    make_shift,
    people,
    queue,
    row,
    sign_up,
    states,
    told,
    withdraw,
)

STARTS = NOON + timedelta(days=1)
FREE_UNTIL = STARTS - timedelta(hours=3)


@pytest.mark.parametrize(
    ("kind", "late", "state"),
    [
        ("plain", False, "cancelled"),
        ("plain", True, "late_cancelled"),
        ("excused", False, "excused"),
        ("excused", True, "excused"),
    ],
)
def test_a_withdrawal_is_free_late_or_excused(town, at, kind: str, late: bool, state: str) -> None:
    shift, (rider,) = make_shift(), people(1)
    signup = sign_up(rider, shift)["id"]
    at.now = FREE_UNTIL + timedelta(seconds=late)
    answer = withdraw(rider, signup, kind)
    assert (answer["state"], answer["actions"]) == (state, [])
    assert row(signup).ended_at == at.now


def test_withdrawing_twice_changes_nothing(town, at) -> None:
    shift, (rider,) = make_shift(), people(1)
    signup = sign_up(rider, shift)["id"]
    first = withdraw(rider, signup)
    at.now = FREE_UNTIL + timedelta(hours=1)
    again = withdraw(rider, signup, "excused")
    assert (again["state"], again["version"]) == ("cancelled", first["version"])


def test_another_ones_sign_up_is_not_there(town) -> None:
    shift, (rider, other) = make_shift(), people(2)
    signup = sign_up(rider, shift)["id"]
    for call in (lambda: withdraw(other, signup), lambda: accept(other, signup), lambda: withdraw(rider, 2**31 - 1)):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize("state", ["checked_in", "checked_out", "no_show"])
def test_whoever_came_cannot_leave(town, state: str) -> None:
    shift, (rider,) = make_shift(), people(1)
    signup = sign_up(rider, shift)["id"]
    with transaction():
        db.session.execute(sa.update(SignUp).values(state=state))
    with pytest.raises(rules.SignupOver):
        withdraw(rider, signup)


def moved(shift: int, due) -> None:
    with transaction():
        db.session.execute(sa.update(SignUp).where(SignUp.shift_id == shift).values(reconfirm_due=due))


def reconfirm(account: int, signup: int):
    with transaction():
        return signups.reconfirm(account, signup)


def test_after_a_move_one_stays_by_a_tap_or_by_silence(town, at) -> None:
    shift = make_shift(3)
    (one, first), (two, second), (three, third) = queue(shift, 3)
    moved(shift, NOON + timedelta(hours=12))
    for _ in range(2):
        assert reconfirm(one, first)["reconfirm_due"] is None
    at.now = FREE_UNTIL + timedelta(hours=1)
    assert withdraw(two, second)["state"] == "cancelled", "asked anew, one leaves freely"
    silent = row(third)
    assert (silent.state, rules.is_silent(silent.state, silent.reconfirm_due, at.now)) == ("registered", True)
    assert row(first).reconfirmed_at == NOON
    with pytest.raises(rules.SignupOver):
        reconfirm(two, second)
    assert reconfirm(three, third)["actions"] == ["withdraw"]


# --- reminders ---


def remind() -> int:
    with transaction():
        return signup_reminding.remind()


def test_whoever_comes_is_reminded_once_four_hours_before(town, at) -> None:
    shift = make_shift(1, starts_at=local(21, 18), cancel_until=local(21, 15))
    (rider, _), (waits, _) = queue(shift, 2)
    at.stand(21, 13, 59, 59)
    assert remind() == 0
    at.stand(21, 14)
    assert (remind(), remind()) == (1, 0)
    assert told(rider) == ["报名成功", "快开始了"]
    assert told(waits) == ["已候补"]
    body = db.session.scalars(
        sa.select(Notice.body).where(Notice.account_id == rider).order_by(Notice.id.desc())
    ).first()
    assert body == "11月21日 18:00–19:00，试验站。走不开的话，11月21日15:00 前取消不留记录。"


def test_before_an_early_shift_one_is_reminded_the_evening_before(town, at) -> None:
    make = make_shift(1, starts_at=local(21, 11))
    sign_up(people(1)[0], make)
    at.stand(20, 19, 59)
    assert remind() == 0
    at.stand(20, 20)
    assert remind() == 1


def test_whoever_signs_up_later_than_that_needs_no_reminder(town, at) -> None:
    shift = make_shift(1, starts_at=NOON + timedelta(hours=3))
    sign_up(people(1)[0], shift)
    assert remind() == 0


def test_when_withdrawing_is_not_free_any_more_the_reminder_says_what_helps(town, at) -> None:
    shift = make_shift(1, starts_at=local(21, 18), cancel_until=local(21, 12))
    (rider,) = people(1)
    sign_up(rider, shift)
    at.stand(21, 14)
    remind()
    body = db.session.scalars(
        sa.select(Notice.body).where(Notice.account_id == rider).order_by(Notice.id.desc())
    ).first()
    assert body is not None
    assert "跑单走不开" in body


def test_whoever_signs_up_when_withdrawing_is_not_free_any_more_reads_no_time_that_is_over(town, at) -> None:
    (rider,) = people(1)
    sign_up(rider, make_shift(1, starts_at=NOON + timedelta(minutes=6)))
    title, body = db.session.execute(sa.select(Notice.title, Notice.body).where(Notice.account_id == rider)).one()
    assert (title, body) == (
        "报名成功：试验班次",
        "11月20日 12:06–13:06，试验站。走不开就点一下“跑单走不开”，好让别人补上。",
    )


@pytest.mark.parametrize("status", ["cancelled", "done"])
def test_nobody_is_reminded_of_what_is_off(town, at, status: str) -> None:
    shift = make_shift(1, starts_at=local(21, 18))
    sign_up(people(1)[0], shift)
    with transaction():
        db.session.execute(sa.update(Shift).values(status=status))
    at.stand(21, 15)
    assert remind() == 0


# --- T24: leaving the service ---


def test_t24_leaving_ends_sign_ups_ahead_and_promotes_those_who_wait(town, at) -> None:
    shift, waited, past = (
        make_shift(1),
        make_shift(1, starts_at=NOON + timedelta(days=2)),
        make_shift(starts_at=NOON + timedelta(hours=1)),
    )
    (me, mine), (following, _) = queue(shift, 2)
    queue(waited, 1)
    place = sign_up(me, waited)["id"]
    came = sign_up(me, past)["id"]
    with transaction():
        db.session.execute(sa.update(SignUp).where(SignUp.id == came).values(state="checked_out"))
    ends = leaving.preview(me)["ends"]
    assert ends == ["报名「试验班次」马上取消，名额让给候补的人", "不再候补「试验班次」"]
    db.session.rollback()
    with transaction():
        leaving.leave(me)
    assert [row(one).state for one in (mine, place, came)] == ["cancelled", "cancelled", "checked_out"]
    assert (holders(shift), line(waited)) == ([following], [])
    assert broken() == []
    with transaction():
        leaving.come_back(me)
    assert states(shift) == {"cancelled": 1, "offered": 1}, "what ended at once stays ended"


def test_t24_leaving_late_leaves_no_mark(town, at) -> None:
    shift = make_shift(1)
    (me, mine), _ = queue(shift, 2)
    at.now = FREE_UNTIL + timedelta(hours=1)
    with transaction():
        leaving.leave(me)
    assert row(mine).state == "cancelled"


def test_t24_after_the_erasure_the_row_has_no_account_and_the_pseudonym_stays(town, at) -> None:
    shift, (me,) = make_shift(1), people(1)
    mine = sign_up(me, shift)["id"]
    ref = db.session.get_one(Account, me).person_ref
    db.session.rollback()
    with transaction():
        leaving.leave(me)
    with transaction():
        leaving.erase(identities.lock_account(me))
    assert (row(mine).account_id, row(mine).person_ref) == (None, ref)
    assert sign_up(people(1)[0], shift)["state"] == "registered"
    assert clock.now() == NOON
