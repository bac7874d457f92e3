"""Figures from the call rows of either database equal those of a count by hand; their files open."""

from __future__ import annotations

import csv
import io
import random
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from stores import KINDS, fresh_store
from test_flows import send, whole
from whole_web import Whole

from foundation.database import Base, Database
from foundation.errors import BadInput
from queueing.figures.metrics import OUTCOMES, Counts, computed
from queueing.figures.report import Asked, Row, agent_counts, report, together
from queueing.rules.model import QueueRules
from telephony.models import AgentStayRow, CallRow, ContactRow, HoldRow, QueueVisitRow, RingRow, TalkRow

__all__ = ["whole"]  # the fixture

CHINA = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2026, 11, 23, tzinfo=CHINA)
UNTIL = SINCE + timedelta(days=2)
NOW = UNTIL + timedelta(days=1)
GREETING = 8.0
RULES = QueueRules.model_validate(
    {
        "skills": {"english": {}},
        "queues": {
            "hotline_general": {"target_seconds": 15},
            "english": {"requires": ["english"], "target_seconds": 30},
        },
    }
)


def _day(seed: int = 7, calls: int = 400) -> tuple[list[Base], list[CallRow], list[QueueVisitRow]]:
    """Invent calls of two days and a bit, of every kind."""
    dice = random.Random(seed)
    rows: list[Base] = []
    made: list[CallRow] = []
    visits: list[QueueVisitRow] = []
    for number in range(calls):
        entered = SINCE - timedelta(hours=1) + timedelta(seconds=dice.random() * 50 * 3600)
        kind = dice.choice(["answered"] * 4 + ["abandoned", "short_abandoned", "timed_out", "menu", "greeting", "open"])
        contact = ContactRow(
            contact_id=uuid.uuid4(),
            channel="voice",
            direction="inbound",
            purpose="hotline",
            platform="",
            confidential=False,
            opened_at=entered,
        )
        call = CallRow(
            call_id=uuid.uuid4(),
            contact_id=contact.contact_id,
            node="node1",
            linkedid=f"node1-1795400000.{number}",
            direction="inbound",
            purpose=dice.choice(["hotline"] * 9 + ["test"]),
            line=dice.choice(["12345", "12329"]),
            language=dice.choice(["zh", "en"]),
            entered_at=entered,
        )
        rows += [contact, call]
        made.append(call)
        if kind in ("menu", "greeting"):
            call.outcome = "menu_exit"
            call.ended_at = entered + timedelta(seconds=3 if kind == "greeting" else 30)
            continue
        offered = entered + timedelta(seconds=10)
        wait = round(dice.random() * 60, 3)
        visit = QueueVisitRow(
            queue_visit_id=uuid.uuid4(),
            call_id=call.call_id,
            queue=dice.choice(["hotline_general", "english"]),
            position=1,
            offered_at=offered,
            line=call.line,
            language=call.language,
            purpose=call.purpose,
        )
        rows.append(visit)
        visits.append(visit)
        if kind == "open":
            continue
        visit.left_at, visit.outcome, visit.wait_seconds = offered + timedelta(seconds=wait), kind, wait
        call.outcome, call.ended_at = kind, visit.left_at
        if kind == "answered":
            visit.answered_at = visit.left_at
            call.answered_at, call.time_to_answer_seconds = visit.left_at, 10 + wait
    return rows, made, visits


