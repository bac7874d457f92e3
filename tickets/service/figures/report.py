"""Queries behind the figures of tickets."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from foundation.database import Database
from tickets.service.figures.dictionary import Counts
from tickets.service.lifecycle import Act, ClockName
from tickets.service.lifecycle.states import RUNNING
from tickets.service.lists import OPEN_STATES
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ClosingRow, ServiceTicketRow

T, C = ServiceTicketRow, ClosingRow
Conditions = Sequence[ColumnElement[bool]]
Given = ParamSpec("Given")
Found = TypeVar("Found")
SATISFIED = 3
BURST = 5
"""As many tickets of one class and district within one hour are a burst."""
MOST = 12


@dataclass(frozen=True)
class Span:
    """From a moment up to, and without, another one."""

    since: datetime
    until: datetime

    def before(self) -> Span:
        """Return the period of the same length before it."""
        return Span(self.since - (self.until - self.since), self.since)


@dataclass(frozen=True)
class Part:
    """Which tickets; empty: all. ``units``: those that one of these leads or led."""

    district: str = ""
    kind: str = ""
    party: str = ""
    units: Collection[str] | None = None


@dataclass(frozen=True)
class Hot:
    """A class and how often it came, now and in the period before."""

    code: str
    label: str
    count: int
    before: int


@dataclass(frozen=True)
class Burst:
    """Tickets of one class and district within one hour of China."""

    code: str
    label: str
    district: str
    day: date
    hour: int
    count: int


@dataclass(frozen=True)
class UnitLine:
    """A unit's counts, and what it has now: open tickets and those behind their end."""

    unit: str
    counts: Counts
    open: int
    overdue: int


@dataclass(frozen=True)
class Board:
    """Everything that a page of figures shows of a period."""

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


def _of(part: Part, lead: InstrumentedAttribute[str] = T.lead) -> list[ColumnElement[bool]]:
    """Return the conditions of a part; ``lead``: whose it was, of a ticket as it stands or of an answer."""
    wanted = ((T.district, part.district), (T.kind, part.kind), (T.party, part.party))
    conditions: list[ColumnElement[bool]] = [column == value for column, value in wanted if value]
    if part.units is not None:
        conditions.append(lead.in_(part.units))
    return conditions


def _within(column: InstrumentedAttribute[Any], span: Span) -> ColumnElement[bool]:
    return and_(column >= span.since, column < span.until)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


async def board(database: Database, span: Span, part: Part, now: datetime) -> Board:
    """Return the figures of a period; its queries run beside each other, each as the store is at its moment."""
    async with asyncio.TaskGroup() as group:
        every = group.create_task(_in_session(database, _units, span, part, now))
        intake = group.create_task(_in_session(database, _intake, span, _of(part)))
        places = group.create_task(_in_session(database, _places, span, _of(part)))
        standing = group.create_task(_in_session(database, _standing, _of(part), now))
    lines, (by_kind, by_hour, by_day), (by_category, by_district, hot) = (
        every.result(),
        intake.result(),
        places.result(),
    )
    states, overdue = standing.result()
    return Board(
        counts=sum((line.counts for line in lines), Counts()),
        by_kind=by_kind,
        by_category=by_category,
        by_district=by_district,
        by_hour=by_hour,
        by_day=by_day,
        hot=hot,
        units=[line for line in lines if line.unit],
        open=sum(states.values()),
        overdue=overdue,
        states=states,
    )


async def _in_session(
    database: Database,
    query: Callable[Concatenate[AsyncSession, Given], Awaitable[Found]],
    *given: Given.args,
    **more: Given.kwargs,
) -> Found:
    async with database.read() as session:
        return await query(session, *given, **more)


async def _intake(
    session: AsyncSession, span: Span, of: Conditions
) -> tuple[dict[str, int], dict[int, int], dict[date, int]]:
    received = _within(T.received_at, span)
    by_kind = await _grouped(session, T.kind, received, of)
    by_hour = await _grouped(session, T.received_hour, received, of)
    return by_kind, by_hour, await _grouped(session, T.received_day, received, of)


async def _places(
    session: AsyncSession, span: Span, of: Conditions
) -> tuple[list[tuple[str, str, int]], dict[str, int], list[Hot]]:
    received = _within(T.received_at, span)
    level = select(T.category_code, T.category_label, func.count()).where(received, *of)
    level = level.group_by(T.category_code, T.category_label).order_by(func.count().desc())
    by_category = [(code, label, count) for code, label, count in await session.execute(level)]
    by_district = {name or "": count for name, count in (await _grouped(session, T.district, received, of)).items()}
    return by_category, by_district, await _hot(session, span, of)


async def _standing(session: AsyncSession, of: Conditions, now: datetime) -> tuple[dict[str, int], int]:
    states = await _grouped(session, T.state, T.state.in_(OPEN_STATES), of)
    overdue = select(func.count()).select_from(T).where(T.state.in_(RUNNING), T.due_at < now, *of)
    return states, int(await session.scalar(overdue) or 0)


async def _grouped(
    session: AsyncSession, column: Any, condition: ColumnElement[bool], of: Conditions
) -> dict[Any, int]:
    query = select(column, func.count()).where(condition, *of).group_by(column).order_by(column)
    return {row[0]: row[1] for row in await session.execute(query)}


