"""Points on the ground: distance, boxes, and the two datums WGS-84 (GPS, our tables) and GCJ-02 (Chinese maps, WeChat).

All angles are decimal degrees, ``lat`` before ``lng``; all lengths are metres. The datum is part of a name wherever
both may occur. GCJ-02 is an offset of at most some 700 m that varies smoothly with the place; its published form only
goes one way, so the way back is iterated until it stands still.
"""

from __future__ import annotations

from math import asin, cos, degrees, pi, radians, sin, sqrt
from typing import NamedTuple

EARTH_RADIUS_M = 6_371_008.8
# The Krasovsky 1940 ellipsoid, which GCJ-02 uses for turning metres into degrees.
_SEMI_MAJOR_M = 6_378_245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_POLAR_M = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_2)
_TWO_THIRDS = 2 / 3
_STILL_DEG = 1e-12  # a tenth of a micrometre; the next step would be two hundred times smaller
_MOST_STEPS = 12  # five are enough; the rest is for points at sqrt's corner on meridian 105


class Box(NamedTuple):
    """A rectangle of degrees, edges included."""

    south: float
    west: float
    north: float
    east: float


SERVICE_BOX = Box(south=44 + 2 / 60, west=79 + 53 / 60, north=45 + 23 / 60, east=83 + 53 / 60)
"""Where stations and searches may lie: 44°02′-45°23′ N, 79°53′-83°53′ E, in WGS-84."""
_SHIFTED = Box(south=0.8293, west=72.004, north=55.8271, east=137.8347)  # outside it GCJ-02 equals WGS-84


def in_box(lat: float, lng: float, box: Box = SERVICE_BOX) -> bool:
    """Whether the point lies in the box or on its edge."""
    return box[0] <= lat <= box[2] and box[1] <= lng <= box[3]


def box_around(lat: float, lng: float, radius_m: float) -> Box:
    """The smallest box that holds every point within ``radius_m``, a millimetre wider against rounding."""
    angle = (radius_m + 0.001) / EARTH_RADIUS_M
    high = degrees(angle)
    if lat - high <= -90 or lat + high >= 90:
        return Box(max(lat - high, -90.0), -180.0, min(lat + high, 90.0), 180.0)
    wide = degrees(asin(sin(angle) / cos(radians(lat))))  # the widest place lies poleward of the centre
    return Box(lat - high, lng - wide, lat + high, lng + wide)


def distance_m(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """Great-circle metres between two points of one datum (haversine); callers round to whole metres."""
    phi1, phi2 = radians(lat1), radians(lat2)
    up = sin((phi2 - phi1) / 2)
    across = sin(radians(lng2 - lng1) / 2)
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(up * up + cos(phi1) * cos(phi2) * across * across)))


def to_gcj02(lat: float, lng: float) -> tuple[float, float]:
    """The GCJ-02 ``(lat, lng)`` of a WGS-84 point; unchanged outside the rectangle that GCJ-02 shifts."""
    if not in_box(lat, lng, _SHIFTED):
        return lat, lng
    north, east = _offset(lat, lng)
    return lat + north, lng + east


def to_wgs84(lat: float, lng: float) -> tuple[float, float]:
    """The WGS-84 ``(lat, lng)`` of a GCJ-02 point, exact to a micrometre; unchanged where GCJ-02 does not shift.

    The offset changes by under one part in a hundred over its own length, so taking it at the last guess and
    subtracting it gains two digits and more a step.
    """
    if not in_box(lat, lng, _SHIFTED):
        return lat, lng
    north, east = _offset(lat, lng)
    for _ in range(_MOST_STEPS):
        before_north, before_east = north, east
        north, east = _offset(lat - north, lng - east)
        if abs(north - before_north) < _STILL_DEG and abs(east - before_east) < _STILL_DEG:
            break
    return lat - north, lng - east


def is_pasted_gcj02(old_lat: float, old_lng: float, new_lat: float, new_lng: float) -> bool:
    """Whether a pin said to be WGS-84 looks like the old pin's GCJ-02 numbers.

    True if it lies 200-330 m from the old one and within 30 m of it once converted (PRODUCT 4.4).
    """
    if not 200 <= distance_m(old_lat, old_lng, new_lat, new_lng) <= 330:
        return False
    return distance_m(old_lat, old_lng, *to_wgs84(new_lat, new_lng)) <= 30


def _offset(lat: float, lng: float) -> tuple[float, float]:
    """Degrees north and east by which GCJ-02 shifts a WGS-84 point: the published polynomial and its waves."""
    x, y = lng - 105.0, lat - 35.0
    px, py = pi * x, pi * y
    root = sqrt(abs(x))
    both = 0.1 * x * y
    wave = 20.0 * (sin(6.0 * px) + sin(2.0 * px))
    north_m = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + both + 0.2 * root
        + (wave + 20.0 * sin(py) + 40.0 * sin(py / 3.0) + 160.0 * sin(py / 12.0) + 320.0 * sin(py / 30.0)) * _TWO_THIRDS
    )  # fmt: skip
    east_m = (
        300.0 + x + 2.0 * y + 0.1 * x * x + both + 0.1 * root
        + (wave + 20.0 * sin(px) + 40.0 * sin(px / 3.0) + 150.0 * sin(px / 12.0) + 300.0 * sin(px / 30.0)) * _TWO_THIRDS
    )  # fmt: skip
    phi = radians(lat)
    sin_phi = sin(phi)
    bend = 1.0 - _ECCENTRICITY_2 * sin_phi * sin_phi
    root_bend = sqrt(bend)
    return degrees(north_m * bend * root_bend / _POLAR_M), degrees(east_m * root_bend / (_SEMI_MAJOR_M * cos(phi)))
