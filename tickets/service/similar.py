"""What became of similar tickets, of many matters in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
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
    districts = defaultdict[str, list[str]](list)
    for matter, district in sorted(one for one in found if one[0]):
        districts[matter].append(district)
    if not districts:
        return found
    sent = func.count().filter(AssignmentRow.state == AssignmentState.SENT_BACK)
    took = AssignmentRow.state.in_((AssignmentState.WORKING, AssignmentState.ANSWERED))
    kept = func.count().filter(took, T.state != State.SENT_BACK)
    query = (
        select(T.matter, T.district, AssignmentRow.unit, kept, sent)
        .join(T, T.id == AssignmentRow.ticket)
        # Alternatives: each is looked up in the index, which pairs in one list are not.
        .where(or_(*(_is_of(*one) for one in districts.items())), AssignmentRow.role == "lead")
        .where(T.received_at >= now - timedelta(days=SIMILAR_DAYS))
        .group_by(T.matter, T.district, AssignmentRow.unit)
    )
    for matter, place, unit, stayed, returned in await session.execute(query):
        for of in {(matter, place or ""), (matter, "")} & found.keys():
            before = found[of].get(unit, History(0, 0))
            found[of][unit] = History(before.kept + stayed, before.sent_back + returned)
    return found


def _is_of(matter: str, districts: Sequence[str]) -> ColumnElement[bool]:
    return and_(T.matter == matter, *([T.district.in_(districts)] if all(districts) else []))
