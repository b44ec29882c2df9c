"""When a station is open: the values and the rules of opening hours (PRODUCT 4.4).

Minutes count from local midnight; a band that passes midnight ends above 1440 and belongs to the day it starts on.
Weekdays count 0 = Monday. Instants are aware datetimes or whole epoch seconds. Local time is Beijing time, a fixed
+08:00 (see ``bands``). Answers hold for a whole second: fractions of instants, and of a closure's ends,
are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from itertools import combinations, product
from typing import Literal, NamedTuple

from app.stations.bands import (
    DAY_MINUTES,
    DAY_S,
    OFFSET_S,
    Band,
    day_of,
    epoch_of,
    instant_of,
    joined,
    midnight_of,
    without,
)

LOOK_AHEAD_S = 14 * DAY_S
ALL_CALENDARS = ("CN", "CN-XJ")
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

HolidayRule = Literal["same", "closed", "only"]
OpenState = Literal["open", "closed", "unknown"]
Why = Literal["exception", "closure", "season", "holiday", "rule"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """One weekly rule. A season is two ``(month, day)``, both included, and may wrap the year."""

    byday: tuple[int, ...]
    opens_minute: int
    closes_minute: int
    season_from: tuple[int, int] | None = None
    season_to: tuple[int, int] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    holiday_rule: HolidayRule = "same"

    def covers(self, day: date) -> bool:
        """Whether season and validity hold on the day, whatever its weekday."""
        if (self.valid_from and day < self.valid_from) or (self.valid_to and day > self.valid_to):
            return False
        return self.in_season(day.month, day.day)

    def in_season(self, month: int, day: int) -> bool:
        """Whether the season holds on this day of the year; without a season, always."""
        if self.season_from is None or self.season_to is None:
            return True
        if self.season_from <= self.season_to:
            return self.season_from <= (month, day) <= self.season_to
        return (month, day) >= self.season_from or (month, day) <= self.season_to


@dataclass(frozen=True, slots=True)
class ExceptionDay:
    """One local day that the rules do not govern: closed, or open in just these bands."""

    date: date
    kind: Literal["closed", "special"]
    intervals: tuple[Band, ...] = ()
    alert: str | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure from one instant up to another, or without an end in sight."""

    starts_at: datetime
    ends_at: datetime | None = None
    reason: str = ""
    substitute_code: str | None = None


