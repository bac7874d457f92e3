"""What supervision finds: each sign from acts that were really done, with the lines that show it, and nothing else."""

from __future__ import annotations

import pytest
from test_ticket_acts import AGENT, DISPATCHER, SUPERVISOR, URBAN, WATER, City

from foundation.database import Database
from tickets.service.acts import history
from tickets.service.figures import Span
from tickets.service.lifecycle import Act, Refused
from tickets.service.rules import shipped_rules
from tickets.service.supervision import Finding, Sign, for_meeting, found


@pytest.fixture
def city(database: Database) -> City:
    return City(database)


async def findings(city: City, *signs: Sign) -> list[Finding]:
    now = city.clock.now()
    span = Span(now.replace(day=1, hour=0), now.replace(year=now.year + 1))
    async with city.database.read() as session:
        return await found(session, span, shipped_rules(), now, signs or tuple(Sign))


def told(found_: list[Finding]) -> list[tuple[str, str, tuple[int, ...]]]:
    return [(one.sign.value, one.unit, one.lines) for one in found_]


async def handled(city: City, *, reached: bool = True, tries: int = 1) -> str:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    for _ in range(tries):
        await city.do(URBAN, number, Act.CONTACT, reached=reached, text="致电")
    await city.do(URBAN, number, Act.REPLY, text=f"已处理 {number}")
    await city.do(DISPATCHER, number, Act.APPROVE)
    return number


async def test_a_clean_ticket_is_found_by_nobody(city: City) -> None:
    number = await handled(city)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=True, score=5, evidence={"contacted": True})
    assert await findings(city) == []


async def test_overdue_and_not_acknowledged_stand_until_somebody_acts(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    assert await findings(city) == []
    city.clock.advance(3 * 86400)
    assert told(await findings(city)) == [("not_acknowledged", "urban_management", ())]
    city.clock.advance(30 * 86400)
    assert [one.sign.value for one in await findings(city)] == ["not_acknowledged", "overdue"]
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    overdue = await findings(city)
    assert told(overdue) == [("overdue", "urban_management", ())]
    assert overdue[0].at == (await city.row(number)).due_at


async def test_closed_without_contact_is_shown_by_its_tries_reply_and_approval(city: City) -> None:
    number = await handled(city, reached=False, tries=3)
    assert told(await findings(city)) == [("closed_without_contact", "urban_management", (4, 5, 6, 7, 8))]
    (one,) = await findings(city)
    assert (one.details, one.counts) == ({"times": 3, "tried_enough": True}, False), "as often as the rules ask"
    row = await city.row(number)
    async with city.database.read() as session:
        lines = {line.number: line.act for line in await history(session, row.id)}
    assert [lines[shown] for shown in (4, 5, 6, 7, 8)] == ["contact", "contact", "contact", "reply", "approve"]


async def test_a_contact_that_the_citizen_denies_is_found(city: City) -> None:
    number = await handled(city)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=False)
    await city.do(
        AGENT,
        number,
        Act.FOLLOW_UP,
        reached=True,
        resolved=False,
        score=1,
        evidence={"contacted": False, "reasons": ["no_contact"]},
    )
    assert told(await findings(city)) == [("false_contact", "urban_management", (4, 8))]


async def test_a_citizen_who_rates_that_nobody_spoke_with_him_denies_it(city: City) -> None:
    number = await handled(city)
    async with city.database.write() as session:
        await city.acts.rate(await city.acts.held(session, number), session, 1, "r1", ["no_contact"], resolved=False)
    assert told(await findings(city)) == [("false_contact", "urban_management", (4, 7))]


async def test_each_step_of_the_service_desk_has_its_watcher(city: City) -> None:
    number = await city.taken_in(urgency="urgent")
    city.clock.advance(2 * 3600)
    late = await findings(city, Sign.STEP_LATE)
    assert [(one.unit, one.details["clock"]) for one in late] == [("", "dispatch")]
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    assert await findings(city, Sign.STEP_LATE) == []
    await city.do(SUPERVISOR, number, Act.SUPERVISE, reason="多次来电")
    city.clock.advance(6 * 86400)
    late = await findings(city, Sign.STEP_LATE)
    assert [(one.unit, one.details["clock"]) for one in late] == [("urban_management", "supervise")]


async def test_who_was_not_reached_says_nothing(city: City) -> None:
    number = await handled(city)
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=False, evidence={"contacted": False})
    assert await findings(city) == []
    given = {"reached": True, "resolved": True, "score": 2, "evidence": {"contacted": True, "reasons": ["made_up"]}}
    with pytest.raises(Refused) as refused:
        await city.do(AGENT, number, Act.FOLLOW_UP, **given)
    assert refused.value.details["reason"] == "reason_unknown"


