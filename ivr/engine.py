"""The menu engine: pure, ``(flow, state, input, circumstances) -> (state, effect)``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from foundation.errors import BadInput
from foundation.work_calendar import WorkCalendar, read_at
from ivr.flow import Flow
from ivr.nodes import (
    KEYED,
    LEFT,
    AnyNode,
    Asking,
    Branch,
    CallbackOffer,
    Collect,
    Enqueue,
    Hangup,
    Hours,
    Incident,
    Listen,
    Menu,
    Play,
    Speaking,
    Survey,
    TicketStatus,
    Transfer,
    Voicemail,
)
from ivr.ports import Understood

STEPS_LIMIT = 30
"""After so many questions and sentences a caller who goes round in circles is taken out by the way of errors."""

TOLD, PASSED, TRANSFERRED = "told", "passed", "transferred"
"""How a menu ended: hung up after its last sentence, asked nothing, left for a number outside."""
INCIDENT, MESSAGE = "incident", "message"
"""And about an incident, or once a message was left."""
GOODBYE = "hotline/thanks"
LEVELS = {"1": 5, "2": 4, "3": 3, "4": 2, "5": 1}
"""Keys of a survey, and how satisfied that is."""
UNKNOWN = "unknown"
"""What the ticket service says of a code that fits no ticket of the caller's."""
DANGER = "danger:"
"""How an answer begins that tells of danger."""
DONE = "done"
"""What is said of a callback that is noted."""


@dataclass(frozen=True)
class Circumstances:
    """What nodes ask that the caller does not say.

    ``line`` is the number dialled, ``caller`` the kind of the caller's (``mobile landline service abroad hidden``),
    ``at`` the moment of asking; ``language`` what he chose the last time, ``open_ticket`` ``yes`` or ``no``; empty: not
    known.
    """

    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    line: str = ""
    caller: str = "hidden"
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    language: str = ""
    open_ticket: str = ""


@dataclass(frozen=True)
class MenuState:
    """Where a caller stands.

    ``path`` are the keys that led somewhere, ``tries`` the failures at this node, ``steps`` the answers taken so far,
    ``language`` the one he is led in (empty: as he came), ``keyed`` the digits taken last (may be a secret), ``level``
    how satisfied he said he is.
    """

    node: str
    path: tuple[str, ...] = ()
    tries: int = 0
    ended: str = ""  # how the last menu was left: choice, no_input, no_match, error; empty: none was
    steps: int = 0
    language: str = ""
    danger: str = ""  # what a caller who was listened to is in: police fire medical traffic
    keyed: str = field(default="", repr=False)
    level: int | None = None
    passed: tuple[str, ...] = field(default=(), compare=False)  # what led on to this node and asked him nothing


@dataclass(frozen=True)
class Answer:
    """Outcome of an effect: keys pressed, or what was looked up, and READSTATUS (``OK TIMEOUT ERROR HANGUP ..``)."""

    digits: str
    status: str


@dataclass(frozen=True)
class Ask:
    """Effect: play, and wait for up to ``most`` keys."""

    prompt: tuple[str, ...]
    timeout_seconds: int
    most: int = 1
    language: str = ""


@dataclass(frozen=True)
class Say:
    """Effect: play; the answer to it does not matter."""

    prompt: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Hear:
    """Effect: play, then let the caller speak; the answer is the category, or ``danger:<kind>``, empty for neither."""

    prompt: tuple[str, ...]
    seconds: int
    least_confidence: float
    language: str = ""


@dataclass(frozen=True)
class Keep:
    """Effect: play, then keep what the caller says; the answer is ``left``, empty where he said nothing."""

    prompt: tuple[str, ...]
    seconds: int
    language: str = ""


@dataclass(frozen=True)
class Look:
    """Effect: ask the ticket service where the caller's ticket with this code stands; the state is the answer."""

    keyed: str = field(repr=False)


@dataclass(frozen=True)
class Book:
    """Effect: note that the caller wants to be called back; the answer is ``done``."""


@dataclass(frozen=True)
class Leave:
    """Effect: the menu is over, the caller goes to a queue."""

    queue: str
    language: str
    priority: int


@dataclass(frozen=True)
class Forward:
    """Effect: the menu is over, the caller is connected with a number outside, or with a person where that fails."""

    number: str
    language: str = ""


@dataclass(frozen=True)
class Farewell:
    """Effect: play a last time, then the hotline hangs up."""

    prompt: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True)
