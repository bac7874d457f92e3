"""What became of similar tickets, of many matters in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tickets.service.lifecycle import AssignmentState, State
from tickets.service.models import AssignmentRow, ServiceTicketRow
from tickets.service.organisation import History

T = ServiceTicketRow
SIMILAR_DAYS = 180
Similar = tuple[str, str]
"""The deepest class of a matter and its district, empty where nobody said it."""


async def histories_of_similar(
    session: AsyncSession, matters: Collection[Similar], now: datetime
) -> dict[Similar, dict[str, History]]:
    """Return what each unit did with tickets of the same class and district in the last half year.

    Without a district those of the class count wherever they are; without a class nothing is similar.
    """
    found: dict[Similar, dict[str, History]] = {one: {} for one in matters}
    placed, anywhere = defaultdict[str, list[str]](list), list[str]()
    for matter, district in sorted(one for one in found if one[0]):
        if district:
            placed[matter].append(district)
        else:
            anywhere.append(matter)
    if placed:  # as alternatives: each is looked up in the index, which pairs in one list are not
        of = or_(*(and_(T.matter == matter, T.district.in_(districts)) for matter, districts in placed.items()))
        await _count(session, found, (T.matter, T.district), of, now)
    if anywhere:
        await _count(session, found, (T.matter,), T.matter.in_(anywhere), now)
    return found


async def _count(
    session: AsyncSession,
    found: dict[Similar, dict[str, History]],
    by: tuple[ColumnElement[str | None], ...],
    of: ColumnElement[bool],
    now: datetime,
) -> None:
    sent = func.count().filter(AssignmentRow.state == AssignmentState.SENT_BACK)
    took = AssignmentRow.state.in_((AssignmentState.WORKING, AssignmentState.ANSWERED))
    kept = func.count().filter(took, T.state != State.SENT_BACK)
    query = (
        select(*by, AssignmentRow.unit, kept, sent)
        .join(T, T.id == AssignmentRow.ticket)
        .where(of, T.received_at >= now - timedelta(days=SIMILAR_DAYS), AssignmentRow.role == "lead")
        .group_by(*by, AssignmentRow.unit)
    )
    for matter, *place, unit, stayed, returned in await session.execute(query):
        found[matter, place[0] if place else ""][unit] = History(stayed, returned)
