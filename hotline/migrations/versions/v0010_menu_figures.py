"""Visits to a version of a menu: its figures are found among millions."""

from alembic import op

revision = "0010_menu_figures"
down_revision = "0009_satisfaction"
branch_labels = None
depends_on = None

TABLE = "telephony_menu_visit"
INDEX = "ix_telephony_menu_visit_flow_version_started_at"


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_index(INDEX, TABLE, ["flow", "version", "started_at"])


def downgrade() -> None:
    """Go back one step."""
    op.drop_index(INDEX, TABLE)
