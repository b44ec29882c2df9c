"""Rules of shifts, as sentences. PRODUCT 4.7 "Publication", "Changes", "Sign-up"."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.clock import SHANGHAI
from app.core.problems import Invalid
from app.volunteering import shift_rules as rules
from app.volunteering.shift_rules import Places

NOON = datetime(2025, 11, 20, 12, tzinfo=SHANGHAI)
HERE = (44.9046, 82.0719)
PEAKS = rules.read_peaks("13:30-15:30,19:30-22:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=SHANGHAI)


def refused(**changed: Any) -> str | None:
    """The field that ``check_times`` names, None when all fit."""
    times: dict[str, Any] = {
        "starts_at": NOON,
        "ends_at": NOON + HOUR,
        "opens_at": None,
        "closes_at": NOON,
        "cancel_until": NOON - 3 * HOUR,
    }
    try:
        rules.check_times(**(times | changed))
    except Invalid as invalid:
        assert invalid.errors is not None
        return str(invalid.errors[0]["field"])
    return None


# --- times ---


def test_ordinary_times_fit() -> None:
    assert refused() is None
    assert refused(opens_at=NOON - 5 * HOUR) is None
    assert refused(ends_at=NOON + 12 * HOUR) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_at": NOON}, "ends_at"),
        ({"ends_at": NOON - MINUTE}, "ends_at"),
        ({"ends_at": NOON + 12 * HOUR + MINUTE}, "ends_at"),
        ({"ends_at": NOON + timedelta(seconds=59)}, "ends_at"),
        ({"closes_at": NOON + HOUR + MINUTE}, "signup_closes_at"),
        ({"opens_at": NOON}, "signup_opens_at"),
        ({"cancel_until": NOON + MINUTE}, "cancel_until"),
    ],
)
def test_times_that_cannot_follow_each_other_are_refused(changed: dict[str, Any], field: str) -> None:
    assert refused(**changed) == field


def test_minutes_are_whole_ones() -> None:
    assert rules.minutes_between(NOON, NOON + timedelta(minutes=20, seconds=59)) == 20


# --- publication ---


def missing(**changed: Any) -> list[str]:
    facts: dict[str, Any] = {
        "starts_at": NOON + HOUR,
        "risk_text": "无特殊风险",
        "insurance_text": "",
        "now": NOON,
    }
    return [found["field"] for found in rules.missing_for_publication(**(facts | changed))]


def test_a_shift_ahead_without_danger_is_ready() -> None:
    assert missing() == []


def test_a_start_that_has_come_is_not_published() -> None:
    assert missing(starts_at=NOON) == ["starts_at"]
    assert missing(starts_at=NOON + timedelta(seconds=1)) == []


def test_the_risks_must_be_stated() -> None:
    assert missing(risk_text="  ") == ["risk_text"]


def test_where_there_is_a_risk_the_insurance_is_stated() -> None:
    assert missing(risk_text="路面结冰，容易滑倒") == ["insurance_text"]
    assert missing(risk_text="路面结冰，容易滑倒", insurance_text="社区统一投保意外险") == []


@pytest.mark.parametrize("text", ["无", "无。", "没有风险", "无特殊风险", "没有什么危险。注意保暖", " 无明显的风险 "])
def test_words_that_say_there_is_no_danger(text: str) -> None:
    assert rules.says_no_danger(text)


@pytest.mark.parametrize("text", ["无护栏的坡道", "路滑", "无人看管的路口，车多", "", "没有红绿灯"])
def test_words_that_only_begin_alike_are_a_danger(text: str) -> None:
    assert not rules.says_no_danger(text)


# --- meal peaks ---


@pytest.mark.parametrize(
    ("starts", "ends", "count"),
    [
        (at(13, 30), at(14), 1),
        (at(12), at(13, 30), 0),
        (at(12), at(13, 31), 1),
        (at(15, 30), at(19, 30), 0),
        (at(13), at(20), 2),
        (at(23), at(1, 30, day=21), 0),
        (at(21, 59), at(23), 1),
        (at(18, day=20), at(2, day=21), 1),
    ],
)
def test_shifts_in_the_hours_of_meals_are_warned_of(starts: datetime, ends: datetime, count: int) -> None:
    found = rules.peak_warnings(starts, ends, PEAKS)
    assert [warning["slug"] for warning in found] == ["meal-peak"] * count


def test_no_hours_of_meals_no_warning() -> None:
    assert rules.peak_warnings(at(13), at(20), rules.read_peaks("")) == []


# --- moves ---


def moved(start: timedelta = timedelta(), end: timedelta = timedelta(), pin: tuple[float, float] = HERE) -> bool:
    old = (NOON, NOON + HOUR)
    return rules.has_moved(old, (old[0] + start, old[1] + end), HERE, pin)


def test_half_an_hour_is_a_move_and_less_is_not() -> None:
    assert moved(30 * MINUTE, 30 * MINUTE)
    assert moved(-30 * MINUTE)
    assert moved(end=30 * MINUTE)
    assert not moved(29 * MINUTE, 29 * MINUTE)


def test_another_place_is_a_move_and_a_pin_set_right_is_not() -> None:
    assert moved(pin=(44.9056, 82.0719))
    assert not moved(pin=(44.90463, 82.07193))


def test_an_answer_is_wanted_within_a_day_but_before_the_start() -> None:
    assert rules.reconfirm_by(NOON, NOON + 48 * HOUR) == NOON + 24 * HOUR
    assert rules.reconfirm_by(NOON, NOON + 5 * HOUR) == NOON + 5 * HOUR


def test_what_is_near_by_its_old_or_its_new_start_is_urgent() -> None:
    assert rules.is_urgent(NOON, NOON + 12 * HOUR)
    assert not rules.is_urgent(NOON, NOON + 12 * HOUR + MINUTE)
    assert rules.is_urgent(NOON, NOON + 40 * HOUR, NOON + 3 * HOUR)


# --- what a rider finds ---

FREE, WITH_QUEUE, FULL = Places(3, 2, 0), Places(2, 2, 4), Places(2, 2, 5, 5)


def state(*places: Places, status: str = "published", now: datetime = NOON, **more: Any) -> str:
    facts: dict[str, Any] = {"opens_at": None, "closes_at": NOON + HOUR, "ends_at": NOON + 2 * HOUR}
    return rules.signup_state(status=status, places=places, now=now, **(facts | more))


def test_a_free_place_is_open_a_queue_is_full_with_waitlist_and_no_room_to_wait_is_full() -> None:
    assert state(FREE) == "open"
    assert state(WITH_QUEUE) == "full_waitlist"
    assert state(FULL) == "full"
    assert state(FULL, WITH_QUEUE) == "full_waitlist"
    assert state(FULL, FREE) == "open"


def test_a_free_place_that_somebody_waits_for_is_not_open() -> None:
    assert state(Places(3, 2, 1)) == "full_waitlist"


def test_sign_up_opens_and_closes_to_the_second() -> None:
    second = timedelta(seconds=1)
    assert state(FREE, opens_at=NOON) == "open"
    assert state(FREE, opens_at=NOON + second) == "not_open"
    assert state(FREE, now=NOON + HOUR - second) == "open"
    assert state(FREE, now=NOON + HOUR) == "closed"
    assert state(FREE, now=NOON + 2 * HOUR) == "done"


def test_a_draft_is_not_open_and_what_was_cancelled_or_is_over_says_so() -> None:
    assert state(FREE, status="draft") == "not_open"
    assert state(FREE, status="cancelled") == "cancelled"
    assert state(FREE, status="done") == "done"


def actions(status: str, state: str, *permissions: str, signed_in: bool = True, own: str | None = None) -> list[str]:
    return rules.actions(status=status, state=state, may=permissions.__contains__, signed_in=signed_in, own_state=own)


def test_riders_sign_up_once() -> None:
    assert actions("published", "open") == ["sign_up"]
    assert actions("published", "full_waitlist", own="cancelled") == ["sign_up"]
    assert actions("published", "open", own="registered") == []
    assert actions("published", "full") == []
    assert actions("published", "open", signed_in=False) == []


def test_leaders_draft_and_staff_publish() -> None:
    assert actions("draft", "not_open", "draft_shift") == ["edit", "delete"]
    assert actions("draft", "not_open", "draft_shift", "publish_shift") == ["edit", "publish", "delete"]
    assert actions("published", "closed", "draft_shift") == []
    assert actions("published", "closed", "draft_shift", "publish_shift") == ["edit", "cancel"]
    assert actions("done", "done", "draft_shift", "publish_shift") == []
