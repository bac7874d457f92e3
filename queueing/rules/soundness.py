"""What keeps rules from being published: a caller who would reach nobody, members who would block each other (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from foundation.work_calendar import ZONE, State
from foundation.work_calendar.model import WEEKDAYS, minutes
from queueing.rules.members import level_in
from queueing.rules.model import GENERAL, Overflow, QueueRules, QueueSettings, Target, ToQueue, When, Widen
from queueing.rules.moment import Moment, changed, is_staffed, settings_at

SENTENCES = {
    "skill_missing": "there is no skill {detail!r}",
    "queue_missing": "there is no queue {detail!r}",
    "prompt_missing": "there is no recording {detail!r}",
    "calendar_missing": "there is no working calendar {detail!r}",
    "agent_missing": "the switch knows no agent {detail!r}",
    "goes_round": "callers would go round for ever: {detail}",
    "no_person": "callers would reach nobody at this hour: {detail}",
    "no_order": "the steps must follow each other in time: {detail}",
    "behind_overflow": "a step after {detail} s never comes: callers have left by then",
    "narrows": "level {detail} is not wider than the one before it: members who are offered to different callers of "
    "one queue would block each other",
    "falls": "priority {detail} is not above the one before it",
    "own_line": "{detail} is a line of this hotline: callers would come back",
    "general_skills": "the queue for everybody takes everybody: no skill can be required there",
    "general_limited": "the queue for everybody has no limit: a caller beyond it would be turned away",
    "overflows_nowhere": "callers who leave need a step that says where to: {detail}",
    "nobody_skilled": "no agent has the skills that are required: callers would wait until they overflow",
}
WARNINGS = frozenset({"nobody_skilled"})
"""Faults that keep nothing from being published."""
MONDAY = datetime(2024, 1, 1, tzinfo=ZONE)
"""A Monday; the hours of a week are looked through from here."""


@dataclass(frozen=True)
class Fault:
    """One fault: its code, the queue (empty: none), the place in it as a dotted path, what is wrong there."""

    code: str
    queue: str
    place: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        """Return it in English."""
        where = ".".join(part for part in (self.queue, self.place) if part)
        return f"{where}: {SENTENCES[self.code].format(detail=self.detail)}"


def faults_of(
    rules: QueueRules,
    *,
    calendars: Collection[str],
    prompts: Collection[str],
    lines: Collection[str] = (),
    agents: Collection[str] | None = None,
) -> list[Fault]:
    """Return everything that is wrong with rules; ``lines`` are the hotline's own numbers, ``agents`` None: any."""
    found = list(_names(rules, calendars, prompts, agents))
    for code, settings in rules.queues.items():
        found += _queue_faults(rules, code, settings, lines)
    if not found:  # the paths are walked over names that are there
        found += _paths(rules)
    return found


def _queue_faults(rules: QueueRules, code: str, settings: QueueSettings, lines: Collection[str]) -> Iterator[Fault]:
    if code == GENERAL and (settings.requires or settings.neighbours):
        yield Fault("general_skills", code, "requires")
    for place, variant in _variants(rules, code, settings):
        yield from _steps(code, place, variant)
        if code == GENERAL and variant.max_length:
            yield Fault("general_limited", code, f"{place}max_length")
        if variant.when_empty == "overflow" and code == GENERAL:
            yield Fault("overflows_nowhere", code, f"{place}when_empty", "nobody is there")
        for target_place, target in _targets(variant, place):
            if not isinstance(target, ToQueue) and target.number.lstrip("+") in lines:
                yield Fault("own_line", code, target_place, target.number)
    if settings.requires and not any(level_in(settings, skills) is not None for skills in rules.agents.values()):
        yield Fault("nobody_skilled", code, "requires")


def _variants(rules: QueueRules, code: str, settings: QueueSettings) -> Iterator[tuple[str, QueueSettings]]:
    """Yield the settings as they stand, in each period and in each surge, with the place they come from."""
    yield "", settings
    for number, period in enumerate(settings.periods):
        yield f"periods.{number}.change.", changed(settings, period.change)
    for surge, profile in rules.surges.items():
        if code in profile.queues:
            yield f"surges.{surge}.", changed(settings, profile.queues[code])


def _steps(code: str, place: str, settings: QueueSettings) -> Iterator[Fault]:
    level, priority, last = settings.start_level, 0, 0
    left: int | None = None
    for number, step in enumerate(settings.steps):
        here = f"{place}steps.{number}"
        if step.after_seconds < last:
            yield Fault("no_order", code, here, f"{step.after_seconds} after {last} s")
        if left is not None:
            yield Fault("behind_overflow", code, here, str(left))
        last = step.after_seconds
        if isinstance(step, Overflow):
            left = step.after_seconds
        elif isinstance(step, Widen):
            if level is None or step.level <= level:
                yield Fault("narrows", code, here, str(step.level))
            level = step.level
        else:
            if step.priority <= priority:
                yield Fault("falls", code, here, str(step.priority))
            priority = step.priority


