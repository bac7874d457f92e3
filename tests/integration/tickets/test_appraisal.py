"""A month of units: the same whenever it is counted, matters of law without satisfaction, objections that are heard."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from test_ticket_acts import AGENT, DISPATCHER, SUPERVISOR, URBAN, City
from tickets_world import VAULT

from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from hotline.generate.city import generate_city
from hotline.generate.store import Generator, Wanted
from tickets.contract import Category
from tickets.service.acts import ChangedMeanwhile
from tickets.service.appraisal.issued import Appraised, UnitShown
from tickets.service.appraisal.month import events_of_month, lines_of, month_of
from tickets.service.appraisal.scheme import SHIPPED, Scheme, Tally, scored
from tickets.service.appraisal.service import Appraisals
from tickets.service.lifecycle import Act
from tickets.service.models import AppraisalRow, ObjectionRow

STREET = Category(code="con_municipal_02", label="城管执法")


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


@pytest.fixture
def appraisals(city: City) -> Appraisals:
    return Appraisals(city.database, city.clock)


async def closed(city: City, score: int, *, resolved: bool = True, lawful: bool = True, **more: Any) -> str:
    """Have a ticket handled by one unit, and the citizen asked."""
    number = await city.taken_in(**more)
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, number, Act.REPLY, text="已处理")
    await city.do(DISPATCHER, number, Act.APPROVE, evidence={"lawful": lawful})
    said = {"contacted": True}
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=resolved, score=score, evidence=said)
    return number


async def of_urban(appraisals: Appraisals, month: str = "2026-11") -> Appraised:
    """Return what is counted for the unit now."""
    report = await appraisals.report(month)
    return next(one for one in report.now if one.line.unit == "urban_management")


async def urban_issued(appraisals: Appraisals, revision: int | None = None) -> UnitShown:
    """Return the unit as the month's report shows it."""
    report = await appraisals.report("2026-11", revision)
    return next(one for one in report.units if one.unit == "urban_management")


async def test_enforcement_leaves_satisfaction_out_and_keeps_legality_and_time(
    city: City, appraisals: Appraisals
) -> None:
    await closed(city, 5)
    await closed(city, 1, resolved=False, category_level3=STREET)
    await closed(city, 1, resolved=False, lawful=False, category_level3=STREET)
    one = await of_urban(appraisals)
    counted = {"acknowledged": 3, "promptly": 3, "closed": 3, "ended": 3, "in_time": 3}
    said = {"asked": 1, "resolved": 1, "scored": 1, "satisfied": 1}
    assert one.line.tally == Tally(**counted, **said, reviewed=2, lawful=1)
    values = {point.rate: point.value for point in one.points}
    assert (values["satisfaction_rate"], values["resolution_rate"]) == (1.0, 1.0), "not sought at any price"
    assert (values["in_time_rate"], values["legality_rate"]) == (1.0, 0.5)


async def test_an_end_that_passes_counts_whatever_becomes_of_the_ticket(city: City, appraisals: Appraisals) -> None:
    taken, kept = await city.taken_in(urgency="urgent"), await city.taken_in(urgency="urgent")
    for number in (taken, kept):
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    city.clock.advance(5 * 3600)
    for _ in range(2):  # a sweep notes it once
        await city.sweep.turn()
    await city.do(DISPATCHER, taken, Act.REASSIGN, units=("water_company",), reason="一直没有签收")
    await city.do(URBAN, kept, Act.ACKNOWLEDGE)
    assert (await of_urban(appraisals)).line.tally == Tally(acknowledged=2, promptly=0), "not acknowledging is not free"
    assert (await city.lines(taken)).count("miss") == 1
    city.clock.advance(20 * 86400)
    await city.sweep.turn()
    await city.do(DISPATCHER, kept, Act.REASSIGN, units=("water_company",), reason="一直没有办理")
    tally = (await of_urban(appraisals, "2026-12")).line.tally
    assert tally == Tally(ended=1, in_time=0), "nor is not answering"
    before = (await of_urban(appraisals)).line
    city.clock.advance(3600)
    await city.sweep.turn()
    assert (await of_urban(appraisals)).line == before


