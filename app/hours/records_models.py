"""Tables beside the ledger: trainings, commendations, and what participants say of activities. None of it is hours."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class TrainingRecord(Model):
    """Somebody took part in a training. ``shift_id``: where it was one of our shifts; each once."""

    __tablename__ = "training_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32), index=True)
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    shift_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shifts.id"))
    title: Mapped[str] = mapped_column(sa.String(60))
    held_on: Mapped[date] = mapped_column()
    minutes: Mapped[int] = mapped_column()
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    recorded_by_ref: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("person_ref", "issuer_id", "held_on", "title", name="uq_training_records_once"),
        sa.UniqueConstraint("shift_id", "person_ref", name="uq_training_records_shift_id_person_ref"),
    )


class Commendation(Model):
    """An organisation thanks somebody, for something it names."""

    __tablename__ = "commendations"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32), index=True)
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(60))
    given_on: Mapped[date] = mapped_column()
    text: Mapped[str] = mapped_column(sa.String(200), default="")
    recorded_by_ref: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("person_ref", "issuer_id", "given_on", "title", name="uq_commendations_once"),
    )


class Evaluation(Model):
    """What a participant says of an activity: 1 to 5 stars, and words that are never published.

    One of each participant. Erasing a person leaves the stars, which then are nobody's.
    """

    __tablename__ = "evaluations"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey("shifts.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    stars: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("shift_id", "account_id", name="uq_evaluations_shift_id_account_id"),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
    )
