"""``hotline worker``: everything that follows from stored events: drafts, recordings, hand-over."""

from __future__ import annotations

import asyncio

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.outbox import Deliverer, Relay
from foundation.presence import Presence
from foundation.settings import Settings
from hotline.books import reconciler
from hotline.left_messages import count_messages
from hotline.process import serve_metrics
from hotline.put_aside import count_put_aside
from hotline.setup.secrets import ensure_token, read_secret
from hotline.subscribers import intake_deps, subscribers
from hotline.wiring import PRESENCE, CallFacts, House, house, lists_shelf
from queueing.alarms.hook import AlarmHook
from queueing.alarms.watch import HOOK, AlarmWatch
from queueing.publish.book import RuleBook
from recordings.jobs import Verifier
from telephony import lease as leases
from tickets.handover.deliverer import TicketServiceDeliverer
from tickets.intake import SuggestionJob
from tickets.service.acts import TicketActs
from tickets.service.jobs import TicketSweep


def alarm_watch(h: House) -> AlarmWatch:
    """Return what looks for alarms."""
    s = h.settings

    async def in_step(session: AsyncSession) -> bool:
        lease = await leases.read(session, s.node)
        return lease is not None and lease.valid(h.clock.now()) and lease.ready_at is not None

    return AlarmWatch(
        h.database,
        h.clock,
        RuleBook(h.clock, s.node),
        in_step=in_step,
        greeting_seconds=s.greeting_seconds,
        hook=bool(s.alarm_hook_url),
    )


async def run(settings: Settings) -> None:
    """Run the process."""
    serve_metrics(settings.worker_metrics_port)
    async with house(settings) as h, httpx.AsyncClient() as client:
        folder = settings.var / "recordings"
        shelf = lists_shelf(h)
        deps = intake_deps(h, shelf)
        deliverer = TicketServiceDeliverer(
            h.database,
            CallFacts(h.vault),
            h.vault,
            client,
            base_url=settings.ticket_service,
            webhook_secret=read_secret(settings.var, "webhook_secret"),
            clock=h.clock,
            classes=shelf.classes,
        )
        async with asyncio.TaskGroup() as group:
            for subscriber in subscribers(h, deps):
                group.create_task(subscriber.run(), name=subscriber.name)
            group.create_task(shelf.run(h.wake), name="lists")
            group.create_task(SuggestionJob(h.database, h.wake, deps).run(), name="suggestions")
            deliverers: dict[str, Deliverer] = {"ticket_service": deliverer}
            if settings.alarm_hook_url:
                secret = ensure_token(settings.var, "alarm_hook_secret")
                deliverers[HOOK] = AlarmHook(client, settings.alarm_hook_url, secret, h.clock)
            group.create_task(Relay(h.database, h.wake, deliverers, clock=h.clock).run())
            group.create_task(alarm_watch(h).run(), name="alarms")
            group.create_task(Verifier(h.database, folder, h.clock).run(), name="verifier")
            group.create_task(reconciler(settings, h.database, h.clock).run(), name="reconciler")
            if not settings.ticket_service_url:
                acts = TicketActs(h.database, region=settings.region, clock=h.clock)
                group.create_task(TicketSweep(h.database, acts).run(), name="tickets")
            group.create_task(Presence(PRESENCE, h.database, h.clock).run(), name="presence")
            group.create_task(count_put_aside(h), name="put_aside")
            group.create_task(count_messages(h), name="messages")
