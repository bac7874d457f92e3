"""Files of tickets, answers and monthly reports for everybody."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0017_attachments_and_public"
down_revision = "0016_closed_loop"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "tickets_service_attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scan", sa.String(16), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column("added_unit", sa.String(32), nullable=False, server_default=""),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_service_attachment")),
    )
    op.create_index(op.f("ix_tickets_service_attachment_ticket"), "tickets_service_attachment", ["ticket"])
    op.create_table(
        "tickets_service_attachment_content",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_service_attachment_content")),
    )
    op.create_table(
        "tickets_service_public_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("category_code", sa.String(64), nullable=False),
        sa.Column("category_label", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_service_public_answer")),
        sa.UniqueConstraint("ticket", name=op.f("uq_tickets_service_public_answer_ticket")),
    )
    op.create_index(
        op.f("ix_tickets_service_public_answer_published_at"), "tickets_service_public_answer", ["published_at"]
    )
    op.create_table(
        "tickets_service_public_report",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("month", "revision", name=op.f("pk_tickets_service_public_report")),
    )


def downgrade() -> None:
    """Go back one step."""
    for table in ("public_report", "public_answer", "attachment_content", "attachment"):
        op.drop_table(f"tickets_service_{table}")
