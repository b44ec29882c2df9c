"""Since when WeChat knows a user no more."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("wechat_identities", sa.Column("unknown_since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("wechat_identities", "unknown_since")
