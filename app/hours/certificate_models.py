"""Tables of certificates. Lock order: account, chain, certificate by id."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime
from app.hours.certificate_rules import STATUSES


class Certificate(Model):
    """What an issuer proves of one person's confirmed hours in a period. The number stays, whatever becomes of it.

    ``name_enc``: as typed for the paper, sealed, gone by ``name_until`` (24 hours). ``account_id`` is severed at
    erasure; ``person_ref`` stays. ``backfilled_minutes`` are among ``minutes``.
    """

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(16))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32))
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    period_from: Mapped[date] = mapped_column()
    period_to: Mapped[date] = mapped_column()
    minutes: Mapped[int] = mapped_column()
    backfilled_minutes: Mapped[int] = mapped_column(default=0)
    lines_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[str] = mapped_column(sa.String(12), default="issued")
    name_enc: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    name_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (
        sa.UniqueConstraint("number", name="uq_certificates_number"),
        sa.UniqueConstraint(
            "person_ref", "issuer_id", "period_from", "period_to", "lines_hash", name="uq_certificates_lines"
        ),
        sa.CheckConstraint("status IN ({})".format(", ".join(f"'{one}'" for one in STATUSES)), name="status"),
        sa.CheckConstraint("minutes > 0", name="minutes"),
    )


class CertificateLine(Model):
    """A confirmed ledger line that a certificate counts."""

    __tablename__ = "certificate_lines"

    certificate_id: Mapped[int] = mapped_column(sa.ForeignKey("certificates.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("hours_entries.id"), primary_key=True, index=True)