async def test_an_end_counts_once_in_a_round_and_anew_in_the_next(city: City, appraisals: Appraisals) -> None:
    number = await city.taken_in(urgency="urgent")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    city.clock.advance(5 * 3600)
    await city.sweep.turn()
    await city.do(DISPATCHER, number, Act.CORRECT, reason="有煤气味", evidence={"urgency": "emergency"})
    city.clock.advance(3600)
    await city.sweep.turn()
    assert (await city.lines(number)).count("miss") >= 2, "the second clock passed its end too"
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, number, Act.REFUSE_SEND_BACK, reason="职责清单")
    assert (await of_urban(appraisals)).line.tally.acknowledged == 1
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, number, Act.REPLY, text="已处理")
    await city.do(DISPATCHER, number, Act.APPROVE)
    await city.do(AGENT, number, Act.REWORK, reason="未解决")
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    tally = (await of_urban(appraisals)).line.tally
    assert (tally.acknowledged, tally.promptly) == (2, 1), "the next round is another time"


async def test_a_page_from_before_an_end_passed_is_not_old(city: City) -> None:
    number = await city.taken_in(urgency="urgent")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    seen = (await city.row(number)).acts
    city.clock.advance(5 * 3600)
    await city.sweep.turn()
    assert (await city.row(number)).acts == seen + 1, "the end of acknowledging passed"
    await city.do(URBAN, number, Act.ACKNOWLEDGE, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        await city.do(URBAN, number, Act.CONTACT, seen=seen, reached=True, text="已联系")


async def test_whoever_was_answered_with_his_matter_and_disagrees_costs_its_unit_nothing(
    city: City, appraisals: Appraisals
) -> None:
    main, other = await city.taken_in(), await city.taken_in()
    await city.do(DISPATCHER, other, Act.JOIN, main=main)
    await city.do(DISPATCHER, main, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, main, Act.ACKNOWLEDGE)
    await city.do(URBAN, main, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, main, Act.REPLY, text="张女士，您家楼下的路灯已修复")
    await city.do(DISPATCHER, main, Act.APPROVE, text="石牌西路路灯已修复")
    assert (await city.row(other)).reply == "石牌西路路灯已修复", "nobody is told another one's name"
    assert (await city.row(main)).reply == "张女士，您家楼下的路灯已修复"
    await city.do(AGENT, other, Act.REWORK, reason="我家门口的没有修")
    tally = (await of_urban(appraisals)).line.tally
    assert (tally.closed, tally.reworked) == (1, 0)


async def test_late_replies_reworks_and_improper_send_backs_count(city: City, appraisals: Appraisals) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, number, Act.REFUSE_SEND_BACK, reason="职责清单")
    city.clock.advance(30 * 86400)
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, number, Act.REPLY, text="已处理")
    await city.do(DISPATCHER, number, Act.APPROVE)
    await city.do(AGENT, number, Act.REWORK, reason="未解决")
    assert (await of_urban(appraisals, "2026-11")).line.tally == Tally(
        acknowledged=1, promptly=1, sent_back=1, improper=1
    )
    assert (await of_urban(appraisals, "2026-12")).line.tally == Tally(closed=1, ended=1, in_time=0, reworked=1)


async def test_who_sends_back_too_late_has_acknowledged_too_late(city: City, appraisals: Appraisals) -> None:
    number = await city.taken_in(urgency="urgent")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    city.clock.advance(5 * 3600)
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    assert (await of_urban(appraisals, "2026-11")).line.tally == Tally(acknowledged=1, promptly=0)
    await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
    assert (await of_urban(appraisals, "2026-11")).line.tally == Tally(acknowledged=1, promptly=0, sent_back=1)


async def test_a_month_is_the_same_whatever_happens_later(city: City, appraisals: Appraisals) -> None:
    numbers = [await closed(city, score) for score in (5, 2, 4)]
    before = (await appraisals.report("2026-11")).now
    city.clock.advance(20 * 86400)
    await appraisals.issue(SUPERVISOR, "2026-11")
    await city.do(AGENT, numbers[1], Act.REWORK, reason="未解决")
    await city.do(URBAN, numbers[1], Act.ACKNOWLEDGE)
    await city.do(URBAN, numbers[1], Act.CONTACT, reached=True, text="已联系")
    await city.do(URBAN, numbers[1], Act.REPLY, text="再次处理")
    await city.do(DISPATCHER, numbers[1], Act.APPROVE)
    await city.sweep.turn()
    again = await appraisals.report("2026-11")
    assert again.now == before
    assert ([one.number for one in again.revisions], again.differs) == ([1], False)
    with pytest.raises(Conflict, match="nothing changed"):
        await appraisals.issue(SUPERVISOR, "2026-11")


