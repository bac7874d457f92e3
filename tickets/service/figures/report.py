"""Queries behind the figures of tickets."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, and_, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Database
from tickets.service.figures.bursts import LABEL, MOST, Burst, bursts
from tickets.service.figures.counted import SOURCES, Part, Span, T, count, led, within
from tickets.service.figures.dictionary import SATISFIED, Counts
from tickets.service.figures.times import ClockLine, clock_lines, reasons
from tickets.service.lifecycle.states import RUNNING
from tickets.service.lists import OPEN_STATES

__all__ = ["SATISFIED", "Board", "Dashboard", "Hot", "UnitLine", "board", "dashboard", "totals"]

Conditions = Sequence[ColumnElement[bool]]
Standing = Mapping[tuple[str, str], tuple[int, int]]
NO_JIT = text("SET LOCAL jit = off")
"""PostgreSQL would compile these queries for longer than they then run."""
Given = ParamSpec("Given")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Hot:
    """A class and how often it came, now and in the period before."""

    code: str
    label: str
    count: int
    before: int


@dataclass(frozen=True)
class UnitLine:
    """A unit's counts, and what it has now: open tickets and those behind their end."""

    unit: str
    counts: Counts
    open: int
    overdue: int


@dataclass(frozen=True)
class Board:
    """What came in during a period, what became of it, and what is open now."""

    counts: Counts
    by_kind: Mapping[str, int]
    by_category: Sequence[tuple[str, str, int]]
    by_district: Mapping[str, int]
    by_hour: Mapping[int, int]
    by_day: Mapping[date, int]
    hot: Sequence[Hot]
    units: Sequence[UnitLine]
    open: int
    overdue: int
    states: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Dashboard:
    """Everything that a page of figures shows; ``before``: the counts of the same time before the period."""

    board: Board
    before: Counts
    bursts: Sequence[Burst]
    clocks: Sequence[ClockLine]
    reasons: Mapping[str, int]


async def dashboard(database: Database, span: Span, part: Part, now: datetime) -> Dashboard:
    """Return a page of figures; its queries run beside each other, each as the store is at its moment."""
    async with asyncio.TaskGroup() as group:
        shown = group.create_task(board(database, span, part, now))
        before = group.create_task(totals(database, span.before(), part))
        many = group.create_task(_in_session(database, bursts, span, part))
        clocks = group.create_task(_in_session(database, clock_lines, span, part, now))
        said = group.create_task(_in_session(database, reasons, span, part))
    return Dashboard(shown.result(), before.result(), many.result(), clocks.result(), said.result())


async def totals(database: Database, span: Span, part: Part) -> Counts:
    """Return the counts of a period."""
    found = await _in_session(database, _counted, span, part)
    return sum(found.values(), Counts())


async def board(database: Database, span: Span, part: Part, now: datetime) -> Board:
    """Return the figures of a period; its queries run beside each other, each as the store is at its moment."""
    of = led(part)
    async with asyncio.TaskGroup() as group:
        counted = group.create_task(_in_session(database, _counted, span, part))
        intake = group.create_task(_in_session(database, _intake, span, of))
        places = group.create_task(_in_session(database, _places, span, of))
        stands = group.create_task(_in_session(database, _standing, of, now))
    by_unit, standing = counted.result(), stands.result()
    by_kind, by_hour, by_day = intake.result()
    by_category, by_district, hot = places.result()
    states: Counter[str] = Counter()
    for (_, state), (many, _late) in standing.items():
        states[state] += many
    return Board(
        counts=sum(by_unit.values(), Counts()),
        by_kind=by_kind,
        by_category=by_category,
        by_district=by_district,
        by_hour=by_hour,
        by_day=by_day,
        hot=hot,
        units=_lines(by_unit, standing),
        open=states.total(),
        overdue=sum(late for _, late in standing.values()),
        states=dict(sorted(states.items())),
    )


async def _in_session(
    database: Database,
    query: Callable[Concatenate[AsyncSession, Given], Awaitable[Found]],
    *given: Given.args,
    **more: Given.kwargs,
) -> Found:
    async with database.read() as session:
        if not database.is_sqlite:
            await session.execute(NO_JIT)
        return await query(session, *given, **more)


async def _counted(session: AsyncSession, span: Span, part: Part) -> dict[str, Counts]:
    """Return the counts of each unit; what no unit had stands under the empty one."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for source in SOURCES:
        for unit, *counts in await session.execute(source.by_unit(span, part)):
            found[unit] |= {name: int(many) for name, many in zip(source.counts, counts, strict=True)}
    return {unit: Counts(**counts) for unit, counts in found.items()}


def _lines(by_unit: Mapping[str, Counts], standing: Standing) -> list[UnitLine]:
    has: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (unit, _), (many, late) in standing.items():
        has[unit] = has[unit][0] + many, has[unit][1] + late
    units = (by_unit.keys() | has.keys()) - {""}
    lines = [UnitLine(unit, by_unit.get(unit, Counts()), *has[unit]) for unit in units]
    return sorted(lines, key=lambda line: (-line.counts.received, line.unit))


async def _intake(
    session: AsyncSession, span: Span, of: Conditions
) -> tuple[dict[str, int], dict[int, int], dict[date, int]]:
    received = within(T.received_at, span)
    by_kind, by_hour = Counter[str](), Counter[int]()
    both = select(T.kind, T.received_hour, func.count()).where(received, *of).group_by(T.kind, T.received_hour)
    for kind, hour, many in await session.execute(both):
        by_kind[kind] += many
        if hour is not None:
            by_hour[hour] += many
    days = select(T.received_day, func.count()).where(received, *of).group_by(T.received_day).order_by(T.received_day)
    return dict(by_kind), dict(by_hour), {day: many for day, many in await session.execute(days) if day is not None}


async def _places(
    session: AsyncSession, span: Span, of: Conditions
) -> tuple[list[tuple[str, str, int]], dict[str, int], list[Hot]]:
    classes, districts = Counter[tuple[str, str]](), Counter[str]()
    level = (T.category_code, T.category_label, T.district)
    both = select(*level, func.count()).where(within(T.received_at, span), *of).group_by(*level)
    for code, label, district, many in await session.execute(both):
        classes[code, label] += many
        districts[district or ""] += many
    by_category = [(code, label, many) for (code, label), many in classes.most_common()]
    return by_category, dict(sorted(districts.items())), await _hot(session, span, of)


async def _standing(session: AsyncSession, of: Conditions, now: datetime) -> dict[tuple[str, str], tuple[int, int]]:
    """Return of each unit that leads and each state what is open, and what of it is behind its end."""
    late = count(and_(T.state.in_(RUNNING), T.due_at < now))
    query = select(T.lead, T.state, func.count(), late).where(T.state.in_(OPEN_STATES), *of)
    rows = await session.execute(query.group_by(T.lead, T.state))
    return {(unit, state): (many, int(behind)) for unit, state, many, behind in rows}


async def _hot(session: AsyncSession, span: Span, of: Conditions) -> list[Hot]:
    query = select(T.matter, func.max(LABEL), func.count()).where(within(T.received_at, span), T.matter != "", *of)
    rows = list(await session.execute(query.group_by(T.matter).order_by(func.count().desc()).limit(MOST)))
    past = select(T.matter, func.count()).where(
        within(T.received_at, span.before()), T.matter.in_([code for code, _, _ in rows]), *of
    )
    before = {row[0]: row[1] for row in await session.execute(past.group_by(T.matter))}
    return [Hot(code, name, many, before.get(code, 0)) for code, name, many in rows]
