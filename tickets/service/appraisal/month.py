"""A month of every unit from histories and stopped clocks alone: counted again, it is the same.

What is read never changes once it was written: lines of history are append-only, a clock that stopped stays as it is,
a clock of handling is found by its round and one of acknowledging by the moment it stopped.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.errors import BadInput
from foundation.work_calendar import ZONE
from tickets.service.appraisal.scheme import Tally
from tickets.service.figures.report import SATISFIED
from tickets.service.lifecycle import Act, ClockName
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ServiceTicketRow

COUNTED = (
    *(Act.ACKNOWLEDGE, Act.APPROVE, Act.FOLLOW_UP, Act.RATE, Act.REWORK, Act.SEND_BACK),
    *(Act.ACCEPT_SEND_BACK, Act.REFUSE_SEND_BACK, Act.MISS),
)
CLOSINGS = frozenset({Act.APPROVE, Act.RESOLVE_DIRECTLY, Act.REFUSE, Act.CLOSE_WITH_MAIN})
"""With each of them a citizen has an answer, and is asked anew."""
SOME = 500
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Month:
    """A month of China: from its first moment up to, and without, that of the next."""

    name: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class MonthLine:
    """What counts for one unit, and the numbers of the tickets behind it."""

    unit: str
    tally: Tally
    tickets: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """One thing that counts for a unit."""

    unit: str
    ticket: str
    tally: Tally


def month_of(name: str, zone: ZoneInfo = ZONE) -> Month:
    """Return a month by its name, ``2026-11``.

    Raises:
        BadInput: it is none.
    """
    try:
        first = datetime.strptime(name, "%Y-%m").replace(tzinfo=zone)
    except ValueError as error:
        raise BadInput("a month is written 2026-11", field="month") from error
    if not FIRST_YEAR <= first.year < LAST_YEAR:
        raise BadInput(f"a month lies between {FIRST_YEAR} and {LAST_YEAR}", field="month")
    after = first.replace(year=first.year + (first.month == 12), month=first.month % 12 + 1)
    return Month(name, first, after)


async def events_of_month(session: AsyncSession, month: Month) -> list[Event]:
    """Return everything that counts in a month, ticket by ticket."""
    touched = select(ActRow.ticket).where(ActRow.act.in_(COUNTED), ActRow.at >= month.since, ActRow.at < month.until)
    tickets = sorted(set(await session.scalars(touched)))
    found: list[Event] = []
    for first in range(0, len(tickets), SOME):
        found += await _events(session, month, tickets[first : first + SOME])
    return found


async def events_of_ticket(session: AsyncSession, month: Month, service_id: str) -> list[Event]:
    """Return what counts in a month of one ticket."""
    query = select(ServiceTicketRow.id).where(ServiceTicketRow.service_id == service_id)
    return await _events(session, month, list(await session.scalars(query)))


async def _events(session: AsyncSession, month: Month, tickets: Sequence[uuid.UUID]) -> list[Event]:
    names = select(ServiceTicketRow.id, ServiceTicketRow.service_id).where(ServiceTicketRow.id.in_(tickets))
    numbers = {row.id: row.service_id for row in await session.execute(names)}
    lines: dict[uuid.UUID, list[ActRow]] = defaultdict(list)
    history = select(ActRow).where(ActRow.ticket.in_(tickets), ActRow.at < month.until)
    for line in await session.scalars(history.order_by(ActRow.ticket, ActRow.number)):
        lines[line.ticket].append(line)
    units: dict[uuid.UUID, dict[int, str]] = defaultdict(dict)
    for one in await session.scalars(select(AssignmentRow).where(AssignmentRow.ticket.in_(tickets))):
        units[one.ticket][one.number] = one.unit
    clocks: dict[uuid.UUID, list[ClockRow]] = defaultdict(list)
    timed = (ClockName.HANDLE, ClockName.ACKNOWLEDGE)
    of = select(ClockRow).where(ClockRow.ticket.in_(tickets), ClockRow.name.in_(timed)).order_by(ClockRow.number)
    for clock in await session.scalars(of):
        clocks[clock.ticket].append(clock)
    return [
        event
        for ticket in tickets
        for event in told(numbers[ticket], lines[ticket], units[ticket], clocks[ticket], month.since)
    ]


def told(
    ticket: str, lines: Iterable[ActRow], units: Mapping[int, str], clocks: Sequence[ClockRow], since: datetime
) -> list[Event]:
    """Return what a ticket's history tells from a moment on (pure); the lines are in order."""
    found: list[Event] = []
    given = answered = sent = ""  # whose reply is under review; whose the citizen has; who sent back last
    is_case = has_score = has_answer = with_main = False
    leads = ""  # whose the lead is
    missed: set[tuple[str, int, int]] = set()  # ends that were noted: which clock, of which assignment, in which round
    handling = [clock for clock in clocks if clock.name == ClockName.HANDLE]

    def count(unit: str, line: ActRow, **counts: int) -> None:
        if unit and line.at >= since:
            found.append(Event(unit, ticket, Tally(**counts)))

    def ended(line: ActRow) -> ClockRow | None:
        """Return the clock of acknowledging that a line stopped."""
        fits = (one for one in clocks if one.assignment == line.assignment and one.stopped_at == line.at)
        return next((one for one in fits if one.name == ClockName.ACKNOWLEDGE), None)

    for line in lines:
        leads = _leading(line, leads)
        if line.act in CLOSINGS:
            with_main = line.act == Act.CLOSE_WITH_MAIN
            answered = {Act.APPROVE: given, Act.CLOSE_WITH_MAIN: str(line.evidence.get("unit") or "")}.get(
                Act(line.act), ""
            )
            is_case, has_score, has_answer = bool(line.evidence.get("is_case")), False, False
        match line.act:
            case Act.ACKNOWLEDGE:
                clock = ended(line)
                prompt = clock is not None and line.at <= clock.due_at
                if (ClockName.ACKNOWLEDGE, line.assignment, line.round) not in missed:
                    count(units.get(line.assignment, ""), line, acknowledged=1, promptly=int(prompt))
            case Act.MISS:
                noted = (str(line.evidence.get("clock")), line.assignment, line.round)
                if noted not in missed and noted[0] == ClockName.ACKNOWLEDGE:
                    count(units.get(line.assignment, ""), line, acknowledged=1)
                elif noted not in missed and noted[0] == ClockName.HANDLE:
                    count(leads, line, ended=1)
                missed.add(noted)
            case Act.REPLY:
                given = units.get(line.assignment, "")
            case Act.APPROVE:
                clock = handling[line.round - 1] if line.round <= len(handling) else None
                timely = clock is not None and clock.stopped_at is not None and clock.stopped_at <= clock.due_at
                ends = (ClockName.HANDLE, 0, line.round) not in missed
                count(answered, line, closed=1, ended=int(ends), in_time=int(timely and ends))
                if is_case and isinstance(line.evidence.get("lawful"), bool):
                    count(answered, line, reviewed=1, lawful=int(line.evidence["lawful"]))
            case Act.FOLLOW_UP | Act.RATE:
                if line.act == Act.FOLLOW_UP and line.evidence.get("reached") is not True:
                    continue
                score, resolved = line.evidence.get("score"), line.evidence.get("resolved")
                if isinstance(resolved, bool) and not has_answer:
                    has_answer = True
                    if not is_case:
                        count(answered, line, asked=1, resolved=int(resolved))
                if isinstance(score, int) and not has_score:
                    has_score = True
                    if not is_case:
                        count(answered, line, scored=1, satisfied=int(score >= SATISFIED))
            case Act.REWORK if not with_main:  # what was answered with its matter goes to the dispatcher, not to it
                count(answered, line, reworked=1)
            case Act.SEND_BACK:
                sent = units.get(line.assignment, "")
                was_noted = (ClockName.ACKNOWLEDGE, line.assignment, line.round) in missed
                if line.evidence.get("acknowledges") and not was_noted and (clock := ended(line)) is not None:
                    count(sent, line, acknowledged=1, promptly=int(line.at <= clock.due_at))
            case Act.ACCEPT_SEND_BACK:
                count(sent, line, sent_back=1)
            case Act.REFUSE_SEND_BACK:
                count(sent, line, sent_back=1, improper=1)
    return found


def _leading(line: ActRow, leads: str) -> str:
    """Return whose the lead is after a line."""
    match line.act:
        case Act.DISPATCH | Act.REASSIGN:
            given = line.evidence.get("units") or [""]
            return str(given[0])
        case Act.ACCEPT_SEND_BACK | Act.JOIN:
            return ""
    return leads


def lines_of(events: Iterable[Event], upheld: Collection[tuple[str, str]] = ()) -> list[MonthLine]:
    """Return a line for each unit; ``upheld``: unit and ticket of objections that were granted, which count nothing."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    tickets: dict[str, set[str]] = defaultdict(set)
    left_out: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if (event.unit, event.ticket) in upheld:
            left_out[event.unit].add(event.ticket)
            continue
        tallies[event.unit] += event.tally
        tickets[event.unit].add(event.ticket)
    return [
        MonthLine(unit, tallies[unit] + Tally(objected=len(left_out[unit])), tuple(sorted(tickets[unit])))
        for unit in sorted(tallies.keys() | left_out.keys())
    ]
