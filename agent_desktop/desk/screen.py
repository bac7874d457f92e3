"""Which call an agent's desktop shows; pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

ENDED_HOURS = timedelta(hours=12)
"""An ended call whose draft nobody concluded leaves the screen after this; the draft stays in the list."""

BUSY = frozenset({"talking", "on_hold", "wrap_up"})

State = Literal["ringing", "consulted", "talking", "on_hold", "ended"]


@dataclass(frozen=True)
class Ring:
    """The last time that the agent's phone rang; ``call_ended``: the call itself is over."""

    call_id: uuid.UUID
    started_at: datetime
    ended_at: datetime | None
    call_ended: bool


@dataclass(frozen=True)
class Talk:
    """The agent's last talk; ``concluded``: its contact has its conclusion, or another agent has it now."""

    call_id: uuid.UUID
    started_at: datetime
    ended_at: datetime | None
    call_ended: bool
    on_hold: bool
    concluded: bool


@dataclass(frozen=True)
class Asked:
    """A colleague rings, or has reached, this agent to ask him about a call."""

    call_id: uuid.UUID
    answered: bool


@dataclass(frozen=True)
class OnScreen:
    """The call and how it stands; ``ended_at``: of the agent's talk, after which the caller may still be surveyed."""

    call_id: uuid.UUID
    state: State
    ended_at: datetime | None = None


def on_screen(
    ring: Ring | None, talk: Talk | None, activity: str, now: datetime, asked: Asked | None = None
) -> OnScreen | None:
    """Return the call to show.

    A talk that goes on, else a call that a colleague asks about, else a phone that rings, else the call that was talked
    last: that one stays until wrap-up is over and it is concluded, or the phone has rung for another call since.
    """
    if talk is not None and talk.ended_at is None and not talk.call_ended:
        return OnScreen(talk.call_id, "on_hold" if talk.on_hold else "talking")
    if asked is not None:
        return OnScreen(asked.call_id, "consulted" if asked.answered else "ringing")
    if ring is not None and ring.ended_at is None and not ring.call_ended:
        return OnScreen(ring.call_id, "ringing")
    if talk is None:
        return None
    ended_at = talk.ended_at or talk.started_at
    displaced = ring is not None and ring.call_id != talk.call_id and ring.started_at > ended_at
    finished = talk.concluded and activity not in BUSY
    if displaced or finished or now - ended_at > ENDED_HOURS:
        return None
    return OnScreen(talk.call_id, "ended", talk.ended_at)
