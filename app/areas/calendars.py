"""Holiday calendars: loaded from published notices, edited by county and prefecture staff, never computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.areas import holiday_rules
from app.areas.changes import calendar_changed, looking
from app.areas.holiday_rules import NATIONAL, REGIONAL, Day
from app.areas.models import CalendarDay, CalendarYear
from app.core import audit, clock, events
from app.core.db import db
from app.core.problems import Invalid, NotFound, StaleVersion

HolidayTables = dict[str, dict[int, tuple[str, dict[date, tuple[str, str, date | None]]]]]


@dataclass(frozen=True)
class YearFacts:
    """One year of a calendar, days in order."""

    calendar: str
    year: int
    state: str  # complete | provisional
    days: tuple[Day, ...]
    version: int


@dataclass(frozen=True)
class HolidaysLoaded:
    """What a load did with each year: ``written``, ``unchanged``, or ``kept`` because staff had edited it."""

    years: dict[tuple[str, int], str]


def holiday_tables() -> HolidayTables:
    """``{calendar: {year: (state, {day: (kind, name, stands_for)})}}`` of all years there are."""
    tables: HolidayTables = {}
    with looking() as session:
        for row in session.execute(sa.select(CalendarYear.calendar, CalendarYear.year, CalendarYear.state)):
            tables.setdefault(row.calendar, {})[row.year] = (row.state, {})
        for day in session.execute(sa.select(*CalendarDay.__table__.columns).order_by(CalendarDay.on)):
            if day.year in tables.get(day.calendar, {}):
                tables[day.calendar][day.year][1][day.on_day] = (day.kind, day.name, day.stands_for)
    return tables


def calendar_year(calendar: str, year: int) -> YearFacts:
    """One year of a calendar. Raises ``NotFound``."""
    with looking() as session:
        row = session.get(CalendarYear, (calendar, year))
        if row is None:
            raise NotFound
        days = session.scalars(_days(calendar, year)).all()
        return YearFacts(calendar, year, row.state, tuple(map(_day, days)), row.version)


def put_calendar(
    calendar: str, year: int, state: str, days: Sequence[Day], version: int, *, role: str = "operator"
) -> YearFacts:
    """Replace a year as staff wrote it. ``version``: the one they saw, 0 for a year that does not exist yet.

    Raises ``NotFound`` for no calendar of ours, ``Invalid`` with the paths of the faults, ``StaleVersion`` with the
    year as it stands, None where there is none.
    """
    if not holiday_rules.known_year(calendar, year):
        raise NotFound
    faults = holiday_rules.faults_of_days(year, days)
    if faults:
        raise Invalid(errors=faults)
    row = _locked(calendar, year)
    if row is None and version == 0:
        row = _begun(calendar, year, state)
    if row is None or row.version != version:
        raise StaleVersion(current=_facts(row) if row else None)
    _write(row, state, days, written_by="staff", role=role)
    return _facts(row)


def load_holidays(data: Any, calendar: str = NATIONAL, *, replace: bool = False) -> HolidaysLoaded:
    """Take in a published notice (shape: ``holiday_rules.read_notice``), all of it or nothing.

    A national file makes its regional years too, provisional and empty, and leaves those alone that are there. A year
    that staff edited is kept unless ``replace``. Raises ``Invalid``.
    """
    years, faults = holiday_rules.read_notice(data)
    if calendar not in holiday_rules.CALENDARS:
        faults = [f"there is no calendar {calendar}"]
    if faults:
        raise Invalid("the notice was refused, nothing is loaded", errors=[{"field": "", "message": f} for f in faults])
    done = {(calendar, year): _load_year(calendar, year, days, replace=replace) for year, days in years.items()}
    if calendar == NATIONAL:
        for year in years:
            done[REGIONAL, year] = "unchanged"
            if _locked(REGIONAL, year) is None:
                _write(_begun(REGIONAL, year, "provisional"), "provisional", [], written_by="load", role="operator")
                done[REGIONAL, year] = "written"
    return HolidaysLoaded(done)


def warn_of_missing_years() -> list[str]:
    """What ``/readyz`` warns of: years whose hours on holidays nobody can tell."""
    with looking() as session:
        present = session.scalars(sa.select(CalendarYear.year).where(CalendarYear.calendar == NATIONAL)).all()
    missing = holiday_rules.missing_soon(clock.today(), present)
    return [f"holidays: no {NATIONAL} calendar for {year}" for year in missing]


def _load_year(calendar: str, year: int, days: Sequence[Day], *, replace: bool) -> str:
    row = _locked(calendar, year)
    if row is not None:
        if row.state == "complete" and _stored(calendar, year) == list(days):
            return "unchanged"
        if row.written_by == "staff" and not replace:
            return "kept"
    row = row or _begun(calendar, year, "complete")
    _write(row, "complete", days, written_by="load", role="operator")
    return "written"


def _facts(row: CalendarYear) -> YearFacts:
    return YearFacts(row.calendar, row.year, row.state, tuple(_stored(row.calendar, row.year)), row.version)


def _locked(calendar: str, year: int) -> CalendarYear | None:
    query = sa.select(CalendarYear).where(CalendarYear.calendar == calendar, CalendarYear.year == year)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _begun(calendar: str, year: int, state: str) -> CalendarYear:
    """A year at version 0, locked: whoever else began it at the same moment is met, and found ahead of us."""
    try:
        with db.session.begin_nested():
            db.session.add(CalendarYear(calendar=calendar, year=year, state=state, version=0))
    except IntegrityError:
        pass  # the other one's row is read below
    found = _locked(calendar, year)
    if found is None:
        raise StaleVersion(current=None)
    return found


def _write(row: CalendarYear, state: str, days: Sequence[Day], *, written_by: str, role: str) -> None:
    """The new days of a locked year; tells the floors above."""
    calendar, year = row.calendar, row.year
    state_before, days_before = row.state if row.version else None, _stored(calendar, year)
    db.session.execute(sa.delete(CalendarDay).where(CalendarDay.calendar == calendar, CalendarDay.year == year))
    db.session.add_all(
        CalendarDay(calendar=calendar, year=year, on=day.on, kind=day.kind, name=day.name, stands_for=day.stands_for)
        for day in days
    )
    row.state, row.written_by, row.version = state, written_by, row.version + 1
    pairs: dict[str, list[Any]] = {"state": [state_before, state], "days": [_words(days_before), _words(days)]}
    changed = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    audit.record("calendar.written", f"calendar:{calendar}:{year}", changed, role=role)
    db.session.flush()  # whoever is told reads the days
    events.tell(calendar_changed, calendar=calendar, year=year)


def _days(calendar: str, year: int) -> sa.Select[tuple[CalendarDay]]:
    query = sa.select(CalendarDay).where(CalendarDay.calendar == calendar, CalendarDay.year == year)
    return query.order_by(CalendarDay.on)


def _stored(calendar: str, year: int) -> list[Day]:
    return [_day(row) for row in db.session.scalars(_days(calendar, year))]


def _day(row: CalendarDay) -> Day:
    return Day(row.on, row.kind, row.name, row.stands_for)


def _words(days: Sequence[Day]) -> list[str]:
    return [f"{day.on} {day.kind} {day.name}" + (f" {day.stands_for}" if day.stands_for else "") for day in days]
