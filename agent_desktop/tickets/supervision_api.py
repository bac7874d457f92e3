"""``/api/v1/ticket-supervision``: what went wrong with tickets, and the dossier for the joint meeting."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.access import Principal, Scope, allow
from agent_desktop.spreadsheets import MEDIA, FileKind, Sheet, attachment, file_of
from agent_desktop.tickets.documents import DossierCase, Position, dossier
from agent_desktop.tickets.figures_api import span_between
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.loading import Lens, labels
from agent_desktop.tickets.shapes import Number, TicketListed, UnitNamed
from agent_desktop.tickets.suggesting import candidates_of
from agent_desktop.tickets.told import ACTS, KINDS, SIGNS, STATES
from foundation import audit
from foundation.errors import BadInput
from foundation.people.masking import Exposure
from foundation.work_calendar import ZONE
from tickets.service import lists
from tickets.service.acts import history
from tickets.service.figures import Span
from tickets.service.lifecycle import Act, ClockName
from tickets.service.lists import Listed
from tickets.service.models import ActRow, ServiceTicketRow
from tickets.service.rules import TicketRules
from tickets.service.supervision import Finding, Sign, for_meeting, found

SUPERVISES = allow("tickets.supervise", scope=Scope.ALL)
Supervisor = Annotated[Principal, Depends(SUPERVISES)]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHOWN = 200
MOVED = 2000
SOME = 500
LONGEST_DAYS = 366


class FindingShown(BaseModel):
    """What a detector found; ``lines`` are the lines of history that show it, ``details`` hold no words."""

    sign: Sign
    unit: UnitNamed | None
    at: datetime
    lines: list[int]
    details: dict[str, Any]
    ticket: TicketListed


class UnitCount(BaseModel):
    """How often something was found about a unit."""

    unit: UnitNamed
    count: int


class Findings(BaseModel):
    """What was found in a period, as it stood at ``at``: how much of each sign, and the oldest of the one asked for."""

    at: datetime
    counts: dict[Sign, int]
    by_unit: list[UnitCount] = Field(description="of the sign asked for, the most first")
    findings: list[FindingShown]


class FindingsOf(BaseModel):
    """Days of China, both included, and a sign."""

    model_config = ConfigDict(extra="forbid")

    since: date
    until: date
    sign: Sign = Sign.OVERDUE


class FindingsFile(FindingsOf):
    """The same as a file, of every sign."""

    file: FileKind = "xlsx"


class Stuck(BaseModel):
    """A ticket for the joint meeting, with the units that said that it is not theirs."""

    ticket: TicketListed
    said: list[Said]


class Said(BaseModel):
    """A unit's send-back: on which ground, and how it was decided (``accepted refused open``)."""

    unit: UnitNamed
    at: datetime
    ground: str
    decided: str


class ClockMove(BaseModel):
    """A clock whose end a version of the calendar moved."""

    service_id: str
    clock: ClockName
    version: int
    due_before: datetime
    due_after: datetime
    moved_at: datetime


class DossierAsked(BaseModel):
    """Which tickets the joint meeting is to decide; the purpose of reading their words is noted in the audit."""

    model_config = ConfigDict(extra="forbid")

    service_ids: Annotated[list[Number], Field(min_length=1, max_length=50)]


