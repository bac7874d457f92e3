"""Figures of tickets, against a count of every ticket, clock and line by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import func, select
from test_ticket_acts import AGENT, DISPATCHER, SPOKEN, URBAN, WATER, City
from tickets_world import VAULT

from agent_desktop.spreadsheets import as_xlsx, read_xlsx
from agent_desktop.tickets.figures_file import sheets_of
from foundation.clock import FakeClock
from foundation.database import Database
from foundation.errors import BadInput
from foundation.people import Principal
from foundation.work_calendar import ZONE
from hotline.generate.city import generate_city
from hotline.generate.store import Generator, Wanted
from tickets.service import TicketService
from tickets.service.cases import clock_of
from tickets.service.figures import (
    METRICS,
    ClockLine,
    Counts,
    Part,
    Span,
    board,
    bursts,
    clock_lines,
    computed,
    dashboard,
    narrowed,
    reasons,
    totals,
)
from tickets.service.lifecycle import Act, ClockName
from tickets.service.lists import Filter, View, page
from tickets.service.models import ActRow, AssignmentRow, ClockRow, ClosingRow, ServiceTicketRow
from tickets.service.rules import shipped_rules


@pytest.fixture
async def service(database: Database) -> TicketService:
    made = TicketService(database, region="440100", vault=VAULT, clock=FakeClock())
    await Generator(database, made.acts, VAULT, "440100").fill(generate_city(Random(3), 3, 30), Wanted(400, 50, 3))
    return made


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


def first_dispatch(lines: list[ActRow]) -> tuple[str, str]:
    """Return the unit of a ticket's first dispatch, and what became of it: ``kept lost open``; nothing without one."""
    unit, outcome = "", ""
    for line in lines:
        if line.act == "dispatch" and not unit:
            unit, outcome = line.evidence["units"][0], "open"
        elif unit and line.act in ("join", "approve"):
            break
        elif outcome and (line.act == "reassign" or (line.act == "send_back" and line.assignment == 1)):
            return unit, "lost"
        elif line.act == "acknowledge" and line.assignment == 1:
            outcome = "kept"
    return unit, outcome


async def test_every_count_is_what_one_counts_by_hand(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=30), now - timedelta(days=3))
    found = await board(service.database, span, Part(), now)
    async with service.database.read() as session:
        rows = list(await session.scalars(select(ServiceTicketRow)))
        clocks = list(await session.scalars(select(ClockRow)))
        lines = list(await session.scalars(select(ActRow)))
        answers = list(await session.scalars(select(ClosingRow)))
    history: dict[object, list[ActRow]] = {row.id: [] for row in rows}
    for line in sorted(lines, key=lambda one: one.number):
        history[line.ticket].append(line)
    told = {(line.ticket, line.assignment, line.at) for line in lines if line.act in ("acknowledge", "send_back")}

    def within(moment: datetime | None) -> bool:
        return moment is not None and span.since <= moment < span.until

    received = [row for row in rows if within(row.received_at)]
    first = [first_dispatch(history[row.id]) for row in received]
    assert {outcome for _, outcome in first} >= {"", "kept", "lost"}
    closed = [one for one in answers if within(one.closed_at)]
    handled = [one for one in clocks if one.name == "handle" and within(one.stopped_at)]
    prompt = [one for one in clocks if one.name == "acknowledge" and within(one.stopped_at)]
    prompt = [one for one in prompt if (one.ticket, one.assignment, one.stopped_at) in told]
    scored = [row for row in closed if row.score is not None and not row.is_case]
    in_time = [one for one in handled if one.stopped_at is not None and one.stopped_at <= one.due_at]
    promptly = [one for one in prompt if one.stopped_at is not None and one.stopped_at <= one.due_at]
    assert found.counts == Counts(
        received=len(received),
        dispatched=sum(unit != "" for unit, _ in first),
        settled=sum(outcome in ("kept", "lost") for _, outcome in first),
        straight=sum(outcome == "kept" for _, outcome in first),
        direct=sum(row.closing == "direct" for row in received),
        refused=0,
        closed=len(closed),
        asked=sum(row.resolved is not None for row in closed),
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
    of_units = {line.unit: line.counts for line in found.units}
    kept = Counter(unit for unit, outcome in first if outcome == "kept")
    assert {unit: one.straight for unit, one in of_units.items() if one.straight} == kept
    lost = Counter(unit for unit, outcome in first if outcome == "lost")
    assert {unit: one.settled - one.straight for unit, one in of_units.items() if one.settled > one.straight} == lost
    leads = {(one.ticket, one.round): one.lead for one in answers}
    rounds: dict[tuple[object, int], int] = {}
    seen: Counter[object] = Counter()
    for one in sorted((one for one in clocks if one.name == "handle"), key=lambda one: one.number):
        seen[one.ticket] += 1
        rounds[one.ticket, one.number] = seen[one.ticket]
    by_lead = Counter(leads[one.ticket, rounds[one.ticket, one.number]] for one in handled)
    del by_lead[""]
    assert {unit: one.handled for unit, one in of_units.items() if one.handled} == by_lead
    assert await totals(service.database, span, Part()) == found.counts
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


async def test_a_send_back_and_a_late_clock_are_those_of_the_unit_that_had_it(city: City) -> None:
    began, number = city.clock.now(), await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))

    async def counted() -> dict[str, Counts]:
        found = await board(city.database, Span(began, city.clock.now() + timedelta(days=1)), Part(), city.clock.now())
        return {line.unit: line.counts for line in found.units}

    before = (await counted())["urban_management"]
    assert (before.dispatched, before.settled, before.straight) == (1, 0, 0), "nobody has looked at it yet"
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("water_company",))
    await city.do(WATER, number, Act.ACKNOWLEDGE)
    city.clock.advance(60 * 24 * 3600)
    await answered(city, number, WATER)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=False, score=2, text="没有解决", evidence=SPOKEN)
    await city.do(AGENT, number, Act.REWORK, reason="未解决")
    await city.do(DISPATCHER, number, Act.REASSIGN, units=("urban_management",), reason="职责")
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await answered(city, number, URBAN)
    urban, water = (one := await counted())["urban_management"], one["water_company"]
    assert (urban.dispatched, urban.settled, urban.straight, urban.sent_back) == (1, 1, 0, 1)
    assert (water.dispatched, water.settled, water.straight, water.sent_back) == (0, 0, 0, 0)
    assert (water.closed, water.handled, water.in_time, water.reworked) == (1, 1, 0, 1)
    assert (urban.closed, urban.handled, urban.in_time, urban.reworked) == (1, 1, 1, 0)
    assert (water.asked, water.confirmed, urban.asked) == (1, 0, 0)
    of_water = Part(units=("water_company",))
    found = await board(city.database, Span(began, city.clock.now() + timedelta(days=1)), of_water, city.clock.now())
    assert found.counts == water, "a unit's own figures are those of its line"


