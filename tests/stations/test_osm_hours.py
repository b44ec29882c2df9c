"""The OSM value of weekly rules: how it reads, and that an independent reader (opening-hours-py) opens when we do."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from app.stations.hours_words import parse
from app.stations.opening import Schedule, StationHours, open_at
from app.stations.osm_hours import write
from tests.stations.hours_builders import BEIJING, EVERY, PUBLISHED, SUMMER, WINTER, WORKDAYS, rule
from tests.stations.sheets import CHINESE, real_rows

# --- how it reads --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("", None),
        ("24小时", "24/7"),
        ("24小时;节假日休息", "Mo-Su 00:00-24:00; PH off"),
        ("每天 10:00-19:30", "Mo-Su 10:00-19:30"),
        ("每天 09:00-24:00", "Mo-Su 09:00-24:00"),
        ("周五至周日 18:00-03:00", "Fr-Su 18:00-03:00"),
        ("周五至周一 10:00-14:00", "Fr-Mo 10:00-14:00"),
        ("周一,周三 10:00-14:00,16:00-20:00", "Mo,We 10:00-14:00,16:00-20:00"),
        ("周一至周五 10:00-14:00;周六 11:00-13:00", "Mo-Fr 10:00-14:00; Sa 11:00-13:00"),
        ("每天 10:00-次日10:00", "Mo-Su 10:00-34:00"),
        ("10月1日-4月30日 每天 10:00-12:00", "Oct 01-Apr 30 Mo-Su 10:00-12:00"),
        ("每天 10:00-12:00(仅节假日)", "PH 10:00-12:00"),
        ("2026年5月1日起 每天 10:00-12:00", "2026 May 01+ Mo-Su 10:00-12:00"),
    ],
)
def test_words_become_the_value_that_mappers_write(words: str, value: str | None):
    assert write(parse(words)) == value


def test_the_season_of_most_stations_reads_as_in_the_handbook():
    seasons = (rule(span, WORKDAYS, season, "closed") for span, season in (("10:00-14:00", SUMMER), ("16:00-20:00", SUMMER), ("10:00-14:00", WINTER), ("15:30-19:30", WINTER)))  # fmt: skip
    assert write(seasons) == (
        "May 01-Sep 30 Mo-Fr 10:00-14:00,16:00-20:00; Oct 01-Apr 30 Mo-Fr 10:00-14:00,15:30-19:30; PH off"
    )


def test_rules_that_meet_on_a_day_or_run_past_midnight_are_added_not_replaced():
    assert write((rule("10:00-12:00"), rule("14:00-16:00", "Sa"))) == "Mo-Su 10:00-12:00, Sa 14:00-16:00"
    assert write((rule("18:00-27:00", "Fr"), rule("10:00-12:00", "Sa"))) == "Fr 18:00-03:00, Sa 10:00-12:00"


def test_what_stays_open_on_holidays_stands_behind_what_does_not():
    rules = (
        rule("10:00-14:00", WORKDAYS, holidays="closed"),
        rule("20:00-22:00"),
        rule("12:00-13:00", holidays="only"),
    )
    assert write(rules) == "Mo-Fr 10:00-14:00; PH off, Mo-Su 20:00-22:00, PH 12:00-13:00"


def test_holidays_of_certain_weekdays_have_no_sure_words():
    """``PH Mo-Fr`` is read as "both" by the specification and as "either" by the library used here: we say neither."""
    assert OpeningHours("PH Mo-Fr 10:00-14:00").is_open(datetime(2026, 3, 9, 11))  # an ordinary Monday
    assert write((rule("10:00-14:00", WORKDAYS, holidays="only"),)) is None


def test_rules_of_no_date_at_all_have_no_value():
    assert write((rule("10:00-12:00", season="02-29/02-29", since="2025-01-01", until="2025-12-31"),)) is None


def test_days_off_close_what_heeds_holidays_for_another_reader_too():
    theirs = OpeningHours(write((rule("10:00-14:00", holidays="closed"), rule("20:00-22:00"))), country="CN")
    new_year, ordinary = datetime(2026, 1, 1, 11), datetime(2026, 3, 9, 11)
    assert [theirs.is_open(at) for at in (new_year, ordinary, new_year.replace(hour=21))] == [False, True, True]


# --- the same answers as ours --------------------------------------------------------------------------------------

HOLIDAY_FREE = tuple(map(date.fromisoformat, ("2025-03-10", "2025-07-07", "2025-12-08", "2026-03-09", "2026-07-13", "2026-08-24", "2026-11-30")))  # fmt: skip
SWITCHES = tuple(map(date.fromisoformat, ("2025-12-29", "2026-02-23", "2026-04-27", "2026-09-28", "2027-12-27", "2028-02-28")))  # fmt: skip


def instants(rng: random.Random, rules: Iterable[Schedule], week: date, dice: int) -> list[datetime]:
    """Every boundary of the week a minute before, at and after it, midnights too, and some random minutes."""
    start = datetime(week.year, week.month, week.day)
    edges = {minute for one in rules for minute in (one.opens_minute, one.closes_minute % 1440, 0)}
    marks = [start + timedelta(days=n, minutes=edge + step) for n in range(7) for edge in edges for step in (-1, 0, 1)]
    return marks + [start + timedelta(minutes=rng.randrange(7 * 1440)) for _ in range(dice)]


def compare(rng: random.Random, rules: tuple[Schedule, ...], weeks: Iterable[date], value: str, dice: int = 30) -> int:
    """How many instants were asked of both; each must be open to both or to neither."""
    theirs, ours, asked = OpeningHours(value), StationHours(rules), 0
    for week in weeks:
        for naive in instants(rng, rules, week, dice):
            state = open_at(ours, naive.replace(tzinfo=BEIJING), PUBLISHED)
            assert (state == "open") == theirs.is_open(naive), (value, naive, state)
            asked += 1
    return asked


def test_t61_every_row_of_the_sheet_opens_when_the_other_reader_says_so():
    """All 1,661 rows, in summer, in winter and, where no holiday falls on it, over the season's switch."""
    header, *rows = real_rows()
    place = header.index(CHINESE[8])
    rng = random.Random("sheet")
    said = silent = asked = 0

    @lru_cache
    def compared(words: str) -> int:
        rules = parse(words)
        heeding = any(one.holiday_rule != "same" for one in rules)
        weeks = HOLIDAY_FREE if heeding else HOLIDAY_FREE + SWITCHES
        return compare(rng, rules, weeks, write(rules) or "", dice=60)

    for row in rows:
        if row[place]:
            said, asked = said + 1, asked + compared(row[place])
        else:
            silent += write(parse(row[place])) is None
    assert (said, silent) == (1661 - 307, 307)
    assert asked > 1_000_000


