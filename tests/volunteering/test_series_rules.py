"""Rules of repetition: examples from RFC 5545 and the calendar, and properties against a plain reading of the text."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import SHANGHAI
from app.core.problems import Invalid
from app.volunteering import series_rules as rules

THURSDAY = date(2025, 11, 20)
FAR = date(2030, 1, 1)


def days(text: str, first: date = THURSDAY, until: date = FAR, most: int = 12) -> list[str]:
    found = rules.days_of(rules.read_rule(text, SHANGHAI), first, until)
    return [day.isoformat() for _, day in zip(range(most), found, strict=False)]


# --- examples ---


def test_every_week_on_the_first_days_weekday() -> None:
    assert days("FREQ=WEEKLY;COUNT=3") == ["2025-11-20", "2025-11-27", "2025-12-04"]


def test_every_second_week_on_monday_and_saturday_counts_weeks_from_monday() -> None:
    found = days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA", most=4)
    assert found == ["2025-11-22", "2025-12-01", "2025-12-06", "2025-12-15"]


def test_the_31st_passes_over_short_months() -> None:
    found = days("FREQ=MONTHLY", date(2025, 12, 31), most=5)
    assert found == ["2025-12-31", "2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"]


def test_the_last_day_is_in_every_month() -> None:
    assert days("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 1, 1), most=3) == ["2026-01-31", "2026-02-28", "2026-03-31"]


def test_the_second_saturday_and_the_last_friday() -> None:
    assert days("FREQ=MONTHLY;BYDAY=2SA", most=2) == ["2025-12-13", "2026-01-10"]
    assert days("FREQ=MONTHLY;BYDAY=-1FR", most=2) == ["2025-11-28", "2025-12-26"]


def test_friday_the_thirteenth() -> None:
    assert days("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", most=2) == ["2026-02-13", "2026-03-13"]


def test_every_third_day_and_workdays() -> None:
    assert days("FREQ=DAILY;INTERVAL=3;COUNT=3") == ["2025-11-20", "2025-11-23", "2025-11-26"]
    assert days("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", most=3) == ["2025-11-20", "2025-11-21", "2025-11-24"]


def test_until_is_the_last_day_as_a_day_or_as_an_instant() -> None:
    expected = ["2025-11-20", "2025-11-21", "2025-11-22"]
    assert days("FREQ=DAILY;UNTIL=20251122") == expected
    assert days("FREQ=DAILY;UNTIL=20251122T155959Z") == expected  # 23:59:59 in Beijing
    assert days("FREQ=DAILY;UNTIL=20251121T160000Z") == expected  # 00:00 in Beijing


def test_a_first_day_that_does_not_fit_is_none_of_them() -> None:
    assert days("FREQ=WEEKLY;BYDAY=FR;COUNT=2") == ["2025-11-21", "2025-11-28"]


def test_lower_case_and_a_name_before_it_are_read() -> None:
    assert rules.read_rule("rrule:freq=weekly;byday=th", SHANGHAI) == rules.read_rule("FREQ=WEEKLY;BYDAY=TH", SHANGHAI)


def test_a_rule_that_names_no_day_is_known() -> None:
    thirtieth_of_february = rules.read_rule("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", SHANGHAI)
    assert not rules.names_any(thirtieth_of_february, date(2026, 2, 1), date(2026, 2, 1))
    assert rules.names_any(
        rules.read_rule("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=29", SHANGHAI), date(2026, 2, 1), THURSDAY
    )
    assert not rules.names_any(rules.read_rule("FREQ=DAILY;UNTIL=20251119", SHANGHAI), THURSDAY, THURSDAY)
    assert not rules.names_any(rules.read_rule("FREQ=DAILY;COUNT=3", SHANGHAI), THURSDAY, date(2025, 11, 23))
    assert rules.names_any(rules.read_rule("FREQ=DAILY;COUNT=3", SHANGHAI), THURSDAY, date(2025, 11, 22))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WEEKLY",
        "FREQ=YEARLY",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=2SA",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=MONTHLY;BYDAY=6SA",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=100",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=１",
        "FREQ=DAILY;COUNT=501",
        "FREQ=DAILY;COUNT=3;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=2026",
        "FREQ=DAILY;UNTIL=20260230",
        "FREQ=DAILY;UNTIL=2026-01-01",
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;WKST=SU",
    ],
)
def test_what_is_no_rule_of_ours_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.read_rule(text, SHANGHAI)
    assert refused.value.errors is not None
    assert [error["field"] for error in refused.value.errors] == ["rrule"]


# --- properties ---

WEEKDAY = st.sampled_from(rules.WEEKDAYS)
DAY = st.dates(date(2024, 1, 1), date(2028, 12, 31))
INTERVAL = st.integers(1, 5)


def read(text: str) -> rules.Rule:
    return rules.read_rule(text, SHANGHAI)


@st.composite
def texts(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(rules.FREQUENCIES))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(INTERVAL)}"]
    if draw(st.booleans()):
        weekdays = draw(st.lists(WEEKDAY, min_size=1, max_size=3, unique=True))
        numbers = draw(st.sampled_from(["", "1", "2", "-1"])) if freq == "MONTHLY" else ""
        parts.append("BYDAY=" + ",".join(numbers + day for day in weekdays))
    if freq != "WEEKLY" and draw(st.booleans()):
        numbers = draw(st.lists(st.integers(1, 31) | st.integers(-31, -1), min_size=1, max_size=3, unique=True))
        parts.append("BYMONTHDAY=" + ",".join(map(str, numbers)))
    return ";".join(parts)


@given(texts(), DAY)
def test_days_come_in_order_from_the_first_on_and_not_past_the_end(text: str, first: date) -> None:
    until = first + timedelta(days=400)
    found = list(rules.days_of(read(text), first, until))
    assert found == sorted(set(found))
    assert all(first <= day <= until for day in found)


@given(texts(), DAY, st.integers(1, 20))
def test_a_count_takes_the_first_so_many(text: str, first: date, count: int) -> None:
    until = first + timedelta(days=800)
    everything = list(rules.days_of(read(text), first, until))
    assert list(rules.days_of(read(f"{text};COUNT={count}"), first, until)) == everything[:count]


@given(texts(), DAY, st.integers(0, 300))
def test_looking_again_later_finds_the_same_days(text: str, first: date, ahead: int) -> None:
    """What the sweep relies on: a day is named or not, however far one looks."""
    short, long = first + timedelta(days=ahead), first + timedelta(days=400)
    rule = read(text)
    assert list(rules.days_of(rule, first, short)) == [d for d in rules.days_of(rule, first, long) if d <= short]


@given(INTERVAL, st.lists(WEEKDAY, min_size=1, max_size=7, unique=True), DAY)
def test_weeks_are_whole_weeks_from_monday(interval: int, weekdays: list[str], first: date) -> None:
    rule = read(f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={','.join(weekdays)}")
    monday, until, expected = first - timedelta(days=first.weekday()), first + timedelta(days=200), []
    while monday <= until:
        week = [monday + timedelta(days=rules.WEEKDAYS.index(day)) for day in weekdays]
        expected += [day for day in sorted(week) if first <= day <= until]
        monday += timedelta(weeks=interval)
    assert list(rules.days_of(rule, first, until)) == expected


@given(INTERVAL, st.integers(1, 31) | st.integers(-31, -1), DAY)
def test_a_day_of_the_month_is_there_or_passed_over_never_moved(interval: int, number: int, first: date) -> None:
    rule = read(f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={number}")
    until, expected = first + timedelta(days=800), []
    for months in range(0, 30, interval):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        length = monthrange(year, month + 1)[1]
        day = number if number > 0 else length + 1 + number
        if 1 <= day <= length and first <= date(year, month + 1, day) <= until:
            expected.append(date(year, month + 1, day))
    assert list(rules.days_of(rule, first, until)) == expected


@given(st.text(max_size=60))
def test_any_text_is_a_rule_or_refused(text: str) -> None:
    try:
        rules.read_rule(text, SHANGHAI)
    except Invalid as refused:
        assert refused.errors
