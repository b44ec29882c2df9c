"""Temporary closures: from one instant to another, or until further notice. They win over all other hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core import clock, events
from app.core.db import db
from app.core.problems import Invalid, NotFound
from app.stations import edits
from app.stations import scheduling_rules as rules
from app.stations.amenities import Actor
from app.stations.models import Station, TemporaryClosure
from app.stations.opening import Closure

# code, starts_at, ends_at (None: no end in sight), substitute_code: whoever planned something there is to be told
station_closed = events.signal("station-closed")


def close(code: str, closure: Closure, actor: Actor, *, sent_version: int | None = None) -> None:
    """Close a station for a time; told twice within a minute it is one closure.

    Raises ``NotFound``, ``StaleVersion``, ``Invalid`` for impossible times or a substitute that riders cannot use.
    """
    station = edits.start(code, actor, sent_version)
    rules.check_closure(closure, clock.now())
    _check_substitute(station, closure.substitute_code)
    if any(rules.repeats(closure, _value(row)) for row in _rows(station)):
        return
    row = TemporaryClosure(station_id=station.id, starts_at=closure.starts_at, ends_at=closure.ends_at)
    row.reason, row.substitute_code = closure.reason, closure.substitute_code
    db.session.add(row)
    db.session.flush()  # its id names the line of history
    _finish(station, "station.closed", {f"closures.{row.id}": [None, _shape(row)]}, actor)
    tell_closed(station, row.starts_at, row.ends_at, row.substitute_code)


def reopen(code: str, closure_id: int, actor: Actor, *, sent_version: int | None = None) -> None:
    """End a closure now; one that has not begun is taken back. One that is over stays as it was.

    Raises ``NotFound``, ``StaleVersion``.
    """
    station = edits.start(code, actor, sent_version)
    row = next((row for row in _rows(station) if row.id == closure_id), None)
    if row is None:
        raise NotFound
    now = clock.now().replace(microsecond=0)  # hours hold for whole seconds: it is open in this one already
    change: list[dict[str, Any] | None] = [_shape(row), None]
    if row.ends_at is not None and row.ends_at <= now:
        return
    if row.starts_at > now:
        db.session.delete(row)
    else:
        row.ends_at = now
        change[1] = _shape(row)
    _finish(station, "station.reopened", {f"closures.{closure_id}": change}, actor)


def without_end(station_ids: Iterable[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    """When the closures without an end of these stations start, and None for their ends, by the station's id."""
    query = sa.select(TemporaryClosure.station_id, TemporaryClosure.starts_at)
    query = query.where(TemporaryClosure.station_id.in_(list(station_ids)), TemporaryClosure.ends_at.is_(None))
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for station_id, starts_at in db.session.execute(query):
        found.setdefault(station_id, []).append((starts_at, None))
    return found


def tell_closed(
    station: Station, starts_at: datetime, ends_at: datetime | None, substitute_code: str | None = None
) -> None:
    """Let the floors above know that a station closes."""
    events.tell(
        station_closed, code=station.code, starts_at=starts_at, ends_at=ends_at, substitute_code=substitute_code
    )


def _rows(station: Station) -> list[TemporaryClosure]:
    query = sa.select(TemporaryClosure).where(TemporaryClosure.station_id == station.id)
    query = query.order_by(TemporaryClosure.starts_at, TemporaryClosure.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _check_substitute(station: Station, code: str | None) -> None:
    """A substitute is another station, and one that riders find."""
    if code is None:
        return
    if code == station.code:
        raise _invalid("不能用自己代替自己")
    listed = sa.select(Station.id).where(Station.code == code, Station.status == "active", Station.open_to_riders)
    if db.session.scalar(listed) is None:
        raise _invalid("没有这个站点，或者它现在不对骑手开放")


def _finish(station: Station, action: str, changes: edits.Changes, actor: Actor) -> None:
    edits.note_all(station, changes, actor)
    edits.finish(station, action, changes, actor)


def _value(row: TemporaryClosure) -> Closure:
    return Closure(row.starts_at, row.ends_at, row.reason, row.substitute_code)


def _shape(row: TemporaryClosure) -> dict[str, Any]:
    return {
        "from": clock.rfc3339(row.starts_at),
        "to": clock.rfc3339(row.ends_at) if row.ends_at else None,
        "reason": row.reason,
        "substitute_code": row.substitute_code,
    }


def _invalid(message: str) -> Invalid:
    return Invalid(errors=[{"field": "substitute_code", "message": message}])
