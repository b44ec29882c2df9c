"""What changed at a station, line by line: for everybody what, when and in which role; for its staff also who."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.stations.models import Station, StationHistory


def read_history(code: str, *, names: bool, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of a station's history, newest first. ``names``: whether the caller may see who. Raises ``Invalid``."""
    query = sa.select(StationHistory).join(Station, Station.id == StationHistory.station_id)
    query = query.where(Station.code == code.upper()).order_by(StationHistory.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(StationHistory.id < from_cursor(cursor, int)[0])
    lines = list(db.session.scalars(query))
    page = lines[:limit]
    called = _names(page) if names else {}
    return {
        "items": [_line(line, called) for line in page],
        "next_cursor": to_cursor(page[-1].id) if len(lines) > limit else None,
    }


def _names(lines: list[StationHistory]) -> dict[str, str]:
    return accounts.names_of({line.person_ref for line in lines if line.person_ref})


def _line(line: StationHistory, called: dict[str, str]) -> dict[str, Any]:
    return {
        "at": clock.rfc3339(line.at),
        "field": line.field,
        "before": line.before,
        "after": line.after,
        "source": line.source,
        "role": line.role,
        "who": called.get(line.person_ref or ""),
    }
