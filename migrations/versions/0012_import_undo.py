"""Undoing an import batch."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COUNTED = {"sqlite_autoincrement": True}  # SQLite makes the table anew, and would forget it


def upgrade() -> None:
    with op.batch_alter_table("import_batches", table_kwargs=COUNTED) as table:
        table.add_column(sa.Column("undone_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("station_history", table_kwargs=COUNTED) as table:
        table.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_station_history_batch_id_import_batches"), "import_batches", ["batch_id"], ["id"]
        )
    op.create_table(
        "imported_stations",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("created", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_imported_stations_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_imported_stations_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "station_id", name=op.f("pk_imported_stations")),
    )
    op.create_index(op.f("ix_imported_stations_station_id"), "imported_stations", ["station_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_imported_stations_station_id"), table_name="imported_stations")
    op.drop_table("imported_stations")
    with op.batch_alter_table("station_history", table_kwargs=COUNTED) as table:
        table.drop_constraint(op.f("fk_station_history_batch_id_import_batches"), type_="foreignkey")
        table.drop_column("batch_id")
    with op.batch_alter_table("import_batches", table_kwargs=COUNTED) as table:
        table.drop_column("undone_at")
