"""What menus ask of others; ``hotline.wiring`` answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from telephony.calls.state import CallState


@dataclass(frozen=True)
class About:
    """What the books say of a caller: ``language`` chosen last, ``open_ticket`` ``yes`` or ``no``; empty: unknown."""

    language: str = ""
    open_ticket: str = ""


class Callers(Protocol):
    """What is known of whoever calls."""

    async def about(self, call: CallState) -> About:
        """Return what the books say of a call's caller."""
        ...

    async def ticket_state(self, call: CallState, keyed: str) -> str:
        """Return the state of the caller's ticket with this query code, ``unknown`` when he has none.

        Raises:
            HotlineError: the ticket service does not answer, or lets nobody try this ticket any more.
        """
        ...


@dataclass(frozen=True)
class Understood:
    """What was understood: ``category`` of the first level, how sure that is (0 to 1), ``danger``; empty: nothing."""

    category: str = ""
    confidence: float = 0.0
    danger: str = ""


class Hearing(Protocol):
    """Who writes down and understands what callers say in a menu."""

    async def begin(self, call: CallState) -> bool:
        """Have the caller's words written down from now on; tell whether somebody is there to do it."""
        ...

    async def understood(self, call: CallState, since: datetime) -> Understood:
        """Return what the caller said since a moment, once his last words are written down."""
        ...


class Callbacks(Protocol):
    """Where wishes to be called back are kept."""

    async def book(self, call: CallState) -> None:
        """Note that this caller wants to be called back; returns once that is safe.

        Raises:
            HotlineError: it could not be noted.
        """
        ...


class Precedence(Protocol):
    """Who comes first in a queue."""

    async def priority(self, call: CallState, *, danger: bool) -> int:
        """Return a caller's priority, 0 when there is no reason for one; ``danger``: the menu heard of some."""
        ...


class NobodyKnown:
    """No books: every caller is unknown."""

    async def about(self, call: CallState) -> About:
        """Return nothing."""
        return About()

    async def ticket_state(self, call: CallState, keyed: str) -> str:
        """Return that there is none."""
        return "unknown"
