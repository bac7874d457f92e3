"""``/api/v1/differences``: what the books of calls tell differently, for those who answer for them."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.call_access import WITHOUT_CONTROLS
from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import NotFound
from foundation.people import repository as people
from telephony.reconcile import repository
from telephony.reconcile.models import DifferenceRow

PAGE = 100
LONG_NUMBER = re.compile(r"\d(?:[\s-]?\d){6,}")
"""What may be a citizen's number: seven digits and more, also in groups."""


class DifferenceShown(BaseModel):
    """One difference; ``books`` is what each book says, ``subject`` a call's id, a linked id or the name of a file."""

    difference_id: uuid.UUID
    kind: str
    subject: str
    call_id: uuid.UUID | None
    books: dict[str, str]
    first_seen_at: datetime
    last_seen_at: datetime
    resolved_at: datetime | None
    explained_at: datetime | None
    explained_by: str
    explanation: str


class DifferencePage(BaseModel):
    """Differences, the newest first; ``next`` goes into ``before`` of the next question, null at the end."""

    differences: list[DifferenceShown]
    open: int
    next: uuid.UUID | None


class Explanation(BaseModel):
    """Why a difference is no loss, in a person's words; never a citizen's number or name."""

    model_config = ConfigDict(extra="forbid")

    explanation: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=2, max_length=500, pattern=WITHOUT_CONTROLS)
    ]

    @field_validator("explanation")
    @classmethod
    def _without_numbers(cls, text: str) -> str:
        if LONG_NUMBER.search(text):
            raise ValueError("no phone number and no identity number here")
        return text


def create_differences(database: Database, clock: Clock) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1", tags=["differences"])

    @router.get("/differences", dependencies=[Depends(allow("differences.read", scope=Scope.ALL))])
    async def page(
        every: bool = False,
        before: uuid.UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = PAGE,
    ) -> DifferencePage:
        """Return what is open, or every difference that was ever found."""
        async with database.read() as session:
            rows = await repository.page(session, every=every, before=before, limit=limit + 1)
            shown = await _shown(session, rows[:limit])
            count = await repository.open_count(session)
        return DifferencePage(
            differences=shown, open=count, next=rows[limit - 1].difference_id if len(rows) > limit else None
        )

    @router.post("/differences/{difference_id}/explain")
    async def explain(
        difference_id: uuid.UUID,
        body: Explanation,
        principal: Annotated[Principal, Depends(allow("differences.explain", scope=Scope.ALL))],
    ) -> DifferenceShown:
        """Note why a difference is no loss; it leaves the list of what is open."""
        now = clock.now()
        async with database.write() as session:
            row = await repository.explain(session, difference_id, body.explanation, principal.account_id, now)
            if row is None:
                raise NotFound("there is no such difference")
            await audit.record(session, principal, "differences.explain", "difference", difference_id, now=now)
            (shown,) = await _shown(session, [row])
        return shown

    return router


async def _shown(session: AsyncSession, rows: list[DifferenceRow]) -> list[DifferenceShown]:
    names = await people.names_of(session, {row.explained_by for row in rows if row.explained_by is not None})
    return [
        DifferenceShown(
            difference_id=row.difference_id,
            kind=row.kind,
            subject=row.subject,
            call_id=row.call_id,
            books=row.books,
            first_seen_at=row.first_seen_at,
            last_seen_at=row.last_seen_at,
            resolved_at=row.resolved_at,
            explained_at=row.explained_at,
            explained_by=names.get(row.explained_by, "") if row.explained_by else "",
            explanation=row.explanation,
        )
        for row in rows
    ]
