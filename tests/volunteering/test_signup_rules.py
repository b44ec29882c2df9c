"""Signing up and leaving, in rules. PRODUCT 4.7 "Overlap", "Leaving", "Changes"."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.core.clock import SHANGHAI
from app.core.problems import Invalid
from app.notices.rules import read_quiet
from app.volunteering import signup_rules as rules
from app.volunteering.signup_rules import Slot

QUIET = read_quiet("23:30-09:30")
NOON = datetime(2025, 11, 20, 12, tzinfo=SHANGHAI)
HERE, THERE = (44.9046, 82.0719), (44.9112, 82.0583)


def slot(begins: int, ends: int, number: int = 1, place: tuple[float, float] = HERE) -> Slot:
    """A shift from minute to minute after noon."""
    start, end = (NOON + timedelta(minutes=minute) for minute in (begins, ends))
    return Slot(number, f"班次{number}", start, end, *place)


def other(begins: int, ends: int, place: tuple[float, float] = HERE) -> Slot:
    return slot(begins, ends, 2, place)


def slugs(one: Slot, *others: Slot) -> list[str]:
    return [found["slug"] for found in rules.warnings(one, others)]


# --- overlap ---


def test_t53_nine_minutes_of_a_twenty_minute_shift_are_a_warning() -> None:
    one = slot(0, 20)
    rules.check_overlap(one, [other(11, 60)])
    assert rules.warnings(one, [other(11, 60)]) == [
        {"slug": "overlap", "title": "和「班次2」重叠 9 分钟", "shift_id": 2}
    ]


def test_t53_ten_minutes_of_a_twenty_minute_shift_are_refused_naming_the_other() -> None:
    with pytest.raises(rules.OverlappingShift) as refused:
        rules.check_overlap(slot(0, 20), [other(200, 260), other(10, 60)])
    assert refused.value.extra == {"other": {"shift_id": 2, "title": "班次2"}}


def test_of_long_shifts_an_hour_is_too_much() -> None:
    assert not rules.excludes(slot(0, 300), other(241, 600))
    assert rules.excludes(slot(0, 300), other(240, 600))


def test_one_shift_inside_another_excludes_it() -> None:
    assert rules.excludes(slot(0, 300), other(100, 110))


def test_half_an_hour_between_two_places_is_enough() -> None:
    assert slugs(slot(0, 60), other(89, 120, THERE)) == ["short-way"]
    assert slugs(slot(0, 60), other(90, 120, THERE)) == []
    assert slugs(slot(90, 120), other(0, 61, THERE)) == ["short-way"], "whichever comes first"
    assert slugs(slot(0, 60), other(60, 120, THERE)) == ["short-way"]


def test_at_one_place_shifts_may_follow_each_other() -> None:
    assert slugs(slot(0, 60), other(60, 120)) == []


def test_far_apart_shifts_need_no_word() -> None:
    assert slugs(slot(0, 60), other(600, 700, THERE)) == []


# --- limits and roles ---


def test_the_eleventh_shift_and_the_sixth_queue_are_too_many() -> None:
    rules.check_count(9, 10)
    rules.check_waiting(4, 5)
    with pytest.raises(rules.TooManySignups):
        rules.check_count(10, 10)
    with pytest.raises(rules.TooManySignups):
        rules.check_waiting(5, 5)


def test_a_single_role_need_not_be_named() -> None:
    assert rules.chosen_role([7], None) == 7
    assert rules.chosen_role([7, 8], 8) == 8
    for roles, role in (([7, 8], None), ([7], 9)):
        with pytest.raises(Invalid):
            rules.chosen_role(roles, role)


@pytest.mark.parametrize("shown", ["not_open", "closed", "cancelled", "done"])
def test_a_shift_that_takes_nobody_says_why(shown: str) -> None:
    with pytest.raises(rules.ShiftClosed) as refused:
        rules.check_open(shown)
    assert refused.value.extra == {"signup_state": shown}
    assert refused.value.detail == rules.CLOSED[shown]


def test_full_is_no_reason_to_be_closed() -> None:
    for shown in ("open", "full_waitlist", "full"):
        rules.check_open(shown)


# --- leaving ---

UNTIL, STARTS, ENDS = NOON, NOON + timedelta(hours=3), NOON + timedelta(hours=4)


def left(state: str, kind: str = "plain", now: datetime = NOON, *, asked_anew: bool = False) -> str:
    return rules.withdrawn_as(state, kind, now=now, cancel_until=UNTIL, ends_at=ENDS, asked_anew=asked_anew)


LATER = NOON + timedelta(seconds=1)


def test_a_plain_withdrawal_is_free_until_the_last_minute_and_late_after_it() -> None:
    assert left("registered") == "cancelled"
    assert left("registered", now=LATER) == "late_cancelled"


def test_excused_is_excused_early_and_late() -> None:
    assert [left("registered", "excused", now) for now in (NOON, LATER)] == ["excused", "excused"]


@pytest.mark.parametrize("state", ["waitlisted", "offered"])
@pytest.mark.parametrize("kind", rules.KINDS)
def test_leaving_a_queue_is_always_free(state: str, kind: str) -> None:
    assert left(state, kind, LATER) == "cancelled"


def test_whoever_is_asked_anew_after_a_move_may_leave_freely() -> None:
    assert left("registered", now=LATER, asked_anew=True) == "cancelled"


@pytest.mark.parametrize("state", ["checked_in", "checked_out", "no_show"])
def test_whoever_came_leaves_no_more(state: str) -> None:
    with pytest.raises(rules.SignupOver):
        left(state)


def test_after_the_end_nobody_leaves() -> None:
    with pytest.raises(rules.SignupOver):
        left("registered", now=ENDS)


# --- actions ---


def can(state: str, *, now: datetime = NOON, open_call: bool = False, asked_anew: bool = False) -> list[str]:
    times = {"now": now, "starts_at": STARTS, "ends_at": ENDS}
    return rules.actions(state, **times, open_call=open_call, asked_anew=asked_anew)


def test_actions_say_what_the_owner_may_do_now() -> None:
    assert can("registered") == ["withdraw"]
    assert can("registered", asked_anew=True) == ["reconfirm", "withdraw"]
    assert can("offered") == ["accept", "refuse", "withdraw"]
    assert can("waitlisted") == ["withdraw"]
    assert can("waitlisted", open_call=True) == ["accept", "withdraw"]
    assert can("registered", now=ENDS) == ["state"]
    assert [can(state) for state in ("checked_in", "cancelled", "lapsed", "shift_cancelled")] == [[], [], [], []]


def test_who_came_without_a_check_in_or_out_may_state_it_from_the_start_on_for_thirty_days() -> None:
    last = ENDS + timedelta(days=30)
    for state in ("registered", "checked_in", "no_show"):
        assert [can(state, now=now)[-1:] for now in (STARTS, last)] == [["state"], ["state"]]
        assert "state" not in can(state, now=STARTS - timedelta(seconds=1))
        assert can(state, now=last + timedelta(seconds=1)) == []
    assert [can(state, now=ENDS) for state in ("checked_out", "waitlisted", "excused", "lapsed")] == [[], [], [], []]


def test_silence_after_a_move_shows_as_a_flag_once_the_day_is_over() -> None:
    assert not rules.is_silent("registered", None, NOON)
    assert not rules.is_silent("registered", LATER, NOON)
    assert rules.is_silent("registered", NOON, NOON)
    assert not rules.is_silent("cancelled", NOON, NOON)


# --- reminders ---


@pytest.mark.parametrize(
    ("starts", "reminded"),
    [
        ("20 18:00", "20 14:00"),
        ("20 13:30", "20 09:30"),
        ("20 13:29", "19 20:00"),
        ("21 03:30", "20 20:00"),
        ("21 03:29", "20 23:29"),
        ("21 08:00", "20 20:00"),
    ],
)
def test_a_reminder_comes_4_hours_before_or_the_evening_before(starts: str, reminded: str) -> None:
    def read(text: str) -> datetime:
        return datetime.strptime(f"2025-11-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)

    assert rules.remind_at(read(starts), QUIET) == read(reminded)
