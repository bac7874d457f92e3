"""Queries behind the lists of tickets: who has to do something about which, the most urgent first."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from foundation.errors import BadInput
from tickets.contract import Urgency
from tickets.service.lifecycle import AssignmentState, Role, State
from tickets.service.lifecycle.case import GONE, OPEN
from tickets.service.lifecycle.states import RUNNING
from tickets.service.models import AssignmentRow, ClockMoveRow, ClockRow, NamedReaderRow, ServiceTicketRow
from tickets.service.repository import runs, waits_for_rework
from tickets.service.rules import TicketRules

T = ServiceTicketRow
MOST = 200
MOST_WORDS = 5
OPEN_STATES = tuple(state for state in State if state not in {State.CLOSED, State.NOT_ACCEPTED, State.ARCHIVED})
WITH = (State.DISPATCHED, State.HANDLING, State.SUSPENDED, State.SENT_BACK, State.REPLIED)


class View(StrEnum):
    """What somebody has to do; the values are API. ``TO_NAME``: confidential and nobody is named to read it."""

    TO_DISPATCH = "to_dispatch"
    SENT_BACK = "sent_back"
    REQUESTS = "requests"
    TO_REVIEW = "to_review"
    WITH_UNITS = "with_units"
    TO_ACKNOWLEDGE = "to_acknowledge"
    WORKING = "working"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    SUPERVISED = "supervised"
    TO_FOLLOW_UP = "to_follow_up"
    TO_NAME = "to_name"
    OPEN = "open"
    DONE = "done"
    ALL = "all"


Tickets = Select[tuple[ServiceTicketRow]]
NEWEST_FIRST = frozenset({View.ALL, View.DONE})
DANGER_FIRST = frozenset({View.TO_DISPATCH, View.TO_ACKNOWLEDGE})
"""Lists in which a danger stands before whatever is late."""


@dataclass(frozen=True)
class Filter:
    """Which tickets; ``units`` restricts to those that one of these units has.

    ``words`` are sought in what citizens said, of tickets that are not confidential: each of them has to stand there.
    Whoever asks may read them all: a dispatcher (``units`` empty) of what is not archived, a unit of what it has.
    """

    view: View = View.ALL
    units: Collection[str] | None = None
    unit: str = ""
    district: str = ""
    category: str = ""
    kind: str = ""
    party: str = ""
    number: str = ""
    state: str = ""
    main: str = ""
    words: str = ""
    handler: str = ""
    since: datetime | None = None
    until: datetime | None = None
    hour: int | None = None
    behind: Select[uuid.UUID] | None = None
    """Ids of the tickets behind a figure."""


@dataclass(frozen=True)
class Listed:
    """A ticket of a list with what belongs to it."""

    row: ServiceTicketRow
    assignments: Sequence[AssignmentRow]
    clocks: Sequence[ClockRow]
    is_named: bool = False


@dataclass(frozen=True)
class Page:
    """A part of a list; ``next`` reads on, empty at its end."""

    tickets: Sequence[Listed]
    next: str
    counts: Mapping[str, int] = field(default_factory=dict)


def _has(units: Collection[str], *states: AssignmentState) -> ColumnElement[bool]:
    """Return whether one of the units has a ticket (in one of these states)."""
    conditions = [AssignmentRow.ticket == T.id, AssignmentRow.unit.in_(units)]
    conditions.append(AssignmentRow.state.in_(states) if states else AssignmentRow.state.not_in(tuple(GONE)))
    return exists().where(*conditions)


def _has_handler(name: str) -> ColumnElement[bool]:
    """Return whether somebody handles a ticket inside one of its units."""
    of = AssignmentRow.state.not_in(tuple(GONE))
    return exists().where(AssignmentRow.ticket == T.id, AssignmentRow.handler == name, of)


def to_follow_up(rules: TicketRules) -> ColumnElement[bool]:
    """Return which closed tickets somebody has to ask about, or to have reworked because the citizen is not content."""
    not_asked = and_(T.followed_up.is_(False), T.score.is_(None), T.tries < rules.follow_up_tries)
    return and_(T.state == State.CLOSED, or_(not_asked, T.called_again, waits_for_rework(rules)))


def _due_soon(now: datetime) -> ColumnElement[bool]:
    """Return which open tickets have a clock that runs, is warned and not late."""
    of = aliased(T)
    warned = select(ClockRow.ticket).join(of, of.id == ClockRow.ticket)
    warned = warned.where(runs(of), ClockRow.warn_at <= now, ClockRow.due_at >= now)
    return and_(T.state.in_(OPEN_STATES), T.id.in_(warned))


def _condition(view: View, units: Collection[str] | None, now: datetime, rules: TicketRules) -> ColumnElement[bool]:
    requests = and_(T.state.in_((State.DISPATCHED, State.HANDLING)), or_(T.extension_asked > 0, T.suspension_asked))
    match view:
        case View.TO_DISPATCH:
            return T.state == State.ACCEPTED
        case View.SENT_BACK:
            return T.state == State.SENT_BACK
        case View.REQUESTS:
            return requests
        case View.TO_REVIEW:
            return T.state == State.REPLIED
        case View.WITH_UNITS:
            return T.state.in_(WITH)
        case View.TO_ACKNOWLEDGE:
            waiting = _has(units, AssignmentState.WAITING) if units is not None else T.state == State.DISPATCHED
            return and_(T.state.in_((State.DISPATCHED, State.HANDLING)), waiting)
        case View.WORKING:
            working = _has(units, AssignmentState.WORKING) if units is not None else T.state == State.HANDLING
            return and_(T.state.in_((State.DISPATCHED, State.HANDLING, State.SUSPENDED)), working)
        case View.OVERDUE:
            return and_(T.state.in_(RUNNING), T.due_at < now)
        case View.DUE_SOON:
            return _due_soon(now)
        case View.SUPERVISED:
            return and_(T.state.in_(OPEN_STATES), T.level > 0)
        case View.TO_FOLLOW_UP:
            return to_follow_up(rules)
        case View.TO_NAME:
            return and_(
                T.state.in_(OPEN_STATES), T.confidential.is_(True), ~exists().where(NamedReaderRow.ticket == T.id)
            )
        case View.OPEN:
            return T.state.in_(OPEN_STATES)
        case View.DONE:
            return T.state.not_in(OPEN_STATES)
        case View.ALL:
            return T.position >= 0


def _said(words: str) -> list[ColumnElement[bool]]:
    """Return that each word stands in what the citizen said, or where it is."""
    places = (T.summary, T.description, T.street, T.community, T.place)
    return [or_(*(one.contains(word, autoescape=True) for one in places)) for word in words.split()[:MOST_WORDS]]


def _narrowed(query: Tickets, wanted: Filter, now: datetime, rules: TicketRules) -> Tickets:
    query = query.where(_condition(wanted.view, wanted.units, now, rules))
    if wanted.units is not None:
        query = query.where(_has(wanted.units))
    if wanted.unit:
        query = query.where(T.lead == wanted.unit)
    if wanted.district:
        query = query.where(T.district == wanted.district)
    if wanted.category:
        query = query.where(
            or_(
                T.matter == wanted.category,
                T.category_level2_code == wanted.category,
                T.category_code == wanted.category,
            )
        )
    if wanted.kind:
        query = query.where(T.kind == wanted.kind)
    if wanted.party:
        query = query.where(T.party == wanted.party)
    if wanted.number:
        query = query.where(T.service_id.startswith(wanted.number, autoescape=True))
    if wanted.state:
        query = query.where(T.state == wanted.state)
    if wanted.main:
        query = query.where(T.main == wanted.main, T.confidential.is_(False))
    if wanted.handler:
        query = query.where(_has_handler(wanted.handler))
    if wanted.words.strip():
        query = query.where(T.confidential.is_(False), *_said(wanted.words))
        if wanted.units is None:
            query = query.where(T.state != State.ARCHIVED)
    if wanted.since is not None:
        query = query.where(T.received_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(T.received_at < wanted.until)
    if wanted.hour is not None:
        query = query.where(T.received_hour == wanted.hour)
    if wanted.behind is not None:
        query = query.where(T.id.in_(wanted.behind))
    return query


async def page(
    session: AsyncSession,
    wanted: Filter,
    *,
    after: str,
    limit: int,
    now: datetime,
    reader: uuid.UUID | None,
    rules: TicketRules,
) -> Page:
    """Return a part of a list: by the clock that ends first, or the newest first where nothing is to be done.

    Raises:
        BadInput: the cursor is none that was given out.
    """
    limit = min(max(limit, 1), MOST)
    query = _narrowed(select(T), wanted, now, rules)
    newest = wanted.view in NEWEST_FIRST
    first = case((T.urgency == Urgency.EMERGENCY, 0), else_=1)
    if after:
        rank, due, position = _cursor(after, newest)
        if newest:
            query = query.where(T.position < position)
        elif wanted.view in DANGER_FIRST:
            query = query.where(tuple_(first, T.next_due_at, T.position) > tuple_(literal(rank), due, position))
        else:
            query = query.where(tuple_(T.next_due_at, T.position) > tuple_(due, position))
    order = (T.position.desc(),) if newest else (T.next_due_at, T.position)
    if wanted.view in DANGER_FIRST:
        order = (first, *order)
    rows: list[ServiceTicketRow] = list(await session.scalars(query.order_by(*order).limit(limit + 1)))
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    following = _following(last, newest) if last is not None else ""
    return Page(await with_parts(session, shown, reader), following)


def _following(last: ServiceTicketRow, newest: bool) -> str:
    if newest:
        return f"{last.position}"
    rank = 0 if last.urgency == Urgency.EMERGENCY else 1
    return f"{rank}|{last.next_due_at.isoformat() if last.next_due_at else ''}|{last.position}"


def _cursor(after: str, newest: bool) -> tuple[int, datetime | None, int]:
    if not re.fullmatch(r"[0-9]{1,18}" if newest else r"[01]\|[0-9T:.+-]{19,40}\|[0-9]{1,18}", after):
        raise BadInput("the cursor is not one of ours; leave it empty to begin", field="after")
    if newest:
        return 1, None, int(after)
    rank, due, position = after.split("|")
    try:
        return int(rank), datetime.fromisoformat(due), int(position)
    except ValueError as error:
        raise BadInput("the cursor is not one of ours; leave it empty to begin", field="after") from error


async def with_parts(session: AsyncSession, rows: Sequence[ServiceTicketRow], reader: uuid.UUID | None) -> list[Listed]:
    """Return tickets with their assignments and the clocks that have not stopped."""
    ids = [row.id for row in rows]
    assignments: dict[uuid.UUID, list[AssignmentRow]] = defaultdict(list)
    clocks: dict[uuid.UUID, list[ClockRow]] = defaultdict(list)
    named: set[uuid.UUID] = set()
    if ids:
        of = select(AssignmentRow).where(AssignmentRow.ticket.in_(ids)).order_by(AssignmentRow.number)
        for one in await session.scalars(of):
            assignments[one.ticket].append(one)
        running = select(ClockRow).where(ClockRow.ticket.in_(ids), ClockRow.stopped_at.is_(None))
        for clock in await session.scalars(running.order_by(ClockRow.due_at)):
            clocks[clock.ticket].append(clock)
        if reader is not None and any(row.confidential for row in rows):
            names = select(NamedReaderRow.ticket).where(
                NamedReaderRow.ticket.in_(ids), NamedReaderRow.account_id == reader
            )
            named = set(await session.scalars(names))
    return [Listed(row, assignments[row.id], clocks[row.id], row.id in named) for row in rows]


async def counts(
    session: AsyncSession, views: Sequence[View], units: Collection[str] | None, now: datetime, rules: TicketRules
) -> dict[str, int]:
    """Return how many tickets each view holds."""
    columns = [func.count().filter(_condition(view, units, now, rules)).label(view.value) for view in views]
    query = select(*columns).select_from(T).where(T.state != State.ARCHIVED)
    if units is not None:
        query = query.where(_has(units))
    found = (await session.execute(query)).one()
    return {view.value: int(getattr(found, view.value)) for view in views}


async def same_matter(session: AsyncSession, row: ServiceTicketRow, now: datetime, limit: int = 10) -> list[T]:
    """Return open tickets of the same class and place of the last fortnight, the oldest first: one may lead them.

    What is confidential has no part in it: who may not read it would learn its street.
    """
    if not row.matter or not row.district or row.confidential:
        return []
    query = select(T).where(
        T.matter == row.matter,
        T.district == row.district,
        T.received_at >= now - timedelta(days=14),
        T.id != row.id,
        T.main == "",
        T.confidential.is_(False),
        T.state.in_((State.ACCEPTED, State.DISPATCHED, State.HANDLING)),
    )
    if row.street:
        query = query.where(or_(T.street == row.street, T.street.is_(None)))
    return list(await session.scalars(query.order_by(T.leads.desc(), T.position).limit(limit)))


async def of_caller(session: AsyncSession, row: ServiceTicketRow, limit: int = 10) -> list[T]:
    """Return other tickets of the same caller, the newest first."""
    if row.ani_lookup is None:
        return []
    query = select(T).where(T.ani_lookup == row.ani_lookup, T.id != row.id)
    return list(await session.scalars(query.order_by(T.position.desc()).limit(limit)))


async def open_of_units(session: AsyncSession) -> dict[str, tuple[int, int]]:
    """Return how many tickets that are with units each one leads, and in how many it assists and is not done."""
    leads = select(T.lead, func.count()).where(T.state.in_(WITH), T.lead != "").group_by(T.lead)
    found = {unit: (count, 0) for unit, count in await session.execute(leads)}
    assists = (
        select(AssignmentRow.unit, func.count())
        .join(T, T.id == AssignmentRow.ticket)
        .where(T.state.in_(WITH), AssignmentRow.role == Role.ASSISTING, AssignmentRow.state.in_(tuple(OPEN)))
        .group_by(AssignmentRow.unit)
    )
    for unit, count in await session.execute(assists):
        found[unit] = (found.get(unit, (0, 0))[0], count)
    return found


async def moves(
    session: AsyncSession, calendar: str, version: int, limit: int | None = None
) -> list[tuple[ClockMoveRow, str, str]]:
    """Return the clocks that a version of the calendar moved, with the numbers of their tickets and their names."""
    same = and_(ClockRow.ticket == ClockMoveRow.ticket, ClockRow.number == ClockMoveRow.clock)
    query = (
        select(ClockMoveRow, T.service_id, ClockRow.name)
        .join(T, T.id == ClockMoveRow.ticket)
        .join(ClockRow, same)
        .where(ClockMoveRow.calendar == calendar, ClockMoveRow.version == version)
        .order_by(ClockMoveRow.due_after)
        .limit(limit)
    )
    return [(row, number, name) for row, number, name in await session.execute(query)]
