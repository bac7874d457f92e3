"""A ticket as decisions see it, what is asked of it, and the entry that an act leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from foundation.work_calendar import Limit, Pause
from tickets.service.lifecycle.states import Act, State


class Role(StrEnum):
    """Of the units that have a ticket one leads; each other one gives its own answer."""

    LEAD = "lead"
    ASSISTING = "assisting"


class AssignmentState(StrEnum):
    """How far a unit is with a ticket."""

    WAITING = "waiting"  # not acknowledged yet
    WORKING = "working"
    ANSWERED = "answered"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({AssignmentState.WAITING, AssignmentState.WORKING})
GONE = frozenset({AssignmentState.SENT_BACK, AssignmentState.WITHDRAWN})


class ClockName(StrEnum):
    """What a clock measures."""

    DISPATCH = "dispatch"  # accepted -> with a unit
    ACKNOWLEDGE = "acknowledge"  # with a unit -> acknowledged; one for each assignment
    HANDLE = "handle"  # received -> answered: what the law gives the citizen
    FEEDBACK = "feedback"  # danger: until the first feedback
    DECIDE = "decide"  # sent back -> decided
    REVIEW = "review"  # replied -> approved or returned
    FOLLOW_UP = "follow_up"  # closed -> followed up, rated or given up
    SUSPEND = "suspend"  # suspended -> going on; what was asked for, and at its end it goes on by itself
    REWORK = "rework"  # rated badly -> with the unit again
    SUPERVISE = "supervise"  # supervised -> what the unit says to it


@dataclass(frozen=True)
class Clock:
    """A limit under way; ``number`` counts within the ticket. ``stopped_at`` empty: it runs, or is paused.

    ``more`` is how much it was extended by, in the limit's unit. A clock is late when it stopped, or runs on, behind
    ``due_at``; time that was paused does not count.
    """

    number: int
    name: ClockName
    started_at: datetime
    limit: Limit
    due_at: datetime
    warn_at: datetime
    assignment: int | None = None
    more: int = 0
    pauses: tuple[Pause, ...] = ()
    stopped_at: datetime | None = None
    missed_at: datetime | None = None
    """When it was noted in the history that its end passed."""

    @property
    def is_paused(self) -> bool:
        """Whether its time stands still."""
        return self.stopped_at is None and bool(self.pauses) and self.pauses[-1].until is None

    def is_late(self, now: datetime) -> bool:
        """Tell whether it is, or was, late."""
        reached = self.stopped_at or (self.pauses[-1].since if self.is_paused else now)
        return reached > self.due_at


@dataclass(frozen=True)
class Assignment:
    """A unit's part in a ticket; ``number`` counts within the ticket, ``round`` the reworks before it plus one."""

    number: int
    unit: str
    role: Role
    state: AssignmentState
    round: int
    handler: str = ""
    reached: bool = False
    """The citizen was spoken with in this round."""
    tries: int = 0
    answer: str = ""


@dataclass(frozen=True)
class Case:
    """Everything that decides what can be done to a ticket, and what follows."""

    state: State
    kind: str
    urgency: str
    classes: tuple[str, ...]
    can_be_called: bool
    received_at: datetime
    round: int = 1
    assignments: tuple[Assignment, ...] = ()
    clocks: tuple[Clock, ...] = ()
    send_backs: int = 0
    is_final: bool = False
    """It can be sent back no more."""
    passes: int = 0
    """How often another unit took the lead over."""
    reworks: int = 0
    extensions: int = 0
    extension_asked: int = 0
    """In the handling clock's unit; 0: none is asked for."""
    suspension_asked: bool = False
    suspension_days: int = 0
    """Working days for which it was asked last."""
    reply: str = ""
    """What the lead unit answered in this round; approved once the ticket is closed."""
    closing: str = ""
    """How it was answered: ``replied direct refused joined``."""
    followed_up: bool = False
    tries: int = 0
    score: int | None = None
    resolved: bool | None = None
    level: int = 0
    """0; 1 supervised (督办); 2 escalated (提级督办)."""
    reminders: int = 0
    main: str = ""
    """Number of the ticket under which it is joined."""
    leads: int = 0
    """How many tickets are joined under it."""
    called_again: bool = False
    """The citizen called again behind the answer, and nobody has asked him why yet."""
    handed_over: tuple[str, ...] = ()
    fed_back: bool = False
    is_case: bool = False
    """Mediation or law enforcement: satisfaction is not sought at any price (不片面追求满意率)."""

    def lead(self) -> Assignment | None:
        """Return the assignment of the unit that leads now."""
        found = [one for one in self.assignments if one.role is Role.LEAD and one.state not in GONE]
        return found[-1] if found else None

    def assignment(self, number: int | None) -> Assignment | None:
        """Return an assignment by its number."""
        return next((one for one in self.assignments if one.number == number), None)

    def of_unit(self, unit: str) -> Assignment | None:
        """Return the newest assignment that a unit still has."""
        found = [one for one in self.assignments if one.unit == unit and one.state not in GONE]
        return found[-1] if found else None

    def clock(self, name: ClockName, assignment: int | None = None) -> Clock | None:
        """Return the clock of a name that has not stopped."""
        for one in self.clocks:
            if one.name is name and one.stopped_at is None and (assignment is None or one.assignment == assignment):
                return one
        return None

    def next_clock(self) -> Clock | None:
        """Return the clock that ends first of those that run, or of those that stand still where none runs."""
        left = [one for one in self.clocks if one.stopped_at is None]
        running = [one for one in left if not one.is_paused]
        return min(running or left, key=lambda one: one.due_at, default=None)

    def with_assignment(self, changed: Assignment) -> Case:
        """Return the case with an assignment in place of that of the same number."""
        kept = tuple(changed if one.number == changed.number else one for one in self.assignments)
        return replace(self, assignments=kept)

    def with_clock(self, changed: Clock) -> Case:
        """Return the case with a clock in place of that of the same number."""
        return replace(self, clocks=tuple(changed if one.number == changed.number else one for one in self.clocks))


@dataclass(frozen=True)
class Actor:
    """Who acts: ``kind`` is ``person citizen system``; ``unit`` the unit that he acts for."""

    kind: str
    account: str = ""
    unit: str = ""
    supervises: bool = False


@dataclass(frozen=True)
class Order:
    """What is asked of a ticket; which members count depends on the act (see `table.py`)."""

    act: Act
    by: Actor
    reason: str = ""
    units: tuple[str, ...] = ()
    """Lead first; those behind it assist."""
    assignment: int | None = None
    handler: str = ""
    text: str = ""
    ground: str = ""
    amount: int = 0
    reached: bool | None = None
    resolved: bool | None = None
    score: int | None = None
    service: str = ""
    main: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """One line of a ticket's history."""

    act: Act
    by: Actor
    at: datetime
    before: State | None
    after: State
    round: int
    reason: str = ""
    assignment: int | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
