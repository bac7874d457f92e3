"""Tables of the ticket service; nothing in them refers to a table of another package."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    event,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class ServiceTicketRow(Base):
    """A ticket as it was taken in, and how it stands.

    ``position`` orders the list and has no gaps. ``message_id`` and ``digest`` recognise a repetition; ``ticket_id`` is
    the sender's key, of which there is one ticket whatever the message. From ``round`` on it is what
    `tickets.service.lifecycle` decides by; ``acts`` counts the lines of its history, ``lead`` is the code of the unit
    that leads, ``due_at`` the end of the clock of handling, ``next_due_at`` that of the one that ends first, ``matter``
    the deepest class, ``received_day`` and ``received_hour`` China's.
    A district tells nobody who somebody is, and without it nobody could say whose a confidential matter is.
    """

    __tablename__ = "tickets_service_ticket"
    __table_args__ = (
        Index("ix_tickets_service_ticket_contact", "contact_id"),
        Index("ix_tickets_service_ticket_state_due", "state", "due_at"),
        Index("ix_tickets_service_ticket_state_next", "state", "next_due_at"),
        Index("ix_tickets_service_ticket_lead_state", "lead", "state"),
        Index("ix_tickets_service_ticket_matter_district", "matter", "district", "received_at"),
        Index("ix_tickets_service_ticket_received", "received_at"),
        Index("ix_tickets_service_ticket_main", "main"),
        Index("ix_tickets_service_ticket_closed", "closed_at"),
        Index("ix_tickets_service_ticket_acts", "acts"),
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(BigInteger, unique=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    ticket_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    contact_id: Mapped[uuid.UUID]
    call_id: Mapped[uuid.UUID | None]
    state: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    urgency: Mapped[str] = mapped_column(String(16))
    category_code: Mapped[str] = mapped_column(String(64))
    category_label: Mapped[str] = mapped_column(String(200))
    category_level2_code: Mapped[str] = mapped_column(String(64))
    category_level2_label: Mapped[str] = mapped_column(String(200))
    category_level3_code: Mapped[str] = mapped_column(String(64), default="", server_default="")
    category_level3_label: Mapped[str] = mapped_column(String(200), default="", server_default="")
    district: Mapped[str | None] = mapped_column(String(200))
    street: Mapped[str | None] = mapped_column(String(200), info={"data_class": "address"})
    community: Mapped[str | None] = mapped_column(String(200), info={"data_class": "address"})
    place: Mapped[str | None] = mapped_column(String(200), info={"data_class": "address"})
    happened_at: Mapped[str | None] = mapped_column(String(200))
    party: Mapped[str | None] = mapped_column(String(16))
    company: Mapped[str | None] = mapped_column(String(200), info={"data_class": "name"})
    request: Mapped[str | None] = mapped_column(String(200), info={"data_class": "words"})
    summary: Mapped[str] = mapped_column(String(200), info={"data_class": "words"})
    summary_paragraph: Mapped[str] = mapped_column(Text, default="", server_default="", info={"data_class": "words"})
    description: Mapped[str] = mapped_column(Text, info={"data_class": "words"})
    danger_words: Mapped[list[Any] | None] = mapped_column(info={"data_class": "words"})
    lead_unit: Mapped[str | None] = mapped_column(String(200))
    assisting_units: Mapped[list[Any] | None]
    ani_sealed: Mapped[str | None] = mapped_column(Text, info={"data_class": "phone"})
    ani_lookup: Mapped[str | None] = mapped_column(String(64), index=True, info={"data_class": "phone"})
    line: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(64))
    confidential: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    satisfaction: Mapped[int | None]
    recordings: Mapped[list[Any]]
    sources: Mapped[dict[str, Any]] = mapped_column(info={"data_class": "words"})
    accepted_at: Mapped[datetime]
    received_at: Mapped[datetime]
    retain_until: Mapped[datetime | None]
    legal_hold: Mapped[bool] = mapped_column(Boolean, default=False)
    matter: Mapped[str] = mapped_column(String(64), default="", server_default="")
    received_day: Mapped[date | None] = mapped_column(Date)
    received_hour: Mapped[int | None] = mapped_column(Integer)
    round: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    acts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    lead: Mapped[str] = mapped_column(String(32), default="", server_default="")
    due_at: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closing: Mapped[str] = mapped_column(String(16), default="", server_default="")
    reply: Mapped[str] = mapped_column(Text, default="", server_default="", info={"data_class": "words"})
    send_backs: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    is_final: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    passes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    reworks: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    reminders: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    extensions: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    extension_asked: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    suspension_asked: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    suspension_days: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    followed_up: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    score: Mapped[int | None]
    resolved: Mapped[bool | None]
    level: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    main: Mapped[str] = mapped_column(String(40), default="", server_default="")
    leads: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    handed_over: Mapped[list[Any] | None]
    fed_back: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    is_case: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    called_again: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    follow_up_by: Mapped[uuid.UUID | None]


class AssignmentRow(Base):
    """A unit's part in a ticket; ``handler`` is the account that handles it inside."""

    __tablename__ = "tickets_service_assignment"
    __table_args__ = (Index("ix_tickets_service_assignment_unit_state", "unit", "state"),)
    ticket: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    round: Mapped[int] = mapped_column(Integer)
    handler: Mapped[str] = mapped_column(String(64), default="")
    reached: Mapped[bool] = mapped_column(Boolean, default=False)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    answer: Mapped[str] = mapped_column(Text, default="", info={"data_class": "words"})