@pytest.mark.parametrize("switch", ["2026-09-30", "2026-04-30"])
def test_the_seasons_switch_at_the_same_minute(switch: str):
    """The common hours without their heed of holidays, which both switches touch: 19:45 open, a day later shut."""
    words = "5月1日-9月30日 周一至周五 10:00-14:00,16:00-20:00;10月1日-4月30日 周一至周五 10:00-14:00,15:30-19:30"
    rules = parse(words)
    theirs, ours = OpeningHours(write(rules)), StationHours(rules)
    evening = datetime.fromisoformat(f"{switch} 19:45")
    answers = [theirs.is_open(evening + timedelta(days=n)) for n in (0, 1)]
    assert answers == [open_at(ours, (evening + timedelta(days=n)).replace(tzinfo=BEIJING), PUBLISHED) == "open" for n in (0, 1)]  # fmt: skip
    assert answers == ([True, False] if switch == "2026-09-30" else [False, True])


def test_negative_control_replacing_instead_of_adding_is_seen():
    rules = (rule("10:00-12:00"), rule("14:00-16:00", "Sa"))
    value = write(rules)
    compare(random.Random("control"), rules, HOLIDAY_FREE[:1], value)
    with pytest.raises(AssertionError, match="10:00"):
        compare(random.Random("control"), rules, HOLIDAY_FREE[:1], value.replace(", ", "; "))


month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
edges = st.sampled_from(((1, 1), (12, 31), (2, 28), (2, 29), (3, 1), (4, 30), (5, 1), (9, 30), (10, 1)))
seasons = st.one_of(st.just((None, None)), st.tuples(month_days | edges, month_days | edges))
validities = st.one_of(
    st.just((None, None)),
    st.tuples(st.none() | st.dates(date(2024, 6, 1), date(2027, 1, 1)), st.none() | st.dates(date(2027, 1, 1), date(2029, 6, 1))),
)  # fmt: skip


@st.composite
def weekly_rules(draw: st.DrawFn, holiday_rules: tuple[str, ...]) -> Schedule:
    byday = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    holidays = draw(st.sampled_from(holiday_rules))
    opens = draw(st.sampled_from((0, 600, 1320, 1439)) | st.integers(0, 1439))
    length = draw(st.sampled_from((1, 240, 1440 - opens, 1440)) | st.integers(1, 1440))
    season, validity = draw(seasons), draw(validities)
    whole_week = tuple(range(7)) if holidays == "only" else byday
    return Schedule(whole_week, opens, opens + length, *season, *validity, holidays)


NAMED = {day for year in (2025, 2026) for day in PUBLISHED.year("CN", year).days}


def ordinary(week: date) -> bool:
    """Whether neither the week nor the day before it has a day off or a make-up workday."""
    return not any(week + timedelta(days=n) in NAMED for n in range(-1, 8))


ORDINARY = [week for n in range(100) if ordinary(week := date(2025, 1, 13) + timedelta(weeks=n)) and week < date(2026, 12, 20)]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(weekly_rules(("same",)), min_size=1, max_size=5), st.sets(st.integers(0, 230), max_size=2), st.randoms()
)
def test_any_rules_open_for_both_in_any_year(rules: list[Schedule], weeks: set[int], rng: random.Random):
    mondays = [date(2025, 12, 29), date(2028, 2, 28), *(date(2024, 12, 30) + timedelta(weeks=n) for n in weeks)]
    value = write(rules)
    assert value is None or compare(rng, tuple(rules), mondays, value, dice=10) > 0


@settings(max_examples=300, deadline=None)
@given(
    st.lists(weekly_rules(("same", "closed", "only")), min_size=1, max_size=5),
    st.sets(st.sampled_from(ORDINARY), min_size=1, max_size=3),
    st.randoms(),
)
def test_any_rules_that_heed_holidays_open_for_both_in_ordinary_weeks(
    rules: list[Schedule], weeks: set[date], rng: random.Random
):
    value = write(rules)
    assert value is None or compare(rng, tuple(rules), weeks, value, dice=10) > 0


@settings(max_examples=100, deadline=None)
@given(st.lists(weekly_rules(("same", "closed", "only")), max_size=5), st.randoms())
def test_the_order_of_the_rules_does_not_matter(rules: list[Schedule], rng: random.Random):
    shuffled = list(rules)
    rng.shuffle(shuffled)
    assert write(shuffled) == write(rules)


def test_a_rule_for_all_days_is_named_by_its_week():
    assert write((rule("10:00-12:00", EVERY),)) == "Mo-Su 10:00-12:00"