class CalendarDay(NamedTuple):
    """A row of a published calendar; ``stands_for`` is the date whose weekday a make-up workday follows."""

    kind: Literal["off", "work", "uncertain"]
    name: str = ""
    stands_for: date | None = None


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A loaded year of one calendar. In a provisional one more days may still be announced."""

    state: Literal["complete", "provisional"]
    days: Mapping[date, CalendarDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarTable:
    """All loaded years: calendar name -> year -> :class:`CalendarYear`."""

    years: Mapping[str, Mapping[int, CalendarYear]] = field(default_factory=dict)

    def year(self, calendar: str, year: int) -> CalendarYear | None:
        """The year as loaded, or None if nobody has loaded it."""
        return self.years.get(calendar, {}).get(year)


@dataclass(frozen=True, slots=True)
class StationHours:
    """Everything about a station that decides when it is open. Empty ``calendars`` means the default, both."""

    schedules: tuple[Schedule, ...] = ()
    exceptions: tuple[ExceptionDay, ...] = ()
    closures: tuple[Closure, ...] = ()
    calendars: tuple[str, ...] = ALL_CALENDARS
    status: str = "active"

    def signature(self) -> str:
        """A short key, equal only where every answer of this room is equal: such stations share one computation.

        It leaves out what no answer depends on: the order of the rows, reasons, alerts, and the calendars of a station
        whose rules never ask for one. It reads no calendar, so a cache also needs the table's version in its key.
        """
        facts = (
            self.status == "active",
            sorted(map(repr, self.schedules)),
            sorted((e.date, sorted(e.intervals) if e.kind == "special" else []) for e in self.exceptions),
            sorted((start, end is None, end or 0) for start, end in map(_closure_band, self.closures)),
            any(s.holiday_rule != "same" for s in self.schedules) and _regional_first(self.calendars),
        )
        return blake2b(repr(facts).encode(), digest_size=12).hexdigest()


class DayHours(NamedTuple):
    """A day's own bands in minutes, sorted and joined; empty if closed or unknown. Yesterday's tail is not in."""

    state: Literal["known", "unknown"]
    intervals: tuple[Band, ...]
    why: Why


class DayAhead(NamedTuple):
    """One line of the days ahead: bands that start on the day as aware instants, closures taken out."""

    date: date
    state: OpenState
    intervals: tuple[tuple[datetime, datetime], ...]
    why: Why


# --- one day -------------------------------------------------------------------------------------------------------


def resolve(hours: StationHours, day: date, table: CalendarTable) -> DayHours:
    """The day's bands by the four steps of PRODUCT 4.4; closures and status are not looked at here."""
    for exception in hours.exceptions:
        if exception.date == day:
            return DayHours("known", joined(exception.intervals) if exception.kind == "special" else (), "exception")
    covering = [rule for rule in hours.schedules if rule.covers(day)]
    if not covering:
        return DayHours("unknown", (), "season" if hours.schedules else "rule")
    weekday = day.weekday()
    if all(rule.holiday_rule == "same" for rule in covering):
        return DayHours("known", _bands(covering, weekday, weekday, off=False), "rule")
    row = _calendar_row(hours.calendars, day, table)
    if row is None or row.kind == "uncertain":
        return DayHours("unknown", (), "holiday")
    bands = _bands(covering, weekday, _rule_weekday(row, weekday), off=row.kind == "off")
    ordinary = _bands(covering, weekday, weekday, off=False)
    return DayHours("known", bands, "rule" if bands == ordinary else "holiday")


def provisional_on(hours: StationHours, day: date, table: CalendarTable) -> bool:
    """Whether the page adds 地区节假日以通知为准: a rule of that day asks a calendar whose year is provisional."""
    if not any(rule.holiday_rule != "same" and rule.covers(day) for rule in hours.schedules):
        return False
    years = (table.year(name, day.year) for name in hours.calendars or ALL_CALENDARS)
    return any(year is not None and year.state == "provisional" for year in years)


def _bands(rules: Iterable[Schedule], weekday: int, rule_weekday: int, *, off: bool) -> tuple[Band, ...]:
    """The union of the bands that apply: ``closed`` rules go by ``rule_weekday``, the others by the real one."""
    found = []
    for rule in rules:
        if rule.holiday_rule == "same":
            applies = weekday in rule.byday
        elif rule.holiday_rule == "closed":
            applies = not off and rule_weekday in rule.byday
        else:
            applies = off and weekday in rule.byday
        if applies:
            found.append((rule.opens_minute, rule.closes_minute))
    return joined(found)


def _calendar_row(calendars: tuple[str, ...], day: date, table: CalendarTable) -> CalendarDay | None:
    """The day's row, the regional one before the national; an ordinary day if there is none; None: no such year."""
    found = None
    for name in _regional_first(calendars):
        year = table.year(name, day.year)
        if year is None:
            return None
        found = found or year.days.get(day)
    return found or CalendarDay("work", "", day)  # an ordinary day stands for itself


def _rule_weekday(row: CalendarDay, weekday: int) -> int:
    """The weekday that ``closed`` rules follow: on a make-up workday the one it stands for, Monday if none is named."""
    if row.kind != "work":
        return weekday
    return row.stands_for.weekday() if row.stands_for else 0


def _regional_first(calendars: tuple[str, ...]) -> list[str]:
    return sorted(calendars or ALL_CALENDARS, key=lambda name: (-name.count("-"), name))


# --- instants ------------------------------------------------------------------------------------------------------


