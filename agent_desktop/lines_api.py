"""``/api/v1/lines``: the register of numbers that citizens dial, and how each is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import Version
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from ivr.lines import CODE, Line, LineRegister, faults, refuse
from ivr.service import Flows, Switch
from telephony.events import TRIAL_LINE

_MANAGES = allow("flows.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]
SETTLED = 300


class LineRegisterView(BaseModel):
    """The register in force (version 0: none yet), whose and since when, and what a line may name.

    ``dialled``: the numbers that this hotline was set up with; what calls them is answered with or without an entry.
    """

    version: int
    reason: str
    published_by: str
    published_at: datetime | None
    lines: list[Line]
    dialled: list[str]
    flows: list[str]
    queues: list[str]
    calendars: list[str]
    prompts: dict[str, str]


class NewLines(BaseModel):
    """A register to put in force in place of the version that was read (0: none), and why."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0, le=1_000_000)]
    lines: Annotated[tuple[Line, ...], Field(max_length=SETTLED)]
    reason: Reason


def create_lines(
    database: Database, clock: Clock, wake: Wake, flows: Flows, switch: Switch, dialled: tuple[str, ...]
) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/lines", tags=["lines"], dependencies=[Depends(_MANAGES)])
    register = LineRegister(clock)

    async def view(session: AsyncSession) -> LineRegisterView:
        version = await register.documents.in_force(session, CODE)
        names = await people.names_of_stored(session, {version.published_by} if version is not None else set())
        prompts = await switch.prompts(session)
        return LineRegisterView(
            **_told(version, names),
            lines=list((await register.in_force(session))[1].lines),
            dialled=list(dialled),
            flows=sorted(await flows.documents.numbers_in_force(session)),
            queues=sorted(await switch.queues(session)),
            calendars=sorted(await flows.calendars.all_in_force(session)),
            prompts={name: words for name, words in sorted(prompts.items()) if name.startswith(("own/", "hotline/"))},
        )

    @router.get("")
    async def read() -> LineRegisterView:
        """Return the register."""
        async with database.read() as session:
            return await view(session)

    @router.put("")
    async def publish(body: NewLines, principal: Manager) -> LineRegisterView:
        """Put a register in force: whoever dials from now on is led by it."""
        content = {"lines": [line.model_dump(mode="json") for line in body.lines]}
        async with database.write() as session:
            lines = register.documents.content_of(content)
            known = await view(session)
            refuse(
                list(
                    faults(
                        lines,
                        flows=known.flows,
                        prompts=await switch.prompts(session),
                        queues=known.queues,
                        calendars=known.calendars,
                        dialled=(*dialled, TRIAL_LINE),
                    )
                )
            )
            by = str(principal.account_id or "")
            made = await register.documents.replace(
                session, CODE, content, version=body.version, by=by, reason=body.reason
            )
            await audit.record(session, principal, "lines.publish", "lines", str(made.version), now=clock.now())
        await wake.signal(DOMAIN)
        async with database.read() as session:
            return await view(session)

    return router


def _told(version: Version | None, names: dict[str, str]) -> dict[str, Any]:
    if version is None:
        return {"version": 0, "reason": "", "published_by": "", "published_at": None}
    return {
        "version": version.version,
        "reason": version.reason,
        "published_by": names.get(version.published_by, version.published_by),
        "published_at": version.published_at,
    }
