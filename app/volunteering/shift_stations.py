"""What happens to stations where shifts are planned: organisers are told, and decide. Handlers of stations' signals.

Nothing of a shift is written here: the station is locked already, and whoever locks shifts may ask for a station.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.notices import service as notices
from app.stations import service as stations
from app.volunteering import shift_telling
from app.volunteering.models import Shift, ShiftSeries
from app.volunteering.shift_rules import ELSEWHERE_M

LIVING = ("draft", "published")
ASKED_AT_ONCE = 500


def station_closed(*, code: str, starts_at: datetime, ends_at: datetime | None, substitute_code: str | None) -> None:
    """Tell organisers of shifts that lie within the closure; ``substitute_code``: where riders are sent instead."""
    within = [Shift.ends_at > max(starts_at, clock.now())]
    if ends_at is not None:
        within.append(Shift.starts_at < ends_at)
    instead = f"可以改到 {_name(substitute_code)}。" if substitute_code else ""
    for shift in _planned(code, *within):
        words = notices.words("shift-station-closed", shift=shift.title, station=_name(code), instead=instead)
        key = f"shift-station-closed:{shift.id}:{int(starts_at.timestamp())}"
        shift_telling.tell_organisers(shift, words, key)


def station_moved(*, code: str, moved_m: int, area_code: str) -> None:
    """Tell organisers of shifts ahead that the station stands elsewhere."""
    if moved_m <= ELSEWHERE_M:
        return
    now = clock.now()
    for shift in _planned(code, Shift.ends_at > now):
        words = notices.words("shift-station-moved", shift=shift.title, station=_name(code), metres=moved_m)
        shift_telling.tell_organisers(shift, words, f"shift-station-moved:{shift.id}:{int(now.timestamp())}")


def stations_used(codes: Iterable[str]) -> set[str]:
    """Which of these stations a shift or a series is held at, so that they must not be removed."""
    wanted = sorted(codes)
    found: set[str] = set()
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        some = wanted[start : start + ASKED_AT_ONCE]
        for column in (Shift.station_code, ShiftSeries.station_code):
            found |= {code for code in db.session.scalars(sa.select(column).where(column.in_(some))) if code}
    return found


def _planned(code: str, *conditions: sa.ColumnElement[bool]) -> list[Shift]:
    query = sa.select(Shift).where(Shift.station_code == code, Shift.status.in_(LIVING), *conditions)
    return list(db.session.scalars(query.order_by(Shift.id)))


def _name(code: str | None) -> str:
    place = stations.place_of(code) if code else None
    return place.name if place else code or ""
