"""Words into tickets: three levels of classes, more fields, what became of suggestions, corrections, partials."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0015_words"
down_revision = "0014_colleagues"
branch_labels = None
depends_on = None

BATCH = 500
SERVICE = (
    ("category_level3_code", sa.String(64), ""),
    ("category_level3_label", sa.String(200), ""),
    ("summary_paragraph", sa.Text(), ""),
    ("street", sa.String(200), None),
    ("community", sa.String(200), None),
    ("party", sa.String(16), None),
    ("company", sa.String(200), None),
    ("request", sa.String(200), None),
    ("danger_words", sa.JSON(), None),
    ("lead_unit", sa.String(200), None),
    ("assisting_units", sa.JSON(), None),
)
UTTERANCE: tuple[tuple[str, Any], ...] = (
    ("changes", sa.JSON()),
    ("corrected_text", sa.Text()),
    ("corrected_by", sa.String(64)),
    ("corrected_at", UtcDateTime()),
)
MATTER = "ix_tickets_ticket_matter_district_created_at"


def upgrade() -> None:
    """Bring the schema to this step."""
    for name, kind, default in SERVICE:
        op.add_column("tickets_service_ticket", sa.Column(name, kind, nullable=default is None, server_default=default))
    for name, kind in UTTERANCE:
        op.add_column("speech_utterance", sa.Column(name, kind, nullable=True))
    op.create_index(op.f("ix_speech_utterance_started_at"), "speech_utterance", ["started_at"])
    op.create_table(
        "speech_partial",
        sa.Column("tap_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("utterance_id", sa.Uuid(), nullable=False),
        sa.Column("speaker", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tap_id", name=op.f("pk_speech_partial")),
    )
    op.create_index(op.f("ix_speech_partial_call_id"), "speech_partial", ["call_id"])
    op.add_column("tickets_ticket", sa.Column("matter", sa.String(32), nullable=False, server_default=""))
    op.add_column("tickets_ticket", sa.Column("district", sa.String(64), nullable=False, server_default=""))
    op.create_index(MATTER, "tickets_ticket", ["matter", "district", "created_at"])
    op.create_table(
        "tickets_field_outcome",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("filled", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("suggested", sa.JSON(), nullable=True),
        sa.Column("final", sa.JSON(), nullable=True),
        sa.Column("agent", sa.String(64), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("concluded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "field", name=op.f("pk_tickets_field_outcome")),
    )
    op.create_index("ix_tickets_field_outcome_field_concluded_at", "tickets_field_outcome", ["field", "concluded_at"])
    op.add_column("tickets_conclusion", sa.Column("writing_seconds", sa.Float(), nullable=True))
    for table, key in (("tickets_draft", "contact_id"), ("tickets_ticket", "id")):
        _rewrite(table, key, _as_path)


def downgrade() -> None:
    """Go back one step."""
    for table, key in (("tickets_draft", "contact_id"), ("tickets_ticket", "id")):
        _rewrite(table, key, _as_levels)
    op.drop_column("tickets_conclusion", "writing_seconds")
    op.drop_table("tickets_field_outcome")
    op.drop_index(MATTER, "tickets_ticket")
    for name in ("district", "matter"):
        op.drop_column("tickets_ticket", name)
    op.drop_table("speech_partial")
    op.drop_index(op.f("ix_speech_utterance_started_at"), "speech_utterance")
    for name, _ in UTTERANCE:
        op.drop_column("speech_utterance", name)
    for name, _, _ in SERVICE:
        op.drop_column("tickets_service_ticket", name)


def _rewrite(table: str, key: str, change: Any) -> None:
    """Change the fields of every row, some at a time, in the order of their keys."""
    connection = op.get_bind()
    rows = sa.table(table, sa.column(key, sa.Uuid()), sa.column("fields", sa.JSON()))
    last: Any = None
    while True:
        query = sa.select(rows.c[key], rows.c.fields).order_by(rows.c[key]).limit(BATCH)
        found = connection.execute(query if last is None else query.where(rows.c[key] > last)).all()
        if not found:
            return
        for identity, fields in found:
            held = json.loads(fields) if isinstance(fields, str) else fields
            changed = change(dict(held or {}))
            if changed != held:
                connection.execute(rows.update().where(rows.c[key] == identity).values(fields=changed))
        last = found[-1][0]


def _as_path(fields: dict[str, Any]) -> dict[str, Any]:
    """Put the second level into the class: a list from the first level down."""
    second = fields.pop("category_level2", None)
    first = fields.get("category")
    if first is not None and isinstance(first.get("value"), str):
        path = [first["value"]]
        if second is not None and second.get("value") and second.get("filled"):
            path.append(second["value"])
        fields["category"] = {**first, "value": path}
    return fields


KNOWN_BEFORE = (
    *("kind", "category", "category_level2", "district", "place", "happened_at", "summary", "description", "urgency"),
)


def _as_levels(fields: dict[str, Any]) -> dict[str, Any]:
    """Leave what the release before can read: its fields, without what was suggested beside them."""
    fields = {
        name: {key: value for key, value in entry.items() if key != "suggested"}
        for name, entry in fields.items()
        if name in KNOWN_BEFORE
    }
    first = fields.get("category")
    if first is not None and isinstance(first.get("value"), list):
        path = first["value"]
        fields["category"] = {**first, "value": path[0] if path else None}
        if len(path) > 1:
            fields["category_level2"] = {**first, "value": path[1]}
    return fields
