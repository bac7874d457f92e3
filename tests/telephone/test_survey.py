"""Once the agent has hung up the caller says by key how satisfied he is, whoever is alive then."""

import asyncio
from collections.abc import Iterator

import pytest
from house import HotlineHouse, running_house
from stories import HUNG_UP, story
from switch_rig import running_switch, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(240)]

KEY = [(0.3, "1")]
SATISFIED = "survey_answered"


@pytest.fixture(scope="module")
def house() -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own that asks, and waits two seconds for the key."""
    with running_switch(survey=True, survey_seconds=2, expected=("",)) as switch, running_house(switch) as opened:
        yield opened


async def asked(house: HotlineHouse) -> None:
    """Wait until the caller hears the question."""

    async def where() -> bool:
        ami = await house.switch.ami()
        rows = await ami.list("CoreShowChannels", "CoreShowChannelsComplete")
        await ami.close()
        return any((row.get("Context"), row.get("Application")) == ("hotline_after", "Read") for row in rows)

    await until(where, True, "the caller is asked")


@pytest.mark.parametrize(("key", "level"), [("1", 5), ("5", 1), ("9", None), ("", None)])
async def test_a_caller_says_how_satisfied_he_is(house: HotlineHouse, key: str, level: int | None) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        await phone.hang_up()
        await asked(house)
        if key:
            await citizen.press(key)
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 40, "the end")
        ticket = house.submit(call, "1001")
        call = await house.settled(ani)
    assert call["satisfaction"] == level
    told = [kind for kind in story(house, call) if kind == SATISFIED]
    assert told == ([SATISFIED] if level else [])
    key_of_ticket = ticket["id"].replace("-", "")
    stored = house.rows("SELECT satisfaction FROM tickets_service_ticket WHERE ticket_id=?", key_of_ticket)
    assert stored == [(level,)], "the ticket service is told with the ticket"


async def test_what_was_said_while_nobody_of_ours_lived_is_in_the_books_afterwards(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=KEY)
        await phone.wait_answered()
        await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
        house.kill("controller")
        await phone.hang_up()
        await asked(house)
        await citizen.press("2")
        await asyncio.sleep(5)
        house.start("controller")
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 60, "the end")
    assert call["satisfaction"] == 4
    assert story(house, call)[-2:] == [SATISFIED, HUNG_UP]
