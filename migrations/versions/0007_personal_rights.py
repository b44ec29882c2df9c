"""Who looked, closing and erasing accounts."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consent_records", sa.Column("severed_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_consent_records_severed_at"), "consent_records", ["severed_at"], unique=False)
    op.create_table(
        "access_logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("viewer_ref", sa.String(length=32), nullable=False),
        sa.Column("viewer_role", sa.String(length=20), nullable=False),
        sa.Column("viewer_unit", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("list_key", sa.String(length=60), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_access_logs_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_logs")),
        sa.UniqueConstraint("account_id", "viewer_ref", "list_key", "on_day", name="uq_access_logs_list"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_access_logs_at"), "access_logs", ["at"], unique=False)
    op.create_index("ix_access_logs_account_id", "access_logs", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_access_logs_viewer_ref"), "access_logs", ["viewer_ref"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_access_logs_viewer_ref"), table_name="access_logs")
    op.drop_index("ix_access_logs_account_id", table_name="access_logs")
    op.drop_index(op.f("ix_access_logs_at"), table_name="access_logs")
    op.drop_table("access_logs")
    op.drop_index(op.f("ix_consent_records_severed_at"), table_name="consent_records")
    op.drop_column("consent_records", "severed_at")
