"""Recordings of prompts; callers of an announcement are counted among millions of visits."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0011_prompts"
down_revision = "0010_menu_figures"
branch_labels = None
depends_on = None


VISITS = "telephony_menu_visit"
BY_END = "ix_telephony_menu_visit_ended_started_at"


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_index(BY_END, VISITS, ["ended", "started_at"])
    op.create_table(
        "ivr_prompt_audio",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("wav", sa.LargeBinary(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_ivr_prompt_audio")),
    )


def downgrade() -> None:
    """Go back one step."""
    op.drop_index(BY_END, VISITS)
    op.drop_table("ivr_prompt_audio")