def create_ticket_supervision(finder: Finder) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1/ticket-supervision", tags=["tickets"], dependencies=[Depends(SUPERVISES)])
    database = finder.database

    @router.get("")
    async def findings(of: Annotated[FindingsOf, Query()], principal: Supervisor) -> Findings:
        """Return what is found."""
        span = _span(of)
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            every = await found(session, span, lens.setting.rules, lens.setting.now)
            mine = [one for one in every if one.sign is of.sign]
            shown = mine[:SHOWN]
            listed = await _listed(session, [one.ticket.id for one in shown], principal)
        counts = dict.fromkeys(Sign, 0)
        by_unit: dict[str, int] = {}
        for one in every:
            counts[one.sign] += 1
        for one in mine:
            if one.counts:
                by_unit[one.unit] = by_unit.get(one.unit, 0) + 1
        return Findings(
            at=lens.setting.now,
            counts=counts,
            by_unit=[
                UnitCount(unit=unit, count=count)
                for code, count in sorted(by_unit.items(), key=lambda pair: -pair[1])
                if (unit := lens.unit(code)) is not None
            ],
            findings=[
                FindingShown(
                    sign=one.sign,
                    unit=lens.unit(one.unit),
                    at=one.at,
                    lines=list(one.lines),
                    details=dict(one.details),
                    ticket=lens.listed(listed[one.ticket.id]),
                )
                for one in shown
            ],
        )

    @router.get("/file", response_class=Response, responses={200: {"content": {kind: {} for kind in MEDIA.values()}}})
    async def file(of: Annotated[FindingsFile, Query()], principal: Supervisor) -> Response:
        """Return everything that is found as a file; it holds no words, and taking it is in the audit."""
        span = _span(of)
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            every = await found(session, span, lens.setting.rules, lens.setting.now)
            classes = await _classes(session, {one.ticket.id for one in every})
        what, now = f"findings:{of.since}:{of.until}", lens.setting.now
        async with database.write() as session:
            await audit.record(session, principal, "reports.export", "report", what, now=now)
        rows = [_row(lens, one, classes[one.ticket.id]) for one in every]
        sheet = Sheet("督办发现", HEADER, rows, widths=WIDTHS, frozen=2)
        return await file_of(f"supervision-{of.since:%Y%m%d}-{of.until:%Y%m%d}", of.file, [sheet])

    @router.get("/moves")
    async def moves(principal: Supervisor) -> list[ClockMove]:
        """Return the clocks that the calendar in force moved, those that end first before the others."""
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            setting = lens.setting
            moved = await lists.moves(session, setting.rules.calendar, setting.calendar_version, MOVED)
        return [
            ClockMove(
                service_id=number,
                clock=ClockName(clock),
                version=one.version,
                due_before=one.due_before,
                due_after=one.due_after,
                moved_at=one.moved_at,
            )
            for one, number, clock in moved
        ]

    @router.get("/meeting")
    async def meeting(principal: Supervisor) -> list[Stuck]:
        """Return the tickets that units do not settle among themselves, the oldest first."""
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            rows = await for_meeting(session, lens.setting.rules, SHOWN)
            listed = await lists.with_parts(session, rows, principal.account_id)
            said = await _said(session, lens, listed)
        return [
            Stuck(
                ticket=lens.listed(one),
                said=[
                    Said(unit=unit, at=line.at, ground=_ground(lens.setting.rules, line), decided=decided)
                    for unit, line, decided in those
                ],
            )
            for one in listed
            for those in (said[one.row.id],)
        ]

    @router.post("/meeting/dossier", response_class=Response, responses={200: {"content": {DOCX: {}}}})
    async def meeting_dossier(body: DossierAsked, principal: Supervisor) -> Response:
        """Return the dossier of some tickets as a document; reading their words is in the audit, ticket by ticket."""
        cases, read = [], []
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            for number in dict.fromkeys(body.service_ids):
                row = await finder.found(session, lens, number)
                sight = lens.sight(await finder.listed(session, lens, row))
                reads = sight.words is not Exposure.WITHHELD
                read += [number] if reads else []
                cases.append(await _case(session, lens, row, reads))
        now = lens.setting.now.astimezone(ZONE)
        made = f"生成时间：{now:%Y-%m-%d %H:%M}  共 {len(cases)} 件"
        content = await asyncio.to_thread(dossier, "12345 热线疑难工单联席会议材料", made, cases)
        async with database.write() as session:
            for number in read:
                await finder.note_look(session, principal, "words.read", number, "dispute", "joint meeting")
        return attachment(content, f"joint-meeting-{now:%Y%m%d-%H%M}.docx", DOCX)

    return router


def _span(of: FindingsOf) -> Span:
    """Return the moments of a period of a year at most: whole histories are read for it."""
    if (of.until - of.since).days > LONGEST_DAYS:
        raise BadInput("supervision looks at a year at most", field="until")
    return span_between(of.since, of.until)


async def _listed(session: AsyncSession, ids: Sequence[uuid.UUID], principal: Principal) -> dict[uuid.UUID, Listed]:
    """Return tickets as lists show them, by their ids."""
    rows = list(await session.scalars(select(ServiceTicketRow).where(ServiceTicketRow.id.in_(ids))))
    return {one.row.id: one for one in await lists.with_parts(session, rows, principal.account_id)}


