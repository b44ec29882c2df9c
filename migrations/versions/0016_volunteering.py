"""Teams, shifts, series, roles, sign-ups, offers."""

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the commit that brings the tables."""


def downgrade() -> None:
    """As above."""
