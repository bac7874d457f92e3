"""The dictionary of metrics: what each number is made of, with its formula and where that comes from (pure).

Counts add up over intervals, queues and lines; a metric is computed from counts, never from other metrics. A metric of
nothing is ``None``, never 0. Training and test calls are in no count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Literal

IN_TIME_SECONDS = 15
"""Within so many seconds of entering the line a call is answered in time (GB/T 33358-2016)."""

Unit = Literal["count", "share", "seconds"]
Subject = Literal["calls", "visits", "agents"]


@dataclass(frozen=True)
class Counts:
    """Counts of an interval, of anything: of calls, of visits to queues, of agents' time. All add up.

    ``entered`` calls entered the line, ``left_in_greeting`` hung up within the greeting, ``left_in_menu`` later in the
    menu, ``calls_answered`` reached an agent, ``answered_in_time`` within 15 s. ``offered`` visits to queues ended as
    ``answered`` ... ``left_empty`` or are ``open``; ``within_target`` were answered within their queue's target.
    ``wait_seconds`` are those of the answered. Seconds of agents: ``talk``, ``hold``, ``wrap_up``, ``logged_in``,
    ``paused``. ``longest_wait_seconds`` does not add up: it is the largest.
    """

    entered: int = 0
    left_in_greeting: int = 0
    left_in_menu: int = 0
    calls_answered: int = 0
    answered_in_time: int = 0
    time_to_answer_seconds: float = 0.0
    offered: int = 0
    answered: int = 0
    abandoned: int = 0
    short_abandoned: int = 0
    timed_out: int = 0
    overflowed: int = 0
    callback_requested: int = 0
    withdrawn: int = 0
    left_empty: int = 0
    open: int = 0
    within_target: int = 0
    wait_seconds: float = 0.0
    longest_wait_seconds: float = 0.0
    talks: int = 0
    ring_no_answer: int = 0
    talk_seconds: float = 0.0
    hold_seconds: float = 0.0
    wrap_up_seconds: float = 0.0
    logged_in_seconds: float = 0.0
    paused_seconds: float = 0.0

    def __add__(self, other: Counts) -> Counts:
        """Return both together."""
        added = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        added["longest_wait_seconds"] = max(self.longest_wait_seconds, other.longest_wait_seconds)
        return Counts(**added)


@dataclass(frozen=True)
class Metric:
    """One metric: how it is computed, the same as a formula of counts, and its source."""

    name: str
    subject: Subject
    unit: Unit
    formula: str
    source: str
    compute: Callable[[Counts], float | None]


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _line(c: Counts) -> int:
    """Calls that entered the line, but for those that left within the greeting."""
    return c.entered - c.left_in_greeting


def _kept(c: Counts) -> int:
    """Visits, but for short abandons and those that are not over."""
    return c.offered - c.short_abandoned - c.open


METRICS: tuple[Metric, ...] = (
    Metric(
        "answered_in_time_rate",
        "calls",
        "share",
        "answered_in_time / (entered - left_in_greeting)",
        "GB/T 33358-2016: answered within 15 s; counted from entering the line, menu included",
        lambda c: _share(c.answered_in_time, _line(c)),
    ),
    Metric(
        "connect_rate",
        "calls",
        "share",
        "calls_answered / (entered - left_in_greeting)",
        "GB/T 33358-2016: at least 95 % in any continuous 24 h; national grading of hotlines",
        lambda c: _share(c.calls_answered, _line(c)),
    ),
    Metric(
        "average_time_to_answer",
        "calls",
        "seconds",
        "time_to_answer_seconds / calls_answered",
        "mean from entering the line to the first agent, menu included",
        lambda c: _share(c.time_to_answer_seconds, c.calls_answered),
    ),
    Metric(
        "service_level",
        "visits",
        "share",
        "within_target / (offered - short_abandoned - open)",
        "the queue's target in its rules; short abandons (up to 5 s) are out of both",
        lambda c: _share(c.within_target, _kept(c)),
    ),
    Metric(
        "answered_rate",
        "visits",
        "share",
        "answered / (offered - open)",
        "share of visits to queues that an agent answered",
        lambda c: _share(c.answered, c.offered - c.open),
    ),
    Metric(
        "abandon_rate",
        "visits",
        "share",
        "abandoned / (offered - short_abandoned - open)",
        "callers who gave up after 5 s; left inside the menu is no abandon",
        lambda c: _share(c.abandoned, _kept(c)),
    ),
    Metric(
        "average_speed_of_answer",
        "visits",
        "seconds",
        "wait_seconds / answered",
        "mean wait in the queue of the answered",
        lambda c: _share(c.wait_seconds, c.answered),
    ),
    Metric(
        "average_handle_time",
        "agents",
        "seconds",
        "(talk_seconds + hold_seconds + wrap_up_seconds) / talks",
        "talk, hold and wrap-up of a call together",
        lambda c: _share(c.talk_seconds + c.hold_seconds + c.wrap_up_seconds, c.talks),
    ),
    Metric(
        "occupancy",
        "agents",
        "share",
        "(talk_seconds + hold_seconds + wrap_up_seconds) / (logged_in_seconds - paused_seconds)",
        "share of the time that an agent took calls in which he had one",
        lambda c: _share(
            c.talk_seconds + c.hold_seconds + c.wrap_up_seconds, max(0.0, c.logged_in_seconds - c.paused_seconds)
        ),
    ),
)
"""Every metric that is shown; counts are shown as they are."""

OUTCOMES = (
    "answered",
    "abandoned",
    "short_abandoned",
    "timed_out",
    "overflowed",
    "callback_requested",
    "withdrawn",
    "left_empty",
)
"""``offered`` is the sum of these and ``open``."""


def computed(counts: Counts, subject: Subject | None = None) -> dict[str, float | None]:
    """Return every metric of these counts, of one subject or of all."""
    return {one.name: one.compute(counts) for one in METRICS if subject is None or one.subject == subject}
