"""Clocks of a case: started, stopped, paused, extended, and set anew by another calendar (pure)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from foundation.work_calendar import Limit, Pause, WorkCalendar, due_at
from tickets.service.lifecycle.case import Case, Clock, ClockName
from tickets.service.rules import TicketRules

REWORKABLE = frozenset({"replied", "direct", "joined"})
"""Ways of being answered after which whoever is not content is reworked."""


@dataclass(frozen=True)
class Setting:
    """What decisions are made by: the rules and the calendar in force, and the moment."""

    rules: TicketRules
    calendar: WorkCalendar
    now: datetime
    calendar_version: int = 0


def started(case: Case, name: ClockName, limit: Limit, at: Setting, assignment: int | None = None) -> Case:
    """Return the case with one clock more, unless one of this name (and assignment) runs already."""
    if case.clock(name, assignment) is not None:
        return case
    return _begun(case, name, limit, at, at.now, assignment)


def begun_at_receipt(case: Case, limit: Limit, at: Setting) -> Case:
    """Return the case with the handling clock, which begins with the receipt."""
    return _begun(case, ClockName.HANDLE, limit, at, case.received_at, None)


def _begun(case: Case, name: ClockName, limit: Limit, at: Setting, since: datetime, assignment: int | None) -> Case:
    due = due_at(at.calendar, since, limit, now=at.now)
    warn = since + (due - since) * at.rules.warn_share
    clock = Clock(len(case.clocks) + 1, name, since, limit, due, warn, assignment)
    return replace(case, clocks=(*case.clocks, clock))


def set_anew(clock: Clock, at: Setting) -> Clock:
    """Return a clock with its end by the calendar at hand; a pause that lasts moves it once it is over."""
    over = tuple(pause for pause in clock.pauses if pause.until is not None)
    due = due_at(at.calendar, clock.started_at, clock.limit, more=clock.more, pauses=over, now=at.now)
    warn = clock.started_at + (due - clock.started_at) * at.rules.warn_share
    return replace(clock, due_at=due, warn_at=warn)


def _each(case: Case, name: ClockName, change: Callable[[Clock], Clock], assignment: int | None = None) -> Case:
    for clock in case.clocks:
        if clock.name is name and clock.stopped_at is None and (assignment is None or clock.assignment == assignment):
            case = case.with_clock(change(clock))
    return case


def stopped(case: Case, name: ClockName, at: Setting, assignment: int | None = None) -> Case:
    """Return the case with the clocks of a name stopped: now, or when their pause began."""

    def stop(clock: Clock) -> Clock:
        if clock.is_paused:
            since = clock.pauses[-1].since
            return replace(clock, pauses=clock.pauses[:-1], stopped_at=since)
        return replace(clock, stopped_at=at.now)

    return _each(case, name, stop, assignment)


def paused(case: Case, name: ClockName, at: Setting) -> Case:
    """Return the case with the clocks of a name paused."""

    def pause(clock: Clock) -> Clock:
        return clock if clock.is_paused else replace(clock, pauses=(*clock.pauses, Pause(at.now)))

    return _each(case, name, pause)


def resumed(case: Case, name: ClockName, at: Setting, until: datetime | None = None) -> Case:
    """Return the case with the clocks of a name going on; their end moves by what was paused.

    ``until`` is when the pause was over, where that is before now.
    """
    over = at.now if until is None else min(until, at.now)

    def resume(clock: Clock) -> Clock:
        if not clock.is_paused:
            return clock
        ended = replace(clock.pauses[-1], until=max(over, clock.pauses[-1].since))
        return set_anew(replace(clock, pauses=(*clock.pauses[:-1], ended)), at)

    return _each(case, name, resume)


def given_anew(case: Case, name: ClockName, limit: Limit, at: Setting) -> Case:
    """Return the case with another clock, begun now, in place of each running one of a name that had another limit."""
    for clock in case.clocks:
        if clock.name is name and clock.stopped_at is None and not clock.is_paused and clock.limit != limit:
            case = stopped(case, name, at, clock.assignment)
            case = _begun(case, name, limit, at, at.now, clock.assignment)
    return case


def extended(case: Case, name: ClockName, amount: int, at: Setting) -> Case:
    """Return the case with the clocks of a name given more time, in their own unit."""
    return _each(case, name, lambda clock: set_anew(replace(clock, more=clock.more + amount), at))


def is_discontent(resolved: bool | None, score: int | None, rules: TicketRules) -> bool:
    """Tell whether a citizen says that it is not resolved, or rates it badly; what he said last counts."""
    return resolved is False or (score is not None and score <= rules.bad_score)


def must_be_reworked(case: Case, at: Setting) -> bool:
    """Tell whether a closed case goes back to its unit: the citizen is not content, and it did not often enough."""
    return (
        is_discontent(case.resolved, case.score, at.rules)
        and not case.is_case
        and case.reworks < at.rules.reworks
        and case.closing in REWORKABLE
    )


def all_stopped(case: Case, at: Setting) -> Case:
    """Return the case with every clock stopped."""
    for name in ClockName:
        case = stopped(case, name, at)
    return case
