"""Words for the tests of keeping a station: who says what, and what the tables hold then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from app.accounts.models import Account
from app.core import audit, clock
from app.core.db import db, transaction
from app.stations import keeping, reporting
from app.stations.amenities import Actor, Word
from app.stations.models import Station, StationAmenity, StationHistory

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
MANAGER = Actor("station_manager", "manager", "a" * 32)


class Clock:
    """The clock of a test: stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def people(count: int) -> list[int]:
    with transaction() as session:
        made = [Account(display_name="小哥·A1B2", avatar_url="/static/avatars/1.svg") for _ in range(count)]
        for one in made:
            one.created_at = clock.now()
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def say(amenity: str, status: str, **more) -> None:
    sent = more.pop("sent_version", None)
    with transaction():
        keeping.set_amenity("T-001", amenity, Word(status, **more), MANAGER, sent_version=sent)


def report(
    account_id: int, amenity: str = "hot_water", status: str = "broken", *, ago: timedelta | None = None, note: str = ""
) -> None:
    occurred_at = None if ago is None else clock.now() - ago
    with transaction():
        reporting.report("t-001", amenity, Word(status, note=note), occurred_at=occurred_at, account_id=account_id)


def thing(amenity: str, code: str = "T-001") -> StationAmenity | None:
    query = sa.select(StationAmenity).join(Station, Station.id == StationAmenity.station_id)
    query = query.where(Station.code == code, StationAmenity.amenity == amenity)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def fresh(code: str = "T-001") -> Station:
    query = sa.select(Station).where(Station.code == code).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def lines() -> list[StationHistory]:
    return list(db.session.scalars(sa.select(StationHistory).order_by(StationHistory.id)))


def audited() -> list[audit.AuditEvent]:
    stations = audit.AuditEvent.subject.startswith("station:")
    return list(db.session.scalars(sa.select(audit.AuditEvent).where(stations).order_by(audit.AuditEvent.id)))
