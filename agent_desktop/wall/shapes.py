"""What the wall shows, as it is sent."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from agent_desktop.desk.shapes import ShownState


class WallShape(BaseModel):
    """Part of the wall."""

    model_config = ConfigDict(frozen=True)


class WallHelp(WallShape):
    """An agent's call for help: why and since when."""

    reason: str
    asked_at: datetime


class WallListener(WallShape):
    """A supervisor on an agent's call."""

    supervisor: str
    mode: Literal["monitor", "whisper", "barge"]


class WallAgent(WallShape):
    """An agent: shown state, reason, since when, his queues; ``call_id`` of a call that rings or is talked."""

    agent: str
    shown_state: ShownState
    pause_reason: str
    pause_requested: bool
    since: datetime | None
    reachable: bool
    queues: list[str]
    call_id: uuid.UUID | None
    help: WallHelp | None
    listeners: list[WallListener]


class WallCaller(WallShape):
    """A caller who waits: in which queue, since when; ``danger`` is what he told a menu of, empty: nothing."""

    call_id: uuid.UUID
    queue: str
    line: str
    language: str
    offered_at: datetime
    entered_at: datetime
    danger: str


class WallQueue(WallShape):
    """A queue now, and its figures of today since midnight in China; metrics as in the dictionary, null: of nothing."""

    queue: str
    name: str
    waiting: int
    longest_since: datetime | None
    ready: int
    ringing: int
    talking: int
    wrap_up: int
    paused: int
    logged_in: int
    target_seconds: int
    offered: int
    answered: int
    abandoned: int
    service_level: float | None
    service_level_now: float | None
    average_speed_of_answer: float | None


class WallLine(WallShape):
    """The line: today since midnight in China, the last half hour, and the connect rate of the last 24 hours."""

    entered: int
    calls_answered: int
    abandoned: int
    answered_in_time_rate: float | None
    answered_in_time_rate_now: float | None
    connect_rate_day: float | None
    figures_at: datetime | None


class WallAlarm(WallShape):
    """An alarm that stands: what it is about (a queue, an agent, empty: the line), and since when."""

    code: str
    subject: str
    began_at: datetime


class WallSnapshot(WallShape):
    """Everything on the wall."""

    queues: list[WallQueue]
    agents: list[WallAgent]
    callers: list[WallCaller]
    line: WallLine
    alarms: list[WallAlarm]
    surge: str


class WallFrameBase(BaseModel):
    """A frame of the wall's socket; a gap in ``sequence`` asks for a snapshot."""

    v: Literal[1]
    sequence: int
    at: datetime


class WallSnapshotFrame(WallFrameBase):
    """First, and whenever it is asked for."""

    type: Literal["snapshot"]
    body: WallSnapshot


class WallAgentsFrame(WallFrameBase):
    """Agents whose state became another."""

    type: Literal["agents"]
    body: list[WallAgent]


class WallQueuesFrame(WallFrameBase):
    """All queues, when one changed."""

    type: Literal["queues"]
    body: list[WallQueue]


class WallCallersFrame(WallFrameBase):
    """All callers who wait, when one came or went."""

    type: Literal["callers"]
    body: list[WallCaller]


class WallLineFrame(WallFrameBase):
    """The line's figures."""

    type: Literal["line"]
    body: WallLine


class WallAlarmsFrame(WallFrameBase):
    """The alarms that stand."""

    type: Literal["alarms"]
    body: list[WallAlarm]


class WallSurgeFrame(WallFrameBase):
    """The surge profile that is on; empty: none."""

    type: Literal["surge"]
    body: str


WallFrame = (
    WallSnapshotFrame
    | WallAgentsFrame
    | WallQueuesFrame
    | WallCallersFrame
    | WallLineFrame
    | WallAlarmsFrame
    | WallSurgeFrame
)
