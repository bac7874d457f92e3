"""What each count is made of: rows, the moment and the unit of each, and the tickets behind it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, join, outerjoin

from foundation.errors import BadInput
from tickets.service.figures.dictionary import SATISFIED
from tickets.service.lifecycle import Act, AssignmentState, ClockName, State
from tickets.service.lists import OPEN_STATES, Filter
from tickets.service.models import REASONS, ActRow, AssignmentRow, ClockRow, ClosingRow, ServiceTicketRow

Tickets = Select[uuid.UUID]
T, C, K, H, A = ServiceTicketRow, ClosingRow, ClockRow, ActRow, AssignmentRow
NONE: ColumnElement[str] = literal_column("''")
"""No unit; no parameter, so that what is grouped by it is the same text twice."""


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
    """Which tickets; empty: all. ``units``: what counts for one of these."""

    district: str = ""
    kind: str = ""
    party: str = ""
    units: Collection[str] | None = None


@dataclass(frozen=True)
class Source:
    """Rows that counts are made of: ``rows`` holds the columns ``ticket``, ``at`` and ``unit``; empty: no unit had it.

    ``within`` is what all of its counts ask for.
    """

    rows: Any
    ticket: ColumnElement[uuid.UUID] | InstrumentedAttribute[uuid.UUID]
    at: Any
    unit: ColumnElement[str] | InstrumentedAttribute[str]
    counts: Mapping[str, ColumnElement[bool]]
    within: ColumnElement[bool]
    has_ticket: bool = False

    def chosen(self, span: Span, part: Part, *columns: Any) -> Select[Any]:
        """Return a query of some columns of the rows of a period and a part."""
        query = select(*columns).select_from(self.rows).where(within(self.at, span), self.within)
        of = of_tickets(part)
        if of and not self.has_ticket:
            query = query.join(T, T.id == self.ticket)
        query = query.where(*of)
        return query if part.units is None else query.where(self.unit.in_(part.units))

    def by_unit(self, span: Span, part: Part) -> Select[Any]:
        """Return a query of the units of a period with each of the counts."""
        return self.chosen(span, part, self.unit, *map(count, self.counts.values())).group_by(self.unit)


def within(column: Any, span: Span) -> ColumnElement[bool]:
    """Return that a moment lies in a period."""
    return and_(column >= span.since, column < span.until)


def of_tickets(part: Part) -> list[ColumnElement[bool]]:
    """Return the conditions of a part on tickets themselves."""
    wanted = ((T.district, part.district), (T.kind, part.kind), (T.party, part.party))
    return [column == value for column, value in wanted if value]


def led(part: Part) -> list[ColumnElement[bool]]:
    """Return the conditions of a part on tickets, each whose it is now."""
    return [*of_tickets(part), *([T.lead.in_(part.units)] if part.units is not None else [])]


def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Return how many rows fulfil a condition."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _received() -> Source:
    counts = {"received": T.position >= 0, "direct": T.closing == "direct", "refused": T.closing == "refused"}
    return Source(T, T.id, T.received_at, T.lead, counts, T.position >= 0, has_ticket=True)


def _first() -> Source:
    """Return each ticket's first dispatch: that of its first assignment, whose unit led then.

    It counts until an answer is approved, or the ticket is taken from its unit by joining another. Histories are read
    of those tickets alone whose rows do not tell it: each by a subquery that gives one number.
    """
    first, line = aliased(A), aliased(H)
    taken = and_(line.act == Act.JOIN, line.state_before != State.ACCEPTED)
    over = func.min(case((or_(line.act == Act.APPROVE, taken), line.number)))
    loss = or_(line.act == Act.REASSIGN, and_(line.act == Act.SEND_BACK, line.assignment == 1))
    lost_at = func.min(case((loss, line.number)))
    read = select(case((lost_at < func.coalesce(over, lost_at + 1), 1), else_=0)).where(
        line.ticket == first.ticket, line.act.in_((Act.SEND_BACK, Act.REASSIGN, Act.APPROVE, Act.JOIN))
    )
    lost = case((or_(T.send_backs > 0, T.passes > 0), read.correlate(first).scalar_subquery()), else_=0) == 1
    acknowledged = select(func.count()).where(
        line.ticket == first.ticket, line.act == Act.ACKNOWLEDGE, line.assignment == 1
    )
    is_with_unit = first.state.in_((AssignmentState.WORKING, AssignmentState.ANSWERED))
    begun = case((is_with_unit, 1), else_=acknowledged.correlate(first).scalar_subquery()) > 0
    counts = {"dispatched": first.number == 1, "settled": or_(begun, lost), "straight": and_(begun, not_(lost))}
    rows = join(T, first, first.ticket == T.id)
    return Source(rows, T.id, T.received_at, first.unit, counts, first.number == 1, has_ticket=True)


def _closed() -> Source:
    counts = {
        "closed": C.round > 0,
        "asked": C.resolved.is_not(None),
        "confirmed": C.resolved.is_(True),
        "scored": and_(C.score.is_not(None), C.is_case.is_(False)),
        "satisfied": and_(C.score.is_not(None), C.score >= SATISFIED, C.is_case.is_(False)),
    }
    return Source(C, C.ticket, C.closed_at, C.lead, counts, C.round > 0)


def _handled() -> Source:
    """Return clocks of handling, each of the unit that led when its round was answered: the nth is the nth round's."""
    earlier = aliased(K)
    nth = select(func.count()).where(
        earlier.ticket == K.ticket, earlier.name == ClockName.HANDLE, earlier.number <= K.number
    )
    of_round = case((K.number == 1, 1), else_=nth.scalar_subquery())
    rows = outerjoin(K, C, and_(C.ticket == K.ticket, C.round == of_round))
    counts = {"handled": K.number > 0, "in_time": K.stopped_at <= K.due_at}
    return Source(rows, K.ticket, K.stopped_at, func.coalesce(C.lead, NONE), counts, K.name == ClockName.HANDLE)