def open_at(hours: StationHours, instant: datetime | int, table: CalendarTable) -> OpenState:
    """Whether the station is open at the instant: status, then closures, then today's bands and yesterday's tails."""
    now = epoch_of(instant)
    if hours.status != "active" or any(start <= now < end for start, end in _closure_bands(hours, now + 1)):
        return "closed"
    minute = (now + OFFSET_S) % DAY_S // 60
    today = resolve(hours, day_of(now), table)
    yesterday = resolve(hours, day_of(now - DAY_S), table)
    if any(opens <= minute < closes for opens, closes in today.intervals):
        return "open"
    if any(minute + DAY_MINUTES < closes for _, closes in yesterday.intervals):
        return "open"
    if today.state == "unknown" or (yesterday.state == "unknown" and minute < _longest_tail(hours)):
        return "unknown"
    return "closed"


def windows(
    hours: StationHours, start: datetime | int, end: datetime | int, table: CalendarTable
) -> tuple[list[Band], list[Band]]:
    """The ``[start, end)`` pairs in epoch seconds within the span where :func:`open_at` says open, and unknown.

    Sorted, apart from each other (what touches is joined), cut to the span; elsewhere in the span it is closed.
    """
    first, last = epoch_of(start), epoch_of(end)
    if hours.status != "active" or last <= first:
        return [], []
    unsure_s = DAY_S + 60 * _longest_tail(hours)
    opened: list[Band] = []
    unsure: list[Band] = []
    for midnight in range(midnight_of(day_of(first - DAY_S)), last, DAY_S):
        today = resolve(hours, day_of(midnight), table)
        opened.extend((midnight + 60 * opens, midnight + 60 * closes) for opens, closes in today.intervals)
        if today.state == "unknown":
            unsure.append((midnight, midnight + unsure_s))
    shut = [(first - 2 * DAY_S, first), *_closure_bands(hours, last), (last, last + 2 * DAY_S)]
    known = joined(opened)
    return without(known, joined(shut)), without(joined(unsure), joined([*known, *shut]))


def next_change(
    hours: StationHours, instant: datetime | int, table: CalendarTable
) -> tuple[datetime, OpenState] | None:
    """The first later instant (UTC) with another state, and that state; None if there is none within 14 days."""
    now = epoch_of(instant)
    for span in (2 * DAY_S, LOOK_AHEAD_S + 1):  # most stations change within a day: look near before far
        opened, unsure = windows(hours, now, now + span, table)
        starts = {band[0]: band[1] for band in (*opened, *unsure)}
        turn = starts.get(now) or min(starts, default=now + span)
        if turn < now + span:
            return instant_of(turn), _state_among(opened, unsure, turn)
    return None


def next_opening(hours: StationHours, instant: datetime | int, table: CalendarTable) -> datetime | None:
    """The first later instant (UTC) at which the station turns open; None if there is none within 14 days."""
    now = epoch_of(instant)
    for span in (2 * DAY_S, LOOK_AHEAD_S + 1):
        opened, _ = windows(hours, now, now + span, table)
        for start, _end in opened:
            if start > now:
                return instant_of(start)
    return None


def days_ahead(hours: StationHours, first_day: date, count: int, table: CalendarTable) -> list[DayAhead]:
    """The days as riders see them and keepers check them, each with its reason; a draft station's too.

    A closure is the reason where it takes something away from the day's bands or fills the whole day.
    """
    return [_day_ahead(hours, first_day + timedelta(days=n), table) for n in range(count)]


def _day_ahead(hours: StationHours, day: date, table: CalendarTable) -> DayAhead:
    midnight = midnight_of(day)
    resolved = resolve(hours, day, table)
    bands = [(midnight + 60 * opens, midnight + 60 * closes) for opens, closes in resolved.intervals]
    shut = joined(_closure_bands(hours, midnight + 2 * DAY_S))
    left = without(bands, shut)
    all_day = not without([(midnight, midnight + DAY_S)], shut)
    state: OpenState = "open" if left else "closed"
    if resolved.state == "unknown" and not all_day:
        state = "unknown"
    intervals = tuple((instant_of(start), instant_of(end)) for start, end in left)
    return DayAhead(day, state, intervals, "closure" if all_day or left != bands else resolved.why)


