"""Tickets carry the confidentiality of their contact; no entry of the audit is replaced on SQLite."""

import sqlalchemy as sa
from alembic import op

revision = "0004_rights"
down_revision = "0003_desk"
branch_labels = None
depends_on = None


NO_REPLACE = (
    "CREATE TRIGGER foundation_audit_no_replace BEFORE INSERT ON foundation_audit "
    "WHEN NEW.position > 0 AND EXISTS (SELECT 1 FROM foundation_audit WHERE position = NEW.position) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
)


def upgrade() -> None:
    """Bring the schema to this step."""
    # With a default of the database: the release before does not know the column and goes on writing.
    op.add_column(
        "tickets_service_ticket",
        sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(NO_REPLACE)


def downgrade() -> None:
    """Go back one step."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER foundation_audit_no_replace")
    op.drop_column("tickets_service_ticket", "confidential")
