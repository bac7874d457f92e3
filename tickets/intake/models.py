"""Tables of drafts, tickets and conclusions."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class DraftRow(Base):
    """The ticket under way of a contact; ``call_id`` is its present call, ``calls`` all of them.

    ``words_wanted`` counts what was heard, ``words_done`` how much of it the suggestions know: where they differ the
    suggestion job has work.
    """

    __tablename__ = "tickets_draft"
    __table_args__ = (Index("ix_tickets_draft_agent_state", "agent", "state"),)
    contact_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    calls: Mapped[list[Any]]
    state: Mapped[str] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    fields: Mapped[dict[str, Any]] = mapped_column(info={"data_class": "words"})
    queue: Mapped[str | None] = mapped_column(String(64))
    line: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(16))
    agent: Mapped[str | None] = mapped_column(String(64))
    words_wanted: Mapped[int] = mapped_column(Integer, default=0)
    words_done: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime]
    offered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    retain_until: Mapped[datetime | None]
    legal_hold: Mapped[bool] = mapped_column(Boolean, default=False)


class TicketRow(Base):
    """A submitted ticket.

    ``handover_body`` is the sealed text of the message to the ticket service, kept from the first attempt until it has
    arrived so that every repetition is the same to the byte.
    """

    __tablename__ = "tickets_ticket"
    __table_args__ = (Index("ix_tickets_ticket_matter_district_created_at", "matter", "district", "created_at"),)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    call_id: Mapped[uuid.UUID | None]
    fields: Mapped[dict[str, Any]] = mapped_column(info={"data_class": "words"})
    matter: Mapped[str] = mapped_column(String(32), default="", server_default="")  # code of the second level, or first
    district: Mapped[str] = mapped_column(String(64), default="", server_default="", info={"data_class": "address"})
    line: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(16))
    agent: Mapped[str] = mapped_column(String(64))
    request_id: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    outbox_id: Mapped[uuid.UUID]
    handover_body: Mapped[str | None] = mapped_column(Text, info={"data_class": "words"})
    query_code: Mapped[str | None] = mapped_column(Text)
    service_id: Mapped[str | None] = mapped_column(String(40), index=True)
    handed_over_at: Mapped[datetime | None]
    retain_until: Mapped[datetime | None]
    legal_hold: Mapped[bool] = mapped_column(Boolean, default=False)


class ConclusionRow(Base):
    """What a contact ended in; the key allows one."""

    __tablename__ = "tickets_conclusion"
    __table_args__ = (Index("ix_tickets_conclusion_agent_concluded_at", "agent", "concluded_at"),)
    contact_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    conclusion: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    ticket_id: Mapped[uuid.UUID | None]
    service_id: Mapped[str | None] = mapped_column(String(40), index=True)
    agent: Mapped[str] = mapped_column(String(64))
    concluded_at: Mapped[datetime]
    writing_seconds: Mapped[float | None] = mapped_column(Float)  # from the end of the talk; null: during it, or none


class FieldOutcomeRow(Base):
    """What became of what pre-fill suggested for a field of a contact that was submitted.

    ``outcome``: ``kept edited cleared`` of a value that was shown, ``typed`` where none was, ``ignored`` of a hint that
    the agent left alone.
    """

    __tablename__ = "tickets_field_outcome"
    __table_args__ = (Index("ix_tickets_field_outcome_field_concluded_at", "field", "concluded_at"),)
    contact_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(16))
    filled: Mapped[bool] = mapped_column(Boolean)
    confidence: Mapped[float | None] = mapped_column(Float)
    suggested: Mapped[list[Any] | None] = mapped_column(info={"data_class": "words"})
    final: Mapped[list[Any] | None] = mapped_column(info={"data_class": "words"})
    agent: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(64))
    concluded_at: Mapped[datetime]
