"""For how many working days a suspension was asked; each answer that a citizen got with what he said of it."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0018_closings_and_suspensions"
down_revision = "0017_attachments_and_public"
branch_labels = None
depends_on = None

ANSWERED = """
    INSERT INTO tickets_service_closing (ticket, round, closed_at, lead, closing, is_case, resolved, score)
    SELECT id, round, closed_at, lead, closing, is_case, resolved, score FROM tickets_service_ticket
    WHERE closed_at IS NOT NULL AND closing <> ''
"""
"""Of a ticket that was answered before this step its last answer is known."""


def upgrade() -> None:
    """Bring the schema to this step."""
    days = sa.Column("suspension_days", sa.Integer(), nullable=False, server_default="0")
    op.add_column("tickets_service_ticket", days)
    op.create_table(
        "tickets_service_closing",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("lead", sa.String(32), nullable=False),
        sa.Column("closing", sa.String(16), nullable=False),
        sa.Column("is_case", sa.Boolean(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("ticket", "round", name=op.f("pk_tickets_service_closing")),
    )
    op.create_index("ix_tickets_service_closing_closed", "tickets_service_closing", ["closed_at"])
    op.create_index("ix_tickets_service_act_ticket_act", "tickets_service_act", ["ticket", "act"])
    op.execute(ANSWERED)


def downgrade() -> None:
    """Go back one step."""
    op.drop_index("ix_tickets_service_act_ticket_act", "tickets_service_act")
    op.drop_table("tickets_service_closing")
    op.drop_column("tickets_service_ticket", "suspension_days")
