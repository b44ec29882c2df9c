"""Stations as plain values, read in bulk: what cards, details and the snapshot are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.areas import service as areas
from app.core.db import db, in_transaction, reading
from app.stations.models import ChangeCounter, ScheduleException, Station, StationAmenity, StationSchedule
from app.stations.models import TemporaryClosure as ClosureRow
from app.stations.opening import CalendarDay, CalendarTable, CalendarYear, Closure, ExceptionDay, Schedule, StationHours

CHUNK = 5_000
EVERY_DAY = tuple(range(7))


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


def read_facts(session: Session, places: Places, *where: sa.ColumnElement[bool]) -> list[StationFacts]:
    """All stations that meet ``where``, with their parts, in few statements. Nothing is left attached.

    ``places`` is ``areas.all_areas()``, read before the session was opened: one connection at a time.
    """
    table = Station.__table__
    columns = [column for column in table.columns if column.name != "imported_row"]
    rows = session.execute(sa.select(*columns).where(*where).order_by(Station.code)).mappings().all()
    found: list[StationFacts] = []
    for start in range(0, len(rows), CHUNK):
        found += _with_parts(session, rows[start : start + CHUNK], places)
    return found


def read_stations(*where: sa.ColumnElement[bool]) -> list[StationFacts]:
    """``read_facts`` in a short read of its own; inside a transaction, with what it has changed."""
    places = areas.all_areas()
    if in_transaction():
        return read_facts(db.session(), places, *where)
    with reading() as session:
        return read_facts(session, places, *where)


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


def _with_parts(session: Session, rows: Sequence[Mapping[Any, Any]], places: Places) -> list[StationFacts]:
    ids = [row["id"] for row in rows]
    amenities = _grouped(session, StationAmenity, ids, StationAmenity.amenity)
    schedules = _grouped(session, StationSchedule, ids, StationSchedule.position)
    exceptions = _grouped(session, ScheduleException, ids, ScheduleException.on)
    closures = _grouped(session, ClosureRow, ids, ClosureRow.starts_at)
    found = []
    for row in rows:
        key = row["id"]
        shut = tuple(
            ClosureFacts(part["id"], part["starts_at"], part["ends_at"], part["reason"], part["substitute_code"])
            for part in closures[key]
        )
        hours = StationHours(
            schedules=tuple(_schedule(part) for part in schedules[key]),
            exceptions=tuple(
                ExceptionDay(part["on_day"], part["kind"], tuple((a, b) for a, b in part["intervals"]), part["alert"])
                for part in exceptions[key]
            ),
            closures=tuple(Closure(c.starts_at, c.ends_at, c.reason, c.substitute_code) for c in shut),
            calendars=tuple(row["calendars"] or ()),
            status=row["status"],
        )
        things = tuple(
            AmenityFacts(p["amenity"], p["status"], p["note"], p["since"], p["eta"], p["source"])
            for p in amenities[key]
        )
        found.append(StationFacts(dict(row), things, shut, hours, places.get(row["area_code"])))
    return found


def _grouped(session: Session, model: Any, ids: Iterable[int], order: Any) -> Mapping[int, list[Mapping[Any, Any]]]:
    query = sa.select(*model.__table__.columns).where(model.station_id.in_(ids)).order_by(model.station_id, order)
    groups: dict[int, list[Mapping[Any, Any]]] = defaultdict(list)
    for part in session.execute(query).mappings():
        groups[part["station_id"]].append(part)
    return groups


def _schedule(part: Mapping[Any, Any]) -> Schedule:
    return Schedule(
        byday=tuple(day for day in EVERY_DAY if part["byday"] >> day & 1),
        opens_minute=part["opens_minute"],
        closes_minute=part["closes_minute"],
        season_from=_month_day(part["season_from"]),
        season_to=_month_day(part["season_to"]),
        valid_from=part["valid_from"],
        valid_to=part["valid_to"],
        holiday_rule=part["holiday_rule"],
    )


def _month_day(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    month, _, day = text.partition("-")
    return int(month), int(day)
