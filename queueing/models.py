"""Tables of queueing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from foundation.database import Base


class MembershipRow(Base):
    """An agent's endpoint that should be in a queue: what is compared with Asterisk after each connection."""

    __tablename__ = "queueing_membership"
    agent: Mapped[str] = mapped_column(String(32), primary_key=True)
    queue: Mapped[str] = mapped_column(String(32), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(64))
    penalty: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[datetime]


class AgentStateRow(Base):
    """The last known state of an agent, for screens; the controller's memory is the truth while it lives."""

    __tablename__ = "queueing_agent_state"
    agent: Mapped[str] = mapped_column(String(32), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(64), default="")
    availability: Mapped[str] = mapped_column(String(24))
    activity: Mapped[str] = mapped_column(String(16))
    shown_state: Mapped[str] = mapped_column(String(16))
    pause_reason: Mapped[str] = mapped_column(String(32), default="")
    reachable: Mapped[bool] = mapped_column(Boolean, default=True)
    since: Mapped[datetime | None]
    wrap_up_until: Mapped[datetime | None]
