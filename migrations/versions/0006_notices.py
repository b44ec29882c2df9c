"""Notices, message credits, switches."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("body", sa.String(length=500), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=True),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("template", sa.String(length=30), nullable=True),
        sa.Column("values", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("wechat_state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("digest_at", UtcDateTime(), nullable=True),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("msgid", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "wechat_state IN ('none', 'due', 'sending', 'sent', 'uncertain', 'dead')",
            name=op.f("ck_notices_wechat_state"),
        ),
        sa.CheckConstraint("wechat_state <> 'sending' OR leased_until IS NOT NULL", name=op.f("ck_notices_lease")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_notices_dedupe_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_account_id_id", "notices", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_notices_created_at"), "notices", ["created_at"], unique=False)
    op.create_index(op.f("ix_notices_digest_at"), "notices", ["digest_at"], unique=False)
    op.create_index(op.f("ix_notices_msgid"), "notices", ["msgid"], unique=False)
    op.create_index(op.f("ix_notices_next_at"), "notices", ["next_at"], unique=False)
    op.create_index(
        "uq_notices_sending",
        "notices",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("wechat_state = 'sending'"),
        postgresql_where=sa.text("wechat_state = 'sending'"),
    )
    op.create_table(
        "message_credits",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=30), nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_message_credits_remaining")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_message_credits_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "template", name=op.f("pk_message_credits")),
    )
    op.create_table(
        "credit_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.String(length=30), nullable=False),
        sa.Column("teller", sa.String(length=5), nullable=False),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("teller IN ('hint', 'event')", name=op.f("ck_credit_words_teller")),
        sa.CheckConstraint("unmatched >= 0", name=op.f("ck_credit_words_unmatched")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_credit_words_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_words")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_credit_words_account_id_template", "credit_words", ["account_id", "template"], unique=False)
    op.create_index(op.f("ix_credit_words_at"), "credit_words", ["at"], unique=False)
    op.create_table(
        "topic_switches",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_topic_switches_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "topic", name=op.f("pk_topic_switches")),
    )
    op.create_table(
        "silent_templates",
        sa.Column("template", sa.String(length=30), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("template", name=op.f("pk_silent_templates")),
    )


def downgrade() -> None:
    op.drop_table("silent_templates")
    op.drop_table("topic_switches")
    op.drop_index(op.f("ix_credit_words_at"), table_name="credit_words")
    op.drop_index("ix_credit_words_account_id_template", table_name="credit_words")
    op.drop_table("credit_words")
    op.drop_table("message_credits")
    op.drop_index(
        "uq_notices_sending",
        table_name="notices",
        sqlite_where=sa.text("wechat_state = 'sending'"),
        postgresql_where=sa.text("wechat_state = 'sending'"),
    )
    op.drop_index(op.f("ix_notices_next_at"), table_name="notices")
    op.drop_index(op.f("ix_notices_msgid"), table_name="notices")
    op.drop_index(op.f("ix_notices_digest_at"), table_name="notices")
    op.drop_index(op.f("ix_notices_created_at"), table_name="notices")
    op.drop_index("ix_notices_account_id_id", table_name="notices")
    op.drop_table("notices")
