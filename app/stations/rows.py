"""A listed station as a snapshot holds it, and the grid of cells it lies in."""

from __future__ import annotations

from functools import lru_cache
from math import cos, floor, radians, sin
from typing import NamedTuple

from app.core import spelling
from app.stations.cards import Card, make_card
from app.stations.facts import StationFacts
from app.stations.opening import CalendarTable, StationHours
from app.stations.timeline import Timeline
from app.stations.vocabulary import AMENITY_BIT, KINDS, USABLE

CELL_LAT = 0.02  # degrees: about 2.2 km both ways at 45° N
CELL_LNG = 0.03
MARK = "\n"
KIND_BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}

Cell = tuple[int, int]


class Row(NamedTuple):
    """A listed station. ``x, y, z``: its unit vector (distances need no trigonometry); ``bits``: usable things."""

    x: float
    y: float
    z: float
    bits: int
    kind: int
    timeline: Timeline
    path: str
    code: str
    name: str
    words: str  # what a search looks through
    called: str  # what people call its area, each name behind a MARK: found by its beginning only
    card: Card


def make_row(facts: StationFacts, timelines: dict[str, Timeline], table: CalendarTable) -> Row:
    """The row of a listed station; its timeline is shared with all stations of equal hours."""
    signature = _signature(facts.hours)
    timeline = timelines.get(signature)
    if timeline is None:
        timeline = timelines[signature] = Timeline(facts.hours, table)
    x, y, z = unit_vector(facts.row["lat_wgs84"], facts.row["lng_wgs84"])
    bits = sum(AMENITY_BIT.get(a.amenity, 0) for a in facts.amenities if a.status in USABLE)
    path = facts.area.path if facts.area else ""
    return Row(
        x,
        y,
        z,
        bits,
        KIND_BIT.get(facts.row["kind"], 0),
        timeline,
        path,
        facts.code,
        facts.row["name"],
        search_words(facts),
        "".join(MARK + spelling.fold(alias) for alias in (facts.area.aliases if facts.area else ())),
        make_card(facts),
    )


@lru_cache(maxsize=4_096)
def _signature(hours: StationHours) -> str:
    return hours.signature()


def search_words(facts: StationFacts) -> str:
    """Name, address, pinyin and initials, folded, a line each."""
    row = facts.row
    return "\n".join((spelling.fold(row["name"]), spelling.fold(row["address"]), row["pinyin"], row["initials"]))


def unit_vector(lat: float, lng: float) -> tuple[float, float, float]:
    """A point of the sphere as ``(x, y, z)``."""
    phi, lam = radians(lat), radians(lng)
    return cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)


def cell_of(lat: float, lng: float) -> Cell:
    """The grid cell of a point."""
    return floor(lat / CELL_LAT), floor(lng / CELL_LNG)
