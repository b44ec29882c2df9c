"""Weekly rules between their table and the values that the opening rules read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from app.stations.models import StationSchedule
from app.stations.opening import HolidayRule, Schedule


def as_rows(schedules: Iterable[Schedule]) -> list[StationSchedule]:
    """Rows to be hung on a station, in the order given."""
    return [
        StationSchedule(
            position=position,
            byday=sum(1 << day for day in rule.byday),
            opens_minute=rule.opens_minute,
            closes_minute=rule.closes_minute,
            season_from=_text(rule.season_from),
            season_to=_text(rule.season_to),
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            holiday_rule=rule.holiday_rule,
        )
        for position, rule in enumerate(schedules)
    ]


def as_schedules(rows: Iterable[StationSchedule]) -> tuple[Schedule, ...]:
    """The values of a station's rows, in their order."""
    return tuple(
        Schedule(
            byday=tuple(day for day in range(7) if row.byday >> day & 1),
            opens_minute=row.opens_minute,
            closes_minute=row.closes_minute,
            season_from=_month_day(row.season_from),
            season_to=_month_day(row.season_to),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            holiday_rule=cast(HolidayRule, row.holiday_rule),
        )
        for row in rows
    )


def _text(day: tuple[int, int] | None) -> str | None:
    return None if day is None else f"{day[0]:02d}-{day[1]:02d}"


def _month_day(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    month, _, day = text.partition("-")
    return int(month), int(day)
