"""``/api/v1/desk``: what an agent does at the desktop, on calls and drafts of his own and no others."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Forbidden, Principal, allow
from agent_desktop.call_access import found_call
from agent_desktop.desk.at_desk import AtDesk, agent_of
from agent_desktop.desk.catalogue import check_pause_reason
from agent_desktop.desk.colleagues_api import ColleaguesDeps, create_colleagues
from agent_desktop.desk.confidential_api import (
    CALLER_ASKED,
    MARK,
    ConfidentialDeps,
    create_confidential,
    send_listeners_away,
    settle,
)
from agent_desktop.desk.drafts import drafts, ticket_shape
from agent_desktop.desk.figures import day_of
from agent_desktop.desk.hub import DeskHub
from agent_desktop.desk.loading import phone_of
from agent_desktop.desk.shapes import AgentView, Catalogue, DayView, Done, Draft, SimilarTicket, Ticket
from agent_desktop.desk.words_api import WordsDeps, create_words
from agent_desktop.owner_link import OwnerLink
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.people.masking import Exposure, column_exposure
from foundation.streams.repository import DOMAIN
from queueing.publish.book import RuleBook
from telephony.ledger import screens
from tickets.contract import TicketState, is_service_number
from tickets.intake import DraftState, DraftView, IntakeService, TicketView
from tickets.intake import repository as intake
from tickets.intake.fields import effective
from tickets.intake.models import DraftRow

MOST_FIELDS = 32
OVER = frozenset({TicketState.NOT_ACCEPTED, TicketState.ARCHIVED})
"""States in which nobody looks at a ticket any more."""
IN_CALL = frozenset({"ringing", "talking", "on_hold"})

Fields = Annotated[dict[str, Any], Field(max_length=MOST_FIELDS)]


@dataclass(frozen=True)
class DeskDeps:
    """What the routes need."""

    database: Database
    owner: OwnerLink
    intake: IntakeService
    hub: DeskHub
    catalogue: Callable[[], Catalogue]
    book: RuleBook


class Body(BaseModel):
    """Base of request bodies: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class DeskLogin(Body):
    """Which phone: ``p`` a SIP phone, ``w`` the browser."""

    phone: Literal["w", "p"]


class DeskPause(Body):
    """Why, as one of the catalogue's codes; now or, with a call going on, after it.

    ``after_call``: it was asked for in a call, so that a call which ended meanwhile keeps its wrap-up.
    """

    reason: str = Field(max_length=32)
    after_call: bool = False


class DeskExtend(Body):
    """By how many seconds; the owner's setting is the limit."""

    seconds: int = Field(ge=1, le=3600)


class DraftEdit(Body):
    """Fields as the agent set them; ``version`` is that of the draft he saw."""

    version: int
    fields: Fields


class DraftSubmit(Body):
    """Every field as the agent sees it; ``request_id`` makes a second press of the key harmless."""

    fields: Fields
    request_id: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")


class DraftNoTicket(Body):
    """Why there is no ticket."""

    reason: str = Field(max_length=32)


class DraftLink(Body):
    """Number of the ticket that there is already; spaces between its groups do not matter."""

    service_id: str = Field(min_length=1, max_length=40)


class InCall(Conflict):
    """The agent has a call: first it ends."""

    code = "in_call"


async def _editor(principal: Annotated[Principal, Depends(allow("drafts.edit"))]) -> str:
    if column_exposure(principal.grants, DraftRow.fields, own=True) is not Exposure.SHOWN:
        raise Forbidden("nobody edits what he may not read", act="words.read")
    return agent_of(principal)


Editor = Annotated[str, Depends(_editor)]
Drafting = Annotated[Principal, Depends(allow("drafts.edit"))]


def create_desk(deps: DeskDeps) -> APIRouter:
    """Return the router; the agent is always the one of the session."""
    router = APIRouter(prefix="/api/v1/desk")
    _state_routes(router, deps)
    _call_routes(router, deps)
    _draft_routes(router, deps)
    router.include_router(create_colleagues(ColleaguesDeps(deps.database, deps.owner, deps.hub, deps.book)))
    router.include_router(
        create_confidential(ConfidentialDeps(deps.database, deps.hub.sources.clock, deps.intake.wake, deps.owner))
    )
    router.include_router(create_words(WordsDeps(deps.database, deps.hub.sources.clock, deps.intake.wake)))
    return router


