"""Documents for offices (DOCX): the dossier of tickets for the joint meeting, and the month for everybody."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import qn
from docx.shared import Pt

from foundation.work_calendar import ZONE

FONT, HEAD_FONT = "宋体", "黑体"


@dataclass(frozen=True)
class Position:
    """What a unit said about whose a matter is: when, on which ground and why, and how it was decided."""

    unit: str
    at: datetime
    ground: str
    reason: str
    decided: str


@dataclass(frozen=True)
class DossierCase:
    """One ticket of a dossier; words are empty where they are confidential."""

    number: str
    title: str
    facts: Sequence[tuple[str, str]]
    words: str
    duties: Sequence[str]
    positions: Sequence[Position]
    history: Sequence[tuple[datetime, str]]


@dataclass(frozen=True)
class Chapter:
    """A part of a report: sentences, and a table under them."""

    title: str
    sentences: Sequence[str] = ()
    header: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _fit(text: str) -> str:
    """Return a text without what a document cannot hold."""
    return _UNFIT.sub("", text)


def _begun() -> Open:
    document = Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        font = FONT if name == "Normal" else HEAD_FONT
        style.font.name = font
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    document.styles["Normal"].font.size = Pt(11)
    return document


def _table(document: Open, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(header))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _fit(text)
    document.add_paragraph()


def _saved(document: Open) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _moment(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def dossier(title: str, made: str, cases: Sequence[DossierCase]) -> bytes:
    """Return the dossier of some tickets: the matter, whose it may be and why, what units said, what was done."""
    document = _begun()
    document.add_heading(title, 0)
    document.add_paragraph(made)
    for place, case in enumerate(cases, 1):
        if place > 1:
            document.add_page_break()  # type: ignore[no-untyped-call]
        document.add_heading(_fit(f"{place}. {case.title}"), 1)
        _table(document, ("项目", "内容"), [("工单编号", case.number), *case.facts])
        document.add_heading("诉求", 2)
        document.add_paragraph(_fit(case.words) or "保密诉求，内容仅指定人员可见。")
        document.add_heading("职责依据", 2)
        for duty in case.duties:
            document.add_paragraph(_fit(duty), style="List Bullet")
        if not case.duties:
            document.add_paragraph("职责清单中没有对应条目。")
        document.add_heading("各单位意见", 2)
        if case.positions:
            said = [(one.unit, _moment(one.at), one.ground, one.reason, one.decided) for one in case.positions]
            _table(document, ("单位", "时间", "依据", "理由", "裁定"), said)
        else:
            document.add_paragraph("没有退单意见。")
        document.add_heading("办理过程", 2)
        _table(document, ("时间", "经过"), [(_moment(at), what) for at, what in case.history])
        document.add_heading("会议意见", 2)
        _table(document, ("主办单位", "协办单位", "完成时限", "签字"), [("", "", "", "")])
    return _saved(document)


def report(title: str, made: str, chapters: Sequence[Chapter]) -> bytes:
    """Return a report: chapters of sentences and tables."""
    document = _begun()
    document.add_heading(title, 0)
    document.add_paragraph(made)
    for chapter in chapters:
        document.add_heading(chapter.title, 1)
        for sentence in chapter.sentences:
            document.add_paragraph(sentence)
        if chapter.header:
            _table(document, chapter.header, chapter.rows)
    return _saved(document)
