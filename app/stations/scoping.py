"""Where a station stands: what a grant must cover to touch it."""

from __future__ import annotations

import sqlalchemy as sa

from app.areas import service as areas
from app.core.access import Scope
from app.core.db import reading
from app.stations.models import Station


def scope_of(code: str, **_: object) -> Scope | None:
    """The scope of the station with this code (any case), None when there is none."""
    query = sa.select(Station.code, Station.area_code, Station.operator_id, Station.status, Station.open_to_riders)
    with reading() as session:
        row = session.execute(query.where(Station.code == code.upper())).one_or_none()
    if row is None:
        return None
    area = areas.find_area(row.area_code)
    visible = row.status == "active" and row.open_to_riders
    path = area.path if area else None
    return Scope(area_path=path, org_id=row.operator_id, station_code=row.code, visible=visible)