_RECEIVED = {
    "received": T.position >= 0,
    "dispatched": or_(T.lead != "", T.send_backs > 0),
    "straight": and_(T.lead != "", T.send_backs == 0, T.passes == 0),
    "direct": T.closing == "direct",
    "refused": T.closing == "refused",
}
_CLOSED = {
    "closed": C.round > 0,
    "asked": or_(C.resolved.is_not(None), C.score.is_not(None)),
    "confirmed": C.resolved.is_(True),
    "scored": and_(C.score.is_not(None), C.is_case.is_(False)),
    "satisfied": and_(C.score >= SATISFIED, C.is_case.is_(False)),
}


async def _units(session: AsyncSession, span: Span, part: Part, now: datetime) -> list[UnitLine]:
    """Return the counts of each unit that leads or led tickets of the period; what no unit had stands under none."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    of = _of(part)

    async def add(query: Any, names: Sequence[str]) -> None:
        for unit, *counts in await session.execute(query):
            for name, count in zip(names, counts, strict=True):
                found[unit][name] = int(count)

    taken = select(T.lead, *(_count(one) for one in _RECEIVED.values())).where(_within(T.received_at, span), *of)
    await add(taken.group_by(T.lead), list(_RECEIVED))
    closed = select(C.lead, *(_count(one) for one in _CLOSED.values())).select_from(C).join(T, T.id == C.ticket)
    await add(closed.where(_within(C.closed_at, span), *_of(part, C.lead)).group_by(C.lead), list(_CLOSED))
    met = _count(ClockRow.stopped_at <= ClockRow.due_at)
    handled = (
        select(T.lead, func.count(), met).join(T, T.id == ClockRow.ticket).where(ClockRow.name == ClockName.HANDLE)
    )
    await add(handled.where(_within(ClockRow.stopped_at, span), *of).group_by(T.lead), ("handled", "in_time"))
    stopped = and_(
        ClockRow.ticket == ActRow.ticket,
        ClockRow.assignment == ActRow.assignment,
        ClockRow.stopped_at == ActRow.at,
        ClockRow.name == ClockName.ACKNOWLEDGE,
    )
    prompt = select(AssignmentRow.unit, func.count(), met).select_from(ActRow).join(ClockRow, stopped)
    prompt = prompt.join(T, T.id == ActRow.ticket).join(
        AssignmentRow, and_(AssignmentRow.ticket == ActRow.ticket, AssignmentRow.number == ActRow.assignment)
    )
    prompt = prompt.where(ActRow.act.in_((Act.ACKNOWLEDGE, Act.SEND_BACK)), _within(ActRow.at, span), *of)
    await add(prompt.group_by(AssignmentRow.unit), ("acknowledged", "promptly"))
    sent = select(AssignmentRow.unit, func.count()).select_from(ActRow).join(T, T.id == ActRow.ticket)
    sent = sent.join(
        AssignmentRow, and_(AssignmentRow.ticket == ActRow.ticket, AssignmentRow.number == ActRow.assignment)
    )
    await add(
        sent.where(ActRow.act == Act.SEND_BACK, _within(ActRow.at, span), *of).group_by(AssignmentRow.unit),
        ("sent_back",),
    )
    again = select(T.lead, func.count()).select_from(ActRow).join(T, T.id == ActRow.ticket)
    await add(again.where(ActRow.act == Act.REWORK, _within(ActRow.at, span), *of).group_by(T.lead), ("reworked",))
    now_open = select(T.lead, func.count(), _count(and_(T.state.in_(RUNNING), T.due_at < now))).where(
        T.state.in_(OPEN_STATES), *of
    )
    standing = {unit: (open_, late) for unit, open_, late in await session.execute(now_open.group_by(T.lead))}
    lines = [
        UnitLine(unit, Counts(**found.get(unit, {})), *(int(one) for one in standing.get(unit, (0, 0))))
        for unit in found.keys() | standing.keys()
    ]
    return sorted(lines, key=lambda line: (-line.counts.received, line.unit))


async def _hot(session: AsyncSession, span: Span, of: Conditions) -> list[Hot]:
    label = case(
        (T.category_level3_label != "", T.category_level3_label),
        (T.category_level2_label != "", T.category_level2_label),
        else_=T.category_label,
    )
    query = select(T.matter, func.max(label), func.count()).where(_within(T.received_at, span), T.matter != "", *of)
    rows = list(await session.execute(query.group_by(T.matter).order_by(func.count().desc()).limit(MOST)))
    past = select(T.matter, func.count()).where(
        _within(T.received_at, span.before()), T.matter.in_([code for code, _, _ in rows]), *of
    )
    before = {row[0]: row[1] for row in await session.execute(past.group_by(T.matter))}
    return [Hot(code, name, count, before.get(code, 0)) for code, name, count in rows]


async def bursts(session: AsyncSession, span: Span, part: Part) -> list[Burst]:
    """Return when many came with the same matter within an hour, the largest first."""
    query = (
        select(T.matter, func.max(T.category_level3_label), T.district, T.received_day, T.received_hour, func.count())
        .where(_within(T.received_at, span), T.matter != "", T.district.is_not(None), *_of(part))
        .group_by(T.matter, T.district, T.received_day, T.received_hour)
        .having(func.count() >= BURST)
        .order_by(func.count().desc(), T.received_day.desc())
        .limit(MOST)
    )
    return [
        Burst(code, label, district or "", day, hour, count)
        for code, label, district, day, hour, count in await session.execute(query)
        if day is not None and hour is not None
    ]
