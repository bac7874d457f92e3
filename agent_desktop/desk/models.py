"""Tables of the desktop."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class PhoneClaimRow(Base):
    """The browser window that is the agent's softphone; the newest owns it. ``label`` says which browser it is."""

    __tablename__ = "agent_desktop_phone_claim"
    agent: Mapped[str] = mapped_column(String(32), primary_key=True)
    window: Mapped[uuid.UUID]
    label: Mapped[str] = mapped_column(String(64))
    claimed_at: Mapped[datetime]
