"""Drafts open, fill, are edited and concluded once, whatever comes late, twice or at the same moment."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select
from tickets_world import World

from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from foundation.outbox.models import OutboxRow
from foundation.streams import DomainEvents, Subscriber, publish
from tickets.intake import DraftState, SuggestionJob, domain_handlers
from tickets.intake.models import ConclusionRow, TicketRow
from tickets.prefill import Sentence


async def count(world: World, table: type) -> int:
    """Return how many rows a table has."""
    async with world.database.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("times", [1, 2])
async def test_draft_follows_the_call(world: World, times: int) -> None:
    contact_id, call_id = await world.call(times=times)
    draft = await world.intake.draft(contact_id)
    assert (draft.state, draft.agent, draft.queue, draft.line) == (DraftState.OPEN, "1001", "hotline_general", "12345")
    assert draft.fields["district"] == {
        "value": "天河区",
        "source": "天河区有人晚上施工，太吵了",
        "confidence": 0.95,
        "filled": True,
        "edited": False,
        "utterance_id": "u1",
    }
    assert draft.fields["category"]["filled"] is False
    assert (draft.version, draft.revision) == (1, 3)
    assert await world.events("draft_updated") == 3
    await world.happen("call_ended", times=times, call_id=call_id, contact_id=contact_id)
    after = await world.intake.draft_of_call(call_id)
    assert after.state == DraftState.OPEN
    assert after.ended_at is not None
    assert [open_draft.contact_id for open_draft in await world.intake.open_drafts("1001")] == [contact_id]


async def test_draft_of_a_caller_who_gave_up_closes(world: World) -> None:
    ids = {"contact_id": new_id(), "call_id": new_id()}
    await world.happen("call_offered", **ids)
    await world.happen("call_ended", times=2, **ids)
    await world.happen("call_offered", late_seconds=5, **ids)
    assert (await world.intake.draft(ids["contact_id"])).state == DraftState.CLOSED
    with pytest.raises(Conflict):
        await world.intake.submit(ids["contact_id"], "1001", {"kind": "help", "summary": "x"}, "r1")


async def test_call_back_opens_the_draft_again_with_what_was_said(world: World) -> None:
    contact_id, first, second = new_id(), new_id(), new_id()
    await world.happen("call_offered", contact_id=contact_id, call_id=first)
    world.words.heard[first] = [Sentence("天河区停水", "caller", "u1")]
    await world.happen("utterance_heard", contact_id=contact_id, call_id=first, speaker="caller")
    await world.happen("call_ended", contact_id=contact_id, call_id=first)
    world.clock.advance(60)
    await world.happen("call_offered", contact_id=contact_id, call_id=second)
    await world.happen("call_ended", late_seconds=30, contact_id=contact_id, call_id=first)
    await world.job.step()
    draft = await world.intake.draft(contact_id)
    assert (draft.state, draft.call_id) == (DraftState.OPEN, second)
    assert draft.fields["district"]["value"] == "天河区"


async def test_words_of_the_recording_are_read_once_they_are_in_force(world: World) -> None:
    contact_id, call_id = await world.call(text="你好")
    assert "district" not in (await world.intake.draft(contact_id)).fields
    world.words.heard[call_id] = [Sentence("天河区停水", "caller", "u9")]
    assert await world.job.step() == 0
    await world.happen("transcript_done", contact_id=contact_id, call_id=call_id)
    assert await world.job.step() == 1
    assert (await world.intake.draft(contact_id)).fields["district"]["value"] == "天河区"


async def test_words_before_the_offer_and_after_the_end(world: World) -> None:
    contact_id, call_id = new_id(), new_id()
    ids = {"contact_id": contact_id, "call_id": call_id}
    world.words.heard[call_id] = [Sentence("你好", "caller", "u1"), Sentence("请讲", "agent", "u2")]
    await world.happen("utterance_heard", speaker="caller", **ids)
    await world.job.step()
    await world.happen("call_offered", queue="hotline_general", line="12345", **ids)
    await world.happen("call_answered", agent="1001", **ids)
    await world.happen("call_ended", **ids)
    world.words.heard[call_id].append(Sentence("在天河", "caller", "u3"))
    await world.happen("utterance_heard", speaker="caller", **ids)
    assert await world.job.step() == 1
    assert await world.job.step() == 0
    draft = await world.intake.draft(contact_id)
    assert draft.queue == "hotline_general"
    assert draft.fields["description"]["value"] == "你好\n在天河"


async def test_transfer_gives_the_draft_to_the_next_agent(world: World) -> None:
    contact_id, call_id = await world.call()
    world.clock.advance(20)
    await world.happen("call_answered", contact_id=contact_id, call_id=call_id, agent="1002")
    await world.happen("call_answered", late_seconds=20, contact_id=contact_id, call_id=call_id, agent="1001")
    assert (await world.intake.draft(contact_id)).agent == "1002"


async def test_suggestions_leave_alone_what_a_person_set(world: World) -> None:
    contact_id, call_id = await world.call(text="有人晚上施工")
    draft = await world.intake.edit(contact_id, 1, {"district": "越秀区", "kind": "complaint", "category": None})
    assert draft.fields["kind"]["edited"]
    assert draft.fields["kind"]["source"] == "有人晚上施工"
    world.words.heard[call_id].append(Sentence("在天河", "caller", "u2"))
    await world.happen("utterance_heard", contact_id=contact_id, call_id=call_id, speaker="caller")
    await world.job.step()
    now = await world.intake.draft(contact_id)
    assert now.fields["district"]["value"] == "越秀区"
    assert now.fields["category"]["value"] is None
    assert now.fields["description"]["value"] == "有人晚上施工\n在天河"
    assert now.version == draft.version
    assert now.revision > draft.revision


async def test_edits_are_optimistic_and_repeatable(world: World) -> None:
    contact_id, _ = await world.call()
    first = await world.intake.edit(contact_id, 1, {"place": "中山大道"})
    assert first.version == 2
    assert (await world.intake.edit(contact_id, 1, {"place": "中山大道"})).version == 2
    with pytest.raises(Conflict) as caught:
        await world.intake.edit(contact_id, 1, {"place": "别处"})
    assert caught.value.details == {"version": 2}
    with pytest.raises(BadInput) as bad:
        await world.intake.edit(
            contact_id, 2, {"place": "a\x00b", "kind": "order", "summary": "x" * 201, "nothing": "1"}
        )
    assert {name: fault["code"] for name, fault in bad.value.details["fields"].items()} == {  # type: ignore[attr-defined]
        "place": "control_character",
        "kind": "unknown_choice",
        "summary": "too_long",
        "nothing": "unknown_field",
    }
    with pytest.raises(NotFound):
        await world.intake.edit(new_id(), 1, {})


async def test_submit_is_one_transaction_and_happens_once(world: World) -> None:
    contact_id, call_id = await world.call()
    first = await world.intake.submit(contact_id, "1001", {"place": "中山大道"}, "r1")
    for request in ("r1", "r2"):
        assert await world.intake.submit(contact_id, "1001", {"place": "别处"}, request) == first
    assert first.fields["place"]["value"] == "中山大道"
    assert (await world.intake.draft(contact_id)).state == DraftState.SUBMITTED
    conclusion = await world.intake.conclusion(contact_id)
    assert conclusion is not None
    assert (conclusion.conclusion, conclusion.ticket_id, conclusion.call_id) == ("ticket", first.id, call_id)
    assert [await count(world, table) for table in (TicketRow, ConclusionRow, OutboxRow)] == [1, 1, 1]
    assert await world.events("ticket_submitted") == 1
    assert await world.events("contact_concluded") == 1
    with pytest.raises(Conflict):
        await world.intake.conclude_without_ticket(contact_id, "no_voice")


async def test_concurrent_submits_give_one_ticket(world: World) -> None:
    contact_id, _ = await world.call()
    submits = (world.intake.submit(contact_id, "1001", {"place": f"{n}号"}, f"r{n}") for n in range(8))
    tickets = await asyncio.gather(*submits)
    assert len({ticket.id for ticket in tickets}) == 1
    assert [await count(world, table) for table in (TicketRow, ConclusionRow, OutboxRow)] == [1, 1, 1]
    await world.relay_for(1)
    assert len(await world.stored()) == 1


async def test_submit_and_no_ticket_at_once_end_in_one_conclusion(world: World) -> None:
    contact_id, _ = await world.call()
    results = await asyncio.gather(
        world.intake.submit(contact_id, "1001", {}, "r1"),
        world.intake.conclude_without_ticket(contact_id, "dropped", agent="1001"),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert await count(world, ConclusionRow) == 1


async def test_incomplete_ticket_leaves_nothing_behind(world: World) -> None:
    contact_id, _ = await world.call(text="")
    with pytest.raises(BadInput) as caught:
        await world.intake.submit(contact_id, "1001", {"place": "中山大道"}, "r1")
    assert caught.value.details["fields"] == {"kind": {"code": "required"}, "summary": {"code": "required"}}
    assert [await count(world, table) for table in (TicketRow, ConclusionRow, OutboxRow)] == [0, 0, 0]
    assert (await world.intake.draft(contact_id)).fields == {}


async def test_other_conclusions(world: World) -> None:
    silent, _ = await world.call(text="")
    first = await world.intake.conclude_without_ticket(silent, "no_voice")
    assert await world.intake.conclude_without_ticket(silent, "no_voice") == first
    assert first.agent == "1001"
    with pytest.raises(Conflict):
        await world.intake.conclude_without_ticket(silent, "test")
    with pytest.raises(BadInput):
        await world.intake.conclude_without_ticket(silent, "tired")
    ticket = await world.submitted()
    await world.relay_for(1)
    number = (await world.intake.ticket(ticket.id)).service_id
    assert number is not None
    again, _ = await world.call()
    with pytest.raises(BadInput):
        await world.intake.link(again, number[:-1] + str((int(number[-1]) + 1) % 10))
    linked = await world.intake.link(again, f"{number[:6]} {number[6:]}")
    assert (linked.conclusion, linked.service_id) == ("linked", number)


async def test_prefill_that_fails_leaves_the_form(world: World) -> None:
    contact_id, call_id = await world.call()
    before = (await world.intake.draft(contact_id)).fields

    def broken(*_: object) -> dict[str, object]:
        raise RuntimeError

    object.__setattr__(world.deps, "prefill", broken)
    await world.happen("utterance_heard", contact_id=contact_id, call_id=call_id, speaker="caller")
    assert await world.job.step() == 1
    assert await world.job.step() == 0
    assert (await world.intake.draft(contact_id)).fields == before


async def test_words_reach_the_draft_through_the_stream(world: World) -> None:
    contact_id, call_id = await world.call(text="")
    subscriber = Subscriber(
        "intake", DomainEvents(), domain_handlers(world.deps), world.database, world.wake, poll_seconds=30
    )
    job = SuggestionJob(world.database, world.wake, world.deps, poll_seconds=30)
    running = [asyncio.create_task(subscriber.run()), asyncio.create_task(job.run())]
    try:
        await asyncio.sleep(0.1)
        world.words.heard[call_id] = [Sentence("在天河", "caller", "u1")]
        payload = {"call_id": str(call_id), "contact_id": str(contact_id), "utterance_id": "u1", "speaker": "caller"}
        async with world.database.write() as session:
            await publish(session, "utterance_heard", contact_id, payload)
        await world.wake.signal("domain")
        async with asyncio.timeout(5):
            while "district" not in (await world.intake.draft(contact_id)).fields:  # noqa: ASYNC110 - it is a row
                await asyncio.sleep(0.01)
    finally:
        for task in running:
            task.cancel()
