"""The stations somebody keeps, hidden ones too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.core import access, clock
from app.core.access import Caller, Grant, Permission, Scope
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.stations import closures, keeping_rules, reading, reporting
from app.stations.models import Station


def stations_kept(caller: Caller, *, limit: int, cursor: str | None, crs: str) -> dict[str, Any]:
    """A page, by code, of what the caller's grants let them keep. Raises ``Invalid`` for a foreign cursor."""
    kept = _kept(caller.grants)
    if kept is None:
        return {"items": [], "next_cursor": None}
    query = sa.select(Station).where(kept).order_by(Station.code).limit(limit + 1)
    if cursor is not None:
        query = query.where(Station.code > from_cursor(cursor, str)[0])
    stations = list(db.session.scalars(query))
    page = stations[:limit]
    counts = reporting.open_counts(station.id for station in page)
    cards = {card["code"]: card for card in reading.cards_of([station.code for station in page], crs=crs)}
    shut = closures.without_end(station.id for station in page)
    items = [
        cards[station.code]
        | {"open_reports": counts.get(station.id, 0)}
        | _extras(station, shut.get(station.id, []), caller)
        for station in page
    ]
    return {"items": items, "next_cursor": to_cursor(page[-1].code) if len(stations) > limit else None}


def _extras(station: Station, shut: list[tuple[datetime, datetime | None]], caller: Caller) -> dict[str, Any]:
    """What a keeper's card shows beside a rider's; ``shut``: the closures without an end."""
    area = areas.find_area(station.area_code)
    scope = Scope(area.path if area else None, station.operator_id, station_code=station.code)
    found = keeping_rules.actions(
        status=station.status,
        open_to_riders=station.open_to_riders,
        may=lambda name: caller.age_ok and access.may(Permission(name), scope),
        signed_in=caller.age_ok,
    )
    hints = keeping_rules.hints(shut, clock.now()) if "edit" in found else []
    return {"open_to_riders": station.open_to_riders, "actions": found, "hints": hints}


def _kept(grants: Iterable[Grant]) -> sa.ColumnElement[bool] | None:
    """The stations these grants cover, None when they cover no station's amenities."""
    parts = [part for grant in grants if (part := _covered(grant)) is not None]
    return sa.or_(*parts) if parts else None


def _covered(grant: Grant) -> sa.ColumnElement[bool] | None:
    if grant.scope_kind == "station" and _keeps(Scope(station_code=grant.scope_code)):
        return Station.code == grant.scope_code
    if grant.scope_kind == "org":
        org_id = int(grant.scope_code.removeprefix("org:"))
        return Station.operator_id == org_id if _keeps(Scope(org_id=org_id)) else None
    if grant.scope_kind == "area" and grant.area_path and _keeps(Scope(area_path=grant.area_path)):
        within = [code for code, area in areas.all_areas().items() if area.path.startswith(grant.area_path)]
        return Station.area_code.in_(within)
    return None


def _keeps(scope: Scope) -> bool:
    return access.may(Permission.SET_AMENITY, scope)
