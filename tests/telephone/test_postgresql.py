"""A whole hotline whose store is PostgreSQL: a spoken call becomes a ticket, and a killed controller loses nothing."""

import asyncio
from collections.abc import Iterator

import pytest
from house import APPEALS, HotlineHouse, running_house
from stores import POSTGRES, fresh_database
from switch_rig import Switch

pytestmark = [
    pytest.mark.telephone,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not POSTGRES, reason="HOTLINE_TEST_POSTGRES_URL is not set: make test starts a PostgreSQL"),
]

KEY = [(0.3, "1")]
ONCE = ("call_entered", "menu_completed", "call_offered", "call_answered", "talk_ended", "queue_left", "call_ended")


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline on a database of its own."""
    database, drop = fresh_database()
    with running_house(switch_copy, HOTLINE_DATABASE_URL=database) as opened:
        yield opened
    drop()


async def test_a_call_becomes_a_ticket_and_a_killed_controller_loses_nothing(house: HotlineHouse) -> None:
    async with house.agent("1001") as phone:
        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial("12345", ani, keys=KEY)
            await phone.wait_answered()
            await citizen.say(APPEALS / "broken_street_lamp.wav")
            await house.call_of(ani, lambda c: c["transcript"]["utterances"], 30, "words")
            await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
        await asyncio.to_thread(house.submit, call, "1001")
        call = await house.settled(ani)
        assert (call["outcome"], call["agent"], call["menu_path"]) == ("answered", "1001", "1")
        assert call["recording"]["problem"] == ""
        assert call["ticket"]["fields"]["district"]["value"] == "天河区"
        assert house.tickets_in_service(call) == 1
        await house.shown("1001", "ready")

        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial("12345", ani, keys=KEY)
            await phone.wait_answered()
            await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
            house.kill("controller")
            await citizen.hang_up()
            house.start("controller")
            call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 60, "the end, told by the next owner")
        assert call["outcome"] == "answered"
        await house.submitted(call)
        call = await house.settled(ani, 60)
    told = house.facts(call["call_id"])
    assert {kind: told.count(kind) for kind in ONCE} == dict.fromkeys(ONCE, 1)
    assert house.tickets_in_service(call) == 1
    assert not (house.var / "hotline.sqlite3").exists(), "nothing went to a store beside it"
