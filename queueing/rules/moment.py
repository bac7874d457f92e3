"""What the rules are at a moment: hours, working calendars and a surge profile applied (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from foundation.work_calendar import State
from queueing.rules.model import Change, QueueRules, QueueSettings


@dataclass(frozen=True)
class Moment:
    """A moment, how each working calendar reads at it, and the surge profile that is on; empty: none."""

    at: datetime
    states: Mapping[str, State] = field(default_factory=dict)
    surge: str = ""


def settings_at(rules: QueueRules, queue: str, moment: Moment) -> QueueSettings:
    """Return a queue's settings as they hold: a surge profile counts before a period, a period before the rest."""
    settings = rules.queues[queue]
    states = dict(moment.states)
    period = next((one for one in settings.periods if one.when.holds(moment.at, states)), None)
    if period is not None:
        settings = changed(settings, period.change)
    surge = rules.surges.get(moment.surge)
    if surge is not None and queue in surge.queues:
        settings = changed(settings, surge.queues[queue])
    return settings


def is_staffed(settings: QueueSettings, moment: Moment) -> bool:
    """Tell whether people are at work in a queue."""
    return settings.staffed is None or settings.staffed.holds(moment.at, dict(moment.states))


def changed(settings: QueueSettings, change: Change) -> QueueSettings:
    """Return settings with what a change gives in place of their own."""
    given = {name: getattr(change, name) for name in Change.model_fields if getattr(change, name) is not None}
    return settings.model_copy(update=given)
