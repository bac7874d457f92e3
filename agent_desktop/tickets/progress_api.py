"""``/api/v1/progress``: a citizen asks with number and code how his ticket stands, and rates how it was handled."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import address_of, open_to_all
from tickets.contract import TicketState
from tickets.service import TicketService
from tickets.service.service import Progress

Open = Depends(open_to_all())


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ProgressAsked(_Body):
    """Number and query code, as the citizen was told them."""

    number: Annotated[str, Field(pattern=r"^[0-9]{19}$")]
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class HandlingRated(ProgressAsked):
    """How satisfied he is with the handling, 5 (very) to 1 (not at all), whether it is resolved, and why not."""

    resolved: bool | None = None
    score: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,32}$")], ...], Field(max_length=10)] = ()
    request_id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]


class ReasonOffered(BaseModel):
    """A reason that he can choose."""

    code: str
    label: str


class ProgressShown(BaseModel):
    """How a ticket stands; ``reply`` once it is answered. ``can_rate``: it is answered and was not rated yet."""

    service_id: str
    state: TicketState
    received_at: datetime
    due_at: datetime | None
    unit: str
    closed_at: datetime | None
    reply: str
    score: int | None
    can_rate: bool
    bad_score: int = Field(description="from this score down he is asked for reasons")
    reasons: list[ReasonOffered]


def create_progress(service: TicketService) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/progress", tags=["progress"], dependencies=[Open])

    async def shown(found: Progress, can_rate: bool) -> ProgressShown:
        rules = await service.rules()
        reasons = [ReasonOffered(code=one.code, label=one.label) for one in rules.survey_reasons]
        return ProgressShown(**vars(found), can_rate=can_rate, bad_score=rules.bad_score, reasons=reasons)

    @router.post("")
    async def progress(body: ProgressAsked, request: Request) -> ProgressShown:
        """Tell how a ticket stands; too many tries have to wait (429), whether there is such a ticket or not."""
        found = await service.progress(body.number, body.code, address_of(request))
        can_rate = found.score is None and found.state in (TicketState.CLOSED, TicketState.NOT_ACCEPTED)
        return await shown(found, can_rate)

    @router.post("/rating")
    async def rate(body: HandlingRated, request: Request) -> ProgressShown:
        """Rate how the matter was handled, once; the same request again changes nothing."""
        address = address_of(request)
        found = await service.rate_closing(
            body.number,
            body.code,
            body.score,
            body.request_id,
            address,
            reasons=body.reasons,
            resolved=body.resolved,
        )
        return await shown(found, can_rate=False)

    return router
