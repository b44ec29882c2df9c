"""Tables of the division tree, the organisations in it, and the published holiday calendars."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class AdminArea(Model):
    """An official division or a grid. ``code`` has 6, 9, 12 or 15 digits; ``path`` is built from ``parent_code``."""

    __tablename__ = "admin_areas"

    code: Mapped[str] = mapped_column(sa.String(15), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    short_name: Mapped[str] = mapped_column(sa.String(60))
    aliases: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    level: Mapped[str] = mapped_column(sa.String(10))  # prefecture | county | township | community | grid
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("admin_areas.code"), index=True)
    path: Mapped[str] = mapped_column(sa.String(80), index=True)  # "/652700/652701/652701001/"
    in_programme: Mapped[bool] = mapped_column(default=False)
    replaced_by: Mapped[str | None] = mapped_column(sa.ForeignKey("admin_areas.code"))
    pinyin: Mapped[str] = mapped_column(sa.String(400), default="")  # of the name and each alias, spaces between
    initials: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("level IN ('prefecture', 'county', 'township', 'community', 'grid')", name="level"),
        sa.CheckConstraint("replaced_by IS NULL OR replaced_by <> code", name="replaced_by"),
        sa.Index(
            "uq_admin_areas_grid_name",  # a double tap makes one grid; official names may repeat after a renumbering
            "parent_code",
            "name",
            unique=True,
            sqlite_where=sa.text("level = 'grid' AND replaced_by IS NULL"),
            postgresql_where=sa.text("level = 'grid' AND replaced_by IS NULL"),
        ),
    )


class GatheringArea(Model):
    """A place where riders wait: an industrial park or a business district."""

    __tablename__ = "gathering_areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[str] = mapped_column(sa.String(20))  # park | business_district
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"), index=True)

    __table_args__ = (sa.UniqueConstraint("area_code", "name", name="uq_gathering_areas_area_code_name"),)


class Organization(Model):
    """An operator, issuer or partner. ``kind``: township and community are made by loading the areas."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[str] = mapped_column(sa.String(20))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))
    area_code: Mapped[str | None] = mapped_column(sa.ForeignKey("admin_areas.code"))
    may_issue: Mapped[bool] = mapped_column(default=False)
    contact: Mapped[str | None] = mapped_column(sa.String(40))  # the office's number, never a person's
    successor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))

    __table_args__ = (
        sa.UniqueConstraint("area_code", "kind", "name", name="uq_organizations_area_code_kind_name"),
        sa.CheckConstraint("successor_id IS NULL OR successor_id <> id", name="successor"),
    )


class CalendarYear(Model):
    """One year of a published calendar. ``written_by``: what staff edited, a load leaves alone."""

    __tablename__ = "calendar_years"

    calendar: Mapped[str] = mapped_column(sa.String(10), primary_key=True)  # CN | CN-XJ
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(sa.String(12))  # complete | provisional
    written_by: Mapped[str] = mapped_column(sa.String(6), default="load")  # load | staff
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.CheckConstraint("calendar IN ('CN', 'CN-XJ')", name="calendar"),
        sa.CheckConstraint("state IN ('complete', 'provisional')", name="state"),
    )


class CalendarDay(Model):
    """A day off, a make-up workday, or a day nobody can be sure of yet. Only published days stand here."""

    __tablename__ = "calendar_days"

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar: Mapped[str] = mapped_column(sa.String(10))
    year: Mapped[int] = mapped_column()
    on: Mapped[date] = mapped_column("on_day")
    kind: Mapped[str] = mapped_column(sa.String(10))  # off | work | uncertain
    name: Mapped[str] = mapped_column(sa.String(40))
    stands_for: Mapped[date | None] = mapped_column()  # of a work day: the day whose hours it keeps; empty: a Monday

    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["calendar", "year"],
            ["calendar_years.calendar", "calendar_years.year"],
            name="fk_calendar_days_calendar_calendar_years",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("calendar", "on_day", name="uq_calendar_days_calendar_on_day"),
        sa.CheckConstraint("kind IN ('off', 'work', 'uncertain')", name="kind"),
    )


class AreaChanges(Model):
    """One row. ``number`` is raised by every change of the tree, so that each process re-reads what it remembers."""

    __tablename__ = "area_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(sa.BigInteger, default=0)
