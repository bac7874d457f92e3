"""Tables of telephony (STORE section 1)."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Float, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class LeaseRow(Base):
    """Who owns a node; ``epoch`` only grows."""

    __tablename__ = "telephony_lease"
    node: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))
    epoch: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(128))
    ready_at: Mapped[datetime | None]  # set once the snapshot after a take-over is in


class LedgerRow(Base):
    """Every telephony fact, append-only; nothing has a foreign key into it."""

    __tablename__ = "telephony_ledger"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    fact_id: Mapped[uuid.UUID]
    node: Mapped[str] = mapped_column(String(32))
    epoch: Mapped[int] = mapped_column(BigInteger)
    sequence: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(32))
    linkedid: Mapped[str] = mapped_column(String(64))
    call_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    happened_at: Mapped[datetime]
    stored_at: Mapped[datetime]
    schema: Mapped[int] = mapped_column(Integer)
    payload: Mapped[dict[str, Any]]
    __table_args__ = (
        UniqueConstraint("day", "fact_id"),
        Index("ix_telephony_ledger_position", "position"),
    )


class CallerRow(Base):
    """The only place of a phone number; the key is derived from its keyed hash."""

    __tablename__ = "telephony_caller"
    caller_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(Text, info={"data_class": "phone"})
    number_hash: Mapped[str] = mapped_column(String(64), unique=True)
    first_seen_at: Mapped[datetime]
    retain_until: Mapped[datetime | None]
    legal_hold: Mapped[bool] = mapped_column(Boolean, default=False)


class ContactRow(Base):
    """One matter coming in."""

    __tablename__ = "telephony_contact"
    contact_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    direction: Mapped[str] = mapped_column(String(16))
    purpose: Mapped[str] = mapped_column(String(16))
    platform: Mapped[str] = mapped_column(String(16), default="")
    confidential: Mapped[bool] = mapped_column(Boolean, default=False)
    opened_at: Mapped[datetime]


class CallRow(Base):
    """One call; ``time_to_answer_seconds`` counts from entering the line, menu included.

    ``satisfaction`` is what the caller said by key at the end, 5 (very satisfied) to 1; ``danger`` is what he told a
    menu of (``police fire medical traffic``).
    """

    __tablename__ = "telephony_call"
    call_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID] = mapped_column(index=True)
    node: Mapped[str] = mapped_column(String(32))
    linkedid: Mapped[str] = mapped_column(String(64))
    direction: Mapped[str] = mapped_column(String(16))
    purpose: Mapped[str] = mapped_column(String(16))
    caller_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    line: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8), default="zh")
    menu_path: Mapped[str] = mapped_column(String(128), default="")
    entered_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    time_to_answer_seconds: Mapped[float | None] = mapped_column(Float)
    outcome: Mapped[str | None] = mapped_column(String(24))
    end_reason: Mapped[str | None] = mapped_column(String(24))
    satisfaction: Mapped[int | None]
    danger: Mapped[str | None] = mapped_column(String(16))
    __table_args__ = (
        UniqueConstraint("node", "linkedid"),
        # Of millions of calls the few that were lost are asked for.
        Index("ix_telephony_call_outcome_entered_at", "outcome", "entered_at"),
    )


class MenuVisitRow(Base):
    """One stay in a menu."""

    __tablename__ = "telephony_menu_visit"
    menu_visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    flow: Mapped[str] = mapped_column(String(32), default="")
    version: Mapped[int] = mapped_column(Integer, default=0)
    path: Mapped[str] = mapped_column(String(128), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended: Mapped[str | None] = mapped_column(String(16))
    __table_args__ = (
        Index("ix_telephony_menu_visit_flow_version_started_at", "flow", "version", "started_at"),
        Index("ix_telephony_menu_visit_ended_started_at", "ended", "started_at"),
    )


class QueueVisitRow(Base):
    """One stay in a queue; line, language and purpose are those of its call, so that millions are counted alone."""

    __tablename__ = "telephony_queue_visit"
    queue_visit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    queue: Mapped[str] = mapped_column(String(32))
    position: Mapped[int] = mapped_column(Integer, default=0)
    offered_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None] = mapped_column(index=True)  # NULL is asked for: who waits now
    wait_seconds: Mapped[float | None] = mapped_column(Float)
    outcome: Mapped[str | None] = mapped_column(String(24))
    line: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(8))
    purpose: Mapped[str | None] = mapped_column(String(16))


class RingRow(Base):
    """One agent's phone ringing for one call."""

    __tablename__ = "telephony_ring"
    __table_args__ = (Index("ix_telephony_ring_agent_started_at", "agent", "started_at"),)
    ring_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    queue_visit_id: Mapped[uuid.UUID]
    agent: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(16))


class TalkRow(Base):
    """One conversation between caller and agent."""

    __tablename__ = "telephony_talk"
    __table_args__ = (Index("ix_telephony_talk_agent_started_at", "agent", "started_at"),)
    talk_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    agent: Mapped[str] = mapped_column(String(32), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    began_by: Mapped[str] = mapped_column(String(16), default="queue")
    end_reason: Mapped[str | None] = mapped_column(String(24))


class HoldRow(Base):
    """One hold inside a talk."""

    __tablename__ = "telephony_hold"
    hold_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    talk_id: Mapped[uuid.UUID]
    whose: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ConsultRow(Base):
    """A colleague rung or asked for a call: ``kind`` agent or outside, ``code`` that of the agent or the entry."""

    __tablename__ = "telephony_consult"
    consult_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    talk_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(32))
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(String(16))


class SupervisionRow(Base):
    """A supervisor on an agent's call: ``mode`` monitor, whisper or barge, each change of it a row."""

    __tablename__ = "telephony_supervision"
    supervision_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    supervisor: Mapped[str] = mapped_column(String(32))
    agent: Mapped[str] = mapped_column(String(32))
    mode: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class HelpRow(Base):
    """An agent's call for a supervisor's help in a call; ``reason`` is a code."""

    __tablename__ = "telephony_help"
    help_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    agent: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(32))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)  # NULL is asked for: who waits for help now


class AgentStayRow(Base):
    """One stay of an agent in a state, from the facts about agents; no end while it goes on."""

    __tablename__ = "telephony_agent_stay"
    stay_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    agent: Mapped[str] = mapped_column(String(32))
    shown_state: Mapped[str] = mapped_column(String(16))
    pause_reason: Mapped[str] = mapped_column(String(32), default="")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    __table_args__ = (Index("ix_telephony_agent_stay_agent_started_at", "agent", "started_at"),)
