"""The rows behind a station's amenities: how one is locked and changed, each change with its line of history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.problems import NotFound
from app.stations import keeping_rules as rules
from app.stations.models import Station, StationAmenity, StationHistory


@dataclass(frozen=True)
class Word:
    """What somebody says of one thing. ``eta``: when it is expected to work again."""

    status: str
    note: str = ""
    eta: datetime | None = None


@dataclass(frozen=True)
class Actor:
    """Who says it. ``source``: manager | riders | import; riders and the clock have no ``person_ref``."""

    role: str
    source: str
    person_ref: str | None = None
    account_id: int | None = None  # whose lock comes before the station's


def lock_station(code: str) -> Station:
    """The station with this code (any case), its row locked until the transaction ends. Raises ``NotFound``.

    The lock leaves the key alone (``FOR NO KEY UPDATE``), so that rows which only refer to the station, written by
    somebody who holds an account's lock, do not wait for it.
    """
    query = sa.select(Station).where(Station.code == code.upper()).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def status_of(station: Station, amenity: str) -> str | None:
    """How a thing is, None when the station does not have it. For a locked station."""
    row = _row(station, amenity)
    return row.status if row else None


def change(station: Station, amenity: str, word: Word, actor: Actor, *, since: datetime | None = None) -> list[Any]:
    """Let a thing at a locked station be as told; one it does not have yet is added. Returns ``[before, after]``.

    ``since``: when the new state began, if not now.
    """
    now = clock.now()
    row = _row(station, amenity)
    before = as_told(row) if row else None
    if row is None:
        row = StationAmenity(station_id=station.id, amenity=amenity, status=word.status, since=now)
        db.session.add(row)
    row.since = rules.began(before["status"] if before else None, row.since, word.status, since or now)
    row.status, row.note, row.eta, row.source = word.status, word.note, word.eta, actor.source
    after = as_told(row)
    note(station, f"amenities.{amenity}", before, after, actor)
    return [before, after]


def note(station: Station, field: str, before: Any, after: Any, actor: Actor) -> StationHistory:
    """Write one line of a station's history, and return it."""
    line = StationHistory(station_id=station.id, at=clock.now(), field=field, before=before, after=after)
    line.source, line.role, line.person_ref = actor.source, actor.role, actor.person_ref
    db.session.add(line)
    return line


def tell(station: Station, by: str) -> None:
    """Remember that there is news of the station. ``by``: manager | riders | import."""
    station.told_at, station.told_by = clock.now(), by


def due_for_repair(stations: Iterable[Station], now: datetime) -> list[StationAmenity]:
    """The things at locked stations whose expected repair has passed."""
    ids = [station.id for station in stations]
    query = sa.select(StationAmenity).where(StationAmenity.station_id.in_(ids), past_eta(now))
    query = query.order_by(StationAmenity.station_id, StationAmenity.amenity)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def past_eta(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a thing's expected repair has passed."""
    return sa.and_(StationAmenity.eta <= now, StationAmenity.status.in_(sorted(rules.WITH_ETA)))


def as_told(row: StationAmenity) -> dict[str, Any]:
    """A thing as history keeps it."""
    eta = clock.rfc3339(row.eta) if row.eta else None
    return {"status": row.status, "note": row.note, "eta": eta, "source": row.source}


def _row(station: Station, amenity: str) -> StationAmenity | None:
    return db.session.get(StationAmenity, (station.id, amenity), populate_existing=True)
