"""Plays a call against a flow with the engine that leads real ones; nobody is called (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr import engine
from ivr.engine import PASSED, TOLD, Answer, Ask, Circumstances, Farewell, Leave, Say
from ivr.flow import Flow

SILENCE, ERROR, HANG_UP = "silence", "error", "hang_up"
STATUS = {SILENCE: "TIMEOUT", ERROR: "ERROR", HANG_UP: "HANGUP"}


@dataclass(frozen=True)
class Step:
    """What the caller meets: at which node, ``hears`` which prompts, waits how long, and what he ``does`` then."""

    node: str
    hears: tuple[str, ...] = ()
    waits_seconds: int = 0
    does: str = ""


@dataclass(frozen=True)
class Rehearsal:
    """A played call: its steps; ``ended`` as in the books, empty while it waits for the next thing the caller does."""

    steps: tuple[Step, ...]
    ended: str = ""
    path: str = ""
    queue: str = ""
    language: str = ""
    priority: int = 0


def rehearse(flow: Flow, does: Sequence[str], around: Circumstances | None = None) -> Rehearsal:
    """Return what happens to a caller who does these things one after the other, all at the moment of ``around``.

    Each is a key, ``silence``, ``error`` (a prompt cannot be played) or ``hang_up``. A ``play`` node takes none.
    """
    waiting = list(does)
    state, effect = engine.resume(flow, engine.begin(flow), around)
    steps: list[Step] = []
    while True:
        path = ".".join(state.path)
        match effect:
            case Say():
                steps.append(Step(state.node, effect.prompt))
                state, effect = engine.answer(flow, state, Answer("", "OK"), around)
            case Ask():
                act = waiting.pop(0) if waiting else ""
                steps.append(Step(state.node, effect.prompt, effect.timeout_seconds, act))
                if not act:
                    return Rehearsal(tuple(steps), path=path)
                digits = "" if act in STATUS else act
                state, effect = engine.answer(flow, state, Answer(digits, STATUS.get(act, "OK")), around)
            case Leave():
                steps.append(Step(state.node))
                return Rehearsal(
                    tuple(steps), state.ended or PASSED, path, effect.queue, effect.language, effect.priority
                )
            case Farewell():
                steps.append(Step(state.node, effect.prompt))
                return Rehearsal(tuple(steps), TOLD, path)
            case _:
                return Rehearsal(tuple(steps), HANG_UP, path)
