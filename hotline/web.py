"""``hotline web``: HTTP for people and programs; ``hotline ticket-service``: the built-in ticket service alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import httpx
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from agent_desktop import access
from agent_desktop.api import ApiDeps, create_api
from agent_desktop.demonstration_api import create_demonstration
from agent_desktop.health import create_health
from agent_desktop.owner_link import OwnerLink
from agent_desktop.pages import create_pages
from agent_desktop.phone_api import create_phone
from agent_desktop.problems import add_problems
from agent_desktop.sip_address import SipAddress
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.outbox.repository import status as outbox_status
from foundation.people.sessions import Limits
from foundation.settings import Settings
from hotline.demo.call import APPEALS
from hotline.demo.page import appeals_of_page
from hotline.migrate import is_current
from hotline.process import Listener, serve_http, serve_listeners
from hotline.setup.certificate import ensure_certificate
from hotline.setup.secrets import read_secret
from hotline.setup.switch import CITIZEN
from hotline.wiring import House, house
from tickets.handover import DESTINATION
from tickets.intake import IntakeService
from tickets.service import create_service_app

log = logger(__name__)

TICKETS_WAIT_SECONDS = 60  # longer is no hiccup
RENEW_SECONDS = 86_400.0  # between looks at the end of the certificate


def create_app(h: House, client: httpx.AsyncClient) -> FastAPI:
    """Return the application of the web process."""
    s = h.settings
    token = read_secret(s.var, "internal_token")
    owner = OwnerLink(h.database, h.clock, s.node, token, client)
    intake = IntakeService(h.database, h.wake, clock=h.clock)
    app = FastAPI(title="12345 hotline", version="1")

    async def missing() -> dict[str, str]:
        lacking = {}
        try:
            if not await is_current(h.database):
                return {"database": "its schema is not the newest: hotline migrate"}
            async with h.database.read() as session:
                waiting = await outbox_status(session, DESTINATION)
            oldest = waiting.oldest_pending_at
            if oldest is not None and (h.clock.now() - oldest).total_seconds() > TICKETS_WAIT_SECONDS:
                lacking["tickets"] = f"{waiting.pending} wait for the ticket service: see the worker's log"
            lease = await owner.lease()
            if lease is None:
                lacking["controller"] = "no process owns the switch"
            elif lease.ready_at is None:
                lacking["switch"] = "the controller is not connected to Asterisk"
        except SQLAlchemyError as error:
            return {"database": type(error).__name__}
        if s.ticket_service_url:
            try:
                answer = await client.get(f"{s.ticket_service}/health", timeout=3)
                if answer.status_code != 200:
                    lacking["ticket_service"] = f"answers {answer.status_code}"
            except httpx.HTTPError as error:
                lacking["ticket_service"] = type(error).__name__
        return lacking

    add_problems(app)
    access.install(app, access.Gate(h.database, h.clock, token, session_limits(s)))
    app.include_router(create_health(missing))
    app.include_router(create_api(ApiDeps(h.database, h.vault, owner, intake)))
    address = SipAddress.of(s)
    app.include_router(
        create_phone(h.database, h.wake, h.clock, agents=s.agents, address=address, secret=partial(read_secret, s.var))
    )
    app.include_router(
        create_demonstration(
            h.clock,
            enabled=s.is_demonstration,
            address=address,
            lines=s.lines,
            secret=partial(read_secret, s.var, CITIZEN),
            appeals=appeals_of_page(),
            recordings=APPEALS,
        )
    )
    app.include_router(create_pages())
    if not s.ticket_service_url:
        app.mount("/ticket-service/v1", _ticket_service(h))
    return app


def session_limits(settings: Settings) -> Limits:
    """Return how long sessions last."""
    return Limits(timedelta(seconds=settings.session_idle_seconds), timedelta(hours=settings.session_hours))


def _ticket_service(h: House) -> FastAPI:
    secret = read_secret(h.settings.var, "webhook_secret")
    return create_service_app(h.database, region=h.settings.region, webhook_secret=secret, vault=h.vault, clock=h.clock)


async def run(settings: Settings) -> None:
    """Run the web process."""
    async with house(settings) as h, httpx.AsyncClient() as client:
        renewing = asyncio.create_task(_renew(settings)) if settings.tls else None
        try:
            await serve_listeners(create_app(h, client), await listeners(settings))
        finally:
            if renewing is not None:
                renewing.cancel()


async def listeners(settings: Settings) -> list[Listener]:
    """Return where pages and interface are served: plain on the loopback, for programs; over TLS for everyone else."""
    plain = Listener("127.0.0.1", settings.http_port)
    if not settings.tls:
        return [plain]
    held = await asyncio.to_thread(ensure_certificate, settings)
    return [plain, Listener(settings.http_bind, settings.https_port, held.certificate, held.key)]


async def _renew(settings: Settings) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            await asyncio.to_thread(ensure_certificate, settings)
        except (HotlineError, OSError) as error:
            log.error("certificate_not_renewed", error=str(error))


async def run_ticket_service(settings: Settings, port: int) -> None:
    """Run the ticket service alone, on its own port."""
    async with house(settings) as h:
        app = FastAPI(openapi_url=None)
        app.mount("/ticket-service/v1", _ticket_service(h))
        await serve_http(app, "127.0.0.1", port)
