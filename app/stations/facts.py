"""Stations as plain values, read in bulk: what cards, details and the snapshot are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.areas import service as areas
from app.core.db import db, in_transaction, reading
from app.stations.models import ChangeCounter, ScheduleException, Station, StationAmenity, StationSchedule
from app.stations.models import TemporaryClosure as ClosureRow
from app.stations.opening import CalendarDay, CalendarTable, CalendarYear, Closure, ExceptionDay, StationHours
from app.stations.schedule_rows import RULE_COLUMNS, as_schedule

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class AmenityFacts:
    """One amenity of a station. ``source``: manager | riders | import."""

    amenity: str
    status: str
    note: str
    since: datetime
    eta: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """A temporary closure with its id, which only keepers need."""

    id: int
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    substitute_code: str | None


@dataclass(frozen=True, slots=True)
class StationFacts:
    """A station as read from its tables; ``row`` holds the columns by name."""

    row: Mapping[str, Any]
    amenities: tuple[AmenityFacts, ...]
    closures: tuple[ClosureFacts, ...]
    hours: StationHours
    area: areas.AreaFacts | None

    @property
    def code(self) -> str:
        return str(self.row["code"])

    @property
    def listed(self) -> bool:
        """Whether guests may find it: active and open to riders."""
        return self.row["status"] == "active" and bool(self.row["open_to_riders"])


def read_counter(session: Session) -> tuple[int, int, datetime | None]:
    """``(change_no, rules_no, rules_changed_at)``; zeros before the first change."""
    row = session.execute(
        sa.select(ChangeCounter.change_no, ChangeCounter.rules_no, ChangeCounter.rules_changed_at)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else (0, 0, None)


Places = Mapping[str, areas.AreaFacts]


def read_facts(session: Session, places: Places, *where: sa.ColumnElement[bool]) -> Iterator[StationFacts]:
    """All stations that meet ``where``, with their parts, a few thousand at a time and in no order.

    Nothing is left attached. ``places`` is ``areas.all_areas()``, read before the session was opened: one connection at
    a time.
    """
    columns = [column for column in Station.__table__.columns if column.name != "imported_row"]
    query = sa.select(*columns).where(*where).order_by(Station.id).limit(CHUNK)
    known: dict[object, StationHours] = {}  # stations of equal plain hours share one value
    last = 0
    while True:
        rows = session.execute(query.where(Station.id > last)).mappings().all()
        yield from _with_parts(session, rows, places, known)
        if len(rows) < CHUNK:
            return
        last = rows[-1]["id"]


def read_stations(*where: sa.ColumnElement[bool]) -> list[StationFacts]:
    """``read_facts`` in a short read of its own; inside a transaction, with what it has changed."""
    places = areas.all_areas()
    if in_transaction():
        found = list(read_facts(db.session(), places, *where))
    else:
        with reading() as session:
            found = list(read_facts(session, places, *where))
    return sorted(found, key=lambda station: station.code)


def read_one(code: str) -> StationFacts | None:
    """The station with this code (any case)."""
    found = read_stations(Station.code == code.upper())
    return found[0] if found else None


def calendar_table() -> CalendarTable:
    """The holiday tables as the opening rules read them."""
    return CalendarTable(
        {
            calendar: {
                year: CalendarYear(state, {day: CalendarDay(*entry) for day, entry in days.items()})  # type: ignore[arg-type] # words of the table
                for year, (state, days) in years.items()
            }
            for calendar, years in areas.holiday_tables().items()
        }
    )


def _with_parts(
    session: Session, rows: Sequence[Mapping[Any, Any]], places: Places, known: dict[object, StationHours]
) -> Iterator[StationFacts]:
    ids = [row["id"] for row in rows]
    amenities = _grouped(session, ids, _AMENITY_COLUMNS, StationAmenity.amenity)
    schedules = _grouped(session, ids, _SCHEDULE_COLUMNS, StationSchedule.position)
    exceptions = _grouped(session, ids, _EXCEPTION_COLUMNS, ScheduleException.on)
    closures = _grouped(session, ids, _CLOSURE_COLUMNS, ClosureRow.starts_at)
    for row in rows:
        key = row["id"]
        shut = tuple(ClosureFacts(*part) for part in closures.get(key, ()))
        rules, days = tuple(schedules.get(key, ())), exceptions.get(key, ())
        calendars = tuple(row["calendars"] or ())
        plain = (rules, calendars, row["status"]) if not shut and not days else None
        hours = known.get(plain) if plain else None
        if hours is None:
            hours = StationHours(
                schedules=tuple(as_schedule(*part) for part in rules),
                exceptions=tuple(
                    ExceptionDay(on, kind, tuple((a, b) for a, b in intervals), alert)
                    for on, kind, intervals, alert in days
                ),
                closures=tuple(Closure(c.starts_at, c.ends_at, c.reason, c.substitute_code) for c in shut),
                calendars=calendars,
                status=row["status"],
            )
            if plain:
                known[plain] = hours
        things = tuple(AmenityFacts(*part) for part in amenities.get(key, ()))
        yield StationFacts(row, things, shut, hours, places.get(row["area_code"]))


_AMENITY_COLUMNS = (
    StationAmenity.station_id,
    StationAmenity.amenity,
    StationAmenity.status,
    StationAmenity.note,
    StationAmenity.since,
    StationAmenity.eta,
    StationAmenity.source,
)
_SCHEDULE_COLUMNS = (StationSchedule.station_id, *RULE_COLUMNS)
_EXCEPTION_COLUMNS = (
    ScheduleException.station_id,
    ScheduleException.on,
    ScheduleException.kind,
    ScheduleException.intervals,
    ScheduleException.alert,
)
_CLOSURE_COLUMNS = (
    ClosureRow.station_id,
    ClosureRow.id,
    ClosureRow.starts_at,
    ClosureRow.ends_at,
    ClosureRow.reason,
    ClosureRow.substitute_code,
)


def _grouped(
    session: Session, ids: Sequence[int], columns: Sequence[Any], order: Any
) -> Mapping[int, list[tuple[Any, ...]]]:
    """A part's columns, without the station's id that comes first, by that id."""
    dense = bool(ids) and ids[-1] - ids[0] < 2 * len(ids)  # a range is asked and answered faster than a long list
    which = columns[0].between(ids[0], ids[-1]) if dense else columns[0].in_(ids)
    query = sa.select(*columns).where(which).order_by(columns[0], order)
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for station_id, *part in session.execute(query):
        groups.setdefault(station_id, []).append(tuple(part))
    return groups
