"""Sums of calls, visits and agents' time by interval, counted by the database from the call rows.

Buckets are intervals of ``width`` seconds, numbered from the epoch, UTC, less ``shift`` seconds, so that days can begin
at a zone's midnight; whoever asks puts them together by zone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Float, Integer, Interval, and_, case, cast, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from telephony.ledger.screens import UNCOUNTED
from telephony.models import AgentStayRow, CallRow, HoldRow, QueueVisitRow, RingRow, TalkRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CallKey = Literal["", "line", "language"]
VisitKey = Literal["", "queue", "line", "language"]
Sums = dict[tuple[int, str], dict[str, float]]
"""Bucket and key -> counts by name."""


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"


@dataclass(frozen=True)
class Buckets:
    """Intervals of ``width`` seconds that begin ``shift`` seconds before a multiple of it since the epoch."""

    width: int
    shift: int = 0

    def start(self, number: int) -> int:
        """Return the first second of a bucket, since the epoch."""
        return number * self.width - self.shift

    def expression(self, session: AsyncSession, moment: Any) -> ColumnElement[Any]:
        """Return the bucket of a column: its number, or the moment that it begins at."""
        if _is_sqlite(session):
            return (cast(func.strftime("%s", moment), Integer) + self.shift) // self.width
        origin = literal(EPOCH - timedelta(seconds=self.shift), moment.type)
        return func.date_bin(literal(timedelta(seconds=self.width), Interval), moment, origin)

    def number(self, found: Any) -> int:
        """Return the number of a bucket as the database gave it."""
        seconds = int(found.timestamp()) + self.shift if isinstance(found, datetime) else None
        return int(found) if seconds is None else seconds // self.width


def _seconds(session: AsyncSession, since: Any, until: Any) -> ColumnElement[float]:
    if _is_sqlite(session):
        return cast((func.julianday(until) - func.julianday(since)) * 86_400.0, Float)
    return cast(func.extract("epoch", until - since), Float)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _counted() -> ColumnElement[bool]:
    return and_(CallRow.purpose.not_in(UNCOUNTED), CallRow.direction == "inbound")


async def call_sums(
    session: AsyncSession,
    since: datetime,
    until: datetime,
    buckets: Buckets,
    *,
    by: CallKey = "",
    greeting_seconds: float,
    in_time_seconds: float,
) -> Sums:
    """Return the sums of calls that entered in ``[since, until)``."""
    bucket = buckets.expression(session, CallRow.entered_at).label("bucket")
    key = {"line": CallRow.line, "language": CallRow.language}.get(by, literal(""))
    left = CallRow.outcome == "menu_exit"
    early: ColumnElement[bool] = _seconds(session, CallRow.entered_at, CallRow.ended_at) <= greeting_seconds
    if not _is_sqlite(session):  # a difference of moments is compared as it is
        early = CallRow.ended_at <= CallRow.entered_at + literal(timedelta(seconds=greeting_seconds), Interval)
    answered = CallRow.answered_at.is_not(None)
    query = (
        select(
            bucket,
            key.label("key"),
            func.count().label("entered"),
            _count(and_(left, early)).label("left_in_greeting"),
            _count(and_(left, ~early)).label("left_in_menu"),
            _count(answered).label("calls_answered"),
            _count(CallRow.time_to_answer_seconds <= in_time_seconds).label("answered_in_time"),
            func.coalesce(func.sum(CallRow.time_to_answer_seconds), 0.0).label("time_to_answer_seconds"),
        )
        .where(CallRow.entered_at >= since, CallRow.entered_at < until, _counted())
        .group_by(bucket, key)
    )
    return await _read(session, query, buckets)


async def visit_sums(
    session: AsyncSession,
    since: datetime,
    until: datetime,
    buckets: Buckets,
    *,
    by: VisitKey = "",
    targets: Mapping[str, float],
    otherwise: float,
    now: datetime,
) -> Sums:
    """Return the sums of visits that were offered in ``[since, until)``; ``targets`` in seconds by queue."""
    bucket = buckets.expression(session, QueueVisitRow.offered_at).label("bucket")
    rows = QueueVisitRow
    keys: dict[str, Any] = {"queue": rows.queue, "line": rows.line, "language": rows.language}
    key = keys.get(by, literal(""))
    whens = [(QueueVisitRow.queue == queue, literal(float(seconds))) for queue, seconds in sorted(targets.items())]
    target: Any = case(*whens, else_=literal(otherwise)) if whens else literal(otherwise)
    # An answer of which only the end was told has no moment.
    answered = or_(QueueVisitRow.answered_at.is_not(None), QueueVisitRow.outcome == "answered")
    open_ = and_(QueueVisitRow.outcome.is_(None), QueueVisitRow.answered_at.is_(None))
    waited = func.coalesce(
        QueueVisitRow.wait_seconds,
        _seconds(session, QueueVisitRow.offered_at, literal(now, QueueVisitRow.offered_at.type)),
    )

    def ended(outcome: str) -> Any:
        return _count(and_(QueueVisitRow.outcome == outcome, QueueVisitRow.answered_at.is_(None))).label(outcome)

    query = (
        select(
            bucket,
            key.label("key"),
            func.count().label("offered"),
            _count(answered).label("answered"),
            *(ended(one) for one in OUTCOMES_UNANSWERED),
            _count(open_).label("open"),
            _count(and_(answered, QueueVisitRow.wait_seconds <= target)).label("within_target"),
            func.sum(QueueVisitRow.wait_seconds).filter(answered).label("wait_seconds"),
            func.max(waited).label("longest_wait_seconds"),
        )
        .where(
            rows.offered_at >= since,
            rows.offered_at < until,
            or_(rows.purpose.is_(None), rows.purpose.not_in(UNCOUNTED)),
        )
        .group_by(bucket, key)
    )
    return await _read(session, query, buckets)


OUTCOMES_UNANSWERED = (
    "abandoned",
    "short_abandoned",
    "timed_out",
    "overflowed",
    "callback_requested",
    "withdrawn",
    "left_empty",
)


async def talk_sums(
    session: AsyncSession, since: datetime, until: datetime, *, agents: Collection[str] | None = None
) -> dict[str, dict[str, float]]:
    """Return by agent the talks that began in ``[since, until)`` and are over: number, seconds of talk and hold."""
    holds = (
        select(HoldRow.talk_id, func.sum(_seconds(session, HoldRow.started_at, HoldRow.ended_at)).label("seconds"))
        .where(HoldRow.ended_at.is_not(None), HoldRow.started_at >= since)
        .group_by(HoldRow.talk_id)
        .subquery()
    )
    held = func.coalesce(holds.c.seconds, 0.0)
    whole = _seconds(session, TalkRow.started_at, TalkRow.ended_at)
    query = (
        select(
            TalkRow.agent.label("key"),
            func.count().label("talks"),
            func.sum(whole - held).label("talk_seconds"),
            func.sum(held).label("hold_seconds"),
        )
        .join(CallRow, CallRow.call_id == TalkRow.call_id)
        .outerjoin(holds, holds.c.talk_id == TalkRow.talk_id)
        .where(TalkRow.started_at >= since, TalkRow.started_at < until, TalkRow.ended_at.is_not(None), _counted())
        .group_by(TalkRow.agent)
    )
    if agents is not None:
        query = query.where(TalkRow.agent.in_(agents))
    return await _by_key(session, query)


async def ring_sums(
    session: AsyncSession, since: datetime, until: datetime, *, agents: Collection[str] | None = None
) -> dict[str, dict[str, float]]:
    """Return by agent how often a phone rang in vain in ``[since, until)``."""
    query = (
        select(RingRow.agent.label("key"), func.count().label("ring_no_answer"))
        .join(CallRow, CallRow.call_id == RingRow.call_id)
        .where(RingRow.started_at >= since, RingRow.started_at < until, RingRow.result == "no_answer", _counted())
        .group_by(RingRow.agent)
    )
    if agents is not None:
        query = query.where(RingRow.agent.in_(agents))
    return await _by_key(session, query)


async def stay_sums(
    session: AsyncSession, since: datetime, until: datetime, *, agents: Collection[str] | None = None
) -> dict[tuple[str, str, str], float]:
    """Return agent, shown state and reason -> seconds within ``[since, until)``; ``until`` is not after now.

    A state that goes on counts to its end.
    """
    begin, end = (literal(moment, AgentStayRow.started_at.type) for moment in (since, until))
    later, earlier = (func.max, func.min) if _is_sqlite(session) else (func.greatest, func.least)
    first: Any = later(AgentStayRow.started_at, begin)
    last: Any = earlier(func.coalesce(AgentStayRow.ended_at, end), end)
    query = (
        select(
            AgentStayRow.agent,
            AgentStayRow.shown_state,
            AgentStayRow.pause_reason,
            func.sum(_seconds(session, first, last)),
        )
        .where(
            AgentStayRow.started_at < until,
            or_(AgentStayRow.ended_at.is_(None), AgentStayRow.ended_at > since),
            AgentStayRow.shown_state != "logged_off",
        )
        .group_by(AgentStayRow.agent, AgentStayRow.shown_state, AgentStayRow.pause_reason)
    )
    if agents is not None:
        query = query.where(AgentStayRow.agent.in_(agents))
    rows = await session.execute(query)
    return {(agent, state, reason): float(seconds or 0.0) for agent, state, reason, seconds in rows}


async def _read(session: AsyncSession, query: Any, buckets: Buckets) -> Sums:
    found: Sums = {}
    for row in (await session.execute(query)).mappings():
        counts = {name: float(value or 0) for name, value in row.items() if name not in ("bucket", "key")}
        place = buckets.number(row["bucket"]), str(row["key"] or "")
        before = found.get(place, {})  # a key that is NULL is the same as none
        found[place] = {name: before.get(name, 0.0) + value for name, value in counts.items()}
    return found


async def _by_key(session: AsyncSession, query: Any) -> dict[str, dict[str, float]]:
    rows = (await session.execute(query)).mappings()
    return {str(row["key"]): {name: float(v or 0) for name, v in row.items() if name != "key"} for row in rows}
