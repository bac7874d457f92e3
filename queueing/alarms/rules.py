"""What is an alarm at a moment (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from queueing.rules.model import GENERAL, AlarmLimits

DRIFT_SHOWN = timedelta(hours=1)
CODES = (
    "answered_late",
    "connect_rate_low",
    "nobody_logged_in",
    "help_wanted",
    "long_wait",
    "long_hold",
    "pause_over_limit",
    "ring_no_answer",
    "rules_drift",
    "link_down",
)


@dataclass(frozen=True)
class QueueNow:
    """Callers who wait in a queue, since when the first does, and how many members are logged in."""

    waiting: int = 0
    longest_since: datetime | None = None
    logged_in: int = 0


@dataclass(frozen=True)
class AgentNow:
    """An agent's shown state, its reason, since when."""

    agent: str
    shown_state: str
    pause_reason: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Situation:
    """Everything that alarms are decided by; shares are ``None`` where nothing was counted.

    ``in_time_rate`` is of the last half hour, ``connect_rate`` of the last 24 hours; ``entered`` and ``entered_day``
    are the calls that they are of. ``helps`` are the agents who call for a supervisor.
    """

    now: datetime
    queues: Mapping[str, QueueNow] = field(default_factory=dict)
    agents: Sequence[AgentNow] = ()
    in_time_rate: float | None = None
    entered: int = 0
    connect_rate: float | None = None
    entered_day: int = 0
    drifted_at: datetime | None = None
    in_step: bool = True
    pause_limits: Mapping[str, int] = field(default_factory=dict)
    helps: Collection[str] = ()


Place = tuple[str, str]
"""Code of an alarm and what it is about: a queue, an agent; empty for the whole line."""


def alarms(situation: Situation, limits: AlarmLimits) -> set[Place]:
    """Return every alarm that stands."""
    return set(_line(situation, limits)) | set(_queues(situation, limits)) | set(_agents(situation, limits))


def _line(s: Situation, limits: AlarmLimits) -> Iterator[Place]:
    if s.in_time_rate is not None and s.entered >= limits.least_calls and s.in_time_rate < limits.in_time_rate:
        yield "answered_late", ""
    if s.connect_rate is not None and s.entered_day >= limits.least_calls and s.connect_rate < limits.connect_rate:
        yield "connect_rate_low", ""
    if s.drifted_at is not None and s.now - s.drifted_at < DRIFT_SHOWN:
        yield "rules_drift", ""
    if not s.in_step:
        yield "link_down", ""


def _queues(s: Situation, limits: AlarmLimits) -> Iterator[Place]:
    for queue, now in s.queues.items():
        # The line is staffed day and night; a skill's queue only has to be while somebody waits in it.
        if now.logged_in == 0 and (queue == GENERAL or now.waiting):
            yield "nobody_logged_in", queue
        if now.longest_since is not None and s.now - now.longest_since >= timedelta(seconds=limits.long_wait_seconds):
            yield "long_wait", queue


def _agents(s: Situation, limits: AlarmLimits) -> Iterator[Place]:
    for agent in s.helps:
        yield "help_wanted", agent
    for one in s.agents:
        stood = s.now - one.since if one.since is not None else timedelta(0)
        if one.shown_state == "on_hold" and stood >= timedelta(seconds=limits.long_hold_seconds):
            yield "long_hold", one.agent
        if one.shown_state == "paused" and one.pause_reason == "ring_no_answer":
            yield "ring_no_answer", one.agent
        limit = s.pause_limits.get(one.pause_reason)
        if one.shown_state == "paused" and limit is not None and stood >= timedelta(minutes=limit):
            yield "pause_over_limit", one.agent
