"""Questions and answers for everybody: written anew by a person, and refused while somebody can be told from them."""

from __future__ import annotations

import re
import unicodedata
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
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_APART = re.compile(r"[\s.·・_\-－—–()（）]+")
_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}(?![0-9])")
_NUMBER = re.compile(r"[0-9]{7,}")
_PLATE = re.compile(rf"[{_PROVINCES}][A-Z][A-Z0-9]{{5,6}}")
_NAME = re.compile(rf"[{_SURNAMES}](?:某某?|\w{{0,2}})(?:先生|女士|小姐|阿姨|大爷|师傅|同志)")
_HOUSE = re.compile(r"[0-9]+\s*(?:栋|幢|座|单元|室|房|号楼|号院)|[0-9]+-[0-9]{3,4}(?![0-9])")
_CHINESE = re.compile(r"[〇零一二三四五六七八九]{7,}|[一二三四五六七八九十]+(?:栋|单元|号楼|号院)")


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
    """Return by what somebody can be told from a text, as a code; empty: by nothing that is known here (pure).

    Long numbers, plates, names with a title, and houses; a name without a title only a reader finds.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    close = _APART.sub("", _DATE.sub("日", plain))
    if _NUMBER.search(close) or (re.search(r"[0-9]{7,}", close.translate(_DIGITS)) and _CHINESE.search(close)):
        return "number_inside"
    if _PLATE.search(close):
        return "plate_inside"
    if _NAME.search(plain):
        return "name_inside"
    return "address_inside" if _HOUSE.search(plain) or _CHINESE.search(plain) else ""


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
