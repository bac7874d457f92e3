"""``/api/v1/tickets``: lists by what is to be done, one ticket, acts on it, looks at what is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Forbidden, Gate, Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.storable import Moment
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.loading import Lens, lines_of
from agent_desktop.tickets.loading import view as view_of
from agent_desktop.tickets.shapes import (
    ActAsked,
    ActOnMany,
    ClassShown,
    GroundShown,
    LookAsked,
    ManyDone,
    Number,
    NumberShown,
    PersonNamed,
    ReaderNamed,
    TicketCatalogue,
    TicketCounts,
    TicketPage,
    TicketView,
    UnitNamed,
    UnitPeople,
    UnitShown,
    UnitsNamed,
)
from foundation import audit
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import repository as people
from foundation.people.masking import Exposure
from foundation.people.models import AccountRow
from foundation.people.names import log_in_name
from foundation.work_calendar import ZONE
from tickets.intake.categories import ClassesNow, ClassNode
from tickets.service import lists, repository
from tickets.service.acts import Asked, NotPermitted, TicketActs
from tickets.service.confidential import READ
from tickets.service.figures import narrowed
from tickets.service.lifecycle import Act
from tickets.service.lists import Filter, View
from tickets.service.models import ServiceTicketRow
from tickets.service.readers import Readers
from tickets.service.rules import Ground

Reader = Annotated[Principal, Depends(allow("tickets.read"))]
Handles = Annotated[Principal, Depends(allow("tickets.handle"))]
FollowsUp = Annotated[Principal, Depends(allow("tickets.follow_up", scope=Scope.ALL))]
Names = Depends(allow(READ, scope=Scope.ALL))
LogInName = Annotated[str, Path(max_length=64)]
COUNTED = tuple(view for view in View if view is not View.ALL)
Short = Annotated[str, Query(max_length=64, pattern=WITHOUT_CONTROLS)]


@dataclass(frozen=True)
class TicketsDeps:
    """What the routes need."""

    finder: Finder
    classes: ClassesNow

    @property
    def database(self) -> Database:
        """Where tickets are."""
        return self.finder.database

    @property
    def acts(self) -> TicketActs:
        """What can be done to them."""
        return self.finder.acts

    @property
    def readers(self) -> Readers:
        """Who is named to read confidential ones."""
        return Readers(self.acts)


def create_tickets(deps: TicketsDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])
    database, acts, finder = deps.database, deps.acts, deps.finder
    lens_of, found, sight_of = finder.lens, finder.found, finder.listed

    @router.get("")
    async def listed(
        principal: Reader,
        request: Request,
        view: View = View.ALL,
        unit: Short = "",
        district: Short = "",
        category: Short = "",
        kind: Short = "",
        party: Short = "",
        number: Annotated[str, Query(max_length=19, pattern=r"^[0-9]*$")] = "",
        main: Annotated[str, Query(max_length=19, pattern=r"^[0-9]*$")] = "",
        words: Annotated[str, Query(max_length=60, pattern=WITHOUT_CONTROLS)] = "",
        since: Moment | None = None,
        until: Moment | None = None,
        hour: Annotated[int | None, Query(ge=0, le=23)] = None,
        behind: Annotated[str, Query(max_length=80, pattern=r"^[a-z0-9_-]*$")] = "",
        handler: Literal["", "me"] = "",
        after: Annotated[str, Query(max_length=80)] = "",
        limit: Annotated[int, Query(ge=1, le=lists.MOST)] = 50,
    ) -> TicketPage:
        """List tickets by what is to be done, those whose time ends first before the others.

        ``words`` are sought for dispatchers and handling units, who read what they find. ``behind`` is a figure
        (`tickets.service.figures.narrowed`), whose period and unit are given; ``hour`` is that of the receipt.
        ``handler=me``: those that whoever asks handles inside his unit.
        """
        of_units = principal.may("tickets.handle") and not principal.may("tickets.read", Scope.ALL)
        if words.strip() and not of_units and not principal.may("tickets.dispatch", Scope.ALL):
            raise await Gate.of(request).refuse(principal, "words.read", request.url.path)
        async with database.read() as session:
            lens = await lens_of(session, principal)
            wanted = Filter(
                view,
                lens.reached,
                unit=unit,
                district=district,
                category=category,
                kind=kind,
                party=party,
                number=number,
                main=main,
                words=words,
                since=since,
                until=until,
                handler=principal.name if handler else "",
                hour=hour,
            )
            if behind:
                wanted = narrowed(wanted, behind)
            rules = lens.setting.rules
            part = await lists.page(
                session,
                wanted,
                after=after,
                limit=limit,
                now=lens.setting.now,
                reader=principal.account_id,
                rules=rules,
            )
            return TicketPage(tickets=await lines_of(session, lens, part.tickets), next=part.next)

    @router.get("/counts")
    async def counted(principal: Reader) -> TicketCounts:
        """Return how many tickets each view holds."""
        async with database.read() as session:
            lens = await lens_of(session, principal)
            now: datetime = lens.setting.now
            counts = await lists.counts(session, COUNTED, lens.reached, now, lens.setting.rules)
        return TicketCounts(counts={View(name): count for name, count in counts.items()})

    @router.get("/catalogue")
    async def catalogue(principal: Reader) -> TicketCatalogue:
        """Return what pages offer: units, grounds, limits."""
        async with database.read() as session:
            lens = await lens_of(session, principal)
        day, rules = lens.setting.now.astimezone(ZONE).date(), lens.setting.rules
        return TicketCatalogue(
            classes=classes_shown(deps.classes().roots),
            districts=sorted({name for duty in lens.organisation.duties for name in duty.districts}),
            units=[
                UnitShown(
                    code=unit.code,
                    name=unit.name,
                    level=unit.level,
                    parent=unit.parent,
                    holds=unit.holds(day),
                    on_duty=[
                        " ".join((one.name, one.phone)).strip() for one in lens.organisation.on_duty(unit.code, day)
                    ],
                )
                for unit in lens.organisation.units
            ],
            send_back_grounds=[_ground(one) for one in rules.send_back_grounds],
            refusal_grounds=[_ground(one) for one in rules.refusal_grounds],
            survey_reasons=[_ground(one) for one in rules.survey_reasons],
            reply_templates=[
                GroundShown(code=one.code, label=one.label, text=one.text) for one in rules.reply_templates
            ],
            extensions=rules.extensions,
            suspension_days=rules.suspension_days,
            send_backs=rules.send_backs,
            follow_up_tries=rules.follow_up_tries,
            bad_score=rules.bad_score,
        )

    @router.get("/units", dependencies=[Depends(allow("accounts.read", scope=Scope.ALL))])
    async def units() -> UnitsNamed:
        """Return the units of the organisation in force: an account acts for one of them."""
        async with database.read() as session:
            organisation = await acts.organisations.in_force(session)
        return UnitsNamed(units=[UnitNamed(code=one.code, name=one.name) for one in organisation.units])

    async def people_of(session: AsyncSession, lens: Lens, unit: str) -> list[AccountRow]:
        """Return who handles tickets in a unit, or below it, for which whoever asks acts."""
        units = lens.units & lens.organisation.and_below(unit) if unit else lens.units
        return await people.people_of_units(session, units, "tickets.handle")

    async def check_handler(session: AsyncSession, lens: Lens, row: ServiceTicketRow, asked: Asked) -> None:
        """Make sure that somebody of the unit is named; where nobody of it has an account, any name will do.

        Raises:
            BadInput: nobody of the unit has this log-in name.
        """
        if asked.act is not Act.ASSIGN_INSIDE:
            return
        sight = lens.sight(await sight_of(session, lens, row))
        mine = sight.own
        if asked.assignment is not None:
            mine = next((one for one in sight.listed.assignments if one.number == asked.assignment), None)
        there = await people_of(session, lens, mine.unit) if mine is not None else []
        if there and asked.handler not in {one.name for one in there}:
            raise BadInput("this is nobody's name in the unit", field="handler", reason="handler_unknown")

    @router.get("/people")
    async def people_of_unit(principal: Handles, unit: Short = "") -> UnitPeople:
        """Return who can be named as handling a ticket: the people of a unit that whoever asks acts for, or of all."""
        async with database.read() as session:
            found = await people_of(session, await lens_of(session, principal), unit)
        return UnitPeople(people=[PersonNamed(name=one.name, display_name=one.display_name) for one in found])

    @router.post("/acts")
    async def act_on_many(body: ActOnMany, principal: Reader) -> ManyDone:
        """Do the same to several tickets; each that cannot is named with its reason, the others are done."""
        failed = dict[str, str]()
        async with database.read() as session:
            lens = await lens_of(session, principal)
            for service_id in body.service_ids if body.act is Act.ASSIGN_INSIDE else ():
                try:
                    row = await found(session, lens, service_id)
                    await check_handler(session, lens, row, _of_one(body, service_id))
                except (BadInput, NotFound) as error:
                    failed[service_id] = str(error.details.get("reason") or error.code)
        for service_id in body.service_ids:
            if service_id not in failed:
                failed |= await acts.do_many(principal, [service_id], _of_one(body, service_id))
        return ManyDone(done=len(body.service_ids) - len(failed), failed=failed)

    @router.get("/{service_id}")
    async def one(service_id: Number, principal: Reader) -> TicketView:
        """Return a ticket with everything that whoever asks may see."""
        async with database.read() as session:
            lens = await lens_of(session, principal)
            return await view_of(session, lens, await found(session, lens, service_id))

    @router.post("/{service_id}/acts")
    async def act(service_id: Number, body: ActAsked, principal: Reader, request: Request) -> TicketView:
        """Do something to a ticket and return it as it is then."""
        asked = _asked(body)
        async with database.read() as session:
            lens = await lens_of(session, principal)
            await check_handler(session, lens, await found(session, lens, service_id), asked)
        try:
            await acts.do(principal, service_id, asked)
        except NotPermitted as refused:
            right = str(refused.details.get("act") or "tickets.read")
            raise await Gate.of(request).refuse(principal, right, request.url.path) from refused
        async with database.read() as session:
            lens = await lens_of(session, principal)
            row = await repository.by_service_id(session, service_id)
            if row is None:
                raise NotFound("there is no ticket of this number")
            return await view_of(session, lens, row)

    async def permit(request: Request, principal: Principal, service_id: str, act: str) -> None:
        """Make sure that somebody may look at something of a ticket once he says why; a refusal is in the audit."""
        async with database.read() as session:
            lens = await lens_of(session, principal)
            sight = lens.sight(await sight_of(session, lens, await found(session, lens, service_id)))
        allowed = sight.words is not Exposure.WITHHELD if act == "words.read" else sight.number is Exposure.ON_REQUEST
        if not allowed:
            raise await Gate.of(request).refuse(principal, act, request.url.path)

    @router.post("/{service_id}/look")
    async def look(service_id: Number, body: LookAsked, principal: Reader, request: Request) -> TicketView:
        """Return a ticket with its words to somebody who works elsewhere; the purpose is in the audit."""
        await permit(request, principal, service_id, "words.read")
        async with database.write() as session:
            lens = await lens_of(session, principal)
            row = await found(session, lens, service_id)
            await finder.note_look(session, principal, "words.read", service_id, body.purpose, body.note)
            return await view_of(session, lens, row, looked=True)

    @router.post("/{service_id}/number")
    async def number(service_id: Number, body: LookAsked, principal: Reader, request: Request) -> NumberShown:
        """Return the caller's number; the purpose is in the audit."""
        await permit(request, principal, service_id, "numbers.read")
        async with database.write() as session:
            lens = await lens_of(session, principal)
            row = await found(session, lens, service_id)
            if lens.sight(await sight_of(session, lens, row)).number is not Exposure.ON_REQUEST:
                raise Forbidden("this needs the right numbers.read", act="numbers.read")
            await finder.note_look(session, principal, "numbers.read", service_id, body.purpose, body.note)
            return NumberShown(number=lens.number(row))

    @router.post("/{service_id}/follow-up/take")
    async def take(service_id: Number, principal: FollowsUp, request: Request) -> TicketView:
        """Take the follow-up of a closed ticket: its words and number are one's own then."""
        async with database.read() as session:
            row = await found(session, await lens_of(session, principal), service_id)
            kept = await acts.is_kept(session, principal, row)
        if kept:  # it would tell neither words nor number
            raise await Gate.of(request).refuse(principal, READ, request.url.path)
        async with database.write() as session:
            row = await acts.held(session, service_id)
            if (
                row.state != "closed"
                or (row.followed_up and not row.called_again)
                or row.tries >= (await acts.setting(session)).rules.follow_up_tries
            ):
                raise Conflict("only a closed ticket is followed up", reason="not_in_this_state")
            if row.follow_up_by not in (None, principal.account_id):
                raise Conflict("somebody else follows this ticket up", reason="follow_up_taken")
            row.follow_up_by = principal.account_id
            now = acts.clock.now()
            await audit.record(session, principal, "tickets.follow_up", "ticket", service_id, now=now, note="take")
            return await view_of(session, await lens_of(session, principal), row)

    @router.post("/{service_id}/follow-up/give-back")
    async def give_back(service_id: Number, principal: FollowsUp) -> None:
        """Leave the follow-up of a ticket to somebody else."""
        async with database.write() as session:
            row = await acts.held(session, service_id)
            if row.follow_up_by == principal.account_id or principal.may("tickets.supervise", Scope.ALL):
                row.follow_up_by = None

    @router.post("/{service_id}/readers", dependencies=[Names])
    async def name_reader(service_id: Number, body: ReaderNamed, principal: Reader) -> TicketView:
        """Let one more person see what a confidential ticket holds."""
        await deps.readers.name(principal, service_id, await reader(principal, service_id, body.name))
        return await one(service_id, principal)

    @router.delete("/{service_id}/readers/{name}", dependencies=[Names])
    async def withdraw_reader(service_id: Number, name: LogInName, principal: Reader) -> TicketView:
        """Keep what a confidential ticket holds from somebody who was named."""
        await deps.readers.withdraw(principal, service_id, await reader(principal, service_id, name))
        return await one(service_id, principal)

    async def reader(principal: Principal, service_id: str, name: str) -> uuid.UUID:
        """Return the account of a name, of a ticket that whoever asks sees."""
        async with database.read() as session:
            await found(session, await lens_of(session, principal), service_id)
            account = await people.account_named(session, log_in_name(name) or "")
        if account is None:
            raise NotFound("there is no account of this name", reason="no_account", field="name")
        return account.account_id

    return router