def _targets(settings: QueueSettings, place: str = "") -> Iterator[tuple[str, Target]]:
    for number, step in enumerate(settings.steps):
        if isinstance(step, Overflow):
            yield f"{place}steps.{number}.target", step.target
    if settings.closed_to is not None:
        yield "closed_to", settings.closed_to


def _names(
    rules: QueueRules, calendars: Collection[str], prompts: Collection[str], agents: Collection[str] | None
) -> Iterator[Fault]:
    for agent, skills in rules.agents.items():
        if agents is not None and agent not in agents:
            yield Fault("agent_missing", "", f"agents.{agent}", agent)
        yield from (Fault("skill_missing", "", f"agents.{agent}", one) for one in skills if one not in rules.skills)
    for surge, profile in rules.surges.items():
        for queue in profile.queues.keys() - rules.queues.keys():
            yield Fault("queue_missing", "", f"surges.{surge}", queue)
    for code, settings in rules.queues.items():
        for skill in (*settings.requires, *settings.neighbours):
            if skill not in rules.skills:
                place = "requires" if skill in settings.requires else "neighbours"
                yield Fault("skill_missing", code, place, skill)
        periods = ((f"periods.{number}.when", period.when) for number, period in enumerate(settings.periods))
        for place, when in (("staffed", settings.staffed), *periods):
            if when is not None and when.calendar is not None and when.calendar not in calendars:
                yield Fault("calendar_missing", code, place, when.calendar)
        for place, variant in _variants(rules, code, settings):
            for prompt in variant.announce.comfort:
                if prompt not in prompts:
                    yield Fault("prompt_missing", code, f"{place}announce.comfort", prompt)
            for target_place, target in _targets(variant, place):
                if isinstance(target, ToQueue) and target.queue not in rules.queues:
                    yield Fault("queue_missing", code, target_place, target.queue)


def _paths(rules: QueueRules) -> Iterator[Fault]:
    """Walk from every queue whenever hours begin or end in a week, in each state of the calendars and each surge."""
    told: set[tuple[str, str]] = set()
    for moment in _moments(rules):
        now = {code: settings_at(rules, code, moment) for code in rules.queues}
        for code in rules.queues:
            fault = _walk(code, now, moment)
            if fault is not None and (fault.queue, fault.code) not in told:
                told.add((fault.queue, fault.code))
                yield fault


def _moments(rules: QueueRules) -> Iterator[Moment]:
    whens: list[When] = []
    for settings in rules.queues.values():
        whens += [one.when for one in settings.periods] + ([settings.staffed] if settings.staffed is not None else [])
    calendars = sorted({when.calendar for when in whens if when.calendar is not None})
    readings: tuple[State, ...] = get_args(State) if calendars else ("open",)
    edges = {0, *(minutes(edge) for when in whens if when.span for edge in when.span.split("-"))}
    ahead = sorted(day * 24 * 60 + edge for day in range(7) for edge in edges if edge < 24 * 60) if whens else [0]
    for surge in ("", *rules.surges):
        for state in readings:
            states: Mapping[str, State] = dict.fromkeys(calendars, state)
            for minute in ahead:
                yield Moment(MONDAY + timedelta(minutes=minute), states, surge)


def _walk(start: str, now: Mapping[str, QueueSettings], moment: Moment) -> Fault | None:
    """Follow what becomes of a caller who is answered nowhere, until he waits or rings outside."""
    code, way = start, [start]
    reached = False
    while True:
        settings = now[code]
        staffed = is_staffed(settings, moment)
        reached = reached or staffed
        if staffed:
            overflow = next((step for step in settings.steps if isinstance(step, Overflow)), None)
            target = overflow.target if overflow is not None else None
        else:
            target = settings.closed_to
        if target is not None and not isinstance(target, ToQueue):
            return None
        if target is None and (staffed or code == GENERAL):  # he waits here
            place = "staffed" if start == code else "closed_to"
            return None if reached else Fault("no_person", start, place, _hour(moment))
        code = target.queue if target is not None else GENERAL
        if code in way:
            place = "steps" if staffed else "closed_to"
            if not reached:
                return Fault("no_person", start, place, _hour(moment))
            return Fault("goes_round", start, place, " -> ".join((*way, code)))
        way.append(code)


def _hour(moment: Moment) -> str:
    local = moment.at.astimezone(ZONE)
    states = "".join(f" {calendar}={state}" for calendar, state in moment.states.items())
    surge = f" surge={moment.surge}" if moment.surge else ""
    return f"{WEEKDAYS[local.weekday()]} {local:%H:%M}{states}{surge}"
