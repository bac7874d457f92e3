"""Figures of tickets, against a count of every ticket, clock and line by hand."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from tickets_world import VAULT

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.work_calendar import ZONE
from hotline.generate.city import generate_city
from hotline.generate.store import Generator, Wanted
from tickets.service import TicketService
from tickets.service.figures import METRICS, Counts, Part, Span, board, bursts, computed
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ClosingRow, ServiceTicketRow


@pytest.fixture
async def service(database: Database) -> TicketService:
    made = TicketService(database, region="440100", vault=VAULT, clock=FakeClock())
    await Generator(database, made.acts, VAULT, "440100").fill(generate_city(Random(3), 3, 30), Wanted(400, 50, 3))
    return made


async def test_every_count_is_what_one_counts_by_hand(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=30), now - timedelta(days=3))
    found = await board(service.database, span, Part(), now)
    async with service.database.read() as session:
        rows = list(await session.scalars(select(ServiceTicketRow)))
        clocks = list(await session.scalars(select(ClockRow)))
        lines = list(await session.scalars(select(ActRow)))
        answers = list(await session.scalars(select(ClosingRow)))
    told = {(line.ticket, line.assignment, line.at) for line in lines if line.act in ("acknowledge", "send_back")}

    def within(moment: datetime | None) -> bool:
        return moment is not None and span.since <= moment < span.until

    received = [row for row in rows if within(row.received_at)]
    closed = [one for one in answers if within(one.closed_at)]
    handled = [one for one in clocks if one.name == "handle" and within(one.stopped_at)]
    prompt = [one for one in clocks if one.name == "acknowledge" and within(one.stopped_at)]
    prompt = [one for one in prompt if (one.ticket, one.assignment, one.stopped_at) in told]
    scored = [row for row in closed if row.score is not None and not row.is_case]
    in_time = [one for one in handled if one.stopped_at is not None and one.stopped_at <= one.due_at]
    promptly = [one for one in prompt if one.stopped_at is not None and one.stopped_at <= one.due_at]
    assert found.counts == Counts(
        received=len(received),
        dispatched=sum(row.lead != "" or row.send_backs > 0 for row in received),
        straight=sum(row.lead != "" and row.send_backs == 0 and row.passes == 0 for row in received),
        direct=sum(row.closing == "direct" for row in received),
        refused=0,
        closed=len(closed),
        asked=sum(row.resolved is not None or row.score is not None for row in closed),
        confirmed=sum(row.resolved is True for row in closed),
        scored=len(scored),
        satisfied=sum((row.score or 0) >= 3 for row in scored),
        handled=len(handled),
        in_time=len(in_time),
        acknowledged=len(prompt),
        promptly=len(promptly),
        sent_back=sum(line.act == "send_back" and within(line.at) for line in lines),
        reworked=sum(line.act == "rework" and within(line.at) for line in lines),
    )
    endings = ("approve", "resolve_directly", "refuse", "close_with_main")
    assert found.counts.closed == sum(line.act in endings and within(line.at) for line in lines)
    assert found.counts.received > 100
    assert 0 < found.counts.in_time < found.counts.handled
    assert found.by_kind == Counter(row.kind for row in received)
    assert found.by_district == Counter(row.district for row in received)
    assert found.by_hour == Counter(row.received_at.astimezone(ZONE).hour for row in received)
    assert found.by_day == Counter(row.received_at.astimezone(ZONE).date() for row in received)
    assert {code: count for code, _, count in found.by_category} == Counter(row.category_code for row in received)
    assert sum(line.counts.received for line in found.units) == sum(row.lead != "" for row in received)
    open_states = {"accepted", "dispatched", "handling", "suspended", "sent_back", "replied", "joined"}
    still = [row for row in rows if row.state in open_states]
    running = [row for row in still if row.state not in ("replied", "suspended")]
    assert (found.open, found.overdue) == (len(still), sum(row.due_at < now for row in running if row.due_at))


async def test_a_unit_has_what_its_assignments_tell(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=60), now)
    found = await board(service.database, span, Part(), now)
    async with service.database.read() as session:
        units = {(one.ticket, one.number): one.unit for one in await session.scalars(select(AssignmentRow))}
        lines = [one for one in await session.scalars(select(ActRow)) if one.act == "send_back"]
    sent = Counter(units[line.ticket, line.assignment] for line in lines)
    assert {line.unit: line.counts.sent_back for line in found.units if line.counts.sent_back} == sent


async def test_parts_add_up_to_the_whole(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=60), now)
    whole = await board(service.database, span, Part(), now)
    parts = [await board(service.database, span, Part(district=name), now) for name in whole.by_district]
    assert sum((one.counts for one in parts), Counts()) == whole.counts
    assert {
        name: part.counts.received for name, part in zip(whole.by_district, parts, strict=True)
    } == whole.by_district
    nothing = await board(service.database, span, Part(party="enterprise"), now)
    assert nothing.counts == Counts()
    assert set(computed(nothing.counts).values()) == {None}, "of nothing there is no figure"


async def test_many_of_one_matter_in_an_hour_are_a_burst(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=60), now)
    async with service.database.read() as session:
        assert await bursts(session, span, Part()) == []
    async with service.database.write() as session:
        rows = list(await session.scalars(select(ServiceTicketRow).limit(6)))
        for row in rows:
            row.matter, row.category_level3_label, row.district = "con_municipal_16", "自来水供应", "天河区"
            row.received_at = now - timedelta(hours=2)
            row.received_day, row.received_hour = now.date(), 7
    async with service.database.read() as session:
        found = await bursts(session, span, Part())
    assert [(one.label, one.district, one.hour, one.count) for one in found][:1] == [("自来水供应", "天河区", 7, 6)]


def test_every_figure_is_a_formula_of_counts() -> None:
    counts = Counts(*range(1, 17))
    values = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    for metric in METRICS:
        part, _, whole = metric.formula.partition(" / ")
        assert metric.of(counts) == pytest.approx(values[part] / values[whole])
        assert metric.of(Counts()) is None
