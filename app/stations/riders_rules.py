"""Rules of what riders say and keep: how long crowding holds, the cell of a vote, which alert wakes people.

Source: PRODUCT 4.3 (quiet hours) and 4.4.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import floor

from app.core.problems import Conflict

LEVELS = ("few", "some", "full")
CROWDING_S = 60 * 60  # then nobody knows any more
STALE = timedelta(days=90)
CELL_LAT = 0.0045  # degrees: 500 m
CELL_LNG = 0.00636  # degrees: 497 to 509 m between 45°23′ and 44°02′ N


class TooManySaved(Conflict):
    slug, title = "too-many-saved", "收藏的站点太多了，请先取消几个"


def crowding_until(said_at: float) -> float:
    """The last epoch second at which a word on crowding, said at ``said_at``, is shown."""
    return said_at + CROWDING_S


def cell_of(lat_wgs84: float, lng_wgs84: float) -> str:
    """The name of the 500 m cell that a point lies in: all that is kept of a vote's place."""
    return f"{floor(lat_wgs84 / CELL_LAT)}.{floor(lng_wgs84 / CELL_LNG)}"


def month_of(day: date) -> date:
    """The first day of its month: finer than a month no vote is counted (PRODUCT 4.13)."""
    return day.replace(day=1)


def wakes(kind: str, on: date, today: date) -> bool:
    """Whether an exception's alert is told at night, too: a place opens today or tomorrow that else would not."""
    return kind == "special" and on <= today + timedelta(days=1)
