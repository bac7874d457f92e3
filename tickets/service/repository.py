"""All queries of the ticket service."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from foundation.streams.repository import take_positions
from tickets.contract import TicketState
from tickets.service.lifecycle import Act, ClockName
from tickets.service.lifecycle.clocks import REWORKABLE
from tickets.service.lifecycle.states import RUNNING, WITH_UNITS
from tickets.service.models import (
    ActRow,
    CalendarReadRow,
    ClockRow,
    NamedReaderRow,
    PublicAnswerRow,
    QueryCodeRow,
    ServiceSequenceRow,
    ServiceTicketRow,
)
from tickets.service.rules import TicketRules

STREAM = "ticket_service"


async def next_sequence(session: AsyncSession, platform: str, day: date) -> int:
    """Return the next number of the day; the row stays locked until the commit, so none is lost or doubled."""
    statement = (
        update(ServiceSequenceRow)
        .where(ServiceSequenceRow.platform == platform, ServiceSequenceRow.day == day)
        .values(last=ServiceSequenceRow.last + 1)
        .returning(ServiceSequenceRow.last)
    )
    last = (await session.execute(statement)).scalar_one_or_none()
    if last is None:
        # The first two of a day at once: the second meets the primary key, and the service tries again.
        await session.execute(insert(ServiceSequenceRow).values(platform=platform, day=day, last=1))
        return 1
    return last


async def next_position(session: AsyncSession) -> int:
    """Return the next place in the list."""
    return await take_positions(session, STREAM, 1)


async def known(session: AsyncSession, message_id: str, ticket_id: uuid.UUID) -> ServiceTicketRow | None:
    """Return what was stored under this message or for this ticket, the message first."""
    rows = (
        await session.scalars(
            select(ServiceTicketRow).where(
                or_(ServiceTicketRow.message_id == message_id, ServiceTicketRow.ticket_id == ticket_id)
            )
        )
    ).all()
    return next((row for row in rows if row.message_id == message_id), rows[0] if rows else None)


async def by_service_id(session: AsyncSession, service_id: str) -> ServiceTicketRow | None:
    """Return the ticket of a number."""
    return (
        await session.scalars(select(ServiceTicketRow).where(ServiceTicketRow.service_id == service_id))
    ).one_or_none()


async def query_code(session: AsyncSession, ticket: uuid.UUID) -> QueryCodeRow | None:
    """Return the code of a ticket, held until the commit so that tries at the same moment are all counted."""
    return await session.get(QueryCodeRow, ticket, with_for_update=True, populate_existing=True)


async def after(session: AsyncSession, position: int, limit: int) -> Sequence[ServiceTicketRow]:
    """Return at most ``limit`` tickets behind a position, in order."""
    statement = (
        select(ServiceTicketRow)
        .where(ServiceTicketRow.position > position)
        .order_by(ServiceTicketRow.position)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


async def reachable(session: AsyncSession) -> None:
    """Ask the smallest question; raises when the store is away."""
    await session.execute(select(ServiceTicketRow.id).limit(1))


async def states_of(session: AsyncSession, service_ids: Sequence[str]) -> dict[str, str]:
    """Return the state of those tickets that there are, by number."""
    query = select(ServiceTicketRow.service_id, ServiceTicketRow.state).where(
        ServiceTicketRow.service_id.in_(service_ids)
    )
    return {row.service_id: row.state for row in await session.execute(query)}


async def rows_of(session: AsyncSession, service_ids: Sequence[str]) -> Sequence[ServiceTicketRow]:
    """Return those tickets that there are of some numbers."""
    return (await session.scalars(select(ServiceTicketRow).where(ServiceTicketRow.service_id.in_(service_ids)))).all()


async def held(session: AsyncSession, service_id: str) -> ServiceTicketRow | None:
    """Return the ticket of a number, held until the commit."""
    query = select(ServiceTicketRow).where(ServiceTicketRow.service_id == service_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()


async def was_asked(session: AsyncSession, ticket: uuid.UUID, request_id: str) -> bool:
    """Tell whether an act was done under this id already."""
    query = select(ActRow.number).where(ActRow.ticket == ticket, ActRow.request_id == request_id)
    return await session.scalar(query) is not None


async def same_reply(session: AsyncSession, row: ServiceTicketRow, text: str, since: datetime) -> str:
    """Return the number of another ticket of the same unit that has the same reply; empty: none."""
    other = ServiceTicketRow
    query = (
        select(other.service_id)
        .where(other.lead == row.lead, other.id != row.id, other.received_at >= since, other.reply == text)
        .where(other.confidential.is_(False))
        .order_by(other.position.desc())
        .limit(1)
    )
    return await session.scalar(query) or ""


async def withdraw_public(session: AsyncSession, ticket: uuid.UUID, now: datetime) -> None:
    """Take back what everybody reads of a ticket, if anything."""
    answer = PublicAnswerRow
    held = update(answer).where(answer.ticket == ticket, answer.withdrawn_at.is_(None))
    await session.execute(held.values(withdrawn_at=now))


async def joined_under(session: AsyncSession, service_id: str, limit: int) -> Sequence[ServiceTicketRow]:
    """Return the first tickets that are, or were, joined under one."""
    query = select(ServiceTicketRow).where(ServiceTicketRow.main == service_id).order_by(ServiceTicketRow.position)
    return (await session.scalars(query.limit(limit))).all()


async def joined_numbers(session: AsyncSession, main: str) -> list[str]:
    """Return the numbers of the tickets that wait for the answer of one."""
    row = ServiceTicketRow
    query = select(row.service_id).where(row.main == main, row.state == TicketState.JOINED).order_by(row.position)
    return list(await session.scalars(query))


async def told_to_joined(session: AsyncSession, leading: ServiceTicketRow) -> str:
    """Return what those joined under a ticket are told in place of its reply; empty: the reply itself."""
    line = ActRow
    query = select(line.evidence).where(line.ticket == leading.id, line.act == Act.APPROVE, line.round == leading.round)
    evidence = await session.scalar(query.order_by(line.number.desc()).limit(1))
    return str((evidence or {}).get("text") or "")


async def answered_mains(session: AsyncSession, limit: int) -> list[str]:
    """Return tickets that are answered while others joined under them still wait."""
    leading = aliased(ServiceTicketRow)
    row = ServiceTicketRow
    query = (
        select(row.main)
        .join(leading, leading.service_id == row.main)
        .where(row.state == TicketState.JOINED, leading.state.in_((TicketState.CLOSED, TicketState.ARCHIVED)))
        .distinct()
        .limit(limit)
    )
    return list(await session.scalars(query))


async def without_history(session: AsyncSession, limit: int) -> list[str]:
    """Return the numbers of tickets that were taken in before there was a history."""
    return list(
        await session.scalars(select(ServiceTicketRow.service_id).where(ServiceTicketRow.acts == 0).limit(limit))
    )


def waits_for_rework(rules: TicketRules) -> ColumnElement[bool]:
    """Return which closed tickets have to go back to their unit; `lifecycle.clocks.must_be_reworked` says the same."""
    row = ServiceTicketRow
    unhappy = or_(row.resolved.is_(False), and_(row.score.is_not(None), row.score <= rules.bad_score))
    waits = and_(unhappy, row.is_case.is_(False), row.reworks < rules.reworks, row.closing.in_(REWORKABLE))
    return func.coalesce(waits, False)


async def suspended_long_enough(session: AsyncSession, now: datetime, limit: int) -> list[str]:
    """Return the numbers of suspended tickets whose suspension is over; one without an end is over."""
    row = ServiceTicketRow
    lasting = select(ClockRow.ticket).where(
        ClockRow.name == ClockName.SUSPEND, ClockRow.stopped_at.is_(None), ClockRow.due_at > now
    )
    query = select(row.service_id).where(row.state == TicketState.SUSPENDED, row.id.not_in(lasting)).limit(limit)
    return list(await session.scalars(query))


async def to_archive(session: AsyncSession, rules: TicketRules, before: datetime, limit: int) -> list[str]:
    """Return the numbers of tickets that were closed, and of which nobody said anything, since a moment."""
    row, line = ServiceTicketRow, ActRow
    heard = exists().where(
        line.ticket == row.id, line.act.in_((Act.FOLLOW_UP, Act.RATE, Act.REMIND)), line.at >= before
    )
    looked_after = or_(
        row.state == TicketState.NOT_ACCEPTED,
        row.followed_up,
        row.score.is_not(None),
        row.tries >= rules.follow_up_tries,
        row.ani_sealed.is_(None),
    )
    query = (
        select(row.service_id)
        .where(
            row.state.in_((TicketState.CLOSED, TicketState.NOT_ACCEPTED)),
            row.closed_at < before,
            looked_after,
            row.called_again.is_(False),
            not_(waits_for_rework(rules)),
            not_(heard),
        )
        .order_by(row.closed_at)
        .limit(limit)
    )
    return list(await session.scalars(query))


def runs(row: type[ServiceTicketRow]) -> ColumnElement[bool]:
    """Return that a clock of a ticket runs towards an end that somebody has to keep.

    Those of handling and acknowledging stand still in other states; the end of a suspension is kept by the house.
    """
    clock = ClockRow
    return and_(
        clock.stopped_at.is_(None),
        or_(
            and_(clock.name == ClockName.HANDLE, row.state.in_(RUNNING)),
            and_(clock.name == ClockName.ACKNOWLEDGE, row.state.in_(tuple(WITH_UNITS))),
            clock.name.not_in((ClockName.HANDLE, ClockName.ACKNOWLEDGE, ClockName.SUSPEND)),
        ),
    )


async def behind_their_end(session: AsyncSession, now: datetime, limit: int) -> list[tuple[str, int]]:
    """Return clocks that run behind their end and were not noted yet: number of the ticket, number of the clock."""
    row, clock = ServiceTicketRow, ClockRow
    query = (
        select(row.service_id, clock.number)
        .join(row, row.id == clock.ticket)
        .where(runs(row), clock.missed_at.is_(None), clock.due_at < now, row.acts > 0)
        .order_by(clock.due_at)
        .limit(limit)
    )
    return [(number, of) for number, of in await session.execute(query)]


async def changed_since(session: AsyncSession, ticket: uuid.UUID, seen: int) -> bool:
    """Tell whether anything but an end that passed was added to a history behind its first lines."""
    line = ActRow
    query = select(line.number).where(line.ticket == ticket, line.number > seen, line.act != Act.MISS).limit(1)
    return await session.scalar(query) is not None


async def follows_calendar(session: AsyncSession, calendar: str, version: int) -> bool:
    """Tell whether the clocks are set by a version of a calendar."""
    read = await session.get(CalendarReadRow, calendar)
    return read is not None and read.version == version


async def note_calendar(session: AsyncSession, calendar: str, version: int) -> None:
    """Note by what the clocks are set now, in place of what they were set by before, be it another calendar."""
    await session.execute(delete(CalendarReadRow))
    session.add(CalendarReadRow(calendar=calendar, version=version))


async def with_running_clocks(session: AsyncSession) -> list[str]:
    """Return the numbers of tickets with a clock that has not stopped."""
    query = select(ServiceTicketRow.service_id).join(ClockRow, ClockRow.ticket == ServiceTicketRow.id)
    return list(await session.scalars(query.where(ClockRow.stopped_at.is_(None)).distinct()))


async def is_reader(session: AsyncSession, ticket: uuid.UUID, account: uuid.UUID | None) -> bool:
    """Tell whether somebody was named to see a confidential ticket."""
    return account is not None and await session.get(NamedReaderRow, (ticket, account)) is not None


async def readers_of(session: AsyncSession, ticket: uuid.UUID) -> list[uuid.UUID]:
    """Return the accounts that were named to see a confidential ticket."""
    return list(await session.scalars(select(NamedReaderRow.account_id).where(NamedReaderRow.ticket == ticket)))