def _state_routes(router: APIRouter, deps: DeskDeps) -> None:
    async def command(name: str, agent: str, **more: str) -> AgentView:
        answer = await deps.owner.command(name, {"agent": agent, **more}, str(uuid.uuid4()))
        deps.hub.agent_touched()
        return _confirmed(answer, deps.hub.agents.get(agent), deps.hub.sources.clock.now())

    @router.get("/catalogue", response_model=Catalogue)
    async def catalogue(_: AtDesk) -> Catalogue:
        """Return what may be chosen in the forms, and for how long one may pause."""
        async with deps.database.read() as session:
            held = await deps.book.held(session)
        limits = held.rules.pause_limits if held is not None else {}
        return deps.catalogue().model_copy(update={"pause_limits": dict(limits)})

    @router.get("/state", response_model=AgentView | None)
    async def state(agent: AtDesk) -> AgentView | None:
        """Return the agent's state as this process knows it; null when there never was one."""
        return deps.hub.agents.get(agent)

    @router.post("/login", response_model=AgentView)
    async def login(body: DeskLogin, agent: AtDesk) -> AgentView:
        """Put the agent's phone into the queue."""
        return await command("login", agent, phone=body.phone)

    @router.post("/logoff", response_model=AgentView)
    async def logoff(agent: AtDesk) -> AgentView:
        """Take the agent out of the queue; 409 ``in_call`` while a call is with him."""
        if deps.hub.agents.activity(agent) in IN_CALL:
            raise InCall("a call is going on; it has to end first")
        return await command("logoff", agent)

    @router.post("/pause", response_model=AgentView)
    async def pause(body: DeskPause, agent: AtDesk) -> AgentView:
        """Pause now, or after the call."""
        check_pause_reason(body.reason)
        more = {"after_call": "yes"} if body.after_call else {}
        return await command("pause", agent, reason=body.reason, **more)

    @router.post("/unpause", response_model=AgentView)
    async def unpause(agent: AtDesk) -> AgentView:
        """Take calls again."""
        return await command("unpause", agent)

    @router.post("/end-wrap-up", response_model=AgentView)
    async def end_wrap_up(agent: AtDesk) -> AgentView:
        """End wrap-up before its limit."""
        return await command("end_wrap_up", agent)

    @router.post("/extend-wrap-up", response_model=AgentView)
    async def extend_wrap_up(body: DeskExtend, agent: AtDesk) -> AgentView:
        """Make wrap-up longer, once a call."""
        return await command("extend_wrap_up", agent, seconds=str(body.seconds))

    @router.get("/day", response_model=DayView)
    async def day(agent: AtDesk, date: date | None = None) -> DayView:
        """Return a day of the agent's in Asia/Shanghai, today's when none is named."""
        wanted = date or day_of(deps.hub.sources.clock.now())
        if not 2000 <= wanted.year < 2200:
            raise BadInput("there are no calls of such a day", fields={"date": {"code": "not_a_moment"}})
        async with deps.database.read() as session:
            return await deps.hub.loader.day(session, agent, wanted)


def _call_routes(router: APIRouter, deps: DeskDeps) -> None:
    async def order(name: str, agent: str, call_id: uuid.UUID) -> Done:
        async with deps.database.read() as session:
            if not await screens.took_part(session, [agent], call_id):
                raise NotFound("there is no such call")
        await deps.owner.command(name, {"agent": agent, "call_id": str(call_id)}, str(uuid.uuid4()))
        return Done()

    @router.post("/calls/{call_id}/hold", response_model=Done)
    async def hold(call_id: uuid.UUID, agent: AtDesk) -> Done:
        """Let the caller wait with music, whatever phone the agent has."""
        return await order("hold", agent, call_id)

    @router.post("/calls/{call_id}/resume", response_model=Done)
    async def resume(call_id: uuid.UUID, agent: AtDesk) -> Done:
        """Go on with a call on hold."""
        return await order("resume", agent, call_id)

    @router.post("/calls/{call_id}/hang-up", response_model=Done)
    async def hang_up(call_id: uuid.UUID, agent: AtDesk) -> Done:
        """End the talk."""
        return await order("hang_up", agent, call_id)


