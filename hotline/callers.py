"""What menus may know of whoever calls (fulfils ``ivr.ports.Callers``): from calls, tickets and the ticket service."""

from __future__ import annotations

import asyncio
import hmac
import uuid
from collections.abc import Mapping
from datetime import timedelta

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.sources import TicketStates
from foundation.clock import Clock
from foundation.crypto import CannotOpen, Vault
from foundation.database import Database
from foundation.errors import Unavailable
from foundation.logs import logger
from ivr.engine import UNKNOWN
from ivr.ports import About
from telephony.calls.state import CallState
from telephony.events import call_id_of
from telephony.ledger import repository as ledger
from tickets.contract.codes import QUERY_CODE
from tickets.intake import repository as intake
from tickets.intake.models import TicketRow

log = logger(__name__)

OPEN_DAYS = 90
"""A ticket older than this is not offered by itself; an agent finds it."""
CALLS_MOST = 100
"""Of his calls in that time, the newest."""
CLOSED = frozenset({"closed", "not_accepted", "archived", "withdrawn"})
ANSWER_SECONDS = 4.0
AT_ONCE = 4
"""So many look-ups at a time; a caller beyond it is led as one who is not known."""


class CallerBooks:
    """Looks callers up; each answer is one short read, and one question to the ticket service for a state.

    ``token`` is that of the built-in ticket service, empty for one elsewhere.
    """

    def __init__(
        self, database: Database, clock: Clock, vault: Vault, tickets: TicketStates, service: str, token: str
    ) -> None:
        self._database, self._clock, self._vault, self._tickets = database, clock, vault, tickets
        self._service = service
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS, headers=headers)
        self._free = asyncio.Semaphore(AT_ONCE)

    async def close(self) -> None:
        """End the connections to the ticket service."""
        await self._client.aclose()

    async def about(self, call: CallState) -> About:
        """Return the language of the caller's last choice and whether a ticket of his is open."""
        if call.caller_id is None or self._free.locked():  # the lease and the ledger need the store more
            return About()
        async with self._free, self._database.read() as session:
            this = call_id_of(call.node, call.linkedid)
            language = await ledger.language_chosen(session, call.caller_id, this)
            numbers = [str(ticket.service_id) for ticket in await self._tickets_of(session, call.caller_id)]
            states: Mapping[str, str] = await self._tickets.states(session, numbers) if numbers else {}
        # Of a ticket service elsewhere nothing is known until it is asked with a code.
        is_open = any(states.get(number, "") not in CLOSED for number in numbers)
        return About(language, "yes" if is_open else "no")

    async def ticket_state(self, call: CallState, keyed: str) -> str:
        """Return the state of the caller's ticket with this code; who has none with it is counted as one wrong try.

        Raises:
            Unavailable: the ticket service does not answer, or too many wrong codes were keyed.
        """
        if call.caller_id is None or not keyed:
            return UNKNOWN
        async with self._free, self._database.read() as session:
            tickets = await self._tickets_of(session, call.caller_id)
        if not tickets:
            return UNKNOWN
        asked = next((ticket for ticket in tickets if self._is_code(ticket, keyed)), tickets[0])
        url = f"{self._service}/tickets/{asked.service_id}/status"
        try:
            answer = await self._client.post(url, json={"code": keyed})
        except httpx.HTTPError as error:
            raise Unavailable(f"the ticket service does not answer: {type(error).__name__}") from error
        if answer.status_code in (404, 422):  # 422: what was keyed can be no code
            return UNKNOWN
        if answer.status_code != 200:
            raise Unavailable(f"the ticket service answers {answer.status_code}")
        return str(answer.json()["state"])

    def _is_code(self, ticket: TicketRow, keyed: str) -> bool:
        if ticket.query_code is None:
            return False
        try:
            return hmac.compare_digest(self._vault.open(ticket.query_code, QUERY_CODE), keyed)
        except CannotOpen:
            log.error("query_code_cannot_be_opened")
            return False

    async def _tickets_of(self, session: AsyncSession, caller_id: uuid.UUID) -> list[TicketRow]:
        """Return the caller's tickets that the ticket service has, newest call first."""
        since = self._clock.now() - timedelta(days=OPEN_DAYS)
        contacts = await ledger.contacts_of_caller(session, caller_id, since, CALLS_MOST)
        tickets = await intake.tickets_of(session, contacts)
        found = [tickets[contact] for contact in contacts if contact in tickets]
        return [ticket for ticket in found if ticket.service_id]