class ClockRow(Base):
    """A clock of a ticket; ``assignment`` is 0 where it belongs to none. ``pauses`` are pairs of moments."""

    __tablename__ = "tickets_service_clock"
    __table_args__ = (
        Index("ix_tickets_service_clock_running", "stopped_at", "due_at"),
        Index("ix_tickets_service_clock_name_stopped", "name", "stopped_at"),
    )
    ticket: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(16))
    assignment: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime]
    amount: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(16))
    more: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime]
    warn_at: Mapped[datetime]
    pauses: Mapped[list[Any]]
    stopped_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]


class ClosingRow(Base):
    """An answer that a citizen got in a round, and the first that he said of it; a rework takes none of it away."""

    __tablename__ = "tickets_service_closing"
    __table_args__ = (Index("ix_tickets_service_closing_closed", "closed_at"),)
    ticket: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True)
    closed_at: Mapped[datetime]
    lead: Mapped[str] = mapped_column(String(32), default="")
    closing: Mapped[str] = mapped_column(String(16))
    is_case: Mapped[bool] = mapped_column(Boolean)
    resolved: Mapped[bool | None]
    score: Mapped[int | None]


class ClockMoveRow(Base):
    """A clock whose end another calendar moved."""

    __tablename__ = "tickets_service_clock_move"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    ticket: Mapped[uuid.UUID] = mapped_column(index=True)
    clock: Mapped[int] = mapped_column(Integer)
    calendar: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(Integer, index=True)
    due_before: Mapped[datetime]
    due_after: Mapped[datetime]
    moved_at: Mapped[datetime]


class CalendarReadRow(Base):
    """Which version of the calendar the clocks were set by."""

    __tablename__ = "tickets_service_calendar_read"
    calendar: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)


REASONS: ColumnElement[str] = literal_column("(tickets_service_act.evidence ->> 'reasons')", String)
"""Of a line: why a citizen is not content, as the text of a list of codes."""
HAS_REASONS = text("(evidence ->> 'reasons') IS NOT NULL")
"""Both without a parameter: a partial index is used where the question holds its condition as it stands."""


class ActRow(Base):
    """One line of a ticket's history, append-only. ``request_id`` makes a second press harmless."""

    __tablename__ = "tickets_service_act"
    __table_args__ = (
        Index("uq_tickets_service_act_request", "ticket", "request_id", unique=True),
        Index("ix_tickets_service_act_act_at", "act", "at"),
        Index("ix_tickets_service_act_ticket_act", "ticket", "act"),
        Index("ix_tickets_service_act_reasons", "at", sqlite_where=HAS_REASONS, postgresql_where=HAS_REASONS),
    )
    ticket: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    request_id: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(32))
    actor_kind: Mapped[str] = mapped_column(String(8))
    actor: Mapped[str] = mapped_column(String(64), default="")
    actor_unit: Mapped[str] = mapped_column(String(32), default="")
    at: Mapped[datetime]
    state_before: Mapped[str] = mapped_column(String(32), default="")
    state_after: Mapped[str] = mapped_column(String(32))
    round: Mapped[int] = mapped_column(Integer)
    assignment: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str] = mapped_column(Text, default="", info={"data_class": "words"})
    evidence: Mapped[dict[str, Any]] = mapped_column(info={"data_class": "words"})


