"""What the floors above call: a station as a place, whether it is open, where it stands for grants, and its changes.

``places_changed`` (``places``) is told within the transaction of every change of stations, before it commits.
``station_closed`` (``code, starts_at, ends_at, substitute_code``), ``station_moved`` (``code, moved_m, area_code``) and
``station_alerted`` (``code, on, alert``) are told within the transaction of a keeper's edit.
``removal_asked`` (``codes``) is answered with those of them that something refers to: an undone import keeps these.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.stations import reading
from app.stations.amenities import lock_station
from app.stations.closures import station_closed
from app.stations.editing import station_moved
from app.stations.mine import Work, work_of
from app.stations.models import Station
from app.stations.places import Place, as_place, places_changed
from app.stations.scheduling import station_alerted
from app.stations.scoping import scope_of
from app.stations.undoing import removal_asked

__all__ = [
    "Place",
    "Work",
    "card_of",
    "is_shown",
    "lock_place",
    "place_of",
    "places_changed",
    "removal_asked",
    "scope_of",
    "station_alerted",
    "station_closed",
    "station_moved",
    "work_of",
]


def place_of(code: str) -> Place | None:
    """The place of the station with this code (any case), whoever may see it; None when there is none."""
    found = db.session.scalars(sa.select(Station).where(Station.code == code.upper())).one_or_none()
    return as_place(found) if found is not None else None


def lock_place(code: str) -> Place:
    """As ``place_of``, and it neither moves nor is renamed until the transaction ends. Raises ``NotFound``."""
    return as_place(lock_station(code))


def is_shown(code: InstrumentedAttribute[str]) -> sa.Exists:
    """Whether riders may see the station whose code a column holds: a condition for a statement of the floors above."""
    return sa.exists().where(Station.code == code, Station.status == "active", Station.open_to_riders)


def card_of(code: str) -> dict[str, Any] | None:
    """The ``StationCard`` of a station, hidden or not, with its open state now; None when there is none."""
    return next(iter(reading.cards_of([code.upper()])), None)
