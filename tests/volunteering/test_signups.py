"""Signing up: places, queues, limits, consents. PRODUCT 4.7 "Sign-up", "Overlap"."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import consents
from app.accounts.models import Account, ConsentRecord
from app.accounts.rules import AccountDisabled, ConsentWithdrawn, NoticeChanged
from app.checkins.evidence_models import Expectation
from app.core.access import AccountClosing, AgeUnconfirmed
from app.core.db import db, transaction
from app.core.problems import Invalid, NotFound
from app.notices.models import Notice
from app.volunteering import signup_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp
from tests.volunteering.signup_builders import (
    NOON,
    broken,
    line,
    make_shift,
    people,
    row,
    sign_up,
    states,
    told,
    withdraw,
)


def change(model, key: int, **values) -> None:
    with transaction():
        db.session.execute(sa.update(model).where(model.id == key).values(**values))


def expected() -> list[int]:
    found = list(db.session.scalars(sa.select(Expectation.account_id).order_by(Expectation.account_id)))
    db.session.rollback()
    return found


def test_of_fifty_riders_one_comes_and_49_are_told_their_place(town) -> None:
    shift, riders = make_shift(1), people(50)
    answers = [sign_up(rider, shift) for rider in riders]
    assert [answer["state"] for answer in answers] == ["registered"] + ["waitlisted"] * 49
    assert [answer["position"] for answer in answers] == [None, *range(1, 50)]
    assert line(shift) == riders[1:]
    bodies = list(db.session.scalars(sa.select(Notice.body).order_by(Notice.account_id)))
    assert "你排第 49 位" in bodies[-1]
    assert told(riders[0]) == ["报名成功"]
    assert broken() == []


def test_an_answer_says_all_its_owner_may_know(town, at) -> None:
    shift = make_shift(2)
    answer = sign_up(people(1)[0], shift)
    assert answer == {
        "id": answer["id"],
        "shift_id": shift,
        "role_id": answer["role_id"],
        "state": "registered",
        "position": None,
        "offer_expires_at": None,
        "cancel_until": "2025-11-21T09:00:00+08:00",
        "reconfirm_due": None,
        "warnings": [],
        "server_now": "2025-11-20T12:00:00+08:00",
        "actions": ["withdraw"],
        "version": 1,
    }


def test_a_second_sign_up_is_refused_with_the_first(town) -> None:
    shift, (rider,) = make_shift(2), people(1)
    first = sign_up(rider, shift)
    with pytest.raises(rules.AlreadySignedUp) as refused:
        sign_up(rider, shift)
    assert refused.value.extra["signup"] == first


def test_whoever_left_signs_up_anew_on_the_same_row_at_the_end(town, at) -> None:
    shift, riders = make_shift(1), people(3)
    answers = [sign_up(rider, shift) for rider in riders]
    withdraw(riders[1], answers[1]["id"])
    at.forward(minutes=1)
    again = sign_up(riders[1], shift)
    assert (again["id"], again["position"], again["version"]) == (answers[1]["id"], 2, 3)
    assert line(shift) == [riders[2], riders[1]]
    assert row(again["id"]).queued_at == NOON + timedelta(minutes=1)


def test_places_of_a_role_are_its_own(town) -> None:
    shift, riders = make_shift(1, roles=2), people(3)
    first, second = db.session.scalars(
        sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift).order_by(ShiftRole.id)
    )
    found = [
        sign_up(rider, shift, role_id=role)["state"]
        for rider, role in zip(riders, (first, second, second), strict=True)
    ]
    assert found == ["registered", "registered", "waitlisted"]


def test_where_there_are_several_roles_one_is_chosen(town) -> None:
    shift, other, (rider,) = make_shift(roles=2), make_shift(), people(1)
    foreign = db.session.scalar(sa.select(ShiftRole.id).where(ShiftRole.shift_id == other))
    for role in (None, foreign):
        with pytest.raises(Invalid):
            sign_up(rider, shift, role_id=role)


def test_a_full_queue_takes_nobody(town) -> None:
    shift, riders = make_shift(1, waitlist_max=1), people(3)
    sign_up(riders[0], shift)
    assert sign_up(riders[1], shift)["position"] == 1
    with pytest.raises(rules.ShiftFull):
        sign_up(riders[2], shift)
    assert states(shift) == {"registered": 1, "waitlisted": 1}


def test_people_admitted_beside_the_places_take_none(town) -> None:
    shift, riders = make_shift(1), people(2)
    change(SignUp, sign_up(riders[0], shift)["id"], extra=True)
    assert sign_up(riders[1], shift)["state"] == "registered"
    assert broken() == []


def test_a_draft_is_no_shift_to_riders(town) -> None:
    (rider,) = people(1)
    for shift in (make_shift(status="draft"), 2**31 - 1):
        with pytest.raises(NotFound):
            sign_up(rider, shift)


def test_sign_up_opens_and_closes_to_the_second(town, at) -> None:
    opens, closes = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
    shift, riders = make_shift(9, signup_opens_at=opens, signup_closes_at=closes), people(2)
    for early in (opens - timedelta(seconds=1), closes):
        at.now = early
        with pytest.raises(rules.ShiftClosed) as refused:
            sign_up(riders[0], shift)
        assert refused.value.extra["signup_state"] in {"not_open", "closed"}
    for rider, now in zip(riders, (opens, closes - timedelta(seconds=1)), strict=True):
        at.now = now
        assert sign_up(rider, shift)["state"] == "registered"


@pytest.mark.parametrize("status", ["cancelled", "done"])
def test_a_shift_that_is_off_takes_nobody(town, status: str) -> None:
    shift, (rider,) = make_shift(status=status), people(1)
    with pytest.raises(rules.ShiftClosed) as refused:
        sign_up(rider, shift)
    assert refused.value.extra == {"signup_state": status}


def test_once_a_shift_has_begun_there_is_a_place_or_none(town, at) -> None:
    start = NOON + timedelta(hours=1)
    shift, riders = make_shift(1, signup_closes_at=start + timedelta(minutes=30), starts_at=start), people(2)
    at.now = start + timedelta(minutes=5)
    assert sign_up(riders[0], shift)["state"] == "registered"
    with pytest.raises(rules.ShiftFull):
        sign_up(riders[1], shift)


# --- one person's limits ---


def test_t53_nine_shared_minutes_warn_and_ten_refuse(town) -> None:
    start = NOON + timedelta(days=1)
    short = make_shift(starts_at=start, minutes=20, title="消防通道随手清")
    nine, ten = (make_shift(starts_at=start + timedelta(minutes=m)) for m in (11, 10))
    (rider,) = people(1)
    mine = sign_up(rider, short)["id"]
    with pytest.raises(rules.OverlappingShift):
        sign_up(rider, ten)
    told_of = sign_up(rider, nine)
    assert told_of["warnings"] == [{"slug": "overlap", "title": "和「消防通道随手清」重叠 9 分钟", "shift_id": short}]
    for signup in (mine, told_of["id"]):
        withdraw(rider, signup)
    assert sign_up(rider, ten)["warnings"] == [], "a shift one has left is in nobody's way"


def test_a_queue_takes_ones_time_too(town) -> None:
    full, other, riders = make_shift(1, title="满的"), make_shift(1), people(2)
    for rider in riders:
        sign_up(rider, full)
    with pytest.raises(rules.OverlappingShift) as refused:
        sign_up(riders[1], other)
    assert refused.value.extra["other"] == {"shift_id": full, "title": "满的"}


def days_of_shifts(count: int, **fields) -> list[int]:
    return [make_shift(starts_at=NOON + timedelta(days=n), **fields) for n in range(1, count + 1)]


def test_ten_shifts_ahead_are_enough(town, at) -> None:
    (rider,) = people(1)
    shifts = days_of_shifts(11)
    for shift in shifts[:10]:
        sign_up(rider, shift)
    with pytest.raises(rules.TooManySignups):
        sign_up(rider, shifts[10])
    at.now = NOON + timedelta(days=1, hours=2)  # the first is over
    assert sign_up(rider, shifts[10])["state"] == "registered"


def test_five_queues_are_enough_and_a_free_place_is_none(town) -> None:
    early, late = people(2)
    shifts = days_of_shifts(6)
    for shift in shifts:
        sign_up(early, shift)
    assert [sign_up(late, shift)["state"] for shift in shifts[:5]] == ["waitlisted"] * 5
    with pytest.raises(rules.TooManySignups) as refused:
        sign_up(late, shifts[5])
    assert refused.value.detail == "最多同时候补 5 个班次"
    assert sign_up(late, make_shift(starts_at=NOON + timedelta(days=9)))["state"] == "registered"


# --- consent and age ---


def test_t68_signing_up_is_the_consent_to_the_record(town) -> None:
    (rider,) = people(1)
    shifts = days_of_shifts(3)
    sign_up(rider, shifts[0], notice_version=1)
    lines = db.session.scalars(sa.select(ConsentRecord.purpose).where(ConsentRecord.account_id == rider))
    assert list(lines) == ["volunteer_record"]
    with pytest.raises(NoticeChanged):
        sign_up(rider, shifts[1], notice_version=0)
    with transaction():
        consents.withdraw(rider, "volunteer_record")
    with pytest.raises(ConsentWithdrawn):
        sign_up(rider, shifts[1])
    assert states(shifts[0]) == {"registered": 1}, "withdrawing touches nothing else"
    with transaction():
        consents.give(rider, "volunteer_record", None)
    assert sign_up(rider, shifts[2])["state"] == "registered"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"age_ok": False}, AgeUnconfirmed),
        ({"status": "closing"}, AccountClosing),
        ({"status": "disabled"}, AccountDisabled),
    ],
)
def test_what_changed_while_the_call_was_on_its_way_is_seen_under_the_lock(town, fields, refusal) -> None:
    shift, (rider,) = make_shift(), people(1)
    change(Account, rider, **fields)
    with pytest.raises(refusal):
        sign_up(rider, shift)


# --- who is expected ---


def test_whoever_has_a_place_is_expected_there_until_they_leave(town) -> None:
    shift, riders = make_shift(1, point=True), people(2)
    answers = [sign_up(rider, shift) for rider in riders]
    assert expected() == riders[:1]
    withdraw(riders[0], answers[0]["id"])
    assert expected() == []


def test_a_moved_shift_is_read_as_it_is_now(town) -> None:
    """A stale object in the session must not decide."""
    shift, (rider,) = make_shift(), people(1)
    assert db.session.get(Shift, shift) is not None
    change(Shift, shift, status="cancelled")
    with pytest.raises(rules.ShiftClosed):
        sign_up(rider, shift)
