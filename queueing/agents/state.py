"""State of one agent in three parts, and what follows from an event (pure).

Asterisk is right: ``paused`` and the reason come from its member, never from what we asked for. Pauses that we order
ourselves (``wrap_up``, ``unreachable``, ``phone_awaited``) are effects; their coming true is an event like any other.

A phone that vanished pauses its agent ``unreachable``: nobody knows whether somebody still sits there, so he comes back
by his own act. A phone that was not there yet (after the log-in, after a restart of the switch) pauses him
``phone_awaited``, and he takes calls as soon as it is. Opening the phone's window, or taking the phone to another one,
is such an act: the gap that it makes in the registration, before or after we hear of it, is waited out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WRAP_UP = "wrap_up"
NOT_ANSWERED = "ring_no_answer"
"""Reason of the pause after rings in vain; unlike our other reasons it ends by the agent's own act alone."""
UNREACHABLE = "unreachable"
PHONE_AWAITED = "phone_awaited"
OUR_REASONS = frozenset({WRAP_UP, UNREACHABLE, PHONE_AWAITED})
RETRY_SECONDS = 5.0
"""An order that ends a wrap-up is given again while Asterisk still shows the member in it."""
OPEN_SECONDS = 15.0
"""So long after its window was opened a phone may be away: the new registration takes the place of the old one."""
OWN_SECONDS = 2.0
"""By so much the begin of a wrap-up by our clock and by Asterisk's, in whole seconds, may differ."""
DEVICE_UNAVAILABLE = frozenset({4, 5})  # AST_DEVICE_INVALID, AST_DEVICE_UNAVAILABLE
DEVICE_THERE = frozenset({1, 2, 3, 6, 7, 8})  # not in use ... on hold; 0 is unknown, as while Asterisk starts
DEVICE_IN_CALL = DEVICE_THERE - {1}  # as long as a channel lives, also that of a phone which is gone


SHOWN_STATES = ("logged_off", "ready", "paused", UNREACHABLE, "ringing", "talking", "on_hold", WRAP_UP)


class Availability(StrEnum):
    """Whether the agent takes calls."""

    logged_off = "logged_off"
    ready = "ready"
    paused = "paused"
    pause_requested = "pause_requested"


class Activity(StrEnum):
    """What the agent is doing."""

    idle = "idle"
    ringing = "ringing"
    talking = "talking"
    on_hold = "on_hold"
    wrap_up = "wrap_up"


@dataclass(frozen=True)
class AgentState:
    """One agent; ``legs`` are the open rings, ``call`` the linked id of the talk.

    ``requested`` is the pause that is to follow; it stands until Asterisk shows the member paused for that reason.
    ``vanished`` is true from the moment the phone was lost until its agent does something; a loss before
    ``moving_until`` is none. ``extended`` says that the wrap-up of the last call was made longer. ``unanswered`` counts
    rings in vain since he last did something.
    """

    agent: str
    endpoint: str = ""
    logged_in: bool = False
    paused: bool = False
    pause_reason: str = ""
    requested: str | None = None
    legs: frozenset[str] = frozenset()
    call: str = ""
    on_hold: bool = False
    wrap_up_until: datetime | None = None
    extended: bool = False
    unanswered: int = 0
    reachable: bool = True
    vanished: bool = False
    moving_until: datetime | None = None
    since: datetime | None = None

    @property
    def availability(self) -> Availability:
        """First part."""
        if not self.logged_in:
            return Availability.logged_off
        if self.requested is not None:
            return Availability.pause_requested
        if self.paused and self.pause_reason != WRAP_UP:
            return Availability.paused
        return Availability.ready

    @property
    def activity(self) -> Activity:
        """Second part."""
        if self.call:
            return Activity.on_hold if self.on_hold else Activity.talking
        if self.legs:
            return Activity.ringing
        wrapping_up = self.wrap_up_until is not None or (self.paused and self.pause_reason == WRAP_UP)
        return Activity.wrap_up if wrapping_up else Activity.idle

    @property
    def shown_state(self) -> str:
        """The one word for screens and reports."""
        if not self.logged_in and not self.call:
            return "logged_off"
        if self.activity is not Activity.idle:
            return str(self.activity)
        if not self.reachable:
            return UNREACHABLE
        return "paused" if self.paused else "ready"


