"""What happens while no owner hears: the next one finds choice, ring and talk all the same."""

from collections.abc import Iterator

import pytest
from house import HotlineHouse, running_house
from stories import ANSWERED, HUNG_UP, QUEUED, RINGING, WHOLE, ring_row, story
from switch_rig import Switch, running_switch, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]

KEY = [(0.3, "1")]


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


async def test_a_choice_outlives_the_owner_that_was_killed_before_it_was_stored(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        with house.held_store():
            await citizen.dial("12345", ani, keys=[(0.4, "3")])
            await house.caller_has("NEXT_LANGUAGE", "en")
            house.kill("controller")
        house.start("controller")
        call = await house.call_of(ani, lambda c: c["queue"] is not None, 30, "the queue")
        assert (call["menu_ended"], call["menu_path"], call["language"]) == ("choice", "3", "en")
        key = call["contact_id"].replace("-", "")
        drafts = "SELECT language FROM tickets_draft WHERE contact_id=?"
        await until(lambda: house.rows(drafts, key), [("en",)], "the draft is opened in the caller's language")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
    assert story(house, call) == [*QUEUED, f"queue_left:{call['outcome']}", HUNG_UP]


@pytest.fixture
def patient() -> Iterator[HotlineHouse]:
    """Yield a hotline whose phones ring for longer than a controller takes to start."""
    with running_switch(ring_seconds=60) as switch, running_house(switch, HOTLINE_RING_SECONDS="60") as opened:
        yield opened


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "given up"])
async def test_a_phone_that_began_to_ring_without_us_rings_on_the_desktop(
    patient: HotlineHouse, answered: bool
) -> None:
    house, ani = patient, patient.number()
    async with house.agent("1001", answer_after=None) as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await house.caller_has("IN_MENU", "0")
        house.kill("controller")
        await phone.wait_ringing()
        house.start("controller")
        call = await house.call_of(ani, lambda c: "agent_ringing" in house.facts(c["call_id"]), 20, "the ring")
        await house.shown("1001", "ringing")
        assert story(house, call) == RINGING
        if answered:
            await phone.answer()
            await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
        await until(lambda: ring_row(house, call)[0][1] is not None, True, "the ring is over")
    end = WHOLE[len(ANSWERED) :] if answered else ["ring_ended:cancelled", f"queue_left:{call['outcome']}", HUNG_UP]
    assert story(house, call) == [*(ANSWERED if answered else RINGING), *end]
    assert ring_row(house, call) == [("1001", "answered" if answered else "cancelled")]


async def test_rings_in_vain_without_us_are_counted(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001", answer_after=None) as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_ringing()
        call = await house.call_of(ani, lambda c: "agent_ringing" in house.facts(c["call_id"]), 20, "the ring")
        house.kill("controller")
        await until(lambda: len(phone.calls) >= 3, True, "two rings ran out", 40)
        await citizen.hang_up()
        rung = len(phone.calls)
        house.start("controller")
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 30, "the end")
    again = ["ring_ended:no_answer", "agent_ringing"]
    end = ["ring_ended:cancelled", f"queue_left:{call['outcome']}", HUNG_UP]
    assert story(house, call) == [*RINGING, *(again * (rung - 1)), *end]
    assert ring_row(house, call) == [("1001", "no_answer")] * (rung - 1) + [("1001", "cancelled")]
