"""The table of photos of stations. The bytes are core's (``pictures``); here is the link, and who may see it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class StationPhoto(Model):
    """One photo by one person of one station. ``state``: pending_review | review | shown | removed.

    ``content`` stays after ``picture_id`` has gone, so that what was refused is known again. ``why``: what put it into
    the people's queue (``photo_rules``). ``asked_at``, ``check_id``: of WeChat's check (its trace id).
    """

    __tablename__ = "station_photos"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    picture_id: Mapped[str | None] = mapped_column(sa.ForeignKey("pictures.id"), index=True)
    content: Mapped[str] = mapped_column(sa.String(64))  # SHA-256, as the picture's id
    state: Mapped[str] = mapped_column(sa.String(14), default="pending_review")
    why: Mapped[str | None] = mapped_column(sa.String(10))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    check_id: Mapped[str | None] = mapped_column(sa.String(100), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (
        sa.UniqueConstraint("station_id", "account_id", "content", name="uq_station_photos_same"),
        sa.CheckConstraint("state IN ('pending_review', 'review', 'shown', 'removed')", name="state"),
        sa.CheckConstraint("picture_id IS NOT NULL OR state = 'removed'", name="picture"),
    )