async def answered(city: City, number: str, who: Principal) -> None:
    await city.do(who, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(who, number, Act.REPLY, text="已处理")
    await city.do(DISPATCHER, number, Act.APPROVE)


async def test_a_first_dispatch_stays_kept_whatever_comes_after_its_round(city: City) -> None:
    began, number, other = city.clock.now(), await city.taken_in(kind="inquiry"), await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await answered(city, number, URBAN)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=False, score=2, text="没有解决", evidence=SPOKEN)
    await city.do(AGENT, number, Act.REWORK, reason="未解决")
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
    await city.do(DISPATCHER, other, Act.DISPATCH, units=("urban_management",))
    await city.do(DISPATCHER, other, Act.JOIN, main=await city.taken_in())
    await city.do(DISPATCHER, other, Act.DETACH, reason="不是同一事项")
    await city.do(DISPATCHER, other, Act.DISPATCH, units=("water_company",))
    await city.do(DISPATCHER, other, Act.REASSIGN, units=("urban_management",), reason="职责")
    counted = await totals(city.database, Span(began, city.clock.now() + timedelta(days=1)), Part())
    assert (counted.dispatched, counted.settled, counted.straight) == (2, 1, 1)


async def test_a_rating_without_a_word_on_the_matter_is_no_answer_to_it(city: City) -> None:
    began, number = city.clock.now(), await city.taken_in(kind="inquiry")
    await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")
    async with city.database.write() as session:
        await city.acts.rate(await city.acts.held(session, number), session, 5, "only-stars")
    counted = await totals(city.database, Span(began, city.clock.now() + timedelta(days=1)), Part())
    assert (counted.closed, counted.asked, counted.confirmed, counted.scored) == (1, 0, 0, 1)
    assert computed(counted)["resolution_rate"] is None
    assert computed(counted)["heard_rate"] == 0