class ObjectionRow(Base):
    """A unit's objection to what a ticket counts for it in a month; ``decision`` is ``granted`` or ``denied``.

    What stands in it is between offices, no citizen's words.
    """

    __tablename__ = "tickets_service_objection"
    __table_args__ = (
        Index("uq_tickets_service_objection_month_unit_ticket", "month", "unit", "service_id", unique=True),
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    unit: Mapped[str] = mapped_column(String(32))
    service_id: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[uuid.UUID | None]
    filed_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(String(8), default="", server_default="")
    decision_note: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[datetime | None]


class AppraisalRow(Base):
    """A month's report as it was issued: by which scheme, and what each unit had; a later one is a revision."""

    __tablename__ = "tickets_service_appraisal"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    scheme: Mapped[int] = mapped_column(Integer)
    lines: Mapped[list[Any]]
    issued_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[datetime]


class NamedReaderRow(Base):
    """Who may see the personal data of a confidential ticket beside those with that right."""

    __tablename__ = "tickets_service_named_reader"
    ticket: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    named_by: Mapped[uuid.UUID | None]
    named_at: Mapped[datetime]


class AttachmentRow(Base):
    """A file that belongs to a ticket; what it holds stands sealed in `AttachmentContentRow`.

    ``digest`` is that of the file as it was sent; ``scan`` is ``clean``, or ``none`` where nothing scans.
    """

    __tablename__ = "tickets_service_attachment"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    ticket: Mapped[uuid.UUID] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(120), info={"data_class": "words"})
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    scan: Mapped[str] = mapped_column(String(16))
    added_by: Mapped[uuid.UUID | None]
    added_unit: Mapped[str] = mapped_column(String(32), default="", server_default="")
    added_at: Mapped[datetime]


class AttachmentContentRow(Base):
    """What a file holds, sealed."""

    __tablename__ = "tickets_service_attachment_content"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"data_class": "words"})


class PublicAnswerRow(Base):
    """A question and its answer, written anew without anybody in it, for everybody to read."""

    __tablename__ = "tickets_service_public_answer"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    ticket: Mapped[uuid.UUID] = mapped_column(unique=True)
    question: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(Text)
    category_code: Mapped[str] = mapped_column(String(64))
    category_label: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(32))
    published_by: Mapped[uuid.UUID | None]
    published_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]


class PublicReportRow(Base):
    """A month's report for everybody, as it was published; a later one is a revision."""

    __tablename__ = "tickets_service_public_report"
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    content: Mapped[dict[str, Any]]
    published_by: Mapped[uuid.UUID | None]
    published_at: Mapped[datetime]


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
"""What makes the database refuse changes of the history; a ticket whose time is over goes with all of its lines."""
STATISTICS = {
    "postgresql": (
        "CREATE STATISTICS tickets_service_act_reasons ON (evidence ->> 'reasons') FROM tickets_service_act",
    ),
}
"""PostgreSQL knows by it how few lines have reasons; without it, it takes their index for one of nearly all."""

for _dialect, _statements in (*GUARDS.items(), *STATISTICS.items()):
    for _statement in _statements:
        event.listen(ActRow.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]


class QueryCodeRow(Base):
    """The code of a ticket, as keyed hash; ``wrong_tries`` since the last right one, five lock it."""

    __tablename__ = "tickets_service_query_code"
    ticket: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    wrong_tries: Mapped[int] = mapped_column(Integer, default=0)
    issued_at: Mapped[datetime]


class ServiceSequenceRow(Base):
    """Last number given out by a platform on a day; its row stays locked until the ticket is stored."""

    __tablename__ = "tickets_service_sequence"
    platform: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
