"""Tables of accounts. Nothing here says what a person believes, belongs to or speaks (PRODUCT rule 6)."""

from __future__ import annotations

import secrets
import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime

PUBLIC_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to misread
PUBLIC_LENGTH = 8


def new_person_ref() -> str:
    """A fresh pseudonym for ledger and audit: random, so that nothing can be computed back from it."""
    return uuid.uuid4().hex


def new_public_no() -> str:
    """A fresh number that people may read out to each other: 8 Crockford characters, 40 random bits."""
    return "".join(secrets.choice(PUBLIC_ALPHABET) for _ in range(PUBLIC_LENGTH))


class Account(Model):
    """A person who signed in once. ``version`` counts edits of the profile; ``closing_at`` starts the seven days."""

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32), default=new_person_ref)
    public_no: Mapped[str] = mapped_column(sa.String(PUBLIC_LENGTH), default=new_public_no)
    display_name: Mapped[str] = mapped_column(sa.String(12))
    avatar_url: Mapped[str] = mapped_column(sa.String(60))
    work_kind: Mapped[str | None] = mapped_column(sa.String(10))
    age_ok: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(sa.String(10), default="active")
    closing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("person_ref"),
        sa.UniqueConstraint("public_no"),
        sa.CheckConstraint("status IN ('active', 'disabled', 'closing', 'erased')", name="status"),
        sa.CheckConstraint("work_kind IN ('rider', 'courier', 'driver', 'other')", name="work_kind"),
    )


class WechatIdentity(Model):
    """Which WeChat user of which mini-program an account is. ``openid_hash`` is keyed; the openid itself is sealed.

    ``unknown_since``: when WeChat said that it knows no such user; unset by the next sign-in.
    """

    __tablename__ = "wechat_identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    app_id: Mapped[str] = mapped_column(sa.String(32))
    openid_enc: Mapped[bytes] = mapped_column(sa.LargeBinary)
    openid_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    unknown_since: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (sa.UniqueConstraint("app_id", "openid_hash"),)


class Phone(Model):
    """The one number of an account, sealed. Never a key to anything: a recycled number opens nothing."""

    __tablename__ = "phones"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    enc: Mapped[bytes] = mapped_column(sa.LargeBinary)
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuthToken(Model):
    """One sign-in on one device: only the token's SHA-256 is here.

    ``code_sha256`` is the login code it was made from, kept until ``code_until`` so that a lost answer can be asked
    for again; ``device_id`` is a keyed hash.
    """

    __tablename__ = "auth_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    device_name: Mapped[str] = mapped_column(sa.String(40), default="")
    device_id: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    idle_until: Mapped[datetime] = mapped_column(UtcDateTime)
    absolute_until: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    revoked_why: Mapped[str | None] = mapped_column(sa.String(20))
    code_sha256: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_was_new: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.UniqueConstraint("sha256"),
        sa.Index("ix_auth_tokens_idle_until", "idle_until"),
    )


class ConsentRecord(Model):
    """One act of giving or withdrawing. Append-only: the newest line of a purpose is what holds.

    ``severed_at``: since when it belongs to nobody, because the account was erased; kept for three years then.
    """

    __tablename__ = "consent_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    purpose: Mapped[str] = mapped_column(sa.String(60))
    notice_version: Mapped[int] = mapped_column()
    action: Mapped[str] = mapped_column(sa.String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    severed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (
        sa.CheckConstraint("action IN ('given', 'withdrawn')", name="action"),
        sa.Index("ix_consent_records_account_id_purpose", "account_id", "purpose", "id"),
    )


class RoleGrant(Model):
    """A right of staff over one scope, for a term. ``granted_by`` None: by an operator's command."""

    __tablename__ = "role_grants"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    scope_kind: Mapped[str] = mapped_column(sa.String(8))
    scope_code: Mapped[str] = mapped_column(sa.String(20))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_why: Mapped[str | None] = mapped_column(sa.String(20))

    __table_args__ = (
        sa.CheckConstraint("scope_kind IN ('area', 'org', 'team', 'station')", name="scope_kind"),
        sa.CheckConstraint("ends_at > starts_at", name="term"),
        sa.Index(
            "uq_role_grants_active",
            "account_id",
            "role",
            "scope_code",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
        sa.Index("ix_role_grants_scope_code", "scope_code", "role"),
    )


class AccessLog(Model):
    """Somebody looked at what is held of a person; the person reads it. Source: PRODUCT 4.2, PIPL 51.

    ``viewer_ref``: who looked, a pseudonym that nobody is shown; ``viewer_unit``: what their role stood over.
    ``list_key`` and ``on_day`` (local) mark a look at a list, once per viewer, list and day; a single reveal has
    neither, so that each is a line of its own. ``account_id`` is None once that person was erased.
    """

    __tablename__ = "access_logs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"))
    viewer_ref: Mapped[str] = mapped_column(sa.String(32), index=True)
    viewer_role: Mapped[str] = mapped_column(sa.String(20))
    viewer_unit: Mapped[str] = mapped_column(sa.String(80))
    what: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    list_key: Mapped[str | None] = mapped_column(sa.String(60))
    on_day: Mapped[date | None] = mapped_column()

    __table_args__ = (
        sa.UniqueConstraint("account_id", "viewer_ref", "list_key", "on_day", name="uq_access_logs_list"),
        sa.Index("ix_access_logs_account_id", "account_id", "id"),
    )
