"""Which hours may stand beside which, without application or database."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.core.problems import Invalid
from app.stations import scheduling_rules as rules
from app.stations.opening import Closure, ExceptionDay
from app.stations.scheduling_rules import OverlappingRules
from tests.stations.hours_builders import SUMMER, WINTER, WORKDAYS, at, rule

TODAY = date(2025, 11, 20)
NOON = at("2025-11-20 12:00")
DAY = rule("10:00-20:00")

OVERLAPPING = {
    "the same twice": (DAY, DAY),
    "the same object in value": (DAY, rule("10:00-20:00")),
    "one minute": (DAY, rule("19:59-21:00")),
    "one inside the other": (DAY, rule("12:00-13:00")),
    "before midnight although both have tails": (rule("22:00-26:00"), rule("23:00-27:00")),
    "one shared weekday": (rule("10:00-20:00", "Mo Tu"), rule("10:00-20:00", "Tu We")),
    "one shared day of two seasons": (rule("10:00-20:00", season="05-01/09-30"), rule("10:00-20:00", season="09-30/10-01")),
    "a season that wraps and one in January": (
        rule("10:00-20:00", season=WINTER), rule("10:00-20:00", season="01-15/02-15"),
    ),
    "a season and none": (rule("10:00-20:00", season=SUMMER), DAY),
    "seasons that share 29 February": (
        rule("10:00-20:00", season="02-29/02-29"), rule("10:00-20:00", season="02-28/03-01"),
    ),
    "the last day of one validity and the first of the other": (
        rule("10:00-20:00", until="2026-03-31"), rule("10:00-20:00", since="2026-03-31"),
    ),
    "same beside closed": (DAY, rule("10:00-20:00", holidays="closed")),
    "same beside only": (DAY, rule("10:00-20:00", holidays="only")),
}  # fmt: skip
APART = {
    "one after the other": (DAY, rule("20:00-22:00")),
    "a tail into the next morning": (rule("22:00-26:00"), rule("00:00-02:00")),
    "a tail into the next morning's middle": (rule("22:00-30:00"), rule("01:00-04:00")),
    "a day from its start, and a whole day's tail before it": (rule("12:00-36:00", "Mo"), rule("00:00-24:00", "Tu")),
    "other weekdays": (rule("10:00-20:00", WORKDAYS), rule("10:00-20:00", "Sa Su")),
    "seasons that meet": (rule("10:00-20:00", season=SUMMER), rule("10:00-20:00", season=WINTER)),
    "a wrapping season and the summer between": (
        rule("10:00-20:00", season="11-01/03-31"), rule("10:00-20:00", season="04-01/10-31"),
    ),
    "one validity after the other": (
        rule("10:00-20:00", until="2026-03-31"), rule("10:00-20:00", since="2026-04-01"),
    ),
    "validities that share no such weekday": (
        rule("10:00-20:00", "Mo", since="2026-03-03"), rule("10:00-20:00", "Mo", until="2026-03-08"),
    ),
    "closed beside only: workdays and holidays never meet": (
        rule("10:00-20:00", holidays="closed"), rule("10:00-20:00", holidays="only"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("pair", OVERLAPPING.values(), ids=OVERLAPPING)
def test_rules_that_overlap_are_refused_both_ways_round(pair):
    for schedules in (pair, pair[::-1]):
        with pytest.raises(OverlappingRules) as refused:
            rules.check_schedules(schedules)
        assert refused.value.extra["rules"] == [0, 1]
        assert [error["field"] for error in refused.value.errors] == ["schedules.0", "schedules.1"]


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_rules_apart_are_taken_both_ways_round(pair):
    rules.check_schedules(pair)
    rules.check_schedules(pair[::-1])


def test_the_refusal_names_both_rules_by_place_and_in_words():
    schedules = [rule("08:00-09:00"), DAY, rule("21:00-22:00"), rule("19:00-21:00", "Sa")]
    with pytest.raises(OverlappingRules) as refused:
        rules.check_schedules(schedules)
    assert refused.value.extra["rules"] == [1, 3]
    assert refused.value.detail == "第 2 条（每天 10:00-20:00）和第 4 条（周六 19:00-21:00）重叠"
    assert refused.value.errors == [
        {"field": "schedules.1", "message": "和“周六 19:00-21:00”重叠"},
        {"field": "schedules.3", "message": "和“每天 10:00-20:00”重叠"},
    ]


def test_the_most_rules_of_the_worst_kind_are_judged_quickly():
    """29 February on a Monday comes once in 28 years: nothing walks all the days between, for every pair."""
    worst = rule("10:00-20:00", "Mo", season="02-29/02-29", since="2020-01-01", until="2044-02-28")
    started = time.process_time()
    rules.check_schedules([worst] * rules.MOST_RULES)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(("days", "fine"), [(-2, False), (-1, True), (0, True), (366, True), (367, False)])
def test_a_day_may_differ_from_yesterday_to_a_year_ahead(days, fine):
    day = ExceptionDay(TODAY + timedelta(days=days), "closed")
    if fine:
        rules.check_exception(day, TODAY)
    else:
        with pytest.raises(Invalid) as refused:
            rules.check_exception(day, TODAY)
        assert refused.value.errors[0]["field"] == "date"


@pytest.mark.parametrize(
    ("kind", "intervals", "fine"),
    [
        ("closed", (), True),
        ("closed", ((600, 720),), False),
        ("special", (), False),
        ("special", ((600, 720),), True),
        ("special", ((600, 720), (720, 780)), True),
        ("special", ((720, 780), (600, 721)), False),
        ("special", ((1320, 1800),), True),
    ],
)
def test_closed_has_no_bands_and_special_has_them_apart(kind, intervals, fine):
    day = ExceptionDay(TODAY, kind, intervals)
    if fine:
        rules.check_exception(day, TODAY)
    else:
        with pytest.raises(Invalid) as refused:
            rules.check_exception(day, TODAY)
        assert refused.value.errors[0]["field"] == "intervals"


@pytest.mark.parametrize(
    ("start", "end", "named"),
    [
        (timedelta(0), None, None),
        (timedelta(0), timedelta(minutes=30), None),
        (-timedelta(days=8), None, None),
        (timedelta(days=3), timedelta(days=4), None),
        (timedelta(0), timedelta(0), "to"),
        (-timedelta(hours=2), -timedelta(hours=1), "to"),
        (timedelta(days=3), timedelta(days=2), "to"),
        (timedelta(0), timedelta(days=733), "to"),
        (-timedelta(days=367), None, "from"),
        (timedelta(days=367), None, "from"),
    ],
)
def test_a_closure_ends_after_it_began_and_is_not_over_yet(start, end, named):
    closure = Closure(NOON + start, None if end is None else NOON + end, "停电")
    if named is None:
        rules.check_closure(closure, NOON)
    else:
        with pytest.raises(Invalid) as refused:
            rules.check_closure(closure, NOON)
        assert refused.value.errors[0]["field"] == named


HALF_HOUR = Closure(NOON, NOON + timedelta(minutes=30), "停电", None)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({}, True),
        ({"starts_at": NOON + timedelta(seconds=60), "ends_at": NOON + timedelta(minutes=31)}, True),
        ({"starts_at": NOON + timedelta(seconds=61)}, False),
        ({"ends_at": NOON + timedelta(minutes=32)}, False),
        ({"ends_at": None}, False),
        ({"reason": "停水"}, False),
        ({"substitute_code": "YQ0002"}, False),
    ],
)
def test_an_impatient_finger_closes_once(changed, same):
    assert rules.repeats(HALF_HOUR, replace(HALF_HOUR, **changed)) is same
    forever = replace(HALF_HOUR, ends_at=None)
    assert rules.repeats(forever, forever)
