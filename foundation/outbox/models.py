"""Table of what has to leave the house."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class OutboxRow(Base):
    """One message; ``payload`` holds ids and codes only, the deliverer looks up what it sends.

    ``claim`` names the relay's turn that works on it until ``claimed_until``; when that has passed another may take it.
    """

    __tablename__ = "foundation_outbox"
    __table_args__ = (
        Index("ix_foundation_outbox_due", "state", "next_attempt_at"),
        Index("ix_foundation_outbox_subject", "subject"),
    )
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    destination: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[uuid.UUID | None]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(8), default="pending")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    final_errors: Mapped[int] = mapped_column(Integer, default=0)
    next_attempt_at: Mapped[datetime]
    claim: Mapped[uuid.UUID | None]
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
