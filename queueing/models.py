"""Tables of queueing."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Boolean, Integer, String, Text
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


class MoveRow(Base):
    """What a supervisor decided of an agent and a queue until the agent logs off; ``penalty`` none: not in it."""

    __tablename__ = "queueing_move"
    agent: Mapped[str] = mapped_column(String(32), primary_key=True)
    queue: Mapped[str] = mapped_column(String(32), primary_key=True)
    penalty: Mapped[int | None] = mapped_column(Integer)
    moved_by: Mapped[str] = mapped_column(String(64))
    moved_at: Mapped[datetime]


class RulesOnSwitchRow(Base):
    """Which queue rules a node's switch was told, when it was last compared with them, and what was found."""

    __tablename__ = "queueing_rules_on_switch"
    node: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    compared_at: Mapped[datetime]
    drifts: Mapped[int] = mapped_column(Integer, default=0)
    drifted_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")


class AlarmRow(Base):
    """One alarm, from when to when it stood; ``subject`` is the queue or agent it is about, empty: the whole line."""

    __tablename__ = "queueing_alarm"
    alarm_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(32), default="")
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
