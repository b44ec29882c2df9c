"""Pictures by content, and photos of stations."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pictures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
    )
    op.create_index(op.f("ix_pictures_stored_at"), "pictures", ["stored_at"], unique=False)
    op.create_table(
        "station_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("picture_id", sa.String(length=64), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("why", sa.String(length=10), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("check_id", sa.String(length=100), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("picture_id IS NOT NULL OR state = 'removed'", name=op.f("ck_station_photos_picture")),
        sa.CheckConstraint(
            "state IN ('pending_review', 'review', 'shown', 'removed')", name=op.f("ck_station_photos_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_station_photos_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["picture_id"], ["pictures.id"], name=op.f("fk_station_photos_picture_id_pictures")),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_station_photos_station_id_stations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_photos")),
        sa.UniqueConstraint("station_id", "account_id", "content", name="uq_station_photos_same"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_station_photos_account_id"), "station_photos", ["account_id"], unique=False)
    op.create_index(op.f("ix_station_photos_created_at"), "station_photos", ["created_at"], unique=False)
    op.create_index(op.f("ix_station_photos_picture_id"), "station_photos", ["picture_id"], unique=False)
    op.create_index(op.f("ix_station_photos_check_id"), "station_photos", ["check_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_station_photos_check_id"), table_name="station_photos")
    op.drop_index(op.f("ix_station_photos_picture_id"), table_name="station_photos")
    op.drop_index(op.f("ix_station_photos_created_at"), table_name="station_photos")
    op.drop_index(op.f("ix_station_photos_account_id"), table_name="station_photos")
    op.drop_table("station_photos")
    op.drop_index(op.f("ix_pictures_stored_at"), table_name="pictures")
    op.drop_table("pictures")
