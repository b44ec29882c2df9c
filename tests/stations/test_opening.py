"""Days and their reasons, windows, the days ahead, overlap, and what may share a computation."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.stations.opening import (
    CalendarDay,
    Closure,
    ExceptionDay,
    Schedule,
    StationHours,
    days_ahead,
    next_change,
    next_opening,
    open_at,
    overlapping,
    provisional_on,
    resolve,
    windows,
)
from tests.stations.hours_builders import (
    AL_001,
    BEIJING,
    BL_001,
    BL_002,
    BL_003,
    BL_004,
    BL_005,
    JH_002,
    PUBLISHED,
    SUMMER,
    WINTER,
    WORKDAYS,
    at,
    closed_on,
    hours,
    rule,
    shut,
    special_on,
    table,
)


def _epoch(text: str) -> int:
    return int(at(text).timestamp())


@pytest.mark.parametrize(
    ("station", "day", "state", "why", "bands"),
    [
        (BL_003, "2026-07-04", "known", "rule", ((600, 840), (960, 1200))),
        (BL_005, "2026-07-05", "known", "rule", ()),
        (BL_004, "2026-10-01", "known", "holiday", ()),
        (BL_004, "2026-10-10", "known", "holiday", ((600, 840), (930, 1170))),
        (BL_004, "2026-10-08", "known", "rule", ((600, 840), (930, 1170))),
        (BL_004, "2026-10-03", "known", "rule", ()),  # a Saturday off is closed like any Saturday
        (BL_004, "2027-01-04", "unknown", "holiday", ()),
        (hours(rule("10:00-20:00", season=SUMMER)), "2026-12-01", "unknown", "season", ()),
        (JH_002, "2026-07-04", "unknown", "rule", ()),
        (hours(*BL_003.schedules, closed_on("2026-07-04")), "2026-07-04", "known", "exception", ()),
        (
            hours(special_on("2026-07-04", "14:00-16:00", "10:00-14:00")),
            "2026-07-04",
            "known",
            "exception",
            ((600, 960),),
        ),
        (hours(rule("22:00-24:00"), rule("22:30-26:00")), "2026-07-04", "known", "rule", ((1320, 1560),)),
    ],
)
def test_a_day_has_its_bands_and_its_reason(station, day, state, why, bands):
    assert resolve(station, date.fromisoformat(day), PUBLISHED) == (state, bands, why)


def test_only_stations_that_ask_a_provisional_calendar_carry_the_note():
    assert provisional_on(BL_004, date(2026, 3, 20), PUBLISHED)
    assert not provisional_on(BL_003, date(2026, 3, 20), PUBLISHED)
    assert not provisional_on(BL_004, date(2027, 1, 4), PUBLISHED)
    assert not provisional_on(hours(*BL_004.schedules, calendars=("CN",)), date(2026, 3, 20), PUBLISHED)
    summer_only = hours(rule("10:00-14:00", season=SUMMER, holidays="closed"), rule("10:00-14:00", season=WINTER))
    assert provisional_on(summer_only, date(2026, 6, 1), PUBLISHED)
    assert not provisional_on(summer_only, date(2026, 12, 1), PUBLISHED)


# --- windows -------------------------------------------------------------------------------------------------------


def test_windows_of_a_weekend_are_joined_over_midnight_and_cut_to_the_span():
    opened, unknown = windows(BL_005, at("2026-07-03 20:00"), at("2026-07-05 01:00"), PUBLISHED)
    assert opened == [
        (_epoch("2026-07-03 20:00"), _epoch("2026-07-04 03:00")),
        (_epoch("2026-07-04 18:00"), _epoch("2026-07-05 01:00")),
    ]
    assert unknown == []


def test_an_unknown_day_is_one_window_less_yesterdays_tail():
    station = hours(rule("22:00-26:00", season=SUMMER))
    opened, unknown = windows(station, at("2026-09-30 12:00"), at("2026-10-02 12:00"), PUBLISHED)
    assert opened == [(_epoch("2026-09-30 22:00"), _epoch("2026-10-01 02:00"))]
    assert unknown == [(_epoch("2026-10-01 02:00"), _epoch("2026-10-02 12:00"))]


def test_an_unknown_day_with_possible_tails_reaches_into_the_next():
    station = hours(rule("22:00-26:00", season=SUMMER))
    assert windows(station, at("2026-04-30 12:00"), at("2026-05-01 12:00"), PUBLISHED) == (
        [],
        [(_epoch("2026-04-30 12:00"), _epoch("2026-05-01 02:00"))],
    )


def test_windows_of_closed_stations_and_empty_spans_are_empty():
    noon = at("2026-07-04 12:00")
    assert windows(hours(*BL_001.schedules, status="inactive"), noon, noon + timedelta(days=3), PUBLISHED) == ([], [])
    assert windows(BL_001, noon, noon, PUBLISHED) == ([], [])
    assert windows(BL_001, noon, noon - timedelta(hours=1), PUBLISHED) == ([], [])


WEEK = date(2026, 9, 28)
_minute = st.one_of(st.sampled_from([0, 1, 600, 1320, 1439]), st.integers(0, 1439))
_day_of_year = st.sampled_from([(9, 29), (9, 30), (10, 1), (10, 2), (10, 4), (12, 31), (1, 1)])
_day = st.integers(-1, 8).map(lambda n: WEEK + timedelta(days=n))


@st.composite
def _a_rule(draw) -> Schedule:
    opens, season = draw(_minute), draw(st.none() | st.tuples(_day_of_year, _day_of_year))
    return Schedule(
        byday=tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))),
        opens_minute=opens,
        closes_minute=opens + draw(st.sampled_from([1, 1440, 1440 - opens]) | st.integers(1, 1440)),
        season_from=season and season[0],
        season_to=season and season[1],
        valid_from=draw(st.none() | st.none() | _day),
        valid_to=draw(st.none() | st.none() | _day),
        holiday_rule=draw(st.sampled_from(["same", "same", "closed", "only"])),
    )


@st.composite
def _an_exception(draw) -> ExceptionDay:
    opens = draw(st.lists(_minute, max_size=3))
    bands = tuple((start, start + draw(st.integers(1, 1440))) for start in opens)
    return ExceptionDay(draw(_day), draw(st.sampled_from(["closed", "special"])), bands)


@st.composite
def _a_closure(draw) -> Closure:
    start = at(f"{WEEK} 00:00") + timedelta(
        seconds=draw(st.integers(-86_400, 7 * 86_400)), microseconds=draw(st.sampled_from([0, 7]))
    )
    length = draw(st.none() | st.integers(1, 2 * 86_400))
    return Closure(start, length and start + timedelta(seconds=length))


_stations = st.builds(
    StationHours,
    st.lists(_a_rule(), max_size=4).map(tuple),
    st.lists(_an_exception(), max_size=2, unique_by=lambda e: e.date).map(tuple),
    st.lists(_a_closure(), max_size=2).map(tuple),
)
_rows = st.dictionaries(
    _day.map(str),
    st.builds(CalendarDay, st.sampled_from(["off", "work", "uncertain"]), st.just(""), st.none() | _day),
    max_size=4,
)
_tables = st.one_of(
    st.builds(lambda cn, xj: table(CN=cn, XJ=xj), _rows, _rows), st.builds(lambda cn: table(CN=cn), _rows)
)


def _boundaries(bands, start: int, end: int) -> list[int]:
    return [t + step for band in bands for t in band for step in (-1, 0, 1) if start <= t + step < end]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(station=_stations, calendars=_tables, seed=st.integers(0, 2**32))
def test_windows_say_at_every_second_what_open_at_says(station, calendars, seed):
    start = _epoch(f"{WEEK} 00:00") + 3600 * (seed % 72)
    end = start + 72 * 3600
    opened, unknown = windows(station, start, end, calendars)
    rng = random.Random(seed)
    for t in [
        start,
        end - 1,
        *_boundaries([*opened, *unknown], start, end),
        *(rng.randrange(start, end) for _ in range(40)),
    ]:
        said = (
            "open"
            if any(a <= t < b for a, b in opened)
            else "unknown"
            if any(a <= t < b for a, b in unknown)
            else "closed"
        )
        assert open_at(station, t, calendars) == said, datetime.fromtimestamp(t, BEIJING)
    for bands in (opened, unknown):
        assert all(a < b for a, b in bands)
        assert all(one[1] < two[0] for one, two in pairwise(bands))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(station=_stations, calendars=_tables, seed=st.integers(0, 2**32))
def test_nothing_changes_before_the_next_change(station, calendars, seed):
    rng = random.Random(seed)
    now = _epoch(f"{WEEK} 00:00") + rng.randrange(5 * 86_400)
    state = open_at(station, now, calendars)
    change = next_change(station, now, calendars)
    until = int(change[0].timestamp()) if change else now + 14 * 86_400
    assert all(open_at(station, rng.randrange(now, until), calendars) == state for _ in range(30))
    if change:
        assert open_at(station, until - 1, calendars) == state
        assert open_at(station, until, calendars) == change[1] != state


# --- what comes next -----------------------------------------------------------------------------------------------


def test_the_next_opening_of_an_open_station_is_the_one_after_this_band():
    assert next_opening(BL_002, at("2026-07-04 12:00"), PUBLISHED) == at("2026-07-05 10:00")
    assert next_opening(BL_002, at("2026-07-04 09:00"), PUBLISHED) == at("2026-07-04 10:00")
    assert next_opening(BL_002, at("2026-07-04 10:00"), PUBLISHED) == at("2026-07-05 10:00")


def test_stations_that_never_open_or_never_close_have_no_next_opening():
    for station in (BL_001, JH_002, hours(*BL_002.schedules, status="defunct")):
        assert next_opening(station, at("2026-07-04 12:00"), PUBLISHED) is None


def test_the_next_opening_may_follow_unknown_days():
    assert next_opening(hours(rule("10:00-20:00", season=SUMMER)), at("2026-04-25 12:00"), PUBLISHED) == at(
        "2026-05-01 10:00"
    )


def test_an_opening_a_week_of_holidays_away_is_found():
    assert next_opening(BL_004, at("2026-09-30 21:00"), PUBLISHED) == at("2026-10-08 10:00")


def test_instants_may_come_in_any_zone_or_as_epoch_seconds_but_not_naive():
    noon = at("2026-07-04 12:00")
    assert {open_at(AL_001, t, PUBLISHED) for t in (noon, noon.astimezone(UTC), int(noon.timestamp()))} == {"open"}
    assert next_change(AL_001, noon.astimezone(UTC), PUBLISHED)[0].tzinfo is UTC
    with pytest.raises(ValueError, match="zone"):
        open_at(AL_001, datetime(2026, 7, 4, 12), PUBLISHED)


def test_half_a_second_early_is_early():
    assert open_at(AL_001, at("2026-07-04 09:30") - timedelta(milliseconds=500), PUBLISHED) == "closed"
    assert open_at(AL_001, at("2026-07-04 22:00") - timedelta(milliseconds=500), PUBLISHED) == "open"


def test_a_closure_made_this_very_second_is_seen_at_once():
    station = hours(*BL_001.schedules)
    pressed = at("2026-07-04 12:00") + timedelta(microseconds=700_000)
    closing = StationHours(station.schedules, closures=(Closure(pressed),))
    assert open_at(closing, pressed + timedelta(microseconds=1), PUBLISHED) == "closed"
    lifted = StationHours(station.schedules, closures=(Closure(at("2026-07-04 11:00"), pressed),))
    assert open_at(lifted, pressed + timedelta(microseconds=1), PUBLISHED) == "open"


# --- the days ahead ------------------------------------------------------------------------------------------------


def _lines(station, first, count, calendars=PUBLISHED):
    return [
        (str(day.date), day.state, day.why, [f"{a.astimezone(BEIJING):%d %H:%M}-{b.astimezone(BEIJING):%d %H:%M}" for a, b in day.intervals])
        for day in days_ahead(station, date.fromisoformat(first), count, calendars)
    ]  # fmt: skip


def test_the_days_ahead_carry_their_bands_and_reasons():
    station = hours(*BL_004.schedules, closed_on("2026-10-09"), special_on("2026-10-11", "22:00-25:00"))
    assert _lines(station, "2026-10-07", 6) == [
        ("2026-10-07", "closed", "holiday", []),
        ("2026-10-08", "open", "rule", ["08 10:00-08 14:00", "08 15:30-08 19:30"]),
        ("2026-10-09", "closed", "exception", []),
        ("2026-10-10", "open", "holiday", ["10 10:00-10 14:00", "10 15:30-10 19:30"]),
        ("2026-10-11", "open", "exception", ["11 22:00-12 01:00"]),
        ("2026-10-12", "open", "rule", ["12 10:00-12 14:00", "12 15:30-12 19:30"]),
    ]


def test_the_days_ahead_show_what_a_closure_takes():
    station = hours(
        *AL_001.schedules, shut("2026-07-04 12:00", "2026-07-04 13:00"), shut("2026-07-05 00:00", "2026-07-06 12:00")
    )
    assert _lines(station, "2026-07-03", 4) == [
        ("2026-07-03", "open", "rule", ["03 09:30-03 22:00"]),
        ("2026-07-04", "open", "closure", ["04 09:30-04 12:00", "04 13:00-04 22:00"]),
        ("2026-07-05", "closed", "closure", []),
        ("2026-07-06", "open", "closure", ["06 12:00-06 22:00"]),
    ]


def test_a_closure_beside_the_bands_is_no_reason_and_an_endless_one_is_for_ever():
    night = hours(*AL_001.schedules, shut("2026-07-04 23:00", "2026-07-05 06:00"))
    assert _lines(night, "2026-07-04", 1) == [("2026-07-04", "open", "rule", ["04 09:30-04 22:00"])]
    for_ever = hours(*AL_001.schedules, shut("2026-07-01 12:00"))
    assert _lines(for_ever, "2026-07-20", 1) == [("2026-07-20", "closed", "closure", [])]


def test_unknown_days_stay_unknown_unless_a_closure_fills_them():
    station = hours(rule("10:00-20:00", season=SUMMER), shut("2026-10-02 00:00", "2026-10-03 12:00"))
    assert _lines(station, "2026-10-01", 3) == [
        ("2026-10-01", "unknown", "season", []),
        ("2026-10-02", "closed", "closure", []),
        ("2026-10-03", "unknown", "season", []),
    ]


def test_a_draft_stations_days_can_be_checked_before_it_opens():
    assert _lines(hours(*AL_001.schedules, status="draft"), "2026-07-04", 1)[0][1] == "open"


# --- overlap -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        (rule("10:00-14:00"), rule("13:59-16:00"), True),
        (rule("10:00-14:00"), rule("14:00-16:00"), False),
        (rule("10:00-14:00"), rule("10:00-14:00"), True),
        (rule("10:00-20:00", "Mo Tu"), rule("10:00-20:00", "Tu We"), True),
        (rule("10:00-20:00", "Mo Tu"), rule("10:00-20:00", "We Th"), False),
        (rule("22:00-26:00", "Sa"), rule("00:00-03:00", "Su"), False),  # a tail does not count
        (rule("22:00-26:00"), rule("00:00-03:00"), False),
        (rule("22:00-26:00"), rule("23:00-24:00"), True),
        (rule("00:00-24:00"), rule("23:59-24:30"), True),
        (rule("10:00-20:00", season=SUMMER), rule("10:00-20:00", season=WINTER), False),
        (rule("10:00-20:00", season=SUMMER), rule("10:00-20:00", season="09-30/04-30"), True),
        (rule("10:00-20:00", season=WINTER), rule("10:00-20:00", season="02-01/02-10"), True),
        (rule("10:00-20:00", season="11-01/01-31"), rule("10:00-20:00", season="12-15/03-01"), True),
        (rule("10:00-20:00", season="03-01/02-28"), rule("10:00-20:00", season="02-29/02-29"), False),
        (rule("10:00-20:00", season="02-01/03-01"), rule("10:00-20:00", season="02-29/02-29"), True),
        (rule("10:00-20:00"), rule("10:00-20:00", season="02-29/02-29"), True),
        (rule("10:00-20:00", until="2026-06-30"), rule("10:00-20:00", since="2026-07-01"), False),
        (rule("10:00-20:00", until="2026-06-30"), rule("10:00-20:00", since="2026-06-30"), True),
        (rule("10:00-20:00", until="2026-06-30"), rule("10:00-20:00", "Mo", since="2026-06-30"), False),  # a Tuesday
        (rule("10:00-20:00", since="2026-07-01", until="2026-07-31"), rule("10:00-20:00", season="08-01/09-30"), False),
        (rule("10:00-20:00", since="2026-07-01", until="2026-08-01"), rule("10:00-20:00", season="08-01/09-30"), True),
        (rule("10:00-20:00", since="2026-02-01", until="2027-03-01"), rule("10:00-20:00", season="02-29/02-29"), False),
        (rule("10:00-20:00", since="2026-02-01", until="2028-03-01"), rule("10:00-20:00", season="02-29/02-29"), True),
        (rule("10:00-20:00", holidays="closed"), rule("12:00-14:00", holidays="only"), False),
        (rule("10:00-20:00", holidays="same"), rule("12:00-14:00", holidays="only"), True),
        (rule("10:00-20:00", holidays="same"), rule("12:00-14:00", holidays="closed"), True),
        (rule("10:00-20:00", holidays="only"), rule("12:00-14:00", holidays="only"), True),
        (rule("10:00-14:00", WORKDAYS, holidays="closed"), rule("11:00-15:00", "Sa Su"), False),  # make-up days: union
    ],
)
def test_two_rules_overlap_only_if_one_day_and_minute_can_belong_to_both(one, two, clash):
    assert (overlapping((one, two)) is not None) == clash
    assert (overlapping((two, one)) is not None) == clash


def test_the_first_pair_is_named_and_no_rule_clashes_with_itself():
    morning, noon, late = rule("08:00-12:00"), rule("11:00-13:00"), rule("12:30-15:00")
    assert overlapping((morning, late, noon)) == (morning, noon)
    assert overlapping((noon,)) is None
    assert overlapping(()) is None


# --- shared computations -------------------------------------------------------------------------------------------


def test_equal_hours_share_a_signature_whatever_their_order_and_reasons():
    one = hours(*BL_003.schedules, shut("2026-07-04 12:00", "2026-07-04 13:00"))
    told = StationHours(
        one.schedules[::-1],
        closures=(Closure(one.closures[0].starts_at.astimezone(UTC), one.closures[0].ends_at, "停电", "WQ-001"),),
    )
    assert one.signature() == told.signature()
    assert hours(*BL_003.schedules, calendars=("CN",)).signature() == BL_003.signature()


def test_different_answers_have_different_signatures():
    stations = [
        BL_001,
        BL_003,
        BL_004,
        JH_002,
        hours(*BL_004.schedules, calendars=("CN",)),
        hours(*BL_001.schedules, status="inactive"),
        hours(*BL_001.schedules, closed_on("2026-07-04")),
        hours(*BL_001.schedules, special_on("2026-07-04", "10:00-12:00")),
        hours(*BL_001.schedules, shut("2026-07-04 12:00")),
        hours(*BL_001.schedules, shut("2026-07-04 12:00", "2026-07-04 13:00")),
    ]
    assert len({station.signature() for station in stations}) == len(stations)