def _taken_up() -> Source:
    """Return what units acknowledged or sent back, with the clock that this stopped."""
    stopped = and_(
        K.ticket == H.ticket, K.assignment == H.assignment, K.stopped_at == H.at, K.name == ClockName.ACKNOWLEDGE
    )
    rows = outerjoin(join(H, A, and_(A.ticket == H.ticket, A.number == H.assignment)), K, stopped)
    counts = {
        "acknowledged": K.number.is_not(None),
        "promptly": and_(K.number.is_not(None), K.stopped_at <= K.due_at),
        "sent_back": H.act == Act.SEND_BACK,
    }
    return Source(rows, H.ticket, H.at, A.unit, counts, H.act.in_((Act.ACKNOWLEDGE, Act.SEND_BACK)))


def _reworked() -> Source:
    """Return reworks, each of the unit whose answer was not taken."""
    rows = outerjoin(H, C, and_(C.ticket == H.ticket, C.round == H.round - 1))
    counts = {"reworked": H.number > 0}
    return Source(rows, H.ticket, H.at, func.coalesce(C.lead, NONE), counts, H.act == Act.REWORK)


SOURCES: tuple[Source, ...] = (_received(), _first(), _closed(), _handled(), _taken_up(), _reworked())
SOURCE_OF: Mapping[str, Source] = MappingProxyType({name: one for one in SOURCES for name in one.counts})
SAID: ColumnElement[bool] = and_(H.act.in_((Act.FOLLOW_UP, Act.RATE)), REASONS.is_not(None))


def narrowed(wanted: Filter, behind: str) -> Filter:
    """Return a filter of the tickets behind a figure; its period and unit are when that happened and whose it was.

    Args:
        behind: a count; two of the same rows, ``settled-straight``: what counts for the first and not for the second;
            ``reason-slow``: a reason of a bad rating, not of a confidential ticket; ``ended-handle``, ``late-handle``:
            a clock that ended, behind its end; without a period ``running-handle``: one that runs now, ``open``: what
            is open now.

    Raises:
        BadInput: there is no such figure, or no period where one is needed.
    """
    name, _, more = behind.partition("-")
    found = _now(name, more)
    if found is not None:
        return replace(wanted, since=None, until=None, behind=found.correlate(None))
    if wanted.since is None or wanted.until is None:
        raise BadInput("the tickets behind this figure are those of a period", field="since")
    found = _within(name, more, Span(wanted.since, wanted.until), (wanted.unit,) if wanted.unit else None)
    if found is None:
        raise BadInput("there is no figure of this name", field="behind")
    return replace(wanted, unit="", since=None, until=None, behind=found.correlate(None))


def _now(name: str, more: str) -> Tickets | None:
    if name == "open" and not more:
        return select(T.id).where(T.state.in_(OPEN_STATES))
    if name == "running" and more in set(ClockName):
        return select(K.ticket).where(K.name == more, K.stopped_at.is_(None))
    return None


def _within(name: str, more: str, span: Span, units: Collection[str] | None) -> Tickets | None:
    source = SOURCE_OF.get(name)
    if source is not None and (not more or more in source.counts):
        query = source.chosen(span, Part(units=units), source.ticket).where(source.counts[name])
        return query.where(not_(source.counts[more])) if more else query
    whose = T.lead.in_(units) if units is not None else T.position >= 0
    if name == "reason" and more:
        said = select(H.ticket).join(T, T.id == H.ticket).where(SAID, within(H.at, span), whose)
        return said.where(T.confidential.is_(False), REASONS.contains(f'"{more}"', autoescape=True))
    if name in ("ended", "late") and more in set(ClockName):
        ended = select(K.ticket).join(T, T.id == K.ticket).where(K.name == more, within(K.stopped_at, span), whose)
        return ended.where(K.stopped_at > K.due_at) if name == "late" else ended
    return None