def classes_shown(level: Mapping[str, ClassNode]) -> list[ClassShown]:
    """Return classes and those below them as pages offer them."""
    return [
        ClassShown(code=node.code, label=label, children=classes_shown(node.children)) for label, node in level.items()
    ]


def _ground(ground: Ground) -> GroundShown:
    return GroundShown(code=ground.code, label=ground.label, text=ground.text)


def _of_one(body: ActOnMany, service_id: str) -> Asked:
    asked, own = _asked(body), body.each.get(service_id)
    if own is None:
        return asked
    return replace(asked, units=own.units or asked.units, assignment=own.assignment or asked.assignment)


def _asked(body: ActAsked) -> Asked:
    corrected = body.corrected.model_dump(mode="json", exclude_unset=True, exclude_none=True) if body.corrected else {}
    evidence: dict[str, Any] = dict(corrected)
    follows_up = body.act is Act.FOLLOW_UP
    if follows_up and body.contacted is not None:
        evidence["contacted"] = body.contacted
    if follows_up and body.reasons:
        evidence["reasons"] = list(body.reasons)
    if body.act is Act.APPROVE and body.lawful is not None:
        evidence["lawful"] = body.lawful
    return Asked(
        act=body.act,
        request_id=body.request_id,
        seen=body.seen,
        reason=body.reason,
        units=body.units,
        assignment=body.assignment,
        handler=body.handler,
        text=body.text,
        ground=body.ground,
        amount=body.amount,
        reached=body.reached,
        resolved=body.resolved,
        score=body.score,
        service=body.service,
        main=body.main,
        evidence=evidence,
    )
