"""Tables of volunteering. Coordinates are of places, never of people.

Lock order: account, series, shift, roles by id, sign-ups by id, offers.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import clock
from app.core.db import Model, UtcDateTime
from app.volunteering.rules import SIGNUP_STATES

LIVING = sa.text("left_at IS NULL")
OPEN = sa.text("answer IS NULL")


class Team(Model):
    """A volunteers' team. Its leader is a grant ``team_leader`` over ``team:<id>``, kept by accounts."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))
    area_code: Mapped[str | None] = mapped_column(sa.ForeignKey("admin_areas.code"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    synthetic: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class TeamMember(Model):
    """Somebody's time in a team; it gives access to nothing."""

    __tablename__ = "team_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("teams.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.Index(
            "uq_team_members_living",
            "team_id",
            "account_id",
            unique=True,
            sqlite_where=LIVING,
            postgresql_where=LIVING,
        ),
    )


class ShiftSeries(Model):
    """A shift that repeats. ``template``: what each occurrence is made of, as ``series_rules`` reads it.

    ``first_on``: the local day its rule counts from; ``made_until``: occurrences up to this local day exist.
    ``confirmed_at``: since when its shifts are published as they are made, None while they wait as drafts.
    """

    __tablename__ = "shift_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"), index=True)
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"))
    station_code: Mapped[str | None] = mapped_column(sa.String(10))
    rrule: Mapped[str] = mapped_column(sa.String(200))
    exdates: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # local days that are left out, "2026-10-01"
    template: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    first_on: Mapped[date] = mapped_column()
    made_until: Mapped[date | None] = mapped_column()
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(default=1)


class Shift(Model):
    """A time and a place where help is wanted. ``version`` counts edits by staff, not sign-ups.

    ``waits_for``: why an occurrence of a series waits as draft (``holiday``). ``changed_at``: when riders were last
    asked to reconfirm. ``private_place_enc`` is sealed for ``shift-place`` and erased 24 h after the end.
    """

    __tablename__ = "shifts"

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shift_series.id"))
    occurs_on: Mapped[date | None] = mapped_column()  # which occurrence of its series this is, wherever it was moved
    waits_for: Mapped[str | None] = mapped_column(sa.String(10))
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"), index=True)
    station_code: Mapped[str | None] = mapped_column(sa.String(10), index=True)
    title: Mapped[str] = mapped_column(sa.String(40))
    place: Mapped[str] = mapped_column(sa.String(80))
    lat_wgs84: Mapped[float] = mapped_column()
    lng_wgs84: Mapped[float] = mapped_column()
    private_place_enc: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    kind: Mapped[str] = mapped_column(sa.String(10), default="service")  # service | training
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    planned_minutes: Mapped[int] = mapped_column()
    signup_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: open since its publication
    signup_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancel_until: Mapped[datetime] = mapped_column(UtcDateTime)
    risk_text: Mapped[str] = mapped_column(sa.String(500), default="")
    insurance_text: Mapped[str] = mapped_column(sa.String(500), default="")
    min_age: Mapped[int] = mapped_column(default=18)
    status: Mapped[str] = mapped_column(sa.String(10), default="draft")  # draft | published | cancelled | done
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    synthetic: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    roles: Mapped[list[ShiftRole]] = relationship(
        order_by="ShiftRole.id", cascade="all, delete-orphan", lazy="selectin"
    )

    __table_args__ = (
        sa.UniqueConstraint("series_id", "occurs_on", name="uq_shifts_series_id_occurs_on"),
        sa.CheckConstraint("kind IN ('service', 'training')", name="kind"),
        sa.CheckConstraint("status IN ('draft', 'published', 'cancelled', 'done')", name="status"),
        sa.CheckConstraint("ends_at > starts_at", name="ends"),
        sa.CheckConstraint("min_age BETWEEN 16 AND 99", name="min_age"),
        sa.Index("ix_shifts_status_ends_at", "status", "ends_at"),
    )


class ShiftRole(Model):
    """A part of a shift with its own places; its row owns them. ``waitlist_max`` None: as many as wait.

    ``open_call_at``: since when whoever waits may take a free place, first tap first.
    """

    __tablename__ = "shift_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey("shifts.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(20))
    capacity: Mapped[int] = mapped_column()
    waitlist_max: Mapped[int | None] = mapped_column()
    skills: Mapped[str] = mapped_column(sa.String(80), default="")
    open_call_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        sa.UniqueConstraint("shift_id", "name", name="uq_shift_roles_shift_id_name"),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name="capacity"),
        sa.CheckConstraint("waitlist_max BETWEEN 0 AND 500", name="waitlist_max"),
    )


class SignUp(Model):
    """Somebody and a shift, one row for both whatever happens; signing up again takes a new ``queued_at``.

    ``account_id`` is severed at erasure and unset for an unclaimed walk-in; the ledger knows ``person_ref`` (a walk-in
    gets one of its own). ``label``: 现场 n of a walk-in, with the keyed hash of its claim code until ``claim_until``.
    ``extra``: admitted beside the places. ``checked_in_at`` is the first in, ``checked_out_at`` the last out, ``pairs``
    all of them as ``[[in, out or null], ...]`` in RFC 3339; ``stated_*`` is the rider's own word.
    """

    __tablename__ = "signups"

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(sa.ForeignKey("shifts.id", ondelete="CASCADE"))
    role_id: Mapped[int] = mapped_column(sa.ForeignKey("shift_roles.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    person_ref: Mapped[str] = mapped_column(sa.String(32), index=True)
    state: Mapped[str] = mapped_column(sa.String(16))
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    skips: Mapped[int] = mapped_column(default=0)
    reconfirm_due: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by when, after a move; None: nothing asked
    reconfirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # left, cancelled, lapsed, marked no-show
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    extra: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None] = mapped_column(sa.String(20))
    claim_hash: Mapped[str | None] = mapped_column(sa.String(64))
    claim_until: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    pairs: Mapped[list[list[str | None]]] = mapped_column(sa.JSON, default=list)
    attendance_source: Mapped[str | None] = mapped_column(sa.String(10))  # checkin | staff | stated
    attendance_note: Mapped[str] = mapped_column(sa.String(200), default="")
    noted_by_ref: Mapped[str | None] = mapped_column(sa.String(32))  # who let a walk-in in: they do not claim it
    stated_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stated_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stated_note: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.UniqueConstraint("shift_id", "account_id", name="uq_signups_shift_id_account_id"),
        sa.UniqueConstraint("claim_hash", name="uq_signups_claim_hash"),
        sa.CheckConstraint("state IN (" + ", ".join(f"'{state}'" for state in SIGNUP_STATES) + ")", name="state"),
        sa.Index("ix_signups_role_id_state_queued_at", "role_id", "state", "queued_at", "id"),
        sa.Index("ix_signups_state_ended_at", "state", "ended_at"),
    )


class WaitlistOffer(Model):
    """A place held for somebody who waits. ``answer``: accepted | refused | lapsed | withdrawn, None while it runs.

    ``counted``: False where quiet hours held its message back until it had lapsed, so that it costs no skip.
    """

    __tablename__ = "waitlist_offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(sa.ForeignKey("signups.id", ondelete="CASCADE"))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    answer: Mapped[str | None] = mapped_column(sa.String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        sa.Index("uq_waitlist_offers_open", "signup_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        sa.Index("ix_waitlist_offers_signup_id", "signup_id"),
    )


class CalendarFeed(Model):
    """Somebody's calendar address: of its token only the hash; a new one ends the one before."""

    __tablename__ = "calendar_feeds"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    __table_args__ = (sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),)
