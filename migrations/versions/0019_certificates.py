"""Certificates, trainings, commendations, evaluations."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _certificates()
    _trainings()
    _commendations()
    _evaluations()


def downgrade() -> None:
    op.drop_table("evaluations")
    op.drop_table("commendations")
    op.drop_table("training_records")
    op.drop_table("certificate_lines")
    op.drop_table("certificates")


def _certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("backfilled_minutes", sa.Integer(), nullable=False),
        sa.Column("lines_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("name_enc", sa.LargeBinary(), nullable=True),
        sa.Column("name_until", UtcDateTime(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_certificates_minutes")),
        sa.CheckConstraint("status IN ('issued', 'superseded', 'revoked')", name=op.f("ck_certificates_status")),
        _of_account("certificates"),
        _of_issuer("certificates"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name="uq_certificates_number"),
        sa.UniqueConstraint(
            "person_ref", "issuer_id", "period_from", "period_to", "lines_hash", name="uq_certificates_lines"
        ),
        sqlite_autoincrement=True,
    )
    _index("certificates", "account_id", "issuer_id", "name_until")
    op.create_table(
        "certificate_lines",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_certificate_lines_certificate_id_certificates"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["hours_entries.id"], name=op.f("fk_certificate_lines_entry_id_hours_entries")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "entry_id", name=op.f("pk_certificate_lines")),
    )
    _index("certificate_lines", "entry_id")


def _trainings() -> None:
    op.create_table(
        "training_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_ref", sa.String(length=32), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _of_account("training_records"),
        _of_issuer("training_records"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_training_records_shift_id_shifts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_records")),
        sa.UniqueConstraint("person_ref", "issuer_id", "held_on", "title", name="uq_training_records_once"),
        sa.UniqueConstraint("shift_id", "person_ref", name="uq_training_records_shift_id_person_ref"),
        sqlite_autoincrement=True,
    )
    _index("training_records", "account_id", "issuer_id", "person_ref", "recorded_by_ref")


def _commendations() -> None:
    op.create_table(
        "commendations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_ref", sa.String(length=32), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _of_account("commendations"),
        _of_issuer("commendations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendations")),
        sa.UniqueConstraint("person_ref", "issuer_id", "given_on", "title", name="uq_commendations_once"),
        sqlite_autoincrement=True,
    )
    _index("commendations", "account_id", "issuer_id", "person_ref", "recorded_by_ref")


def _evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_evaluations_stars")),
        _of_account("evaluations"),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_evaluations_shift_id_shifts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations")),
        sa.UniqueConstraint("shift_id", "account_id", name="uq_evaluations_shift_id_account_id"),
        sqlite_autoincrement=True,
    )
    _index("evaluations", "account_id")


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id_accounts")
    return sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=name, ondelete="SET NULL")


def _of_issuer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["issuer_id"], ["organizations.id"], name=op.f(f"fk_{table}_issuer_id_organizations")
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
