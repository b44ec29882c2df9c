"""Seals over the audit log; it and they are append-only from here on.

A later change of ``audit_events`` must not rebuild the table on SQLite (batch mode): that drops its triggers.
"""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NOTHING = "0" * 64
# what may go: rows and seals at or below the chain's foot, which retention moves first (app/core/seals.py)
KEPT_EVENT = (
    "NOT EXISTS (SELECT 1 FROM audit_seals JOIN audit_chains ON audit_seals.no <= audit_chains.foot_no"
    " WHERE audit_seals.event_id = OLD.id)"
)
KEPT_SEAL = "NOT EXISTS (SELECT 1 FROM audit_chains WHERE OLD.no <= audit_chains.foot_no)"
REFUSED = {  # trigger: table, what is refused, when
    "audit_events_no_update": ("audit_events", "UPDATE", None),
    "audit_events_no_delete": ("audit_events", "DELETE", KEPT_EVENT),
    "audit_seals_no_update": ("audit_seals", "UPDATE", None),
    "audit_seals_no_delete": ("audit_seals", "DELETE", KEPT_SEAL),
    "audit_chains_no_delete": ("audit_chains", "DELETE", None),
}
TABLES = ("audit_events", "audit_seals", "audit_chains")


def upgrade() -> None:
    op.create_index(op.f("ix_audit_events_actor_ref"), "audit_events", ["actor_ref"], unique=False)
    op.create_table(
        "audit_chains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("foot_no", sa.Integer(), nullable=False),
        sa.Column("foot_seal", sa.String(length=64), nullable=False),
        sa.Column("head_no", sa.Integer(), nullable=False),
        sa.Column("head_seal", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chains")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit_seals",
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_seals_event_id")),
    )
    chains = sa.table("audit_chains", *map(sa.column, ("id", "foot_no", "foot_seal", "head_no", "head_seal", "mark")))
    ends = {"id": 1, "foot_no": 0, "foot_seal": NOTHING, "head_no": 0, "head_seal": NOTHING, "mark": ""}
    op.execute(chains.insert().values(**ends))
    if op.get_bind().dialect.name == "sqlite":
        _refuse_on_sqlite()
    else:
        _refuse_on_postgresql()


def downgrade() -> None:
    op.drop_table("audit_chains")  # with its triggers
    op.drop_table("audit_seals")
    op.drop_index(op.f("ix_audit_events_actor_ref"), table_name="audit_events")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("audit_events_no_update", "audit_events_no_delete", "audit_events_no_replace"):
            op.execute(f"DROP TRIGGER {name}")
        return
    for name in ("audit_events_no_update", "audit_events_no_delete", "audit_events_no_truncate"):
        op.execute(f"DROP TRIGGER {name} ON audit_events")
    for name in ("refuse", "audit_events_no_delete", "audit_seals_no_delete"):
        op.execute(f"DROP FUNCTION {name}_in_append_only()")


def _refuse_on_sqlite() -> None:
    for name, (table, what, when) in REFUSED.items():
        limit = f" WHEN {when}" if when else ""
        refuse = f"SELECT RAISE(ABORT, '{table} is append-only')"
        op.execute(f"CREATE TRIGGER {name} BEFORE {what} ON {table}{limit} BEGIN {refuse}; END")
    taken = "EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id)"  # INSERT OR REPLACE would fire no trigger of DELETE
    op.execute(
        f"CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events WHEN {taken}"
        " BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END"
    )


def _refuse_on_postgresql() -> None:
    refuse = "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME"
    _function("refuse", f"{refuse};")
    for name, (table, what, when) in REFUSED.items():
        function = name if when else "refuse"
        if when:  # a trigger's own WHEN may not ask other tables here
            _function(name, f"IF {when} THEN {refuse}; END IF; RETURN OLD;")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}_in_append_only()"
        )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_in_append_only()"
        )


def _function(name: str, body: str) -> None:
    op.execute(f"CREATE FUNCTION {name}_in_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$")