async def test_a_granted_objection_leaves_the_ticket_out_and_makes_a_revision(
    city: City, appraisals: Appraisals
) -> None:
    good, bad = await closed(city, 5), await closed(city, 1, resolved=False)
    city.clock.advance(20 * 86400)
    await appraisals.issue(SUPERVISOR, "2026-11")
    issued = (await of_urban(appraisals)).score
    await appraisals.object_to(URBAN, "2026-11", "urban_management", bad, "来电人要求超出法定标准")
    with pytest.raises(Conflict, match="already"):
        await appraisals.object_to(URBAN, "2026-11", "urban_management", bad, "再次申诉")
    with pytest.raises(BadInput, match="counts nothing"):
        await appraisals.object_to(URBAN, "2026-11", "water_company", good, "x")
    async with city.database.read() as session:
        objection = (await session.scalars(select(ObjectionRow))).one()
    await appraisals.decide(SUPERVISOR, objection.id, granted=True, note="情况属实")
    with pytest.raises(Conflict, match="decided"):
        await appraisals.decide(SUPERVISOR, objection.id, granted=False, note="x")
    with pytest.raises(NotFound):
        await appraisals.decide(SUPERVISOR, new_id(), granted=False, note="x")
    report = await appraisals.report("2026-11")
    assert report.differs
    one = await of_urban(appraisals)
    assert (one.line.tally.closed, one.line.tally.objected, one.line.tickets) == (1, 1, (good,))
    assert one.score is not None
    assert issued is not None
    assert one.score > issued
    await appraisals.issue(SUPERVISOR, "2026-11")
    async with city.database.read() as session:
        assert [
            row.revision for row in await session.scalars(select(AppraisalRow).order_by(AppraisalRow.revision))
        ] == [1, 2]


async def test_what_was_issued_is_shown_until_a_revision_is_and_stays_in_reach(
    city: City, appraisals: Appraisals
) -> None:
    good, bad = await closed(city, 5), await closed(city, 1, resolved=False)
    counted = await urban_issued(appraisals)
    city.clock.advance(20 * 86400)
    await appraisals.issue(SUPERVISOR, "2026-11")
    assert await urban_issued(appraisals) == counted, "a month is shown as it is issued"
    await appraisals.object_to(URBAN, "2026-11", "urban_management", bad, "来电人要求超出法定标准")
    async with city.database.read() as session:
        objection = (await session.scalars(select(ObjectionRow))).one()
    city.clock.advance(60)
    await appraisals.decide(SUPERVISOR, objection.id, granted=True, note="情况属实")
    held = await urban_issued(appraisals)
    assert (held.tally, held.score, held.points) == (counted.tally, counted.score, counted.points)
    assert held.recount is not None
    assert (held.recount.line.tally.closed, held.recount.line.tally.objected) == (1, 1)
    assert [(one.service_id, one.left_out) for one in await appraisals.tickets("2026-11")] == [
        (good, False),
        (bad, False),
    ]
    city.clock.advance(60)
    await appraisals.issue(SUPERVISOR, "2026-11")
    report = await appraisals.report("2026-11")
    assert [(one.number, one.issued_by) for one in report.revisions] == [
        (2, SUPERVISOR.account_id),
        (1, SUPERVISOR.account_id),
    ]
    assert not report.differs
    revised = await urban_issued(appraisals)
    assert (revised.tally["closed"], revised.tally["objected"], revised.recount) == (1, 1, None)
    first = await urban_issued(appraisals, 1)
    assert (first.tally, first.score) == (counted.tally, counted.score)
    assert first.recount is not None
    left_out = {one.service_id: one.left_out for one in await appraisals.tickets("2026-11")}
    assert left_out == {good: False, bad: True}
    assert not any(one.left_out for one in await appraisals.tickets("2026-11", revision=1))
    with pytest.raises(NotFound):
        await appraisals.report("2026-11", 3)


async def test_tickets_behind_a_unit_add_up_to_its_counts(database: Database) -> None:
    city = City(database)
    appraisals = Appraisals(database, city.clock)
    made = Generator(database, city.acts, VAULT, "440100")
    await made.fill(generate_city(Random(7), 3, 20), Wanted(200, 40, 5))
    report = await appraisals.report("2026-11")
    behind = await appraisals.tickets("2026-11")
    assert len(report.units) > 3
    for unit in report.units:
        mine = [one for one in behind if one.unit == unit.unit]
        assert asdict(sum((one.tally for one in mine), Tally())) == unit.tally
        assert await appraisals.tickets("2026-11", {unit.unit}) == mine
    assert await appraisals.tickets("2026-11", frozenset()) == []


