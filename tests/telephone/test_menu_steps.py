"""A flow of two questions on a real Asterisk: a key at every moment, none, a wrong one, a missing sound, a hang-up."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from house import HotlineHouse
from stories import ENTERED, story
from switch_rig import running_switch, until

from hotline.demo.phone import Citizen
from hotline.setup.secrets import ensure_secrets

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300), pytest.mark.xdist_group("menu_steps")]

HERE = Path(__file__).parent
CONTROLLER = HERE.parent / "bench" / "menu_controller.py"
"""The product's owner and menu driver with a flow of ours; no agents."""


@pytest.fixture(scope="module")
def house() -> Iterator[HotlineHouse]:
    """Yield an owner with the flow of two questions, and the web process to ask; nobody takes a call."""
    with running_switch(expected=("hotline/there_is_none",)) as switch:
        made = HotlineHouse(switch)
        ensure_secrets(made.var)
        (made.var / "secrets" / "ami_calls").write_text(switch.plan.ami_calls_secret)
        try:
            asyncio.run(made.command("migrate"))
            made.start("redis", "web")
            made.start_python("controller", CONTROLLER, str(HERE / "two_steps.yaml"))
            asyncio.run(made.led(90))
            yield made
        finally:
            made.stop()


async def _at_second(house: HotlineHouse, citizen: Citizen, ani: str) -> None:
    """Call, choose 1, and come to the second question."""
    await citizen.dial("12345", ani, keys=[(0.05, "1")])
    await house.caller_has("PIPELINE", "second:1")


@pytest.mark.parametrize(
    ("key", "after", "ended"),
    [
        ("1", 0.05, ("choice", "1.1", "en")),
        ("2", 0.8, ("choice", "1.2", "yue")),
        ("7", 0.05, ("no_match", "1", "zh")),
        ("", 0, ("no_input", "1", "zh")),
    ],
    ids=["50 ms after the step", "in the prompt", "wrong key", "no key"],
)
async def test_an_answer_to_the_second_question(
    house: HotlineHouse, key: str, after: float, ended: tuple[str, str, str]
) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        await _at_second(house, citizen, ani)
        if key:
            await asyncio.sleep(after)
            await citizen.press(key)
        # a key in the notice about the recording is no answer to anything
        await house.caller_has("IN_MENU", "0")
        await citizen.press("1")
        call = await house.call_of(ani, lambda c: c["queue"] is not None, 30, "the queue")
        assert (call["menu_ended"], call["menu_path"], call["language"]) == ended
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
    menu = ["menu_entered", f"menu_completed:{ended[0]}", "call_offered"]
    assert story(house, call) == [*ENTERED, *menu, f"queue_left:{call['outcome']}", "call_ended:hang_up"]


async def test_a_question_whose_sound_is_missing_leads_to_a_person(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.5, "2")])
        call = await house.call_of(ani, lambda c: c["queue"] is not None, 30, "the queue")
        assert (call["menu_ended"], call["menu_path"], call["language"]) == ("error", "2", "zh")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
    menu = ["menu_entered", "menu_completed:error", "call_offered"]
    assert story(house, call) == [*ENTERED, *menu, f"queue_left:{call['outcome']}", "call_ended:hang_up"]


async def test_a_hang_up_at_a_question_of_ours_is_a_menu_exit(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        await _at_second(house, citizen, ani)
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
    assert story(house, call) == [*ENTERED, "menu_entered", "menu_completed:hang_up", "call_ended:hang_up"]
    assert (call["outcome"], call["menu_ended"]) == ("menu_exit", "hang_up")
    await until(house.callers, [], "the channel is gone")
