"""Questions and answers for everybody: written anew by a person, and refused while somebody can be told from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from foundation.people import Principal
from tickets.service.lifecycle import State
from tickets.service.models import PublicAnswerRow, ServiceTicketRow

LONGEST_QUESTION, LONGEST_ANSWER = 200, 2000
MOST = 50
ANSWERED = frozenset({State.CLOSED, State.ARCHIVED})
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦"
    "付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤区欧冼麦植"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
FAULTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("number_inside", re.compile(r"(?:[0-9０-９][\s\-－—]?){7,}")),
    (
        "plate_inside",
        re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5,6}"),
    ),
    ("name_inside", re.compile(rf"[{_SURNAMES}](?:某某?|\w{{0,2}})(?:先生|女士|小姐|阿姨|大爷|师傅|同志)")),
    ("address_inside", re.compile(r"\d+\s*(?:栋|幢|座|单元|室|房|号楼|号院)")),
)
"""By what somebody can be told: long numbers, plates, names, where somebody lives."""


@dataclass(frozen=True)
class Answer:
    """A question and its answer as everybody reads them; ``unit`` is a code."""

    id: str
    question: str
    answer: str
    category: str
    unit: str
    published_at: datetime


def fault_of(text: str) -> str:
    """Return by what somebody can be told from a text, as a code; empty: by nothing that is known here (pure)."""
    return next((code for code, pattern in FAULTS if pattern.search(text)), "")


class PublicAnswers:
    """Publishes and withdraws; acts run in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def publish(
        self, session: AsyncSession, row: ServiceTicketRow, principal: Principal, question: str, answer: str
    ) -> None:
        """Publish an answer, or put a new wording in the place of the one that is there.

        Raises:
            Conflict: the ticket is not answered by a unit or an agent, or is confidential. BadInput: somebody can be
                told from the words.
        """
        if row.confidential:
            raise Conflict("a confidential matter is not published", reason="confidential")
        if State(row.state) not in ANSWERED or row.closing not in ("replied", "direct"):
            raise Conflict("only an answered ticket is published", reason="not_in_this_state")
        if code := fault_of(question) or fault_of(answer):
            raise BadInput(f"somebody can be told from these words: {code}", reason=code)
        there = await self.of_ticket(session, row, withdrawn=True)
        found = there or PublicAnswerRow(id=new_id(), ticket=row.id)
        found.question, found.answer = question, answer
        found.category_code = row.category_level2_code or row.category_code
        found.category_label = row.category_level2_label or row.category_label
        found.unit, found.withdrawn_at = row.lead, None
        found.published_by, found.published_at = principal.account_id, self._clock.now()
        session.add(found)

    async def withdraw(self, session: AsyncSession, row: ServiceTicketRow) -> None:
        """Take an answer back.

        Raises:
            NotFound: none is published.
        """
        found = await self.of_ticket(session, row)
        if found is None:
            raise NotFound("no answer of this ticket is published")
        found.withdrawn_at = self._clock.now()

    async def of_ticket(
        self, session: AsyncSession, row: ServiceTicketRow, *, withdrawn: bool = False
    ) -> PublicAnswerRow | None:
        """Return what is published of a ticket."""
        query = select(PublicAnswerRow).where(PublicAnswerRow.ticket == row.id)
        if not withdrawn:
            query = query.where(PublicAnswerRow.withdrawn_at.is_(None))
        return (await session.scalars(query)).one_or_none()

    async def found(
        self, session: AsyncSession, words: str, category: str, before: datetime | None, limit: int = 20
    ) -> list[Answer]:
        """Return answers, the newest first; of words those that hold all of them."""
        row = PublicAnswerRow
        query = select(row).where(row.withdrawn_at.is_(None))
        for word in words.split()[:5]:
            query = query.where(
                or_(row.question.contains(word, autoescape=True), row.answer.contains(word, autoescape=True))
            )
        if category:
            query = query.where(row.category_code == category)
        if before is not None:
            query = query.where(row.published_at < before)
        rows = await session.scalars(query.order_by(row.published_at.desc()).limit(min(limit, MOST)))
        return [
            Answer(str(one.id), one.question, one.answer, one.category_label, one.unit, one.published_at)
            for one in rows
        ]

    async def categories(self, session: AsyncSession) -> list[tuple[str, str]]:
        """Return code and label of the classes that have answers."""
        row = PublicAnswerRow
        query = select(row.category_code, row.category_label).where(row.withdrawn_at.is_(None)).distinct()
        return [(code, label) for code, label in await session.execute(query.order_by(row.category_label))]
