"""Bursts: many tickets of one class and district within any 60 minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import UtcDateTime
from tickets.service.figures.counted import Part, Span, led, within
from tickets.service.models import ServiceTicketRow

T = ServiceTicketRow
BURST = 5
"""As many tickets of one class and district within an hour are a burst."""
HOUR = 3600
MOST = 12
LABEL: ColumnElement[str] = case(
    (T.category_level3_label != "", T.category_level3_label),
    (T.category_level2_label != "", T.category_level2_label),
    else_=T.category_label,
)
"""Of the deepest class that a ticket has."""


@dataclass(frozen=True)
class Burst:
    """Tickets of one class and district, from the first up to, and without, ``until``.

    Each of them lies within 60 minutes in which `BURST` came; hours that share tickets are one burst.
    """

    code: str
    label: str
    district: str
    since: datetime
    until: datetime
    count: int


async def bursts(session: AsyncSession, span: Span, part: Part) -> list[Burst]:
    """Return when many came with the same matter within an hour, the newest first.

    Tickets of a class and district are numbered in the order in which they came: the one of number n ends an hour of
    many when that of number n - 4 is less than an hour before it.
    """
    rows = list(await session.execute(_islands(span, part)))
    labels: dict[tuple[str, str], str] = {}
    if rows:
        begins = (and_(T.matter == row.matter, T.district == row.district, T.received_at == row.since) for row in rows)
        named = select(T.matter, T.district, LABEL.label("label")).where(or_(*begins))
        labels = {(row.matter, row.district or ""): row.label for row in await session.execute(named)}
    return [
        Burst(
            code=row.matter,
            label=labels.get((row.matter, row.district), ""),
            district=row.district,
            since=row.since,
            until=row.last + timedelta(microseconds=1),
            count=row.many,
        )
        for row in rows
    ]


def _islands(span: Span, part: Part) -> Any:
    seconds = extract("epoch", T.received_at)
    order: dict[str, Any] = {"partition_by": (T.matter, T.district), "order_by": T.received_at}
    lined = select(
        T.matter,
        T.district,
        T.received_at,
        func.row_number().over(**order).label("place"),
        (seconds - func.lag(seconds, BURST - 1).over(**order)).label("took"),
        func.lag(T.received_at, BURST - 1, type_=UtcDateTime()).over(**order).label("since"),
    ).where(within(T.received_at, span), T.matter != "", T.district.is_not(None), *led(part))
    one = lined.subquery("lined").c
    order = {"partition_by": (one.matter, one.district), "order_by": one.place}
    apart = one.place - func.lag(one.place).over(**order)
    ends = select(*one, case((apart < BURST, 0), else_=1).label("begins")).where(one.took < HOUR).subquery("ends").c
    order = {"partition_by": (ends.matter, ends.district), "order_by": ends.place}
    island = func.sum(ends.begins).over(**order).label("island")
    each = select(ends.matter, ends.district, ends.since, ends.received_at, ends.place, island).subquery("each").c
    last = func.max(each.received_at).label("last")
    many = (func.max(each.place) - func.min(each.place) + BURST).label("many")
    return (
        select(each.matter, each.district, func.min(each.since).label("since"), last, many)
        .group_by(each.matter, each.district, each.island)
        .order_by(last.desc(), each.matter, each.district)
        .limit(MOST)
    )
