"""The month of the hotline for everybody: counted, published by a person, and kept as it was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.people import Principal
from tickets.service.appraisal.month import month_of
from tickets.service.figures import METRICS, Board, Part, Span, board, computed
from tickets.service.models import PublicReportRow

LEAST = 5
"""What came fewer times than this stands under none: nobody is told from a count of two."""
TOP = 10
SHOWN = ("response_rate", "in_time_rate", "resolution_rate", "heard_rate", "satisfaction_rate", "direct_rate")


class Named(BaseModel):
    """How often something came, and how often in the month before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    count: int
    before: int | None = None


class MonthContent(BaseModel):
    """A month: counts, shares with their formulas, what came most, places; nothing that came fewer than five times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    month: str
    received: int
    received_before: int
    closed: int
    direct: int
    refused: int
    dispatched: int
    metrics: dict[str, float | None]
    formulas: dict[str, str]
    by_kind: dict[str, int]
    by_category: list[Named]
    by_district: list[Named]
    hot: list[Named]


def content_of(month: str, now: Board, before: Board) -> MonthContent:
    """Return what everybody reads of a month (pure)."""
    counts, metrics = now.counts, computed(now.counts)
    labels = {code: label or code for code, label, _ in reversed(now.by_category)}
    classes, earlier = _told(_by_code(now)), _told(_by_code(before))
    places, places_before = _told(now.by_district), _told(before.by_district)
    return MonthContent(
        month=month,
        received=counts.received,
        received_before=before.counts.received,
        closed=counts.closed,
        direct=counts.direct,
        refused=counts.refused,
        dispatched=counts.dispatched,
        metrics={name: None if (value := metrics[name]) is None else round(value, 4) for name in SHOWN},
        formulas={one.name: one.formula for one in METRICS if one.name in SHOWN},
        by_kind=_told(now.by_kind),
        by_category=[
            Named(label=labels[code], count=count, before=earlier.get(code))
            for code, count in sorted(classes.items(), key=lambda pair: -pair[1])
        ],
        by_district=[
            Named(label=name, count=count, before=places_before.get(name))
            for name, count in sorted(places.items(), key=lambda pair: -pair[1])
        ],
        hot=[
            Named(label=one.label, count=one.count, before=one.before if one.before >= LEAST else None)
            for one in now.hot[:TOP]
            if one.count >= LEAST
        ],
    )


def _by_code(of: Board) -> dict[str, int]:
    """Return how often each class came, under whatever label."""
    found: dict[str, int] = {}
    for code, _, count in of.by_category:
        found[code] = found.get(code, 0) + count
    return found


def _told(counts: Mapping[str, int]) -> dict[str, int]:
    """Return what came often enough; never all but one, whose count would be what is missing of the whole.

    What has no name stands under none of them, and nobody is told by it.
    """
    shown = {name: count for name, count in counts.items() if name and count >= LEAST}
    hidden = [name for name, count in counts.items() if count and name not in shown]
    if len(hidden) == 1 and hidden[0] and shown:
        del shown[min(shown, key=lambda name: (shown[name], name))]
    return shown


class PublicReports:
    """Months for everybody."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self._clock = database, clock

    async def counted(self, name: str) -> MonthContent:
        """Return a month as it is counted now.

        Raises:
            BadInput: it is no month.
        """
        month, now = month_of(name), self._clock.now()
        span = Span(month.since, month.until)
        earlier = month_of((month.since - timedelta(days=1)).strftime("%Y-%m"))
        whole = await board(self.database, span, Part(), now)
        before = await board(self.database, Span(earlier.since, earlier.until), Part(), now)
        return content_of(name, whole, before)

    async def publish(self, session: AsyncSession, principal: Principal, content: MonthContent) -> int:
        """Publish a month that is over; what is published already is followed by a revision. Return its number.

        Raises:
            BadInput: the month is not over. Conflict: this is what is published.
        """
        if month_of(content.month).until > self._clock.now():
            raise BadInput("a month is published once it is over", field="month")
        before = await self.row(session, content.month)
        made = content.model_dump(mode="json")
        if before is not None and before.content == made:
            raise Conflict("this month is published, and nothing changed since", reason="published_already")
        revision = before.revision + 1 if before is not None else 1
        session.add(
            PublicReportRow(
                month=content.month,
                revision=revision,
                content=made,
                published_by=principal.account_id,
                published_at=self._clock.now(),
            )
        )
        return revision

    async def row(self, session: AsyncSession, name: str) -> PublicReportRow | None:
        """Return a month as it was published last."""
        newest = select(func.max(PublicReportRow.revision)).where(PublicReportRow.month == name).scalar_subquery()
        query = select(PublicReportRow).where(PublicReportRow.month == name, PublicReportRow.revision == newest)
        return (await session.scalars(query)).one_or_none()

    async def published(self, session: AsyncSession, name: str) -> PublicReportRow:
        """Return a month as it was published last.

        Raises:
            NotFound: it was not.
        """
        found = await self.row(session, name)
        if found is None:
            raise NotFound("this month is not published")
        return found

    async def months(self, session: AsyncSession) -> list[str]:
        """Return the months that are published, the newest first."""
        query = select(PublicReportRow.month).distinct().order_by(PublicReportRow.month.desc())
        return list(await session.scalars(query))
