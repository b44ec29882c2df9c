"""Teams, shifts, series, roles, sign-ups, offers."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=15), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_code"], ["admin_areas.code"], name=op.f("fk_teams_area_code_admin_areas")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_teams_area_code"), "teams", ["area_code"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_team_members_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id_teams"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_team_members_account_id"), "team_members", ["account_id"], unique=False)
    op.create_index(
        "uq_team_members_living",
        "team_members",
        ["team_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "shift_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("station_code", sa.String(length=10), nullable=True),
        sa.Column("rrule", sa.String(length=200), nullable=False),
        sa.Column("exdates", sa.JSON(), nullable=False),
        sa.Column("template", sa.JSON(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("made_until", sa.Date(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["admin_areas.code"], name=op.f("fk_shift_series_area_code_admin_areas")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["organizations.id"], name=op.f("fk_shift_series_issuer_id_organizations")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_shift_series_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_series")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shift_series_ended_at"), "shift_series", ["ended_at"], unique=False)
    op.create_index(op.f("ix_shift_series_team_id"), "shift_series", ["team_id"], unique=False)
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("occurs_on", sa.Date(), nullable=True),
        sa.Column("waits_for", sa.String(length=10), nullable=True),
        sa.Column("area_code", sa.String(length=15), nullable=False),
        sa.Column("station_code", sa.String(length=10), nullable=True),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("lat_wgs84", sa.Float(), nullable=False),
        sa.Column("lng_wgs84", sa.Float(), nullable=False),
        sa.Column("private_place_enc", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("signup_opens_at", UtcDateTime(), nullable=True),
        sa.Column("signup_closes_at", UtcDateTime(), nullable=False),
        sa.Column("cancel_until", UtcDateTime(), nullable=False),
        sa.Column("risk_text", sa.String(length=500), nullable=False),
        sa.Column("insurance_text", sa.String(length=500), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('service', 'training')", name=op.f("ck_shifts_kind")),
        sa.CheckConstraint("status IN ('draft', 'published', 'cancelled', 'done')", name=op.f("ck_shifts_status")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends")),
        sa.CheckConstraint("min_age BETWEEN 16 AND 99", name=op.f("ck_shifts_min_age")),
        sa.ForeignKeyConstraint(["area_code"], ["admin_areas.code"], name=op.f("fk_shifts_area_code_admin_areas")),
        sa.ForeignKeyConstraint(["issuer_id"], ["organizations.id"], name=op.f("fk_shifts_issuer_id_organizations")),
        sa.ForeignKeyConstraint(["series_id"], ["shift_series.id"], name=op.f("fk_shifts_series_id_shift_series")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_shifts_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("series_id", "occurs_on", name="uq_shifts_series_id_occurs_on"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shifts_area_code"), "shifts", ["area_code"], unique=False)
    op.create_index(op.f("ix_shifts_issuer_id"), "shifts", ["issuer_id"], unique=False)
    op.create_index(op.f("ix_shifts_starts_at"), "shifts", ["starts_at"], unique=False)
    op.create_index(op.f("ix_shifts_station_code"), "shifts", ["station_code"], unique=False)
    op.create_index("ix_shifts_status_ends_at", "shifts", ["status", "ends_at"], unique=False)
    op.create_index(op.f("ix_shifts_team_id"), "shifts", ["team_id"], unique=False)
    op.create_table(
        "shift_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("waitlist_max", sa.Integer(), nullable=True),
        sa.Column("skills", sa.String(length=80), nullable=False),
        sa.Column("open_call_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("capacity BETWEEN 1 AND 500", name=op.f("ck_shift_roles_capacity")),
        sa.CheckConstraint("waitlist_max BETWEEN 0 AND 500", name=op.f("ck_shift_roles_waitlist_max")),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_shift_roles_shift_id_shifts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_roles")),
        sa.UniqueConstraint("shift_id", "name", name="uq_shift_roles_shift_id_name"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shift_roles_shift_id"), "shift_roles", ["shift_id"], unique=False)
    op.create_table(
        "signups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("person_ref", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("skips", sa.Integer(), nullable=False),
        sa.Column("reconfirm_due", UtcDateTime(), nullable=True),
        sa.Column("reconfirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=True),
        sa.Column("claim_hash", sa.String(length=64), nullable=True),
        sa.Column("claim_until", UtcDateTime(), nullable=True),
        sa.Column("checked_in_at", UtcDateTime(), nullable=True),
        sa.Column("checked_out_at", UtcDateTime(), nullable=True),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("attendance_source", sa.String(length=10), nullable=True),
        sa.Column("attendance_note", sa.String(length=200), nullable=False),
        sa.Column("stated_in_at", UtcDateTime(), nullable=True),
        sa.Column("stated_out_at", UtcDateTime(), nullable=True),
        sa.Column("stated_note", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('registered', 'waitlisted', 'offered', 'checked_in', 'checked_out', 'cancelled', "
            "'late_cancelled', 'excused', 'no_show', 'lapsed', 'shift_cancelled')",
            name=op.f("ck_signups_state"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_signups_account_id_accounts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["shift_roles.id"], name=op.f("fk_signups_role_id_shift_roles")),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_signups_shift_id_shifts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signups")),
        sa.UniqueConstraint("claim_hash", name="uq_signups_claim_hash"),
        sa.UniqueConstraint("shift_id", "account_id", name="uq_signups_shift_id_account_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signups_account_id"), "signups", ["account_id"], unique=False)
    op.create_index(op.f("ix_signups_claim_until"), "signups", ["claim_until"], unique=False)
    op.create_index(op.f("ix_signups_person_ref"), "signups", ["person_ref"], unique=False)
    op.create_index(
        "ix_signups_role_id_state_queued_at", "signups", ["role_id", "state", "queued_at", "id"], unique=False
    )
    op.create_index("ix_signups_state_ended_at", "signups", ["state", "ended_at"], unique=False)
    op.create_table(
        "waitlist_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["signups.id"], name=op.f("fk_waitlist_offers_signup_id_signups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waitlist_offers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_waitlist_offers_expires_at"), "waitlist_offers", ["expires_at"], unique=False)
    op.create_index("ix_waitlist_offers_signup_id", "waitlist_offers", ["signup_id"], unique=False)
    op.create_index(
        "uq_waitlist_offers_open",
        "waitlist_offers",
        ["signup_id"],
        unique=True,
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_waitlist_offers_open",
        table_name="waitlist_offers",
        sqlite_where=sa.text("answer IS NULL"),
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.drop_index("ix_waitlist_offers_signup_id", table_name="waitlist_offers")
    op.drop_index(op.f("ix_waitlist_offers_expires_at"), table_name="waitlist_offers")
    op.drop_table("waitlist_offers")
    op.drop_index("ix_signups_state_ended_at", table_name="signups")
    op.drop_index("ix_signups_role_id_state_queued_at", table_name="signups")
    op.drop_index(op.f("ix_signups_person_ref"), table_name="signups")
    op.drop_index(op.f("ix_signups_claim_until"), table_name="signups")
    op.drop_index(op.f("ix_signups_account_id"), table_name="signups")
    op.drop_table("signups")
    op.drop_index(op.f("ix_shift_roles_shift_id"), table_name="shift_roles")
    op.drop_table("shift_roles")
    op.drop_index(op.f("ix_shifts_team_id"), table_name="shifts")
    op.drop_index("ix_shifts_status_ends_at", table_name="shifts")
    op.drop_index(op.f("ix_shifts_station_code"), table_name="shifts")
    op.drop_index(op.f("ix_shifts_starts_at"), table_name="shifts")
    op.drop_index(op.f("ix_shifts_issuer_id"), table_name="shifts")
    op.drop_index(op.f("ix_shifts_area_code"), table_name="shifts")
    op.drop_table("shifts")
    op.drop_index(op.f("ix_shift_series_team_id"), table_name="shift_series")
    op.drop_index(op.f("ix_shift_series_ended_at"), table_name="shift_series")
    op.drop_table("shift_series")
    op.drop_index(
        "uq_team_members_living",
        table_name="team_members",
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.drop_index(op.f("ix_team_members_account_id"), table_name="team_members")
    op.drop_table("team_members")
    op.drop_index(op.f("ix_teams_area_code"), table_name="teams")
    op.drop_table("teams")
