"""Table of processes that are there."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class PresenceRow(Base):
    """A process at work; gone when ``seen_at`` is old."""

    __tablename__ = "foundation_presence"
    process_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
