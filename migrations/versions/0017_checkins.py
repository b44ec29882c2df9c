"""Expectations and check-ins."""

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the commit that brings the tables."""


def downgrade() -> None:
    """As above."""
