"""Moves to another WeChat account that wait or just ended."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


def _one_each(name: str, column: str, condition: str) -> sa.Index:
    where = sa.text(condition)
    return sa.Index(name, column, unique=True, sqlite_where=where, postgresql_where=where)


class Transfer(Model):
    """One code and what came of it. ``account_id``: the account that is kept; ``new_account_id``: who typed the code.

    ``code_hash`` is keyed: 40 bits are tried out in minutes. ``expires_at``: of the code, then of the approval.
    """

    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    new_account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[str] = mapped_column(sa.String(8))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (
        sa.UniqueConstraint("code_hash"),
        sa.CheckConstraint("state IN ('ended', 'code', 'asked', 'done')", name="state"),
        sa.CheckConstraint("state <> 'asked' OR new_account_id IS NOT NULL", name="asked"),
        _one_each("uq_transfers_waiting", "account_id", "state IN ('code', 'asked')"),
        _one_each("uq_transfers_asked", "new_account_id", "state = 'asked'"),
    )
