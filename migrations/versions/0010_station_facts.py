"""When which facts of a station were last confirmed, line by line."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "verifications",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=10), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"],
            ["stations.id"],
            name=op.f("fk_verifications_station_id_stations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("station_id", "fact", name=op.f("pk_verifications")),
    )


def downgrade() -> None:
    op.drop_table("verifications")
