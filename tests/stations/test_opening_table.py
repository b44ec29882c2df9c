"""Opening hours case by case: the state at an instant and the next change, both worked out by hand.

July 2026: the 3rd is a Friday, the 4th a Saturday. Days off of 2026 used here: 1-7 October (Thursday to Wednesday);
make-up workdays: Sunday 20 September, Saturday 10 October.
"""

from __future__ import annotations

import pytest

from app.stations.opening import CalendarDay, next_change, open_at
from tests.stations.hours_builders import (
    AL_001,
    BEIJING,
    BL_001,
    BL_002,
    BL_003,
    BL_004,
    BL_005,
    JH_001,
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

SATURDAY_NIGHT = hours(rule("22:00-26:00", "Sa"))
NIGHTLY = hours(rule("22:00-26:00"))
TWO_HALVES = hours(rule("22:00-24:00"), rule("00:00-02:00"))
SUMMER_DAYS = hours(rule("10:00-20:00", season=SUMMER))
SUMMER_NIGHTS = hours(rule("22:00-26:00", season=SUMMER))
SUMMER_NIGHTS_WINTER_NOONS = hours(rule("22:00-26:00", season=SUMMER), rule("10:00-12:00", season=WINTER))

# id, hours, instant, state, next change and state (None: no change within 14 days)
PLAIN = [
    ("round the clock", BL_001, "2026-07-04 00:00", "open", None),
    ("round the clock, last minute", BL_001, "2026-07-04 23:59", "open", None),
    ("just opened", BL_002, "2026-07-04 10:00", "open", "2026-07-05 02:00 closed"),
    ("a minute early", BL_002, "2026-07-04 09:59", "closed", "2026-07-04 10:00 open"),
    ("a second early", BL_002, "2026-07-04 09:59:59", "closed", "2026-07-04 10:00 open"),
    ("a minute before the tail ends", BL_002, "2026-07-04 01:59", "open", "2026-07-04 02:00 closed"),
    ("a second before the tail ends", BL_002, "2026-07-04 01:59:59", "open", "2026-07-04 02:00 closed"),
    ("the end is not open any more", BL_002, "2026-07-04 02:00", "closed", "2026-07-04 10:00 open"),
    ("the lunch break", BL_003, "2026-07-04 15:00", "closed", "2026-07-04 16:00 open"),
    ("until 24:00", JH_001, "2026-07-04 23:59", "open", "2026-07-05 00:00 closed"),
    ("24:00 is the next day's 00:00", JH_001, "2026-07-05 00:00", "closed", "2026-07-05 10:00 open"),
    ("a band of one minute", hours(rule("12:00-12:01")), "2026-07-04 12:00", "open", "2026-07-04 12:01 closed"),
    ("the day's last minute", hours(rule("23:59-24:00")), "2026-07-04 23:59", "open", "2026-07-05 00:00 closed"),
    ("no rules at all", JH_002, "2026-07-04 12:00", "unknown", None),
]  # fmt: skip
WRAPS = [
    ("Saturday night on Saturday", SATURDAY_NIGHT, "2026-07-04 22:00", "open", "2026-07-05 02:00 closed"),
    ("a quarter of an hour before midnight", SATURDAY_NIGHT, "2026-07-04 23:45", "open", "2026-07-05 02:00 closed"),
    ("Saturday night at Sunday midnight", SATURDAY_NIGHT, "2026-07-05 00:00", "open", "2026-07-05 02:00 closed"),
    ("after Saturday night", SATURDAY_NIGHT, "2026-07-05 02:00", "closed", "2026-07-11 22:00 open"),
    ("Friday night is not Saturday night", SATURDAY_NIGHT, "2026-07-04 01:30", "closed", "2026-07-04 22:00 open"),
    ("Sunday night wraps the week", hours(rule("22:00-26:00", "Su")), "2026-07-06 01:00", "open", "2026-07-06 02:00 closed"),
    ("Monday night does not", hours(rule("22:00-26:00", "Mo")), "2026-07-06 01:00", "closed", "2026-07-06 22:00 open"),
    ("New Year's night wraps the year", NIGHTLY, "2027-01-01 01:00", "open", "2027-01-01 02:00 closed"),
    ("a night over the leap day", NIGHTLY, "2028-02-29 01:00", "open", "2028-02-29 02:00 closed"),
    ("a night after the leap day", NIGHTLY, "2028-03-01 01:59", "open", "2028-03-01 02:00 closed"),
    ("a whole day from ten", hours(rule("10:00-34:00", "Mo")), "2026-07-07 09:59", "open", "2026-07-07 10:00 closed"),
    ("whole days from ten meet", hours(rule("10:00-34:00")), "2026-07-07 09:59", "open", None),
]  # fmt: skip
MEETING = [
    ("two halves of a night, before", TWO_HALVES, "2026-07-04 23:00", "open", "2026-07-05 02:00 closed"),
    ("two halves of a night, at midnight", TWO_HALVES, "2026-07-05 00:00", "open", "2026-07-05 02:00 closed"),
    ("two halves of a night, after", TWO_HALVES, "2026-07-05 02:00", "closed", "2026-07-05 22:00 open"),
    ("bands that touch are one", hours(rule("10:00-14:00"), rule("14:00-18:00")), "2026-07-04 13:00", "open", "2026-07-04 18:00 closed"),
    ("bands that overlap are one", hours(rule("10:00-14:00"), rule("12:00-16:00")), "2026-07-04 13:00", "open", "2026-07-04 16:00 closed"),
    ("a tail that meets the morning", hours(rule("22:00-30:00", "Sa"), rule("06:00-10:00", "Su")), "2026-07-05 05:00", "open", "2026-07-05 10:00 closed"),
    ("a tail that runs into the next band", hours(rule("20:00-36:00", "Sa"), rule("10:00-14:00", "Su")), "2026-07-05 11:00", "open", "2026-07-05 14:00 closed"),
    ("a tail longer than the next band", hours(rule("20:00-36:00", "Sa"), rule("10:00-11:00", "Su")), "2026-07-05 10:30", "open", "2026-07-05 12:00 closed"),
]  # fmt: skip
SEASONS = [
    ("a season's first minutes are closed", BL_003, "2026-10-01 00:00", "closed", "2026-10-01 10:00 open"),
    ("winter over New Year", BL_003, "2026-12-31 19:00", "open", "2026-12-31 19:30 closed"),
    ("winter after New Year", BL_003, "2027-01-01 15:30", "open", "2027-01-01 19:30 closed"),
    ("winter's last afternoon", BL_003, "2026-04-30 15:45", "open", "2026-04-30 19:30 closed"),
    ("summer's first afternoon", BL_003, "2026-05-01 15:45", "closed", "2026-05-01 16:00 open"),
    ("summer's last night keeps its tail", SUMMER_NIGHTS_WINTER_NOONS, "2026-10-01 01:00", "open", "2026-10-01 02:00 closed"),
    ("winter's last night has none", SUMMER_NIGHTS_WINTER_NOONS, "2026-05-01 01:00", "closed", "2026-05-01 22:00 open"),
    ("a tail into a gap", SUMMER_NIGHTS, "2026-10-01 01:00", "open", "2026-10-01 02:00 unknown"),
    ("the last evening before a gap", SUMMER_DAYS, "2026-09-30 21:00", "closed", "2026-10-01 00:00 unknown"),
    ("a gap about to end", SUMMER_DAYS, "2026-04-25 12:00", "unknown", "2026-05-01 00:00 closed"),
    ("after a gap a tail is possible", SUMMER_NIGHTS, "2026-05-01 01:59", "unknown", "2026-05-01 02:00 closed"),
    ("after a gap no tail is possible", SUMMER_DAYS, "2026-05-01 00:00", "closed", "2026-05-01 10:00 open"),
    ("a season that ends on the leap day", hours(rule("10:00-12:00", season="02-01/02-29")), "2028-02-29 11:00", "open", "2028-02-29 12:00 closed"),
    ("the same season in a common year", hours(rule("10:00-12:00", season="02-01/02-29")), "2026-02-28 11:00", "open", "2026-02-28 12:00 closed"),
    ("a season that leaves the leap day out", hours(rule("10:00-12:00", season="03-01/02-28")), "2028-02-29 11:00", "unknown", "2028-03-01 00:00 closed"),
    ("a season of one day", hours(rule("10:00-12:00", season="07-04/07-04")), "2026-07-04 12:00", "closed", "2026-07-05 00:00 unknown"),
    ("not valid yet", hours(rule("10:00-20:00", since="2026-07-04")), "2026-07-03 12:00", "unknown", "2026-07-04 00:00 closed"),
    ("valid from today", hours(rule("10:00-20:00", since="2026-07-04")), "2026-07-04 12:00", "open", "2026-07-04 20:00 closed"),
    ("valid until today", hours(rule("10:00-20:00", until="2026-07-04")), "2026-07-04 21:00", "closed", "2026-07-05 00:00 unknown"),
    ("the last valid night keeps its tail", hours(rule("22:00-26:00", until="2026-07-04")), "2026-07-05 01:00", "open", "2026-07-05 02:00 unknown"),
]  # fmt: skip
EXCEPTIONS = [
    ("a closed Sunday leaves Saturday's tail", hours(*BL_005.schedules, closed_on("2026-07-05")), "2026-07-05 02:00", "open", "2026-07-05 03:00 closed"),
    ("a closed Friday takes its tail along", hours(*BL_005.schedules, closed_on("2026-07-03")), "2026-07-04 02:00", "closed", "2026-07-04 18:00 open"),
    ("a special day replaces the rules", hours(*AL_001.schedules, special_on("2026-07-04", "12:00-14:00")), "2026-07-04 10:00", "closed", "2026-07-04 12:00 open"),
    ("a storm night", hours(*AL_001.schedules, special_on("2026-07-04", "09:30-31:00")), "2026-07-05 03:00", "open", "2026-07-05 07:00 closed"),
    ("a storm night that meets the morning", hours(*AL_001.schedules, special_on("2026-07-04", "09:30-33:30")), "2026-07-05 03:00", "open", "2026-07-05 22:00 closed"),
    ("special bands that touch", hours(special_on("2026-07-04", "14:00-16:00", "10:00-14:00")), "2026-07-04 11:00", "open", "2026-07-04 16:00 closed"),
    ("a special day without bands", hours(*AL_001.schedules, special_on("2026-07-04")), "2026-07-04 12:00", "closed", "2026-07-05 09:30 open"),
    ("an exception is known without rules", hours(closed_on("2026-07-04")), "2026-07-04 12:00", "closed", "2026-07-05 00:00 unknown"),
    ("a special tail into an unknown day", hours(special_on("2026-07-04", "20:00-26:00")), "2026-07-05 01:00", "open", "2026-07-05 02:00 unknown"),
    ("an exception in a gap", hours(*SUMMER_DAYS.schedules, special_on("2026-12-01", "10:00-12:00")), "2026-12-01 11:00", "open", "2026-12-01 12:00 closed"),
    ("an exception on a holiday", hours(*BL_004.schedules, special_on("2026-10-01", "10:00-12:00")), "2026-10-01 11:00", "open", "2026-10-01 12:00 closed"),
    ("an exception in a missing year", hours(*BL_004.schedules, special_on("2027-01-04", "10:00-12:00")), "2027-01-04 11:00", "open", "2027-01-04 12:00 closed"),
]  # fmt: skip
CLOSURES = [
    ("a minute before a closure", hours(*BL_002.schedules, shut("2026-07-04 12:00", "2026-07-04 14:00")), "2026-07-04 11:59", "open", "2026-07-04 12:00 closed"),
    ("a closure's first second", hours(*BL_002.schedules, shut("2026-07-04 12:00", "2026-07-04 14:00")), "2026-07-04 12:00", "closed", "2026-07-04 14:00 open"),
    ("a closure's end is open again", hours(*BL_002.schedules, shut("2026-07-04 12:00", "2026-07-04 14:00")), "2026-07-04 14:00", "open", "2026-07-05 02:00 closed"),
    ("a closure within the tail", hours(*BL_002.schedules, shut("2026-07-05 00:30", "2026-07-05 01:00")), "2026-07-05 00:30", "closed", "2026-07-05 01:00 open"),
    ("a closure over closing time", hours(*AL_001.schedules, shut("2026-07-04 21:00", "2026-07-04 23:00")), "2026-07-04 21:30", "closed", "2026-07-05 09:30 open"),
    ("a closure round the clock", hours(*BL_001.schedules, shut("2026-07-04 12:00", "2026-07-06 08:15")), "2026-07-05 03:00", "closed", "2026-07-06 08:15 open"),
    ("closures that touch", hours(*BL_001.schedules, shut("2026-07-04 12:00", "2026-07-04 13:00"), shut("2026-07-04 13:00", "2026-07-04 14:00")), "2026-07-04 12:30", "closed", "2026-07-04 14:00 open"),
    ("closures that overlap, later one first", hours(*BL_001.schedules, shut("2026-07-04 13:00", "2026-07-04 15:00"), shut("2026-07-04 12:00", "2026-07-04 14:00")), "2026-07-04 12:30", "closed", "2026-07-04 15:00 open"),
    ("a closure without end", hours(*BL_001.schedules, shut("2026-07-01 12:00")), "2026-07-04 12:00", "closed", None),
    ("a closure without end to come", hours(*BL_001.schedules, shut("2026-07-04 12:00")), "2026-07-04 11:00", "open", "2026-07-04 12:00 closed"),
    ("a closure that is over", hours(*BL_001.schedules, shut("2026-07-01 12:00", "2026-07-02 12:00")), "2026-07-04 12:00", "open", None),
    ("a closure hides unknown hours", hours(shut("2026-07-04 12:00", "2026-07-04 14:00")), "2026-07-04 13:00", "closed", "2026-07-04 14:00 unknown"),
    ("unknown hours before a closure", hours(shut("2026-07-04 12:00", "2026-07-04 14:00")), "2026-07-04 11:00", "unknown", "2026-07-04 12:00 closed"),
    ("a closure that starts in two weeks", hours(*BL_001.schedules, shut("2026-07-18 12:00")), "2026-07-04 12:00", "open", "2026-07-18 12:00 closed"),
    ("a closure a minute further off", hours(*BL_001.schedules, shut("2026-07-18 12:01")), "2026-07-04 12:00", "open", None),
    ("an inactive station", hours(*BL_001.schedules, status="inactive"), "2026-07-04 12:00", "closed", None),
    ("a draft without rules", hours(status="draft"), "2026-07-04 12:00", "closed", None),
]  # fmt: skip
ONLY_HOLIDAYS = hours(rule("10:00-14:00", holidays="only"))
NIGHTS_BUT_HOLIDAYS = hours(rule("22:00-26:00", holidays="closed"))
DAYS_BUT_HOLIDAYS = hours(rule("10:00-20:00", holidays="closed"))
WORK_AND_HOLIDAYS = hours(rule("10:00-18:00", WORKDAYS, holidays="closed"), rule("12:00-16:00", holidays="only"))
SATURDAY_BESIDE_WORKDAYS = hours(rule("11:00-15:00", "Sa"), rule("10:00-12:00", WORKDAYS, holidays="closed"))
HOLIDAYS = [
    ("National Day", BL_004, "2026-10-01 11:00", "closed", "2026-10-08 10:00 open"),
    ("the first workday after", BL_004, "2026-10-08 11:00", "open", "2026-10-08 14:00 closed"),
    ("a make-up Saturday", BL_004, "2026-10-10 11:00", "open", "2026-10-10 14:00 closed"),
    ("a make-up Sunday, the summer afternoon", BL_004, "2026-09-20 19:45", "open", "2026-09-20 20:00 closed"),
    ("a plain Saturday", BL_004, "2026-10-17 11:00", "closed", "2026-10-19 10:00 open"),
    ("holidays do not matter to a same rule", BL_003, "2026-10-01 11:00", "open", "2026-10-01 14:00 closed"),
    ("a same rule takes a make-up Saturday for a Saturday", hours(rule("11:00-15:00", "Sa")), "2026-10-10 12:00", "open", "2026-10-10 15:00 closed"),
    ("a same rule of workdays does not know it", hours(rule("10:00-14:00", WORKDAYS)), "2026-10-10 11:00", "closed", "2026-10-12 10:00 open"),
    ("a closed rule of Saturdays is no make-up Saturday's", hours(rule("10:00-14:00", "Sa", holidays="closed")), "2026-10-10 11:00", "closed", "2026-10-17 10:00 open"),
    ("both kinds on a make-up Saturday are a union", SATURDAY_BESIDE_WORKDAYS, "2026-10-10 10:30", "open", "2026-10-10 15:00 closed"),
    ("an only rule on a holiday", ONLY_HOLIDAYS, "2026-10-01 11:00", "open", "2026-10-01 14:00 closed"),
    ("an only rule after the holidays", ONLY_HOLIDAYS, "2026-10-08 11:00", "closed", None),
    ("an only rule on a make-up day", ONLY_HOLIDAYS, "2026-10-10 11:00", "closed", None),
    ("an only rule of Saturdays on a Thursday off", hours(rule("10:00-14:00", "Sa", holidays="only")), "2026-10-01 11:00", "closed", "2026-10-03 10:00 open"),
    ("holiday hours on a holiday", WORK_AND_HOLIDAYS, "2026-10-01 11:00", "closed", "2026-10-01 12:00 open"),
    ("holiday hours on a workday", WORK_AND_HOLIDAYS, "2026-10-08 11:00", "open", "2026-10-08 18:00 closed"),
    ("the night before a holiday keeps its tail", NIGHTS_BUT_HOLIDAYS, "2026-10-01 01:00", "open", "2026-10-01 02:00 closed"),
    ("the last holiday's night has none", NIGHTS_BUT_HOLIDAYS, "2026-10-08 01:00", "closed", "2026-10-08 22:00 open"),
    ("a year nobody loaded", BL_004, "2027-01-04 11:00", "unknown", None),
    ("the evening before that year", BL_004, "2026-12-31 20:00", "closed", "2027-01-01 00:00 unknown"),
    ("a tail into that year", NIGHTS_BUT_HOLIDAYS, "2027-01-01 01:00", "open", "2027-01-01 02:00 unknown"),
    ("a possible tail out of a missing year", NIGHTS_BUT_HOLIDAYS, "2025-01-01 01:00", "unknown", "2025-01-01 02:00 closed"),
    ("no possible tail out of a missing year", DAYS_BUT_HOLIDAYS, "2025-01-01 01:00", "closed", "2025-01-02 10:00 open"),
    ("a same rule needs no year", BL_003, "2027-01-04 11:00", "open", "2027-01-04 14:00 closed"),
    ("only a covering rule asks for the year", hours(rule("10:00-14:00", season=WINTER), rule("10:00-14:00", season=SUMMER, holidays="closed")), "2027-01-04 11:00", "open", "2027-01-04 14:00 closed"),
    ("one asking rule makes the whole day unknown", SATURDAY_BESIDE_WORKDAYS, "2027-01-09 12:00", "unknown", None),
    ("a provisional year's silent day is ordinary", BL_004, "2026-03-20 11:00", "open", "2026-03-20 14:00 closed"),
]  # fmt: skip

NO_REGION = table(CN={})
FEAST_OFF = table(CN={}, XJ={"2026-05-27": CalendarDay("off", "古尔邦节")})
UNSURE = table(CN={}, XJ={"2026-03-20": CalendarDay("uncertain", "肉孜节")})
REGION_WORKS = table(
    CN={"2026-10-01": CalendarDay("off")}, XJ={"2026-10-01": CalendarDay("work", "", at("2026-10-01 00:00").date())}
)
REGION_UNSURE = table(CN={"2026-10-01": CalendarDay("off")}, XJ={"2026-10-01": CalendarDay("uncertain")})
NATION_UNSURE = table(CN={"2026-10-01": CalendarDay("uncertain")}, XJ={"2026-10-01": CalendarDay("off")})
FOR_WEDNESDAY = table(CN={"2026-10-10": CalendarDay("work", "", at("2026-10-07 00:00").date())}, XJ={})
WEEKDAYS_10_14 = hours(rule("10:00-14:00", WORKDAYS, holidays="closed"))
CALENDARS = [
    ("no regional year", NO_REGION, BL_004, "2026-07-06 11:00", "unknown", None),
    ("a station of the national calendar only", NO_REGION, hours(*BL_004.schedules, calendars=("CN",)), "2026-07-06 11:00", "open", "2026-07-06 14:00 closed"),
    ("no calendars named means both", NO_REGION, hours(*BL_004.schedules, calendars=()), "2026-07-06 11:00", "unknown", None),
    ("a regional feast", FEAST_OFF, WEEKDAYS_10_14, "2026-05-27 11:00", "closed", "2026-05-28 10:00 open"),
    ("a regional feast is nothing to a national station", FEAST_OFF, hours(*WEEKDAYS_10_14.schedules, calendars=("CN",)), "2026-05-27 11:00", "open", "2026-05-27 14:00 closed"),
    ("an uncertain day", UNSURE, WEEKDAYS_10_14, "2026-03-20 11:00", "unknown", "2026-03-21 00:00 closed"),
    ("the evening before an uncertain day", UNSURE, WEEKDAYS_10_14, "2026-03-19 14:00", "closed", "2026-03-20 00:00 unknown"),
    ("the night after an uncertain day", UNSURE, NIGHTS_BUT_HOLIDAYS, "2026-03-21 01:00", "unknown", "2026-03-21 02:00 closed"),
    ("a tail into an uncertain day", UNSURE, NIGHTS_BUT_HOLIDAYS, "2026-03-20 01:00", "open", "2026-03-20 02:00 unknown"),
    ("an uncertain day closed by exception", UNSURE, hours(*NIGHTS_BUT_HOLIDAYS.schedules, closed_on("2026-03-20")), "2026-03-21 01:00", "closed", "2026-03-21 22:00 open"),
    ("the region works on a national holiday", REGION_WORKS, WEEKDAYS_10_14, "2026-10-01 11:00", "open", "2026-10-01 14:00 closed"),
    ("the region doubts a national holiday", REGION_UNSURE, WEEKDAYS_10_14, "2026-10-01 11:00", "unknown", "2026-10-02 00:00 closed"),
    ("the region is sure where the nation doubts", NATION_UNSURE, WEEKDAYS_10_14, "2026-10-01 11:00", "closed", "2026-10-02 10:00 open"),
    ("the order of the names does not matter", NATION_UNSURE, hours(*WEEKDAYS_10_14.schedules, calendars=("CN-XJ", "CN")), "2026-10-01 11:00", "closed", "2026-10-02 10:00 open"),
    ("a make-up day that stands for a Wednesday", FOR_WEDNESDAY, hours(rule("10:00-14:00", "We", holidays="closed")), "2026-10-10 11:00", "open", "2026-10-10 14:00 closed"),
    ("it is no Monday then", FOR_WEDNESDAY, hours(rule("10:00-14:00", "Mo", holidays="closed")), "2026-10-10 11:00", "closed", "2026-10-12 10:00 open"),
]  # fmt: skip
ALL = [
    (name, PUBLISHED, *rest)
    for group in (PLAIN, WRAPS, MEETING, SEASONS, EXCEPTIONS, CLOSURES, HOLIDAYS)
    for name, *rest in group
] + CALENDARS


def _words(change) -> str | None:
    return change and f"{change[0].astimezone(BEIJING):%Y-%m-%d %H:%M} {change[1]}"


@pytest.mark.parametrize(
    ("calendars", "station", "instant", "state", "change"), [c[1:] for c in ALL], ids=[c[0] for c in ALL]
)
def test_the_state_and_the_next_change_are_as_worked_out_by_hand(calendars, station, instant, state, change):
    assert open_at(station, at(instant), calendars) == state
    assert _words(next_change(station, at(instant), calendars)) == change


def test_the_table_has_at_least_sixty_cases_and_names_none_twice():
    names = [case[0] for case in ALL]
    assert len(names) >= 60
    assert len(set(names)) == len(names)


def _both(station, instant, calendars=PUBLISHED):
    return open_at(station, at(instant), calendars), _words(next_change(station, at(instant), calendars))


def test_t05_a_sunday_at_half_past_one_is_still_saturday_night():
    assert _both(SATURDAY_NIGHT, "2026-07-05 01:30") == ("open", "2026-07-05 02:00 closed")


def test_t06_a_closed_saturday_loses_its_band_and_leaves_fridays_tail():
    station = hours(*BL_005.schedules, closed_on("2026-07-04"))
    assert _both(station, "2026-07-04 02:59") == ("open", "2026-07-04 03:00 closed")
    assert _both(station, "2026-07-04 19:00") == ("closed", "2026-07-10 18:00 open")
    assert _both(station, "2026-07-05 02:00") == ("closed", "2026-07-10 18:00 open")


def test_t07_a_quarter_to_eight_is_open_in_september_and_closed_in_october():
    assert _both(BL_003, "2026-09-30 19:45") == ("open", "2026-09-30 20:00 closed")
    assert _both(BL_003, "2026-10-01 19:45") == ("closed", "2026-10-02 10:00 open")


def test_t08_without_the_calendar_year_a_closed_rule_is_unknown():
    assert _both(BL_004, "2027-03-01 11:00") == ("unknown", None)
    assert _both(BL_004, "2026-07-06 11:00", table(XJ={})) == ("unknown", None)
    assert _both(BL_004, "2026-07-06 11:00", table(CN={})) == ("unknown", None)


def test_t54_a_closure_beats_an_exception_a_gap_is_unknown_and_24_7_never_changes():
    special = hours(
        *AL_001.schedules, special_on("2026-07-04", "10:00-20:00"), shut("2026-07-04 12:00", "2026-07-04 13:00")
    )
    assert _both(special, "2026-07-04 12:30") == ("closed", "2026-07-04 13:00 open")
    assert _both(SUMMER_DAYS, "2026-12-01 12:00") == ("unknown", None)
    assert _both(BL_001, "2026-12-31 23:59") == ("open", None)
