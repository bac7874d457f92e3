"""Detectors of what went wrong with tickets, each with its evidence from histories and clocks.

A detector accuses nobody: it names a ticket, a unit, and the lines of history by which whoever supervises can judge.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from tickets.service.figures import Span
from tickets.service.lifecycle import Act, ClockName, State
from tickets.service.lifecycle.case import OPEN
from tickets.service.lifecycle.states import RUNNING
from tickets.service.lists import OPEN_STATES
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ServiceTicketRow
from tickets.service.rules import TicketRules

T = ServiceTicketRow
SOME = 500


class Sign(StrEnum):
    """What a detector found; the values are API."""

    OVERDUE = "overdue"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    STEP_LATE = "step_late"
    REWORKED_OFTEN = "reworked_often"
    PASSED_OFTEN = "passed_often"
    CLOSED_WITHOUT_CONTACT = "closed_without_contact"
    FALSE_CONTACT = "false_contact"
    IMPROPER_SEND_BACK = "improper_send_back"


TOLD = frozenset({Sign.CLOSED_WITHOUT_CONTACT, Sign.FALSE_CONTACT, Sign.IMPROPER_SEND_BACK})
"""Signs that are read from whole histories."""


class Subject(NamedTuple):
    """As much of a ticket as detectors need; no words."""

    id: uuid.UUID
    service_id: str
    position: int
    kind: str
    lead: str
    district: str | None
    matter: str
    passes: int
    reworks: int
    can_be_called: bool


class Line(NamedTuple):
    """As much of a line of history."""

    ticket: uuid.UUID
    number: int
    act: str
    at: datetime
    round: int
    assignment: int
    evidence: dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing that was found: about which unit (empty: none of them alone), since when, and what shows it.

    ``lines`` are numbers of lines of the history.
    """

    sign: Sign
    ticket: Subject
    unit: str
    at: datetime
    lines: tuple[int, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether it counts against the unit: not where it tried as often as the rules ask."""
        return bool(self.unit) and not self.details.get("tried_enough")


async def found(
    session: AsyncSession, span: Span, rules: TicketRules, now: datetime, signs: Collection[Sign] = tuple(Sign)
) -> list[Finding]:
    """Return what is found: of open tickets as they stand now, of the others in a period; the oldest first.

    ``overdue``: the citizen's clock ran out; ``not_acknowledged``: a unit's own; ``step_late``: any other one, of the
    service desk or, of a feedback and of what it says to a supervisor, of the unit that leads. ``reworked_often``,
    ``passed_often``: as often as the rules escalate. ``closed_without_contact``: a reply was approved in a round in
    which nobody reached the citizen, of a kind that asks for it (``tried_enough``: its unit tried as often as the rules
    ask).
    ``false_contact``: the unit that replied noted that it reached him, and he says that it did not.
    ``improper_send_back`` (不当退单): it was refused, or the unit had the same ticket again after all.
    """
    findings: list[Finding] = []
    if Sign.OVERDUE in signs:
        findings += await _overdue(session, now)
    if Sign.NOT_ACKNOWLEDGED in signs:
        findings += await _not_acknowledged(session, now)
    if Sign.STEP_LATE in signs:
        findings += await _step_late(session, now)
    if Sign.REWORKED_OFTEN in signs:
        findings += await _often(session, span, (Act.REWORK,), T.reworks >= rules.reworks, Sign.REWORKED_OFTEN)
    if Sign.PASSED_OFTEN in signs:
        passes = T.passes >= rules.passes
        findings += await _often(session, span, (Act.REASSIGN, Act.ACCEPT_SEND_BACK), passes, Sign.PASSED_OFTEN)
    if TOLD & set(signs):
        findings += [one for one in await _told(session, span, rules) if one.sign in signs]
    return sorted(findings, key=lambda one: (one.at, one.ticket.position))


def _subjects(*more: Any) -> Any:
    columns = (T.id, T.service_id, T.position, T.kind, T.lead, T.district, T.matter, T.passes, T.reworks)
    return select(*columns, T.ani_sealed.is_not(None), *more)


async def _overdue(session: AsyncSession, now: datetime) -> list[Finding]:
    query = _subjects(T.due_at).where(T.state.in_(RUNNING), T.due_at < now)
    rows = await session.execute(query)
    return [Finding(Sign.OVERDUE, ticket := Subject(*row[:-1]), ticket.lead, row[-1]) for row in rows]


async def _not_acknowledged(session: AsyncSession, now: datetime) -> list[Finding]:
    query = (
        _subjects(AssignmentRow.unit, ClockRow.due_at)
        .join(ClockRow, ClockRow.ticket == T.id)
        .join(AssignmentRow, and_(AssignmentRow.ticket == T.id, AssignmentRow.number == ClockRow.assignment))
        .where(
            ClockRow.name == ClockName.ACKNOWLEDGE,
            ClockRow.stopped_at.is_(None),
            ClockRow.due_at < now,
            AssignmentRow.state.in_(tuple(OPEN)),
            T.state.in_((State.DISPATCHED, State.HANDLING)),
        )
    )
    rows = await session.execute(query)
    return [Finding(Sign.NOT_ACKNOWLEDGED, Subject(*row[:-2]), row[-2], row[-1]) for row in rows]


STEPS = (
    *(ClockName.DISPATCH, ClockName.DECIDE, ClockName.REVIEW, ClockName.FEEDBACK, ClockName.FOLLOW_UP),
    *(ClockName.REWORK, ClockName.SUPERVISE),
)
OF_UNIT = frozenset({ClockName.FEEDBACK, ClockName.SUPERVISE})


async def _step_late(session: AsyncSession, now: datetime) -> list[Finding]:
    query = (
        _subjects(ClockRow.name, ClockRow.due_at)
        .join(ClockRow, ClockRow.ticket == T.id)
        .where(ClockRow.name.in_(STEPS), ClockRow.stopped_at.is_(None), ClockRow.due_at < now)
    )
    findings = []
    for row in await session.execute(query):
        ticket, name, at = Subject(*row[:-2]), row[-2], row[-1]
        unit = ticket.lead if name in OF_UNIT else ""
        findings.append(Finding(Sign.STEP_LATE, ticket, unit, at, details={"clock": name}))
    return findings


async def _often(
    session: AsyncSession, span: Span, acts: tuple[Act, ...], often: ColumnElement[bool], sign: Sign
) -> list[Finding]:
    touched = select(ActRow.ticket).where(ActRow.act.in_(acts), ActRow.at >= span.since, ActRow.at < span.until)
    query = _subjects().where(often, or_(T.state.in_(OPEN_STATES), T.id.in_(touched)))
    tickets = [Subject(*row) for row in await session.execute(query)]
    lines = await _lines(session, [ticket.id for ticket in tickets], acts)
    findings = []
    for ticket in tickets:
        if mine := lines[ticket.id]:
            again = sign is Sign.REWORKED_OFTEN
            shown = tuple(one.number for one in mine)
            details = {"times": ticket.reworks if again else ticket.passes}
            findings.append(Finding(sign, ticket, ticket.lead if again else "", mine[-1].at, shown, details))
    return findings


TOLD_BY = (
    *(Act.DISPATCH, Act.REASSIGN, Act.CORRECT, Act.CONTACT, Act.REPLY, Act.APPROVE, Act.FOLLOW_UP, Act.RATE),
    *(Act.SEND_BACK, Act.ACCEPT_SEND_BACK, Act.REFUSE_SEND_BACK),
)
"""Acts that are read."""
Units = Mapping[int, str]
DENIES = "no_contact"
"""The reason of a rating by which a citizen says that nobody spoke with him."""


async def _told(session: AsyncSession, span: Span, rules: TicketRules) -> list[Finding]:
    """Return what histories tell of the tickets of which something may be wrong within a period."""
    ids: set[uuid.UUID] = set()
    for suspects in _suspects(span):
        ids |= set(await session.scalars(suspects))
    return await _read(session, span, rules, sorted(ids))


def _suspects(span: Span) -> Iterable[Any]:
    """Yield the questions for tickets whose histories are worth reading: most are not."""
    line, contact = ActRow, aliased(ActRow)
    within = and_(line.at >= span.since, line.at < span.until)
    reached = exists().where(
        contact.ticket == line.ticket,
        contact.round == line.round,
        contact.act == Act.CONTACT,
        contact.evidence["reached"].as_boolean().is_(True),
    )
    yield select(line.ticket).where(line.act == Act.APPROVE, within, not_(reached))
    yield select(line.ticket).where(
        line.act == Act.FOLLOW_UP, within, line.evidence["contacted"].as_boolean().is_(False)
    )
    yield select(line.ticket).where(line.act == Act.RATE, within, line.evidence["reasons"].as_string().contains(DENIES))
    yield select(line.ticket).where(line.act == Act.SEND_BACK, within)


async def _read(session: AsyncSession, span: Span, rules: TicketRules, ids: Sequence[uuid.UUID]) -> list[Finding]:
    findings: list[Finding] = []
    for first in range(0, len(ids), SOME):
        some = ids[first : first + SOME]
        tickets = [Subject(*row) for row in await session.execute(_subjects().where(T.id.in_(some)))]
        lines = await _lines(session, some, TOLD_BY)
        units: dict[uuid.UUID, dict[int, str]] = defaultdict(dict)
        columns = select(AssignmentRow.ticket, AssignmentRow.number, AssignmentRow.unit)
        for of, number, unit in await session.execute(columns.where(AssignmentRow.ticket.in_(some))):
            units[of][number] = unit
        for ticket in tickets:
            for tells in (without_contact, false_contact, improper_send_back):
                told = tells(ticket, lines[ticket.id], units[ticket.id], rules)
                findings += [one for one in told if span.since <= one.at < span.until]
    return findings


async def _lines(session: AsyncSession, ids: Sequence[uuid.UUID], acts: tuple[Act, ...]) -> dict[uuid.UUID, list[Line]]:
    a, lines = ActRow, defaultdict[uuid.UUID, list[Line]](list)
    columns = select(a.ticket, a.number, a.act, a.at, a.round, a.assignment, a.evidence)
    for first in range(0, len(ids), SOME):
        query = columns.where(a.ticket.in_(ids[first : first + SOME]), a.act.in_(acts)).order_by(a.ticket, a.number)
        for row in await session.execute(query):
            lines[row.ticket].append(Line(*row))
    return lines


def _kind_at(ticket: Subject, lines: Sequence[Line], line: Line) -> str:
    """Return the kind that a ticket had when a line was written: corrections behind it are taken back."""
    for one in lines:
        if one.act == Act.CORRECT and one.number > line.number and "kind_before" in one.evidence:
            return str(one.evidence["kind_before"])
    return ticket.kind


def _reply_before(lines: Sequence[Line], line: Line) -> Line | None:
    """Return the reply that a line is about: the last one of its round before it."""
    before = [one for one in lines if one.act == Act.REPLY and one.number < line.number and one.round == line.round]
    return before[-1] if before else None


def _contacts(lines: Sequence[Line], reply: Line) -> list[Line]:
    """Return what the unit that replied noted of the citizen in that round."""
    same = (line for line in lines if line.act == Act.CONTACT and line.round == reply.round)
    return [one for one in same if one.assignment == reply.assignment and one.number < reply.number]


def without_contact(ticket: Subject, lines: Sequence[Line], units: Units, rules: TicketRules) -> Iterable[Finding]:
    """Yield approvals of a round in which nobody had reached the citizen, though somebody had to (pure)."""
    if not ticket.can_be_called:
        return
    for line in lines:
        if line.act != Act.APPROVE or _kind_at(ticket, lines, line) not in rules.contact_kinds:
            continue
        reply = _reply_before(lines, line)
        if reply is None:
            continue
        spoken = (one for one in lines if one.act == Act.CONTACT and one.round == line.round)
        if any(one.evidence.get("reached") is True for one in spoken):
            continue
        tried = _contacts(lines, reply)
        shown = (*(one.number for one in tried), reply.number, line.number)
        details = {"times": len(tried), "tried_enough": len(tried) >= rules.follow_up_tries}
        unit = units.get(reply.assignment, "")
        yield Finding(Sign.CLOSED_WITHOUT_CONTACT, ticket, unit, line.at, shown, details)


def false_contact(ticket: Subject, lines: Sequence[Line], units: Units, _rules: TicketRules) -> Iterable[Finding]:
    """Yield contacts that the unit whose reply he has noted as reached, and that the citizen denies (pure).

    He denies it in the follow-up, or by a reason of his rating.
    """
    for line in lines:
        denied = line.act == Act.FOLLOW_UP and line.evidence.get("contacted") is False
        denied = denied or (line.act == Act.RATE and DENIES in (line.evidence.get("reasons") or ()))
        if not denied:
            continue
        reply = _reply_before(lines, line)
        noted = [one for one in _contacts(lines, reply) if one.evidence.get("reached") is True] if reply else []
        if reply is not None and noted:
            shown = (*(one.number for one in noted), line.number)
            yield Finding(Sign.FALSE_CONTACT, ticket, units.get(reply.assignment, ""), line.at, shown)


def improper_send_back(ticket: Subject, lines: Sequence[Line], units: Units, _rules: TicketRules) -> Iterable[Finding]:
    """Yield send-backs that were refused, or after which the unit had the ticket again after all (pure).

    What was put right in between, or done in another round, is another matter.
    """
    for place, line in enumerate(lines):
        if line.act != Act.SEND_BACK:
            continue
        unit, decided = units.get(line.assignment, ""), False
        for one in lines[place + 1 :]:
            again = one.act == Act.SEND_BACK and units.get(one.assignment) == unit
            if again or one.round != line.round or one.act == Act.CORRECT:
                break
            refused = one.act == Act.REFUSE_SEND_BACK and not decided
            given = one.act in (Act.DISPATCH, Act.REASSIGN) and unit in (one.evidence.get("units") or ())[:1]
            if refused or given:
                why = "refused" if refused else "came_back"
                details = {"ground": str(line.evidence.get("ground") or ""), "why": why}
                shown = (line.number, one.number)
                yield Finding(Sign.IMPROPER_SEND_BACK, ticket, unit, line.at, shown, details)
                break
            decided = decided or one.act == Act.ACCEPT_SEND_BACK


async def for_meeting(session: AsyncSession, rules: TicketRules, limit: int = 200) -> list[ServiceTicketRow]:
    """Return open tickets that the units do not settle among themselves: for the joint meeting (联席会议).

    Passed on, sent back, or reworked as often as the rules escalate; the oldest first.
    """
    stuck = or_(T.passes >= rules.passes, T.send_backs >= rules.send_backs, T.reworks >= rules.reworks)
    query = select(T).where(T.state.in_(OPEN_STATES), stuck).order_by(T.received_at).limit(limit)
    return list(await session.scalars(query))
