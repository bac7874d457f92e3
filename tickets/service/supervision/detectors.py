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
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from tickets.service.figures import Span
from tickets.service.lifecycle import Act, ClockName, State
from tickets.service.lifecycle.case import OPEN
from tickets.service.lists import OPEN_STATES, RUNNING
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ServiceTicketRow
from tickets.service.rules import TicketRules

T = ServiceTicketRow
SOME = 500
MOST = 2000
"""Of each detector so many are told, the oldest first."""


class Sign(StrEnum):
    """What a detector found; the values are API."""

    OVERDUE = "overdue"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    REWORKED_OFTEN = "reworked_often"
    PASSED_OFTEN = "passed_often"
    CLOSED_WITHOUT_CONTACT = "closed_without_contact"
    FALSE_CONTACT = "false_contact"
    IMPROPER_SEND_BACK = "improper_send_back"


@dataclass(frozen=True)
class Finding:
    """One thing that was found: about which unit, since when, and what shows it (``lines``: of the history)."""

    sign: Sign
    row: ServiceTicketRow
    unit: str
    at: datetime
    lines: tuple[int, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)


async def found(
    session: AsyncSession, span: Span, rules: TicketRules, now: datetime, signs: Collection[Sign] = tuple(Sign)
) -> list[Finding]:
    """Return what is found: of open tickets as they stand now, of the others in a period; the oldest first.

    ``overdue``: the citizen's clock ran out; ``not_acknowledged``: a unit's own. ``reworked_often``, ``passed_often``:
    as often as the rules escalate. ``closed_without_contact``: a reply was approved in a round in which nobody reached
    the citizen, though the kind asks for it. ``false_contact``: the unit noted that it reached him, and he says that it
    did not. ``improper_send_back`` (不当退单): it was refused, or the ticket came back to the unit after all.
    """
    findings: list[Finding] = []
    if Sign.OVERDUE in signs:
        findings += await _overdue(session, now)
    if Sign.NOT_ACKNOWLEDGED in signs:
        findings += await _not_acknowledged(session, now)
    if Sign.REWORKED_OFTEN in signs:
        findings += await _often(session, span, Act.REWORK, T.reworks >= rules.reworks, Sign.REWORKED_OFTEN)
    if Sign.PASSED_OFTEN in signs:
        passes = T.passes >= rules.passes
        findings += await _often(session, span, (Act.REASSIGN, Act.ACCEPT_SEND_BACK), passes, Sign.PASSED_OFTEN)
    if Sign.CLOSED_WITHOUT_CONTACT in signs:
        findings += await _told(session, span, (Act.APPROVE,), without_contact, rules)
    if Sign.FALSE_CONTACT in signs:
        findings += await _told(session, span, (Act.FOLLOW_UP,), false_contact, rules)
    if Sign.IMPROPER_SEND_BACK in signs:
        findings += await _told(session, span, (Act.SEND_BACK,), improper_send_back, rules)
    return sorted(findings, key=lambda one: (one.at, one.row.position))


async def _overdue(session: AsyncSession, now: datetime) -> list[Finding]:
    query = select(T).where(T.state.in_(RUNNING), T.due_at < now).order_by(T.due_at).limit(MOST)
    return [Finding(Sign.OVERDUE, row, row.lead, row.due_at or now) for row in await session.scalars(query)]


async def _not_acknowledged(session: AsyncSession, now: datetime) -> list[Finding]:
    query = (
        select(T, AssignmentRow.unit, ClockRow.due_at)
        .join(ClockRow, ClockRow.ticket == T.id)
        .join(AssignmentRow, and_(AssignmentRow.ticket == T.id, AssignmentRow.number == ClockRow.assignment))
        .where(
            ClockRow.name == ClockName.ACKNOWLEDGE,
            ClockRow.stopped_at.is_(None),
            ClockRow.due_at < now,
            AssignmentRow.state.in_(tuple(OPEN)),
            T.state.in_((State.DISPATCHED, State.HANDLING)),
        )
        .order_by(ClockRow.due_at)
        .limit(MOST)
    )
    return [Finding(Sign.NOT_ACKNOWLEDGED, row, unit, due) for row, unit, due in await session.execute(query)]


async def _often(
    session: AsyncSession, span: Span, act: Act | tuple[Act, ...], often: ColumnElement[bool], sign: Sign
) -> list[Finding]:
    acts = act if isinstance(act, tuple) else (act,)
    touched = select(ActRow.ticket).where(ActRow.act.in_(acts), ActRow.at >= span.since, ActRow.at < span.until)
    query = select(T).where(often, or_(T.state.in_(OPEN_STATES), T.id.in_(touched))).order_by(T.position).limit(MOST)
    rows = list(await session.scalars(query))
    lines = await _lines(session, [row.id for row in rows], acts)
    findings = []
    for row in rows:
        mine = lines[row.id]
        if mine:
            details = {"times": row.reworks if sign is Sign.REWORKED_OFTEN else row.passes}
            findings.append(Finding(sign, row, row.lead, mine[-1].at, tuple(one.number for one in mine), details))
    return findings


Lines = Sequence[ActRow]
Units = Mapping[int, str]


