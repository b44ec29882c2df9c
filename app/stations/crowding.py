"""How full a station is, by the word of whoever stands in it. The last word wins, for an hour, and is nobody's."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.stations import amenities
from app.stations.changes import mark_crowded


def tell_crowding(code: str, level: str) -> None:
    """Let a station be as full as told, on every card within two seconds. Raises ``NotFound``.

    No edit: ``version``, ``told`` and history stay, and so does the area's bundle.
    """
    station = amenities.lock_station(code)
    station.crowding, station.crowding_at = level, clock.now()
    mark_crowded(station)
    db.session.flush()  # the answer reads it back
