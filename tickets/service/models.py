"""Tables of the ticket service; nothing in them refers to a table of another package."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class ServiceTicketRow(Base):
    """A ticket as it was taken in.

    ``position`` orders the list and has no gaps. ``message_id`` and ``digest`` recognise a repetition; ``ticket_id`` is
    the sender's key, of which there is one ticket whatever the message.
    """

    __tablename__ = "tickets_service_ticket"
    __table_args__ = (Index("ix_tickets_service_ticket_contact", "contact_id"),)
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
    district: Mapped[str | None] = mapped_column(String(200), info={"data_class": "address"})
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
