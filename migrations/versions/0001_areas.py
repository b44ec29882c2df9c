"""Areas: the division tree, organisations, holiday calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admin_areas",
        sa.Column("code", sa.String(length=15), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("short_name", sa.String(length=60), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent_code", sa.String(length=15), nullable=True),
        sa.Column("path", sa.String(length=80), nullable=False),
        sa.Column("in_programme", sa.Boolean(), nullable=False),
        sa.Column("replaced_by", sa.String(length=15), nullable=True),
        sa.Column("pinyin", sa.String(length=400), nullable=False),
        sa.Column("initials", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level IN ('prefecture', 'county', 'township', 'community', 'grid')", name=op.f("ck_admin_areas_level")
        ),
        sa.CheckConstraint("replaced_by IS NULL OR replaced_by <> code", name=op.f("ck_admin_areas_replaced_by")),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["admin_areas.code"], name=op.f("fk_admin_areas_parent_code_admin_areas")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["admin_areas.code"], name=op.f("fk_admin_areas_replaced_by_admin_areas")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_admin_areas")),
    )
    op.create_index(op.f("ix_admin_areas_parent_code"), "admin_areas", ["parent_code"], unique=False)
    op.create_index(op.f("ix_admin_areas_path"), "admin_areas", ["path"], unique=False)
    op.create_index(
        "uq_admin_areas_grid_name",
        "admin_areas",
        ["parent_code", "name"],
        unique=True,
        sqlite_where=sa.text("level = 'grid' AND replaced_by IS NULL"),
        postgresql_where=sa.text("level = 'grid' AND replaced_by IS NULL"),
    )
    op.create_table(
        "area_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_changes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "calendar_years",
        sa.Column("calendar", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("written_by", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("calendar IN ('CN', 'CN-XJ')", name=op.f("ck_calendar_years_calendar")),
        sa.CheckConstraint("state IN ('complete', 'provisional')", name=op.f("ck_calendar_years_state")),
        sa.PrimaryKeyConstraint("calendar", "year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("stands_for", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('off', 'work', 'uncertain')", name=op.f("ck_calendar_days_kind")),
        sa.ForeignKeyConstraint(
            ["calendar", "year"],
            ["calendar_years.calendar", "calendar_years.year"],
            name="fk_calendar_days_calendar_calendar_years",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_days")),
        sa.UniqueConstraint("calendar", "on_day", name="uq_calendar_days_calendar_on_day"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "gathering_areas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["admin_areas.code"], name=op.f("fk_gathering_areas_area_code_admin_areas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering_areas")),
        sa.UniqueConstraint("area_code", "name", name="uq_gathering_areas_area_code_name"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_gathering_areas_area_code"), "gathering_areas", ["area_code"], unique=False)
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(length=15), nullable=True),
        sa.Column("may_issue", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("successor_id IS NULL OR successor_id <> id", name=op.f("ck_organizations_successor")),
        sa.ForeignKeyConstraint(
            ["area_code"], ["admin_areas.code"], name=op.f("fk_organizations_area_code_admin_areas")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organizations.id"], name=op.f("fk_organizations_parent_id_organizations")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["organizations.id"], name=op.f("fk_organizations_successor_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("area_code", "kind", "name", name="uq_organizations_area_code_kind_name"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("organizations")
    op.drop_index(op.f("ix_gathering_areas_area_code"), table_name="gathering_areas")
    op.drop_table("gathering_areas")
    op.drop_table("calendar_days")
    op.drop_table("calendar_years")
    op.drop_table("area_changes")
    op.drop_index(
        "uq_admin_areas_grid_name",
        table_name="admin_areas",
        sqlite_where=sa.text("level = 'grid' AND replaced_by IS NULL"),
        postgresql_where=sa.text("level = 'grid' AND replaced_by IS NULL"),
    )
    op.drop_index(op.f("ix_admin_areas_path"), table_name="admin_areas")
    op.drop_index(op.f("ix_admin_areas_parent_code"), table_name="admin_areas")
    op.drop_table("admin_areas")
