"""Rules of a station's facts: which states follow each other, where it may stand, and what looks like a slip.

Sources: PRODUCT 4.4 (Station, Freshness), API "Stations". Points are WGS-84 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.core import geo
from app.core.problems import Conflict, Invalid, PointOutside

SAME_PLACE_M = 0.5  # nearer than this a pin has not moved: answers round it to 6 decimals of either datum
CHINESE = {"draft": "草稿", "active": "启用", "inactive": "停用", "defunct": "撤销"}
NEXT = {  # draft -> active <-> inactive -> defunct
    None: ("draft", "active"),  # a new station
    "draft": ("active",),
    "active": ("inactive",),
    "inactive": ("active", "defunct"),
    "defunct": (),
}
PASTED = {"slug": "pasted-gcj02", "title": "新位置像是把火星坐标（GCJ-02）当成 GPS 坐标填了，请在地图上核对"}
NEWS = frozenset({"status", "calendars"})  # the facts that decide when it is open
PLACE = frozenset({"lat_wgs84", "lng_wgs84", "area_code"})

Point = tuple[float, float]


class StatusNotReachable(Conflict):
    """The states follow each other in one order; ``allowed`` names those that may come next."""

    slug, title = "status-not-reachable", "站点不能直接改成这个状态"


@dataclass(frozen=True)
class Facts:
    """All that a keeper edits of a station in one go, named as its columns. ``source_crs``: the pin's datum as sent."""

    name: str
    kind: str
    operator_id: int | None
    area_code: str
    address: str
    lat_wgs84: float
    lng_wgs84: float
    source_crs: str
    status: str
    alert: str | None
    capacity_seats: int | None
    contact: str | None
    open_to_riders: bool
    calendars: list[str]
    radius_m: int


def check_code(sent: str | None, code: str) -> None:
    """A station keeps its code for life: it is printed on doors. ``sent`` may be left out. Raises ``Invalid``."""
    if sent is not None and sent != code:
        raise Invalid(errors=[{"field": "code", "message": f"编号定下后不能改，这里只能填 {code}"}])


def check_status(before: str | None, after: str) -> None:
    """Whether a station may go from one state to another; None: it is new. Raises ``StatusNotReachable``."""
    if after == before or after in NEXT[before]:
        return
    allowed = list(NEXT[before])
    words = "、".join(f"“{CHINESE[one]}”" for one in allowed)
    now = f"现在是“{CHINESE[before]}”，" if before else "新建的站点"
    raise StatusNotReachable(now + (f"只能改成{words}" if allowed else "不能再改"), allowed=allowed)


def placed(lat: float, lng: float, crs: str, box: geo.Box) -> Point:
    """The WGS-84 point, to 6 decimals, of a pin in the datum ``crs``. Raises ``PointOutside``."""
    there = geo.to_wgs84(lat, lng) if crs == "gcj02" else (lat, lng)
    if not geo.in_box(*there, box):
        swapped = "，经度和纬度可能填反了" if geo.in_box(lng, lat, box) else ""
        raise PointOutside(f"位置不在博州服务范围内{swapped}", errors=_outside(there, box))
    return round(there[0], 6), round(there[1], 6)


def unmoved(old: Point, new: Point) -> bool:
    """True for the same pin, sent back as an answer had rounded it."""
    return geo.distance_m(*old, *new) < SAME_PLACE_M


def moved_m(old: Point, new: Point) -> int:
    """How far a pin moved, in whole metres."""
    return round(geo.distance_m(*old, *new))


def warnings_of(old: Point, new: Point) -> list[dict[str, str]]:
    """What may be a slip in moving a pin: ``{slug, title}`` each. The change is made all the same."""
    return [PASTED] if geo.is_pasted_gcj02(*old, *new) else []


def _outside(there: Point, box: geo.Box) -> list[dict[str, Any]]:
    fits = {"lat": box[0] <= there[0] <= box[2], "lng": box[1] <= there[1] <= box[3]}
    return [{"field": name, "message": "不在服务范围内"} for name, inside in fits.items() if not inside]
