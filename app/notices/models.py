"""Tables of notices. An inbox item is its own outbox row: what was promised with its cause cannot be lost."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class Notice(Model):
    """What a person is told, in the inbox for ever (180 days), and its way to WeChat.

    ``dedupe_key`` is ``<account>:<key of the caller>``. ``next_at``: when the worker looks at it next, None once the
    state is final; of a row being sent, the end of its lease. ``unsure``: an attempt ended without an answer, so the
    message may have arrived. ``digest_at``: a low topic waits for the evening.
    """

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    topic: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(60))
    body: Mapped[str] = mapped_column(sa.String(500))
    link: Mapped[str | None] = mapped_column(sa.String(200))
    dedupe_key: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    urgent: Mapped[bool] = mapped_column(default=False)
    template: Mapped[str | None] = mapped_column(sa.String(30))
    values: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    wechat_state: Mapped[str] = mapped_column(sa.String(10), default="none")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    digest_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    unsure: Mapped[bool] = mapped_column(default=False)
    msgid: Mapped[str | None] = mapped_column(sa.String(64), index=True)

    __table_args__ = (
        sa.UniqueConstraint("dedupe_key"),
        sa.CheckConstraint(
            "wechat_state IN ('none', 'due', 'sending', 'sent', 'uncertain', 'dead')", name="wechat_state"
        ),
        sa.CheckConstraint("wechat_state <> 'sending' OR leased_until IS NOT NULL", name="lease"),
        sa.Index("ix_notices_account_id_id", "account_id", "id"),
        # WeChat loses messages that are sent to one person at once (43108): the database allows one at a time
        sa.Index(
            "uq_notices_sending",
            "account_id",
            unique=True,
            sqlite_where=sa.text("wechat_state = 'sending'"),
            postgresql_where=sa.text("wechat_state = 'sending'"),
        ),
    )


class MessageCredit(Model):
    """How many messages of a template WeChat lets us send to a person: one for every tap that accepted one."""

    __tablename__ = "message_credits"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    template: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    remaining: Mapped[int] = mapped_column(default=0)
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the newest no, by WeChat's clock

    __table_args__ = (sa.CheckConstraint("remaining >= 0", name="remaining"),)


class CreditWord(Model):
    """One telling of accepted messages, by the phone (``hint``) or by WeChat (``event``), still without its twin.

    Both tell of the same tap, in either order. ``unmatched``: how many of it the other side has not told yet.
    """

    __tablename__ = "credit_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    template: Mapped[str] = mapped_column(sa.String(30))
    teller: Mapped[str] = mapped_column(sa.String(5))
    unmatched: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (
        sa.CheckConstraint("teller IN ('hint', 'event')", name="teller"),
        sa.CheckConstraint("unmatched >= 0", name="unmatched"),
        sa.Index("ix_credit_words_account_id_template", "account_id", "template"),
    )


class TopicSwitch(Model):
    """Whether a person wants messages of a topic; no row is yes. The inbox has them anyway."""

    __tablename__ = "topic_switches"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    wanted: Mapped[bool] = mapped_column()


class SilentTemplate(Model):
    """A template WeChat refuses as we have set it up: nothing of it is sent until ``until``, or under another id."""

    __tablename__ = "silent_templates"

    template: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    template_id: Mapped[str] = mapped_column(sa.String(64))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
