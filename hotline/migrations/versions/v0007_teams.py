"""Teams of accounts, and how far their roles reach."""

import sqlalchemy as sa
from alembic import op

revision = "0007_teams"
down_revision = "0006_differences"
branch_labels = None
depends_on = None

TABLE = "foundation_account"


def upgrade() -> None:
    """Bring the schema to this step."""
    op.add_column(TABLE, sa.Column("team", sa.String(length=32), nullable=True))
    op.add_column(TABLE, sa.Column("reach", sa.String(length=8), nullable=False, server_default="all"))
    op.create_index(op.f("ix_foundation_account_team"), TABLE, ["team"])


def downgrade() -> None:
    """Go back one step."""
    op.drop_index(op.f("ix_foundation_account_team"), TABLE)
    op.drop_column(TABLE, "reach")
    op.drop_column(TABLE, "team")
