"""Softphone windows, and indexes for what desktops ask: an agent's last calls, tickets of a day, who waits."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0003_desk"
down_revision = "0002_people"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_telephony_ring_agent_started_at", "telephony_ring", ("agent", "started_at")),
    ("ix_telephony_talk_agent_started_at", "telephony_talk", ("agent", "started_at")),
    ("ix_telephony_queue_visit_left_at", "telephony_queue_visit", ("left_at",)),
    ("ix_tickets_conclusion_agent_concluded_at", "tickets_conclusion", ("agent", "concluded_at")),
)


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "agent_desktop_phone_claim",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("window", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_agent_desktop_phone_claim")),
    )
    for name, table, columns in INDEXES:
        op.create_index(op.f(name), table, list(columns))


def downgrade() -> None:
    """Go back one step."""
    for name, table, _ in reversed(INDEXES):
        op.drop_index(op.f(name), table)
    op.drop_table("agent_desktop_phone_claim")
