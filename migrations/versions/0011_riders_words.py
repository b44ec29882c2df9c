"""Saved stations, crowding, votes for missing stations, alerts on their way to savers."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stations", sa.Column("crowding", sa.String(length=4), nullable=True))
    op.add_column("stations", sa.Column("crowding_at", UtcDateTime(), nullable=True))
    op.add_column("stations", sa.Column("stale_asked_at", UtcDateTime(), nullable=True))
    op.add_column("stations", sa.Column("bundle_no", sa.BigInteger(), server_default="0", nullable=False))
    op.execute("UPDATE stations SET bundle_no = change_no")
    op.add_column("temporary_closures", sa.Column("asked_at", UtcDateTime(), nullable=True))
    op.create_table(
        "saved_stations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_saved_stations_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_saved_stations_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_stations")),
        sa.UniqueConstraint("account_id", "station_id", name="uq_saved_stations_account_id_station_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_saved_stations_station_id_account_id", "saved_stations", ["station_id", "account_id"])
    op.create_table(
        "missing_station_votes",
        sa.Column("cell", sa.String(length=12), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes > 0", name=op.f("ck_missing_station_votes_votes")),
        sa.PrimaryKeyConstraint("cell", "month", name=op.f("pk_missing_station_votes")),
    )
    op.create_table(
        "station_alerts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("alert", sa.String(length=120), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("told_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_station_alerts_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_alerts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_station_alerts_station_id"), "station_alerts", ["station_id"])


def downgrade() -> None:
    op.drop_table("station_alerts")
    op.drop_table("missing_station_votes")
    op.drop_table("saved_stations")
    op.drop_column("temporary_closures", "asked_at")
    for column in ("bundle_no", "stale_asked_at", "crowding_at", "crowding"):
        op.drop_column("stations", column)
