"""Short words for stations' hours in tests: written by hand here, so that no test leans on the reader it tests."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from app.stations.opening import CalendarDay, CalendarTable, CalendarYear, Closure, ExceptionDay, Schedule, StationHours

BEIJING = timezone(timedelta(hours=8))
DATA = Path(__file__).resolve().parents[2] / "data"
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
EVERY = "Mo Tu We Th Fr Sa Su"
WORKDAYS = "Mo Tu We Th Fr"
SUMMER, WINTER = "05-01/09-30", "10-01/04-30"


def at(text: str) -> datetime:
    """``2026-10-01 19:45`` (or with seconds) in Beijing time."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def minutes(span: str) -> tuple[int, int]:
    """``22:00-26:00`` as minutes of the day."""
    start, end = ((int(h) * 60 + int(m)) for h, m in (part.split(":") for part in span.split("-")))
    return start, end


def rule(span, days=EVERY, season=None, holidays="same", *, since=None, until=None) -> Schedule:
    opens, closes = minutes(span)
    first, last = ((int(p[:2]), int(p[3:])) for p in season.split("/")) if season else (None, None)
    return Schedule(
        byday=tuple(sorted(_WEEKDAYS.index(day) for day in days.split())),
        opens_minute=opens,
        closes_minute=closes,
        season_from=first,
        season_to=last,
        valid_from=since and date.fromisoformat(since),
        valid_to=until and date.fromisoformat(until),
        holiday_rule=holidays,
    )


def closed_on(day: str) -> ExceptionDay:
    return ExceptionDay(date.fromisoformat(day), "closed")


def special_on(day: str, *spans: str) -> ExceptionDay:
    return ExceptionDay(date.fromisoformat(day), "special", tuple(minutes(span) for span in spans))


def shut(start: str, end: str | None = None) -> Closure:
    return Closure(at(start), at(end) if end else None, "维修")


def hours(*parts, **more) -> StationHours:
    """A station's hours from rules, exceptions and closures in any order."""
    return StationHours(
        schedules=tuple(p for p in parts if isinstance(p, Schedule)),
        exceptions=tuple(p for p in parts if isinstance(p, ExceptionDay)),
        closures=tuple(p for p in parts if isinstance(p, Closure)),
        **more,
    )


def table(**rows: dict[str, CalendarDay]) -> CalendarTable:
    """``table(CN={...}, XJ={...})``: 2026 complete in CN and provisional in CN-XJ, holding just these rows."""
    return CalendarTable(
        {
            name: {2026: CalendarYear(state, {date.fromisoformat(day): row for day, row in rows[key].items()})}
            for name, key, state in (("CN", "CN", "complete"), ("CN-XJ", "XJ", "provisional"))
            if key in rows
        }
    )


def published() -> CalendarTable:
    """The real national years 2025 and 2026 with empty provisional regional ones; 2027 is not loaded."""
    years = {2025: {}, 2026: {}}
    for row in json.loads((DATA / "holidays-cn-2025-2026.json").read_text(encoding="utf-8"))["days"]:
        day = date.fromisoformat(row["date"])
        years[day.year][day] = CalendarDay("off" if row["off"] else "work", row["name"])
    national = {year: CalendarYear("complete", days) for year, days in years.items()}
    return CalendarTable({"CN": national, "CN-XJ": {year: CalendarYear("provisional") for year in years}})


PUBLISHED = published()

# The stations with a test purpose (PRODUCT section 8).
BL_001 = hours(rule("00:00-24:00"))
BL_002 = hours(rule("10:00-26:00"))
_SEASONS = (("10:00-14:00", SUMMER), ("16:00-20:00", SUMMER), ("10:00-14:00", WINTER), ("15:30-19:30", WINTER))
BL_003 = hours(*(rule(span, season=season) for span, season in _SEASONS))
BL_004 = hours(*(rule(span, WORKDAYS, season, "closed") for span, season in _SEASONS))
BL_005 = hours(rule("18:00-27:00", "Fr Sa"))
AL_001 = hours(rule("09:30-22:00"))
JH_001 = hours(rule("10:00-24:00"))
JH_002 = hours()
