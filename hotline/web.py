"""``hotline web``: HTTP for people and programs; ``hotline ticket-service``: the built-in ticket service alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from importlib.metadata import version

import httpx
from fastapi import Depends, FastAPI
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop import access
from agent_desktop.accounts_api import create_accounts_api
from agent_desktop.announcements_api import create_announcements
from agent_desktop.api import ApiDeps, create_api
from agent_desktop.audit_api import create_audit_api
from agent_desktop.calendars_api import create_calendars
from agent_desktop.calls_api import CallsDeps, create_calls
from agent_desktop.demonstration_api import create_demonstration
from agent_desktop.desk.catalogue import build_catalogue
from agent_desktop.desk.desk_api import DeskDeps, create_desk
from agent_desktop.desk.hub import DeskHub
from agent_desktop.desk.shapes import Catalogue
from agent_desktop.desk.socket import create_desk_socket, describe_frames
from agent_desktop.desk.sources import NoTicketStates, Sources
from agent_desktop.differences_api import create_differences
from agent_desktop.flows_api import TrialAccess, create_flows
from agent_desktop.grants import Grants
from agent_desktop.headers import SecurityHeaders
from agent_desktop.health import create_health
from agent_desktop.lines_api import create_lines
from agent_desktop.lists_api import ListsDeps, create_lists
from agent_desktop.messages_api import MessagesDeps, create_messages
from agent_desktop.owner_link import OwnerLink
from agent_desktop.pages import create_pages
from agent_desktop.phone_api import create_phone
from agent_desktop.playback import PlaybackDeps, create_playback
from agent_desktop.playback_files import PlaybackFiles
from agent_desktop.prefill_api import PrefillDeps, create_prefill
from agent_desktop.problems import PROBLEMS, add_problems
from agent_desktop.prompts_api import PromptsDeps, create_prompts
from agent_desktop.queue_rules_api import QueueRulesDeps, create_queue_rules
from agent_desktop.reports_api import ReportsDeps, create_reports
from agent_desktop.session_api import SessionDeps, create_session_api
from agent_desktop.sip_address import SipAddress
from agent_desktop.tickets.appraisal_api import AppraisalDeps, create_appraisal
from agent_desktop.tickets.attachments_api import create_attachments
from agent_desktop.tickets.city_api import CityDeps, create_city
from agent_desktop.tickets.figures_api import FiguresDeps, create_figures
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.progress_api import create_progress
from agent_desktop.tickets.public_api import create_public
from agent_desktop.tickets.supervision_api import create_ticket_supervision
from agent_desktop.tickets.tickets_api import TicketsDeps, create_tickets
from agent_desktop.wall.hub import WallHub
from agent_desktop.wall.supervision_api import SupervisionDeps, create_supervision
from agent_desktop.wall.wall_api import WallDeps, create_wall, describe_wall_frames
from agent_desktop.words_search_api import WordsSearchDeps, create_words_search
from foundation.disk import Room, free_bytes
from foundation.errors import HotlineError
from foundation.logs import logger
from foundation.outbox.repository import status as outbox_status
from foundation.people.sessions import Limits
from foundation.presence import present
from foundation.settings import Settings
from foundation.work_calendar import Calendars
from hotline.demo.call import APPEALS
from hotline.demo.page import appeals_of_page
from hotline.hearing import categories, understand
from hotline.left_messages import unanswered
from hotline.migrate import is_current
from hotline.people import people_of, prepare_people_when_ready
from hotline.process import Listener, serve_http, serve_listeners
from hotline.put_aside import put_aside, waiting
from hotline.setup.certificate import ensure_certificate
from hotline.setup.secrets import read_secret
from hotline.setup.switch import CITIZEN, TRIAL
from hotline.wiring import (
    PRESENCE,
    BuiltInTicketStates,
    House,
    ShippedSounds,
    SwitchNames,
    house,
    lists_shelf,
    own_lists,
    queue_rules_publisher,
    synthesis,
)
from ivr.prompts import Prompts
from ivr.service import Flows
from ivr.shelf import FlowShelf
from queueing.publish.book import Held
from speech import repository as speech
from tickets.handover import DESTINATION
from tickets.intake import IntakeService
from tickets.intake.categories import ClassesNow
from tickets.lists import ListsShelf
from tickets.service import TicketService, create_service_app
from tickets.service.acts import TicketActs
from tickets.service.appraisal.service import Appraisals
from tickets.service.attachments import Attachments, CommandScan, NoScan
from tickets.service.jobs import TicketSweep
from tickets.service.public import PublicReports

log = logger(__name__)

ALARMS = {
    "database": "store_away",
    "controller": "switch_away",
    "switch": "switch_away",
    "tickets": "tickets_waiting",
    "ticket_service": "tickets_waiting",
    "worker": "worker_away",
    "letters": "tickets_refused",
    "messages": "messages_wait",
    "message_danger": "message_danger",
    "disk_low": "disk_low",
    "disk_full": "disk_full",
}
"""What a desktop is told of each part that readiness misses or wants looked at."""
Look = Callable[[], Awaitable[dict[str, str]]]
TICKETS_WAIT_SECONDS = 60  # longer is no hiccup
RENEW_SECONDS = 86_400.0  # between looks at the end of the certificate


def create_app(h: House, client: httpx.AsyncClient) -> FastAPI:
    """Return the application of the web process."""
    s = h.settings
    token = read_secret(s.var, "internal_token")
    owner = OwnerLink(h.database, h.clock, s.node, token, client)
    lists = lists_shelf(h)
    intake = IntakeService(h.database, h.wake, clock=h.clock, classes=lists.classes)
    # The pages that FastAPI has for its description load foreign scripts.
    app = FastAPI(title="12345 hotline", version="1", docs_url=None, redoc_url=None, responses=PROBLEMS)
    app.state.lists_shelf = lists

    async def missing() -> dict[str, str]:
        lacking = {} if app.state.people_prepared else {"people": "roles and accounts are being prepared"}
        try:
            if not await is_current(h.database):
                return {"database": "its schema is not the newest: hotline migrate"}
            async with h.database.read() as session:
                tickets = await outbox_status(session, DESTINATION)
                workers = await present(session, PRESENCE, h.clock.now())
            oldest = tickets.oldest_pending_at
            if oldest is not None and (h.clock.now() - oldest).total_seconds() > TICKETS_WAIT_SECONDS:
                lacking["tickets"] = f"{tickets.pending} wait for the ticket service: see `hotline outbox list`"
            if not workers:
                lacking["worker"] = "no worker is at work: drafts and tickets wait, see its log"
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

    room = Room.enough

    async def disk() -> dict[str, str]:
        nonlocal room
        try:
            free = await asyncio.to_thread(free_bytes, s.var)
        except OSError as error:
            return {"disk_low": type(error).__name__}
        room = s.disk_limits.room(free, room)
        what = {Room.low: "recordings fill it", Room.full: "calls are not recorded"}
        return {f"disk_{room}": f"{free >> 20} MiB free at the state folder: {what[room]}"} if room in what else {}

    async def attention() -> dict[str, str]:
        try:
            async with h.database.read() as session:
                found = waiting(await put_aside(session, s))
                found |= await unanswered(session, h.clock.now(), lists.current.wording)
                if s.speech_engine != "none" and not await speech.workers(session, h.clock.now()):
                    found["speech"] = "no recogniser: forms stay empty, see the log of speech"
        except SQLAlchemyError:  # readiness names it
            found = {}
        return {**found, **await disk()}

    async def phone_opened(agent: str) -> None:
        try:
            await owner.command("phone_opened", {"agent": agent})
        except (HotlineError, SQLAlchemyError) as error:  # he comes back by a click then
            log.warning("phone_opened_not_told", agent=agent, error=type(error).__name__)

    app.state.people_prepared = True
    add_problems(app)
    gate = access.Gate(h.database, h.clock, token, session_limits(s))
    access.install(app, gate)
    app.include_router(create_health(missing, attention))
    app.include_router(create_api(ApiDeps(h.database, h.clock, owner, intake)))
    _add_people(app, h, tickets=not s.ticket_service_url)
    _add_desk(app, h, owner, intake, missing, attention)
    address = SipAddress.of(s)
    app.add_middleware(SecurityHeaders, websocket_origin=address.origin, tls=s.tls)
    app.include_router(
        create_phone(
            h.database,
            h.wake,
            h.clock,
            agents=s.agents,
            address=address,
            secret=partial(read_secret, s.var),
            opened=phone_opened,
        )
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
    if not s.ticket_service_url:
        _add_tickets(app, h, lists.classes)
    app.include_router(create_pages())
    if not s.ticket_service_url:
        service = _ticket_service(h)
        access.install(service, gate)
        app.mount("/ticket-service/v1", service)
    return app


def _add_tickets(app: FastAPI, h: House, classes: ClassesNow) -> None:
    """Add the built-in ticket service: its contract, and what its pages ask."""
    service = TicketService(h.database, region=h.settings.region, vault=h.vault, clock=h.clock)
    finder = Finder(h.database, service.acts, h.vault)
    command = h.settings.attachment_scan_command
    attachments = Attachments(h.vault, CommandScan(command) if command else NoScan(), h.clock)
    app.include_router(create_tickets(TicketsDeps(finder, classes)))
    app.include_router(create_attachments(finder, attachments))
    app.include_router(create_ticket_supervision(finder))
    app.include_router(create_city(CityDeps(h.database, service.acts, classes, h.wake)))
    app.include_router(create_figures(FiguresDeps(h.database, h.clock, service.acts)))
    appraisals = Appraisals(h.database, h.clock)
    app.include_router(create_appraisal(AppraisalDeps(h.database, h.clock, service.acts, appraisals)))
    app.include_router(create_progress(service))
    for one in create_public(finder, PublicReports(h.database, h.clock)):
        app.include_router(one)


def _add_people(app: FastAPI, h: House, *, tickets: bool, calls: bool = True) -> None:
    s, people = h.settings, people_of(h.database, h.vault, h.clock)
    release = version("hotline12345")
    deps = SessionDeps(people.login, s.tls, s.is_demonstration, s.region, release, tickets=tickets, calls=calls)
    app.include_router(create_session_api(deps))
    app.include_router(create_accounts_api(people.accounts, h.database))
    app.include_router(create_audit_api(h.database))
    app.include_router(create_differences(h.database, h.clock))


def _add_desk(app: FastAPI, h: House, owner: OwnerLink, intake: IntakeService, missing: Look, attention: Look) -> None:
    s = h.settings
    tickets = NoTicketStates() if s.ticket_service_url else BuiltInTicketStates(h.clock, s.region)
    prompts = Prompts(h.clock)
    publisher = queue_rules_publisher(s, h.database, h.clock)
    switch = SwitchNames(s, publisher, prompts, app.state.lists_shelf)
    flows = Flows(h.clock, switch, Calendars(h.clock))
    shelf = app.state.flow_shelf = FlowShelf(h.database, h.clock, flows)
    sources = Sources(h.vault, h.clock, shelf, tickets, s.show_listeners)
    trial = TrialAccess(SipAddress.of(s), partial(read_secret, s.var, TRIAL))
    app.include_router(create_flows(h.database, h.clock, h.wake, flows, switch, understand, categories(), trial))
    app.include_router(
        create_prompts(PromptsDeps(h.database, h.clock, h.wake, prompts, flows, ShippedSounds(), synthesis(s)))
    )
    app.include_router(create_lines(h.database, h.clock, h.wake, flows, switch, s.lines))
    app.include_router(create_announcements(h.database, h.clock, h.wake, switch, s.lines))
    lists: ListsShelf = app.state.lists_shelf
    app.include_router(create_lists(ListsDeps(h.database, h.clock, h.wake, own_lists(h), lists)))
    app.include_router(create_prefill(PrefillDeps(h.database, h.clock)))
    app.include_router(create_calendars(h.database, h.clock, h.wake, flows.calendars))

    async def alarms() -> set[str]:
        found = {**await missing(), **await attention()}
        return {ALARMS[part] for part in found if part in ALARMS}

    held: Held | None = None

    async def queue_names(session: AsyncSession) -> Mapping[str, str]:
        nonlocal held
        held = await publisher.book.held(session, held)
        return {code: queue.name for code, queue in held.rules.queues.items()} if held is not None else {}

    hub = app.state.desk_hub = DeskHub(h.database, h.wake, sources, alarms=alarms, queue_names=queue_names)
    wall = app.state.wall_hub = WallHub(h.database, h.clock, hub, publisher.book, greeting_seconds=s.greeting_seconds)
    app.include_router(create_wall(WallDeps(h.database, h.clock, wall, owner)))
    app.include_router(create_supervision(SupervisionDeps(h.database, h.clock, owner, s.agents)))
    describe_wall_frames(app)
    app.include_router(create_reports(ReportsDeps(h.database, h.clock, publisher.book, s.greeting_seconds)))
    rules = QueueRulesDeps(h.database, h.clock, h.wake, publisher, owner, switch, s.node, s.agents)
    app.include_router(create_queue_rules(rules))

    def catalogue() -> Catalogue:
        return build_catalogue(lists.current, wrap_up_seconds=s.wrap_up_seconds, ring_seconds=s.ring_seconds)

    files = PlaybackFiles(s.var / "recordings")
    grants = Grants.from_token(read_secret(s.var, "internal_token"))
    app.include_router(create_desk(DeskDeps(h.database, owner, intake, hub, catalogue, publisher.book)))
    app.include_router(create_desk_socket(hub))
    app.include_router(create_calls(CallsDeps(h.database, sources)))
    app.include_router(create_words_search(WordsSearchDeps(h.database, sources)))
    app.include_router(create_messages(MessagesDeps(h.database, sources, intake, lists)))
    app.include_router(create_playback(PlaybackDeps(h.database, h.clock, files, grants)))
    describe_frames(app)


def session_limits(settings: Settings) -> Limits:
    """Return how long sessions last."""
    return Limits(timedelta(seconds=settings.session_idle_seconds), timedelta(hours=settings.session_hours))


def _ticket_service(h: House) -> FastAPI:
    return create_service_app(
        h.database,
        region=h.settings.region,
        webhook_secret=read_secret(h.settings.var, "webhook_secret"),
        vault=h.vault,
        clock=h.clock,
        read_dependencies=[Depends(access.allow("calls.read", scope=access.Scope.ALL))],
        content_dependencies=[Depends(access.allow("confidential.read", scope=access.Scope.ALL, programs=True))],
    )


async def run(settings: Settings) -> None:
    """Run the web process."""
    async with house(settings) as h, httpx.AsyncClient() as client:
        renewing = asyncio.create_task(_renew(settings)) if settings.tls else None
        app = create_app(h, client)
        app.state.people_prepared = False
        people = asyncio.create_task(prepare_people_when_ready(h))
        people.add_done_callback(lambda task: setattr(app.state, "people_prepared", not task.cancelled()))
        shelf = asyncio.create_task(app.state.flow_shelf.run(h.wake, lambda: None))
        lists = asyncio.create_task(app.state.lists_shelf.run(h.wake))
        hubs = [asyncio.create_task(hub.run()) for hub in (app.state.desk_hub, app.state.wall_hub)]
        beside = [*hubs, shelf, lists, people]
        try:
            await serve_listeners(app, await listeners(settings))
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
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
    """Run the ticket service alone, on its own port: its contract, its pages, and what happens to tickets by itself."""
    async with house(settings) as h:
        app = FastAPI(openapi_url=None)
        add_problems(app)
        service = _ticket_service(h)
        gate = access.Gate(h.database, h.clock, read_secret(settings.var, "internal_token"), session_limits(settings))
        for one in (app, service):
            access.install(one, gate)
        app.add_middleware(SecurityHeaders, tls=settings.tls)
        shelf = lists_shelf(h)
        _add_people(app, h, tickets=True, calls=False)
        _add_tickets(app, h, shelf.classes)
        # What its deadlines and classes go by.
        app.include_router(create_calendars(h.database, h.clock, h.wake, Calendars(h.clock)))
        app.include_router(create_lists(ListsDeps(h.database, h.clock, h.wake, own_lists(h), shelf)))
        app.include_router(create_pages())
        app.mount("/ticket-service/v1", service)
        sweep = TicketSweep(h.database, TicketActs(h.database, region=settings.region, clock=h.clock))
        beside = [asyncio.create_task(one) for one in (shelf.run(h.wake), sweep.run(), prepare_people_when_ready(h))]
        try:
            await serve_http(app, "127.0.0.1", port)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
