"""Plays a call against a flow with the engine that leads real ones; nobody is called (pure)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ivr import engine
from ivr.engine import (
    DONE,
    PASSED,
    TRANSFERRED,
    Answer,
    Ask,
    Book,
    Circumstances,
    Farewell,
    Forward,
    Hear,
    Keep,
    Leave,
    Look,
    Say,
)
from ivr.flow import Flow
from ivr.nodes import LEFT
from ivr.ports import Understood

SILENCE, ERROR, HANG_UP = "silence", "error", "hang_up"
STATUS = {SILENCE: "TIMEOUT", ERROR: "ERROR", HANG_UP: "HANGUP"}
KEY, DIGITS, TICKET, WORDS = "key", "digits", "ticket", "words"
"""What a step waits for: one key, digits, what the ticket service says of a code (a state, or ``unknown``), words."""
SAYS = "words:"
"""How an act begins that is said."""


@dataclass(frozen=True)
class Step:
    """What the caller meets: at which node, ``hears`` which prompts, waits how long, and what he ``does`` then.

    ``asks`` is what is waited for: ``key digits ticket words``, empty where nothing is waited for.
    """

    node: str
    hears: tuple[str, ...] = ()
    waits_seconds: int = 0
    does: str = ""
    asks: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """A played call: its steps; ``ended`` as in the books, empty while it waits for the next thing the caller does."""

    steps: tuple[Step, ...]
    ended: str = ""
    path: str = ""
    queue: str = ""
    language: str = ""
    priority: int = 0
    number: str = ""


def rehearse(
    flow: Flow,
    does: Sequence[str],
    around: Circumstances | None = None,
    understand: Callable[[Sequence[str]], Understood] = lambda said: Understood(),
) -> Rehearsal:
    """Return what happens to a caller who does these things one after the other, all at the moment of ``around``.

    Each is a key or digits, ``silence``, ``error`` (a prompt cannot be played, nobody answers) or ``hang_up``; where
    the ticket service is asked, a state or ``unknown``; where he is listened to, ``words:`` and what he says, which
    ``understand`` takes; anything said is a message. A ``play`` node takes none; a callback is always noted.
    """
    waiting = list(does)
    state, effect = engine.resume(flow, engine.begin(flow), around)
    steps: list[Step] = []
    while True:
        path = ".".join(state.path)
        steps += [Step(code) for code in state.passed]
        match effect:
            case Say():
                steps.append(Step(state.node, effect.prompt))
                state, effect = engine.answer(flow, state, Answer("", "OK"), around)
            case Ask():
                act = waiting.pop(0) if waiting else ""
                asks = DIGITS if effect.most > 1 else KEY
                steps.append(Step(state.node, effect.prompt, effect.timeout_seconds, act, asks))
                if not act:
                    return Rehearsal(tuple(steps), path=path)
                digits = "" if act in STATUS else act
                state, effect = engine.answer(flow, state, Answer(digits, STATUS.get(act, "OK")), around)
            case Hear():
                act = waiting.pop(0) if waiting else ""
                steps.append(Step(state.node, effect.prompt, effect.seconds, act, WORDS))
                if not act:
                    return Rehearsal(tuple(steps), path=path)
                given = Answer("", STATUS.get(act, "OK"))
                if act.startswith(SAYS):
                    given = engine.heard(understand([act.removeprefix(SAYS)]), effect)
                state, effect = engine.answer(flow, state, given, around)
            case Keep():
                act = waiting.pop(0) if waiting else ""
                steps.append(Step(state.node, effect.prompt, effect.seconds, act, WORDS))
                if not act:
                    return Rehearsal(tuple(steps), path=path)
                given = Answer(LEFT if act.startswith(SAYS) else "", STATUS.get(act, "OK"))
                state, effect = engine.answer(flow, state, given, around)
            case Look():
                act = waiting.pop(0) if waiting else ""
                steps.append(Step(state.node, does=act, asks=TICKET))
                if not act:
                    return Rehearsal(tuple(steps), path=path)
                given = Answer("" if act in STATUS else act, STATUS.get(act, "OK"))
                state, effect = engine.answer(flow, state, given, around)
            case Book():
                state, effect = engine.answer(flow, state, Answer(DONE, "OK"), around)
            case Forward():
                steps.append(Step(state.node))
                return Rehearsal(tuple(steps), TRANSFERRED, path, language=effect.language, number=effect.number)
            case Leave():
                steps.append(Step(state.node))
                return Rehearsal(
                    tuple(steps), state.ended or PASSED, path, effect.queue, effect.language, effect.priority
                )
            case Farewell():
                steps.append(Step(state.node, effect.prompt))
                return Rehearsal(tuple(steps), engine.said_farewell(state), path)
            case _:
                return Rehearsal(tuple(steps), HANG_UP, path)
