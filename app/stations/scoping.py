"""Where a station stands: what a grant must cover to touch it."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts.service import NamedScope
from app.areas import service as areas
from app.core.access import Scope
from app.core.db import db, reading
from app.stations.models import Station


def scope_of(code: str, **_: object) -> Scope | None:
    """The scope of the station with this code (any case), None when there is none."""
    with reading() as session:
        row = session.execute(_facts_of(code)).one_or_none()
    return _scope(row) if row else None


def named_scope(scope_code: str) -> NamedScope | None:
    """The station that a grant's scope code means; the answer to accounts, in the transaction that asks."""
    row = db.session.execute(_facts_of(scope_code)).one_or_none()
    return NamedScope(row.code, _scope(row), row.name) if row else None


def _facts_of(code: str) -> sa.Select[tuple[str, str, str, int | None, str, bool]]:
    query = sa.select(
        Station.code, Station.name, Station.area_code, Station.operator_id, Station.status, Station.open_to_riders
    )
    return query.where(Station.code == code.upper())


def _scope(row: sa.Row[tuple[str, str, str, int | None, str, bool]]) -> Scope:
    area = areas.find_area(row.area_code)
    visible = row.status == "active" and row.open_to_riders
    path = area.path if area else None
    return Scope(area_path=path, org_id=row.operator_id, station_code=row.code, visible=visible)
