"""What is told of a ticket after it was handed over: that it became confidential, and that the citizen called again."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from tickets_world import SECRET, World

from foundation.ids import new_id
from foundation.outbox.models import OutboxRow
from foundation.people import SYSTEM
from foundation.signing import signed_headers
from tickets.intake.models import TicketRow
from tickets.service.acts import Asked, TicketActs, history
from tickets.service.lifecycle import Act, State
from tickets.service.models import ActRow, ServiceTicketRow


async def handed_over(world: World) -> tuple[uuid.UUID, str]:
    """Have a ticket handed over; return its contact and number."""
    ticket = await world.submitted()
    await world.relay_for(2)
    async with world.database.read() as session:
        row = (await session.scalars(select(TicketRow).where(TicketRow.id == ticket.id))).one()
    assert row.service_id is not None
    return row.contact_id, row.service_id


async def mark(world: World, contact: uuid.UUID, confidential: bool) -> None:
    world.facts.known["confidential"] = confidential
    await world.happen("contact_marked", contact_id=contact, confidential=confidential)


async def test_a_mark_after_the_hand_over_reaches_the_service_whatever_the_line_does(world: World) -> None:
    contact, _ = await handed_over(world)
    world.faulty.faults = ["lost", "away", "503"]
    await mark(world, contact, True)
    await world.relay_for(600, every=10)
    assert [row.confidential for row in await world.stored()] == [True]
    await mark(world, contact, False)
    await world.relay_for(60, every=10)
    assert [row.confidential for row in await world.stored()] == [False]


async def test_what_the_agent_filled_in_counts_until_somebody_settles_it(world: World) -> None:
    contact, _ = await world.call()
    await world.intake.submit(contact, "1001", {"confidential": "yes"}, "r1")
    await world.relay_for(2)
    assert [row.confidential for row in await world.stored()] == [True]
    for marked in (True, False):
        await mark(world, contact, marked)
        await world.relay_for(60, every=10)
        assert [row.confidential for row in await world.stored()] == [marked]


async def test_taken_back_by_one_it_stays_while_another_asks_for_it(world: World) -> None:
    contact, number = await handed_over(world)
    linked, call = await world.call()
    await world.intake.link(linked, number, agent="1001")
    await mark(world, contact, True)
    await world.relay_for(60, every=10)
    world.facts.of = {call: {"confidential": True}}
    await mark(world, contact, False)
    await world.relay_for(60, every=10)
    assert [row.confidential for row in await world.stored()] == [True], "the other one's words are in it"


async def test_marks_that_change_places_on_the_way_end_as_it_is_now(world: World) -> None:
    contact, _ = await handed_over(world)
    world.faulty.faults = ["away"]
    await mark(world, contact, False)
    await world.relay.step()
    await mark(world, contact, True)
    await world.relay_for(600, every=10)
    assert [row.confidential for row in await world.stored()] == [True], "the older message says what holds now"


async def test_a_service_without_such_a_path_is_not_asked_again(world: World) -> None:
    contact, _ = await handed_over(world)
    before = world.faulty.requests
    world.faulty.after = "404"
    await mark(world, contact, True)
    await world.relay_for(300, every=10)
    assert world.faulty.requests == before + 1


async def test_who_becomes_confidential_leads_no_matter_any_more(world: World) -> None:
    contact, main = await handed_over(world)
    acts = TicketActs(world.database, region="440100", clock=world.clock)
    _, other = await handed_over(world)
    await acts.do(SYSTEM, other, Asked(Act.JOIN, "j1", main=main))
    await mark(world, contact, True)
    await world.relay_for(60, every=10)
    rows = {row.service_id: row for row in await world.stored()}
    assert (rows[main].confidential, rows[main].leads) == (True, 0)
    assert (rows[other].state, rows[other].main) == (State.ACCEPTED, "")


async def test_a_second_call_about_a_ticket_is_a_reminder_with_its_words_once(world: World) -> None:
    _, number = await handed_over(world)
    contact, _ = await world.call(text="天河区那个施工又在吵")
    await world.intake.edit(contact, (await world.intake.draft(contact)).version, {"description": "夜间施工仍在继续"})
    world.faulty.faults = ["lost"]
    await world.intake.link(contact, number, agent="1001")
    await world.relay_for(600, every=10)
    (row,) = await world.stored()
    async with world.database.read() as session:
        lines = [line for line in await history(session, row.id) if line.act == Act.REMIND]
    assert [(line.actor_kind, line.actor, line.reason) for line in lines] == [("agent", "1001", "夜间施工仍在继续")]
    assert row.reminders == 1


async def test_of_a_confidential_call_no_words_are_told(world: World) -> None:
    _, number = await handed_over(world)
    contact, _ = await world.call()
    await world.intake.edit(contact, (await world.intake.draft(contact)).version, {"description": "不要让别人知道"})
    world.facts.known["confidential"] = True
    await world.intake.link(contact, number, agent="1001")
    await world.relay_for(30, every=5)
    async with world.database.read() as session:
        reasons = list(await session.scalars(select(ActRow.reason).where(ActRow.act == Act.REMIND)))
    assert reasons == [""]


async def test_who_calls_again_about_an_answered_ticket_is_asked_why(world: World) -> None:
    _, number = await handed_over(world)
    acts = TicketActs(world.database, region="440100", clock=world.clock)
    await acts.do(SYSTEM, number, Asked(Act.RESOLVE_DIRECTLY, "d1", text="已答复"))
    contact, _ = await world.call()
    await world.intake.link(contact, number, agent="1001")
    await world.relay_for(300, every=10)
    assert [(row.reminders, row.called_again) for row in await world.stored()] == [(1, True)]


@pytest.mark.parametrize("over", ["refused", "unknown"])
async def test_a_call_about_a_ticket_that_nobody_looks_at_is_not_lost_in_silence(world: World, over: str) -> None:
    _, number = await handed_over(world)
    if over == "refused":
        acts = TicketActs(world.database, region="440100", clock=world.clock)
        await acts.do(SYSTEM, number, Asked(Act.REFUSE, "d1", ground="petition", text="请向信访部门查询"))
    else:
        async with world.database.write() as session:
            await session.execute(update(ServiceTicketRow).values(service_id="4401002611230009910"))
    contact, _ = await world.call()
    await world.intake.link(contact, number, agent="1001")
    await world.relay_for(600, every=10)
    async with world.database.read() as session:
        dead = [row.last_error for row in await session.scalars(select(OutboxRow).where(OutboxRow.state == "dead"))]
    assert len(dead) == 1, "it stands among the letters that somebody has to look at"


async def test_an_agent_who_reminds_and_then_links_reminds_once(world: World) -> None:
    _, number = await handed_over(world)
    acts = TicketActs(world.database, region="440100", clock=world.clock)
    contact, _ = await world.call()
    await acts.do(SYSTEM, number, Asked(Act.REMIND, f"r-{contact}", reason="诉求人来电催办"))
    await world.intake.link(contact, number, agent="1001")
    await world.relay_for(60, every=10)
    await acts.do(SYSTEM, number, Asked(Act.REMIND, f"r-{contact}", reason="诉求人来电催办"))
    assert [row.reminders for row in await world.stored()] == [1]


async def test_of_a_confidential_ticket_the_one_that_leads_learns_no_words(world: World) -> None:
    _, main = await handed_over(world)
    _, other = await handed_over(world)
    acts = TicketActs(world.database, region="440100", clock=world.clock)
    await acts.do(SYSTEM, other, Asked(Act.JOIN, "j1", main=main))
    async with world.database.write() as session:
        row = await acts.held(session, other)
        row.confidential = True
    contact, _ = await world.call()
    await world.intake.edit(contact, (await world.intake.draft(contact)).version, {"description": "我是举报人"})
    await world.intake.link(contact, other, agent="1001")
    await world.relay_for(60, every=10)
    async with world.database.read() as session:
        found = {row.id: row.service_id for row in await world.stored()}
        query = select(ActRow.ticket, ActRow.reason).where(ActRow.act == Act.REMIND)
        told = {found[ticket]: reason for ticket, reason in await session.execute(query)}
    assert told == {main: "", other: "我是举报人"}


@pytest.mark.parametrize("path", ["confidential", "repeats"])
async def test_what_is_not_signed_or_does_not_fit_changes_nothing(world: World, path: str) -> None:
    _, number = await handed_over(world)
    fits = {"confidential": '{"confidential": true}', "repeats": "{}"}[path]
    unsigned = await world.direct.post(f"/tickets/{number}/{path}", content=fits)
    assert unsigned.status_code == 401
    for body in ('{"confidential": "perhaps"}', "[]", "{"):
        headers = signed_headers(SECRET, new_id(), datetime.now(UTC), body)
        answer = await world.direct.post(f"/tickets/{number}/{path}", content=body, headers=headers)
        assert answer.status_code == 422, body
    (row,) = await world.stored()
    assert (row.confidential, row.reminders) == (False, 0)


async def test_who_calls_about_a_joined_ticket_reminds_the_one_that_leads(world: World) -> None:
    _, main = await handed_over(world)
    _, other = await handed_over(world)
    acts = TicketActs(world.database, region="440100", clock=world.clock)
    await acts.do(SYSTEM, other, Asked(Act.JOIN, "j1", main=main))
    contact, _ = await world.call()
    await world.intake.link(contact, other, agent="1001")
    await world.relay_for(60, every=10)
    assert {row.service_id: row.reminders for row in await world.stored()} == {main: 1, other: 1}


async def test_a_linked_caller_who_asks_for_confidentiality_gets_it(world: World) -> None:
    _, number = await handed_over(world)
    contact, _ = await world.call()
    await world.intake.link(contact, number, agent="1001")
    await world.relay_for(30, every=5)
    await mark(world, contact, True)
    await world.relay_for(60, every=10)
    assert [row.confidential for row in await world.stored()] == [True]
    await mark(world, contact, False)
    await world.relay_for(60, every=10)
    assert [row.confidential for row in await world.stored()] == [True], "whose ticket it is did not take it back"
