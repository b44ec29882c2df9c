"""今天照常, tapped by mistake: whoever confirmed a station takes it back; riders are told what they were told before.

History keeps both. What was said of single things in the same write stays: each has a word of its own to put it right.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.problems import Conflict
from app.stations import edits, keeping
from app.stations import keeping_rules as rules
from app.stations.amenities import Actor
from app.stations.models import Station, StationHistory


class ConfirmationGone(Conflict):
    """There is no confirmation of the caller's own of the last ten minutes that still is the newest word."""

    slug, title = "confirmation-gone", "没有可以撤销的确认"


def take_back(code: str, actor: Actor, *, sent_version: int) -> None:
    """Let a station be as it was before the caller's own newest 今天照常.

    Raises ``NotFound``, ``StaleVersion``, ``ConfirmationGone``.
    """
    station = edits.start(code, actor, sent_version)
    told, verified = _newest(station, keeping.TOLD), _newest(station, keeping.VERIFIED)
    if told is None or verified is None or told.person_ref != actor.person_ref:
        raise ConfirmationGone
    if told.at < clock.now() - rules.TAKEN_BACK_WITHIN or told.after != keeping.as_told(station):
        raise ConfirmationGone
    if verified.after != keeping.as_verified(station):
        raise ConfirmationGone
    changes: edits.Changes = {keeping.VERIFIED: [verified.after, verified.before]}
    station.last_verified_at = _instant(verified.before)
    station.told_at = _instant(told.before["at"]) if told.before else None
    station.told_by = told.before["by"] if told.before else None
    edits.note_all(station, changes, actor)
    changes[keeping.TOLD] = [told.after, told.before]  # no line of history: the newest is a confirmation's
    edits.finish(station, "station.confirmation_taken_back", changes, actor, news=False)


def _newest(station: Station, field: str) -> StationHistory | None:
    query = sa.select(StationHistory).where(StationHistory.station_id == station.id, StationHistory.field == field)
    return db.session.scalars(query.order_by(StationHistory.id.desc()).limit(1)).one_or_none()


def _instant(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
