"""``/api/v1/public``: answers and months that everybody reads without a session; and how they come to be published."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agent_desktop.access import Principal, Scope, allow, open_to_all
from agent_desktop.call_access import WITHOUT_CONTROLS
from agent_desktop.spreadsheets import attachment
from agent_desktop.storable import Moment
from agent_desktop.tickets.documents import Chapter, report
from agent_desktop.tickets.finding import Finder
from agent_desktop.tickets.shapes import NO_CONTROLS, Number
from agent_desktop.tickets.supervision_api import DOCX
from agent_desktop.tickets.told import KINDS, METRICS, formula
from foundation import audit
from foundation.people.masking import Exposure
from foundation.work_calendar import ZONE
from tickets.service.public import MonthContent, PublicAnswers, PublicReports
from tickets.service.public.answers import LONGEST_ANSWER, LONGEST_QUESTION

OPEN = Depends(open_to_all())
Dispatcher = Annotated[Principal, Depends(allow("tickets.dispatch", scope=Scope.ALL))]
Manager = Annotated[Principal, Depends(allow("appraisal.manage", scope=Scope.ALL))]
Month = Annotated[str, InPath(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class PublicAnswer(BaseModel):
    """A question and its answer."""

    id: str
    question: str
    answer: str
    category: str
    unit: str
    published_at: datetime


class PublicClass(BaseModel):
    """A class that has answers."""

    code: str
    label: str


class PublicPage(BaseModel):
    """What everybody finds: answers (the newest first), the classes that have some, the months that are published."""

    answers: list[PublicAnswer]
    classes: list[PublicClass]
    months: list[str]


class PublicMonth(BaseModel):
    """A month as it was published; ``revision`` 0: not yet, counted now."""

    revision: int
    published_at: datetime | None
    content: MonthContent


class MonthManaged(BaseModel):
    """A month as it is counted now, and as it was published (null: it was not)."""

    counted: PublicMonth
    published: PublicMonth | None
    is_over: bool


class NewAnswer(BaseModel):
    """A question and its answer, written so that nobody can be told from them."""

    model_config = ConfigDict(extra="forbid")

    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=4, max_length=LONGEST_QUESTION, pattern=NO_CONTROLS)
    ]
    answer: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=4, max_length=LONGEST_ANSWER, pattern=NO_CONTROLS)
    ]


class AnswerDraft(BaseModel):
    """What is published of a ticket, or what to begin with; ``published_at`` null: nothing is."""

    question: str
    answer: str
    published_at: datetime | None


class AnswersOf(BaseModel):
    """What is sought."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[str, Field(max_length=60, pattern=WITHOUT_CONTROLS)] = ""
    category: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,64}$")] = ""
    before: Moment | None = None


