"""What an import writes at a station, remembered so that it can be put back exactly as it was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.core.db import db
from app.stations import amenities, hours_words
from app.stations.amenities import Actor
from app.stations.models import ImportedStation, Station, StationAmenity, StationSchedule
from app.stations.schedule_rows import as_schedules
from app.stations.sheet_changes import Difference, spell_name

_RULE = (
    "position",
    "byday",
    "opens_minute",
    "closes_minute",
    "season_from",
    "season_to",
    "valid_from",
    "valid_to",
    "holiday_rule",
)
_THING = ("status", "note", "since", "eta", "source")


def of_new(station: Station, batch_id: int) -> ImportedStation:
    """The record of a station that an import makes."""
    return ImportedStation(
        batch_id=batch_id, station_id=station.id, created=True, before={}, version=station.version, steps=0
    )


def of_change(station: Station, difference: Difference, batch_id: int) -> ImportedStation:
    """The record of what is about to be written at a station that is there; ``close`` it when that is done."""
    before = {
        "row": station.imported_row,
        "told": [_text(station.told_at), station.told_by],
        "facts": {attribute: getattr(station, attribute) for attribute in difference.facts},
        "schedules": None if difference.schedules is None else [_values(rule, _RULE) for rule in station.schedules],
        "things": {
            amenity: [_values(thing, _THING) if (thing := _thing(station, amenity)) else None, status]
            for amenity, status in difference.things.items()
        },
    }
    record = ImportedStation(batch_id=batch_id, station_id=station.id, created=False, before=before)
    record.version = station.version
    return record


def close(record: ImportedStation, station: Station) -> None:
    """Note how the import left the station."""
    record.steps, record.version = station.version - record.version, station.version
    db.session.add(record)


def put_back(station: Station, record: ImportedStation, actor: Actor) -> list[str]:
    """Let a locked station, untouched since, be as before the import; returns the fields that changed.

    What riders have said of a thing since stays: their word is newer than the sheet's.
    """
    before = record.before
    station.imported_row = before["row"]
    fields = [*_put_facts(station, before["facts"], actor), *_put_hours(station, before["schedules"], actor)]
    for amenity, (was, left) in before["things"].items():
        fields += [amenity] if _put_thing(station, amenity, was, left, actor) else []
    if station.told_by == "import" and (before["things"] or before["schedules"] is not None):
        told_at, station.told_by = before["told"]
        station.told_at = _instant(told_at)
    if fields:
        station.version += 1
        record.steps += 1
    record.undone = True
    return fields


def _put_facts(station: Station, facts: dict[str, Any], actor: Actor) -> list[str]:
    for attribute, was in facts.items():
        amenities.note(station, attribute, getattr(station, attribute), was, actor)
        setattr(station, attribute, was)
    if "name" in facts:
        spell_name(station)
    return list(facts)


def _put_hours(station: Station, rules: list[list[Any]] | None, actor: Actor) -> list[str]:
    if rules is None:
        return []
    here = hours_words.write(as_schedules(station.schedules))
    station.schedules = [_rule(*values) for values in rules]
    amenities.note(station, "schedules", here, hours_words.write(as_schedules(station.schedules)), actor)
    return ["schedules"]


def _put_thing(station: Station, amenity: str, was: list[Any] | None, left: str, actor: Actor) -> bool:
    """Put a thing back, unless it is no longer as the import ``left`` it; whether that was done."""
    thing = _thing(station, amenity)
    if thing is None or (thing.source, thing.status) != ("import", left):
        return False
    here, after = amenities.as_told(thing), None
    if was is None:
        station.amenities.remove(thing)
    else:
        thing.status, thing.note, since, eta, thing.source = was
        thing.since, thing.eta = datetime.fromisoformat(since), _instant(eta)
        after = amenities.as_told(thing)
    amenities.note(station, f"amenities.{amenity}", here, after, actor)
    return True


def _rule(*values: Any) -> StationSchedule:
    facts = dict(zip(_RULE, values, strict=True))
    for name in ("valid_from", "valid_to"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    return StationSchedule(**facts)


def _thing(station: Station, amenity: str) -> StationAmenity | None:
    return next((thing for thing in station.amenities if thing.amenity == amenity), None)


def _values(row: object, names: tuple[str, ...]) -> list[Any]:
    """A row's values as JSON can hold them."""
    found = (getattr(row, name) for name in names)
    return [value.isoformat() if isinstance(value, date) else value for value in found]


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
