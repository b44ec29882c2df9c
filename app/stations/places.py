"""A station as a place: what it is called and where it stands, for the floors above that print it or measure to it."""

from __future__ import annotations

from dataclasses import dataclass

from app.core import events
from app.stations.models import Station

places_changed = events.signal("station-places-changed")  # places: changed stations as they are now, moved or not


@dataclass(frozen=True)
class Place:
    """Where a station stands, in WGS-84 degrees; ``radius_m``: how near counts as being there."""

    code: str
    name: str
    address: str
    lat_wgs84: float
    lng_wgs84: float
    radius_m: int


def as_place(station: Station) -> Place:
    """The place of a loaded station."""
    return Place(station.code, station.name, station.address, station.lat_wgs84, station.lng_wgs84, station.radius_m)


def tell_places(*stations: Station) -> None:
    """Tell what changed stations are called and where they stand, in the transaction of the change."""
    events.tell(places_changed, places=tuple(as_place(station) for station in stations))
