"""Stations: places, amenities, opening hours, reports, history."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_ref", sa.String(length=36), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "station_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_no", sa.BigInteger(), nullable=False),
        sa.Column("rules_no", sa.BigInteger(), nullable=False),
        sa.Column("rules_changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_changes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("lat_wgs84", sa.Float(), nullable=False),
        sa.Column("lng_wgs84", sa.Float(), nullable=False),
        sa.Column("source_crs", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("alert", sa.String(length=120), nullable=True),
        sa.Column("capacity_seats", sa.Integer(), nullable=True),
        sa.Column("contact", sa.String(length=40), nullable=True),
        sa.Column("open_to_riders", sa.Boolean(), nullable=False),
        sa.Column("calendars", sa.JSON(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("last_verified_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_by", sa.String(length=10), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("pinyin", sa.String(length=400), nullable=False),
        sa.Column("initials", sa.String(length=60), nullable=False),
        sa.Column("imported_row", sa.JSON(), nullable=True),
        sa.Column("change_no", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("radius_m BETWEEN 50 AND 500", name=op.f("ck_stations_radius")),
        sa.ForeignKeyConstraint(["area_code"], ["admin_areas.code"], name=op.f("fk_stations_area_code_admin_areas")),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["organizations.id"], name=op.f("fk_stations_operator_id_organizations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("code", name="uq_stations_code"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stations_area_code"), "stations", ["area_code"], unique=False)
    op.create_index(op.f("ix_stations_change_no"), "stations", ["change_no"], unique=False)
    op.create_table(
        "amenity_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("amenity", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_amenity_reports_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_amenity_reports_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amenity_reports")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_amenity_reports_account_id"), "amenity_reports", ["account_id"], unique=False)
    op.create_index(op.f("ix_amenity_reports_received_at"), "amenity_reports", ["received_at"], unique=False)
    op.create_index(
        "ix_amenity_reports_station_id_amenity",
        "amenity_reports",
        ["station_id", "amenity", "settled_at"],
        unique=False,
    )
    op.create_table(
        "schedule_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("intervals", sa.JSON(), nullable=False),
        sa.Column("alert", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_schedule_exceptions_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_exceptions")),
        sa.UniqueConstraint("station_id", "on_day", name="uq_schedule_exceptions_station_id_on_day"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "station_amenities",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("amenity", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("eta", UtcDateTime(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_station_amenities_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("station_id", "amenity", name=op.f("pk_station_amenities")),
    )
    op.create_table(
        "station_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("person_ref", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_station_history_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_history")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_station_history_station_id_at", "station_history", ["station_id", "at"], unique=False)
    op.create_table(
        "station_schedules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("byday", sa.Integer(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("season_from", sa.String(length=5), nullable=True),
        sa.Column("season_to", sa.String(length=5), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("holiday_rule", sa.String(length=6), nullable=False),
        sa.CheckConstraint("byday BETWEEN 1 AND 127", name=op.f("ck_station_schedules_byday")),
        sa.CheckConstraint(
            "closes_minute BETWEEN opens_minute + 1 AND opens_minute + 1440", name=op.f("ck_station_schedules_closes")
        ),
        sa.CheckConstraint("opens_minute BETWEEN 0 AND 1439", name=op.f("ck_station_schedules_opens")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_station_schedules_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_schedules")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_station_schedules_station_id"), "station_schedules", ["station_id"], unique=False)
    op.create_table(
        "temporary_closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("substitute_code", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_temporary_closures_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temporary_closures")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_temporary_closures_station_id"), "temporary_closures", ["station_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_temporary_closures_station_id"), table_name="temporary_closures")
    op.drop_table("temporary_closures")
    op.drop_index(op.f("ix_station_schedules_station_id"), table_name="station_schedules")
    op.drop_table("station_schedules")
    op.drop_index("ix_station_history_station_id_at", table_name="station_history")
    op.drop_table("station_history")
    op.drop_table("station_amenities")
    op.drop_table("schedule_exceptions")
    op.drop_index("ix_amenity_reports_station_id_amenity", table_name="amenity_reports")
    op.drop_index(op.f("ix_amenity_reports_received_at"), table_name="amenity_reports")
    op.drop_index(op.f("ix_amenity_reports_account_id"), table_name="amenity_reports")
    op.drop_table("amenity_reports")
    op.drop_index(op.f("ix_stations_change_no"), table_name="stations")
    op.drop_index(op.f("ix_stations_area_code"), table_name="stations")
    op.drop_table("stations")
    op.drop_table("station_changes")
    op.drop_table("import_batches")
