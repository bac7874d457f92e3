"""The closed loop: how tickets stand, units that have them, clocks, history; the unit of an account."""

from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0016_closed_loop"
down_revision = "0015_words"
branch_labels = None
depends_on = None

TICKET = "tickets_service_ticket"
ZONE = ZoneInfo("Asia/Shanghai")
BATCH = 500
COLUMNS: tuple[tuple[str, Any, Any], ...] = (
    ("matter", sa.String(64), ""),
    ("received_day", sa.Date(), None),
    ("received_hour", sa.Integer(), None),
    ("round", sa.Integer(), "1"),
    ("acts", sa.Integer(), "0"),
    ("lead", sa.String(32), ""),
    ("due_at", UtcDateTime(), None),
    ("closed_at", UtcDateTime(), None),
    ("closing", sa.String(16), ""),
    ("reply", sa.Text(), ""),
    ("send_backs", sa.Integer(), "0"),
    ("is_final", sa.Boolean(), sa.false()),
    ("passes", sa.Integer(), "0"),
    ("reworks", sa.Integer(), "0"),
    ("reminders", sa.Integer(), "0"),
    ("extensions", sa.Integer(), "0"),
    ("extension_asked", sa.Integer(), "0"),
    ("suspension_asked", sa.Boolean(), sa.false()),
    ("followed_up", sa.Boolean(), sa.false()),
    ("tries", sa.Integer(), "0"),
    ("score", sa.Integer(), None),
    ("resolved", sa.Boolean(), None),
    ("level", sa.Integer(), "0"),
    ("main", sa.String(40), ""),
    ("leads", sa.Integer(), "0"),
    ("handed_over", sa.JSON(), None),
    ("fed_back", sa.Boolean(), sa.false()),
    ("is_case", sa.Boolean(), sa.false()),
    ("follow_up_by", sa.Uuid(), None),
)
INDEXES = (
    ("ix_tickets_service_ticket_state_due", ["state", "due_at"]),
    ("ix_tickets_service_ticket_lead_state", ["lead", "state"]),
    ("ix_tickets_service_ticket_matter_district", ["matter", "district", "received_at"]),
    ("ix_tickets_service_ticket_received", ["received_at"]),
    ("ix_tickets_service_ticket_main", ["main"]),
    ("ix_tickets_service_ticket_closed", ["closed_at"]),
    ("ix_tickets_service_ticket_acts", ["acts"]),
)
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER tickets_service_act_no_update BEFORE UPDATE ON tickets_service_act "
        "BEGIN SELECT RAISE(ABORT, 'the history of tickets is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION tickets_service_act_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the history of tickets is append-only'; END $$",
        "CREATE TRIGGER tickets_service_act_no_change BEFORE UPDATE ON tickets_service_act "
        "FOR EACH ROW EXECUTE FUNCTION tickets_service_act_refuse()",
    ),
}


