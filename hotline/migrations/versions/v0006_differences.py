"""Differences between the books of calls."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0006_differences"
down_revision = "0005_presence_query_codes"
branch_labels = None
depends_on = None

TABLE = "telephony_difference"


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        TABLE,
        sa.Column("difference_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=96), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("books", sa.JSON(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("explained_at", UtcDateTime(), nullable=True),
        sa.Column("explained_by", sa.Uuid(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("difference_id", name=op.f("pk_telephony_difference")),
    )
    op.create_index(op.f("ix_telephony_difference_call_id"), TABLE, ["call_id"])
    op.create_index(op.f("ix_telephony_difference_open"), TABLE, ["resolved_at", "first_seen_at"])
    op.create_index(op.f("uq_telephony_difference_kind_subject"), TABLE, ["kind", "subject"], unique=True)


def downgrade() -> None:
    """Go back one step."""
    op.drop_table(TABLE)
