"""What supervisors decided of agents and queues, and what the switch was told of the queue rules."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0013_queue_rules"
down_revision = "0012_danger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "queueing_move",
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("queue", sa.String(32), nullable=False),
        sa.Column("penalty", sa.Integer(), nullable=True),
        sa.Column("moved_by", sa.String(64), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "queue", name=op.f("pk_queueing_move")),
    )
    op.create_table(
        "queueing_rules_on_switch",
        sa.Column("node", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("compared_at", UtcDateTime(), nullable=False),
        sa.Column("drifts", sa.Integer(), nullable=False),
        sa.Column("drifted_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_queueing_rules_on_switch")),
    )


def downgrade() -> None:
    """Go back one step."""
    op.drop_table("queueing_rules_on_switch")
    op.drop_table("queueing_move")
