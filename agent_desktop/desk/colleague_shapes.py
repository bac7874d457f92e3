"""Shapes of what agents do with others: whom they may ask, who is asked, who listens."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

ColleagueKind = Literal["agent", "outside"]


class ColleagueShape(BaseModel):
    """Base of everything answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Colleague(ColleagueShape):
    """An agent who is logged in; ``free``: he has no call and his phone is there."""

    agent: str
    shown_state: str
    pause_reason: str
    free: bool


class QueueChoice(ColleagueShape):
    """A queue with its name, how many wait in it and how many of its agents are ready."""

    queue: str
    name: str
    waiting: int
    ready: int


class ContactChoice(ColleagueShape):
    """A number outside that callers may be connected with."""

    code: str
    name: str
    number: str
    kind: Literal["emergency", "sub_centre", "city", "service"]


class Colleagues(ColleagueShape):
    """Everyone to whom a caller can be sent, and the reasons there are for it and for asking for help."""

    agents: list[Colleague]
    queues: list[QueueChoice]
    directory: list[ContactChoice]
    reasons: list[str]
    help_reasons: list[str]


class CallConsult(ColleagueShape):
    """The colleague who is asked now; ``joined``: all three talk."""

    kind: ColleagueKind
    code: str
    started_at: datetime
    answered: bool
    joined: bool


class Listener(ColleagueShape):
    """A supervisor on the call."""

    supervisor: str
    mode: Literal["monitor", "whisper", "barge"]
