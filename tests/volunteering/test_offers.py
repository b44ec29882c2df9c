"""Offers: who gets one, how long it runs, lapses, the open call, the start. PRODUCT 4.7 "Offers"."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.core.db import db, transaction
from app.notices.models import Notice
from app.volunteering import offers, queues
from app.volunteering import signup_rules as rules
from app.volunteering.models import Shift, ShiftRole, WaitlistOffer
from app.volunteering.signup_answers import answer_of
from tests.volunteering.signup_builders import (
    NOON,
    accept,
    broken,
    holders,
    line,
    local,
    make_shift,
    offer_until,
    people,
    queue,
    raise_capacity,
    refuse,
    role_of,
    row,
    sign_up,
    states,
    told,
    withdraw,
)


def tend() -> int:
    db.session.rollback()
    return offers.tend_queues()


def skips(signup_id: int) -> int:
    return row(signup_id).skips


# --- who is offered ---


def test_a_place_that_comes_free_is_offered_to_whoever_waits_longest(town) -> None:
    shift = make_shift(1)
    (first, mine), (second, theirs), (third, _) = queue(shift, 3)
    withdraw(first, mine)
    assert (holders(shift), line(shift)) == ([second], [third])
    assert told(second) == ["已候补", "有名额了"]
    assert offer_until(theirs) == NOON + timedelta(hours=2)
    assert broken() == []


def test_capacity_raised_by_3_is_three_offers_in_order(town) -> None:
    shift = make_shift(1)
    queued = queue(shift, 6)
    assert raise_capacity(shift, 4) == 3
    assert holders(shift) == [account for account, _ in queued[1:4]]
    assert line(shift) == [account for account, _ in queued[4:]]
    assert broken() == []


def test_offering_twice_offers_nobody_more(town) -> None:
    shift = make_shift(1)
    queue(shift, 4)
    assert (raise_capacity(shift, 2), raise_capacity(shift, 2)) == (1, 0)


def test_capacity_below_the_count_offers_nothing_until_places_are_free(town) -> None:
    shift = make_shift(3)
    queued = queue(shift, 5)
    assert raise_capacity(shift, 1) == 0
    for account, signup in queued[:2]:
        withdraw(account, signup)
    assert (holders(shift), states(shift)["registered"]) == ([], 1)
    withdraw(*queued[2])
    assert holders(shift) == [queued[3][0]]


def test_nobody_passes_the_queue_while_an_offer_runs(town) -> None:
    shift = make_shift(1)
    (first, mine), _ = queue(shift, 2)
    withdraw(first, mine)
    (late,) = people(1)
    assert sign_up(late, shift)["state"] == "waitlisted"


@pytest.mark.parametrize("status", ["cancelled", "done", "draft"])
def test_a_shift_that_is_off_offers_nothing(town, status: str) -> None:
    shift = make_shift(1)
    queue(shift, 3)
    with transaction():
        db.session.execute(sa.update(Shift).values(status=status))
    assert raise_capacity(shift, 3) == 0


# --- answers ---


def test_accepting_takes_the_place_and_twice_changes_nothing(town) -> None:
    shift = make_shift(1, point=True)
    (first, mine), (second, theirs) = queue(shift, 2)
    withdraw(first, mine)
    answer = accept(second, theirs)
    assert answer is not None
    assert (answer["state"], answer["offer_expires_at"], answer["actions"]) == ("registered", None, ["withdraw"])
    again = accept(second, theirs)
    assert again is not None
    assert again["version"] == answer["version"]
    assert told(second) == ["已候补", "有名额了", "报名成功"]


def test_refusing_passes_the_place_on_and_twice_changes_nothing(town) -> None:
    shift = make_shift(1)
    (first, mine), (second, theirs), (third, _) = queue(shift, 3)
    withdraw(first, mine)
    for _ in range(2):
        answer = refuse(second, theirs)
        assert answer is not None
        assert answer["state"] == "cancelled"
    assert holders(shift) == [third]


def test_leaving_while_one_holds_an_offer_passes_it_on(town) -> None:
    shift = make_shift(1)
    (first, mine), (second, theirs), (third, _) = queue(shift, 3)
    withdraw(first, mine)
    assert withdraw(second, theirs)["state"] == "cancelled"
    assert holders(shift) == [third]
    answers = db.session.scalars(sa.select(WaitlistOffer.answer).order_by(WaitlistOffer.id))
    assert list(answers) == ["withdrawn", None]


def test_without_an_offer_there_is_nothing_to_answer(town) -> None:
    shift = make_shift(1)
    _, (second, theirs) = queue(shift, 2)
    for answer in (accept, refuse):
        with pytest.raises(rules.OfferLapsed):
            answer(second, theirs)


def test_accepting_a_shift_that_moved_into_anothers_time_is_refused(town) -> None:
    shift, other = make_shift(1), make_shift(1, starts_at=NOON + timedelta(days=2))
    (first, mine), (second, theirs) = queue(shift, 2)
    sign_up(second, other)
    with transaction():
        start = NOON + timedelta(days=1)
        moved = sa.update(Shift).where(Shift.id == other)
        db.session.execute(moved.values(starts_at=start, ends_at=start + timedelta(hours=1)))
    withdraw(first, mine)
    with pytest.raises(rules.OverlappingShift):
        accept(second, theirs)
    assert holders(shift) == [second]


# --- lapses ---


@pytest.fixture
def held(town, at):
    """One place, offered to the second of four, who lets it run out."""
    shift = make_shift(1, starts_at=NOON + timedelta(days=3))
    queued = queue(shift, 4)
    withdraw(*queued[0])
    return shift, queued[1:]


def test_t04_accepting_one_second_after_the_deadline_is_refused_and_the_next_is_offered_already(held, at) -> None:
    shift, ((late, theirs), (following, _), _) = held
    at.forward(hours=2, seconds=1)
    assert accept(late, theirs) is None
    assert holders(shift) == [following]
    assert row(theirs).state == "waitlisted"
    with pytest.raises(rules.OfferLapsed):
        accept(late, theirs)


def test_accepting_in_the_last_second_counts(held, at) -> None:
    _, ((late, theirs), *_) = held
    at.forward(hours=1, minutes=59, seconds=59)
    answer = accept(late, theirs)
    assert answer is not None
    assert answer["state"] == "registered"


def test_refusing_too_late_passes_the_place_on_as_a_lapse(held, at) -> None:
    shift, ((late, theirs), (following, _), _) = held
    at.forward(hours=2)
    assert refuse(late, theirs) is None
    assert (holders(shift), skips(theirs)) == ([following], 1)


def test_a_lapse_puts_one_behind_the_next_in_line(held, at) -> None:
    shift, ((late, theirs), (following, _), (last, _)) = held
    at.forward(hours=2)
    assert tend() == 1
    assert (holders(shift), line(shift)) == ([following], [late, last])
    assert skips(theirs) == 1
    assert told(late)[-1] == "名额让给了下一位"
    assert tend() == 0, "twice changes nothing"
    assert broken() == []


def test_two_lapses_at_once_go_to_two_others(town, at) -> None:
    shift = make_shift(2, starts_at=NOON + timedelta(days=3))
    queued = queue(shift, 7)
    for account, signup in queued[:2]:
        withdraw(account, signup)
    accounts = [account for account, _ in queued]
    at.forward(hours=2)
    tend()
    assert holders(shift) == accounts[4:6]
    assert line(shift) == [*accounts[2:4], accounts[6]]
    assert broken() == []


def test_the_third_lapse_takes_one_out_of_the_queue_free_to_come_again(town, at) -> None:
    shift = make_shift(1, starts_at=NOON + timedelta(days=3))
    (first, mine), (late, theirs) = queue(shift, 2)
    withdraw(first, mine)
    for turn in range(3):
        assert holders(shift) == [late], f"alone in the queue, one is offered again: {turn}"
        at.forward(hours=2)
        tend()
    assert (row(theirs).state, holders(shift)) == ("lapsed", [])
    assert told(late)[-1] == "不再候补"
    again = sign_up(late, shift)
    assert (again["id"], again["state"], skips(theirs)) == (theirs, "registered", 0)


def test_a_lapse_whose_message_the_night_held_back_costs_no_skip(town, at) -> None:
    at.stand(21, 2)
    shift = make_shift(1, starts_at=local(21, 10))
    (first, mine), (_, theirs), _ = queue(shift, 3)
    withdraw(first, mine)
    assert offer_until(theirs) == local(21, 4)
    at.stand(21, 4)
    tend()
    assert (row(theirs).state, skips(theirs)) == ("waitlisted", 0)


def test_t52_offers_of_the_night_for_tomorrow_evening_wait_for_the_morning(town, at) -> None:
    shift = make_shift(1, starts_at=local(21, 20))
    queued = queue(shift, 3)
    at.stand(20, 23)
    withdraw(*queued[0])
    assert offer_until(queued[1][1]) == local(21, 11)
    at.stand(21, 2)
    withdraw(*queued[1])
    assert offer_until(queued[2][1]) == local(21, 11, 30)


def test_a_message_goes_to_whoever_allowed_it_at_a_decent_hour(town, at) -> None:
    from tests.notices.people import allow

    shift = make_shift(1, starts_at=local(21, 20))
    (first, mine), (second, _) = queue(shift, 2)
    allow(second, "waitlist_offer")
    at.stand(21, 2)
    withdraw(first, mine)
    sent = db.session.scalars(sa.select(Notice).where(Notice.account_id == second, Notice.wechat_state == "due")).one()
    assert sent.next_at == local(21, 9, 30)
    assert sent.values["until"] == "2025年11月21日 11:30"


# --- open call ---


@pytest.fixture
def called(town, at):
    """Three wait for the one place of a shift that starts in 39 min when its holder leaves."""
    shift = make_shift(1)
    queued = queue(shift, 4)
    at.now = NOON + timedelta(days=1) - timedelta(minutes=39)
    withdraw(*queued[0])
    return shift, queued[1:]


def test_t52_with_nine_minutes_to_answer_everybody_waiting_is_called(called) -> None:
    shift, waiting = called
    assert holders(shift) == []
    assert all(told(account)[-1] == "有空位，先到先得" for account, _ in waiting)
    assert broken() == []


def test_t52_in_an_open_call_the_first_tap_wins(called) -> None:
    shift, (_, second, third) = called
    answer = accept(*second)
    assert answer is not None
    assert answer["state"] == "registered"
    with pytest.raises(rules.OfferLapsed):
        accept(*third)
    assert states(shift)["waitlisted"] == 2
    role = db.session.get_one(ShiftRole, role_of(shift), populate_existing=True)
    assert role.open_call_at is None
    assert broken() == []


def test_a_second_place_within_an_open_call_calls_nobody_twice(called) -> None:
    shift, waiting = called
    raise_capacity(shift, 2)
    assert told(waiting[0][0]).count("有空位，先到先得") == 1
    for one in waiting[:2]:
        assert accept(*one) is not None
    with pytest.raises(rules.OfferLapsed):
        accept(*waiting[2])


def test_fewer_places_within_an_open_call_leave_nothing_to_take(called) -> None:
    shift, (first, second, third) = called

    def may_accept(_: int, signup: int) -> bool:
        return "accept" in answer_of(row(signup), db.session.get_one(Shift, shift))["actions"]

    assert may_accept(*first)
    raise_capacity(shift, 2)
    accept(*first)
    assert may_accept(*second)
    with transaction():  # as staff do who have a place fewer: the call goes on
        db.session.execute(sa.update(ShiftRole).where(ShiftRole.shift_id == shift).values(capacity=1))
    assert not may_accept(*second)
    with pytest.raises(rules.OfferLapsed):
        accept(*second)
    raise_capacity(shift, 2)
    assert may_accept(*third)
    assert accept(*third) is not None


def test_an_offer_that_lapses_half_an_hour_before_the_start_becomes_an_open_call(town, at) -> None:
    shift = make_shift(1)
    queued = queue(shift, 3)
    at.now = NOON + timedelta(days=1) - timedelta(minutes=45)
    withdraw(*queued[0])
    assert holders(shift) == [queued[1][0]]
    at.forward(minutes=15)
    tend()
    assert (holders(shift), len(line(shift))) == ([], 2)
    assert accept(*queued[1]) is not None, "whoever let it lapse may be first now"


# --- the start ---


def test_at_the_start_those_still_waiting_are_lapsed_and_told(town, at) -> None:
    shift, other = make_shift(1), make_shift(1, starts_at=NOON + timedelta(days=4))
    queued, untouched = queue(shift, 3), queue(other, 2)
    at.now = NOON + timedelta(days=1) - timedelta(minutes=45)
    withdraw(*queued[0])
    at.now = NOON + timedelta(days=1)
    assert (tend(), tend()) == (1, 0)
    assert states(shift) == {"late_cancelled": 1, "lapsed": 2}
    assert states(other) == {"registered": 1, "waitlisted": 1}
    assert told(queued[2][0])[-1] == "这次没有候补上"
    assert told(untouched[1][0]) == ["已候补"]
    assert broken() == []
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(WaitlistOffer).where(WaitlistOffer.answer.is_(None)))
        == 0
    )


def test_accepting_once_the_shift_has_begun_is_refused(called, at) -> None:
    _, waiting = called
    at.now = NOON + timedelta(days=1)
    with pytest.raises(rules.OfferLapsed):
        accept(*waiting[0])


def test_a_fault_with_one_queue_keeps_no_other_waiting(town, at, monkeypatch, caplog) -> None:
    broken_one, other = (make_shift(1, starts_at=NOON + timedelta(days=3)) for _ in range(2))
    role = role_of(broken_one)
    for shift in (broken_one, other):
        queued = queue(shift, 3)
        withdraw(*queued[0])
    at.forward(hours=2)
    real = queues.tend

    def tended(role_id: int, now: datetime) -> int:
        if role_id == role:
            raise ValueError("of this queue only")
        return real(role_id, now)

    monkeypatch.setattr(queues, "tend", tended)
    db.session.rollback()
    assert offers.tend_queues() == 1
    assert holders(other) == [queued[2][0]]
    assert [record.event for record in caplog.records if hasattr(record, "event")] == ["queue-failed"]
    monkeypatch.setattr(queues, "tend", real)
    db.session.rollback()
    assert offers.tend_queues() == 1, "it is tried again"
