"""The wall's queues from what is known of callers, members and figures (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agent_desktop.wall.shapes import WallLine, WallQueue
from queueing.figures.metrics import Counts, computed
from queueing.rules.model import QueueRules

STATES = {
    "ready": ("ready",),
    "ringing": ("ringing",),
    "talking": ("talking", "on_hold"),
    "wrap_up": ("wrap_up",),
    "paused": ("paused", "unreachable"),
}


@dataclass(frozen=True)
class DayFigures:
    """Counts of today and of the last half hour, by queue and of the line, and of the line's last 24 hours."""

    at: datetime | None = None
    today: Mapping[str, Counts] = field(default_factory=dict)
    recent: Mapping[str, Counts] = field(default_factory=dict)
    line_today: Counts = field(default_factory=Counts)
    line_recent: Counts = field(default_factory=Counts)
    line_day: Counts = field(default_factory=Counts)


def wall_queues(
    rules: QueueRules,
    waiting: Mapping[str, tuple[int, datetime]],
    places: Iterable[tuple[str, str]],
    shown: Mapping[str, str],
    figures: DayFigures,
) -> list[WallQueue]:
    """Return every queue of the rules, and every other that somebody waits in; by code.

    Args:
        waiting: by queue how many wait and since when the first does. places: queue and agent of each member.
        shown: shown state by agent.
    """
    members: dict[str, Counter[str]] = {queue: Counter() for queue in {*rules.queues, *waiting}}
    for queue, agent in places:
        members.setdefault(queue, Counter())[shown.get(agent, "logged_off")] += 1
    found = []
    for queue in sorted(members):
        settings, states = rules.queues.get(queue), members[queue]
        today, recent = figures.today.get(queue, Counts()), figures.recent.get(queue, Counts())
        count, first = waiting.get(queue, (0, None))
        metrics = computed(today, "visits")
        found.append(
            WallQueue(
                queue=queue,
                name=settings.name if settings is not None else "",
                waiting=count,
                longest_since=first,
                **{name: sum(states[one] for one in of) for name, of in STATES.items()},
                logged_in=sum(states.values()) - states["logged_off"],
                target_seconds=settings.target_seconds if settings is not None else 15,
                offered=today.offered,
                answered=today.answered,
                abandoned=today.abandoned,
                service_level=metrics["service_level"],
                service_level_now=computed(recent, "visits")["service_level"],
                average_speed_of_answer=metrics["average_speed_of_answer"],
            )
        )
    return found


def wall_line(figures: DayFigures) -> WallLine:
    """Return the line's figures."""
    today, recent = computed(figures.line_today), computed(figures.line_recent)
    return WallLine(
        entered=figures.line_today.entered,
        calls_answered=figures.line_today.calls_answered,
        abandoned=figures.line_today.abandoned,
        answered_in_time_rate=today["answered_in_time_rate"],
        answered_in_time_rate_now=recent["answered_in_time_rate"],
        connect_rate_day=computed(figures.line_day)["connect_rate"],
        figures_at=figures.at,
    )