def upgrade() -> None:
    """Bring the schema to this step."""
    op.add_column("foundation_account", sa.Column("unit", sa.String(32), nullable=True))
    op.create_index(op.f("ix_foundation_account_unit"), "foundation_account", ["unit"])
    for name, kind, default in COLUMNS:
        op.add_column(TICKET, sa.Column(name, kind, nullable=default is None, server_default=default))
    for index, columns in INDEXES:
        op.create_index(index, TICKET, columns)
    deepest = (
        "CASE WHEN category_level3_code <> '' THEN category_level3_code "
        "WHEN category_level2_code <> '' THEN category_level2_code ELSE category_code END"
    )
    op.execute(f"UPDATE {TICKET} SET matter = {deepest}")
    _date()
    op.create_table(
        "tickets_service_assignment",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("handler", sa.String(64), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "number", name=op.f("pk_tickets_service_assignment")),
    )
    op.create_index("ix_tickets_service_assignment_unit_state", "tickets_service_assignment", ["unit", "state"])
    op.create_table(
        "tickets_service_clock",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(16), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("warn_at", UtcDateTime(), nullable=False),
        sa.Column("pauses", sa.JSON(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("ticket", "number", name=op.f("pk_tickets_service_clock")),
    )
    op.create_index("ix_tickets_service_clock_running", "tickets_service_clock", ["stopped_at", "due_at"])
    op.create_index("ix_tickets_service_clock_name_stopped", "tickets_service_clock", ["name", "stopped_at"])
    op.create_table(
        "tickets_service_clock_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.Integer(), nullable=False),
        sa.Column("calendar", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_before", UtcDateTime(), nullable=False),
        sa.Column("due_after", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_service_clock_move")),
    )
    op.create_index(op.f("ix_tickets_service_clock_move_ticket"), "tickets_service_clock_move", ["ticket"])
    op.create_index(op.f("ix_tickets_service_clock_move_version"), "tickets_service_clock_move", ["version"])
    op.create_table(
        "tickets_service_calendar_read",
        sa.Column("calendar", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("calendar", name=op.f("pk_tickets_service_calendar_read")),
    )
    op.create_table(
        "tickets_service_act",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("actor_kind", sa.String(8), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_unit", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("state_before", sa.String(32), nullable=False),
        sa.Column("state_after", sa.String(32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("assignment", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "number", name=op.f("pk_tickets_service_act")),
    )
    op.create_index("uq_tickets_service_act_request", "tickets_service_act", ["ticket", "request_id"], unique=True)
    op.create_index("ix_tickets_service_act_act_at", "tickets_service_act", ["act", "at"])
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "tickets_service_named_reader",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("named_by", sa.Uuid(), nullable=True),
        sa.Column("named_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "account_id", name=op.f("pk_tickets_service_named_reader")),
    )

    op.create_table(
        "tickets_service_objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("unit", sa.String(32), nullable=False),
        sa.Column("service_id", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("decision", sa.String(8), server_default="", nullable=False),
        sa.Column("decision_note", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_service_objection")),
    )
    key = ["month", "unit", "service_id"]
    op.create_index("uq_tickets_service_objection_month_unit_ticket", "tickets_service_objection", key, unique=True)
    op.create_table(
        "tickets_service_appraisal",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("month", "revision", name=op.f("pk_tickets_service_appraisal")),
    )


def _date() -> None:
    """Write down the day and hour in China at which each ticket was received, some at a time."""
    rows = sa.table(
        TICKET,
        sa.column("position", sa.BigInteger()),
        sa.column("received_at", UtcDateTime()),
        sa.column("received_day", sa.Date()),
        sa.column("received_hour", sa.Integer()),
    )
    connection, last = op.get_bind(), -1
    while True:
        query = sa.select(rows.c.position, rows.c.received_at).where(rows.c.position > last)
        found = connection.execute(query.order_by(rows.c.position).limit(BATCH)).all()
        if not found:
            return
        for position, received_at in found:
            local = received_at.astimezone(ZONE)
            change = rows.update().where(rows.c.position == position)
            connection.execute(change.values(received_day=local.date(), received_hour=local.hour))
        last = found[-1][0]


def downgrade() -> None:
    """Go back one step; a ticket that went on is one that was accepted to the release before."""
    for table in (
        "appraisal",
        "objection",
        "named_reader",
        "act",
        "calendar_read",
        "clock_move",
        "clock",
        "assignment",
    ):
        op.drop_table(f"tickets_service_{table}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION tickets_service_act_refuse()")
    op.execute(f"UPDATE {TICKET} SET state = 'accepted'")
    for index, _ in INDEXES:
        op.drop_index(index, TICKET)
    for name, _, _ in COLUMNS:
        op.drop_column(TICKET, name)
    op.drop_index(op.f("ix_foundation_account_unit"), "foundation_account")
    op.drop_column("foundation_account", "unit")
