"""A station's weekly rules and the days that differ: tried out first, then saved whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core import clock, events
from app.core.db import db
from app.core.problems import NotFound
from app.stations import edits, facts, hours_words, opening
from app.stations import scheduling_rules as rules
from app.stations.amenities import Actor
from app.stations.models import ScheduleException, Station, StationSchedule
from app.stations.opening import Closure, DayAhead, ExceptionDay, Schedule
from app.stations.schedule_rows import as_rows, as_schedules

# code, on (the local day), alert: whoever saved the station is to be told, once
station_alerted = events.signal("station-alerted")


def set_schedules(code: str, schedules: Sequence[Schedule], actor: Actor, *, sent_version: int) -> None:
    """Write all weekly rules anew. Rules that mean what is there already change nothing.

    Raises ``OverlappingRules``, ``NotFound``, ``StaleVersion``.
    """
    rules.check_schedules(schedules)
    station = edits.start(code, actor, sent_version)
    query = sa.select(StationSchedule).where(StationSchedule.station_id == station.id)
    old = as_schedules(db.session.scalars(query.order_by(StationSchedule.position)))
    if old == tuple(schedules):
        return
    db.session.execute(sa.delete(StationSchedule).where(StationSchedule.station_id == station.id))
    for row in as_rows(schedules):
        row.station_id = station.id
        db.session.add(row)
    changes: edits.Changes = {"schedules": [hours_words.write(old), hours_words.write(schedules)]}
    edits.note_all(station, changes, actor)
    edits.finish(station, "station.schedules_set", changes, actor)


def preview(
    code: str,
    schedules: Sequence[Schedule],
    exceptions: Sequence[ExceptionDay] | None,
    closures: Sequence[Closure] | None,
) -> list[DayAhead]:
    """The next 14 days as these hours would make them; None: as it is saved. Nothing is written.

    Raises ``OverlappingRules``, ``NotFound``.
    """
    rules.check_schedules(schedules)
    station = facts.read_one(code)
    if station is None:
        raise NotFound
    tried = replace(station.hours, schedules=tuple(schedules))
    if exceptions is not None:
        tried = replace(tried, exceptions=tuple(exceptions))
    if closures is not None:
        tried = replace(tried, closures=tuple(closures))
    return opening.days_ahead(tried, clock.today(), rules.DAYS_PREVIEWED, facts.calendar_table())


def set_exception(code: str, day: ExceptionDay, actor: Actor, *, sent_version: int | None = None) -> None:
    """Let one local day differ from the rules; the last word wins. The same again changes nothing.

    New words of an alert are told above; the same words, with other hours, are not told again.

    Raises ``NotFound``, ``StaleVersion``, ``Invalid``.
    """
    station = edits.start(code, actor, sent_version)
    rules.check_exception(day, clock.today())
    row = _row(station, day.date)
    before = _shape(row) if row else None
    if row is None:
        row = ScheduleException(station_id=station.id, on=day.date)
        db.session.add(row)
    row.kind, row.intervals, row.alert = day.kind, [list(band) for band in rules.in_order(day.intervals)], day.alert
    after = _shape(row)
    if after == before:
        return
    _note(station, day.date, before, after, actor)
    if day.alert != (before["alert"] if before else None):
        _alert(station, day)


def drop_exception(code: str, on: date, actor: Actor, *, sent_version: int | None = None) -> None:
    """Let the rules govern a day again. Raises ``NotFound`` also for a day without exception, ``StaleVersion``."""
    station = edits.start(code, actor, sent_version)
    row = _row(station, on)
    if row is None:
        raise NotFound
    before = _shape(row)
    db.session.delete(row)
    _note(station, on, before, None, actor)


def _alert(station: Station, day: ExceptionDay) -> None:
    """Words that riders can still use, of a station they can see, are told to those who saved it."""
    if day.alert and day.date >= clock.today() and station.status == "active" and station.open_to_riders:
        events.tell(station_alerted, code=station.code, on=day.date, alert=day.alert)


def _row(station: Station, on: date) -> ScheduleException | None:
    query = sa.select(ScheduleException).where(ScheduleException.station_id == station.id, ScheduleException.on == on)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _note(
    station: Station, on: date, before: dict[str, Any] | None, after: dict[str, Any] | None, actor: Actor
) -> None:
    changes: edits.Changes = {f"exceptions.{on.isoformat()}": [before, after]}
    edits.note_all(station, changes, actor)
    edits.finish(station, "station.exception_set" if after else "station.exception_dropped", changes, actor)


def _shape(row: ScheduleException) -> dict[str, Any]:
    intervals = [{"opens_minute": opens, "closes_minute": closes} for opens, closes in row.intervals]
    return {"kind": row.kind, "intervals": intervals, "alert": row.alert}
