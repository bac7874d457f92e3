"""Processes that are there, and the codes by which citizens ask for their tickets."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0005_presence_query_codes"
down_revision = "0004_rights"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "foundation_presence",
        sa.Column("process_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("process_id", name=op.f("pk_foundation_presence")),
    )
    op.create_index(op.f("ix_foundation_presence_name"), "foundation_presence", ["name"])
    op.create_table(
        "tickets_service_query_code",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_tickets_service_query_code")),
    )
    op.add_column("tickets_ticket", sa.Column("query_code", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back one step."""
    op.drop_column("tickets_ticket", "query_code")
    op.drop_table("tickets_service_query_code")
    op.drop_index(op.f("ix_foundation_presence_name"), "foundation_presence")
    op.drop_table("foundation_presence")
