"""What lies around a spot of some 300 m, as one filter sees it: what holds for all points of the spot is settled once.

Of the stations around, only two kinds need a look for each rider: those that may be among the nearest, and those so
near the rim of the circle that some points of the spot reach them and others do not. All others are counted already.
So an answer costs the same in a village and among a million stations. Nothing here knows who asked, when, or how often.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, floor, sqrt
from typing import NamedTuple

from app.core.geo import EARTH_RADIUS_M, distance_m
from app.stations.rows import CELL_LAT, CELL_LNG, Cell, unit_vector
from app.stations.sieve import Around, Entry

SPOT_LAT, SPOT_LNG = CELL_LAT / 8, CELL_LNG / 8
MARGIN_M = 2.0  # more than whole metres can round away


class Spot(NamedTuple):
    """A small part of the grid. ``spread_m``: no point of it lies further from its middle."""

    lat: float
    lng: float
    spread_m: float


def place_of(lat: float, lng: float) -> Cell:
    """Which spot a point lies in."""
    return floor(lat / SPOT_LAT), floor(lng / SPOT_LNG)


def spot_at(place: Cell) -> Spot:
    """The spot's middle and size."""
    south, west = place[0] * SPOT_LAT, place[1] * SPOT_LNG
    lat, lng = south + SPOT_LAT / 2, west + SPOT_LNG / 2
    corners = ((south, west), (south + SPOT_LAT, west))  # the eastern ones lie as far
    return Spot(lat, lng, max(distance_m(lat, lng, *corner) for corner in corners))


def look_around(spot: Spot, entries: Iterable[Entry], radius_m: int, limit: int) -> Around:
    """Sort what lies around by what it means for the points of the spot."""
    px, py, pz = unit_vector(spot.lat, spot.lng)
    far = radius_m + spot.spread_m + MARGIN_M
    measured = []
    for entry in entries:
        x, y, z = entry[0] - px, entry[1] - py, entry[2] - pz
        metres = 2 * EARTH_RADIUS_M * asin(sqrt(x * x + y * y + z * z) / 2)
        if metres <= far:
            measured.append((metres, entry[3], entry))
    measured.sort()
    if len(measured) <= limit:
        return Around(tuple(entry for _, _, entry in measured), (), 0, True)
    # each of the first ``limit`` is within this of any point of the spot, so whoever beats one of them is near
    reach = measured[limit - 1][0] + 2 * spot.spread_m + MARGIN_M
    sure = radius_m - spot.spread_m - MARGIN_M
    near = tuple(entry for metres, _, entry in measured if metres <= reach)
    rim = tuple(entry for metres, _, entry in measured if metres > sure)
    return Around(near, rim, len(measured) - len(rim), False)
