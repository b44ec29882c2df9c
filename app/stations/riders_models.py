"""Tables of what riders say and keep: their saved stations, votes for a missing one, alerts on their way to savers."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class SavedStation(Model):
    """A station on somebody's own list. Newer ones have higher ids: the list's order and its cursor."""

    __tablename__ = "saved_stations"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("account_id", "station_id", name="uq_saved_stations_account_id_station_id"),
        sa.Index("ix_saved_stations_station_id_account_id", "station_id", "account_id"),
    )


class MissingStationVote(Model):
    """How many times a station was missed in a 500 m cell, by month. Who voted, where from and when is not kept."""

    __tablename__ = "missing_station_votes"

    cell: Mapped[str] = mapped_column(sa.String(12), primary_key=True)  # as ``riders_rules.cell_of`` names it
    month: Mapped[date] = mapped_column(primary_key=True)  # its first local day
    votes: Mapped[int] = mapped_column()

    __table_args__ = (sa.CheckConstraint("votes > 0", name="votes"),)


class StationAlert(Model):
    """The alert of an exception on its way to those who saved the station; gone when all are told.

    ``told_to``: savers are told in the order of their accounts, up to this one so far.
    """

    __tablename__ = "station_alerts"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"), index=True)
    on: Mapped[date] = mapped_column("on_day")
    alert: Mapped[str] = mapped_column(sa.String(120))
    urgent: Mapped[bool] = mapped_column()
    told_to: Mapped[int] = mapped_column(default=0)
