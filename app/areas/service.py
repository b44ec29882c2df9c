"""What other features call: areas by code, organisations, holiday tables, and the signals of their changes."""

from __future__ import annotations

from flask import current_app

from app.areas import table
from app.areas.calendars import (
    HolidayTables,
    YearFacts,
    calendar_year,
    holiday_tables,
    load_holidays,
    put_calendar,
)
from app.areas.changes import areas_changed, calendar_changed
from app.areas.loading import load_areas
from app.areas.organizations import (
    OrganizationFacts,
    find_organization,
    issuer_of,
    organizations,
    organizations_of,
)
from app.areas.rules import AreaFacts
from app.areas.tree import add_grid, replace_area
from app.core.spelling import fold

__all__ = [
    "AreaFacts",
    "HolidayTables",
    "OrganizationFacts",
    "YearFacts",
    "add_grid",
    "all_areas",
    "areas_changed",
    "calendar_changed",
    "calendar_year",
    "find_area",
    "find_organization",
    "holiday_tables",
    "issuer_of",
    "list_areas",
    "load_areas",
    "load_holidays",
    "look_again",
    "organizations",
    "organizations_of",
    "put_calendar",
    "replace_area",
    "scope_name",
]


def find_area(code: str) -> AreaFacts | None:
    """The area with this code; of a merged one, its last successor."""
    return table.current().answers.get(code)


def all_areas() -> dict[str, AreaFacts]:
    """What every code answers: its own area, or the last successor of a merged one."""
    return dict(table.current().answers)


def look_again() -> None:
    """Read the tree anew at the next question; for whoever just heard that it changed."""
    current_app.extensions["yiqi.areas"].forget()


def list_areas(parent: str | None = None, level: str | None = None, q: str | None = None) -> list[AreaFacts]:
    """Living areas in order of code: directly below ``parent``, of a level, found by ``q``.

    ``q`` is part of a name, short name, alias, pinyin or initials; a merged area's names find its successor.
    """
    known = table.current()
    above = None
    if parent is not None:
        found = known.answers.get(parent)
        if found is None:
            return []
        above = found.code
    wanted = fold(q or "")
    hits = {
        known.answers[code].code
        for code, entry in known.entries.items()
        if not wanted or any(wanted in text for text in entry.texts)
    }
    return [
        area
        for area in (known.answers[code] for code in sorted(hits))
        if (above is None or area.parent_code == above) and (level is None or area.level == level)
    ]


def scope_name(code: str) -> str | None:
    """What people call a scope: 团结社区（青得里街道）, 博乐市, or the name of the organisation in ``org:<id>``."""
    kind, _, number = code.partition(":")
    if kind == "org" and number.isascii() and number.isdigit() and len(number) < 10:
        organization = find_organization(int(number))
        return organization.name if organization else None
    area = find_area(code)
    if area is None:
        return None
    if area.township_name is None or area.township_code == area.code:
        return area.short_name
    return f"{area.short_name}（{area.township_name}）"
