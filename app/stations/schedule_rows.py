"""Weekly rules between their table and the values that the opening rules read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.stations.models import StationSchedule
from app.stations.opening import Schedule

RULE_COLUMNS = (
    StationSchedule.byday,
    StationSchedule.opens_minute,
    StationSchedule.closes_minute,
    StationSchedule.season_from,
    StationSchedule.season_to,
    StationSchedule.valid_from,
    StationSchedule.valid_to,
    StationSchedule.holiday_rule,
)


def as_rows(schedules: Iterable[Schedule]) -> list[StationSchedule]:
    """Rows to be hung on a station, in the order given."""
    return [
        StationSchedule(
            position=position,
            byday=sum(1 << day for day in rule.byday),
            opens_minute=rule.opens_minute,
            closes_minute=rule.closes_minute,
            season_from=month_day_text(rule.season_from),
            season_to=month_day_text(rule.season_to),
            valid_from=rule.valid_from,
            valid_to=rule.valid_to,
            holiday_rule=rule.holiday_rule,
        )
        for position, rule in enumerate(schedules)
    ]


def as_schedules(rows: Iterable[StationSchedule]) -> tuple[Schedule, ...]:
    """The values of a station's rows, in their order."""
    return tuple(as_schedule(*(getattr(row, column.key) for column in RULE_COLUMNS)) for row in rows)


def as_schedule(byday: int, opens_minute: int, closes_minute: int, *rest: Any) -> Schedule:
    """The value of a row's ``RULE_COLUMNS``, in their order."""
    season_from, season_to, valid_from, valid_to, holiday_rule = rest
    return Schedule(
        byday=tuple(day for day in range(7) if byday >> day & 1),
        opens_minute=opens_minute,
        closes_minute=closes_minute,
        season_from=_month_day(season_from),
        season_to=_month_day(season_to),
        valid_from=valid_from,
        valid_to=valid_to,
        holiday_rule=holiday_rule,
    )


def month_day_text(day: tuple[int, int] | None) -> str | None:
    """A season's end as tables and answers write it, ``MM-DD``."""
    return None if day is None else f"{day[0]:02d}-{day[1]:02d}"


def _month_day(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    month, _, day = text.partition("-")
    return int(month), int(day)
