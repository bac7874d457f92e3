"""Deliverer of the outbox's destination ``ticket_service``: builds, signs, posts."""

from __future__ import annotations

import uuid
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, SystemClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import NotFound, Unavailable
from foundation.logs import logger
from foundation.outbox import Delivery, OnSent, Refused
from foundation.signing import signed_headers
from foundation.streams import publish
from tickets import events
from tickets.contract import Marked, NewReceipt, Rating, Repeat
from tickets.contract.codes import QUERY_CODE
from tickets.handover.answers import read_answer
from tickets.handover.body import new_ticket
from tickets.handover.ports import ContactFacts
from tickets.intake import fields, repository
from tickets.intake.categories import ClassesNow, packaged_classes
from tickets.intake.handlers import MARKED, RATING
from tickets.intake.models import TicketRow
from tickets.intake.service import REPEAT

log = logger(__name__)

DESTINATION = "ticket_service"
PURPOSE = "handover"
# Refused for what it says and not stored: the next attempt, perhaps of a corrected release, may say it anew.
UNFIT = frozenset({400, 422})
WITHOUT_PATH = frozenset({404, 405, 501})
NOT_NOW, NOT_THERE = 409, 404
"""A ticket that is over, and one that there is not."""
LONGEST_REPEAT = 1000
REPEATS = "repeats"
LIMITS = httpx.Timeout(10.0, connect=3.0, pool=5.0)


