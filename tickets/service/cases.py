"""Tickets between their rows and what decisions see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.work_calendar import Limit, Pause
from tickets.service.lifecycle import Assignment, AssignmentState, Case, Clock, ClockName, Entry, Role, State
from tickets.service.lifecycle.closing import Closing, closing_after
from tickets.service.lifecycle.states import DONE
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ClosingRow, ServiceTicketRow

LONGEST_WAY = timedelta(days=7)
_PLAIN = tuple(
    field.name
    for field in fields(Case)
    if field.name
    in {
        *("round", "send_backs", "is_final", "passes", "reworks", "extensions", "extension_asked", "suspension_asked"),
        "suspension_days",
        *("reply", "closing", "followed_up", "tries", "score", "resolved", "level", "reminders", "main", "leads"),
        *("fed_back", "is_case", "called_again"),
    }
)
"""Members that a row holds under the same name."""


def classes_of(row: ServiceTicketRow) -> tuple[str, ...]:
    """Return the codes of a ticket's class, from the first level down."""
    return tuple(code for code in (row.category_code, row.category_level2_code, row.category_level3_code) if code)


def begun_at(row: ServiceTicketRow) -> datetime:
    """Return when the citizen's clock began: as he was taken in, however long the way to the service was.

    What says that it was taken in later, or long before, is not believed.
    """
    return max(min(row.accepted_at, row.received_at), row.received_at - LONGEST_WAY)


def case_of(row: ServiceTicketRow, assignments: Sequence[AssignmentRow], clocks: Sequence[ClockRow]) -> Case:
    """Return a ticket as decisions see it."""
    return Case(
        state=State(row.state),
        kind=row.kind,
        urgency=row.urgency,
        classes=classes_of(row),
        can_be_called=row.ani_sealed is not None,
        received_at=begun_at(row),
        assignments=tuple(_assignment(one) for one in assignments),
        clocks=tuple(clock_of(one) for one in clocks),
        handed_over=tuple(str(service) for service in row.handed_over or ()),
        **{name: getattr(row, name) for name in _PLAIN},
    )


def _assignment(row: AssignmentRow) -> Assignment:
    return Assignment(
        row.number,
        row.unit,
        Role(row.role),
        AssignmentState(row.state),
        row.round,
        row.handler,
        row.reached,
        row.tries,
        row.answer,
    )


def clock_of(row: ClockRow) -> Clock:
    """Return a clock as decisions see it."""
    return Clock(
        row.number,
        ClockName(row.name),
        row.started_at,
        Limit(row.amount, row.unit),  # type: ignore[arg-type]  # one of the units: written by `put_clock`
        row.due_at,
        row.warn_at,
        row.assignment or None,
        row.more,
        tuple(
            Pause(datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None)
            for since, until in row.pauses
        ),
        row.stopped_at,
        row.missed_at,
    )


async def rows_of(session: AsyncSession, row: ServiceTicketRow) -> tuple[list[AssignmentRow], list[ClockRow]]:
    """Return what belongs to a ticket, in order."""
    assignments = select(AssignmentRow).where(AssignmentRow.ticket == row.id).order_by(AssignmentRow.number)
    clocks = select(ClockRow).where(ClockRow.ticket == row.id).order_by(ClockRow.number)
    return list(await session.scalars(assignments)), list(await session.scalars(clocks))


async def load(session: AsyncSession, row: ServiceTicketRow) -> Case:
    """Return a ticket as decisions see it."""
    return case_of(row, *await rows_of(session, row))


def put(row: ServiceTicketRow, before: Case | None, after: Case, now: datetime) -> None:
    """Put a case into its ticket's own row."""
    row.state = after.state
    row.kind, row.urgency = after.kind, after.urgency
    row.handed_over = list(after.handed_over) or None
    for name in _PLAIN:
        setattr(row, name, getattr(after, name))
    lead = after.lead()
    row.lead = lead.unit if lead is not None else ""
    handle = [clock for clock in after.clocks if clock.name is ClockName.HANDLE]
    row.due_at = handle[-1].due_at if handle else None
    first = after.next_clock()
    row.next_due_at = first.due_at if first is not None else row.due_at
    if after.state in {State.CLOSED, State.NOT_ACCEPTED}:
        if before is None or before.state is not after.state:
            row.closed_at = now
    elif after.state is not State.ARCHIVED:
        row.closed_at = None


async def store(session: AsyncSession, row: ServiceTicketRow, before: Case | None, after: Case, now: datetime) -> None:
    """Write what changed; clocks and assignments are added or changed, never taken away."""
    put(row, before, after, now)
    await _store_closing(session, row, before, after, now)
    known = {one.number: one for one in before.assignments} if before else {}
    for one in after.assignments:
        if known.get(one.number) != one:
            await session.merge(assignment_row(row, one))
    ticking = {clock.number: clock for clock in before.clocks} if before else {}
    for clock in after.clocks:
        if ticking.get(clock.number) != clock:
            await session.merge(clock_row(row, clock))


async def _store_closing(
    session: AsyncSession, row: ServiceTicketRow, before: Case | None, after: Case, now: datetime
) -> None:
    """Keep the answer of this round, and the first that the citizen said of it."""
    if before is None or after.state not in DONE:
        return
    if before.state in DONE and (before.resolved, before.score) == (after.resolved, after.score):
        return
    held = await session.get(ClosingRow, (row.id, after.round))
    known = _closing(held) if held is not None else None
    if (made := closing_after(known, before.state, after, now)) is not None:
        await session.merge(closing_row(row, made))


def _closing(row: ClosingRow) -> Closing:
    return Closing(**{one.name: getattr(row, one.name) for one in fields(Closing)})


def closing_row(row: ServiceTicketRow, closing: Closing) -> ClosingRow:
    """Return the answer of a round as its row."""
    return ClosingRow(ticket=row.id, **vars(closing))


def assignment_row(row: ServiceTicketRow, one: Assignment) -> AssignmentRow:
    """Return an assignment as its row."""
    return AssignmentRow(
        ticket=row.id,
        number=one.number,
        unit=one.unit,
        role=one.role,
        state=one.state,
        round=one.round,
        handler=one.handler,
        reached=one.reached,
        tries=one.tries,
        answer=one.answer,
    )


def clock_row(row: ServiceTicketRow, clock: Clock) -> ClockRow:
    """Return a clock as its row."""
    return ClockRow(
        ticket=row.id,
        number=clock.number,
        name=clock.name,
        assignment=clock.assignment or 0,
        started_at=clock.started_at,
        amount=clock.limit.amount,
        unit=clock.limit.unit,
        more=clock.more,
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        pauses=[[one.since.isoformat(), one.until.isoformat() if one.until else ""] for one in clock.pauses],
        stopped_at=clock.stopped_at,
        missed_at=clock.missed_at,
    )


def add_line(session: AsyncSession, row: ServiceTicketRow, entry: Entry, request_id: str) -> None:
    """Add a line to a ticket's history."""
    session.add(line_row(row, entry, request_id))


def line_row(row: ServiceTicketRow, entry: Entry, request_id: str) -> ActRow:
    """Return the next line of a ticket's history as its row."""
    row.acts += 1
    return ActRow(
        ticket=row.id,
        number=row.acts,
        request_id=request_id or f"line-{row.acts}",
        act=entry.act,
        actor_kind=entry.by.kind,
        actor=entry.by.account,
        actor_unit=entry.by.unit,
        at=entry.at,
        state_before=entry.before or "",
        state_after=entry.after,
        round=entry.round,
        assignment=entry.assignment or 0,
        reason=entry.reason,
        evidence=dict(entry.evidence),
    )
