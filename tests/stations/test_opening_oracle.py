"""Our evaluator beside an independent one (opening-hours-py) wherever the two mean the same: no holidays, no gaps.

The rules reach it as OSM text written here. It knows no "unknown", so where it is shut we may say unknown, but only on
days outside every season.
"""

from __future__ import annotations

import csv
import random
from datetime import date, datetime, timedelta

import pytest
from opening_hours import OpeningHours

from app.stations.hours_words import parse
from app.stations.opening import Schedule, StationHours, open_at
from tests.stations.hours_builders import BEIJING, DATA, PUBLISHED

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOLIDAY_FREE_WEEKS = tuple(map(date.fromisoformat, ("2025-03-10", "2025-07-07", "2025-12-08", "2026-03-09", "2026-04-20", "2026-08-24", "2026-11-02")))  # fmt: skip
WEEKS_OF_CHANGE = tuple(map(date.fromisoformat, ("2025-12-29", "2026-04-27", "2026-06-29", "2026-09-28", "2027-12-27", "2028-02-28")))  # fmt: skip
SPLITS = (((5, 1), (9, 30), (10, 1), (4, 30)), ((6, 29), (9, 29), (9, 30), (6, 28)), ((1, 1), (7, 1), (7, 2), (12, 31)))


def _osm(rules: tuple[Schedule, ...]) -> str:
    return ", ".join(map(_osm_rule, rules))


def _osm_rule(rule: Schedule) -> str:
    season = ""
    if rule.season_from:
        (m1, d1), (m2, d2) = rule.season_from, rule.season_to
        season = f"{MONTHS[m1 - 1]} {d1:02d}-{MONTHS[m2 - 1]} {d2:02d} "
    days = ",".join(DAYS[day] for day in rule.byday)
    o, c = rule.opens_minute, rule.closes_minute
    return f"{season}{days} {o // 60:02d}:{o % 60:02d}-{c // 60:02d}:{c % 60:02d}"


def _instants(rng: random.Random, rules: tuple[Schedule, ...], week: date, dice: int) -> list[datetime]:
    """Every boundary of the week a minute before, at and after it, and some random minutes."""
    start = datetime(week.year, week.month, week.day)
    edges = {minute for rule in rules for minute in (rule.opens_minute, rule.closes_minute % 1440, 0)}
    marks = [start + timedelta(days=n, minutes=edge + step) for n in range(7) for edge in edges for step in (-1, 0, 1)]
    return marks + [start + timedelta(minutes=rng.randrange(7 * 1440)) for _ in range(dice)]


def _in_some_season(rules: tuple[Schedule, ...], day: date) -> bool:
    today = (day.month, day.day)
    for rule in rules:
        first, last = rule.season_from or (1, 1), rule.season_to or (12, 31)
        if (first <= today <= last) if first <= last else not last < today < first:
            return True
    return False


def _compare(rng: random.Random, rules: tuple[Schedule, ...], weeks: tuple[date, ...], dice: int) -> int:
    theirs, ours = OpeningHours(_osm(rules)), StationHours(rules)
    compared = 0
    for week in weeks:
        for naive in _instants(rng, rules, week, dice):
            state = open_at(ours, naive.replace(tzinfo=BEIJING), PUBLISHED)
            assert (state == "open") == theirs.is_open(naive), (_osm(rules), naive, state)
            if state == "unknown":
                yesterday = naive.date() - timedelta(days=1)
                assert not (_in_some_season(rules, naive.date()) and _in_some_season(rules, yesterday))
            elif state == "closed":
                assert _in_some_season(rules, naive.date()), (_osm(rules), naive)
            compared += 1
    return compared


def _rules(rng: random.Random, seasons, holiday_rules: tuple[str, ...]) -> tuple[Schedule, ...]:
    made = []
    for first, last in seasons:
        for _ in range(rng.randint(1, 3)):
            byday = tuple(sorted(rng.sample(range(7), rng.choice((1, 2, 3, 5, 7)))))
            opens = rng.choice((0, 600, 1320, rng.randrange(1440)))
            length = rng.choice((1, 240, 1440 - opens, rng.randint(1, 1440), 1440))
            made.append(Schedule(byday, opens, opens + length, first, last, holiday_rule=rng.choice(holiday_rules)))
    return tuple(made)


def _seasons(rng: random.Random, form: str):
    if form == "none":
        return [(None, None)]
    one, two, three, four = rng.choice(SPLITS)
    return [(one, two), (three, four)] if form == "whole year" else [(three, four)]


@pytest.mark.parametrize("form", ["none", "whole year", "gap"])
def test_generated_rules_agree_with_the_other_evaluator(form):
    rng = random.Random(f"opening {form}")
    compared = 0
    for _ in range(60):
        rules = _rules(rng, _seasons(rng, form), ("same",))
        compared += _compare(rng, rules, (*rng.sample(WEEKS_OF_CHANGE, 2), rng.choice(HOLIDAY_FREE_WEEKS)), dice=40)
    assert compared > 15_000


def test_rules_that_heed_holidays_agree_on_weeks_without_any():
    rng = random.Random("holiday-free")
    compared = 0
    for _ in range(60):
        rules = _rules(rng, _seasons(rng, rng.choice(("none", "whole year"))), ("same", "closed"))
        compared += _compare(rng, rules, tuple(rng.sample(HOLIDAY_FREE_WEEKS, 2)), dice=40)
    assert compared > 10_000


def test_every_text_of_the_sheet_agrees_on_weeks_without_holidays():
    with (DATA / "stations-652700.csv").open(encoding="utf-8-sig", newline="") as sheet:
        texts = sorted({row["开放时间"] for row in csv.DictReader(sheet)} - {""})
    assert len(texts) == 12
    rng = random.Random("sheet")
    compared = sum(_compare(rng, parse(text), HOLIDAY_FREE_WEEKS, dice=60) for text in texts)
    assert compared > 8_000
