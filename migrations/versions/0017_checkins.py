"""Expectations and check-ins."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STANDS = sa.text("state <> 'rejected'")
WAITS = sa.text("state IN ('pending', 'needs_position')")


def upgrade() -> None:
    _expectations()
    _checkins()
    op.create_table(
        "spent_nonces",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("checkin_id", sa.Integer(), nullable=True),
        sa.Column("spent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_spent_nonces_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["checkin_id"], ["checkins.id"], name=op.f("fk_spent_nonces_checkin_id_checkins"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("account_id", "nonce", name=op.f("pk_spent_nonces")),
    )
    op.create_index(op.f("ix_spent_nonces_checkin_id"), "spent_nonces", ["checkin_id"])
    op.create_index(op.f("ix_spent_nonces_spent_at"), "spent_nonces", ["spent_at"])
    op.create_table(
        "device_days",
        sa.Column("device_hash", sa.String(length=64), nullable=False),
        sa.Column("user_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("device_hash", "user_hash", name=op.f("pk_device_days")),
    )
    op.create_index(op.f("ix_device_days_seen_at"), "device_days", ["seen_at"])


def downgrade() -> None:
    op.drop_table("device_days")
    op.drop_table("spent_nonces")
    op.drop_table("checkins")
    op.drop_table("expectations")


def _expectations() -> None:
    op.create_table(
        "expectations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("station_code", sa.String(length=20), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_expectations_term")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_expectations_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["presence_points.id"],
            name=op.f("fk_expectations_point_id_presence_points"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectations")),
        sa.UniqueConstraint("account_id", "point_id", name="uq_expectations_account_point"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_expectations_ends_at"), "expectations", ["ends_at"])
    op.create_index(op.f("ix_expectations_point_id"), "expectations", ["point_id"])


def _checkins() -> None:
    op.create_table(
        "checkins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("point_id", sa.Integer(), nullable=True),
        sa.Column("scanned_point_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("pair_no", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=12), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("hint", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("reason", sa.String(length=15), nullable=True),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("actor_ref", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(length=120), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("hours_settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_checkins_direction")),
        sa.CheckConstraint(
            "method IN ('rotating', 'printed', 'staff_scan', 'staff_mark', 'self')", name=op.f("ck_checkins_method")
        ),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_checkins_level")),
        sa.CheckConstraint(
            "state IN ('accepted', 'needs_position', 'pending', 'rejected')", name=op.f("ck_checkins_state")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_checkins_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["presence_points.id"], name=op.f("fk_checkins_point_id_presence_points"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["scanned_point_id"],
            ["presence_points.id"],
            name=op.f("fk_checkins_scanned_point_id_presence_points"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkins")),
        sa.UniqueConstraint("account_id", "nonce", name="uq_checkins_account_nonce"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_checkins_actor_ref"), "checkins", ["actor_ref"])
    op.create_index(op.f("ix_checkins_point_id"), "checkins", ["point_id"])
    op.create_index("ix_checkins_account_occurred", "checkins", ["account_id", "occurred_at"])
    op.create_index("ix_checkins_kind_occurred", "checkins", ["kind", "occurred_at"])
    op.create_index(
        "ix_checkins_waiting", "checkins", ["state", "received_at"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index(
        "uq_checkins_pair",
        "checkins",
        ["account_id", "point_id", "local_day", "direction", "pair_no"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
