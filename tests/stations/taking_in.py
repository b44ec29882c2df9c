"""What the tests of importing share: taking sheets in, looking at what came of it, keepers at work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.core.access import Scope
from app.core.db import db, transaction
from app.stations import importing, keeping
from app.stations.amenities import Actor, Word
from app.stations.importing import ImportResult
from app.stations.models import Station, StationHistory
from tests.stations.sheets import as_csv, table

OFFICE = Actor("community_staff", "import", "b" * 32)
MANAGER = Actor("station_manager", "manager", "a" * 32)


def take_in(raw: bytes, *, dry_run: bool = False, allowed: Callable[[Scope], bool] = lambda _: True) -> ImportResult:
    sheet = importing.check_sheet(raw)
    if dry_run:
        return importing.import_sheet(sheet, dry_run=True, actor=OFFICE, allowed=allowed)
    with transaction():
        return importing.import_sheet(sheet, actor=OFFICE, allowed=allowed)


def take_rows(*rows: dict[str, str], **how: Any) -> ImportResult:
    return take_in(as_csv(table(*rows)), **how)


def places(result: ImportResult) -> list[tuple[int, str]]:
    return [(error["row"], error["column"]) for error in result.errors]


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.created, result.updated, result.unchanged


def station(code: str = "YQ9001") -> Station:
    query = sa.select(Station).where(Station.code == code)
    loaded = [sa.orm.selectinload(Station.amenities), sa.orm.selectinload(Station.schedules)]
    return db.session.scalars(query.options(*loaded).execution_options(populate_existing=True)).one()


def things(code: str = "YQ9001") -> dict[str, tuple[str, str]]:
    return {thing.amenity: (thing.status, thing.source) for thing in station(code).amenities}


def history(code: str = "YQ9001") -> list[tuple[str, Any, Any]]:
    query = sa.select(StationHistory).where(StationHistory.station_id == station(code).id).order_by(StationHistory.id)
    return [(line.field, line.before, line.after) for line in db.session.scalars(query)]


def keeper_says(amenity: str, status: str, code: str = "YQ9001") -> None:
    with transaction():
        keeping.set_amenity(code, amenity, Word(status), MANAGER)


def keeper_writes(code: str = "YQ9001", **facts: Any) -> None:
    with transaction() as session:
        one = session.scalars(sa.select(Station).where(Station.code == code)).one()
        for name, value in facts.items():
            setattr(one, name, value)
        one.version += 1
