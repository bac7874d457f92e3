"""``hotline worker``: everything that follows from stored events: drafts, recordings, hand-over."""

from __future__ import annotations

import asyncio

import httpx

from foundation.outbox import Relay
from foundation.settings import Settings
from foundation.streams import DomainEvents, Subscriber
from hotline.books import reconciler
from hotline.process import serve_metrics
from hotline.setup.secrets import read_secret
from hotline.wiring import CallFacts, CallRecordings, CallWords, bridge_marks, house
from recordings.handlers import ledger_handlers as recording_handlers
from recordings.jobs import Verifier
from speech.after_call import domain_handlers as transcript_handlers
from speech.languages import languages_of
from telephony.ledger.repository import Ledger
from tickets.handover.deliverer import TicketServiceDeliverer
from tickets.intake import IntakeDeps, SuggestionJob, domain_handlers, ledger_handlers
from tickets.prefill import prefill


async def run(settings: Settings) -> None:
    """Run the process."""
    serve_metrics(settings.worker_metrics_port)
    async with house(settings) as h, httpx.AsyncClient() as client:
        folder = settings.var / "recordings"
        deps = IntakeDeps(words=CallWords(), prefill=prefill, region=settings.region, clock=h.clock)
        languages = languages_of(settings.speech_engine)
        deliverer = TicketServiceDeliverer(
            h.database,
            CallFacts(h.vault),
            h.vault,
            client,
            base_url=settings.ticket_service,
            webhook_secret=read_secret(settings.var, "webhook_secret"),
            clock=h.clock,
        )
        ledger, domain = Ledger(), DomainEvents()
        transcripts = transcript_handlers(CallRecordings(folder), languages)
        subscribers = [
            Subscriber("intake", ledger, ledger_handlers(deps), h.database, h.wake),
            Subscriber("intake", domain, domain_handlers(deps), h.database, h.wake),
            Subscriber("recordings", ledger, recording_handlers(bridge_marks), h.database, h.wake),
            Subscriber("transcripts", domain, transcripts, h.database, h.wake),
        ]
        async with asyncio.TaskGroup() as group:
            for subscriber in subscribers:
                group.create_task(subscriber.run(), name=subscriber.name)
            group.create_task(SuggestionJob(h.database, h.wake, deps).run(), name="suggestions")
            group.create_task(Relay(h.database, h.wake, {"ticket_service": deliverer}, clock=h.clock).run())
            group.create_task(Verifier(h.database, folder, h.clock).run(), name="verifier")
            group.create_task(reconciler(settings, h.database, h.clock).run(), name="reconciler")
