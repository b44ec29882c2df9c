"""Memberships, welcome cards, volunteer roles, announcements."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the commit that brings the tables."""


def downgrade() -> None:
    """As above."""
