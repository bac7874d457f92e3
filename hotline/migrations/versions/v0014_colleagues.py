"""Colleagues who are asked, supervisors on calls, and calls for help."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0014_colleagues"
down_revision = "0013_queue_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "telephony_consult",
        sa.Column("consult_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("talk_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(16), nullable=True),
        sa.PrimaryKeyConstraint("consult_id", name=op.f("pk_telephony_consult")),
    )
    op.create_index(op.f("ix_telephony_consult_call_id"), "telephony_consult", ["call_id"])
    op.create_table(
        "telephony_supervision",
        sa.Column("supervision_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor", sa.String(32), nullable=False),
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("supervision_id", name=op.f("pk_telephony_supervision")),
    )
    op.create_index(op.f("ix_telephony_supervision_call_id"), "telephony_supervision", ["call_id"])
    op.create_table(
        "telephony_help",
        sa.Column("help_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("help_id", name=op.f("pk_telephony_help")),
    )
    for name in ("call_id", "ended_at"):
        op.create_index(op.f(f"ix_telephony_help_{name}"), "telephony_help", [name])


def downgrade() -> None:
    """Go back one step."""
    for table in ("help", "supervision", "consult"):
        op.drop_table(f"telephony_{table}")
