"""Tables of speech."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class WorkerRow(Base):
    """A speech process that can take taps; gone when ``seen_at`` is old."""

    __tablename__ = "speech_worker"
    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    languages: Mapped[str] = mapped_column(String(64))
    capacity: Mapped[int] = mapped_column(Integer)
    seen_at: Mapped[datetime]


class TapRow(Base):
    """One live tap; its id is the UUID that AudioSocket sends."""

    __tablename__ = "speech_tap"
    tap_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    contact_id: Mapped[uuid.UUID]
    speaker: Mapped[str] = mapped_column(String(8))
    language: Mapped[str] = mapped_column(String(8))
    base: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), index=True)  # ordered, live, ended, refused
    ordered_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    deferred: Mapped[int] = mapped_column(Integer, default=0)


class UtteranceRow(Base):
    """Words heard in a call; ``source`` is live or recording."""

    __tablename__ = "speech_utterance"
    utterance_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    contact_id: Mapped[uuid.UUID]
    track: Mapped[str] = mapped_column(String(48))  # tap id or recording leg
    sequence: Mapped[int] = mapped_column(Integer)
    speaker: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(16))
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text, info={"data_class": "words"})
    confidence: Mapped[float] = mapped_column(Float)
    language: Mapped[str] = mapped_column(String(8))
    stored_at: Mapped[datetime]
    changes: Mapped[list[Any] | None] = mapped_column(info={"data_class": "words"})  # what a word list put right
    corrected_text: Mapped[str | None] = mapped_column(Text, info={"data_class": "words"})  # by a person
    corrected_by: Mapped[str | None] = mapped_column(String(64))
    corrected_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("call_id", "track", "sequence"),)

    @property
    def words(self) -> str:
        """The words that count: a person's where there are some."""
        return self.text if self.corrected_text is None else self.corrected_text


class PartialRow(Base):
    """What a tap hears of an utterance that is not over; gone with its end, overwritten until then."""

    __tablename__ = "speech_partial"
    tap_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(index=True)
    utterance_id: Mapped[uuid.UUID]
    speaker: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text, info={"data_class": "words"})
    started_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TranscriptRow(Base):
    """The whole transcript of a call, made from its recording: wanted, done, failed, or none (no engine for it)."""

    __tablename__ = "speech_transcript"
    call_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID]
    state: Mapped[str] = mapped_column(String(16), index=True)
    language: Mapped[str] = mapped_column(String(8), default="zh")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime]
    live_whole: Mapped[bool] = mapped_column(Boolean, default=False)
