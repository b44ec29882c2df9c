"""The monthly check: a keeper goes through a station's facts line by line and says which are right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.stations import amenities, edits
from app.stations.amenities import Actor
from app.stations.keeping_rules import FACTS, TELLING
from app.stations.models import Verification


def verify(code: str, facts: Iterable[str], actor: Actor, *, sent_version: int | None = None) -> None:
    """Confirm these facts as they stand; each is noted with its date, and the station counts as checked today.

    Raises ``NotFound``, ``StaleVersion``.
    """
    station = edits.start(code, actor, sent_version)
    now, wanted = clock.now(), set(facts)
    confirmed = [fact for fact in FACTS if fact in wanted]
    known = _rows(station.id)
    changes: edits.Changes = {}
    for fact in confirmed:
        row = known.get(fact)
        changes[f"verified.{fact}"] = [clock.rfc3339(row.verified_at) if row else None, clock.rfc3339(now)]
        if row is None:
            row = Verification(station_id=station.id, fact=fact)
            db.session.add(row)
        row.verified_at = now
    edits.note_all(station, changes, actor)
    before = clock.rfc3339(station.last_verified_at) if station.last_verified_at else None
    station.last_verified_at = now
    amenities.note(station, "last_verified_at", before, clock.rfc3339(now), actor)
    changes["last_verified_at"] = [before, clock.rfc3339(now)]
    edits.finish(station, "station.verified", changes, actor, news=not TELLING.isdisjoint(confirmed))


def verified_at(station_id: int) -> dict[str, datetime | None]:
    """When each fact of a station was last confirmed, None: never line by line."""
    rows = _rows(station_id)
    return {fact: rows[fact].verified_at if fact in rows else None for fact in FACTS}


def _rows(station_id: int) -> dict[str, Verification]:
    found = db.session.scalars(sa.select(Verification).where(Verification.station_id == station_id))
    return {row.fact: row for row in found}
