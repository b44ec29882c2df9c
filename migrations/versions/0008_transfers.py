"""Moving an account to another WeChat identity."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITING, ASKED = "state IN ('code', 'asked')", "state = 'asked'"


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("new_account_id", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('ended', 'code', 'asked', 'done')", name=op.f("ck_transfers_state")),
        sa.CheckConstraint("state <> 'asked' OR new_account_id IS NOT NULL", name=op.f("ck_transfers_asked")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_transfers_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["new_account_id"], ["accounts.id"], name=op.f("fk_transfers_new_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_transfers_code_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transfers_account_id"), "transfers", ["account_id"], unique=False)
    op.create_index(op.f("ix_transfers_new_account_id"), "transfers", ["new_account_id"], unique=False)
    op.create_index(op.f("ix_transfers_expires_at"), "transfers", ["expires_at"], unique=False)
    for name, column, where in (
        ("uq_transfers_waiting", "account_id", WAITING),
        ("uq_transfers_asked", "new_account_id", ASKED),
    ):
        op.create_index(
            name, "transfers", [column], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )


def downgrade() -> None:
    op.drop_index("uq_transfers_asked", table_name="transfers")
    op.drop_index("uq_transfers_waiting", table_name="transfers")
    op.drop_index(op.f("ix_transfers_expires_at"), table_name="transfers")
    op.drop_index(op.f("ix_transfers_new_account_id"), table_name="transfers")
    op.drop_index(op.f("ix_transfers_account_id"), table_name="transfers")
    op.drop_table("transfers")