class TicketServiceDeliverer:
    """Posts a ticket to ``<base_url>/tickets``; the outbox id is the idempotency key.

    The message is written once and kept sealed until it has arrived: every repetition is the same to the byte, also
    when a recording was finished or another release started in between.
    """

    def __init__(
        self,
        database: Database,
        facts: ContactFacts,
        vault: Vault,
        client: httpx.AsyncClient,
        *,
        base_url: str,
        webhook_secret: str,
        clock: Clock | None = None,
        limits: httpx.Timeout = LIMITS,
        classes: ClassesNow | None = None,
    ) -> None:
        self.database = database
        self.facts = facts
        self.vault = vault
        self.client = client
        self.url = base_url.rstrip("/") + "/tickets"
        self._secret = webhook_secret
        self.clock = clock or SystemClock()
        self.limits = limits
        self.classes = classes or packaged_classes

    async def deliver(self, delivery: Delivery) -> OnSent | None:
        """Deliver a ticket; see ``foundation.outbox.Deliverer``."""
        if delivery.kind == REPEAT:
            await self._repeat(delivery)
            return None
        if delivery.kind == MARKED and "service_id" in delivery.payload:
            await self._mark_linked(delivery)
            return None
        ticket_id = uuid.UUID(str(delivery.payload["ticket_id"]))
        async with self.database.read() as session:
            row = await repository.ticket(session, ticket_id)
        if row is None:
            raise Refused("there is no such ticket")
        if delivery.kind == RATING:
            rating = Rating(satisfaction=delivery.payload["satisfaction"])
            await self._tell(delivery.id, row.service_id, "satisfaction", rating)
            return None
        if delivery.kind == MARKED:
            await self._tell(delivery.id, row.service_id, "confidential", await self._mark(row))
            return None
        if row.service_id is not None:
            return None
        receipt = await self._post(delivery.id, ticket_id, await self._body(row))

        async def on_sent(session: AsyncSession) -> None:
            await self._note(session, row, receipt)

        return on_sent

    async def _body(self, row: TicketRow) -> str:
        """Return the message that is kept for a ticket, writing it first when there is none."""
        if row.handover_body is not None:
            return self.vault.open(row.handover_body, PURPOSE)
        async with self.database.read() as session:
            facts = await self.facts.facts(session, row.call_id) if row.call_id else {}
        try:
            ticket = new_ticket(
                ticket_id=row.id,
                contact_id=row.contact_id,
                call_id=row.call_id,
                fields=row.fields,
                agent=row.agent,
                accepted_at=row.created_at,
                line=row.line,
                language=row.language,
                facts=facts,
                classes=self.classes(),
            )
        except ValidationError as error:
            places = ", ".join(sorted({".".join(map(str, fault["loc"])) for fault in error.errors()}))
            raise Refused(f"the ticket does not fit the contract at {places}") from None
        async with self.database.write() as session:
            kept = await repository.keep_body(session, row.id, self.vault.seal(ticket.model_dump_json(), PURPOSE))
        if kept is None:
            raise Unavailable("another relay is handing this ticket over")
        return self.vault.open(kept, PURPOSE)

    async def _mark(self, row: TicketRow) -> Marked:
        """Return whether a ticket is confidential now: its own contact is, or one of a caller who was linked to it.

        What the agent filled in counts until somebody settles it for the contact, and that is why this is asked.
        """
        if row.call_id is None:  # no call, and nobody who could settle it
            return Marked(confidential=fields.effective(row.fields).get("confidential") == "yes")
        async with self.database.read() as session:
            calls = [row.call_id]
            if row.service_id is not None:
                calls += await repository.calls_linked_to(session, row.service_id)
            found = [await self.facts.facts(session, call) for call in calls]
        return Marked(confidential=any(facts.get("confidential") for facts in found))

    async def _mark_linked(self, delivery: Delivery) -> None:
        """Tell that a caller who was linked to a ticket asks for confidentiality: the ticket holds his words too.

        That he takes it back says nothing of whoever the ticket is from.
        """
        async with self.database.read() as session:
            draft = await repository.draft(session, uuid.UUID(str(delivery.payload["contact_id"])))
            facts = await self.facts.facts(session, draft.call_id) if draft is not None else {}
        if facts.get("confidential"):
            await self._tell(
                delivery.id, str(delivery.payload["service_id"]), "confidential", Marked(confidential=True)
            )

    async def _repeat(self, delivery: Delivery) -> None:
        """Tell that a citizen called again about a ticket that there is; a confidential contact without his words."""
        contact_id, number = uuid.UUID(str(delivery.payload["contact_id"])), str(delivery.payload["service_id"])
        async with self.database.read() as session:
            draft = await repository.draft(session, contact_id)
            concluded = await repository.conclusion(session, contact_id)
            facts = await self.facts.facts(session, draft.call_id) if draft is not None else {}
        if draft is None or concluded is None:
            raise Refused("there is no such contact")
        values = fields.effective(draft.fields)
        is_kept = bool(facts.get("confidential")) or values.get("confidential") == "yes"
        text = "" if is_kept else str(values.get("description") or values.get("summary") or "")
        repeat = Repeat(
            contact_id=contact_id,
            call_id=concluded.call_id,
            accepted_at=concluded.concluded_at,
            agent=concluded.agent,
            text=text[:LONGEST_REPEAT],
        )
        await self._tell(delivery.id, number, REPEATS, repeat)

    async def _tell(self, message_id: uuid.UUID, service_id: str | None, what: str, said: BaseModel) -> None:
        """Tell something about a ticket that is there; a service that has no such path is not asked again."""
        if service_id is None:
            raise Unavailable("the ticket itself has not arrived yet")
        answer = await self._send(message_id, f"{self.url}/{quote(service_id, safe='')}/{what}", said.model_dump_json())
        if what == REPEATS and (answer.status_code == NOT_NOW or _names_no_ticket(answer)):
            raise Refused(f"nobody hears that the citizen called again: {answer.status_code}")
        if answer.status_code in WITHOUT_PATH or answer.status_code == NOT_NOW:
            log.warning("not_taken", what=what, status=answer.status_code, service_id=service_id)
        elif answer.status_code in UNFIT:
            raise Refused(f"the ticket service answered {answer.status_code}")
        elif not answer.is_success:
            raise Unavailable(f"the ticket service answered {answer.status_code}")

    async def _send(self, message_id: uuid.UUID, url: str, body: str) -> httpx.Response:
        headers = signed_headers(self._secret, message_id, self.clock.now(), body)
        headers["content-type"] = "application/json"
        try:
            return await self.client.post(url, content=body.encode(), headers=headers, timeout=self.limits)
        except httpx.TimeoutException as error:
            raise Unavailable(f"the ticket service did not answer in time ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(f"the ticket service cannot be reached ({type(error).__name__})") from error

    async def _post(self, message_id: uuid.UUID, ticket_id: uuid.UUID, body: str) -> NewReceipt:
        answer = await self._send(message_id, self.url, body)
        if answer.status_code in UNFIT:
            async with self.database.write() as session:
                await repository.drop_body(session, ticket_id)
        return read_answer(answer.status_code, answer.content, ticket_id)

    async def _note(self, session: AsyncSession, row: TicketRow, receipt: NewReceipt) -> None:
        code = self.vault.seal(receipt.query_code, QUERY_CODE) if receipt.query_code else None
        now = self.clock.now()
        if not await repository.note_handed_over(session, row.id, receipt.service_id, now, query_code=code):
            return
        payload = {
            "contact_id": str(row.contact_id),
            "call_id": str(row.call_id) if row.call_id else None,
            "ticket_id": str(row.id),
            "service_id": receipt.service_id,
        }
        await publish(session, events.TICKET_HANDED_OVER, row.contact_id, payload)


def _names_no_ticket(answer: httpx.Response) -> bool:
    """Tell whether the service says that there is no such ticket, and not that it knows no such path."""
    if answer.status_code != NOT_THERE:
        return False
    try:
        problem = answer.json()
    except ValueError:
        return False
    return isinstance(problem, dict) and problem.get("code") == NotFound.code
