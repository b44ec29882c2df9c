"""Tables of communities. A membership is a person's own choice; nothing of it earns, ranks or proves anything."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class WelcomeCard(Model):
    """What a community's staff say to whoever comes. Without a row there is nothing yet, and its version is 0."""

    __tablename__ = "welcome_cards"

    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"), primary_key=True)
    welcome: Mapped[str] = mapped_column(sa.String(500))
    contact: Mapped[str | None] = mapped_column(sa.String(40))  # the office's number, never a person's
    version: Mapped[int] = mapped_column(default=1)


class Membership(Model):
    """Somebody reported in to a community; ``left_at`` ends it, and reporting in again is another row."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"))
    kind: Mapped[str] = mapped_column(sa.String(5))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (
        sa.CheckConstraint("kind IN ('home', 'work', 'other')", name="kind"),
        sa.Index(
            "uq_memberships_active",
            "account_id",
            "area_code",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
        sa.Index("ix_memberships_area_code", "area_code", "id"),
    )


class VolunteerRole(Model):
    """A role staff offered to a member: ``offered``, ``active`` once accepted, ``ended`` for the reason it names.

    ``ends_on``: the last local day, until 24:00. Opens no data to its holder (PRODUCT 4.5).
    """

    __tablename__ = "volunteer_roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(8), default="offered")
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_on: Mapped[date] = mapped_column()
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[str | None] = mapped_column(sa.String(10))

    __table_args__ = (
        sa.CheckConstraint("kind IN ('grid_volunteer', 'policy_guide', 'place_reporter')", name="kind"),
        sa.CheckConstraint("state IN ('offered', 'active', 'ended')", name="state"),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        sa.CheckConstraint("state <> 'active' OR accepted_at IS NOT NULL", name="accepted"),
        sa.Index(
            "uq_volunteer_roles_open",
            "account_id",
            "area_code",
            "kind",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_volunteer_roles_area_code", "area_code", "id"),
        sa.Index("ix_volunteer_roles_state", "state", "ends_on"),
    )


class Announcement(Model):
    """News of a community, shown from one instant until another. ``version`` counts edits."""

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"))
    title: Mapped[str] = mapped_column(sa.String(60))
    body: Mapped[str] = mapped_column(sa.String(1000))
    shown_from: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_to: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("shown_to > shown_from", name="shown"),
        sa.Index("ix_announcements_area_code", "area_code", "shown_from"),
    )
