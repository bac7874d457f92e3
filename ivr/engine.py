"""The menu engine: pure, ``(flow, state, input, circumstances) -> (state, effect)``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from foundation.errors import BadInput
from foundation.work_calendar import WorkCalendar, read_at
from ivr.flow import AnyNode, Branch, Enqueue, Flow, Hangup, Hours, Menu, Play

STEPS_LIMIT = 30
"""After so many questions and sentences a caller who goes round in circles is taken out by the way of errors."""

TOLD, PASSED = "told", "passed"
"""How a menu ended that hung up after its last sentence, and one that asked nothing."""


@dataclass(frozen=True)
class Circumstances:
    """What nodes ask that the caller does not say.

    ``line`` is the number dialled, ``caller`` the kind of the caller's (``mobile landline service abroad hidden``),
    ``at`` the moment of asking.
    """

    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    line: str = ""
    caller: str = "hidden"
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)


@dataclass(frozen=True)
class MenuState:
    """Where a caller stands.

    ``path`` are the keys that led somewhere, ``tries`` the failures at this node, ``steps`` the answers taken so far.
    """

    node: str
    path: tuple[str, ...] = ()
    tries: int = 0
    ended: str = ""  # how the last menu was left: choice, no_input, no_match, error; empty: none was
    steps: int = 0


@dataclass(frozen=True)
class Answer:
    """Outcome of asking: keys pressed and READSTATUS (``OK TIMEOUT ERROR HANGUP INTERRUPTED SKIPPED``)."""

    digits: str
    status: str


@dataclass(frozen=True)
class Ask:
    """Effect: play and wait for one key."""

    prompt: tuple[str, ...]
    timeout_seconds: int


@dataclass(frozen=True)
class Say:
    """Effect: play; the answer to it does not matter."""

    prompt: tuple[str, ...]


@dataclass(frozen=True)
class Leave:
    """Effect: the menu is over, the caller goes to a queue."""

    queue: str
    language: str
    priority: int


@dataclass(frozen=True)
class Farewell:
    """Effect: play a last time, then the hotline hangs up."""

    prompt: tuple[str, ...]


@dataclass(frozen=True)
class Over:
    """Effect: the caller hung up."""


Effect = Ask | Say | Leave | Farewell | Over


def begin(flow: Flow) -> MenuState:
    """Return the state of a caller who hears the first prompt."""
    return MenuState(flow.start)


def answer(
    flow: Flow, state: MenuState, given: Answer, around: Circumstances | None = None
) -> tuple[MenuState, Effect]:
    """Take the outcome of the last ``Ask`` or ``Say`` and return what comes next.

    Every sequence of answers ends in ``Leave``, ``Farewell`` or ``Over`` after at most ``STEPS_LIMIT`` answers.
    """
    around = around or Circumstances()
    if given.status == "HANGUP":
        return state, Over()
    state = replace(state, steps=state.steps + 1)
    if state.steps >= STEPS_LIMIT:
        return _way_out(flow, state, around)
    node = flow.nodes.get(state.node)
    if isinstance(node, Play):
        return _enter(flow, replace(state, node=_leads(node, around), tries=0), around)
    if not isinstance(node, Menu):
        return _enter(flow, state, around)
    if given.status == "ERROR":
        return _enter(flow, replace(state, node=node.error, tries=0, ended="error"), around)
    if given.digits:
        chosen = node.choices.get(given.digits)
        if chosen is not None:
            path = (*state.path, given.digits)
            return _enter(flow, replace(state, node=chosen, path=path, tries=0, ended="choice"), around)
        failed, leads_to = "no_match", node.no_match
    else:
        failed, leads_to = "no_input", node.no_input
    if state.tries + 1 < node.attempts:
        return replace(state, tries=state.tries + 1), _again(node)
    return _enter(flow, replace(state, node=leads_to, tries=0, ended=failed), around)


def resume(flow: Flow, state: MenuState, around: Circumstances | None = None) -> tuple[MenuState, Effect]:
    """Return what a caller must hear who was left at a node by another owner, perhaps in another flow."""
    around = around or Circumstances()
    if state.node in flow.nodes:
        return _enter(flow, state, around)
    first = flow.first
    if first is None:  # nobody knows where he was: he begins again
        return _enter(flow, replace(begin(flow), path=state.path, ended="error"), around)
    return _enter(flow, replace(state, node=first.error, ended="error"), around)


def _again(menu: Menu) -> Ask:
    return Ask(menu.prompt_again or menu.prompt, menu.again_seconds or menu.timeout_seconds)


def _way_out(flow: Flow, state: MenuState, around: Circumstances) -> tuple[MenuState, Effect]:
    node = flow.nodes.get(state.node)
    while isinstance(node, Menu | Play | Hours | Branch):  # ends: the check lets no such way go round
        if isinstance(node, Menu):
            state = replace(state, node=node.error, tries=0, ended="error")
        else:
            state = replace(state, node=_leads(node, around), tries=0)
        node = flow.nodes.get(state.node)
    return _enter(flow, state, around)


def _leads(node: AnyNode, around: Circumstances) -> str:
    """Return where a node leads that asks the caller nothing."""
    match node:
        case Play():
            return node.next
        case Hours():
            calendar = around.calendars.get(node.calendar)
            found = read_at(calendar, around.at).state if calendar is not None else "open"
            return {"open": node.open, "closed": node.closed, "holiday": node.holiday}[found]
        case Branch():
            return node.cases.get(around.line if node.on == "line" else around.caller, node.otherwise)
    raise AssertionError("only called for nodes that ask the caller nothing")


def _enter(flow: Flow, state: MenuState, around: Circumstances) -> tuple[MenuState, Effect]:
    node = flow.nodes.get(state.node)
    while isinstance(node, Hours | Branch):  # ends, as above
        state = replace(state, node=_leads(node, around), tries=0)
        node = flow.nodes.get(state.node)
    match node:
        case Menu() as menu:
            return state, Ask(menu.prompt, menu.timeout_seconds)
        case Play() as play:
            return state, Say(play.prompt)
        case Enqueue() as queue:
            return state, Leave(queue.queue, queue.language, queue.priority)
        case Hangup() as last:
            return state, Farewell(last.prompt)
    raise BadInput(f"flow {flow.code} has no node {state.node!r}")
