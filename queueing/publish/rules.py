"""What an administrator decides about queues, and the sections of ``queues.conf`` that it means (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

GENERAL = "hotline_general"
RESERVED = frozenset({"general"})
"""Names that are sections of app_queue's own."""

Code = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")]
# `linear` cannot be set on a living queue (SWITCH section 5).
Strategy = Literal["ringall", "leastrecent", "fewestcalls", "random", "rrmemory", "rrordered", "wrandom"]

SWITCH = (
    ("persistentmembers", "yes"),
    ("autofill", "yes"),
    ("shared_lastcall", "yes"),
    ("log_membername_as_agent", "yes"),
    ("force_longest_waiting_caller", "prio"),
)
"""Settings of app_queue as a whole; none is a matter of taste (SWITCH section 5)."""

FIXED = (
    ("musicclass", "hotline"),
    ("timeoutpriority", "conf"),
    ("ringinuse", "no"),
    ("joinempty", "yes"),
    ("leavewhenempty", "no"),
    ("announce-holdtime", "no"),
    ("announce-position", "no"),
    ("announce-frequency", "0"),
    ("periodic-announce-frequency", "0"),
    ("autopause", "no"),
    ("setinterfacevar", "no"),
    ("setqueueentryvar", "no"),
    ("setqueuevar", "no"),
)
"""The same for every queue: callers may always stay, and sentences of ours say what there is to say."""


class QueueSettings(BaseModel):
    """How one queue offers its callers.

    ``wrap_up_seconds`` bridges the time until the owner pauses a member for the wrap-up that the agents' setting gives.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    strategy: Strategy = "rrmemory"
    ring_seconds: int = Field(15, ge=1, le=120)
    retry_seconds: int = Field(1, ge=1, le=30)
    wrap_up_seconds: int = Field(3, ge=0, le=60)
    weight: int = Field(0, ge=0, le=100)


class QueueRules(BaseModel):
    """The queues of a node by code; the one for everybody is always there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    queues: dict[Code, QueueSettings] = Field(default_factory=lambda: {GENERAL: QueueSettings()}, max_length=500)

    @model_validator(mode="after")
    def _whole(self) -> QueueRules:
        if GENERAL not in self.queues:
            raise ValueError(f"the queue {GENERAL} is missing: callers who can be routed nowhere else wait there")
        for name in RESERVED & self.queues.keys():
            raise ValueError(f"no queue can be called {name!r}: it is a section of the switch's own")
        return self


@dataclass(frozen=True)
class Section:
    """One section of a configuration file: its name and its settings in order."""

    name: str
    settings: tuple[tuple[str, str], ...]


def compile(rules: QueueRules) -> tuple[Section, ...]:
    """Return the whole of ``queues.conf`` that these rules mean."""
    return (Section("general", SWITCH), *(_queue(code, rules.queues[code]) for code in sorted(rules.queues)))


def _queue(code: str, settings: QueueSettings) -> Section:
    decided = (
        ("strategy", settings.strategy),
        ("timeout", str(settings.ring_seconds)),
        ("retry", str(settings.retry_seconds)),
        ("wrapuptime", str(settings.wrap_up_seconds)),
        ("weight", str(settings.weight)),
    )
    return Section(code, (*decided, *FIXED))


def removed(before: QueueRules, after: QueueRules) -> set[str]:
    """Return the queues that would be gone: one that Asterisk does not find at a restart loses its members."""
    return before.queues.keys() - after.queues.keys()
