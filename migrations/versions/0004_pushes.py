"""WeChat's message pushes, each taken in once."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pushes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name=op.f("ck_pushes_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
        sa.UniqueConstraint("key", name=op.f("uq_pushes_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pushes_received_at"), "pushes", ["received_at"])
    op.create_index("ix_pushes_state_due_at", "pushes", ["state", "due_at"])


def downgrade() -> None:
    op.drop_index("ix_pushes_state_due_at", table_name="pushes")
    op.drop_index(op.f("ix_pushes_received_at"), table_name="pushes")
    op.drop_table("pushes")