async def test_a_ticket_that_a_unit_sent_back_is_with_it_no_more(city: City, appraisals: Appraisals) -> None:
    kept, gone = await closed(city, 5), await city.taken_in()
    await city.do(DISPATCHER, gone, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, gone, Act.SEND_BACK, ground="not_our_duty", reason="不属职责")
    await city.do(DISPATCHER, gone, Act.ACCEPT_SEND_BACK, reason="另行派单")
    behind = [one.service_id for one in await appraisals.tickets("2026-11", {"urban_management"})]
    assert behind == sorted([kept, gone])
    async with city.database.read() as session:
        assert await appraisals.with_units(session, behind, {"urban_management"}) == {kept}
    await appraisals.object_to(URBAN, "2026-11", "urban_management", gone, "职责清单未列")


async def test_a_month_that_is_not_over_is_not_issued(city: City, appraisals: Appraisals) -> None:
    with pytest.raises(BadInput, match="once it is over"):
        await appraisals.issue(SUPERVISOR, "2026-11")
    with pytest.raises(BadInput, match="written 2026-11"):
        await appraisals.report("2026-13")


async def test_a_month_issued_by_one_scheme_stays_by_it(city: City, appraisals: Appraisals) -> None:
    await closed(city, 5)
    city.clock.advance(20 * 86400)
    await appraisals.issue(SUPERVISOR, "2026-11")
    only = {"indicators": [{"rate": "rework_rate", "weight": 100, "zero_at": 0.0, "full_at": 1.0}]}
    async with city.database.write() as session:
        await appraisals.schemes.documents.replace(session, "city", only, version=1, by="x", reason="新办法")
        assert await appraisals.schemes.of(session, 1) == SHIPPED, "the month was issued by it"
    assert (await of_urban(appraisals)).score == 100.0
    assert (await appraisals.report("2026-11")).scheme_number == 1
    await closed(city, 5)
    assert (await of_urban(appraisals, "2026-12")).score == 0.0


async def test_months_of_a_city_add_up_to_all_of_its_history(database: Database) -> None:
    city = City(database)
    made = Generator(database, city.acts, VAULT, "440100")
    await made.fill(generate_city(Random(5), 3, 30), Wanted(300, 80, 5))
    async with database.read() as session:
        months = [await events_of_month(session, month_of(name)) for name in ("2026-09", "2026-10", "2026-11")]
        again = await events_of_month(session, month_of("2026-10"))
    assert lines_of(again) == lines_of(months[1])
    total = sum((event.tally for events in months for event in events), Tally())
    assert total.closed > 100
    assert 0 < total.in_time <= total.ended
    assert total.satisfied <= total.scored <= total.closed + total.reworked
    assert total.improper <= total.sent_back


def test_points_are_straight_between_none_and_all() -> None:
    tally = Tally(acknowledged=10, promptly=9, closed=10, ended=10, in_time=10, reworked=1)
    score, points = scored(SHIPPED, tally)
    got = {point.rate: (point.points, point.weight) for point in points}
    assert got["response_rate"] == (pytest.approx(7.5), 15)
    assert got["in_time_rate"] == (30, 30)
    assert got["rework_rate"] == (pytest.approx(5), 10)
    assert got["satisfaction_rate"] == (0, 0), "nobody was asked: it counts nothing"
    assert score == pytest.approx((7.5 + 30 + 5) / 55 * 100)
    assert scored(SHIPPED, Tally())[0] is None


def test_a_scheme_that_does_not_fit_is_named() -> None:
    one = {"rate": "rework_rate", "weight": 50, "zero_at": 0.2, "full_at": 0.0}
    with pytest.raises(ValidationError, match="add up to 50"):
        Scheme.model_validate({"indicators": [one]})
    with pytest.raises(ValidationError, match="stands twice"):
        Scheme.model_validate({"indicators": [one, one]})
    with pytest.raises(ValidationError, match="same share"):
        Scheme.model_validate({"indicators": [{**one, "full_at": 0.2}]})


def test_months_begin_and_end_in_china() -> None:
    month = month_of("2026-12")
    assert month.since == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert month.until - month.since == timedelta(days=31)