async def _classes(session: AsyncSession, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the class of tickets in words, from the first level down."""
    rows, wanted = ServiceTicketRow, sorted(ids)
    levels = (rows.category_label, rows.category_level2_label, rows.category_level3_label)
    told = {}
    for first in range(0, len(wanted), SOME):
        query = select(rows.id, *levels).where(rows.id.in_(wanted[first : first + SOME]))
        for ticket, *names in await session.execute(query):
            told[ticket] = " / ".join(name for name in names if name)
    return told


HEADER = ("情形", "工单编号", "单位", "区县", "诉求分类", "时间", "依据步骤", "情形代码", "单位代码", "分类代码")
WIDTHS = (16, 22, 28, 12, 40, 18, 14, 24, 20, 20)


def _row(lens: Lens, one: Finding, class_: str) -> list[Any]:
    at = one.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    lines = "、".join(str(number) for number in one.lines)
    name, ticket = lens.organisation.name_of(one.unit) if one.unit else "", one.ticket
    words = [SIGNS[one.sign], ticket.service_id, name, ticket.district or "", class_, at, lines]
    return [*words, one.sign.value, one.unit, ticket.matter]


def _ground(rules: TicketRules, line: ActRow) -> str:
    code = str(line.evidence.get("ground") or "")
    return next((one.label for one in rules.send_back_grounds if one.code == code), code)


SAID_BY = (Act.SEND_BACK, Act.ACCEPT_SEND_BACK, Act.REFUSE_SEND_BACK)


async def _said(
    session: AsyncSession, lens: Lens, tickets: Sequence[Listed]
) -> dict[uuid.UUID, list[tuple[UnitNamed, ActRow, str]]]:
    """Return every send-back of some tickets with its unit and how it was decided."""
    ids = [one.row.id for one in tickets]
    query = select(ActRow).where(ActRow.ticket.in_(ids), ActRow.act.in_(SAID_BY))
    units = {(one.row.id, each.number): each.unit for one in tickets for each in one.assignments}
    told: dict[uuid.UUID, list[tuple[UnitNamed, ActRow, str]]] = {number: [] for number in ids}
    for line in await session.scalars(query.order_by(ActRow.ticket, ActRow.number)):
        mine = told[line.ticket]
        if line.act == Act.SEND_BACK:
            unit = lens.unit(units.get((line.ticket, line.assignment), ""))
            mine += [(unit, line, "open")] if unit is not None else []
        elif mine:
            unit, sent, _ = mine[-1]
            mine[-1] = unit, sent, "accepted" if line.act == Act.ACCEPT_SEND_BACK else "refused"
    return told


DECIDED = {"accepted": "同意退单", "refused": "驳回退单", "open": "待裁定"}


async def _case(session: AsyncSession, lens: Lens, row: ServiceTicketRow, reads: bool) -> DossierCase:
    """Return a ticket as the meeting reads it; without its words and narrower places where it is confidential."""
    duties = []
    [candidates] = await candidates_of(session, lens.organisation, [(row, reads)], lens.setting.now)
    for one in candidates:
        for reason in one.reasons:
            details = reason.details
            if reason.code == "duty":
                duties.append(f"{one.unit.name}：{details.get('place') or ''}{details.get('basis') or ''}（职责清单）")
            elif reason.code == "history":
                duties.append(f"{one.unit.name}：近半年同类办理 {details['kept']} 件，退单 {details['sent_back']} 件")
    end = row.due_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if row.due_at else ""
    facts = (
        ("类型", KINDS.get(row.kind, row.kind)),
        ("分类", " / ".join(labels(row))),
        (
            "地点",
            " ".join(name for name in (row.district, row.street if reads else "", row.place if reads else "") if name),
        ),
        ("受理时间", row.received_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")),
        ("办理期限", end),
        ("当前状态", STATES.get(row.state, row.state)),
        ("主办单位", lens.organisation.name_of(row.lead) if row.lead else "未确定"),
        ("退单 / 转派 / 重办", f"{row.send_backs} / {row.passes} / {row.reworks}"),
    )
    lines = []
    for line in await history(session, row.id):
        who = lens.organisation.name_of(line.actor_unit) if line.actor_unit else ""
        units = "、".join(lens.organisation.name_of(str(code)) for code in line.evidence.get("units") or ())
        parts = (ACTS.get(line.act, line.act), who, units, line.reason if reads else "")
        lines.append((line.at, "  ".join(part for part in parts if part)))
    positions = [
        Position(unit.name, line.at, _ground(lens.setting.rules, line), line.reason if reads else "", DECIDED[decided])
        for unit, line, decided in (await _said(session, lens, await lists.with_parts(session, [row], None)))[row.id]
    ]
    title = row.summary if reads and row.summary else (labels(row) or ["诉求"])[-1]
    return DossierCase(
        row.service_id, title, facts, row.description if reads else "", tuple(duties), tuple(positions), tuple(lines)
    )
