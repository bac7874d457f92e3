"""Supervisors' moves of agents, what the switch was told of the queue rules, and agents' stays in their states."""

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
    op.create_table(
        "queueing_alarm",
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("alarm_id", name=op.f("pk_queueing_alarm")),
    )
    op.create_index(op.f("ix_queueing_alarm_ended_at"), "queueing_alarm", ["ended_at"])
    op.create_table(
        "telephony_agent_stay",
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("shown_state", sa.String(16), nullable=False),
        sa.Column("pause_reason", sa.String(32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_telephony_agent_stay")),
    )
    for name, size in (("line", 32), ("language", 8), ("purpose", 16)):
        op.add_column("telephony_queue_visit", sa.Column(name, sa.String(size), nullable=True))
    op.execute(
        "UPDATE telephony_queue_visit SET line = call.line, language = call.language, purpose = call.purpose "
        "FROM telephony_call AS call WHERE call.call_id = telephony_queue_visit.call_id"
    )
    op.create_index(op.f("ix_telephony_agent_stay_ended_at"), "telephony_agent_stay", ["ended_at"])
    op.create_index("ix_telephony_agent_stay_agent_started_at", "telephony_agent_stay", ["agent", "started_at"])


def downgrade() -> None:
    """Go back one step."""
    op.drop_table("telephony_agent_stay")
    for name in ("line", "language", "purpose"):
        op.drop_column("telephony_queue_visit", name)
    op.drop_table("queueing_alarm")
    op.drop_table("queueing_rules_on_switch")
    op.drop_table("queueing_move")
