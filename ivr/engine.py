"""The menu engine: pure, ``(flow, state, input) -> (state, effect)``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foundation.errors import BadInput
from ivr.flow import Enqueue, Flow, Menu, Play

STEPS_LIMIT = 30
"""After so many questions and sentences a caller who goes round in circles is taken out by the way of errors."""


@dataclass(frozen=True)
class MenuState:
    """Where a caller stands.

    ``path`` are the keys that led somewhere, ``tries`` the failures at this node, ``steps`` the answers taken so far.
    """

    node: str
    path: tuple[str, ...] = ()
    tries: int = 0
    ended: str = ""  # how the last menu was left: choice, no_input, no_match, error
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
class Over:
    """Effect: the caller hung up."""


Effect = Ask | Say | Leave | Over


def begin(flow: Flow) -> MenuState:
    """Return the state of a caller who hears the first prompt."""
    return MenuState(flow.start)


def answer(flow: Flow, state: MenuState, given: Answer) -> tuple[MenuState, Effect]:
    """Take the outcome of the last ``Ask`` or ``Say`` and return what comes next.

    Every sequence of answers ends in ``Leave`` or ``Over`` after at most ``STEPS_LIMIT`` answers.
    """
    if given.status == "HANGUP":
        return state, Over()
    state = replace(state, steps=state.steps + 1)
    if state.steps >= STEPS_LIMIT:
        return _way_out(flow, state)
    node = flow.nodes.get(state.node)
    if isinstance(node, Play):
        return _enter(flow, replace(state, node=node.next, tries=0))
    if not isinstance(node, Menu):
        return _enter(flow, state)
    if given.status == "ERROR":
        return _enter(flow, replace(state, node=node.error, tries=0, ended="error"))
    if given.digits:
        chosen = node.choices.get(given.digits)
        if chosen is not None:
            path = (*state.path, given.digits)
            return _enter(flow, replace(state, node=chosen, path=path, tries=0, ended="choice"))
        failed, leads_to = "no_match", node.no_match
    else:
        failed, leads_to = "no_input", node.no_input
    if state.tries + 1 < node.attempts:
        return replace(state, tries=state.tries + 1), Ask(node.prompt, node.timeout_seconds)
    return _enter(flow, replace(state, node=leads_to, tries=0, ended=failed))


def resume(flow: Flow, state: MenuState) -> tuple[MenuState, Effect]:
    """Return what a caller must hear who was left at a node by another owner, perhaps in another flow."""
    return _enter(flow, state if state.node in flow.nodes else replace(state, node=flow.first.error, ended="error"))


def _way_out(flow: Flow, state: MenuState) -> tuple[MenuState, Effect]:
    node = flow.nodes.get(state.node)
    while isinstance(node, Menu | Play):  # ends: the check lets no such way go round
        state = replace(state, node=node.error if isinstance(node, Menu) else node.next, tries=0, ended="error")
        node = flow.nodes.get(state.node)
    return _enter(flow, state)


def _enter(flow: Flow, state: MenuState) -> tuple[MenuState, Effect]:
    match flow.nodes.get(state.node):
        case Menu() as menu:
            return state, Ask(menu.prompt, menu.timeout_seconds)
        case Play() as play:
            return state, Say(play.prompt)
        case Enqueue() as queue:
            return state, Leave(queue.queue, queue.language, queue.priority)
    raise BadInput(f"flow {flow.code} has no node {state.node!r}")
