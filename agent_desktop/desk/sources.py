"""What the desktop's views are made with, beside the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.crypto import CannotOpen, Vault
from foundation.logs import logger
from ivr.flow import Published
from telephony import numbers
from telephony.models import CallerRow
from tickets.contract.codes import QUERY_CODE

log = logger(__name__)


@dataclass(frozen=True)
class TicketProgress:
    """How a ticket stands, for an agent to read out: who has it, until when, or when and how it was answered."""

    state: str
    unit: str = ""
    due_at: datetime | None = None
    closed_at: datetime | None = None
    reply: str = ""


class TicketStates(Protocol):
    """The ticket service, as far as it tells how a ticket stands without being asked over the network.

    ``is_complete``: a number that it does not know is none.
    """

    is_complete: bool

    async def progress(self, session: AsyncSession, service_ids: Sequence[str]) -> Mapping[str, TicketProgress]:
        """Return how those tickets stand that it knows; of a confidential one its state alone."""
        ...

    async def states(self, session: AsyncSession, service_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the state of those tickets that it knows."""
        ...


class NoTicketStates:
    """A ticket service elsewhere: its contract tells no state."""

    is_complete = False

    async def progress(self, session: AsyncSession, service_ids: Sequence[str]) -> Mapping[str, TicketProgress]:
        """Return nothing."""
        return {}

    async def states(self, session: AsyncSession, service_ids: Sequence[str]) -> Mapping[str, str]:
        """Return nothing."""
        return {}


@dataclass(frozen=True)
class Sources:
    """Keys, clock, the menus, the ticket service's states, and whether agents see which supervisor listens."""

    vault: Vault
    clock: Clock
    flows: Published
    tickets: TicketStates
    show_listeners: bool = True

    def number(self, caller: CallerRow | None) -> str:
        """Return a caller's number, empty when it is hidden or cannot be opened."""
        if caller is None:
            return ""
        try:
            return self.vault.open(caller.number, "phone")
        except CannotOpen:
            log.error("number_cannot_be_opened", caller_id=str(caller.caller_id))
            return ""

    def query_code(self, sealed: str | None) -> str | None:
        """Return the query code of a ticket, ``None`` when there is none or it cannot be opened."""
        if sealed is None:
            return None
        try:
            return self.vault.open(sealed, QUERY_CODE)
        except CannotOpen:
            log.error("query_code_cannot_be_opened")
            return None

    def masked(self, caller: CallerRow | None) -> str:
        """Return a caller's number as screens show it."""
        return numbers.masked(self.number(caller))
