"""Tables of wechat."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class CodeImage(Model):
    """A mini-program code as WeChat drew it. ``key``: SHA-256 over the app and every parameter."""

    __tablename__ = "code_images"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    image: Mapped[bytes] = mapped_column(sa.LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Push(Model):
    """One push of WeChat's, each once: ``key`` is a keyed hash of what makes two the same.

    ``sealed`` is the event, encrypted, and gone once acted on: an openid stands in it. ``due_at``: when to act (again).
    """

    __tablename__ = "pushes"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    event: Mapped[str] = mapped_column(sa.String(60))
    state: Mapped[str] = mapped_column(sa.String(8), default="waiting")
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    attempts: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("key"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name="state"),
        sa.Index("ix_pushes_state_due_at", "state", "due_at"),
    )
