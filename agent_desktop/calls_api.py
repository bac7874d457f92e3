"""``/api/v1/calls``: lists of calls, one call with its words, the whole number of a caller."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Forbidden, Principal, Scope, allow
from agent_desktop.call_access import FoundCall, Reason, checked_call, found_call, note_look, with_purpose
from agent_desktop.desk.lines import call_lines
from agent_desktop.desk.shapes import Call, CallLine, CallNumber, CallPage
from agent_desktop.desk.sources import Sources
from agent_desktop.storable import Moment
from agent_desktop.views import call_view
from foundation.database import Database
from foundation.errors import BadInput
from foundation.people.acts import within_team
from foundation.people.masking import Exposure, column_exposure
from speech.models import UtteranceRow
from telephony import numbers
from telephony.ledger import repository as ledger
from telephony.ledger import screens
from telephony.ledger.screens import CallFilter
from telephony.models import CallerRow

FOUND_LIMIT = 50
PAGE = 50

Code = Annotated[str | None, Query(pattern=r"^[a-z0-9_]{1,32}$")]


@dataclass(frozen=True)
class CallsDeps:
    """What the routes need."""

    database: Database
    sources: Sources


class CallSearch(BaseModel):
    """Calls of a caller that entered after a moment; in the body because a number in an address ends up in logs."""

    model_config = ConfigDict(extra="forbid")

    ani: str = Field(min_length=3, max_length=32)
    since: Moment


def create_calls(deps: CallsDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1")
    sources = deps.sources

    @router.get("/calls", response_model=CallPage)
    async def calls(
        principal: Annotated[Principal, Depends(allow("calls.read"))],
        since: Moment | None = None,
        until: Moment | None = None,
        agent: Code = None,
        outcome: Code = None,
        danger: bool = False,
        before: uuid.UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
    ) -> CallPage:
        """List calls, the newest first: everyone's, or those in which he or one of his team talked."""
        wanted = CallFilter(since, until, _agents(principal, agent), outcome, before, danger)
        async with deps.database.read() as session:
            rows = await screens.calls_page(session, wanted, limit + 1)
            lines = await call_lines(session, sources, rows[:limit])
        following = rows[limit - 1].call_id if len(rows) > limit else None
        return CallPage(calls=[_guarded(line, principal) for line in lines], next=following)

    @router.post("/calls/search", response_model=list[Call])
    async def search(
        body: CallSearch, principal: Annotated[Principal, Depends(allow("calls.read", scope=Scope.ALL, programs=True))]
    ) -> list[Call]:
        """Find the calls of a number; for programs of the house."""
        number = numbers.normalise(body.ani)
        if number is None:
            raise BadInput("a phone number is needed")
        caller_id = sources.vault.lookup_id(number, "phone")
        async with deps.database.read() as session:
            rows = await ledger.calls_of_caller(session, caller_id, body.since, FOUND_LIMIT)
            secret = await screens.confidential(session, [row.contact_id for row in rows])
            found = [FoundCall(row, False, row.contact_id in secret, principal) for row in rows]
            return [await call_view(session, sources, each) for each in found]

    @router.get("/calls/{call_id}", response_model=Call)
    async def call(call_id: uuid.UUID, principal: Annotated[Principal, Depends(allow("calls.read"))]) -> Call:
        """Return one call with words, recording and ticket, as far as whoever asks may see them."""
        now = sources.clock.now()
        async with deps.database.read() as session:
            found = await found_call(session, principal, "calls.read", call_id)
            found = await with_purpose(session, found, now)
            view = await call_view(session, sources, found)
        if found.is_anothers and (found.shows(UtteranceRow.text) or found.withheld):
            async with deps.database.write() as session:
                await note_look(session, found, now)
        return view

    @router.post("/calls/{call_id}/words", response_model=Call)
    async def words(
        call_id: uuid.UUID, body: Reason, principal: Annotated[Principal, Depends(allow("words.read"))]
    ) -> Call:
        """Return one call whole, for a purpose; for ten minutes it serves every look at this call."""
        found = await checked_call(deps.database, sources.clock, principal, "words.read", call_id, body)
        async with deps.database.read() as session:
            return await call_view(session, sources, found)

    @router.post("/calls/{call_id}/number", response_model=CallNumber)
    async def number(
        call_id: uuid.UUID, body: Reason, principal: Annotated[Principal, Depends(allow("numbers.read"))]
    ) -> CallNumber:
        """Return the whole number of a call's caller; empty when it is hidden."""
        found = await checked_call(deps.database, sources.clock, principal, "numbers.read", call_id, body)
        async with deps.database.read() as session:
            caller = await session.get(CallerRow, found.row.caller_id) if found.row.caller_id else None
        return CallNumber(number=sources.number(caller))

    return router


def _agents(principal: Principal, asked: str | None) -> Collection[str] | None:
    """Return whose calls are listed, ``None`` for everyone's.

    Raises:
        Forbidden: calls are asked for that he may not see.
    """
    if principal.may("calls.read", Scope.ALL):
        return None if asked is None else [asked]
    of_team = principal.team if principal.may("calls.read", Scope.TEAM) else frozenset()
    reached = of_team | ({principal.agent} if principal.agent is not None else frozenset())
    if not reached or asked not in {None, *reached}:
        raise Forbidden("only your own calls and those of your team", act="calls.read")
    return reached if asked is None else [asked]


def _guarded(line: CallLine, principal: Principal) -> CallLine:
    """Return a line without the number of a confidential contact that is another's."""
    own = principal.owns(line.agent) or not principal.may("calls.read", Scope.TEAM)
    # Whoever is not listed everyone's is listed no call of another team.
    grants = principal.grants if principal.may("calls.read", Scope.ALL) else within_team(principal.grants)
    seen = column_exposure(grants, CallerRow.number, own=own, confidential=line.confidential)
    if seen is not Exposure.WITHHELD:
        return line
    return line.model_copy(update={"ani": "", "ticket": None})
