"""Memberships, welcome cards, volunteer roles, announcements."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "welcome_cards",
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("welcome", sa.String(length=500), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _community("welcome_cards"),
        sa.PrimaryKeyConstraint("area_code", name=op.f("pk_welcome_cards")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('home', 'work', 'other')", name=op.f("ck_memberships_kind")),
        _person("memberships"),
        _community("memberships"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_memberships_account_id"), "memberships", ["account_id"], unique=False)
    op.create_index(op.f("ix_memberships_left_at"), "memberships", ["left_at"], unique=False)
    op.create_index("ix_memberships_area_code", "memberships", ["area_code", "id"], unique=False)
    _one_open("uq_memberships_active", "memberships", ["account_id", "area_code"], "left_at IS NULL")
    op.create_table(
        "volunteer_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_why", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "kind IN ('grid_volunteer', 'policy_guide', 'place_reporter')", name=op.f("ck_volunteer_roles_kind")
        ),
        sa.CheckConstraint("state IN ('offered', 'active', 'ended')", name=op.f("ck_volunteer_roles_state")),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_volunteer_roles_ended")),
        sa.CheckConstraint("state <> 'active' OR accepted_at IS NOT NULL", name=op.f("ck_volunteer_roles_accepted")),
        _person("volunteer_roles"),
        _community("volunteer_roles"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_roles")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_volunteer_roles_account_id"), "volunteer_roles", ["account_id"], unique=False)
    op.create_index("ix_volunteer_roles_area_code", "volunteer_roles", ["area_code", "id"], unique=False)
    op.create_index("ix_volunteer_roles_state", "volunteer_roles", ["state", "ends_on"], unique=False)
    _one_open("uq_volunteer_roles_open", "volunteer_roles", ["account_id", "area_code", "kind"], "ended_at IS NULL")
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("shown_from", UtcDateTime(), nullable=False),
        sa.Column("shown_to", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("shown_to > shown_from", name=op.f("ck_announcements_shown")),
        _community("announcements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcements_area_code", "announcements", ["area_code", "shown_from"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_announcements_area_code", table_name="announcements")
    op.drop_table("announcements")
    op.drop_index("uq_volunteer_roles_open", table_name="volunteer_roles")
    op.drop_index("ix_volunteer_roles_state", table_name="volunteer_roles")
    op.drop_index("ix_volunteer_roles_area_code", table_name="volunteer_roles")
    op.drop_index(op.f("ix_volunteer_roles_account_id"), table_name="volunteer_roles")
    op.drop_table("volunteer_roles")
    op.drop_index("uq_memberships_active", table_name="memberships")
    op.drop_index("ix_memberships_area_code", table_name="memberships")
    op.drop_index(op.f("ix_memberships_left_at"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_account_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("welcome_cards")


def _person(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_accounts")
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=name, ondelete="CASCADE")


def _community(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_area_code_admin_areas")
    return sa.ForeignKeyConstraint(["area_code"], ["admin_areas.code"], name=name)


def _one_open(name: str, table: str, columns: list[str], while_open: str) -> None:
    where = sa.text(while_open)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
