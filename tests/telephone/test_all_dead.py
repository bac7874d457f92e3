"""Every process of ours killed at one moment: each caller, wherever he stands, reaches an agent's phone."""

import contextlib
from collections.abc import Iterator

import pytest
from all_dead import menu_full_of_calls_is_drained
from drain import LINE, Callers, answering, rules
from house import HotlineHouse, running_house
from switch_rig import Switch, until

from hotline.demo.phone import Citizen

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(240)]


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline whose wrap-up lasts longer than the test: only the watchdog can end it."""
    with running_house(switch_copy, HOTLINE_WRAP_UP_SECONDS="600") as opened:
        yield opened


async def test_callers_in_menu_queue_ringing_and_talk_all_end_with_a_person(house: HotlineHouse) -> None:
    await rules(house, ring_seconds=10, wrap_up_seconds=0)
    ami = await house.switch.ami()
    callers = Callers(ami)
    async with contextlib.AsyncExitStack() as stack:

        async def dial(keys: tuple[tuple[float, str], ...] = ((0.3, "1"),)) -> tuple[str, Citizen]:
            ani, citizen = house.number(), await stack.enter_async_context(house.citizen())
            await citizen.dial(LINE, ani, keys=keys)
            return ani, citizen

        first, second = [await stack.enter_async_context(house.agent(code)) for code in ("1001", "1002")]
        served, _ = await dial()
        await until(lambda: served in callers.talked(), True, "the first caller talks")
        after_talk, in_talk = (first, second) if first.calls else (second, first)
        await after_talk.hang_up()
        await house.shown(after_talk.agent.user.removesuffix("p"), "wrap_up")
        talking, talker = await dial()
        await until(lambda: talking in callers.talked(), True, "the second caller talks")
        deaf = await stack.enter_async_context(house.agent("1003", answer_after=None))
        ringing, _ = await dial()
        await deaf.wait_ringing()
        waiting, _ = await dial()
        await until(lambda: waiting in callers.joined(), True, "one caller waits in the queue")
        in_menu, _ = await dial(())  # answered, the first prompt plays

        house.kill_all()
        assert not deaf.call.ended.is_set(), "the phone rings"
        assert in_menu not in callers.joined(), "one caller is in the menu"
        new, _ = await dial()
        await stack.enter_async_context(answering([after_talk, deaf]))
        everyone = {ringing, waiting, in_menu, new}
        await until(lambda: everyone - callers.talked(), set(), "each of the four talks to a phone", 60)
        assert callers.rescued() == {in_menu, new}, "the watchdog took them out of the menu, and nobody else"
        assert len(after_talk.calls) > 1, "the wrap-up of a dead owner is over"
        assert not talker.call.ended.is_set(), "who talks goes on talking"
        await in_talk.hang_up()
        later, _ = await dial()
        await until(lambda: later in callers.talked(), True, "a call long after the death talks to a phone", 30)
        assert later not in callers.in_menu()
    await ami.close()


@pytest.mark.timeout(420)
async def test_two_hundred_callers_in_the_menu_all_talk_to_one_of_twenty_phones(house: HotlineHouse) -> None:
    await menu_full_of_calls_is_drained(house, 200, seconds=180)
