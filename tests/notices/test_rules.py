"""What is told when: quiet hours, the evening, and what becomes of a message after each attempt."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notices import rules
from app.notices.rules import Quiet, Step, Topic, after, decent_time, next_digest, read_quiet
from app.wechat.sending import PLANS

BEIJING = ZoneInfo("Asia/Shanghai")
NIGHT = read_quiet("23:30-09:30")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(BEIJING))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ("2025-11-20 23:29:59", "2025-11-20 23:29:59"),
        ("2025-11-20 23:30", "2025-11-21 09:30"),
        ("2025-11-21 00:00", "2025-11-21 09:30"),
        ("2025-11-21 09:29:59", "2025-11-21 09:30"),
        ("2025-11-21 09:30", "2025-11-21 09:30"),
        ("2025-12-31 23:45", "2026-01-01 09:30"),
    ],
)
def test_a_message_waits_for_the_end_of_the_night(asked, goes):
    assert decent_time(local(asked), NIGHT) == local(goes)


def test_what_is_urgent_wakes_people():
    assert decent_time(local("2025-11-21 03:00"), NIGHT, urgent=True) == local("2025-11-21 03:00")


def test_quiet_hours_of_one_afternoon_and_none_at_all():
    nap = read_quiet("13:00-15:00")
    assert decent_time(local("2025-11-20 13:30"), nap) == local("2025-11-20 15:00")
    assert decent_time(local("2025-11-20 15:00"), nap) == local("2025-11-20 15:00")
    assert not read_quiet("00:00-00:00").holds(local("2025-11-20 00:00"))


@given(MOMENTS, TIMES, TIMES)
def test_a_decent_time_is_never_earlier_never_quiet_and_within_a_day(moment, start, end):
    quiet = Quiet(start, end)
    goes = decent_time(moment, quiet)
    assert not quiet.holds(goes)
    assert timedelta(0) <= goes - moment < timedelta(days=1)
    assert decent_time(goes, quiet) == goes


@pytest.mark.parametrize("text", ["", "23:30", "23:30-25:00", "noon-night", "23:30-09:30-10:00"])
def test_quiet_hours_that_say_nothing_are_refused(text):
    with pytest.raises(ValueError):
        read_quiet(text)


def test_the_evening_is_today_until_it_has_come():
    assert next_digest(local("2025-11-20 19:59"), time(20)) == local("2025-11-20 20:00")
    assert next_digest(local("2025-11-20 20:00"), time(20)) == local("2025-11-21 20:00")


def test_low_topics_wait_for_the_evening_unless_they_are_urgent():
    assert {topic for topic in Topic if rules.waits_for_digest(topic, urgent=False)} == {Topic.HOURS, Topic.COMMUNITY}
    assert not any(rules.waits_for_digest(topic, urgent=True) for topic in Topic)


def test_a_text_that_is_too_long_shows_that_it_was_cut():
    assert rules.shorten(" 热水 ", 3) == "热水"
    assert rules.shorten("热水坏了", 3) == "热水…"


def step(fate: str, attempts: int = 1, *, unsure: bool = False) -> Step:
    return after(fate, PLANS[fate].again_after_s, PLANS[fate].credit, attempts, unsure=unsure)


@pytest.mark.parametrize(
    ("fate", "becomes"),
    [
        ("sent", Step("sent")),
        ("no_credit", Step("dead", credit="none")),
        ("gone", Step("dead")),
        ("dead", Step("dead", credit="back")),
        ("template_off", Step("dead", credit="back")),
        ("dropped", Step("dead")),
        ("uncertain", Step("uncertain", 60)),
        ("busy", Step("due", 2)),
    ],
)
def test_what_a_first_attempt_makes_of_a_message(fate, becomes):
    assert step(fate) == becomes


def test_a_busy_platform_is_tried_after_1_5_and_30_minutes_and_no_more():
    assert [step("retry", attempts) for attempts in (1, 2, 3, 4)] == [
        Step("due", 60),
        Step("due", 300),
        Step("due", 1800),
        Step("dead", credit="back"),
    ]


def test_w18_after_a_silence_no_credit_means_that_it_arrived():
    assert step("no_credit", 2, unsure=True) == Step("sent")


def test_after_a_second_silence_nothing_is_tried_any_more():
    assert step("uncertain", 2, unsure=True) == Step("uncertain")


@given(st.sampled_from(sorted(PLANS)), st.integers(1, 6))
def test_what_may_have_arrived_is_never_called_dead_and_costs_no_second_credit(fate, attempts):
    found = step(fate, attempts, unsure=True)
    assert found.state in {"sent", "uncertain"}
    assert found.credit == "spent"


@given(st.sampled_from(sorted(PLANS)), st.booleans())
def test_every_message_comes_to_an_end(fate, unsure):
    attempts = 1
    while (found := step(fate, attempts, unsure=unsure)).wait_s is not None:
        attempts, unsure = attempts + 1, unsure or found.state == "uncertain"
        assert attempts < 6
    assert found.state in {"sent", "dead", "uncertain"}