@dataclass(frozen=True)
class Pause:
    """Order: pause the member in all its queues."""

    reason: str


@dataclass(frozen=True)
class Unpause:
    """Order: unpause the member in all its queues."""


Effect = Pause | Unpause


@dataclass(frozen=True)
class Member:
    """The member as Asterisk shows it; ``settling`` = the switch or our link to it was away until a moment ago."""

    endpoint: str
    paused: bool
    pause_reason: str
    device: int | None
    last_pause: datetime | None = None
    settling: bool = False


@dataclass(frozen=True)
class Phone:
    """The phone's registration appeared or is gone; told in a call too, where the member's state says nothing."""

    endpoint: str
    reachable: bool
    settling: bool = False


@dataclass(frozen=True)
class PhoneOpens:
    """A person opened the window that is this phone, or took the phone to it."""

    endpoint: str


@dataclass(frozen=True)
class Removed:
    """The member is gone from its last queue."""


@dataclass(frozen=True)
class Rings:
    """A phone of the agent rings."""

    leg: str


@dataclass(frozen=True)
class RingEnds:
    """It rings no longer; ``unanswered_limit``: it rang in vain, and so many in a row pause him (0: it did not)."""

    leg: str
    unanswered_limit: int = 0


@dataclass(frozen=True)
class Talks:
    """The agent talks to a caller."""

    call: str


@dataclass(frozen=True)
class HoldChanges:
    """The talk is on hold, or no longer."""

    on: bool


@dataclass(frozen=True)
class TalkEnds:
    """The talk is over."""

    call: str


@dataclass(frozen=True)
class Ticks:
    """Time went on."""


@dataclass(frozen=True)
class ClockSet:
    """Somebody set the machine's clock, by so many seconds: what ends at a time of the clock ends as long from now."""

    seconds: float


@dataclass(frozen=True)
class EndsWrapUp:
    """The agent is done before the limit."""


@dataclass(frozen=True)
class ExtendsWrapUp:
    """The agent needs longer; once a call."""

    seconds: float


@dataclass(frozen=True)
class WrapUpKnown:
    """The end of a wrap-up as the owner before us had it."""

    until: datetime


@dataclass(frozen=True)
class WantsPause:
    """The agent asks for a pause: at once when idle or in wrap-up, otherwise after this call.

    ``after_call``: it was asked for in a call, which may have ended meanwhile: its wrap-up comes first.
    """

    reason: str
    after_call: bool = False


@dataclass(frozen=True)
class WantsWork:
    """The agent wants calls again."""


Event = (
    Member
    | Phone
    | PhoneOpens
    | Removed
    | Rings
    | RingEnds
    | Talks
    | HoldChanges
    | TalkEnds
    | Ticks
    | ClockSet
    | EndsWrapUp
    | ExtendsWrapUp
    | WrapUpKnown
    | WantsPause
    | WantsWork
)


def decide(state: AgentState, event: Event, now: datetime, wrap_up_seconds: float) -> tuple[AgentState, list[Effect]]:
    """Return the agent's state after an event and the orders that follow, in this sequence."""
    after, effects = _decide(state, event, now, wrap_up_seconds)
    if after.shown_state != state.shown_state or after.pause_reason != state.pause_reason:
        after = replace(after, since=now)
    return after, effects


