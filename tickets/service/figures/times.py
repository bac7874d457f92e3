"""How clocks of each name went and go, and why citizens were not satisfied."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, not_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tickets.service.figures.counted import SAID, H, K, Part, Span, T, count, led, within
from tickets.service.lifecycle import ClockName
from tickets.service.models import REASONS

IS_PAUSED: ColumnElement[bool] = cast(K.pauses, String).like('%""]]')
"""The last pause has no end."""


@dataclass(frozen=True)
class ClockLine:
    """Clocks of a name: ended in the period, of these in time; running now, of these late, those that pause too."""

    name: ClockName
    ended: int = 0
    in_time: int = 0
    running: int = 0
    late: int = 0


def _of_part(query: Any, part: Part, ticket: Any) -> Any:
    of = led(part)
    return query.join(T, T.id == ticket).where(*of) if of else query


async def clock_lines(session: AsyncSession, span: Span, part: Part, now: datetime) -> Sequence[ClockLine]:
    """Return every clock by its name; with ``units``: of the tickets that one of these leads."""
    ended = _of_part(select(K.name, func.count(), count(K.stopped_at <= K.due_at)), part, K.ticket)
    over = {row[0]: row[1:] for row in await session.execute(ended.where(within(K.stopped_at, span)).group_by(K.name))}
    late = and_(K.due_at < now, not_(IS_PAUSED))
    runs = _of_part(select(K.name, func.count(), count(late)), part, K.ticket).where(K.stopped_at.is_(None))
    running = {row[0]: row[1:] for row in await session.execute(runs.group_by(K.name))}
    paused = _of_part(select(K.name, K.due_at, K.pauses), part, K.ticket)
    paused = paused.where(K.stopped_at.is_(None), K.due_at < now, IS_PAUSED)
    rows = await session.execute(paused)
    stood = Counter(name for name, due_at, pauses in rows if datetime.fromisoformat(pauses[-1][0]) > due_at)
    lines = []
    for name in ClockName:
        (stopped, met), (still, behind) = over.get(name, (0, 0)), running.get(name, (0, 0))
        lines.append(ClockLine(name, stopped, int(met), still, int(behind) + stood[name]))
    return lines


async def reasons(session: AsyncSession, span: Span, part: Part) -> dict[str, int]:
    """Return how often each reason was given in follow-ups and ratings of a period, the most first."""
    lines = select(REASONS.label("said")).select_from(H).where(SAID, within(H.at, span))
    said = _of_part(lines, part, H.ticket).subquery()
    found: Counter[str] = Counter()
    for text, many in await session.execute(select(said.c.said, func.count()).group_by(said.c.said)):
        for code in json.loads(text):
            found[str(code)] += many
    return dict(found.most_common())
