"""``/api/v1/prefill``: what became of suggestions, how long writing took, and what the lists get wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.calendars_api import moment_of
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput
from telephony.ledger import screens
from tickets.intake import field_figures as figures

READS = allow("reports.read", scope=Scope.ALL)
MANAGES = allow("lists.manage", scope=Scope.ALL)
LONGEST = timedelta(days=400)
Field = Literal["district", "street", "community", "place", "company", "category", "lead_unit", "assisting_units"]
PLACES: tuple[Field, ...] = ("district", "street", "community", "place")


class PrefillOf(BaseModel):
    """Of which time, moments without a zone being China's and ``until`` not in it, and by what."""

    model_config = ConfigDict(extra="forbid")

    since: datetime
    until: datetime
    by: figures.By = ""


class FieldRow(BaseModel):
    """What became of a field's suggestions; ``kept_rate`` = kept / shown."""

    key: str
    field: str
    shown: int
    kept: int
    edited: int
    cleared: int
    hints: int
    hint_taken: int
    typed: int
    kept_rate: float | None


class WritingRow(BaseModel):
    """Tickets, how many were submitted after the talk, and the median of seconds from its end (0 within it)."""

    key: str
    tickets: int
    after_talk: int
    median_seconds: float | None


class PrefillFigures(BaseModel):
    """Figures of pre-fill by field, and of writing."""

    at: datetime
    fields: list[FieldRow]
    writing: list[WritingRow]


class WrongOf(BaseModel):
    """Which fields, and of which time."""

    model_config = ConfigDict(extra="forbid")

    since: datetime
    until: datetime
    field: Annotated[list[Field], Query()] = list(PLACES)


class WrongRow(BaseModel):
    """A suggestion that agents changed, and into what; nothing was suggested or left where it is null."""

    field: str
    suggested: str | list[str] | None
    final: str | list[str] | None
    times: int
    last_at: datetime


@dataclass(frozen=True)
class PrefillDeps:
    """What the routes need."""

    database: Database
    clock: Clock


def create_prefill(deps: PrefillDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/prefill", tags=["prefill"])

    @router.get("/figures", dependencies=[Depends(READS)])
    async def read(of: Annotated[PrefillOf, Query()]) -> PrefillFigures:
        """Return what became of suggestions in tickets that were submitted in a time."""
        since, until = _span(of.since, of.until)
        async with deps.database.read() as session:
            fields = await figures.field_figures(session, since, until, of.by)
            writing = await figures.writing_figures(session, since, until, of.by)
        return PrefillFigures(
            at=deps.clock.now(),
            fields=[FieldRow(**{name: getattr(one, name) for name in FieldRow.model_fields}) for one in fields],
            writing=[WritingRow(**{name: getattr(one, name) for name in WritingRow.model_fields}) for one in writing],
        )

    @router.get("/wrong")
    async def wrong(
        of: Annotated[WrongOf, Query()], principal: Annotated[Principal, Depends(MANAGES)]
    ) -> list[WrongRow]:
        """Return what agents put right most often, for whoever keeps the lists; looking is in the audit."""
        since, until = _span(of.since, of.until)
        async with deps.database.write() as session:
            await audit.record(
                session, principal, "prefill.wrong", "fields", ",".join(of.field)[:96], now=deps.clock.now()
            )
        async with deps.database.read() as session:
            found = await figures.wrong(session, of.field, since, until, screens.confidential)
        return [WrongRow.model_validate({n: getattr(one, n) for n in WrongRow.model_fields}) for one in found]

    return router


def _span(since: datetime, until: datetime) -> tuple[datetime, datetime]:
    first, last = moment_of(since), moment_of(until)
    if not timedelta(0) < last - first <= LONGEST:
        raise BadInput("a time begins before it ends and is 400 days at most", fields={"until": {"code": "bad_span"}})
    return first, last
