"""Tickets carry the confidentiality of their contact."""

import sqlalchemy as sa
from alembic import op

revision = "0004_rights"
down_revision = "0003_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    # With a default of the database: the release before does not know the column and goes on writing.
    op.add_column(
        "tickets_service_ticket",
        sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    """Go back one step."""
    op.drop_column("tickets_service_ticket", "confidential")