def _decide(state: AgentState, event: Event, now: datetime, wrap_up_seconds: float) -> tuple[AgentState, list[Effect]]:
    match event:
        case Member():
            return _member(state, event, now, wrap_up_seconds)
        case Phone(endpoint, reachable, settling) if endpoint == state.endpoint and state.logged_in:
            after = _phone(state, reachable, now, settling)
            # A talk that outlived it shows that somebody is there.
            return replace(after, vanished=False) if reachable and state.call else after, []
        case PhoneOpens(endpoint) if endpoint == state.endpoint and state.logged_in:
            after = replace(state, vanished=False, moving_until=now + timedelta(seconds=OPEN_SECONDS))
            return after, _return_orders(after)
        case Removed():
            return AgentState(
                state.agent,
                state.endpoint,
                legs=state.legs,
                call=state.call,
                on_hold=state.on_hold,
                since=state.since,
            ), []
        case Rings(leg):
            return replace(state, legs=state.legs | {leg}), []
        case RingEnds(leg, limit):
            vain = bool(limit) and leg in state.legs and state.reachable
            count = state.unanswered + 1 if vain else state.unanswered
            over = replace(state, legs=state.legs - {leg}, unanswered=count)
            if vain and count >= limit and not state.call and state.logged_in and not state.paused:
                # What he asked for himself says more.
                over = replace(over, requested=over.requested or NOT_ANSWERED, unanswered=0)
            return _ring_over(over)
        case Talks(call):
            # A new talk ends whatever wrap-up was left; the member was unpaused or it would not have rung.
            there = replace(state, reachable=True, vanished=False)
            # He is there after all: what a ring in vain asked for is no longer wanted.
            asked = None if there.requested == NOT_ANSWERED else there.requested
            talks = replace(there, call=call, legs=frozenset(), on_hold=False, wrap_up_until=None, requested=asked)
            return replace(talks, extended=False, unanswered=0), []
        case HoldChanges(on):
            return replace(state, on_hold=on and bool(state.call)), []
        case TalkEnds(call) if call == state.call:
            return _talk_over(state, now, wrap_up_seconds)
        case ClockSet(seconds):
            return replace(
                state,
                wrap_up_until=_later(state.wrap_up_until, seconds),
                moving_until=_later(state.moving_until, seconds),
            ), []
        case Ticks() if state.moving_until is not None and now >= state.moving_until:
            return _not_moved(replace(state, moving_until=None))
        case Ticks() if state.wrap_up_until is not None and now >= state.wrap_up_until and not state.call:
            return _work_again(state, now)
        case EndsWrapUp() if state.wrap_up_until is not None and not state.call:
            return _work_again(_acts(state), now)
        case ExtendsWrapUp(seconds) if state.wrap_up_until is not None and not state.call and not state.extended:
            return replace(state, wrap_up_until=state.wrap_up_until + timedelta(seconds=seconds), extended=True), []
        case WrapUpKnown(until) if state.wrap_up_until is not None and not state.call:
            longer = until - state.wrap_up_until > timedelta(seconds=OWN_SECONDS)
            return replace(state, wrap_up_until=until, extended=True) if longer else state, []
        case WantsPause(reason, after_call) if state.logged_in:
            if state.call or state.legs or (after_call and state.wrap_up_until is not None):
                return replace(_acts(state), requested=reason), []
            # Led out of one of our own pauses he would work again before he rests.
            ours = state.paused and state.pause_reason in (UNREACHABLE, PHONE_AWAITED)
            rests = reason if ours or not state.reachable else None
            return _wrap_up_ending(replace(_acts(state), requested=rests), now), [Pause(reason)]
        case WantsWork() if state.logged_in and state.reachable:
            return _wrap_up_ending(replace(_acts(state), requested=None), now), [Unpause()]
    return state, []


def _acts(state: AgentState) -> AgentState:
    """Somebody is there, with a phone that answers: it is no longer one that vanished."""
    return replace(state, vanished=state.vanished and not state.reachable, unanswered=0)


def _phone(state: AgentState, reachable: bool, now: datetime, settling: bool = False) -> AgentState:
    moving = state.moving_until is not None and now < state.moving_until
    lost = state.reachable and not reachable and not settling and not moving
    return replace(state, reachable=reachable, vanished=state.vanished or lost)


def _not_moved(state: AgentState) -> tuple[AgentState, list[Effect]]:
    """The window was opened and its phone did not come, or went again: it has vanished."""
    if state.reachable or not state.logged_in:
        return state, []
    awaited = state.paused and state.pause_reason == PHONE_AWAITED and not state.call
    return replace(state, vanished=True), [Pause(UNREACHABLE)] if awaited else []


def _return_orders(state: AgentState) -> list[Effect]:
    """Lead an agent out of the pause of a phone that vanished, once somebody showed that he is there."""
    if state.vanished or state.call or state.wrap_up_until is not None:
        return []
    if not state.paused or state.pause_reason != UNREACHABLE:
        return []
    if not state.reachable:
        return [Pause(PHONE_AWAITED)]
    return [Pause(state.requested) if state.requested is not None else Unpause()]