async def test_send_backs_that_were_refused_or_came_back_are_improper(city: City) -> None:
    refused, back, proper = [await city.taken_in() for _ in range(3)]
    sent = {"ground": "not_our_duty", "reason": "不属职责"}
    for number in (refused, back, proper):
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
        await city.do(URBAN, number, Act.SEND_BACK, **sent)
    await city.do(DISPATCHER, refused, Act.REFUSE_SEND_BACK, reason="职责清单")
    for number in (back, proper):
        await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("water_company",))
    await city.do(WATER, back, Act.SEND_BACK, **sent)
    await city.do(DISPATCHER, back, Act.ACCEPT_SEND_BACK)
    assert [one.ticket.service_id for one in await findings(city)] == [refused]
    await city.do(DISPATCHER, back, Act.DISPATCH, units=("urban_management",))
    found_ = await findings(city)
    improper = [(one.ticket.service_id, one.unit, one.details["why"]) for one in found_]
    urban = "urban_management"
    assert improper == [(refused, urban, "refused"), (back, urban, "came_back")], "not the unit in between"


async def test_a_ticket_that_came_straight_back_is_improper(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_area", reason="不在辖区")
    await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    found_ = await findings(city)
    assert told(found_) == [("improper_send_back", "urban_management", (3, 5))]
    assert found_[0].details == {"ground": "not_our_area", "why": "came_back"}


async def test_what_goes_round_and_round_is_for_the_joint_meeting(city: City) -> None:
    number, other = await city.taken_in(), await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    for unit in ("water_company", "urban_management"):
        await city.do(DISPATCHER, number, Act.REASSIGN, units=(unit,), reason="重新认定")
    assert await findings(city, Sign.PASSED_OFTEN) == []
    await city.do(DISPATCHER, number, Act.REASSIGN, units=("water_company",), reason="重新认定")
    assert told(await findings(city)) == [("passed_often", "", (3, 4, 5))]
    async with city.database.read() as session:
        assert [row.service_id for row in await for_meeting(session, shipped_rules())] == [number]
    assert (await city.row(other)).level == 0
    await city.do(SUPERVISOR, number, Act.SUPERVISE, reason="联席会议")


async def test_reworked_three_times(city: City) -> None:
    number = await handled(city)
    for turn in range(3):
        await city.do(AGENT, number, Act.REWORK, reason="仍未解决")
        assert bool(await findings(city, Sign.REWORKED_OFTEN)) is (turn == 2)
        await city.do(URBAN, number, Act.ACKNOWLEDGE)
        await city.do(URBAN, number, Act.CONTACT, reached=True, text="致电")
        await city.do(URBAN, number, Act.REPLY, text=f"第 {turn} 次处理")
        await city.do(DISPATCHER, number, Act.APPROVE)
    (one,) = await findings(city, Sign.REWORKED_OFTEN)
    assert (one.details["times"], len(one.lines)) == (3, 3)


async def test_a_reply_that_is_a_template_or_another_ones_is_marked(city: City) -> None:
    template = shipped_rules().reply_templates[0].text
    evidence = []
    for text in ("7 号灯杆线路老化，当晚更换，已亮灯。", "7 号灯杆线路老化，当晚更换，已亮灯。", f" {template}。"):
        number = await city.taken_in()
        await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
        await city.do(URBAN, number, Act.ACKNOWLEDGE)
        await city.do(URBAN, number, Act.CONTACT, reached=True, text="致电")
        await city.do(URBAN, number, Act.REPLY, text=text)
        async with city.database.read() as session:
            row = await city.row(number)
            line = (await history(session, row.id))[-1]
        evidence.append((number, {name: line.evidence.get(name) for name in ("template", "copied_from")}))
    first = evidence[0][0]
    assert [marks for _, marks in evidence] == [
        {"template": None, "copied_from": None},
        {"template": None, "copied_from": first},
        {"template": "done", "copied_from": None},
    ]


async def test_a_denied_contact_is_that_of_the_unit_that_replied(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.CONTACT, reached=True, text="致电")
    await city.do(DISPATCHER, number, Act.REASSIGN, units=("water_company",), reason="重新认定")
    await city.do(WATER, number, Act.ACKNOWLEDGE)
    await city.do(WATER, number, Act.CONTACT, reached=True, text="致电")
    await city.do(WATER, number, Act.REPLY, text="已处理")
    await city.do(DISPATCHER, number, Act.APPROVE)
    said = {"contacted": False}
    await city.do(AGENT, number, Act.FOLLOW_UP, reached=True, resolved=False, score=1, evidence=said)
    assert [(one.sign.value, one.unit) for one in await findings(city)] == [("false_contact", "water_company")]


async def test_what_was_put_right_in_between_makes_a_send_back_no_improper_one(city: City) -> None:
    number = await city.taken_in()
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.SEND_BACK, ground="not_our_area", reason="不在辖区")
    await city.do(DISPATCHER, number, Act.ACCEPT_SEND_BACK)
    await city.do(DISPATCHER, number, Act.CORRECT, reason="地点记错", evidence={"district": "越秀区"})
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    assert await findings(city) == []


async def test_a_kind_put_right_later_accuses_nobody_of_an_earlier_reply(city: City) -> None:
    number = await city.taken_in(kind="inquiry")
    await city.do(DISPATCHER, number, Act.DISPATCH, units=("urban_management",))
    await city.do(URBAN, number, Act.ACKNOWLEDGE)
    await city.do(URBAN, number, Act.REPLY, text="已答复")
    await city.do(DISPATCHER, number, Act.APPROVE)
    await city.do(AGENT, number, Act.REWORK, reason="不是咨询")
    await city.do(DISPATCHER, number, Act.CORRECT, reason="应为投诉", evidence={"kind": "complaint"})
    assert await findings(city) == []
