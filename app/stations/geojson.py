"""Stations as GeoJSON (RFC 7946): the sheet's fields by identifier, and OSM tags where OSM has a word for the thing.

Positions are longitude, latitude in WGS-84, the only datum GeoJSON has. Imports read the file back by the fields
(``geojson_reading``); tags, ``status`` and ``amenity_status`` are for maps and other readers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from app.stations import hours_words, osm_hours
from app.stations.exporting import listed
from app.stations.exporting_rules import safe_cell, visible
from app.stations.facts import StationFacts
from app.stations.sheet_rules import PHONE
from app.stations.vocabulary import USABLE

TAGS_OF_KINDS = {
    "community_center": {"amenity": "community_centre"},
    "repair_point": {"amenity": "bicycle_repair_station"},
}
TAGS_OF_THINGS = {  # wiki.openstreetmap.org, Map features: the keys for what a place offers
    "drinking_water": {"drinking_water": "yes"},
    "refill": {"drinking_water:refill": "yes"},
    "toilet": {"toilets": "yes"},
    "shower": {"shower": "yes"},
    "wifi": {"internet_access": "wlan"},
    "air_conditioning": {"air_conditioning": "yes"},
    "tools_pump": {"service:bicycle:pump": "yes"},
    "ramp": {"ramp:wheelchair": "yes"},
    "lit_entrance": {"lit": "yes"},
}


def as_geojson(stations: Iterable[StationFacts]) -> bytes:
    """A FeatureCollection, UTF-8 without BOM (RFC 8259), a feature a line."""
    features = (json.dumps(feature(one), ensure_ascii=False, separators=(",", ":")) for one in stations)
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n").encode()


def feature(station: StationFacts) -> dict[str, Any]:
    """A station as a Feature."""
    row = station.row
    return {
        "type": "Feature",
        "id": row["code"],
        "geometry": {"type": "Point", "coordinates": [row["lng_wgs84"], row["lat_wgs84"]]},
        "properties": _fields(station) | _tags(station),
    }


def _fields(station: StationFacts) -> dict[str, Any]:
    row = station.row
    return {
        "code": row["code"],
        "name": _said(row["name"]),
        "kind": row["kind"],
        "area_code": row["area_code"],
        "address": _said(row["address"]),
        "hours": hours_words.write(station.hours.schedules),
        "amenities": listed(station),
        "seats": row["capacity_seats"],
        "phone": _number(row["contact"]),
        "open_to_riders": bool(row["open_to_riders"]),
        "synthetic": bool(row["synthetic"]),
        "note": _said(row["note"]),
        "status": row["status"],
        "amenity_status": {
            thing.amenity: thing.status
            for thing in station.amenities
            if thing.status not in {"working", "absent"}
        },
    }  # fmt: skip


def _said(text: str) -> str:
    """A text as sheets carry it: these files end in spreadsheets, too."""
    return str(safe_cell(visible(text)))


def _number(contact: str | None) -> str | None:
    """A telephone number as dialled, with its plus sign; whatever else stands there as a text."""
    if not contact:
        return None
    return contact if PHONE.fullmatch(contact) else _said(contact)


def _tags(station: StationFacts) -> dict[str, str]:
    tags = {"ref": station.code, "addr:full": _said(station.row["address"])}
    opening = osm_hours.write(station.hours.schedules)
    if opening is not None:
        tags["opening_hours"] = opening
    tags |= TAGS_OF_KINDS.get(station.row["kind"], {})
    for thing in station.amenities:
        if thing.status in USABLE:
            tags |= TAGS_OF_THINGS.get(thing.amenity, {})
    return tags
