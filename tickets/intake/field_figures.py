"""How well pre-fill did: what became of its suggestions, by field, category and agent, and how long writing took."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from tickets.intake.fields import Value
from tickets.intake.models import ConclusionRow, FieldOutcomeRow
from tickets.intake.outcomes import Outcome

By = Literal["", "category", "agent"]
WRONG_READ = 5000
EXACT = ("place", "company", "street", "community")
"""Fields whose values can point to one person: shown without a number, and only where several matters had them."""
SEVERAL = 2
_NUMBER = re.compile(r"[0-9０-９]|[一二三四五六七八九十百零两]+(?:号|栋|幢|座|楼|室|房|单元|巷|期)")


@dataclass(frozen=True)
class FieldFigures:
    """Counts of one field and key (empty: all); ``kept_rate`` = kept / shown, null where nothing was shown.

    ``shown``: the form held a suggestion (``filled``). ``hint_taken``: of hints below the threshold, those taken over.
    """

    key: str
    field: str
    shown: int
    kept: int
    edited: int
    cleared: int
    hints: int
    hint_taken: int
    typed: int

    @property
    def kept_rate(self) -> float | None:
        """Share of what was shown that stayed as it was."""
        return self.kept / self.shown if self.shown else None


@dataclass(frozen=True)
class WritingFigures:
    """Seconds from the end of the talk to the submit of one key (empty: all): how many, and their median."""

    key: str
    tickets: int
    after_talk: int
    median_seconds: float | None


@dataclass(frozen=True)
class Wrong:
    """A suggestion that agents changed, and into what; ``final`` is null where it was cleared."""

    field: str
    suggested: Value
    final: Value
    times: int
    last_at: datetime


async def field_figures(session: AsyncSession, since: datetime, until: datetime, by: By) -> list[FieldFigures]:
    """Return the figures of tickets submitted in ``[since, until)``."""
    key = {"": None, "category": FieldOutcomeRow.category, "agent": FieldOutcomeRow.agent}[by]
    shown = (FieldOutcomeRow.field, FieldOutcomeRow.outcome, FieldOutcomeRow.filled)
    columns = [*shown, key] if key is not None else [*shown]
    query = (
        select(*columns, func.count())
        .where(FieldOutcomeRow.concluded_at >= since, FieldOutcomeRow.concluded_at < until)
        .group_by(*columns)
    )
    counts: dict[tuple[str, str], Counter[tuple[str, bool]]] = {}
    for row in await session.execute(query):
        field, outcome, filled, *rest = row
        name = str(rest[0]) if key is not None else ""
        counts.setdefault((name, str(field)), Counter())[(str(outcome), bool(filled))] += int(str(rest[-1]))
    return [_figures(name, field, found) for (name, field), found in sorted(counts.items())]


def _figures(key: str, field: str, found: Counter[tuple[str, bool]]) -> FieldFigures:
    kept, edited, cleared = (found[(one, True)] for one in (Outcome.KEPT, Outcome.EDITED, Outcome.CLEARED))
    taken, ignored = found[(Outcome.KEPT, False)], found[(Outcome.IGNORED, False)]
    return FieldFigures(
        key=key,
        field=field,
        shown=kept + edited + cleared,
        kept=kept,
        edited=edited,
        cleared=cleared,
        hints=taken + ignored,
        hint_taken=taken,
        typed=found[(Outcome.TYPED, False)] + found[(Outcome.TYPED, True)],
    )


async def writing_figures(session: AsyncSession, since: datetime, until: datetime, by: By) -> list[WritingFigures]:
    """Return how long tickets took after the talk; those submitted during it count as 0 s."""
    category = (
        select(FieldOutcomeRow.contact_id, func.max(FieldOutcomeRow.category).label("category"))
        .where(FieldOutcomeRow.concluded_at >= since, FieldOutcomeRow.concluded_at < until)
        .group_by(FieldOutcomeRow.contact_id)
        .subquery()
    )
    query = (
        select(ConclusionRow.agent, ConclusionRow.writing_seconds, category.c.category)
        .outerjoin(category, category.c.contact_id == ConclusionRow.contact_id)
        .where(
            ConclusionRow.concluded_at >= since,
            ConclusionRow.concluded_at < until,
            ConclusionRow.conclusion == "ticket",
        )
    )
    groups: dict[str, list[float | None]] = {}
    for agent, seconds, label in await session.execute(query):
        groups.setdefault({"": "", "category": label or "", "agent": agent}[by], []).append(seconds)
    return [
        WritingFigures(
            key=key,
            tickets=len(times),
            after_talk=sum(one is not None for one in times),
            median_seconds=round(median(one or 0.0 for one in times), 1) if times else None,
        )
        for key, times in sorted(groups.items())
    ]


async def wrong(
    session: AsyncSession,
    fields: Sequence[str],
    since: datetime,
    until: datetime,
    confidential: Callable[[AsyncSession, Sequence[uuid.UUID]], Awaitable[Collection[uuid.UUID]]],
) -> list[Wrong]:
    """Return what agents put right in some fields, the most frequent first; at most 200 of the last 5,000.

    ``confidential`` tells which of some contacts are so: theirs are left out.
    """
    query = (
        select(FieldOutcomeRow)
        .where(
            FieldOutcomeRow.field.in_(fields),
            FieldOutcomeRow.concluded_at >= since,
            FieldOutcomeRow.concluded_at < until,
            FieldOutcomeRow.outcome.in_((Outcome.EDITED, Outcome.CLEARED, Outcome.TYPED)),
        )
        .order_by(FieldOutcomeRow.concluded_at.desc())
        .limit(WRONG_READ)
    )
    rows = list(await session.scalars(query))
    secret = await confidential(session, [row.contact_id for row in rows])
    found = counted(row for row in rows if row.contact_id not in secret)
    return [one for one in found if one.field not in EXACT or one.times >= SEVERAL][:200]


def counted(rows: Iterable[FieldOutcomeRow]) -> list[Wrong]:
    """Count equal corrections together."""
    found: dict[str, list[Wrong]] = {}
    for row in rows:
        suggested, final = (
            _without_number(row.field, values[0]) if values else None for values in (row.suggested, row.final)
        )
        if suggested != final:
            one = Wrong(row.field, suggested, final, 1, row.concluded_at)
            found.setdefault(f"{row.field}\0{suggested}\0{final}", []).append(one)
    counted = (replace(same[0], times=len(same), last_at=max(one.last_at for one in same)) for same in found.values())
    return sorted(counted, key=lambda one: (-one.times, -one.last_at.timestamp()))


def _without_number(field: str, value: Value) -> Value:
    """Cut what could say at whose door it is."""
    return _NUMBER.split(value, maxsplit=1)[0] if field in EXACT and isinstance(value, str) else value
