"""Queue rules as a document: queues, skills, rules over time, priorities, surge profiles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from foundation.work_calendar import ZONE, State
from foundation.work_calendar.model import WEEKDAYS, Weekday, minutes

GENERAL = "hotline_general"
RESERVED = frozenset({"general", "bye"})
"""Names that mean something else: a section of app_queue's own, the last word to a caller who is withdrawn."""
LEVELS = 9
"""An agent's level of a skill goes from 1, the best, to this."""
WIDEST = 100
"""A level that admits every member of a queue, those of neighbour skills too."""

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")
]
Prompt = Annotated[str, Field(pattern=r"^[a-z0-9_/]{1,64}$")]
Number = Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}$")]
Level = Annotated[int, Field(ge=1, le=LEVELS)]
Seconds = Annotated[int, Field(ge=1, le=3600)]
Priority = Annotated[int, Field(ge=0, le=100)]
Span = Annotated[
    str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00))?$")
]
# `linear` cannot be set on a living queue (SWITCH section 5).
Strategy = Literal["ringall", "leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "wrandom"]


class Part(BaseModel):
    """Part of the rules: immutable, nothing unknown in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Part):
    """Some hours, in China's time: everything that is given holds.

    ``weekdays``: empty for every day. ``span``: empty for the whole day; ``22:00-07:00`` goes over midnight and belongs
    to the day on which it begins. ``calendar``: only while that working calendar reads as one of ``states``. Example::

        {weekdays: [sat, sun], span: "22:00-07:00"}
    """

    weekdays: tuple[Weekday, ...] = ()
    span: Span = ""
    calendar: Code | None = None
    states: tuple[State, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> When:
        if (self.calendar is None) != (not self.states):
            raise ValueError("a calendar and the states that count in it are given together")
        first, _, last = self.span.partition("-")
        if self.span and first == last:
            raise ValueError("these hours end in the moment in which they begin")
        return self

    def holds(self, at: datetime, states: dict[str, State]) -> bool:
        """Tell whether a moment is within; a calendar that is not in ``states`` counts as open."""
        if self.calendar is not None and states.get(self.calendar, "open") not in self.states:
            return False
        local = at.astimezone(ZONE)
        today, now = local.weekday(), local.hour * 60 + local.minute
        if not self.span:
            return self._on(today)
        first, last = (minutes(edge) for edge in self.span.split("-"))
        if first < last:
            return self._on(today) and first <= now < last
        return (self._on(today) and now >= first) or (self._on((today - 1) % 7) and now < last)

    def _on(self, weekday: int) -> bool:
        return not self.weekdays or WEEKDAYS[weekday] in self.weekdays


class ToQueue(Part):
    """Callers go to another queue."""

    to: Literal["queue"]
    queue: Code


class ToNumber(Part):
    """Callers are connected with a number outside: another city's line, a service; without an answer with a person."""

    to: Literal["outside"]
    number: Number
    name: Name = ""


Target = Annotated[ToQueue | ToNumber, Field(discriminator="to")]


class Widen(Part):
    """After so many seconds members up to ``level`` are rung too; a neighbour skill's stand above ``LEVELS``."""

    act: Literal["widen"]
    after_seconds: Seconds
    level: int = Field(ge=2, le=WIDEST)


class Raise(Part):
    """After so many seconds the caller comes before those of a lower priority."""

    act: Literal["raise"]
    after_seconds: Seconds
    priority: int = Field(ge=1, le=100)


class Overflow(Part):
    """After so many seconds the caller leaves the queue for another target."""

    act: Literal["overflow"]
    after_seconds: Seconds
    target: Target


Step = Annotated[Widen | Raise | Overflow, Field(discriminator="act")]
Steps = Annotated[tuple[Step, ...], Field(max_length=8)]


class Announce(Part):
    """What waiting callers hear over the music: an invitation to say what it is about, their position, the wait to
    expect, words of comfort in turn.

    ``invite_after_seconds``: once, where somebody writes the words down; 0: never.
    """

    invite_after_seconds: int = Field(5, ge=0, le=120)
    position: bool = False
    wait: bool = False
    comfort: Annotated[tuple[Prompt, ...], Field(max_length=4)] = ()
    first_after_seconds: int = Field(20, ge=5, le=600)
    every_seconds: int = Field(45, ge=15, le=600)

    @property
    def says_anything(self) -> bool:
        """Whether there is anything to say."""
        return self.position or self.wait or bool(self.comfort)


class Change(Part):
    """What differs from a queue's rules for a time; what is not given stays."""

    strategy: Strategy | None = None
    ring_seconds: int | None = Field(None, ge=1, le=120)
    weight: int | None = Field(None, ge=0, le=100)
    target_seconds: int | None = Field(None, ge=1, le=600)
    max_length: int | None = Field(None, ge=0, le=5000)
    when_empty: Literal["wait", "overflow"] | None = None
    steps: Steps | None = None
    announce: Announce | None = None


class Period(Part):
    """Hours in which a queue's rules differ; of two at once the first counts."""

    name: Name = ""
    when: When
    change: Change


class QueueSettings(Part):
    """How one queue offers its callers.

    ``requires``: a member has each of these skills, and his penalty is the worst of his levels less one.
    ``neighbours``: skill -> what is added to an agent's level of it; such members are rung once a step widens the queue
    so far. ``start_level`` admits members up to it at first; none: all. ``wrap_up_seconds`` bridges the time until the
    owner pauses a member for ``after_call_seconds`` (none: the setting of the house). ``target_seconds`` is that of the
    service level. ``max_length`` 0: no limit. ``when_empty``: what a caller does while no member's phone is there.
    ``staffed``: hours with people (none: day and night); outside of them callers go to ``closed_to`` at once.
    """

    name: Name = ""
    requires: Annotated[tuple[Code, ...], Field(max_length=5)] = ()
    neighbours: dict[Code, Annotated[int, Field(ge=LEVELS + 1, le=90)]] = Field({}, max_length=10)
    start_level: int | None = Field(None, ge=1, le=WIDEST)
    strategy: Strategy = "rrmemory"
    ring_seconds: int = Field(15, ge=1, le=120)
    retry_seconds: int = Field(1, ge=1, le=30)
    wrap_up_seconds: int = Field(3, ge=0, le=60)
    after_call_seconds: int | None = Field(None, ge=0, le=1800)
    weight: int = Field(0, ge=0, le=100)
    target_seconds: int = Field(15, ge=1, le=600)
    max_length: int = Field(0, ge=0, le=5000)
    when_empty: Literal["wait", "overflow"] = "wait"
    steps: Steps = ()
    announce: Announce = Announce()
    staffed: When | None = None
    closed_to: Target | None = None
    periods: Annotated[tuple[Period, ...], Field(max_length=8)] = ()


class Skill(Part):
    """Something that not every agent can: a language, an area of business, a training."""

    name: Name = ""
    kind: Literal["language", "business", "training"] = "business"


class Priorities(Part):
    """Who comes first: callers of a line, who calls again within ``repeated_hours``, who told of danger.

    The highest that applies counts, also that of the menu's step.
    """

    lines: dict[Annotated[str, Field(pattern=r"^[0-9]{3,20}$")], Priority] = Field({}, max_length=100)
    repeated: Priority = 0
    repeated_hours: int = Field(24, ge=1, le=168)
    danger: Priority = 100


class Surge(Part):
    """A profile for a storm or an incident: switched on by one act and ended by a time."""

    name: Name = ""
    queues: dict[Code, Change] = Field({}, max_length=100)


class AlarmLimits(Part):
    """From when on a supervisor is told: seconds of a wait and of a hold, shares of the line below which it is late.

    ``in_time_rate``: answered within 15 s, of the last half hour; ``connect_rate``: of the last 24 hours. Shares of
    fewer than ``least_calls`` are no alarm.
    """

    long_wait_seconds: int = Field(60, ge=5, le=3600)
    long_hold_seconds: int = Field(180, ge=10, le=3600)
    in_time_rate: float = Field(0.8, ge=0, le=1)
    connect_rate: float = Field(0.95, ge=0, le=1)
    least_calls: int = Field(20, ge=1, le=1000)


class Contact(Part):
    """A number outside that agents may send callers to or ask: an emergency line, a sub-centre, another city."""

    name: Name = ""
    number: Number
    kind: Literal["emergency", "sub_centre", "city", "service"] = "service"


EMERGENCY_LINES = {
    "police": Contact(name="110 报警", number="110", kind="emergency"),
    "fire": Contact(name="119 消防", number="119", kind="emergency"),
    "medical": Contact(name="120 急救", number="120", kind="emergency"),
    "traffic": Contact(name="122 交通", number="122", kind="emergency"),
}


class QueueRules(Part):
    """The rules of a node; the queue for everybody is always there.

    ``agents``: skills with levels by agent. ``unanswered_pause``: an agent whose phone rang in vain so often in a row
    is paused (0: never). ``pause_limits``: minutes by reason, after which a supervisor is told. ``directory``: whom
    agents may connect callers with outside; no other number can be dialled.
    """

    queues: dict[Code, QueueSettings] = Field(default_factory=lambda: {GENERAL: QueueSettings()}, max_length=100)
    skills: dict[Code, Skill] = Field({}, max_length=100)
    agents: dict[Code, dict[Code, Level]] = Field({}, max_length=5000)
    priorities: Priorities = Priorities()
    unanswered_pause: int = Field(1, ge=0, le=10)
    pause_limits: dict[Code, Annotated[int, Field(ge=1, le=480)]] = Field({}, max_length=30)
    directory: dict[Code, Contact] = Field(default_factory=lambda: dict(EMERGENCY_LINES), max_length=200)
    surges: dict[Code, Surge] = Field({}, max_length=20)
    alarms: AlarmLimits = AlarmLimits()

    @model_validator(mode="after")
    def _whole(self) -> QueueRules:
        if GENERAL not in self.queues:
            raise ValueError(f"the queue {GENERAL} is missing: callers who can be routed nowhere else wait there")
        for name in RESERVED & self.queues.keys():
            raise ValueError(f"no queue can be called {name!r}: the name means something else")
        return self


def removed(before: QueueRules, after: QueueRules) -> set[str]:
    """Return the queues that would be gone: one that Asterisk does not find at a restart loses its members."""
    return before.queues.keys() - after.queues.keys()
