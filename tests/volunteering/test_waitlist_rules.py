"""Waiting, in rules: how long an offer runs, the open call, lapses. PRODUCT 4.7 "Offers"."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.core.clock import SHANGHAI
from app.notices.rules import read_quiet
from app.volunteering import waitlist_rules as rules

QUIET = read_quiet("23:30-09:30")


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A local instant of November 2025."""
    return datetime(2025, 11, day, hour, minute, second, tzinfo=SHANGHAI)


TOMORROW_EVENING = at(21, 20)


def until(made: datetime, starts: datetime = TOMORROW_EVENING) -> datetime | None:
    return rules.answer_until(made, starts, QUIET)


def test_by_day_an_offer_runs_two_hours() -> None:
    assert until(at(20, 12)) == at(20, 14)


def test_t52_an_offer_of_23_00_for_tomorrow_evening_expires_11_00() -> None:
    assert until(at(20, 23)) == at(21, 11)


def test_t52_an_offer_of_02_00_is_sent_09_30_and_expires_11_30() -> None:
    assert until(at(21, 2), at(21, 20)) == at(21, 11, 30)


@pytest.mark.parametrize(("hour", "minute"), [(21, 30), (9, 30)])
def test_two_hours_that_touch_the_quiet_hours_are_not_stretched(hour: int, minute: int) -> None:
    made = at(20, hour, minute)
    assert until(made, at(22, 20)) == made + timedelta(hours=2)


def test_t52_within_12_hours_of_the_start_an_offer_runs_through_the_night() -> None:
    starts = at(21, 10)
    assert until(at(20, 23), starts) == at(21, 1)
    assert until(at(20, 22, 1), starts) == at(21, 0, 1)


def test_t52_twelve_hours_ahead_to_the_minute_the_night_is_left_out() -> None:
    assert until(at(20, 22), at(21, 10)) == at(21, 9, 30), "10:00 would be two waking hours, but it starts then"


def test_an_offer_ends_half_an_hour_before_the_start() -> None:
    assert until(at(20, 12), at(20, 13)) == at(20, 12, 30)


def test_t52_with_less_than_10_min_to_answer_there_is_an_open_call() -> None:
    starts = at(20, 13)
    assert until(at(20, 12, 20), starts) == at(20, 12, 30), "ten minutes are enough"
    assert until(at(20, 12, 20, 1), starts) is None
    assert until(at(20, 12, 21), starts) is None, "nine are not"
    assert until(at(20, 12, 50), starts) is None


def test_without_quiet_hours_nothing_is_left_out() -> None:
    assert rules.answer_until(at(20, 23), TOMORROW_EVENING, read_quiet("00:00-00:00")) == at(21, 1)


def test_an_offer_runs_to_the_second() -> None:
    assert rules.is_running(at(20, 14), at(20, 13, 59, 59))
    assert not rules.is_running(at(20, 14), at(20, 14))


def test_three_lapses_take_somebody_out_of_the_queue() -> None:
    assert rules.lapsed(0, counted=True) == ("waitlisted", 1)
    assert rules.lapsed(1, counted=True) == ("waitlisted", 2)
    assert rules.lapsed(2, counted=True) == ("lapsed", 3)


def test_a_lapse_whose_message_the_night_held_back_counts_no_skip() -> None:
    assert not rules.counts(at(21, 2), at(21, 4), QUIET)
    assert rules.lapsed(2, counted=False) == ("waitlisted", 2)
    assert rules.counts(at(20, 23), at(21, 1), QUIET), "sent at once"
    assert rules.counts(at(21, 2), at(21, 11, 30), QUIET), "sent in the morning, two hours to answer"
    assert not rules.counts(at(21, 8), at(21, 9, 30), QUIET), "sent when it was over"


def test_whoever_comes_later_is_queued_later_whatever_the_clock_says() -> None:
    newest = at(20, 12)
    assert rules.comes_at(at(20, 13), newest) == at(20, 13)
    assert rules.comes_at(at(20, 11), newest) > newest
    assert rules.comes_at(at(20, 12), newest) > newest + rules.BEHIND
    assert rules.comes_at(at(20, 12), None) == at(20, 12)
