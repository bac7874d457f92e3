"""``hotline worker``: everything that follows from stored events: drafts, recordings, hand-over."""

from __future__ import annotations

import asyncio

import httpx

from foundation.outbox import Relay
from foundation.presence import Presence
from foundation.settings import Settings
from hotline.books import reconciler
from hotline.left_messages import count_messages
from hotline.process import serve_metrics
from hotline.put_aside import count_put_aside
from hotline.setup.secrets import read_secret
from hotline.subscribers import intake_deps, subscribers
from hotline.wiring import PRESENCE, CallFacts, house
from recordings.jobs import Verifier
from tickets.handover.deliverer import TicketServiceDeliverer
from tickets.intake import SuggestionJob


async def run(settings: Settings) -> None:
    """Run the process."""
    serve_metrics(settings.worker_metrics_port)
    async with house(settings) as h, httpx.AsyncClient() as client:
        folder = settings.var / "recordings"
        deps = intake_deps(h)
        deliverer = TicketServiceDeliverer(
            h.database,
            CallFacts(h.vault),
            h.vault,
            client,
            base_url=settings.ticket_service,
            webhook_secret=read_secret(settings.var, "webhook_secret"),
            clock=h.clock,
        )
        async with asyncio.TaskGroup() as group:
            for subscriber in subscribers(h, deps):
                group.create_task(subscriber.run(), name=subscriber.name)
            group.create_task(SuggestionJob(h.database, h.wake, deps).run(), name="suggestions")
            group.create_task(Relay(h.database, h.wake, {"ticket_service": deliverer}, clock=h.clock).run())
            group.create_task(Verifier(h.database, folder, h.clock).run(), name="verifier")
            group.create_task(reconciler(settings, h.database, h.clock).run(), name="reconciler")
            group.create_task(Presence(PRESENCE, h.database, h.clock).run(), name="presence")
            group.create_task(count_put_aside(h), name="put_aside")
            group.create_task(count_messages(h), name="messages")