def _draft_routes(router: APIRouter, deps: DeskDeps) -> None:
    clock = deps.hub.sources.clock

    async def mine(session: AsyncSession, agent: str, contact_id: uuid.UUID, *, reading: bool = False) -> DraftRow:
        """Return a draft of the agent's; to read also that of a call which rings at his phone."""
        row = await intake.draft(session, contact_id)
        if row is None or not await _is_mine(session, row, agent, reading):
            raise NotFound("there is no such draft of yours")
        return row

    async def shown(agent: str, contact_id: uuid.UUID) -> Draft:
        async with deps.database.read() as session:
            row = await mine(session, agent, contact_id, reading=True)
            return (await drafts(session, deps.hub.sources, [row]))[0]

    async def check(agent: str, contact_id: uuid.UUID) -> None:
        async with deps.database.read() as session:
            await mine(session, agent, contact_id)

    async def mark_if_asked(view: DraftView | TicketView, principal: Principal) -> None:
        """Who asks for confidentiality gets it for the whole contact, not only in the ticket."""
        if effective(view.fields).get("confidential") != "yes" or view.call_id is None:
            return
        if principal.scope(MARK) is None:
            return
        async with deps.database.write() as session:
            found = await found_call(session, principal, MARK, view.call_id)
            marked = await settle(session, found, True, act=MARK, purpose=CALLER_ASKED, note="", now=clock.now())
        if not marked:
            return
        await deps.intake.wake.signal(DOMAIN)
        if found.row.ended_at is None:
            await send_listeners_away(deps.owner, view.call_id)

    @router.get("/drafts", response_model=list[Draft])
    async def open_drafts(agent: Editor) -> list[Draft]:
        """Return what the agent answered and has not concluded, the oldest first."""
        async with deps.database.read() as session:
            return await drafts(session, deps.hub.sources, await intake.open_drafts_of(session, agent))

    @router.get("/drafts/{contact_id}", response_model=Draft)
    async def draft(contact_id: uuid.UUID, agent: Editor) -> Draft:
        """Return a draft."""
        return await shown(agent, contact_id)

    @router.patch("/drafts/{contact_id}", response_model=Draft)
    async def edit(contact_id: uuid.UUID, body: DraftEdit, agent: Editor, principal: Drafting) -> Draft:
        """Set fields of an open draft; of a version that was changed since, ``conflict`` with the one now."""
        await check(agent, contact_id)
        await mark_if_asked(await deps.intake.edit(contact_id, body.version, body.fields), principal)
        return await shown(agent, contact_id)

    @router.post("/drafts/{contact_id}/submit", response_model=Ticket)
    async def submit(contact_id: uuid.UUID, body: DraftSubmit, agent: Editor, principal: Drafting) -> Ticket:
        """Make the draft a ticket; once there is one it is returned, however often this is asked."""
        await check(agent, contact_id)
        ticket = await deps.intake.submit(contact_id, agent, body.fields, body.request_id)
        await mark_if_asked(ticket, principal)
        return ticket_shape(ticket)

    @router.get("/drafts/{contact_id}/similar", response_model=list[SimilarTicket])
    async def similar(contact_id: uuid.UUID, agent: Editor) -> list[SimilarTicket]:
        """Return tickets of the last 30 days that may be about the same; confidential ones are left out."""
        async with deps.database.read() as session:
            await mine(session, agent, contact_id, reading=True)
        found = await deps.intake.similar(contact_id)
        async with deps.database.read() as session:
            secret = await screens.confidential(session, [one.contact_id for one in found])
            numbers = [one.service_id for one in found if one.service_id]
            states = await deps.hub.sources.tickets.states(session, numbers)
        return [
            SimilarTicket(
                ticket_id=one.ticket_id,
                service_id=one.service_id,
                created_at=one.created_at,
                summary=one.summary,
                status=states.get(one.service_id) if one.service_id else None,
                likeness=one.likeness,
            )
            for one in found
            if one.contact_id not in secret
        ]

    @router.post("/drafts/{contact_id}/no-ticket", response_model=Draft)
    async def no_ticket(contact_id: uuid.UUID, body: DraftNoTicket, agent: Editor) -> Draft:
        """End the contact without a ticket."""
        await check(agent, contact_id)
        await deps.intake.conclude_without_ticket(contact_id, body.reason, agent=agent)
        return await shown(agent, contact_id)

    async def linkable(contact_id: uuid.UUID, number: str) -> None:
        """Refuse a ticket that is over, or that there is not: nobody would hear that the citizen called again."""
        tickets = deps.hub.sources.tickets
        async with deps.database.read() as session:
            concluded = await intake.conclusion(session, contact_id)
            state = (await tickets.states(session, [number])).get(number, "")
        fault = "ticket_over" if state in OVER else "no_such_ticket" if not state and tickets.is_complete else ""
        if fault and is_service_number(number) and concluded is None:
            raise BadInput("nobody would look at this ticket", fields={"service_id": {"code": fault}})

    @router.post("/drafts/{contact_id}/link", response_model=Draft)
    async def link(contact_id: uuid.UUID, body: DraftLink, agent: Editor) -> Draft:
        """End the contact by linking it to a ticket that there is already, and that somebody still looks at."""
        await check(agent, contact_id)
        await linkable(contact_id, "".join(body.service_id.split()))
        await deps.intake.link(contact_id, body.service_id, agent=agent)
        return await shown(agent, contact_id)


async def _is_mine(session: AsyncSession, row: DraftRow, agent: str, reading: bool) -> bool:
    """Tell whether a draft is this agent's: he talked last to the caller, whatever the draft says as yet."""
    talked = await screens.last_agent(session, row.call_id)
    owner = talked or row.agent if row.state == DraftState.OPEN else row.agent or talked
    if owner == agent:
        return True
    return reading and await screens.rings_now(session, agent, row.call_id)


def _confirmed(answer: Mapping[str, Any], known: AgentView | None, now: datetime) -> AgentView:
    """Return the state that the owner confirmed; since when it stands is known only where it did not change."""
    endpoint, shown = str(answer.get("endpoint", "")), answer["shown_state"]
    same = known is not None and known.shown_state == shown
    return AgentView.model_validate(
        {
            "agent": answer["agent"],
            "endpoint": endpoint,
            "phone": phone_of(endpoint) if shown != "logged_off" else "",
            "shown_state": shown,
            "availability": answer["availability"],
            "activity": answer["activity"],
            "pause_reason": answer["pause_reason"],
            "reachable": answer["reachable"],
            "since": known.since if known is not None and same else now,
            "wrap_up_until": answer.get("wrap_up_until"),
        }
    )