async def test_behind_every_figure_are_the_tickets_that_it_counts(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=30), now - timedelta(days=3))
    found = await board(service.database, span, Part(), now)
    period = Filter(since=span.since, until=span.until)

    async def behind(name: str, unit: str = "") -> int:
        wanted = narrowed(Filter(since=span.since, until=span.until, unit=unit), name)
        assert wanted.behind is not None
        async with service.database.read() as session:
            tickets = select(func.count()).where(ServiceTicketRow.id.in_(wanted.behind))
            return int(await session.scalar(tickets) or 0)

    counts = asdict(found.counts)
    for name in ("received", "dispatched", "settled", "straight", "direct"):
        assert await behind(name) == counts[name], name
    assert await behind("settled-straight") == counts["settled"] - counts["straight"] > 0
    async with service.database.read() as session:
        answers = list(await session.scalars(select(ClosingRow)))
        lines = list(await session.scalars(select(ActRow)))
        clocks = list(await session.scalars(select(ClockRow)))
    closed = [one for one in answers if span.since <= one.closed_at < span.until]
    unresolved = {one.ticket for one in closed if one.resolved is False}
    assert await behind("asked-confirmed") == len(unresolved) > 0
    for name in ("sent_back", "reworked"):
        act = {"sent_back": "send_back", "reworked": "rework"}[name]
        assert await behind(name) == len({o.ticket for o in lines if o.act == act and span.since <= o.at < span.until})
    handle = [one for one in clocks if one.name == "handle"]
    ended = [one for one in handle if one.stopped_at is not None and span.since <= one.stopped_at < span.until]
    late = {one.ticket for one in ended if one.stopped_at is not None and one.stopped_at > one.due_at}
    assert await behind("handled-in_time") == await behind("late-handle") == len(late) > 0
    assert await behind("ended-handle") == len({one.ticket for one in ended})
    assert await behind("running-handle") == len({one.ticket for one in handle if one.stopped_at is None})
    assert await behind("open") == found.open
    for line in found.units:
        assert await behind("settled", line.unit) == line.counts.settled
    for name in (*(one.name for one in fields(Counts)), "ended-decide", "reason-slow"):
        async with service.database.read() as session:
            part = await page(
                session,
                narrowed(period, name),
                after="",
                limit=5,
                now=now,
                reader=None,
                rules=shipped_rules(),
            )
        assert (part.tickets != []) == (await behind(name) > 0)


async def test_hours_and_what_is_overdue_lead_to_as_many_tickets(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=10), now)
    found = await board(service.database, span, Part(), now)
    hour = max(found.by_hour, key=lambda one: found.by_hour[one])
    wanted = Filter(since=span.since, until=span.until, hour=hour)
    async with service.database.read() as session:
        shown = [
            len((await page(session, one, after="", limit=200, now=now, reader=None, rules=shipped_rules())).tickets)
            for one in (wanted, Filter(View.OVERDUE))
        ]
    assert shown == [found.by_hour[hour], found.overdue]


@pytest.mark.parametrize("name", ["nothing", "settled-asked", "late-nothing", "reason", "open-handle"])
def test_what_is_no_figure_has_no_tickets(name: str) -> None:
    now = FakeClock().now()
    with pytest.raises(BadInput, match="no figure"):
        narrowed(Filter(since=now - timedelta(days=1), until=now), name)
    with pytest.raises(BadInput, match="period"):
        narrowed(Filter(since=now), "settled")


async def test_many_of_one_matter_within_sixty_minutes_are_a_burst(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=60), now)
    async with service.database.read() as session:
        assert await bursts(session, span, Part()) == []
    async with service.database.write() as session:
        rows = list(await session.scalars(select(ServiceTicketRow).limit(25)))
        at = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=30)
        came: dict[str, list[int]] = {
            "across_the_hour": [50] * 4 + [65] * 4,
            "every_quarter": [0, 14, 28, 42, 56, 70, 84],
            "too_slow": [0, 15, 30, 45, 60],
            "later": [600, 601, 602, 603, 604],
        }
        for matter, minutes in came.items():
            for minute in minutes:
                row = rows.pop()
                row.matter, row.district, row.received_at = matter, "天河区", at + timedelta(minutes=minute)
                row.category_level3_label, row.category_level2_label = "", f"{matter}的二级分类"
    async with service.database.read() as session:
        found = await bursts(session, span, Part())
    moment = timedelta(microseconds=1)
    mine = [one for one in found if one.code in came]
    assert [(one.code, one.count, one.since - at, one.until - at) for one in mine] == [
        ("later", 5, timedelta(minutes=600), timedelta(minutes=604) + moment),
        ("every_quarter", 7, timedelta(0), timedelta(minutes=84) + moment),
        ("across_the_hour", 8, timedelta(minutes=50), timedelta(minutes=65) + moment),
    ]
    assert {one.label for one in mine} == {f"{one.code}的二级分类" for one in mine}
    assert all(one.until >= other.until for one, other in pairwise(found)), "the newest stand first"
    async with service.database.read() as session:
        for one in mine:
            wanted = Filter(category=one.code, district=one.district, since=one.since, until=one.until)
            part = await page(session, wanted, after="", limit=50, now=now, reader=None, rules=shipped_rules())
            assert len(part.tickets) == one.count, "it leads to its tickets"


