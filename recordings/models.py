"""Tables of recordings."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class RecordingRow(Base):
    """The recording of a call that reached a queue or left a message; of an unanswered one only these are kept.

    ``state``: expected, to_verify, verified, missing; of an unanswered call message, waiting_only or none.

    ``legs`` maps ``mixed caller to_caller waiting message message2 message3`` to ``{file, sha256, bytes, seconds}``
    (file relative to the folder of recordings); ``intervals`` are the bridged times ``[from, to]`` (ISO 8601) that the
    files consist of.
    """

    __tablename__ = "recordings_recording"
    call_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[uuid.UUID]
    answered: Mapped[bool] = mapped_column(Boolean, default=True)
    base: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), index=True)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    legs: Mapped[dict[str, Any]] = mapped_column(info={"data_class": "audio"}, default=dict)
    intervals: Mapped[list[Any]] = mapped_column(default=list)
    duration_seconds: Mapped[float | None] = mapped_column(Float)
    truncated: Mapped[bool] = mapped_column(Boolean, default=False)
    problem: Mapped[str] = mapped_column(String(64), default="")
    retain_until: Mapped[datetime | None]
    legal_hold: Mapped[bool] = mapped_column(Boolean, default=False)
