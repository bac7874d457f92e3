"""An index of the lines of history that say why a citizen is not content: a year's figures read them alone."""

import sqlalchemy as sa
from alembic import op

revision = "0020_reasons_of_ratings"
down_revision = "0019_next_clock_and_missed"
branch_labels = None
depends_on = None

SAID = sa.text("(evidence ->> 'reasons') IS NOT NULL")
SHARE = "CREATE STATISTICS tickets_service_act_reasons ON (evidence ->> 'reasons') FROM tickets_service_act"
"""PostgreSQL knows by it how few lines have reasons; without it, it takes the index for one of nearly all."""


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_index(
        "ix_tickets_service_act_reasons", "tickets_service_act", ["at"], sqlite_where=SAID, postgresql_where=SAID
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(SHARE)
        op.execute("ANALYZE tickets_service_act")


def downgrade() -> None:
    """Go back one step."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP STATISTICS tickets_service_act_reasons")
    op.drop_index("ix_tickets_service_act_reasons", "tickets_service_act")
