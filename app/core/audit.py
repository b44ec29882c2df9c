"""Who changed what: one append-only row for every privileged write, in the same transaction as its cause.

Triggers refuse to change or delete a row; ``seals`` is where they are sealed, and let go after their year.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.access import caller
from app.core.db import Model, UtcDateTime, db


class AuditEvent(Model):
    """``changes`` is ``{field: [before, after]}``; secrets and personal data never stand in it.

    ``actor_ref``: a pseudonym, so that erasing a person changes no row.
    """

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_ref: Mapped[str | None] = mapped_column(sa.String(36), index=True)  # None: the system or an operator
    actor_role: Mapped[str] = mapped_column(sa.String(30))
    action: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(80))  # "station:YQ0001"
    changes: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    request_id: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = (sa.Index("ix_audit_events_subject_at", "subject", "at"),)


def record(action: str, subject: str, changes: dict[str, Any], *, role: str = "operator") -> None:
    """Write the audit row of the change being made. ``role``: in which role the caller acted."""
    who = caller() if has_request_context() else None
    db.session.add(
        AuditEvent(
            at=clock.now(),
            actor_ref=who.person_ref if who else None,
            actor_role=role,
            action=action,
            subject=subject,
            changes=changes,
            request_id=getattr(g, "request_id", "") if has_request_context() else "",
        )
    )