async def test_every_clock_is_counted_by_its_name(service: TicketService) -> None:
    now = service.clock.now()
    span = Span(now - timedelta(days=30), now - timedelta(days=1))
    async with service.database.read() as session:
        found = await clock_lines(session, span, Part(), now)
        clocks = list(await session.scalars(select(ClockRow)))
        parts = [await clock_lines(session, span, Part(kind=kind), now) for kind in ("help", "inquiry")]
    expected = []
    for name in ClockName:
        mine = [one for one in clocks if one.name == name]
        stopped = [(one.stopped_at, one.due_at) for one in mine if one.stopped_at is not None]
        ended = [at <= due for at, due in stopped if span.since <= at < span.until]
        running = [clock_of(one).is_late(now) for one in mine if one.stopped_at is None]
        expected.append(ClockLine(name, len(ended), sum(ended), len(running), sum(running)))
    assert list(found) == expected
    assert sum(line.running for line in found) > 0
    for what in ("ended", "running", "late"):
        assert sum(getattr(line, what) for part in parts for line in part) <= sum(getattr(line, what) for line in found)


async def test_a_clock_that_pauses_is_late_once_its_pause_began_behind_its_end(city: City) -> None:
    began, late, early = city.clock.now(), await city.taken_in(), await city.taken_in()
    for number in (late, early):
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
        await city.do(URBAN, number, Act.ACKNOWLEDGE)
        await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, early, Act.REPLY, text="已处理")
    city.clock.advance(60 * 24 * 3600)
    await city.do(URBAN, late, Act.REPLY, text="已处理")
    async with city.database.read() as session:
        lines = await clock_lines(session, Span(began, city.clock.now()), Part(), city.clock.now())
    handle, review = ({line.name: line for line in lines}[name] for name in (ClockName.HANDLE, ClockName.REVIEW))
    assert (handle.running, handle.late) == (2, 1)
    assert (review.running, review.late) == (2, 1)


async def test_reasons_are_counted_from_follow_ups_and_ratings(city: City) -> None:
    began, numbers = city.clock.now(), [await city.taken_in(kind="inquiry") for _ in range(3)]
    for number in numbers:
        await city.do(AGENT, number, Act.RESOLVE_DIRECTLY, text="已解答")
    said = {"resolved": False, "score": 1, "text": "不满意"}
    evidence = {"reasons": ["slow", "unclear"]}
    await city.do(AGENT, numbers[0], Act.FOLLOW_UP, reached=True, evidence=evidence, **said)
    async with city.database.write() as session:
        held = await city.acts.held(session, numbers[1])
        await city.acts.rate(held, session, 1, "with-a-reason", ["slow"])
    await city.do(AGENT, numbers[2], Act.FOLLOW_UP, reached=False, text="无人接听", evidence={"reasons": ["attitude"]})
    span = Span(began, city.clock.now() + timedelta(days=1))
    async with city.database.read() as session:
        assert await reasons(session, span, Part()) == {"slow": 2, "unclear": 1}
        assert await reasons(session, span, Part(kind="complaint")) == {}
        assert await reasons(session, span.before(), Part()) == {}
        for code, many in (("slow", 2), ("unclear", 1), ("unc", 0)):
            wanted = narrowed(Filter(since=span.since, until=span.until), f"reason-{code}")
            given = {"after": "", "limit": 10, "now": city.clock.now(), "reader": None, "rules": shipped_rules()}
            assert len((await page(session, wanted, **given)).tickets) == many  # type: ignore[arg-type]  # of any type


async def test_everything_on_the_page_is_in_the_file(service: TicketService) -> None:
    now = service.clock.now()
    shown = await dashboard(service.database, Span(now - timedelta(days=30), now), Part(), now)
    async with service.database.read() as session:
        city = await service.acts.organisations.in_force(session)
    sheets = sheets_of(shown, city, shipped_rules())
    names = [one.name for one in sheets]
    assert names[0] == "units"
    assert {"kinds", "categories", "districts", "days", "hours", "hot", "bursts", "clocks", "reasons"} < set(names)
    read = read_xlsx(as_xlsx(sheets), names)
    assert {row["day"]: int(row["received"]) for row in read["days"]} == {
        f"{day}": many for day, many in shown.board.by_day.items()
    }
    assert [int(row["received"]) for row in read["hours"]] == [shown.board.by_hour.get(hour, 0) for hour in range(24)]
    assert [(row["clock"], int(row["ended"])) for row in read["clocks"]] == [(o.name, o.ended) for o in shown.clocks]
    assert {row["count"]: int(row["now"]) for row in read["counts"]} == asdict(shown.board.counts) | {
        "open": shown.board.open,
        "overdue": shown.board.overdue,
    }
    assert len(read["units"]) == len(shown.board.units)
    assert sum(int(row["received"]) for row in read["kinds"]) == shown.board.counts.received


def test_every_figure_is_a_formula_of_counts() -> None:
    counts = Counts(*range(1, 18))
    values = {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
    for metric in METRICS:
        part, _, whole = metric.formula.partition(" / ")
        assert metric.of(counts) == pytest.approx(values[part] / values[whole])
        assert metric.of(Counts()) is None
