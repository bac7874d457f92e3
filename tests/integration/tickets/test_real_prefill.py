"""The draft of a call with the pre-fill that ships."""

from __future__ import annotations

from tickets_world import World

from foundation.ids import new_id
from tickets.handover import TicketServiceDeliverer
from tickets.intake import IntakeDeps, IntakeService, SuggestionJob
from tickets.intake.categories import packaged_classes
from tickets.prefill import Sentence


async def test_call_to_ticket(world: World) -> None:
    contact_id, call_id = new_id(), new_id()
    ids = {"contact_id": contact_id, "call_id": call_id}
    deps = IntakeDeps(world.words, clock=world.clock)
    job = SuggestionJob(world.database, world.wake, deps)
    intake = IntakeService(world.database, world.wake, clock=world.clock)
    await world.happen("call_offered", **ids)
    said = ["我要投诉，昨天晚上十点", "天河区中山大道89号工地还在施工，噪音太大了"]
    for number, text in enumerate(said):
        world.words.heard.setdefault(call_id, []).append(Sentence(text, "caller", f"u{number}"))
        await world.happen("utterance_heard", speaker="caller", **ids)
        assert await job.step() == 1
    await world.happen("call_answered", agent="1001", **ids)
    fields = (await intake.draft(contact_id)).fields
    assert fields["kind"]["value"] == "complaint"
    assert fields["district"] | {"confidence": 0} == {
        "value": "天河区",
        "source": said[1],
        "confidence": 0,
        "filled": True,
        "edited": False,
        "utterance_id": "u1",
    }
    assert fields["description"]["value"] == "\n".join(said)
    ticket = await intake.submit(contact_id, "1001", {}, "r1")
    deliverer: TicketServiceDeliverer = world.deliverer(classes=packaged_classes)
    await world.new_relay(deliverer=deliverer).step()
    row = (await world.stored())[0]
    assert row.ticket_id == ticket.id
    assert (row.district, row.kind, row.description) == ("天河区", "complaint", "\n".join(said))
    if row.category_label:
        assert (row.category_code,) == packaged_classes().codes([row.category_label])