def create_public(finder: Finder, reports: PublicReports) -> tuple[APIRouter, APIRouter]:
    """Return the routers: of what everybody reads, and of those who publish it."""
    database, clock = finder.database, finder.acts.clock
    answers = PublicAnswers(clock)
    public = APIRouter(prefix="/api/v1/public", tags=["public"], dependencies=[OPEN])
    managed = APIRouter(prefix="/api/v1", tags=["tickets"])
    documents: dict[tuple[str, int], bytes] = {}

    @public.get("")
    async def page(of: Annotated[AnswersOf, Query()]) -> PublicPage:
        """Return answers, and what else is published."""
        async with database.read() as session:
            city = await finder.acts.organisations.in_force(session)
            found = await answers.found(session, of.words, of.category, of.before)
            classes = await answers.categories(session)
            months = await reports.months(session)
        return PublicPage(
            answers=[
                PublicAnswer(**{**vars(one), "unit": city.name_of(one.unit) if one.unit else ""}) for one in found
            ],
            classes=[PublicClass(code=code, label=label) for code, label in classes],
            months=months,
        )

    @public.get("/months/{month}")
    async def month(month: Month) -> PublicMonth:
        """Return a month that is published."""
        async with database.read() as session:
            row = await reports.published(session, month)
        return _published(row)

    @public.get("/months/{month}/document", response_class=Response, responses={200: {"content": {DOCX: {}}}})
    async def document(month: Month) -> Response:
        """Return a month that is published as a document."""
        async with database.read() as session:
            found = _published(await reports.published(session, month))
        made = documents.get((month, found.revision))
        if made is None:  # asked for by everybody: written once
            made = documents[month, found.revision] = await asyncio.to_thread(_document, found)
        return attachment(made, f"hotline-{month}.docx", DOCX)

    @managed.get("/public-months/{month}")
    async def managed_month(month: Month, _principal: Manager) -> MonthManaged:
        """Return a month as it would be published now, and as it was."""
        content = await reports.counted(month)
        async with database.read() as session:
            row = await reports.row(session, month)
        return MonthManaged(
            counted=PublicMonth(revision=0, published_at=None, content=content),
            published=_published(row) if row is not None else None,
            is_over=month < clock.now().astimezone(ZONE).strftime("%Y-%m"),
        )

    @managed.post("/public-months/{month}", status_code=201)
    async def publish_month(month: Month, principal: Manager) -> PublicMonth:
        """Publish a month that is over."""
        content = await reports.counted(month)
        async with database.write() as session:
            revision = await reports.publish(session, principal, content)
            now, what = clock.now(), f"{month}:{revision}"
            await audit.record(session, principal, "public.publish_month", "report", what, now=now)
        return PublicMonth(revision=revision, published_at=now, content=content)

    @managed.get("/tickets/{service_id}/public-answer")
    async def draft(service_id: Number, principal: Dispatcher) -> AnswerDraft:
        """Return what is published of a ticket, or its own words to begin with where they may be read."""
        async with database.read() as session:
            lens = await finder.lens(session, principal)
            row = await finder.found(session, lens, service_id)
            there = await answers.of_ticket(session, row)
            if there is not None:
                return AnswerDraft(question=there.question, answer=there.answer, published_at=there.published_at)
            shown = lens.sight(await finder.listed(session, lens, row)).words is Exposure.SHOWN
        return AnswerDraft(question=row.summary if shown else "", answer=row.reply if shown else "", published_at=None)

    @managed.put("/tickets/{service_id}/public-answer", status_code=204)
    async def publish_answer(service_id: Number, body: NewAnswer, principal: Dispatcher) -> None:
        """Publish an answer for everybody."""
        async with database.write() as session:
            row = await finder.acts.held(session, service_id)
            await answers.publish(session, row, principal, body.question, body.answer)
            await audit.record(session, principal, "public.publish", "ticket", service_id, now=clock.now())

    @managed.delete("/tickets/{service_id}/public-answer", status_code=204)
    async def withdraw_answer(service_id: Number, principal: Dispatcher) -> None:
        """Take an answer back."""
        async with database.write() as session:
            await answers.withdraw(session, await finder.acts.held(session, service_id))
            await audit.record(session, principal, "public.withdraw", "ticket", service_id, now=clock.now())

    return public, managed


def _published(row: Any) -> PublicMonth:
    content = MonthContent.model_validate(row.content)
    return PublicMonth(revision=row.revision, published_at=row.published_at, content=content)


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value * 100:.2f}%"


def _grown(count: int, before: int | None) -> str:
    if not before:
        return "—"
    return f"{(count - before) / before * 100:+.1f}%"


def _document(month: PublicMonth) -> bytes:
    """Return a month as a document."""
    one = month.content
    year, number = one.month.split("-")
    title = f"12345 政务服务便民热线运行情况月报（{year} 年 {int(number)} 月）"
    at = month.published_at.astimezone(ZONE) if month.published_at else None
    made = f"发布时间：{at:%Y-%m-%d}  第 {month.revision} 版" if at else ""
    overview = (
        f"本月共受理诉求 {one.received} 件，较上月 {_grown(one.received, one.received_before)}；"
        f"其中派发承办单位 {one.dispatched} 件，直接答复 {one.direct} 件，不予受理 {one.refused} 件。"
        f"办结 {one.closed} 件。"
    )
    rates = [(METRICS[name], _share(value), formula(one.formulas.get(name, ""))) for name, value in one.metrics.items()]
    kinds = [(KINDS.get(kind, kind), str(count)) for kind, count in one.by_kind.items()]
    lists = {"诉求分类": one.by_category, "区域分布": one.by_district, "热点诉求": one.hot}
    chapters = [
        Chapter("一、总体情况", [overview], ("类型", "件数"), kinds),
        Chapter("二、办理情况", ["各指标分母为零时不计算。"], ("指标", "本月", "计算方法"), rates),
        *(
            Chapter(
                f"{'三四五'[place]}、{name}",
                ["少于 5 件的不列出。"],
                ("名称", "件数", "较上月"),
                [(each.label, str(each.count), _grown(each.count, each.before)) for each in those],
            )
            for place, (name, those) in enumerate(lists.items())
        ),
    ]
    return report(title, made, chapters)
