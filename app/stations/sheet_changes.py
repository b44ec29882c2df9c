"""What a sheet's row changes at a station, and what it leaves as the keepers have it (PRODUCT 4.14, Import).

Only cells that differ from the station's last imported row are written, so a keeper's word stands until the office
itself says something new. A point is one thing: if any of 经度, 纬度, 坐标系 differs, the sheet's point is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core import clock
from app.core.spelling import spell
from app.stations import amenities, hours_words
from app.stations.amenities import Actor
from app.stations.models import Station, StationAmenity, StationHistory, StationSchedule
from app.stations.opening import Schedule
from app.stations.schedule_rows import as_rows, as_schedules
from app.stations.sheet_rules import COLUMNS, CheckedRow

FACTS = {  # field of the sheet -> attribute of the station, where a cell is simply a fact
    "name": "name",
    "kind": "kind",
    "area_code": "area_code",
    "address": "address",
    "seats": "capacity_seats",
    "phone": "contact",
    "open_to_riders": "open_to_riders",
    "synthetic": "synthetic",
    "note": "note",
}
POINT = ("lng", "lat", "crs")


@dataclass(slots=True)
class Difference:
    """What is to be written. ``kept``: fields whose cell is as it was, but which a keeper has changed since."""

    facts: dict[str, Any] = field(default_factory=dict)
    schedules: tuple[Schedule, ...] | None = None
    things: dict[str, str] = field(default_factory=dict)  # amenity -> status
    kept: list[str] = field(default_factory=list)
    cells: dict[str, str] | None = None  # the new last imported row

    def __bool__(self) -> bool:
        """Whether anything that people see changes."""
        return bool(self.facts or self.things or self.schedules is not None)


def new_station(row: CheckedRow, now: datetime) -> Station:
    """The station of a complete row whose code is new."""
    cells = row.cells
    assert row.point is not None  # noqa: S101 - a row without errors has one
    station = Station(
        code=cells["code"].value,
        lat_wgs84=row.point.lat_wgs84,
        lng_wgs84=row.point.lng_wgs84,
        source_crs=cells["crs"].value,
        imported_row=row.canonical(),
        told_at=now,
        told_by="import",
        **{attribute: cells[name].value for name, attribute in FACTS.items()},
    )
    spell_name(station)
    station.schedules = as_rows(cells["hours"].value)
    station.amenities = [_working(amenity, now) for amenity in cells["amenities"].value]
    return station


def compare(station: Station, row: CheckedRow) -> Difference:
    """What a complete row changes at a station that is there, its amenities and schedules loaded."""
    last = station.imported_row or {}
    cells = row.canonical()
    fresh = {name for name in COLUMNS if last.get(name) != cells[name]}
    found = Difference(cells=cells if fresh else None)
    for name, attribute in FACTS.items():
        _weigh(found, name, name in fresh, station, {attribute: row.cells[name].value})
    _weigh_point(found, station, row, moved=not fresh.isdisjoint(POINT))
    schedules = row.cells["hours"].value
    if not _same_hours(station.schedules, schedules):
        if "hours" in fresh:
            found.schedules = schedules
        else:
            found.kept.append("hours")
    listed = set(row.cells["amenities"].value)
    if "amenities" in fresh:
        found.things = dict(_things(station.amenities, set(last.get("amenities", "").split(";")), listed))
    if any(_keepers_own(thing, listed) for thing in station.amenities):
        found.kept.append("amenities")
    found.kept.sort(key=list(COLUMNS).index)
    return found


def write(station: Station, difference: Difference, actor: Actor, batch_id: int) -> None:
    """Write a difference with its lines of history. ``version`` rises by one, however much changed."""
    if difference.cells is not None:
        station.imported_row = difference.cells
    if not difference:
        return
    for attribute, after in difference.facts.items():
        amenities.note(station, attribute, getattr(station, attribute), after, actor).batch_id = batch_id
        setattr(station, attribute, after)
    if "name" in difference.facts:
        spell_name(station)
    if difference.schedules is not None:
        before = hours_words.write(as_schedules(station.schedules))
        after = hours_words.write(difference.schedules)
        amenities.note(station, "schedules", before, after, actor).batch_id = batch_id
        station.schedules = as_rows(difference.schedules)
    for amenity, status in difference.things.items():
        _set(station, amenity, status, actor).batch_id = batch_id
    if difference.things or difference.schedules is not None:
        amenities.tell(station, "import")
    station.version += 1


def _weigh(found: Difference, name: str, fresh: bool, station: Station, facts: dict[str, Any]) -> None:
    """Facts of one cell: to be written where the cell is fresh, else kept where they differ."""
    differing = {attribute: value for attribute, value in facts.items() if getattr(station, attribute) != value}
    if fresh:
        found.facts |= differing
    elif differing:
        found.kept.append(name)


def _weigh_point(found: Difference, station: Station, row: CheckedRow, *, moved: bool) -> None:
    assert row.point is not None  # noqa: S101 - a row without errors has one
    _weigh(found, "lng", moved, station, {"lng_wgs84": row.point.lng_wgs84})
    _weigh(found, "lat", moved, station, {"lat_wgs84": row.point.lat_wgs84})
    if not found.facts.keys().isdisjoint({"lng_wgs84", "lat_wgs84"}):  # the same place, however said, stays as it was
        _weigh(found, "crs", moved, station, {"source_crs": row.cells["crs"].value})


def _same_hours(rows: Iterable[StationSchedule], schedules: tuple[Schedule, ...]) -> bool:
    """Whether both mean the same: as written in words, where they are not plainly equal."""
    here = as_schedules(rows)
    return set(here) == set(schedules) or hours_words.write(here) == hours_words.write(schedules)


def _things(rows: Iterable[StationAmenity], before: set[str], listed: set[str]) -> Iterator[tuple[str, str]]:
    """The states that a fresh list of amenities changes. What keepers and riders said of a thing stays."""
    here = {thing.amenity: thing for thing in rows}
    for amenity in sorted(listed - before):
        thing = here.get(amenity)
        if thing is None or (thing.source == "import" and thing.status == "absent"):
            yield amenity, "working"
    for amenity, thing in sorted(here.items()):
        if amenity not in listed and thing.source == "import" and thing.status != "absent":
            yield amenity, "absent"


def _keepers_own(thing: StationAmenity, listed: set[str]) -> bool:
    """Whether a keeper has said of a thing what the sheet does not say."""
    return thing.source == "manager" and thing.status != ("working" if thing.amenity in listed else "absent")


def _set(station: Station, amenity: str, status: str, actor: Actor) -> StationHistory:
    thing = next((thing for thing in station.amenities if thing.amenity == amenity), None)
    before = amenities.as_told(thing) if thing else None
    if thing is None:
        thing = _working(amenity, clock.now())
        station.amenities.append(thing)
    else:
        thing.status, thing.source, thing.note, thing.eta, thing.since = status, "import", "", None, clock.now()
    return amenities.note(station, f"amenities.{amenity}", before, amenities.as_told(thing), actor)


def _working(amenity: str, now: datetime) -> StationAmenity:
    return StationAmenity(amenity=amenity, status="working", note="", since=now, eta=None, source="import")


def spell_name(station: Station) -> None:
    """Make a station's pinyin anew, for search, after its name."""
    pinyin, initials = spell(station.name)
    station.pinyin, station.initials = pinyin[:400], initials[:60]
