"""Places for tests: the official tree of areas, the sheet of 1,661 stations, and single stations with a purpose."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, has_app_context
from sqlalchemy.orm import Session

from app.areas import changes as changes_of_areas
from app.areas import service as areas
from app.core import clock
from app.core.db import db, reading, transaction
from app.stations import hours_words, importing
from app.stations.changes import mark_changed
from app.stations.models import ImportBatch, ImportedStation, Station, StationAmenity
from app.stations.schedule_rows import as_rows

DATA = Path(__file__).resolve().parents[2] / "data"
AREAS_CSV = DATA / "areas-652700.csv"
ALIASES_CSV = DATA / "area-aliases.csv"
SHEET_CSV = DATA / "stations-652700.csv"
LOADED_TABLES = ("admin_areas", "organizations")
_copies: dict[str, list[dict[str, Any]]] = {}


def load_areas(app: Flask) -> None:
    """The 448 official areas, where they are not yet. The first call of a process loads them as an operator would, later
    ones copy its rows.
    """
    with inside(app):
        if _are_there():
            return
        if _copies:
            with transaction() as session:
                _replay(session)
                changes_of_areas.mark_changed()
            return
        files = (AREAS_CSV, ALIASES_CSV)
        rows, aliases = (list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())) for file in files)
        with transaction() as session:
            areas.load_areas(rows, aliases)
            session.flush()
            for name in LOADED_TABLES:
                table = _table(name)
                # parents first, as their codes sort first: PostgreSQL would give rows in any order
                query = sa.select(table).order_by(*table.primary_key)
                _copies[name] = [dict(row) for row in session.execute(query).mappings()]


def load_sheet(app: Flask, raw: bytes | None = None) -> importing.ImportResult:
    """The office's sheet, or another, as an operator would import it. Needs the areas. Returns the import's result."""
    sheet = importing.check_sheet(SHEET_CSV.read_bytes() if raw is None else raw)
    with inside(app), transaction():
        return importing.import_sheet(sheet)


def make_station(
    code: str = "T-001",
    *,
    hours: str = "24小时",
    amenities: Mapping[str, str] | Iterable[str] = (),
    source: str = "import",
    **fields: Any,
) -> Station:
    """One station in 青得里街道, open all day, committed. Needs the areas and an application context.

    ``amenities``: names (working), or a mapping of name to status; ``source``: who said so.
    """
    statuses = dict(amenities) if isinstance(amenities, Mapping) else dict.fromkeys(amenities, "working")
    facts: dict[str, Any] = {
        "name": f"试验站{code}",
        "kind": "rider_station",
        "area_code": "652701001",
        "address": "青得里街道(试验地址)",
        "lat_wgs84": 44.9046,
        "lng_wgs84": 82.0719,
    }
    now = clock.now()
    station = Station(code=code, **(facts | fields))
    station.schedules = as_rows(hours_words.parse(hours))
    station.amenities = [
        StationAmenity(amenity=amenity, status=status, since=now, source=source) for amenity, status in statuses.items()
    ]
    station.exceptions, station.closures = [], []
    with transaction() as session:
        session.add(station)
        session.flush()  # the counter is taken last
        mark_changed(station)
    return station


def make_batch(codes: Iterable[str]) -> int:
    """An import, committed, that changed the names of these stations; returns its id."""
    before = {"row": None, "told": [None, None], "facts": {"name": "旧名"}, "schedules": None, "things": {}}
    with transaction() as session:
        stations = list(session.scalars(sa.select(Station).where(Station.code.in_(codes))))
        batch = ImportBatch(at=clock.now(), rows=len(stations), created=0, updated=len(stations), unchanged=0)
        session.add(batch)
        session.flush()
        for one in stations:
            facts = {"batch_id": batch.id, "station_id": one.id, "version": one.version, "before": before}
            session.add(ImportedStation(created=False, steps=0, **facts))
        return batch.id


def _are_there() -> bool:
    with reading() as session:
        return session.scalar(sa.select(sa.exists().select_from(_table("admin_areas")))) is True


def _table(name: str) -> sa.Table:
    return db.metadata.tables[name]


def _replay(session: Session) -> None:
    """Write the rows of the first load again, and let numbers go on after them."""
    for name, rows in _copies.items():
        session.execute(_table(name).insert(), rows)
        if session.get_bind().dialect.name == "postgresql" and "id" in _table(name).columns:
            session.execute(
                sa.text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT coalesce(max(id), 1) FROM {name}))"  # noqa: S608 - names of our tables
                )
            )


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """The application context that is open, else one of its own: each context has its own session."""
    if has_app_context():
        yield
        return
    with app.app_context():
        yield
