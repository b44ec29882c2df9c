"""Tables of the ledger. Lines are never changed or deleted: triggers refuse it (migration 0018).

Lock order: account, chain by id; lines are only written under their chain's lock.
"""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime
from app.hours.chain_rules import KINDS, SOURCES, STATES

UNANSWERED = sa.text("answered_at IS NULL")


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{value}'" for value in values) + ")"


class HoursChain(Model):
    """One person's hours at one shift: the row that is locked, and what its lines come to, for queues and sums.

    ``state``, ``version`` and ``minutes`` repeat what the lines say (an invariant compares); ``open_minutes``: proposed
    or awaiting the second approver. ``account_id`` is severed at erasure and None for an unclaimed walk-in;
    ``person_ref`` stays. ``changed_minutes``: what the attendance comes to where it changed after the decision.
    ``sampled``: drawn for a second reader, who was there at ``read_at``.
    """

    __tablename__ = "hours_chains"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey("shifts.id"))
    signup_id: Mapped[int | None] = mapped_column(sa.ForeignKey("signups.id", ondelete="SET NULL"), index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32))
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"))
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"))  # of the shift
    service_date: Mapped[date] = mapped_column()
    state: Mapped[str] = mapped_column(sa.String(16))
    version: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    open_minutes: Mapped[int] = mapped_column(default=0)
    changed_minutes: Mapped[int | None] = mapped_column()
    sampled: Mapped[bool] = mapped_column(default=False)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by_ref: Mapped[str | None] = mapped_column(sa.String(32))

    __table_args__ = (
        sa.UniqueConstraint("shift_id", "person_ref", name="uq_hours_chains_shift_id_person_ref"),
        sa.CheckConstraint(_among("state", STATES), name="state"),
        sa.Index("ix_hours_chains_state_service_date", "state", "service_date", "id"),
        sa.Index("ix_hours_chains_person_ref_service_date", "person_ref", "service_date", "id"),
    )


class HoursEntry(Model):
    """A line, insert only; ``refs_entry`` is the line before it. ``minutes`` are signed; ``minutes_next_day`` of them
    lie after the midnight that ends ``service_date``.

    ``actor_ref``: who decided, None for the system, with the role and the scope of the grant they did it by; erasing a
    person changes no line. ``batch_id`` joins what one tap decided. ``doubts`` and ``measured_minutes``: of a proposal,
    as the attendance stood then (its check-ins are forgotten later).
    """

    __tablename__ = "hours_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(sa.ForeignKey("hours_chains.id"))
    no: Mapped[int] = mapped_column()  # from 1 within the chain
    kind: Mapped[str] = mapped_column(sa.String(16))
    minutes: Mapped[int] = mapped_column()
    minutes_next_day: Mapped[int] = mapped_column(default=0)
    refs_entry: Mapped[int | None] = mapped_column(sa.ForeignKey("hours_entries.id"))
    source: Mapped[str] = mapped_column(sa.String(10))
    person_ref: Mapped[str] = mapped_column(sa.String(32))
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey("shifts.id"))
    service_date: Mapped[date] = mapped_column()
    reason_code: Mapped[str] = mapped_column(sa.String(20), default="")
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    actor_ref: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    actor_role: Mapped[str] = mapped_column(sa.String(30), default="system")
    actor_scope: Mapped[str] = mapped_column(sa.String(20), default="")
    batch_id: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    doubts: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    measured_minutes: Mapped[int | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("refs_entry", name="uq_hours_entries_refs_entry"),
        sa.UniqueConstraint("chain_id", "no", name="uq_hours_entries_chain_id_no"),
        sa.CheckConstraint(_among("kind", KINDS), name="kind"),
        sa.CheckConstraint(_among("source", SOURCES), name="source"),
        sa.CheckConstraint("no > 1 OR refs_entry IS NULL", name="refs_before"),
        sa.CheckConstraint("kind = 'reverse' OR minutes >= minutes_next_day AND minutes_next_day >= 0", name="minutes"),
        sa.CheckConstraint(
            "kind <> 'reverse' OR minutes <= minutes_next_day AND minutes_next_day <= 0", name="reverse"
        ),
        sa.Index("ix_hours_entries_person_ref_service_date", "person_ref", "service_date"),
    )


class Objection(Model):
    """A rider's word against a decision, and the organiser's answer. Texts go when the person goes."""

    __tablename__ = "hours_objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(sa.ForeignKey("hours_chains.id"), index=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32), index=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column()
    answer: Mapped[str] = mapped_column(sa.String(500), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_ref: Mapped[str | None] = mapped_column(sa.String(32), index=True)

    __table_args__ = (
        sa.Index(
            "uq_hours_objections_open",
            "chain_id",
            unique=True,
            sqlite_where=UNANSWERED,
            postgresql_where=UNANSWERED,
        ),
        sa.Index("ix_hours_objections_answered_at_due_on", "answered_at", "due_on", "id"),
    )
