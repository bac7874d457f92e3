"""``/api/v1/announcements``: what callers hear before the menu while something happens to many."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from ivr.incidents import CODE, MOST, Announcement, IncidentBoard
from ivr.lines import LineRegister
from ivr.service import Switch
from telephony.ledger import repository as ledger

_MANAGES = allow("announcements.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]


class AnnouncementBoard(BaseModel):
    """The announcements in force (version 0: none yet), first heard first, whose and since when.

    ``about`` counts the callers of each who pressed 1 since it began. ``lines`` (number and name) and ``prompts`` (name
    and words) are what an announcement may name.
    """

    version: int
    reason: str
    published_by: str
    published_at: datetime | None
    now: datetime
    announcements: list[Announcement]
    about: dict[str, int]
    lines: dict[str, str]
    prompts: dict[str, str]


class NewAnnouncements(BaseModel):
    """Announcements to put in force in place of the version that was read (0: none), and why."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=1_000_000)]
    announcements: Annotated[tuple[Announcement, ...], Field(max_length=MOST)]
    reason: Reason


def create_announcements(
    database: Database, clock: Clock, wake: Wake, switch: Switch, dialled: tuple[str, ...]
) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/announcements", tags=["announcements"], dependencies=[Depends(_MANAGES)])
    board, register = IncidentBoard(clock), LineRegister(clock)

    async def view(session: AsyncSession) -> AnnouncementBoard:
        version = await board.documents.in_force(session, CODE)
        _, incidents = await board.in_force(session)
        _, lines = await register.in_force(session)
        names = await people.names_of_stored(session, {version.published_by} if version is not None else set())
        prompts = await switch.prompts(session)
        about = {}
        for one in incidents.announcements:
            about[one.code] = await ledger.calls_about(session, one.code, one.since)
        return AnnouncementBoard(
            version=version.version if version is not None else 0,
            reason=version.reason if version is not None else "",
            published_by=names.get(version.published_by, version.published_by) if version is not None else "",
            published_at=version.published_at if version is not None else None,
            now=clock.now(),
            announcements=list(incidents.announcements),
            about=about,
            lines=dict.fromkeys(dialled, "") | {line.number: line.name for line in lines.lines},
            prompts={name: words for name, words in sorted(prompts.items()) if name.startswith(("own/", "hotline/"))},
        )

    @router.get("")
    async def read() -> AnnouncementBoard:
        """Return the announcements."""
        async with database.read() as session:
            return await view(session)

    @router.put("")
    async def publish(body: NewAnnouncements, principal: Manager) -> AnnouncementBoard:
        """Put announcements in force: whoever calls from now on hears them, as long as they last."""
        content = {"announcements": [one.model_dump(mode="json") for one in body.announcements]}
        async with database.write() as session:
            prompts = await switch.prompts(session)
            _, before = await board.in_force(session)
            # What goes on being heard is no question.
            for one in (new for new in body.announcements if new not in before.announcements):
                for prompt in (one.prompt, one.answer):
                    if prompt not in prompts:
                        raise BadInput(f"announcement {one.code}: there is no recording {prompt!r}")
            by = str(principal.account_id or "")
            made = await board.documents.replace(
                session, CODE, content, version=body.version, by=by, reason=body.reason
            )
            what = str(made.version)
            await audit.record(session, principal, "announcements.publish", "announcements", what, now=clock.now())
        await wake.signal(DOMAIN)
        async with database.read() as session:
            return await view(session)

    return router