def _closure_bands(hours: StationHours, horizon: int) -> list[Band]:
    """The closures in epoch seconds; one without an end lasts to the horizon at least."""
    bands = (_closure_band(closure) for closure in hours.closures)
    return [(start, max(start, horizon) if end is None else end) for start, end in bands]


def _closure_band(closure: Closure) -> tuple[int, int | None]:
    return epoch_of(closure.starts_at), None if closure.ends_at is None else epoch_of(closure.ends_at)


def _longest_tail(hours: StationHours) -> int:
    """Minutes past 24:00 that some rule of the station may run: so far an unknown yesterday reaches into today."""
    return max([0, *(rule.closes_minute - DAY_MINUTES for rule in hours.schedules)])


def _state_among(opened: list[Band], unsure: list[Band], at: int) -> OpenState:
    if any(start <= at < end for start, end in opened):
        return "open"
    return "unknown" if any(start <= at < end for start, end in unsure) else "closed"


# --- rules beside each other ---------------------------------------------------------------------------------------


def overlapping(schedules: Iterable[Schedule]) -> tuple[Schedule, Schedule] | None:
    """The first two rules that would say the same minutes of the same day twice, or None.

    Compared are minutes up to 24:00 (tails may run into anything), weekdays as written (a make-up workday may bring a
    ``closed`` rule beside a ``same`` one: then the union holds), dates, and the holiday class: ``closed`` rules never
    apply on a holiday and ``only`` rules nowhere else, so these two never meet; ``same`` meets both.
    """
    return next((pair for pair in combinations(schedules, 2) if _overlap(*pair)), None)


def _overlap(one: Schedule, two: Schedule) -> bool:
    last_start = max(one.opens_minute, two.opens_minute)
    if last_start >= min(one.closes_minute, two.closes_minute, DAY_MINUTES):
        return False
    if {one.holiday_rule, two.holiday_rule} == {"closed", "only"}:
        return False
    weekdays = set(one.byday) & set(two.byday)
    return bool(weekdays) and _share_a_date(one, two, weekdays)


def _share_a_date(one: Schedule, two: Schedule, weekdays: set[int]) -> bool:
    pairs = product(_stretches(one), _stretches(two))
    shared = [(start, end) for a, b in pairs if (start := max(a[0], b[0])) <= (end := min(a[1], b[1]))]
    if not shared:
        return False
    first = max(filter(None, (one.valid_from, two.valid_from)), default=None)
    last = min(filter(None, (one.valid_to, two.valid_to)), default=None)
    if first is None or last is None:
        return True  # over the years every day of the year falls on every weekday
    years = range(first.year, min(last.year, first.year + 41) + 1)  # even 29 February has met every weekday by then
    bands = (_dates(year, *stretch) for year in years for stretch in shared)
    return any(_has_weekday(max(first, start), min(last, end), weekdays) for start, end in bands)


def _dates(year: int, start: tuple[int, int], end: tuple[int, int]) -> tuple[date, date]:
    """A stretch in one year; where there is no 29 February, it starts on 1 March or ends on the 28th."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not leap:
        start, end = ((3, 1) if start == (2, 29) else start), ((2, 28) if end == (2, 29) else end)
    return date(year, *start), date(year, *end)


def _has_weekday(first: date, last: date, weekdays: set[int]) -> bool:
    """Whether one of these weekdays falls on a day from ``first`` to ``last``; a week has them all."""
    return any((first + timedelta(days=n)).weekday() in weekdays for n in range(min((last - first).days + 1, 7)))


def _stretches(rule: Schedule) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The season as stretches of one calendar year, ``(month, day)`` to ``(month, day)``; a wrapping one makes two."""
    first, last = rule.season_from or (1, 1), rule.season_to or (12, 31)
    return [(first, last)] if first <= last else [((1, 1), last), (first, (12, 31))]
