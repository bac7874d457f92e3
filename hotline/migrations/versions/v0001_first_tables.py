"""All tables of the first release."""

import sqlalchemy as sa
from alembic import op

from foundation.database import UtcDateTime

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this step."""
    op.create_table(
        "foundation_cursor",
        sa.Column("subscriber", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subscriber", "stream", name=op.f("pk_foundation_cursor")),
    )
    op.create_table(
        "foundation_document",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("last_version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "code", name=op.f("pk_foundation_document")),
    )
    op.create_table(
        "foundation_event",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_foundation_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_foundation_event_event_id")),
    )
    op.create_table(
        "foundation_outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("destination", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("final_errors", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UtcDateTime(), nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foundation_outbox")),
    )
    with op.batch_alter_table("foundation_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_foundation_outbox_due", ["state", "next_attempt_at"], unique=False)
        batch_op.create_index("ix_foundation_outbox_subject", ["subject"], unique=False)

    op.create_table(
        "foundation_stream",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_foundation_stream")),
    )
    op.create_table(
        "foundation_stuck_event",
        sa.Column("subscriber", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("stuck_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subscriber", "stream", "position", name=op.f("pk_foundation_stuck_event")),
    )
    op.create_table(
        "queueing_agent_state",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("availability", sa.String(length=24), nullable=False),
        sa.Column("activity", sa.String(length=16), nullable=False),
        sa.Column("shown_state", sa.String(length=16), nullable=False),
        sa.Column("pause_reason", sa.String(length=32), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("wrap_up_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_queueing_agent_state")),
    )
    op.create_table(
        "queueing_membership",
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("penalty", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("agent", "queue", name=op.f("pk_queueing_membership")),
    )
    op.create_table(
        "recordings_recording",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("legs", sa.JSON(), nullable=False),
        sa.Column("intervals", sa.JSON(), nullable=False),
        sa.Column("duration_seconds", sa.Float(), nullable=True),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(length=64), nullable=False),
        sa.Column("retain_until", UtcDateTime(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_recordings_recording")),
    )
    with op.batch_alter_table("recordings_recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recordings_recording_state"), ["state"], unique=False)

    op.create_table(
        "speech_tap",
        sa.Column("tap_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ordered_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("deferred", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tap_id", name=op.f("pk_speech_tap")),
    )
    with op.batch_alter_table("speech_tap", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speech_tap_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_speech_tap_state"), ["state"], unique=False)

    op.create_table(
        "speech_transcript",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("live_whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_speech_transcript")),
    )
    with op.batch_alter_table("speech_transcript", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speech_transcript_state"), ["state"], unique=False)

    op.create_table(
        "speech_utterance",
        sa.Column("utterance_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.String(length=48), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("utterance_id", name=op.f("pk_speech_utterance")),
        sa.UniqueConstraint("call_id", "track", "sequence", name=op.f("uq_speech_utterance_call_id_track_sequence")),
    )
    with op.batch_alter_table("speech_utterance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speech_utterance_call_id"), ["call_id"], unique=False)

    op.create_table(
        "speech_worker",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.String(length=64), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_speech_worker")),
    )
    op.create_table(
        "telephony_call",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("linkedid", sa.String(length=64), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("caller_id", sa.Uuid(), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("menu_path", sa.String(length=128), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("time_to_answer_seconds", sa.Float(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("end_reason", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_telephony_call")),
        sa.UniqueConstraint("node", "linkedid", name=op.f("uq_telephony_call_node_linkedid")),
    )
    with op.batch_alter_table("telephony_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_call_caller_id"), ["caller_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telephony_call_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telephony_call_entered_at"), ["entered_at"], unique=False)

    op.create_table(
        "telephony_caller",
        sa.Column("caller_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("retain_until", UtcDateTime(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("caller_id", name=op.f("pk_telephony_caller")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_telephony_caller_number_hash")),
    )
    op.create_table(
        "telephony_contact",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("direction", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_telephony_contact")),
    )
    op.create_table(
        "telephony_hold",
        sa.Column("hold_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("talk_id", sa.Uuid(), nullable=False),
        sa.Column("whose", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_telephony_hold")),
    )
    with op.batch_alter_table("telephony_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_hold_call_id"), ["call_id"], unique=False)

    op.create_table(
        "telephony_lease",
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_telephony_lease")),
    )
    op.create_table(
        "telephony_ledger",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("linkedid", sa.String(length=64), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "position", name=op.f("pk_telephony_ledger")),
        sa.UniqueConstraint("day", "fact_id", name=op.f("uq_telephony_ledger_day_fact_id")),
    )
    with op.batch_alter_table("telephony_ledger", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_ledger_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_telephony_ledger_position", ["position"], unique=False)

    op.create_table(
        "telephony_menu_visit",
        sa.Column("menu_visit_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("flow", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=128), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("menu_visit_id", name=op.f("pk_telephony_menu_visit")),
    )
    with op.batch_alter_table("telephony_menu_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_menu_visit_call_id"), ["call_id"], unique=False)

    op.create_table(
        "telephony_queue_visit",
        sa.Column("queue_visit_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("wait_seconds", sa.Float(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("queue_visit_id", name=op.f("pk_telephony_queue_visit")),
    )
    with op.batch_alter_table("telephony_queue_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_queue_visit_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telephony_queue_visit_offered_at"), ["offered_at"], unique=False)

    op.create_table(
        "telephony_ring",
        sa.Column("ring_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("queue_visit_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("ring_id", name=op.f("pk_telephony_ring")),
    )
    with op.batch_alter_table("telephony_ring", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_ring_call_id"), ["call_id"], unique=False)

    op.create_table(
        "telephony_talk",
        sa.Column("talk_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("agent", sa.String(length=32), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("began_by", sa.String(length=16), nullable=False),
        sa.Column("end_reason", sa.String(length=24), nullable=True),
        sa.PrimaryKeyConstraint("talk_id", name=op.f("pk_telephony_talk")),
    )
    with op.batch_alter_table("telephony_talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telephony_talk_agent"), ["agent"], unique=False)
        batch_op.create_index(batch_op.f("ix_telephony_talk_call_id"), ["call_id"], unique=False)

    op.create_table(
        "tickets_conclusion",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("conclusion", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("concluded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_tickets_conclusion")),
    )
    with op.batch_alter_table("tickets_conclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_conclusion_call_id"), ["call_id"], unique=False)

    op.create_table(
        "tickets_draft",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("calls", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("queue", sa.String(length=64), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("agent", sa.String(length=64), nullable=True),
        sa.Column("words_wanted", sa.Integer(), nullable=False),
        sa.Column("words_done", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("retain_until", UtcDateTime(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_tickets_draft")),
    )
    with op.batch_alter_table("tickets_draft", schema=None) as batch_op:
        batch_op.create_index("ix_tickets_draft_agent_state", ["agent", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_draft_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tickets_draft_state"), ["state"], unique=False)

    op.create_table(
        "tickets_service_sequence",
        sa.Column("platform", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "day", name=op.f("pk_tickets_service_sequence")),
    )
    op.create_table(
        "tickets_service_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("category_code", sa.String(length=64), nullable=False),
        sa.Column("category_label", sa.String(length=200), nullable=False),
        sa.Column("category_level2_code", sa.String(length=64), nullable=False),
        sa.Column("category_level2_label", sa.String(length=200), nullable=False),
        sa.Column("district", sa.String(length=200), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("happened_at", sa.String(length=200), nullable=True),
        sa.Column("summary", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("ani_sealed", sa.Text(), nullable=True),
        sa.Column("ani_lookup", sa.String(length=64), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=64), nullable=True),
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("recordings", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("retain_until", UtcDateTime(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_service_ticket")),
        sa.UniqueConstraint("message_id", name=op.f("uq_tickets_service_ticket_message_id")),
        sa.UniqueConstraint("position", name=op.f("uq_tickets_service_ticket_position")),
        sa.UniqueConstraint("service_id", name=op.f("uq_tickets_service_ticket_service_id")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_tickets_service_ticket_ticket_id")),
    )
    with op.batch_alter_table("tickets_service_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_service_ticket_ani_lookup"), ["ani_lookup"], unique=False)
        batch_op.create_index("ix_tickets_service_ticket_contact", ["contact_id"], unique=False)

    op.create_table(
        "tickets_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=False),
        sa.Column("handover_body", sa.Text(), nullable=True),
        sa.Column("service_id", sa.String(length=40), nullable=True),
        sa.Column("handed_over_at", UtcDateTime(), nullable=True),
        sa.Column("retain_until", UtcDateTime(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets_ticket")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_tickets_ticket_contact_id")),
    )
    with op.batch_alter_table("tickets_ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tickets_ticket_service_id"), ["service_id"], unique=False)

    op.create_table(
        "foundation_document_version",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("supersedes", sa.Integer(), nullable=True),
        sa.Column("rolled_back_by", sa.String(length=64), nullable=False),
        sa.Column("rolled_back_at", UtcDateTime(), nullable=True),
        sa.Column("rollback_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kind", "code"],
            ["foundation_document.kind", "foundation_document.code"],
            name=op.f("fk_foundation_document_version_kind_foundation_document"),
        ),
        sa.PrimaryKeyConstraint("kind", "code", "version", name=op.f("pk_foundation_document_version")),
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_table("foundation_document_version")
    with op.batch_alter_table("tickets_ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_ticket_service_id"))

    op.drop_table("tickets_ticket")
    with op.batch_alter_table("tickets_service_ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_service_ticket_contact")
        batch_op.drop_index(batch_op.f("ix_tickets_service_ticket_ani_lookup"))

    op.drop_table("tickets_service_ticket")
    op.drop_table("tickets_service_sequence")
    with op.batch_alter_table("tickets_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_draft_state"))
        batch_op.drop_index(batch_op.f("ix_tickets_draft_call_id"))
        batch_op.drop_index("ix_tickets_draft_agent_state")

    op.drop_table("tickets_draft")
    with op.batch_alter_table("tickets_conclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tickets_conclusion_call_id"))

    op.drop_table("tickets_conclusion")
    with op.batch_alter_table("telephony_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telephony_talk_call_id"))
        batch_op.drop_index(batch_op.f("ix_telephony_talk_agent"))

    op.drop_table("telephony_talk")
    with op.batch_alter_table("telephony_ring", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telephony_ring_call_id"))

    op.drop_table("telephony_ring")
    with op.batch_alter_table("telephony_queue_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telephony_queue_visit_offered_at"))
        batch_op.drop_index(batch_op.f("ix_telephony_queue_visit_call_id"))

    op.drop_table("telephony_queue_visit")
    with op.batch_alter_table("telephony_menu_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telephony_menu_visit_call_id"))

    op.drop_table("telephony_menu_visit")
    with op.batch_alter_table("telephony_ledger", schema=None) as batch_op:
        batch_op.drop_index("ix_telephony_ledger_position")
        batch_op.drop_index(batch_op.f("ix_telephony_ledger_call_id"))

    op.drop_table("telephony_ledger")
    op.drop_table("telephony_lease")
    with op.batch_alter_table("telephony_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telephony_hold_call_id"))

    op.drop_table("telephony_hold")
    op.drop_table("telephony_contact")
    op.drop_table("telephony_caller")
    with op.batch_alter_table("telephony_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telephony_call_entered_at"))
        batch_op.drop_index(batch_op.f("ix_telephony_call_contact_id"))
        batch_op.drop_index(batch_op.f("ix_telephony_call_caller_id"))

    op.drop_table("telephony_call")
    op.drop_table("speech_worker")
    with op.batch_alter_table("speech_utterance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speech_utterance_call_id"))

    op.drop_table("speech_utterance")
    with op.batch_alter_table("speech_transcript", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speech_transcript_state"))

    op.drop_table("speech_transcript")
    with op.batch_alter_table("speech_tap", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speech_tap_state"))
        batch_op.drop_index(batch_op.f("ix_speech_tap_call_id"))

    op.drop_table("speech_tap")
    with op.batch_alter_table("recordings_recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recordings_recording_state"))

    op.drop_table("recordings_recording")
    op.drop_table("queueing_membership")
    op.drop_table("queueing_agent_state")
    op.drop_table("foundation_stuck_event")
    op.drop_table("foundation_stream")
    with op.batch_alter_table("foundation_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_foundation_outbox_subject")
        batch_op.drop_index("ix_foundation_outbox_due")

    op.drop_table("foundation_outbox")
    op.drop_table("foundation_event")
    op.drop_table("foundation_document")
    op.drop_table("foundation_cursor")
