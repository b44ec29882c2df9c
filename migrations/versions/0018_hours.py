"""The ledger of hours, objections. Lines are append-only.

A later change of ``hours_entries`` must not rebuild the table on SQLite (batch mode): that drops its triggers.
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = "'proposal', 'first_approval', 'confirm', 'reject', 'reverse', 'backfill'"
STATES = "'pending', 'awaiting_second', 'confirmed', 'rejected', 'reversed'"
SOURCES = "'checkin', 'planned', 'stated', 'staff', 'backfill'"
REFUSAL = "hours_entries is append-only"


def upgrade() -> None:
    _chains()
    _entries()
    _objections()
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def downgrade() -> None:
    op.drop_table("hours_objections")
    op.drop_table("hours_entries")  # with its triggers
    op.drop_table("hours_chains")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_in_hours_entries()")


def _chains() -> None:
    op.create_table(
        "hours_chains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("open_minutes", sa.Integer(), nullable=False),
        sa.Column("changed_minutes", sa.Integer(), nullable=True),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("read_by_ref", sa.String(length=32), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_hours_chains_state")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_hours_chains_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["admin_areas.code"], name=op.f("fk_hours_chains_area_code_admin_areas")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["organizations.id"], name=op.f("fk_hours_chains_issuer_id_organizations")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_hours_chains_shift_id_shifts")),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signups.id"], name=op.f("fk_hours_chains_signup_id_signups"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_chains")),
        sa.UniqueConstraint("shift_id", "person_ref", name="uq_hours_chains_shift_id_person_ref"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hours_chains_account_id"), "hours_chains", ["account_id"], unique=False)
    op.create_index(op.f("ix_hours_chains_signup_id"), "hours_chains", ["signup_id"], unique=False)
    op.create_index(
        "ix_hours_chains_person_ref_service_date", "hours_chains", ["person_ref", "service_date", "id"], unique=False
    )
    op.create_index("ix_hours_chains_state_service_date", "hours_chains", ["state", "service_date", "id"], unique=False)


def _entries() -> None:
    op.create_table(
        "hours_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("minutes_next_day", sa.Integer(), nullable=False),
        sa.Column("refs_entry", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("actor_ref", sa.String(length=32), nullable=True),
        sa.Column("actor_role", sa.String(length=30), nullable=False),
        sa.Column("actor_scope", sa.String(length=20), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=True),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("measured_minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_hours_entries_kind")),
        sa.CheckConstraint(f"source IN ({SOURCES})", name=op.f("ck_hours_entries_source")),
        sa.CheckConstraint("no > 1 OR refs_entry IS NULL", name=op.f("ck_hours_entries_refs_before")),
        sa.CheckConstraint(
            "kind = 'reverse' OR minutes >= minutes_next_day AND minutes_next_day >= 0",
            name=op.f("ck_hours_entries_minutes"),
        ),
        sa.CheckConstraint(
            "kind <> 'reverse' OR minutes <= minutes_next_day AND minutes_next_day <= 0",
            name=op.f("ck_hours_entries_reverse"),
        ),
        sa.ForeignKeyConstraint(["chain_id"], ["hours_chains.id"], name=op.f("fk_hours_entries_chain_id_hours_chains")),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["organizations.id"], name=op.f("fk_hours_entries_issuer_id_organizations")
        ),
        sa.ForeignKeyConstraint(
            ["refs_entry"], ["hours_entries.id"], name=op.f("fk_hours_entries_refs_entry_hours_entries")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_hours_entries_shift_id_shifts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entries")),
        sa.UniqueConstraint("chain_id", "no", name="uq_hours_entries_chain_id_no"),
        sa.UniqueConstraint("refs_entry", name="uq_hours_entries_refs_entry"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_hours_entries_actor_ref"), "hours_entries", ["actor_ref"], unique=False)
    op.create_index(op.f("ix_hours_entries_batch_id"), "hours_entries", ["batch_id"], unique=False)
    op.create_index(op.f("ix_hours_entries_issuer_id"), "hours_entries", ["issuer_id"], unique=False)
    op.create_index(
        "ix_hours_entries_person_ref_service_date", "hours_entries", ["person_ref", "service_date"], unique=False
    )


def _objections() -> None:
    op.create_table(
        "hours_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by_ref", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["chain_id"], ["hours_chains.id"], name=op.f("fk_hours_objections_chain_id_hours_chains")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_objections")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_hours_objections_answered_at_due_on", "hours_objections", ["answered_at", "due_on", "id"], unique=False
    )
    op.create_index(op.f("ix_hours_objections_answered_by_ref"), "hours_objections", ["answered_by_ref"], unique=False)
    op.create_index(op.f("ix_hours_objections_chain_id"), "hours_objections", ["chain_id"], unique=False)
    op.create_index(op.f("ix_hours_objections_person_ref"), "hours_objections", ["person_ref"], unique=False)
    op.create_index(
        "uq_hours_objections_open",
        "hours_objections",
        ["chain_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _refuse_on_sqlite() -> None:
    refuse = f"SELECT RAISE(ABORT, '{REFUSAL}')"
    for what in ("UPDATE", "DELETE"):
        name = f"hours_entries_no_{what.lower()}"
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON hours_entries BEGIN {refuse}; END")
    taken = (
        "EXISTS (SELECT 1 FROM hours_entries WHERE id = NEW.id)"  # INSERT OR REPLACE would fire no trigger of DELETE
    )
    op.execute(
        f"CREATE TRIGGER hours_entries_no_replace BEFORE INSERT ON hours_entries WHEN {taken} BEGIN {refuse}; END"
    )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_in_hours_entries() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for what, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        op.execute(
            f"CREATE TRIGGER hours_entries_no_{what.lower()} BEFORE {what} ON hours_entries"
            f" FOR EACH {each} EXECUTE FUNCTION refuse_in_hours_entries()"
        )
