"""The clock of a ticket that ends first; ends that passed; citizens who called again behind their answer."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0019_next_clock_and_missed"
down_revision = "0018_closings_and_suspensions"
branch_labels = None
depends_on = None

NEXT = """
    UPDATE tickets_service_ticket SET
        next_due_at = COALESCE((
            SELECT MIN(due_at) FROM tickets_service_clock
            WHERE ticket = tickets_service_ticket.id AND stopped_at IS NULL
        ), due_at)
"""
"""A clock that stands still counts here until the ticket is next acted on."""
NOTED = """
    UPDATE tickets_service_clock SET missed_at = due_at
    WHERE stopped_at IS NULL AND due_at < CURRENT_TIMESTAMP
    AND NOT EXISTS (
        SELECT 1 FROM tickets_service_ticket
        WHERE id = tickets_service_clock.ticket AND (
            (name = 'handle' AND state IN ('suspended', 'replied'))
            OR (name = 'acknowledge' AND state IN ('suspended', 'sent_back'))
        )
    )
"""
"""What passed its end before this step is not noted as if it had passed today; what stands still has not passed it."""
UNKNOWN = (
    "DELETE FROM tickets_service_clock WHERE name = 'supervise'",
    "DELETE FROM tickets_service_act WHERE act IN ('miss', 'answer_supervision')",
)
"""What the release before cannot read."""


def upgrade() -> None:
    """Bring the schema to this step."""
    op.add_column("tickets_service_ticket", sa.Column("next_due_at", UtcDateTime(), nullable=True))
    again: sa.Column[bool] = sa.Column("called_again", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("tickets_service_ticket", again)
    op.create_index("ix_tickets_service_ticket_state_next", "tickets_service_ticket", ["state", "next_due_at"])
    op.add_column("tickets_service_clock", sa.Column("missed_at", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_tickets_conclusion_service_id"), "tickets_conclusion", ["service_id"])
    op.execute(NEXT)
    op.execute(NOTED)


def downgrade() -> None:
    """Go back one step."""
    for statement in UNKNOWN:
        op.execute(statement)
    op.drop_index(op.f("ix_tickets_conclusion_service_id"), "tickets_conclusion")
    op.drop_column("tickets_service_clock", "missed_at")
    op.drop_index("ix_tickets_service_ticket_state_next", "tickets_service_ticket")
    for name in ("called_again", "next_due_at"):
        op.drop_column("tickets_service_ticket", name)
