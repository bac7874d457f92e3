"""Tables of streams, domain events, cursors and stuck events."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class StreamRow(Base):
    """Last position given out in a stream."""

    __tablename__ = "foundation_stream"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    last_position: Mapped[int] = mapped_column(BigInteger)


class DomainEventRow(Base):
    """What a domain tells the others."""

    __tablename__ = "foundation_event"
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[uuid.UUID | None]
    happened_at: Mapped[datetime]
    stored_at: Mapped[datetime]
    schema: Mapped[int] = mapped_column(Integer, default=1)
    payload: Mapped[dict[str, Any]]


class CursorRow(Base):
    """How far a subscriber has read."""

    __tablename__ = "foundation_cursor"
    subscriber: Mapped[str] = mapped_column(String(64), primary_key=True)
    stream: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[datetime]


class StuckEventRow(Base):
    """An event that a subscriber could not handle after several tries; somebody has to look."""

    __tablename__ = "foundation_stuck_event"
    subscriber: Mapped[str] = mapped_column(String(64), primary_key=True)
    stream: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    error: Mapped[str] = mapped_column(Text)
    stuck_at: Mapped[datetime]
