"""What lies around a spot of some 300 m, as one filter sees it: what holds for all points of the spot is settled once.
In a crowd a corner of some 35 m is then settled from the spot.

Of the stations around, only two kinds need a look for each rider: those that may be among the nearest, and those so
near the rim of the circle that some points of the spot reach them and others do not. All others are counted already.
So an answer costs the same in a village and among a million stations. Nothing here knows who asked, when, or how often.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, floor, sqrt
from typing import NamedTuple

from app.core.geo import EARTH_RADIUS_M, distance_m
from app.stations.rows import CELL_LAT, CELL_LNG, unit_vector
from app.stations.sieve import Around, Entry, Place

SPOT, CORNER = 8, 64  # how many of them lie along a cell
MARGIN_M = 2.0  # more than whole metres can round away
CROWD = 48  # stations to be looked at for each rider from which on a corner is worth its own look


class Spot(NamedTuple):
    """A small part of the grid. ``spread_m``: no point of it lies further from its middle."""

    lat: float
    lng: float
    spread_m: float


def place_of(lat: float, lng: float, along: int) -> Place:
    """Which part of the grid a point lies in, when so many lie along a cell."""
    return along, floor(lat / CELL_LAT * along), floor(lng / CELL_LNG * along)


def spot_of(corner: Place) -> Place:
    """The spot that a corner is part of; never worked out from a point, which may lie on the edge of two."""
    return SPOT, corner[1] * SPOT // CORNER, corner[2] * SPOT // CORNER


def spot_at(place: Place) -> Spot:
    """The part's middle and size."""
    along, line, column = place
    south, west = line * CELL_LAT / along, column * CELL_LNG / along
    lat, lng = south + CELL_LAT / along / 2, west + CELL_LNG / along / 2
    corners = ((south, west), (south + CELL_LAT / along, west))  # the eastern ones lie as far
    return Spot(lat, lng, max(distance_m(lat, lng, *corner) for corner in corners))


def look_around(spot: Spot, entries: Iterable[Entry], radius_m: int, limit: int) -> Around:
    """Sort what lies around by what it means for the points of the spot."""
    far = radius_m + spot.spread_m + MARGIN_M
    measured = [one for one in _measured(spot, entries) if one[0] <= far]
    if len(measured) <= limit:
        return Around(tuple(entry for _, _, entry in measured), (), 0, True)
    rim, inner = _rim(spot, measured, radius_m)
    return Around(_near(spot, measured, limit), rim, inner, False)


def look_closer(spot: Spot, around: Around, radius_m: int, limit: int) -> Around:
    """The same for a part of the spot that ``around`` was settled for: only what it left open is looked at."""
    rim, more = _rim(spot, _measured(spot, around.rim), radius_m)
    return Around(_near(spot, _measured(spot, around.near), limit), rim, around.inner + more, False)


def is_crowded(around: Around) -> bool:
    """Whether a rider's answer has so much to look at that a closer look pays."""
    return not around.whole and len(around.near) + len(around.rim) > CROWD


Measured = list[tuple[float, str, Entry]]
"""Metres from the spot's middle, the code, and the entry, in this order."""


def _measured(spot: Spot, entries: Iterable[Entry]) -> Measured:
    px, py, pz = unit_vector(spot.lat, spot.lng)
    measured = []
    for entry in entries:
        x, y, z = entry[0] - px, entry[1] - py, entry[2] - pz
        measured.append((2 * EARTH_RADIUS_M * asin(sqrt(x * x + y * y + z * z) / 2), entry[3], entry))
    measured.sort()
    return measured


def _near(spot: Spot, measured: Measured, limit: int) -> tuple[Entry, ...]:
    """All that may be among the nearest: each of the first ``limit`` is within ``reach`` of any point of the spot."""
    reach = measured[limit - 1][0] + 2 * spot.spread_m + MARGIN_M
    return tuple(entry for metres, _, entry in measured if metres <= reach)


def _rim(spot: Spot, measured: Measured, radius_m: int) -> tuple[tuple[Entry, ...], int]:
    """What some points of the spot reach and others do not, and how many all of them reach."""
    sure, far = radius_m - spot.spread_m - MARGIN_M, radius_m + spot.spread_m + MARGIN_M
    inner = sum(metres <= sure for metres, _, _ in measured)
    return tuple(entry for metres, _, entry in measured if sure < metres <= far), inner
