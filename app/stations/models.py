"""Tables of stations. Coordinates are of places, never of people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Model, UtcDateTime


class Station(Model):
    """A place open to riders. ``version`` counts edits by keepers and staff; ``change_no`` orders all changes."""

    __tablename__ = "stations"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[str] = mapped_column(sa.String(20))
    operator_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"), index=True)
    lat_wgs84: Mapped[float] = mapped_column()
    lng_wgs84: Mapped[float] = mapped_column()
    source_crs: Mapped[str] = mapped_column(sa.String(10), default="wgs84")  # wgs84 | gcj02
    address: Mapped[str] = mapped_column(sa.String(120), default="")
    status: Mapped[str] = mapped_column(sa.String(10), default="active")  # draft | active | inactive | defunct
    alert: Mapped[str | None] = mapped_column(sa.String(120))
    capacity_seats: Mapped[int | None] = mapped_column()
    contact: Mapped[str | None] = mapped_column(sa.String(40))  # the place's own number
    open_to_riders: Mapped[bool] = mapped_column(default=True)
    calendars: Mapped[list[str]] = mapped_column(sa.JSON, default=lambda: ["CN", "CN-XJ"])
    radius_m: Mapped[int] = mapped_column(default=150)
    last_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the newest news of hours or amenities
    told_by: Mapped[str | None] = mapped_column(sa.String(10))  # manager | riders | import
    synthetic: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    pinyin: Mapped[str] = mapped_column(sa.String(400), default="")
    initials: Mapped[str] = mapped_column(sa.String(60), default="")
    imported_row: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)  # cells of the last sheet, to see differences
    crowding: Mapped[str | None] = mapped_column(sa.String(4))  # few | some | full; nobody's word, for an hour
    crowding_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stale_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its managers, that the facts are old
    change_no: Mapped[int] = mapped_column(sa.BigInteger, default=0, index=True)
    bundle_no: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # the ``change_no`` of what bundles show
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)  # with ``bundle_no``
    version: Mapped[int] = mapped_column(default=1)

    amenities: Mapped[list[StationAmenity]] = relationship(
        order_by="StationAmenity.amenity", cascade="all, delete-orphan", lazy="raise"
    )
    schedules: Mapped[list[StationSchedule]] = relationship(
        order_by="StationSchedule.position", cascade="all, delete-orphan", lazy="raise"
    )
    exceptions: Mapped[list[ScheduleException]] = relationship(
        order_by="ScheduleException.on", cascade="all, delete-orphan", lazy="raise"
    )
    closures: Mapped[list[TemporaryClosure]] = relationship(
        order_by="TemporaryClosure.starts_at", cascade="all, delete-orphan", lazy="raise"
    )

    __table_args__ = (
        sa.UniqueConstraint("code", name="uq_stations_code"),
        sa.CheckConstraint("radius_m BETWEEN 50 AND 500", name="radius"),
    )


class StationAmenity(Model):
    """A thing at a station and its state. ``source``: manager | riders | import."""

    __tablename__ = "station_amenities"

    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"), primary_key=True)
    amenity: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    status: Mapped[str] = mapped_column(sa.String(10))  # working | limited | broken | absent | unknown
    note: Mapped[str] = mapped_column(sa.String(120), default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    eta: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(sa.String(10))


class StationSchedule(Model):
    """A weekly rule. ``byday`` is a bit mask (1 Monday ... 64 Sunday); seasons are ``MM-DD`` and may wrap the year."""

    __tablename__ = "station_schedules"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    byday: Mapped[int] = mapped_column()
    opens_minute: Mapped[int] = mapped_column()
    closes_minute: Mapped[int] = mapped_column()
    season_from: Mapped[str | None] = mapped_column(sa.String(5))
    season_to: Mapped[str | None] = mapped_column(sa.String(5))
    valid_from: Mapped[date | None] = mapped_column()
    valid_to: Mapped[date | None] = mapped_column()
    holiday_rule: Mapped[str] = mapped_column(sa.String(6), default="same")  # same | closed | only

    __table_args__ = (
        sa.CheckConstraint("byday BETWEEN 1 AND 127", name="byday"),
        sa.CheckConstraint("opens_minute BETWEEN 0 AND 1439", name="opens"),
        sa.CheckConstraint("closes_minute BETWEEN opens_minute + 1 AND opens_minute + 1440", name="closes"),
    )


class ScheduleException(Model):
    """One local day that differs. ``intervals`` is ``[[opens_minute, closes_minute], ...]``."""

    __tablename__ = "schedule_exceptions"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"))
    on: Mapped[date] = mapped_column("on_day")
    kind: Mapped[str] = mapped_column(sa.String(7))  # closed | special
    intervals: Mapped[list[list[int]]] = mapped_column(sa.JSON, default=list)
    alert: Mapped[str | None] = mapped_column(sa.String(120))

    __table_args__ = (sa.UniqueConstraint("station_id", "on_day", name="uq_schedule_exceptions_station_id_on_day"),)


class TemporaryClosure(Model):
    """Closed from one instant until another (None: until further notice). Wins over everything."""

    __tablename__ = "temporary_closures"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(sa.String(120))
    substitute_code: Mapped[str | None] = mapped_column(sa.String(10))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its managers, whether the place is out of use


class Verification(Model):
    """When one line of the monthly check was last confirmed; who did it stands in the history."""

    __tablename__ = "verifications"

    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"), primary_key=True)
    fact: Mapped[str] = mapped_column(sa.String(10), primary_key=True)  # name | place | hours | contact | amenities
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AmenityReport(Model):
    """A rider's word about a thing. The account serves counting only and is erased after 24 h or when it is settled,
    and ``note`` with it."""

    __tablename__ = "amenity_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"))
    amenity: Mapped[str] = mapped_column(sa.String(20))  # an amenity, or "opening" for 到了没开
    status: Mapped[str] = mapped_column(sa.String(10))
    note: Mapped[str] = mapped_column(sa.String(120), default="")
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (sa.Index("ix_amenity_reports_station_id_amenity", "station_id", "amenity", "settled_at"),)


class StationHistory(Model):
    """One field's change: what, when, from, to, in which role. ``person_ref`` is shown to staff of its scope only."""

    __tablename__ = "station_history"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    field: Mapped[str] = mapped_column(sa.String(40))  # "name", "amenities.hot_water", "schedules"
    before: Mapped[Any] = mapped_column(sa.JSON)
    after: Mapped[Any] = mapped_column(sa.JSON)
    source: Mapped[str] = mapped_column(sa.String(10))  # manager | riders | import
    role: Mapped[str] = mapped_column(sa.String(30))
    person_ref: Mapped[str | None] = mapped_column(sa.String(36))
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("import_batches.id"))  # the import that wrote it

    __table_args__ = (sa.Index("ix_station_history_station_id_at", "station_id", "at"),)


class ImportBatch(Model):
    """One import of a sheet that was written."""

    __tablename__ = "import_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_ref: Mapped[str | None] = mapped_column(sa.String(36))
    rows: Mapped[int] = mapped_column()
    created: Mapped[int] = mapped_column()
    updated: Mapped[int] = mapped_column()
    unchanged: Mapped[int] = mapped_column()
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportedStation(Model):
    """What an import wrote at one station, for taking it back: ``before`` as ``undoing_records`` keeps it.

    ``version``: the station's as the import left it; ``steps``: by how much the import, and its undoing, raised it.
    """

    __tablename__ = "imported_stations"

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batches.id"), primary_key=True)
    station_id: Mapped[int] = mapped_column(
        sa.ForeignKey("stations.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created: Mapped[bool] = mapped_column()
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    version: Mapped[int] = mapped_column()
    steps: Mapped[int] = mapped_column()
    undone: Mapped[bool] = mapped_column(default=False)


class ChangeCounter(Model):
    """One row. Writers raise ``change_no`` under its lock, so numbers appear in commit order and none is skipped.

    ``rules_no`` is raised by what concerns every station (a holiday table, an area's name).
    """

    __tablename__ = "station_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    change_no: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    rules_no: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    rules_changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
