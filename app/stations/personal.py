"""What stations hold about people, table by table: how it is exported, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Holding, Person, hold
from app.core import clock
from app.core.db import db
from app.stations import reporting, saving
from app.stations.models import AmenityReport, ImportBatch, Station, StationHistory
from app.stations.riders_models import SavedStation

Rows = list[dict[str, Any]]


def wire(app: Flask) -> None:
    """Register the tables."""
    for holding in HOLDINGS:
        hold(app, holding)


def _reports(person: Person) -> Rows:
    query = sa.select(AmenityReport, Station.code).join(Station, Station.id == AmenityReport.station_id)
    mine = query.where(AmenityReport.account_id == person.account_id).order_by(AmenityReport.id)
    return [
        {
            "at": clock.rfc3339(row.occurred_at),
            "station": code,
            "amenity": row.amenity,
            "status": row.status,
            "note": row.note,
        }
        for row, code in db.session.execute(mine)
    ]


def _erase_reports(person: Person) -> None:
    """That the thing was said to be so stays, nobody's; their own words go."""
    reporting.forget_of(person.account_id)


def _history(person: Person) -> Rows:
    query = sa.select(StationHistory, Station.code).join(Station, Station.id == StationHistory.station_id)
    mine = query.where(StationHistory.person_ref == person.person_ref).order_by(StationHistory.id)
    return [
        {
            "at": clock.rfc3339(row.at),
            "station": code,
            "field": row.field,
            "before": row.before,
            "after": row.after,
            "role": row.role,
        }
        for row, code in db.session.execute(mine)
    ]


def _erase_history(person: Person) -> None:
    """What changed at a station, and in which role, stays with the station."""
    mine = sa.update(StationHistory).where(StationHistory.person_ref == person.person_ref)
    db.session.execute(mine.values(person_ref=None))


def _imports(person: Person) -> Rows:
    mine = sa.select(ImportBatch).where(ImportBatch.person_ref == person.person_ref).order_by(ImportBatch.id)
    return [
        {"at": clock.rfc3339(row.at), "rows": row.rows, "created": row.created, "updated": row.updated}
        for row in db.session.scalars(mine)
    ]


def _erase_imports(person: Person) -> None:
    mine = sa.update(ImportBatch).where(ImportBatch.person_ref == person.person_ref)
    db.session.execute(mine.values(person_ref=None))


def _saved(person: Person) -> Rows:
    query = sa.select(SavedStation.saved_at, Station.code, Station.name)
    query = query.join(Station, Station.id == SavedStation.station_id)
    mine = query.where(SavedStation.account_id == person.account_id).order_by(SavedStation.id)
    return [{"at": clock.rfc3339(at), "station": code, "name": name} for at, code, name in db.session.execute(mine)]


def _erase_saved(person: Person) -> None:
    db.session.execute(sa.delete(SavedStation).where(SavedStation.account_id == person.account_id))


def _count_saved(person: Person) -> int:
    return saving.saved_by(person.account_id)


HOLDINGS = (
    Holding(
        "saved_stations",
        "account",
        "收藏的驿站",
        "您取消收藏为止",
        _saved,
        _erase_saved,
        count=_count_saved,
        slight=True,
    ),
    Holding(
        "amenity_reports", "account", "报过的设施情况", "24 小时后不再连着您", _reports, _erase_reports, slight=True
    ),
    Holding("station_history", "account", "改过的驿站信息", "账号在就在，注销后不再连着您", _history, _erase_history),
    Holding("import_batches", "account", "导入过的驿站表格", "账号在就在，注销后不再连着您", _imports, _erase_imports),
)