class Over:
    """Effect: the caller hung up."""


Effect = Ask | Say | Hear | Keep | Look | Book | Leave | Forward | Farewell | Over


def begin(flow: Flow) -> MenuState:
    """Return the state of a caller who hears the first prompt."""
    return MenuState(flow.start)


def answer(
    flow: Flow, state: MenuState, given: Answer, around: Circumstances | None = None
) -> tuple[MenuState, Effect]:
    """Take the outcome of the last effect and return what comes next.

    Every sequence of answers ends in ``Leave``, ``Forward``, ``Farewell`` or ``Over`` after at most ``STEPS_LIMIT``.
    """
    around = around or Circumstances()
    if given.status == "HANGUP":
        return state, Over()
    state = replace(state, steps=state.steps + 1)
    if state.steps >= STEPS_LIMIT:
        return _way_out(flow, state, around)
    node = flow.nodes.get(state.node)
    failed = given.status == "ERROR"
    match node:
        case Incident() if state.tries and not failed and not given.digits:  # he heard the answer, and it was one
            last = ("silence/1",) if GOODBYE in node.answer else (GOODBYE,)
            return replace(state, path=(node.incident,), ended=INCIDENT), Farewell(last, state.language)
        case Incident() if given.digits == "1" and not state.tries and not failed:
            return replace(state, tries=1), Ask(node.answer, node.timeout_seconds, language=state.language)
        case Survey():
            level = LEVELS.get(given.digits, state.level)
            return _enter(flow, replace(state, node=node.next, tries=0, level=level), around)
        case Listen():
            danger = given.digits.removeprefix(DANGER) if given.digits.startswith(DANGER) and not failed else ""
            leads_to = node.error if failed else node.cases.get(given.digits, node.otherwise)
            if danger:
                leads_to = node.danger or node.otherwise
            ended = "error" if failed else state.ended
            return _enter(flow, replace(state, node=leads_to, tries=0, danger=danger, ended=ended), around)
        case Voicemail():
            left = given.digits == LEFT and not failed
            leads_to = node.error if failed else node.left if left else node.silent
            ended = MESSAGE if left else "error" if failed else state.ended
            return _enter(flow, replace(state, node=leads_to, tries=0, ended=ended), around)
        case TicketStatus():
            after = node.error if failed else node.unknown if given.digits == UNKNOWN else None
            after = after or node.states.get(given.digits, node.otherwise)
            ended = "error" if failed else state.ended
            return _enter(flow, replace(state, node=after, tries=0, keyed="", ended=ended), around)
        case CallbackOffer() if given.digits == DONE:
            path = (*state.path, "1")
            return _enter(flow, replace(state, node=node.accepted, path=path, tries=0, ended="choice"), around)
        case Asking():
            return _answered(flow, node, state, given, around)
        case Play():
            return _enter(flow, replace(state, node=node.next, tries=0), around)
    return _enter(flow, state, around)


def _answered(
    flow: Flow, node: Asking, state: MenuState, given: Answer, around: Circumstances
) -> tuple[MenuState, Effect]:
    if given.status == "ERROR":
        return _enter(flow, replace(state, node=node.error, tries=0, ended="error"), around)
    if given.digits:
        match node:
            case Menu() if given.digits in node.choices:
                path = (*state.path, given.digits)
                chosen = replace(state, node=node.choices[given.digits], path=path, tries=0, ended="choice")
                return _enter(flow, chosen, around)
            case Collect() if given.digits.isdecimal() and node.least <= len(given.digits) <= node.most:
                path = (*state.path, KEYED)
                taken = replace(state, node=node.keyed, path=path, tries=0, ended="choice", keyed=given.digits)
                return _enter(flow, taken, around)
            case CallbackOffer() if given.digits == "1":
                return state, Book()
            case CallbackOffer():
                return _enter(flow, replace(state, node=node.declined, tries=0), around)
        failed, leads_to = "no_match", node.no_match
    else:
        failed, leads_to = "no_input", node.no_input
    if state.tries + 1 < node.attempts:
        state = replace(state, tries=state.tries + 1)
        return state, _asks(node, state)
    return _enter(flow, replace(state, node=leads_to, tries=0, ended=failed), around)


def heard(understood: Understood, effect: Hear) -> Answer:
    """Return the answer to a question that was put to words: danger before category, nothing where it is not sure."""
    if understood.danger:
        return Answer(f"{DANGER}{understood.danger}", "OK")
    return Answer(understood.category if understood.confidence >= effect.least_confidence else "", "OK")


