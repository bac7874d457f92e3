"""``/api/v1/lists``: classes, places, words and units that pre-fill reads; tried on a text before a publish."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.document_versions import DocumentVersion, shown
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput
from foundation.people import repository as people
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from tickets.lists import NAMES, ListsShelf, OwnLists, Row, document_of, packaged_rows
from tickets.lists.service import MOST_ROWS, Cell
from tickets.prefill import PrefillContext, Sentence, prefill

_MANAGES = allow("lists.manage", scope=Scope.ALL)
Manager = Annotated[Principal, Depends(_MANAGES)]
Name = Annotated[Literal["taxonomy", "places", "words", "units"], InPath()]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
]
ListRow = Annotated[list[Cell], Field(min_length=3, max_length=3)]
Rows = Annotated[list[ListRow], Field(max_length=MOST_ROWS)]


class ListSummary(BaseModel):
    """A list in force: how many rows, which version (0: as it was shipped), whose, since when and why."""

    name: str
    rows: int
    version: int
    published_by: str
    published_at: datetime | None
    reason: str


class ListView(ListSummary):
    """A list in force with its rows: key, what, value."""

    content: list[list[str]]


class NewList(BaseModel):
    """Rows to put in force in place of the version that was read (0: the shipped ones), and why."""

    model_config = ConfigDict(extra="forbid")

    content: Rows
    version: Annotated[int, Field(ge=0, le=1_000_000)]
    reason: Reason


class ListBack(BaseModel):
    """Why the version in force is taken back."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Reason


class ListTrial(BaseModel):
    """A text, and rows to read it by instead of those in force; without rows it is read by these."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    content: Rows | None = None


class TrialField(BaseModel):
    """What would be suggested for one field now, and by the rows that were given."""

    field: str
    now: str | list[str] | dict[str, str] | None
    now_confidence: float
    then: str | list[str] | dict[str, str] | None
    then_confidence: float
    differs: bool


@dataclass(frozen=True)
class ListsDeps:
    """What the routes need."""

    database: Database
    clock: Clock
    wake: Wake
    own: OwnLists
    shelf: ListsShelf


def create_lists(deps: ListsDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/lists", tags=["lists"], dependencies=[Depends(_MANAGES)])
    database, own = deps.database, deps.own

    async def view(name: str) -> ListView:
        async with database.read() as session:
            rows, version = await own.rows(session, name)
            by = version.published_by if version else "system"
            names = await people.names_of_stored(session, {by})
        return ListView(
            name=name,
            rows=len(rows),
            version=version.version if version else 0,
            published_by=names.get(by, by),
            published_at=version.published_at if version else None,
            reason=version.reason if version else "",
            content=[list(row) for row in rows],
        )

    @router.get("")
    async def all_lists() -> list[ListSummary]:
        """Return the lists in force, without their rows."""
        return [ListSummary(**(await view(name)).model_dump(exclude={"content"})) for name in NAMES]

    @router.get("/{name}")
    async def read(name: Name) -> ListView:
        """Return a list in force."""
        return await view(name)

    @router.get("/{name}/shipped")
    async def shipped(name: Name) -> list[list[str]]:
        """Return a list as it was shipped."""
        return [list(row) for row in await asyncio.to_thread(packaged_rows, name, own.region)]

    @router.get("/{name}/versions")
    async def versions(name: Name) -> list[DocumentVersion]:
        """Return the versions of a list, the newest first."""
        async with database.read() as session:
            return await shown(session, await own.documents.history(session, name))

    @router.put("/{name}")
    async def publish(name: Name, body: NewList, principal: Manager) -> ListView:
        """Put a list in force: what is suggested from now on comes from it."""
        by, rows = str(principal.account_id or ""), _rows(body.content)
        async with database.read() as session:
            numbers, held = await own.numbers(session), await own.own(session, besides=name)
        own.documents.content_of({"rows": body.content})
        await asyncio.to_thread(own.check, name, rows, held)
        async with database.write() as session:
            made = await own.publish(
                session, name, rows, version=body.version, numbers=numbers, by=by, reason=body.reason
            )
            what = f"{name}:{made.version}"
            await audit.record(session, principal, "lists.publish", "list", what, now=deps.clock.now())
        await deps.wake.signal(DOMAIN)
        return await view(name)

    @router.post("/{name}/roll-back")
    async def roll_back(name: Name, body: ListBack, principal: Manager) -> ListView:
        """Take the version in force back: the one before it is in force again."""
        async with database.write() as session:
            by = str(principal.account_id or "")
            await own.roll_back(session, name, version=body.version, by=by, reason=body.reason)
            what = f"{name}:{body.version}"
            await audit.record(session, principal, "lists.roll_back", "list", what, now=deps.clock.now())
        await deps.wake.signal(DOMAIN)
        return await view(name)

    @router.post("/{name}/try")
    async def attempt(name: Name, body: ListTrial) -> list[TrialField]:
        """Return what a text would fill in, by the lists in force and by the rows given; nothing is stored."""
        async with database.read() as session:
            held = await own.own(session)
        return await asyncio.to_thread(_tried, deps, name, body, held)

    return router


def _rows(content: list[list[str]]) -> list[Row]:
    return [(key, what, value) for key, what, value in content]


def _tried(deps: ListsDeps, name: str, body: ListTrial, held: dict[str, dict[str, Any]]) -> list[TrialField]:
    sentences = [Sentence(body.text)]
    now = deps.clock.now()
    before = prefill(sentences, PrefillContext(deps.own.region, now, deps.shelf.current))
    after = before
    if body.content is not None:
        try:
            lists = deps.own.lists({**held, name: document_of(name, _rows(body.content))})
        except (ValueError, KeyError) as error:
            raise BadInput(str(error), fields={"content": {"code": "row_unfit"}}) from error
        after = prefill(sentences, PrefillContext(deps.own.region, now, lists))
    return [
        TrialField(
            field=field,
            now=_plain(one.value),
            now_confidence=one.confidence,
            then=_plain(after[field].value),
            then_confidence=after[field].confidence,
            differs=one.value != after[field].value,
        )
        for field, one in before.items()
        if one.value is not None or after[field].value is not None
    ]


def _plain(value: str | tuple[str, ...] | dict[str, str] | None) -> str | list[str] | dict[str, str] | None:
    return list(value) if isinstance(value, tuple) else value
