"""Calls by outcome: of millions the few that were lost are found."""

from alembic import op

revision = "0008_outcomes"
down_revision = "0007_teams"
branch_labels = None
depends_on = None

TABLE = "telephony_call"
INDEX = "ix_telephony_call_outcome_entered_at"


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_index(INDEX, TABLE, ["outcome", "entered_at"])


def downgrade() -> None:
    """Go back one step."""
    op.drop_index(INDEX, TABLE)
