"""``/api/v1/city``: the organisation and the rules of tickets, read and put in force, as a spreadsheet too."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.document_versions import DocumentVersion, shown
from agent_desktop.spreadsheets import MEDIA, Sheet, file_of, read_xlsx
from agent_desktop.tickets.shapes import ClassShown
from agent_desktop.tickets.tickets_api import classes_shown
from foundation import audit
from foundation.database import Database
from foundation.documents import Documents, Version
from foundation.errors import BadInput
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from foundation.work_calendar import shipped_calendar
from tickets.intake.categories import ClassesNow
from tickets.service import lists
from tickets.service.acts import TicketActs
from tickets.service.organisation import Organisation
from tickets.service.organisation.sheets import HEADS, from_rows, to_rows
from tickets.service.rules import TicketRules

CODE = "city"
MOST_BYTES = 8 << 20
_MANAGES = allow("tickets.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Name = Annotated[Literal["organisation", "rules"], InPath()]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]


class _InForce(BaseModel):
    version: int = Field(description="0: as it was shipped")
    published_by: str
    published_at: datetime | None
    reason: str


class OrganisationView(_InForce):
    """The organisation in force."""

    content: Organisation


class RulesView(_InForce):
    """The rules in force, and the classes that they can name."""

    content: TicketRules
    classes: list[ClassShown]


class OpenOfUnit(BaseModel):
    """How many tickets that are with units a unit leads, and in how many it assists and has not answered."""

    unit: str
    leads: int
    assists: int


class _New(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Reason


class NewOrganisation(_New):
    """An organisation to put in force in place of the version that was read (0: the shipped one), and why."""

    content: Organisation


class NewRules(_New):
    """Rules to put in force in place of the version that was read (0: the shipped ones), and why."""

    content: TicketRules


class CityBack(BaseModel):
    """Why the version in force is taken back."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason


@dataclass(frozen=True)
class CityDeps:
    """What the routes need."""

    database: Database
    acts: TicketActs
    classes: ClassesNow
    wake: Wake


