"""Presence points and scene tokens."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presence_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("lat_wgs84", sa.Float(), nullable=True),
        sa.Column("lng_wgs84", sa.Float(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("needs_position", sa.Boolean(), nullable=False),
        sa.Column("renewed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("no BETWEEN 1 AND 1073741823", name=op.f("ck_presence_points_no")),
        sa.CheckConstraint("kind IN ('station', 'community', 'shift')", name=op.f("ck_presence_points_kind")),
        sa.CheckConstraint("radius_m BETWEEN 50 AND 500", name=op.f("ck_presence_points_radius")),
        sa.CheckConstraint("key_version BETWEEN 1 AND 1048575", name=op.f("ck_presence_points_key_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_points")),
        sa.UniqueConstraint("kind", "target", name="uq_presence_points_kind_target"),
        sa.UniqueConstraint("no", name="uq_presence_points_no"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "scene_tokens",
        sa.Column("token", sa.String(length=11), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=20), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_scene_tokens")),
    )
    op.create_index(
        "uq_scene_tokens_living",
        "scene_tokens",
        ["kind", "target"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_scene_tokens_living", table_name="scene_tokens")
    op.drop_table("scene_tokens")
    op.drop_table("presence_points")
