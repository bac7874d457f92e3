"""How satisfied a caller said he was after the call."""

import sqlalchemy as sa
from alembic import op

revision = "0009_satisfaction"
down_revision = "0008_outcomes"
branch_labels = None
depends_on = None

TABLES, COLUMN = ("telephony_call", "tickets_service_ticket"), "satisfaction"


def upgrade() -> None:
    """Bring the schema to this step."""
    for table in TABLES:
        op.add_column(table, sa.Column(COLUMN, sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go back one step."""
    for table in TABLES:
        op.drop_column(table, COLUMN)