def create_city(deps: CityDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/city", tags=["tickets"], dependencies=[Depends(_MANAGES)])
    database, acts = deps.database, deps.acts

    def documents(name: str) -> Documents[Any]:
        return acts.organisations.documents if name == "organisation" else acts.rules.documents

    async def told(session: AsyncSession, version: Version | None) -> dict[str, Any]:
        by = version.published_by if version else "system"
        names = await people.names_of_stored(session, {by})
        return {
            "version": version.version if version else 0,
            "published_by": names.get(by, by),
            "published_at": version.published_at if version else None,
            "reason": version.reason if version else "",
        }

    async def organisation_view() -> OrganisationView:
        async with database.read() as session:
            content = await acts.organisations.in_force(session)
            version = await acts.organisations.documents.in_force(session, CODE)
            return OrganisationView(content=content, **await told(session, version))

    async def rules_view() -> RulesView:
        async with database.read() as session:
            _, content = await acts.rules.in_force(session)
            version = await acts.rules.documents.in_force(session, CODE)
            classes = classes_shown(deps.classes().roots)
            return RulesView(content=content, classes=classes, **await told(session, version))

    async def put(name: str, content: BaseModel, body: _New, principal: Principal) -> None:
        by = str(principal.account_id or "")
        async with database.write() as session:
            made = await documents(name).replace(
                session,
                CODE,
                content.model_dump(mode="json", exclude_defaults=True),
                version=body.version,
                by=by,
                reason=body.reason,
            )
            now, what = acts.clock.now(), f"{name}:{made.version}"
            await audit.record(session, principal, "city.publish", "document", what, now=now)
        await deps.wake.signal(DOMAIN)

    @router.get("/organisation")
    async def organisation() -> OrganisationView:
        """Return the organisation in force."""
        return await organisation_view()

    @router.put("/organisation")
    async def publish_organisation(body: NewOrganisation, principal: Manager) -> OrganisationView:
        """Put an organisation in force: what is suggested and dispatched from now on goes by it."""
        await put("organisation", body.content, body, principal)
        return await organisation_view()

    @router.get("/organisation/open-tickets")
    async def open_tickets() -> list[OpenOfUnit]:
        """Return which units have open tickets: those of a unit that ends have to be given to another one."""
        async with database.read() as session:
            found = await lists.open_of_units(session)
        return [OpenOfUnit(unit=unit, leads=leads, assists=assists) for unit, (leads, assists) in sorted(found.items())]

    @router.get("/organisation/before")
    async def before() -> Organisation:
        """Return the organisation that is in force again once this one is taken back; 404 where there is none."""
        organisations = acts.organisations.documents
        async with database.read() as session:
            version = await organisations.before(session, CODE)
            return organisations.content_of(version.content)

    @router.get("/rules")
    async def rules() -> RulesView:
        """Return the rules in force."""
        return await rules_view()

    @router.put("/rules")
    async def publish_rules(body: NewRules, principal: Manager) -> RulesView:
        """Put rules in force: acts from now on go by them, clocks that run keep the limits that they began with."""
        known = _codes(classes_shown(deps.classes().roots))
        named = {code for rule in body.content.handle for code in rule.classes} | set(body.content.case_classes)
        if unknown := sorted(named - known):
            raise BadInput(f"there is no class {unknown[0]}", reason="class_unknown", code_unknown=unknown[0])
        calendar = body.content.calendar
        async with database.read() as session:
            held = await acts.calendars.documents.number_in_force(session, calendar)
        if held is None and calendar != shipped_calendar().code:
            raise BadInput(f"there is no calendar {calendar}", reason="calendar_unknown", code_unknown=calendar)
        await put("rules", body.content, body, principal)
        return await rules_view()

    @router.get("/{name}/versions")
    async def versions(name: Name) -> list[DocumentVersion]:
        """Return the versions of a document, the newest first."""
        async with database.read() as session:
            return await shown(session, await documents(name).history(session, CODE))

    @router.post("/{name}/roll-back", status_code=204)
    async def roll_back(name: Name, body: CityBack, principal: Manager) -> None:
        """Take the version in force back: the one before it is in force again."""
        async with database.write() as session:
            await documents(name).expect(session, CODE, body.version)
            by = str(principal.account_id or "")
            await documents(name).roll_back(session, CODE, by=by, reason=body.reason)
            now, what = acts.clock.now(), f"{name}:{body.version}"
            await audit.record(session, principal, "city.roll_back", "document", what, now=now)
        await deps.wake.signal(DOMAIN)

    @router.get("/organisation/file", response_class=Response, responses={200: {"content": {MEDIA["xlsx"]: {}}}})
    async def file() -> Response:
        """Return the organisation in force as a spreadsheet that can be changed and read back."""
        view = await organisation_view()
        rows = to_rows(view.content)
        sheets: Sequence[Sheet] = [
            Sheet(name, head, rows[name], widths=(20, 28) if name == "units" else (20,)) for name, head in HEADS.items()
        ]
        return await file_of(f"organisation-{view.version}", "xlsx", sheets)

    @router.post("/organisation/read")
    async def read(request: Request) -> Organisation:
        """Return the organisation that a spreadsheet says, the body is the file; nothing is stored."""
        taken = bytearray()
        async for part in request.stream():
            taken += part
            if len(taken) > MOST_BYTES:
                raise BadInput(f"a spreadsheet has at most {MOST_BYTES >> 20} MB", reason="file_too_large")
        sheets = await asyncio.to_thread(read_xlsx, bytes(taken), tuple(HEADS))
        return await asyncio.to_thread(from_rows, sheets)

    return router


def _codes(level: Sequence[ClassShown]) -> set[str]:
    return {one.code for one in level} | {code for one in level for code in _codes(one.children)}