async def _told(
    session: AsyncSession, span: Span, acts: tuple[Act, ...], tells: Any, rules: TicketRules
) -> list[Finding]:
    """Return what a history tells of the tickets that had one of some acts within a period."""
    touched = select(ActRow.ticket).where(ActRow.act.in_(acts), ActRow.at >= span.since, ActRow.at < span.until)
    ids = sorted(set(await session.scalars(touched)))
    findings: list[Finding] = []
    for first in range(0, len(ids), SOME):
        some = ids[first : first + SOME]
        rows = {row.id: row for row in await session.scalars(select(T).where(T.id.in_(some)))}
        lines = await _lines(session, some, TOLD_BY)
        units: dict[uuid.UUID, dict[int, str]] = defaultdict(dict)
        for one in await session.scalars(select(AssignmentRow).where(AssignmentRow.ticket.in_(some))):
            units[one.ticket][one.number] = one.unit
        for ticket in some:
            told: Iterable[Finding] = tells(rows[ticket], lines[ticket], units[ticket], rules)
            findings += [one for one in told if span.since <= one.at < span.until]
    return findings[:MOST]


TOLD_BY = (
    *(Act.DISPATCH, Act.REASSIGN, Act.ADD_UNIT, Act.CONTACT, Act.REPLY, Act.APPROVE, Act.FOLLOW_UP),
    *(Act.SEND_BACK, Act.ACCEPT_SEND_BACK, Act.REFUSE_SEND_BACK),
)
"""Acts that detectors read."""


async def _lines(
    session: AsyncSession, ids: Sequence[uuid.UUID], acts: tuple[Act, ...]
) -> dict[uuid.UUID, list[ActRow]]:
    lines: dict[uuid.UUID, list[ActRow]] = defaultdict(list)
    for first in range(0, len(ids), SOME):
        query = select(ActRow).where(ActRow.ticket.in_(ids[first : first + SOME]), ActRow.act.in_(acts))
        for line in await session.scalars(query.order_by(ActRow.ticket, ActRow.number)):
            lines[line.ticket].append(line)
    return lines


def without_contact(row: ServiceTicketRow, lines: Lines, units: Units, rules: TicketRules) -> Iterable[Finding]:
    """Yield approvals of a round in which the citizen was not reached, though he had to be (pure)."""
    if row.kind not in rules.contact_kinds or row.ani_sealed is None:
        return
    for line in lines:
        if line.act != Act.APPROVE:
            continue
        tried = [one for one in lines if one.act == Act.CONTACT and one.round == line.round]
        if not any(one.evidence.get("reached") is True for one in tried):
            reply = next((one for one in reversed(lines) if one.act == Act.REPLY and one.number < line.number), None)
            unit = units.get(reply.assignment, "") if reply is not None else row.lead
            shown = (*(one.number for one in tried), *([reply.number] if reply is not None else []), line.number)
            yield Finding(Sign.CLOSED_WITHOUT_CONTACT, row, unit, line.at, shown, {"times": len(tried)})


def false_contact(row: ServiceTicketRow, lines: Lines, units: Units, _rules: TicketRules) -> Iterable[Finding]:
    """Yield contacts of a round that were noted as reached, and that the citizen denies when he is asked (pure)."""
    for line in lines:
        if line.act != Act.FOLLOW_UP or line.evidence.get("contacted") is not False:
            continue
        for one in lines:
            if one.act == Act.CONTACT and one.round == line.round and one.evidence.get("reached") is True:
                unit = units.get(one.assignment, "")
                yield Finding(Sign.FALSE_CONTACT, row, unit, line.at, (one.number, line.number))
                break


def improper_send_back(row: ServiceTicketRow, lines: Lines, units: Units, _rules: TicketRules) -> Iterable[Finding]:
    """Yield send-backs that were refused, or after which the unit had the ticket again after all (pure)."""
    for place, line in enumerate(lines):
        if line.act != Act.SEND_BACK:
            continue
        unit = units.get(line.assignment, "")
        for one in lines[place + 1 :]:
            if one.act == Act.SEND_BACK:
                break
            if one.act == Act.REFUSE_SEND_BACK:
                details = {"ground": line.evidence.get("ground", ""), "why": "refused"}
                yield Finding(Sign.IMPROPER_SEND_BACK, row, unit, line.at, (line.number, one.number), details)
                break
            if one.act in (Act.DISPATCH, Act.REASSIGN) and unit in (one.evidence.get("units") or ())[:1]:
                details = {"ground": line.evidence.get("ground", ""), "why": "came_back"}
                yield Finding(Sign.IMPROPER_SEND_BACK, row, unit, line.at, (line.number, one.number), details)
                break


async def for_meeting(session: AsyncSession, rules: TicketRules, limit: int = 200) -> list[ServiceTicketRow]:
    """Return open tickets that the units do not settle among themselves: for the joint meeting (联席会议).

    Passed on, sent back, or reworked as often as the rules escalate; the oldest first.
    """
    stuck = or_(T.passes >= rules.passes, T.send_backs >= rules.send_backs, T.reworks >= rules.reworks)
    query = select(T).where(T.state.in_(OPEN_STATES), stuck).order_by(T.received_at).limit(limit)
    return list(await session.scalars(query))
