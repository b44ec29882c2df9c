"""What staff's changes do to places, offers and whom the check-in point expects; invariants I1 and I2."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.checkins.evidence_models import Expectation
from app.checkins.service import Staff
from app.core import audit, duties, events
from app.core.db import db, transaction
from app.volunteering import offers, roster_keeping
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.shift_signals import shift_moved
from tests.volunteering.signup_builders import (
    NOON,
    accept,
    broken,
    holders,
    line,
    make_shift,
    offer_until,
    people,
    queue,
    role_of,
    row,
    sign_up,
    states,
    withdraw,
)


def move(shift: int, **by: float) -> None:
    """As staff do: shift and roles are locked, times written, and the signal told."""
    with transaction():
        found = db.session.get_one(Shift, shift)
        for name in ("starts_at", "ends_at", "signup_closes_at", "cancel_until"):
            setattr(found, name, getattr(found, name) + timedelta(**by))
        db.session.flush()
        events.tell(shift_moved, shift_id=shift)


def test_after_a_move_people_are_expected_and_reminded_at_the_new_time(town, at) -> None:
    shift = make_shift(1, point=True)
    (_, mine), _ = queue(shift, 2)
    with transaction():
        db.session.execute(sa.update(SignUp).values(reminded_at=NOON))
    move(shift, hours=5)
    expected = db.session.scalars(sa.select(Expectation)).one()
    assert (expected.starts_at, expected.ends_at) == (NOON + timedelta(hours=29), NOON + timedelta(hours=30))
    db.session.rollback()
    assert row(mine).reminded_at is None


def test_who_is_there_already_may_leave_at_the_new_end(town, at) -> None:
    shift = make_shift(2, point=True)
    (_, mine), _ = queue(shift, 2)
    with transaction():
        db.session.execute(sa.update(SignUp).where(SignUp.id == mine).values(state="checked_in", checked_in_at=NOON))
    move(shift, hours=5)
    expected = db.session.scalars(sa.select(Expectation)).all()
    assert {one.ends_at for one in expected} == {NOON + timedelta(hours=30)}
    assert len(expected) == 2
    db.session.rollback()
    assert row(mine).state == "checked_in"


def test_an_offer_ends_before_the_new_start_and_its_place_goes_on(town, at) -> None:
    shift = make_shift(1)
    (first, mine), (_, theirs), third = queue(shift, 3)
    withdraw(first, mine)
    move(shift, hours=-22, minutes=-30)  # starts in an hour and a half
    assert offer_until(theirs) == NOON + timedelta(hours=1)
    at.forward(hours=1)
    db.session.rollback()
    offers.tend_queues()
    assert holders(shift) == []
    assert accept(*third) is not None, "30 min before the start there is an open call"


def test_moved_away_from_an_open_call_a_shift_offers_by_the_queue_again(town, at) -> None:
    shift = make_shift(1)
    queued = queue(shift, 3)
    at.now = NOON + timedelta(days=1) - timedelta(minutes=39)
    withdraw(*queued[0])
    move(shift, days=2)
    assert holders(shift) == [queued[1][0]]
    assert db.session.get_one(ShiftRole, role_of(shift), populate_existing=True).open_call_at is None


def test_i1_a_place_sold_twice_is_found(town) -> None:
    shift = make_shift(2)
    queue(shift, 3)
    assert broken() == []
    with transaction():
        db.session.execute(sa.update(SignUp).values(state="registered"))
    assert broken() == [f"role {role_of(shift)}: 3 of 2 places"]


def test_i1_fewer_places_than_people_drop_nobody_and_are_no_fault(town) -> None:
    shift = make_shift(3)
    queue(shift, 3)
    with transaction():
        db.session.execute(sa.update(ShiftRole).values(capacity=1))
    assert len(broken()) == 1, "nobody said that it was staff"
    with transaction():
        roles = [[["岗位1", 3, None, ""]], [["岗位1", 1, None, ""]]]
        audit.record("shift.edited", f"shift:{shift}", {"roles": roles}, role="community_staff")
    assert (broken(), states(shift)) == ([], {"registered": 3})


def test_i1_asks_of_no_shift_whose_audit_lines_have_had_their_year(town, at) -> None:
    shift = make_shift(3)
    queue(shift, 3)
    with transaction():
        db.session.execute(sa.update(ShiftRole).values(capacity=1))
    at.forward(days=300)
    assert len(broken()) == 1
    at.forward(days=2)
    assert broken() == []


def test_i2_a_free_place_while_somebody_waits_is_found(town) -> None:
    shift = make_shift(1)
    queue(shift, 2)
    with transaction():
        db.session.execute(sa.update(ShiftRole).values(capacity=2))
    assert broken() == [f"role {role_of(shift)}: 1 free, 1 wait"]


def test_i2_an_offer_out_of_turn_is_found(town) -> None:
    shift = make_shift(1)
    (first, mine), (_, waits), (_, last) = queue(shift, 3)
    withdraw(first, mine)
    assert broken() == []
    with transaction():
        db.session.execute(sa.update(SignUp).where(SignUp.id == waits).values(state="waitlisted"))
        db.session.execute(sa.update(SignUp).where(SignUp.id == last).values(state="offered"))
        db.session.execute(sa.update(WaitlistOffer).values(signup_id=last))
    assert broken() == [f"sign-up {waits} waits, {last} behind it holds an offer"]


def test_i2_whoever_is_moved_to_another_role_waits_behind_its_offers(town, at) -> None:
    shift = make_shift(1, roles=2)
    query = sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift).order_by(ShiftRole.id)
    first, second = db.session.scalars(query)
    riders, signups = people(5), []
    for rider, role in zip(riders, (first, first, second, second, second), strict=True):
        at.forward(minutes=1)
        signups.append(sign_up(rider, shift, role_id=role)["id"])
    withdraw(riders[2], signups[2])
    assert holders(shift) == [riders[3]]
    with transaction():
        roster_keeping.move(signups[1], second, Staff(0, "f" * 32, "community_staff"))
    assert (holders(shift), line(shift)) == ([riders[3]], [riders[1], riders[4]])
    assert broken() == []


@pytest.mark.parametrize("name", ["places", "queues"])
def test_the_daily_check_asks_both(town, name: str) -> None:
    assert duties.invariants(town)[name]() == []