@pytest.fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield each kind of store."""
    async with fresh_store(request.param, tmp_path, "telephony_") as made:
        yield made


def _slow(calls: list[CallRow], visits: list[QueueVisitRow], begin: datetime, end: datetime) -> Counts:
    """Count as one would by hand."""
    counted = {call.call_id for call in calls if call.purpose == "hotline"}
    total = Counts()
    for call in calls:
        if call.call_id not in counted or not begin <= call.entered_at < end:
            continue
        left = call.outcome == "menu_exit" and call.ended_at is not None
        early = left and (call.ended_at - call.entered_at).total_seconds() <= GREETING  # type: ignore[operator]
        answer = call.time_to_answer_seconds
        total += Counts(
            entered=1,
            left_in_greeting=int(early),
            left_in_menu=int(left and not early),
            calls_answered=int(answer is not None),
            answered_in_time=int(answer is not None and answer <= 15),
            time_to_answer_seconds=answer or 0.0,
        )
    for visit in visits:
        if visit.call_id not in counted or not begin <= visit.offered_at < end:
            continue
        answered = visit.answered_at is not None
        outcome = {str(visit.outcome): 1} if visit.outcome else {"open": 1}
        wait = visit.wait_seconds
        target = RULES.queues[visit.queue].target_seconds
        given: dict[str, Any] = {
            "offered": 1,
            "within_target": int(answered and wait is not None and wait <= target),
            "wait_seconds": wait if answered and wait is not None else 0.0,
            "longest_wait_seconds": wait if wait is not None else (NOW - visit.offered_at).total_seconds(),
            **outcome,
        }
        total += Counts(**given)
    return total


def _same(found: Counts, wanted: Counts) -> bool:
    return found.__dict__ == pytest.approx(wanted.__dict__, abs=1e-2)


async def test_a_report_equals_a_count_by_hand_and_its_sums_hold(database: Database) -> None:
    rows, calls, visits = _day()
    async with database.write() as session:
        session.add_all(rows)
    async with database.read() as session:
        whole = await report(session, Asked(SINCE, UNTIL, "day"), RULES, NOW, greeting_seconds=GREETING)
        hours = await report(session, Asked(SINCE, UNTIL, "hour"), RULES, NOW, greeting_seconds=GREETING)
        quarters = await report(session, Asked(SINCE, UNTIL, "quarter"), RULES, NOW, greeting_seconds=GREETING)
    assert _same(together(whole), _slow(calls, visits, SINCE, UNTIL))
    for row in (*whole, *hours, *quarters):
        assert _same(row.counts, _slow(calls, visits, row.slot.start, row.slot.end)), row
        assert row.counts.offered == row.counts.open + sum(getattr(row.counts, one) for one in OUTCOMES)
    assert (len(whole), len(hours), len(quarters)) == (2, 48, 192)
    assert _same(together(hours), together(whole))


async def test_by_queue_line_language_and_skill_add_up_to_the_whole(database: Database) -> None:
    rows, *_ = _day()
    async with database.write() as session:
        session.add_all(rows)

    async def asked(**more: Any) -> list[Row]:
        async with database.read() as session:
            return await report(session, Asked(SINCE, UNTIL, "month", **more), RULES, NOW, greeting_seconds=GREETING)

    total = together(await asked())
    for by in ("queue", "line", "language", "skill"):
        parts = await asked(by=by)
        found = together(parts)
        assert (found.offered, found.wait_seconds) == (total.offered, pytest.approx(total.wait_seconds)), by
        if by in ("line", "language"):
            assert found.entered == total.entered
    assert {row.key for row in await asked(by="queue")} == {"hotline_general", "english"}
    assert {row.key for row in await asked(by="skill")} == {"", "english"}
    peak, off = together(await asked(part="peak")), together(await asked(part="off_peak"))
    assert 0 < peak.offered < total.offered
    assert _same(peak + off, total)
    assert computed(total)["service_level"] is not None


async def test_an_agents_time_is_what_he_was_in(database: Database) -> None:
    at = SINCE + timedelta(hours=9)

    def stay(state: str, begin: float, end: float | None, reason: str = "") -> AgentStayRow:
        ended = None if end is None else at + timedelta(seconds=end)
        return AgentStayRow(
            stay_id=uuid.uuid4(),
            agent="1001",
            shown_state=state,
            pause_reason=reason,
            started_at=at + timedelta(seconds=begin),
            ended_at=ended,
        )

    call = CallRow(
        call_id=uuid.uuid4(),
        contact_id=uuid.uuid4(),
        node="n",
        linkedid="n-1795400000.1",
        direction="inbound",
        purpose="hotline",
        line="12345",
        entered_at=at,
    )
    talk = TalkRow(
        talk_id=uuid.uuid4(),
        call_id=call.call_id,
        agent="1001",
        started_at=at + timedelta(seconds=100),
        ended_at=at + timedelta(seconds=300),
    )
    hold = HoldRow(
        hold_id=uuid.uuid4(),
        call_id=call.call_id,
        talk_id=talk.talk_id,
        whose="agent",
        started_at=at + timedelta(seconds=150),
        ended_at=at + timedelta(seconds=170),
    )
    ring = RingRow(
        ring_id=uuid.uuid4(),
        call_id=call.call_id,
        queue_visit_id=uuid.uuid4(),
        agent="1001",
        started_at=at,
        ended_at=at + timedelta(seconds=15),
        result="no_answer",
    )
    stays = [
        stay("logged_off", -1000, -50),
        stay("ready", -50, 100),
        stay("talking", 100, 300),
        stay("wrap_up", 300, 330),
        stay("paused", 330, 500, "meal"),
        stay("ready", 500, None),
    ]
    async with database.write() as session:
        session.add_all([call, talk, hold, ring, *stays])
    async with database.read() as session:
        found = (await agent_counts(session, at, at + timedelta(seconds=600)))["1001"]
    assert (found.talks, found.ring_no_answer) == (1, 1)
    assert (found.talk_seconds, found.hold_seconds, found.wrap_up_seconds) == pytest.approx((180, 20, 30), abs=0.01)
    # The stay that began before counts from the beginning, the one that goes on to the end.
    assert (found.logged_in_seconds, found.paused_seconds) == pytest.approx((600, 170), abs=0.01)
    assert computed(found)["occupancy"] == pytest.approx(230 / 430, abs=1e-4)


async def test_what_cannot_be_reported_is_refused(database: Database) -> None:
    async with database.read() as session:
        for asked in (
            Asked(UNTIL, SINCE),
            Asked(SINCE, SINCE + timedelta(days=4000), "quarter"),
            Asked(SINCE, SINCE + timedelta(days=90), "day", by="agent"),
        ):
            with pytest.raises(BadInput):
                await report(session, asked, RULES, NOW, greeting_seconds=GREETING)


async def test_reports_are_read_and_taken_as_files(whole: Whole) -> None:
    rows, *_ = _day(calls=60)
    async with whole.house.database.write() as session:
        session.add_all(rows)
    of = "since=2026-11-23T00:00&until=2026-11-25T00:00&interval=day&by=queue"
    shown = (await send(whole, "GET", f"reports?{of}", role="supervisor")).json()
    assert shown["total"]["counts"]["offered"] == sum(row["counts"]["offered"] for row in shown["rows"]) > 0
    dictionary = (await send(whole, "GET", "reports/metrics", role="supervisor")).json()
    assert set(shown["total"]["metrics"]) == {one["name"] for one in dictionary}

    sheet = await send(whole, "GET", f"reports/file?{of}&kind=xlsx", role="supervisor")
    assert sheet.status_code == 200, sheet.text
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    assert book.sheetnames == ["figures", "dictionary"]
    figures = list(book["figures"].iter_rows(values_only=True))
    offered = figures[0].index("offered")
    assert sum(float(row[offered] or 0) for row in figures[1:]) == shown["total"]["counts"]["offered"]  # type: ignore[arg-type]
    text = await send(whole, "GET", f"reports/file?{of}&kind=csv", role="supervisor")
    lines = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    assert [line["key"] for line in lines] == [row["key"] for row in shown["rows"]]
    assert (await send(whole, "GET", f"reports?{of}", role="agent")).status_code == 403
    assert (await send(whole, "GET", "reports?since=2026-11-23&until=2026-11-22", role="supervisor")).status_code == 422


async def test_a_zone_moves_the_day(whole: Whole) -> None:
    rows, *_ = _day(calls=60)
    async with whole.house.database.write() as session:
        session.add_all(rows)
    of = "since=2026-11-22T00:00:00Z&until=2026-11-27T00:00:00Z&interval=day&zone="
    china = (await send(whole, "GET", f"reports?{of}Asia/Shanghai", role="supervisor")).json()["rows"]
    berlin = (await send(whole, "GET", f"reports?{of}Europe/Berlin", role="supervisor")).json()["rows"]
    assert china[0]["start"].endswith("+08:00")
    assert berlin[0]["start"].endswith("+01:00")
    assert sum(r["counts"]["entered"] for r in china) == sum(r["counts"]["entered"] for r in berlin)
    assert [r["counts"]["entered"] for r in china] != [r["counts"]["entered"] for r in berlin]
