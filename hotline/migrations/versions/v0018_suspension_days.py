"""For how many working days a suspension was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0018_suspension_days"
down_revision = "0017_attachments_and_public"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    days = sa.Column("suspension_days", sa.Integer(), nullable=False, server_default="0")
    op.add_column("tickets_service_ticket", days)


def downgrade() -> None:
    """Go back one step."""
    op.drop_column("tickets_service_ticket", "suspension_days")
