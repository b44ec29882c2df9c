"""Calendar feeds and walk-ins."""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the commit that brings the tables."""


def downgrade() -> None:
    """As above."""
