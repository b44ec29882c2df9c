"""Rules of the holiday calendars: which days a year may hold, and how a published notice is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

NATIONAL, REGIONAL = "CN", "CN-XJ"
CALENDARS = (NATIONAL, REGIONAL)
STATES = ("complete", "provisional")
KINDS = ("off", "work", "uncertain")
FIRST_YEAR, LAST_YEAR = 2000, 2100
MAX_DAY_NAME = 40
WARN_AHEAD = timedelta(days=45)


@dataclass(frozen=True, order=True)
class Day:
    """A published day. ``stands_for``: the day whose hours a make-up workday keeps, None for a Monday's."""

    on: date
    kind: str  # off | work | uncertain
    name: str
    stands_for: date | None = None


def known_year(calendar: str, year: int) -> bool:
    """Whether there can be such a year of such a calendar."""
    return calendar in CALENDARS and FIRST_YEAR <= year <= LAST_YEAR


def faults_of_days(year: int, days: Iterable[Day]) -> list[dict[str, str]]:
    """What is wrong with the days of a year: ``{"field": "days.3.date", "message"}``."""
    faults = []
    seen: set[date] = set()
    for index, day in enumerate(days):
        if day.on.year != year:
            faults.append({"field": f"days.{index}.date", "message": f"不在{year}年"})
        if day.on in seen:
            faults.append({"field": f"days.{index}.date", "message": "这一天写了两次"})
        if day.stands_for is not None and day.kind != "work":
            faults.append({"field": f"days.{index}.stands_for", "message": "只有补班的日子才顶替别的日子"})
        seen.add(day.on)
    return faults


def read_notice(data: Any) -> tuple[dict[int, list[Day]], list[str]]:
    """The days of a notice file by year, in order, and what is wrong with it in sentences.

    Shape: ``{"days": [{"date", "name", "off": bool, "stands_for"?}], "papers"?: {"2026": ...}}``. The years are those
    of ``papers``, else those of the days.
    """
    rows = data.get("days") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not rows:
        return {}, ["the file has no list of days"]
    days: list[Day] = []
    faults: list[str] = []
    for number, row in enumerate(rows, start=1):
        read = _read_day(row)
        if isinstance(read, Day):
            days.append(read)
        else:
            faults.append(f"day {number}: {read}")
    papers = data.get("papers")
    if not isinstance(papers, Mapping):
        papers = {str(day.on.year): None for day in days}
    years: dict[int, list[Day]] = {}
    for year in map(str, papers):
        if year.isascii() and year.isdigit() and len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR:
            years[int(year)] = []
        else:
            faults.append(f"paper {year[:20]!r}: its year must be {FIRST_YEAR} to {LAST_YEAR}")
    for day in sorted(days):
        if day.on.year not in years:
            faults.append(f"{day.on} lies outside the years of the papers")
        elif years[day.on.year] and years[day.on.year][-1].on == day.on:
            faults.append(f"{day.on} stands twice in the file")
        else:
            years[day.on.year].append(day)
    return years, faults


def missing_soon(today: date, present: Iterable[int]) -> list[int]:
    """Years of the national calendar to ask for: this one, and the next within 45 days of this one's end."""
    last_day = date(today.year, 12, 31)
    needed = [today.year] + ([today.year + 1] if last_day - today <= WARN_AHEAD else [])
    return [year for year in needed if year not in set(present)]


def _read_day(row: Any) -> Day | str:
    if not isinstance(row, Mapping) or not isinstance(row.get("off"), bool) or not isinstance(row.get("name"), str):
        return "needs date, name and off"
    if not 1 <= len(row["name"]) <= MAX_DAY_NAME or not row["name"].isprintable():
        return f"its name must be 1 to {MAX_DAY_NAME} visible characters"
    try:
        on = date.fromisoformat(row["date"])
        stands_for = date.fromisoformat(row["stands_for"]) if row.get("stands_for") else None
    except (KeyError, TypeError, ValueError):
        return "its dates must be YYYY-MM-DD"
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return f"its year must be {FIRST_YEAR} to {LAST_YEAR}"
    if row["off"] and stands_for:
        return "a day off stands for no other day"
    return Day(on, "off" if row["off"] else "work", row["name"], stands_for)
