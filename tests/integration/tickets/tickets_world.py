"""Everything that a ticket meets between the call and the service, put together on one database."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from foundation.clock import FakeClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.ids import new_id
from foundation.outbox import Relay
from foundation.streams import StreamEvent
from foundation.streams.models import DomainEventRow
from foundation.wake import LocalWake
from tickets.handover import DESTINATION, Facts, TicketServiceDeliverer
from tickets.intake import IntakeDeps, IntakeService, SuggestionJob, domain_handlers, ledger_handlers
from tickets.intake.categories import Classes, ClassNode
from tickets.prefill import PrefillContext, Sentence, Suggestion
from tickets.service import create_service_app
from tickets.service.models import ServiceTicketRow

SECRET = "a-secret-of-the-tests-only"
CLASSES = Classes(
    {
        "城乡建设": ClassNode("construction", {}),
        "环境保护": ClassNode("environment", {"环境污染": ClassNode("env_pollution", {})}),
    }
)
VAULT = Vault({"k1": bytes(range(32))}, "k1", bytes(32))


class FaultyService:
    """The ticket service behind a line that misbehaves: each request takes the next fault, then ``after`` for ever.

    ``away`` (no connection), ``slow`` (no answer), a status, ``page`` (200 by a proxy), ``lost`` (stored, answer lost),
    ``ok``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.faults: list[str] = []
        self.after = "ok"
        self.requests = 0
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        fault = self.faults.pop(0) if self.faults else self.after
        if fault == "away":
            raise httpx.ConnectError("away")
        if fault == "slow":
            await asyncio.sleep(60)
        if fault.isdigit() or fault == "page":
            status = int(fault) if fault.isdigit() else 200
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b"<html>"})
            return

        async def heard() -> Message:
            message = await receive()
            if message.get("body"):
                self.bodies.append(message["body"])
            return message

        async def nothing(_message: Message) -> None:
            return

        await self.app(scope, heard, nothing if fault == "lost" else send)
        if fault == "lost":
            raise httpx.ReadError("the answer was lost")


@dataclass
class CallFacts:
    """Facts of every call, and of some beside them; both may change between attempts."""

    known: Facts = field(default_factory=lambda: Facts(ani="13800138000", line="12345", language="zh", recordings=[]))

    of: dict[uuid.UUID, Any] = field(default_factory=dict)

    async def facts(self, session: AsyncSession, call_id: uuid.UUID) -> Facts:
        """Return what is known now."""
        return Facts(**{**self.known, **self.of.get(call_id, {})})


@dataclass
class HeardWords:
    """Words by call."""

    heard: dict[uuid.UUID, list[Sentence]] = field(default_factory=dict)

    async def begun_since(self, session: AsyncSession, since: datetime) -> set[uuid.UUID]:
        """Nothing is being said."""
        return set()

    async def sentences(self, session: AsyncSession, call_id: uuid.UUID) -> list[Sentence]:
        """Return what was heard in a call."""
        return list(self.heard.get(call_id, []))


def plain_prefill(sentences: Sequence[Sentence], context: PrefillContext) -> Mapping[str, Suggestion]:
    """Suggest a complaint about what was said; whoever says 天河 means that district."""
    if not sentences:
        return {}
    last = sentences[-1]
    text = "".join(sentence.text for sentence in sentences)
    found = {
        "kind": Suggestion("kind", "complaint", last.text, 0.9, True, last.utterance_id),
        "category": Suggestion("category", ("环境保护",), last.text, 0.4, False, last.utterance_id),
    }
    if "天河" in text:
        found["district"] = Suggestion("district", "天河区", last.text, 0.95, True, last.utterance_id)
    return found


class World:
    """One hotline and one ticket service on one database, without processes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock()
        self.wake = LocalWake()
        self.words = HeardWords()
        self.facts = CallFacts()
        self.app = create_service_app(database, region="440100", webhook_secret=SECRET, vault=VAULT, clock=self.clock)
        self.faulty = FaultyService(self.app)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.faulty), base_url="http://service/ticket-service/v1"
        )
        self.direct = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://service")
        self.intake = IntakeService(database, self.wake, classes=lambda: CLASSES, clock=self.clock)
        self.deps = IntakeDeps(self.words, plain_prefill, clock=self.clock, classes=lambda: CLASSES)
        self.job = SuggestionJob(database, self.wake, self.deps)
        self.relay = self.new_relay()

    def deliverer(self, **more: Any) -> TicketServiceDeliverer:
        """Return a deliverer to the service behind the faulty line."""
        given: dict[str, Any] = {
            "client": self.client,
            "base_url": "http://service",
            "classes": lambda: CLASSES,
            **more,
        }
        return TicketServiceDeliverer(self.database, self.facts, VAULT, webhook_secret=SECRET, **given)

    def new_relay(self, **more: Any) -> Relay:
        """Return another relay of the same outbox."""
        deliverers = {DESTINATION: more.pop("deliverer", None) or self.deliverer()}
        given: dict[str, Any] = {"deliver_seconds": 5.0, "clock": self.clock, "share": lambda: 1.0, **more}
        return Relay(self.database, self.wake, deliverers, **given)

    async def close(self) -> None:
        """Give everything back."""
        await self.client.aclose()
        await self.direct.aclose()
        await self.database.close()

    async def happen(self, kind: str, *, times: int = 1, late_seconds: float = 0.0, **payload: Any) -> None:
        """Let the handlers see an event, ``times`` times."""
        handlers = ledger_handlers(self.deps) | domain_handlers(self.deps)
        texts = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in payload.items()}
        moment = self.clock.now() - timedelta(seconds=late_seconds)
        event = StreamEvent(1, new_id(), kind, moment, texts, None)
        for _ in range(times):
            async with self.database.write() as session:
                await handlers[kind](session, event)

    async def call(self, *, times: int = 1, text: str = "天河区有人晚上施工，太吵了") -> tuple[uuid.UUID, uuid.UUID]:
        """Let a call be offered, heard and answered; return contact and call."""
        contact_id, call_id = new_id(), new_id()
        ids = {"contact_id": contact_id, "call_id": call_id}
        await self.happen("call_offered", times=times, queue="hotline_general", line="12345", language="zh", **ids)
        if text:
            self.words.heard[call_id] = [Sentence(text, "caller", "u1")]
            await self.happen("utterance_heard", times=times, utterance_id="u1", speaker="caller", **ids)
            await self.job.step()
        self.clock.advance(3)
        await self.happen("call_answered", times=times, agent="1001", **ids)
        return contact_id, call_id

    async def submitted(self) -> Any:
        """Return a ticket that was just submitted."""
        contact_id, _ = await self.call()
        return await self.intake.submit(contact_id, "1001", {}, "r1")

    async def relay_for(self, seconds: int, *, every: int = 1) -> None:
        """Let the relay look once ``every`` so many seconds of the fake clock."""
        for _ in range(0, seconds, every):
            await self.relay.step()
            self.clock.advance(every)

    async def stored(self) -> list[ServiceTicketRow]:
        """Return what the service holds."""
        async with self.database.read() as session:
            return list(await session.scalars(select(ServiceTicketRow).order_by(ServiceTicketRow.position)))

    async def events(self, kind: str) -> int:
        """Return how often a domain event was published."""
        async with self.database.read() as session:
            count = select(func.count()).select_from(DomainEventRow).where(DomainEventRow.kind == kind)
            return await session.scalar(count) or 0
