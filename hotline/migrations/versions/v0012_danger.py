"""What danger a caller told a menu of, at the call."""

import sqlalchemy as sa
from alembic import op

revision = "0012_danger"
down_revision = "0011_prompts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    op.add_column("telephony_call", sa.Column("danger", sa.String(16), nullable=True))


def downgrade() -> None:
    """Go back one step."""
    op.drop_column("telephony_call", "danger")
