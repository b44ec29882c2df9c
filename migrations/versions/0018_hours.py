"""The ledger of hours, objections."""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Filled in by the commit that brings the tables."""


def downgrade() -> None:
    """As above."""