def _absence(state: AgentState) -> str:
    """Return the reason for the pause of an agent whose phone is not there."""
    return UNREACHABLE if state.vanished else PHONE_AWAITED


def _wrap_up_ending(state: AgentState, now: datetime) -> AgentState:
    """The wrap-up is over when Asterisk says so; until then its end stays in sight."""
    if state.paused and state.pause_reason == WRAP_UP:
        return replace(state, wrap_up_until=now + timedelta(seconds=RETRY_SECONDS))
    return replace(state, wrap_up_until=None)


def _ring_over(state: AgentState) -> tuple[AgentState, list[Effect]]:
    """A pause asked for while the phone rang follows at once when nobody is talked to."""
    idle = state.logged_in and not state.legs and not state.call and state.wrap_up_until is None
    return state, [Pause(state.requested)] if idle and state.requested is not None else []


def _talk_over(state: AgentState, now: datetime, wrap_up_seconds: float) -> tuple[AgentState, list[Effect]]:
    idle = replace(state, call="", on_hold=False)
    if not state.logged_in:
        return idle, []
    if state.paused and state.requested is None and state.pause_reason not in {*OUR_REASONS, NOT_ANSWERED}:
        # Paused from elsewhere during the talk: that pause comes back after wrap-up.
        idle = replace(idle, requested=state.pause_reason or "paused")
    if wrap_up_seconds <= 0:
        return _work_again(idle, now) if idle.requested is not None or idle.vanished else (idle, [])
    return replace(idle, wrap_up_until=now + timedelta(seconds=wrap_up_seconds)), [Pause(WRAP_UP)]


def _later(moment: datetime | None, seconds: float) -> datetime | None:
    return None if moment is None else moment + timedelta(seconds=seconds)


def _work_again(state: AgentState, now: datetime) -> tuple[AgentState, list[Effect]]:
    ending = _wrap_up_ending(state, now)
    if state.requested is not None:
        return ending, [Pause(state.requested)]
    return ending, [Pause(_absence(state)) if state.vanished or not state.reachable else Unpause()]


def _member(state: AgentState, member: Member, now: datetime, wrap_up: float) -> tuple[AgentState, list[Effect]]:
    reason = member.pause_reason if member.paused else ""
    new = not state.logged_in or member.endpoint != state.endpoint
    after = replace(
        _phone(state, _answers(state, member, new), now, settling=new or member.settling),
        endpoint=member.endpoint,
        logged_in=True,
        paused=member.paused,
        pause_reason=reason,
    )
    if new:  # an owner before us paused him so
        after = replace(after, vanished=reason == UNREACHABLE)
    elif after.reachable and not member.paused and not after.call:
        after = replace(after, vanished=False)
    wrapping_up = member.paused and reason == WRAP_UP
    if wrapping_up and after.wrap_up_until is None and not after.call:
        # Left by an owner that is gone, or the order that ends it did not arrive: the time counts from the pause.
        begun = min(member.last_pause or now, now)
        after = replace(after, wrap_up_until=begun + timedelta(seconds=wrap_up))
    if after.wrap_up_until is not None and state.paused and state.pause_reason == WRAP_UP and not wrapping_up:
        after = replace(after, wrap_up_until=None)  # it was shown, and is no more
    if member.paused and after.requested == reason and after.wrap_up_until is None and not after.call:
        after = replace(after, requested=None)
    return after, _member_orders(after, member)


def _answers(state: AgentState, member: Member, new: bool) -> bool:
    """Return whether the phone is there; a device in a call says only that its channel lives, 0 says nothing."""
    if member.device in (None, 0) or (member.device in DEVICE_IN_CALL and not new):
        return state.reachable or new
    return member.device not in DEVICE_UNAVAILABLE


def _member_orders(state: AgentState, member: Member) -> list[Effect]:
    if state.call:
        return []
    if not state.reachable and not member.paused:
        return [Pause(_absence(state))]
    awaited = member.paused and member.pause_reason == PHONE_AWAITED and state.wrap_up_until is None
    if awaited and member.device in DEVICE_THERE and state.reachable:
        return [Pause(state.requested) if state.requested is not None else Unpause()]
    if state.requested is not None and not state.legs and state.wrap_up_until is None:
        return [Pause(state.requested)]  # an order that did not arrive
    return _return_orders(state)
