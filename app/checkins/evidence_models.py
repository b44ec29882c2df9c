"""Tables of check-ins. No coordinate, distance or accuracy of a person stands here, and no device (PRODUCT rule 3).

``point`` is what a check-in counts for, ``scanned_point`` what was read. Sources: PRODUCT 4.6 and 6, RELIABILITY 8.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkins.models import PresencePoint
from app.core.db import Model, UtcDateTime

STANDS = sa.text("state <> 'rejected'")


class Expectation(Model):
    """Somebody is expected at a shift: written by its owner for each sign-up, deleted 180 minutes after the end.

    ``station_code``: a code of this station counts for the shift, too.
    """

    __tablename__ = "expectations"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("presence_points.id", ondelete="CASCADE"), index=True)
    station_code: Mapped[str | None] = mapped_column(sa.String(20))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    point: Mapped[PresencePoint] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        sa.UniqueConstraint("account_id", "point_id", name="uq_expectations_account_point"),
        sa.CheckConstraint("ends_at > starts_at", name="term"),
    )


class Checkin(Model):
    """One scan or mark.

    ``kind``: of ``point``, None while a code proved nothing. ``hint``: how the phone says it read the code.
    ``occurred_at``: when it was, as a slot, staff or the bounded clock of the phone say; ``received_at``: when it came.
    ``actor_ref``: the pseudonym of the staff who scanned, marked or settled it. ``hours_settled_at``: when its hours
    were confirmed, or it was rejected; it is kept for a term after that. ``account_id`` is None once a visit's 72 hours
    are over, or its person was erased; of its instants only the day is left then.
    """

    __tablename__ = "checkins"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    kind: Mapped[str | None] = mapped_column(sa.String(10))
    point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("presence_points.id", ondelete="CASCADE"), index=True)
    scanned_point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("presence_points.id", ondelete="SET NULL"))
    nonce: Mapped[str | None] = mapped_column(sa.String(64))
    direction: Mapped[str] = mapped_column(sa.String(3))
    local_day: Mapped[date] = mapped_column()
    pair_no: Mapped[int] = mapped_column()
    method: Mapped[str] = mapped_column(sa.String(12))
    level: Mapped[int] = mapped_column()
    hint: Mapped[str] = mapped_column(sa.String(10), default="unknown")
    state: Mapped[str] = mapped_column(sa.String(15))
    reason: Mapped[str | None] = mapped_column(sa.String(15))
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    late: Mapped[bool] = mapped_column(default=False)
    actor_ref: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    note: Mapped[str] = mapped_column(sa.String(120), default="")  # why staff settled or marked it so
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hours_settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    point: Mapped[PresencePoint | None] = relationship(foreign_keys=[point_id])
    scanned_point: Mapped[PresencePoint | None] = relationship(foreign_keys=[scanned_point_id])

    __table_args__ = (
        sa.UniqueConstraint("account_id", "nonce", name="uq_checkins_account_nonce"),
        sa.CheckConstraint("direction IN ('in', 'out')", name="direction"),
        sa.CheckConstraint("method IN ('rotating', 'printed', 'staff_scan', 'staff_mark', 'self')", name="method"),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        sa.CheckConstraint("state IN ('accepted', 'needs_position', 'pending', 'rejected')", name="state"),
        sa.Index(
            "uq_checkins_pair",
            "account_id",
            "point_id",
            "local_day",
            "direction",
            "pair_no",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        sa.Index("ix_checkins_account_occurred", "account_id", "occurred_at"),
        sa.Index("ix_checkins_kind_occurred", "kind", "occurred_at"),
        sa.Index(
            "ix_checkins_waiting",
            "state",
            "received_at",
            sqlite_where=sa.text("state IN ('pending', 'needs_position')"),
            postgresql_where=sa.text("state IN ('pending', 'needs_position')"),
        ),
    )

    @property
    def is_of_staff(self) -> bool:
        """Whether staff scanned, wrote or settled it: then it is not its rider's to take back (RELIABILITY 8.5)."""
        return self.actor_ref is not None or self.decided_at is not None


class SpentNonce(Model):
    """A nonce that made no row of its own: it met a check-in that was there, or its check-in was undone (None).

    So one nonce keeps one answer, however late it comes again. Kept as long as a phone may still send it.
    """

    __tablename__ = "spent_nonces"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    nonce: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    checkin_id: Mapped[int | None] = mapped_column(sa.ForeignKey("checkins.id", ondelete="SET NULL"), index=True)
    spent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DeviceDay(Model):
    """That somebody used some device on some day, for 24 hours: two hashes under a key of the day, nothing else."""

    __tablename__ = "device_days"

    device_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
