"""Table of differences between books."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class DifferenceRow(Base):
    """Something that two books tell differently; open until it is gone (``resolved_at``) or explained by a person."""

    __tablename__ = "telephony_difference"
    __table_args__ = (
        Index("ix_telephony_difference_open", "resolved_at", "first_seen_at"),
        Index("uq_telephony_difference_kind_subject", "kind", "subject", unique=True),
    )
    difference_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(96))
    call_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    books: Mapped[dict[str, Any]]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    explained_at: Mapped[datetime | None]
    explained_by: Mapped[uuid.UUID | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
