"""What the switch is told of the rules at a moment: two files and one global variable a queue (pure).

A rule over time that widens is app_queue's own, in ``queuerules.conf``; when a caller leaves for elsewhere stands in
the global, by which the dialplan leads him without us; a priority that rises is an order of the owner.
"""

from __future__ import annotations

from dataclasses import dataclass

from queueing.rules.model import GENERAL, WIDEST, Overflow, QueueRules, QueueSettings, Raise, Target, ToQueue, Widen
from queueing.rules.moment import Moment, is_staffed, settings_at

ANY_PENALTY = 1000

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
    ("announce-holdtime", "no"),
    ("announce-position", "no"),
    ("announce-frequency", "0"),
    ("periodic-announce-frequency", "0"),
    ("autopause", "no"),
    ("setinterfacevar", "no"),
    ("setqueueentryvar", "no"),
    ("setqueuevar", "no"),
)
"""The same for every queue: sentences of ours say what there is to say."""

EMPTY = {
    "wait": (("joinempty", "yes"), ("leavewhenempty", "no")),
    "overflow": (("joinempty", "unavailable,invalid,unknown"), ("leavewhenempty", "unavailable,invalid,unknown")),
}
"""Nobody there: no member, or no member's phone. A member who is paused comes back, so the caller waits for him."""


@dataclass(frozen=True)
class Section:
    """One section of a configuration file: its name and its settings in order."""

    name: str
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """Everything that the switch is told: ``queues.conf``, ``queuerules.conf``, the global variable of each queue.

    The variable ``QUEUE_PLAN_<queue>`` holds ``open`` or ``closed``, first and widest penalty, seconds and where to
    then, with ``|`` between them.
    """

    queues: tuple[Section, ...]
    rules: tuple[Section, ...]
    plans: dict[str, str]


def compile_rules(rules: QueueRules, moment: Moment) -> Told:
    """Return what these rules mean at a moment."""
    now = {code: settings_at(rules, code, moment) for code in sorted(rules.queues)}
    widening = {code: section for code, settings in now.items() if (section := _widening(code, settings))}
    return Told(
        queues=(
            Section("general", SWITCH),
            *(_queue(code, settings, code in widening) for code, settings in now.items()),
        ),
        rules=(Section("general", (("realtime_rules", "no"),)), *widening.values()),
        plans={code: _plan(settings, is_staffed(settings, moment)) for code, settings in now.items()},
    )


def raises_of(settings: QueueSettings) -> tuple[tuple[int, int], ...]:
    """Return after how many seconds a caller's priority becomes which, in order."""
    return tuple((step.after_seconds, step.priority) for step in settings.steps if isinstance(step, Raise))


def text_of(sections: tuple[Section, ...]) -> str:
    """Return a file's sections as text, for people to read."""
    blocks = [f"[{one.name}]\n" + "".join(f"{name} = {value}\n" for name, value in one.settings) for one in sections]
    return "\n".join(blocks)


def _queue(code: str, settings: QueueSettings, has_rule: bool) -> Section:
    decided = (
        ("strategy", settings.strategy),
        ("timeout", str(settings.ring_seconds)),
        ("retry", str(settings.retry_seconds)),
        ("wrapuptime", str(settings.wrap_up_seconds)),
        ("weight", str(settings.weight)),
        ("maxlen", str(settings.max_length)),
        ("servicelevel", str(settings.target_seconds)),
        *((("defaultrule", code),) if has_rule else ()),
    )
    # In the queue for everybody callers stay: there is nowhere else.
    return Section(code, (*decided, *EMPTY["wait" if code == GENERAL else settings.when_empty], *FIXED))


def _widening(code: str, settings: QueueSettings) -> Section | None:
    steps = [step for step in settings.steps if isinstance(step, Widen)]
    changes = tuple(("penaltychange", f"{step.after_seconds},{_penalty(step.level)}") for step in steps)
    return Section(code, changes) if changes else None


def _plan(settings: QueueSettings, staffed: bool) -> str:
    """Who was given a priority is offered to all at once: before him nobody may wait who is offered to fewer."""
    if not staffed:
        return f"closed|0|0|0|{_place(settings.closed_to)}"
    levels = [step.level for step in settings.steps if isinstance(step, Widen)]
    start = ANY_PENALTY if settings.start_level is None else _penalty(settings.start_level)
    widest = max([start, *map(_penalty, levels)])
    overflow = next((step for step in settings.steps if isinstance(step, Overflow)), None)
    seconds = overflow.after_seconds if overflow is not None else 0
    return f"open|{start}|{widest}|{seconds}|{_place(overflow.target if overflow is not None else None)}"


def _penalty(level: int) -> int:
    return ANY_PENALTY if level >= WIDEST else level - 1


def _place(target: Target | None) -> str:
    if target is None:
        return ""
    return f"queue:{target.queue}" if isinstance(target, ToQueue) else f"outside:{target.number}"