def resume(flow: Flow, state: MenuState, around: Circumstances | None = None) -> tuple[MenuState, Effect]:
    """Return what a caller must hear who was left at a node by another owner, perhaps in another flow."""
    around = around or Circumstances()
    if isinstance(flow.nodes.get(state.node), Incident):  # asked once more: what he said of it counts no more
        state = replace(state, path=(), ended="")
    if state.node in flow.nodes:
        return _enter(flow, state, around)
    first = flow.first
    if first is None:  # nobody knows where he was: he begins again
        return _enter(flow, replace(begin(flow), path=state.path, ended="error"), around)
    return _enter(flow, replace(state, node=_error_of(first), ended="error"), around)


def _asks(node: Asking, state: MenuState) -> Ask:
    """Return the question, the first time or again."""
    prompt = (state.tries and node.prompt_again) or node.prompt
    seconds = (state.tries and node.again_seconds) or node.timeout_seconds
    return Ask(prompt, seconds, node.most if isinstance(node, Collect) else 1, state.language)


def _error_of(node: AnyNode) -> str:
    """Return where a node leads whose caller cannot be asked."""
    match node:
        case Asking() | TicketStatus() | Listen() | Voicemail():
            return node.error
        case Play() | Survey():
            return node.next
    raise AssertionError("hours and branches ask nobody, the others are ends")


def _way_out(flow: Flow, state: MenuState, around: Circumstances) -> tuple[MenuState, Effect]:
    node = flow.nodes.get(state.node)
    while node is not None and not isinstance(node, Enqueue | Transfer | Hangup):  # ends: the check lets none go round
        if isinstance(node, Hours | Branch):
            state = replace(state, node=_leads(node, state, around), tries=0)
        else:
            ended = "error" if isinstance(node, Asking | TicketStatus | Listen | Voicemail) else state.ended
            state = replace(state, node=_error_of(node), tries=0, ended=ended)
        node = flow.nodes.get(state.node)
    return _enter(flow, state, around)


def _leads(node: Hours | Branch, state: MenuState, around: Circumstances) -> str:
    """Return where a node leads that asks the caller nothing."""
    match node:
        case Hours():
            calendar = around.calendars.get(node.calendar)
            found = read_at(calendar, around.at).state if calendar is not None else "open"
            return {"open": node.open, "closed": node.closed, "holiday": node.holiday}[found]
        case Branch():
            known = {
                "line": around.line,
                "caller": around.caller,
                "language": around.language,
                "open_ticket": around.open_ticket,
                "danger": state.danger,
            }
            return node.cases.get(known[node.on], node.otherwise)


def _enter(flow: Flow, state: MenuState, around: Circumstances) -> tuple[MenuState, Effect]:
    node = flow.nodes.get(state.node)
    passed: tuple[str, ...] = ()
    while isinstance(node, Hours | Branch):  # ends, as above
        passed = (*passed, state.node)
        state = replace(state, node=_leads(node, state, around), tries=0)
        node = flow.nodes.get(state.node)
    state = replace(state, passed=passed)
    if isinstance(node, Speaking) and node.language is not None:
        state = replace(state, language=node.language)
    match node:
        case Asking():
            return state, _asks(node, state)
        case Incident() | Survey():
            return state, Ask(node.prompt, node.timeout_seconds, language=state.language)
        case Play():
            return state, Say(node.prompt, state.language)
        case Listen():
            return state, Hear(node.prompt, node.seconds, node.least_confidence, state.language)
        case Voicemail():
            return state, Keep(node.prompt, node.seconds, state.language)
        case TicketStatus():
            return state, Look(state.keyed)
        case Enqueue():
            return state, Leave(node.queue, node.language or state.language or "zh", node.priority)
        case Transfer():
            return state, Forward(node.number, state.language)
        case Hangup():
            return state, Farewell(node.prompt, state.language)
    raise BadInput(f"flow {flow.code} has no node {state.node!r}")


def said_farewell(state: MenuState) -> str:
    """Return how a menu ended whose caller heard its last sentence."""
    return state.ended if state.ended in (INCIDENT, MESSAGE) else TOLD


def asks_about_caller(flow: Flow) -> bool:
    """Tell whether a flow wants to know what the books say of whoever calls."""
    about = {"language", "open_ticket"}
    return any(isinstance(node, Branch) and node.on in about for node in flow.nodes.values())
