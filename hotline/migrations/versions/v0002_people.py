"""Accounts, roles, sessions, audit."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0002_people"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


GUARDS = {
    "sqlite": (
        "CREATE TRIGGER foundation_audit_no_update BEFORE UPDATE ON foundation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER foundation_audit_no_delete BEFORE DELETE ON foundation_audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION foundation_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER foundation_audit_no_change BEFORE UPDATE OR DELETE ON foundation_audit "
        "FOR EACH ROW EXECUTE FUNCTION foundation_audit_refuse()",
        "CREATE TRIGGER foundation_audit_no_truncate BEFORE TRUNCATE ON foundation_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION foundation_audit_refuse()",
    ),
}


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "foundation_account",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("display_name", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("lock_reason", sa.String(length=32), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_foundation_account")),
        sa.UniqueConstraint("agent", name=op.f("uq_foundation_account_agent")),
        sa.UniqueConstraint("name", name=op.f("uq_foundation_account_name")),
    )
    op.create_table(
        "foundation_audit",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(length=8), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(length=48), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=96), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_foundation_audit")),
    )
    op.create_index("ix_foundation_audit_act", "foundation_audit", ["act", "position"], unique=False)
    op.create_index("ix_foundation_audit_actor", "foundation_audit", ["actor", "position"], unique=False)
    op.create_index(op.f("ix_foundation_audit_at"), "foundation_audit", ["at"], unique=False)
    op.create_index("ix_foundation_audit_subject", "foundation_audit", ["subject", "position"], unique=False)

    op.create_table(
        "foundation_login_guard",
        sa.Column("guard_key", sa.String(length=64), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("guard_key", name=op.f("pk_foundation_login_guard")),
    )
    op.create_index(op.f("ix_foundation_login_guard_next_at"), "foundation_login_guard", ["next_at"], unique=False)

    op.create_table(
        "foundation_role",
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("excludes", sa.String(length=32), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_foundation_role")),
    )
    op.create_table(
        "foundation_account_grant",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(length=48), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["foundation_account.account_id"],
            name=op.f("fk_foundation_account_grant_account_id_foundation_account"),
        ),
        sa.PrimaryKeyConstraint("account_id", "act", name=op.f("pk_foundation_account_grant")),
    )
    op.create_table(
        "foundation_account_role",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["foundation_account.account_id"],
            name=op.f("fk_foundation_account_role_account_id_foundation_account"),
        ),
        sa.ForeignKeyConstraint(
            ["role"], ["foundation_role.role"], name=op.f("fk_foundation_account_role_role_foundation_role")
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_foundation_account_role")),
    )
    op.create_table(
        "foundation_identity",
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["foundation_account.account_id"],
            name=op.f("fk_foundation_identity_account_id_foundation_account"),
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("pk_foundation_identity")),
    )
    op.create_index(op.f("ix_foundation_identity_account_id"), "foundation_identity", ["account_id"], unique=False)

    op.create_table(
        "foundation_role_grant",
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=48), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["role"], ["foundation_role.role"], name=op.f("fk_foundation_role_grant_role_foundation_role")
        ),
        sa.PrimaryKeyConstraint("role", "act", name=op.f("pk_foundation_role_grant")),
    )
    op.create_table(
        "foundation_second_factor",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["foundation_account.account_id"],
            name=op.f("fk_foundation_second_factor_account_id_foundation_account"),
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_foundation_second_factor")),
    )
    op.create_table(
        "foundation_session",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("second_factor_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("last_act_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("end_reason", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["foundation_account.account_id"],
            name=op.f("fk_foundation_session_account_id_foundation_account"),
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_foundation_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_foundation_session_token_hash")),
    )
    op.create_index(op.f("ix_foundation_session_account_id"), "foundation_session", ["account_id"], unique=False)
    op.create_index(op.f("ix_foundation_session_started_at"), "foundation_session", ["started_at"], unique=False)

    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take this step back."""
    op.drop_index(op.f("ix_foundation_session_started_at"), table_name="foundation_session")
    op.drop_index(op.f("ix_foundation_session_account_id"), table_name="foundation_session")

    op.drop_table("foundation_session")
    op.drop_table("foundation_second_factor")
    op.drop_table("foundation_role_grant")
    op.drop_index(op.f("ix_foundation_identity_account_id"), table_name="foundation_identity")

    op.drop_table("foundation_identity")
    op.drop_table("foundation_account_role")
    op.drop_table("foundation_account_grant")
    op.drop_table("foundation_role")
    op.drop_index(op.f("ix_foundation_login_guard_next_at"), table_name="foundation_login_guard")

    op.drop_table("foundation_login_guard")
    op.drop_index("ix_foundation_audit_subject", table_name="foundation_audit")
    op.drop_index(op.f("ix_foundation_audit_at"), table_name="foundation_audit")
    op.drop_index("ix_foundation_audit_actor", table_name="foundation_audit")
    op.drop_index("ix_foundation_audit_act", table_name="foundation_audit")

    op.drop_table("foundation_audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION foundation_audit_refuse()")
    op.drop_table("foundation_account")
