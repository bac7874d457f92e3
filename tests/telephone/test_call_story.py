"""The call story with every part running: keys, hang-ups, several calls at once."""

import asyncio
import contextlib
from typing import Any

import pytest
from house import APPEALS, HotlineHouse
from stories import ENTERED, HUNG_UP, QUEUED, WHOLE, story
from switch_rig import until

from telephony.calls.outcome import SHORT_ABANDON_SECONDS

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(240), pytest.mark.xdist_group("call_story")]


async def test_spoken_call_becomes_a_ticket_in_the_ticket_service(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.3, "1")])
        await phone.wait_answered()
        await citizen.say(APPEALS / "broken_street_lamp.wav")
        call = await house.call_of(ani, lambda c: len(c["transcript"]["utterances"]) > 0, 20, "words")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        ticket = house.submit(call, "1001")
        assert house.submit(call, "1001")["id"] == ticket["id"], "a second press of the key"
        call = await house.settled(ani)
    assert call["outcome"] == "answered"
    assert call["agent"] == "1001"
    assert call["menu_path"] == "1"
    assert call["recording"]["problem"] == ""
    assert set(call["recording"]["legs"]) >= {"mixed", "caller", "to_caller"}
    assert call["ticket"]["fields"]["district"]["value"] == "天河区"
    assert story(house, call) == WHOLE
    key = call["call_id"].replace("-", "")
    assert house.rows("SELECT end_reason FROM telephony_talk WHERE call_id=?", key) == [("caller",)]
    assert house.tickets_in_service(call) == 1
    await house.shown("1001", "logged_off")


KEYS: dict[str, tuple[list[tuple[float, str]], tuple[str, str, str]]] = {
    "silence": ([], ("no_input", "", "zh")),
    "at once": ([(0.05, "2")], ("choice", "2", "yue")),
    "in the prompt": ([(0.4, "3")], ("choice", "3", "en")),
    "wrong key": ([(0.4, "7")], ("no_match", "", "zh")),
    "zero": ([(0.4, "0")], ("choice", "0", "zh")),
    "hasty": ([(0.4, "1"), (0.55, "2"), (0.7, "3")], ("choice", "1", "zh")),
}
"""Keys pressed, and how the menu ended, its path, the language."""


async def test_every_key_and_none_leads_to_a_person(house: HotlineHouse) -> None:
    async def one(keys: list[tuple[float, str]]) -> dict[str, Any]:
        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial("12345", ani, keys=keys)
            await house.call_of(ani, lambda c: c["agent"] is not None, 30, "the answer")
            await citizen.hang_up()
            return await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")

    async with contextlib.AsyncExitStack() as stack:
        for code in ("1002", "1009", "1010"):
            await stack.enter_async_context(house.agent(code))
        calls = await asyncio.gather(*(one(keys) for keys, _ in KEYS.values()))
    told = [(call["menu_ended"], call["menu_path"], call["language"]) for call in calls]
    assert dict(zip(KEYS, told, strict=True)) == {name: wanted for name, (_, wanted) in KEYS.items()}
    assert {call["outcome"] for call in calls} == {"answered"}


async def test_hang_up_in_the_menu_is_a_menu_exit(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani)
        await house.call_of(ani)
        await asyncio.sleep(0.5)
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
    assert call["outcome"] == "menu_exit"
    assert call["queue"] is None
    assert story(house, call) == [*ENTERED, HUNG_UP]


async def test_hang_up_in_the_queue_is_a_short_abandon(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.3, "1")])
        await house.call_of(ani, lambda c: c["queue"] is not None, 20, "the queue")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
    [(waited,)] = house.rows(
        "SELECT wait_seconds FROM telephony_queue_visit WHERE call_id=?", call["call_id"].replace("-", "")
    )
    assert call["outcome"] == ("short_abandoned" if waited <= SHORT_ABANDON_SECONDS else "abandoned")
    assert story(house, call) == [*QUEUED, f"queue_left:{call['outcome']}", HUNG_UP]
    key = call["contact_id"].replace("-", "")
    drafts = "SELECT state FROM tickets_draft WHERE contact_id=?"
    await until(lambda: house.rows(drafts, key), [("closed",)], "the draft of a call nobody answered is closed")


async def test_hang_up_while_ringing_is_an_abandon_and_the_agent_is_free_again(house: HotlineHouse) -> None:
    ani = house.number()
    async with house.agent("1003", answer_after=None) as phone, house.citizen() as citizen:
        await citizen.dial("12345", ani, keys=[(0.3, "1")])
        await phone.wait_ringing()
        await house.shown("1003", "ringing")
        await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        await house.shown("1003", "ready")
    assert call["outcome"] in ("short_abandoned", "abandoned")
    told = story(house, call)
    again = ["agent_ringing", "ring_ended:no_answer"] * told.count("ring_ended:no_answer")  # under load
    rung = [*QUEUED, *again, "agent_ringing", "ring_ended:cancelled"]
    assert told == [*rung, f"queue_left:{call['outcome']}", HUNG_UP]


async def test_agent_who_does_not_answer_is_passed_over(house: HotlineHouse) -> None:
    ani = house.number()
    async with (
        house.agent("1004", answer_after=None) as deaf,
        house.citizen() as citizen,
    ):
        await citizen.dial("12345", ani, keys=[(0.3, "1")])
        await deaf.wait_ringing()
        async with house.agent("1005") as phone:
            await phone.wait_answered(30)
            await house.shown("1005", "talking")
            await phone.hang_up()
            call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
    assert call["agent"] == "1005"
    key = call["call_id"].replace("-", "")
    results = [row[0] for row in house.rows("SELECT result FROM telephony_ring WHERE call_id=?", key)]
    assert sorted(results)[0] == "answered"
    assert "no_answer" in results
    ends = house.rows("SELECT end_reason FROM telephony_talk WHERE call_id=?", key)
    assert ends == [("agent",)]


async def test_three_calls_at_once_become_three_tickets(house: HotlineHouse) -> None:
    async def one(appeal: str) -> dict[str, Any]:
        ani = house.number()
        async with house.citizen() as citizen:
            await citizen.dial("12345", ani, keys=[(0.3, "1")])
            await house.call_of(ani, lambda c: c["agent"] is not None, 30, "an answer")
            await citizen.say(APPEALS / f"{appeal}.wav")
            await citizen.hang_up()
        call = await house.call_of(ani, lambda c: c["ended_at"] is not None, 15, "the end")
        await asyncio.to_thread(house.submit, call, call["agent"])
        return await house.settled(ani)

    async with house.agent("1006"), house.agent("1007"), house.agent("1008"):
        calls = await asyncio.gather(one("broken_street_lamp"), one("water_outage"), one("unpaid_wages"))
    assert len({call["ticket"]["service_id"] for call in calls}) == 3
    assert {call["agent"] for call in calls} == {"1006", "1007", "1008"}
    assert [call["recording"]["problem"] for call in calls] == ["", "", ""]


async def test_ledger_rebuilds_the_call_rows(house: HotlineHouse) -> None:
    tables = ("call", "contact", "menu_visit", "queue_visit", "ring", "talk", "hold")

    def content() -> dict[str, list[Any]]:
        return {name: sorted(house.rows(f"SELECT * FROM telephony_{name}"), key=repr) for name in tables}

    before = content()
    assert before["talk"]
    rebuilt = await house.command("ledger", "rebuild", "--json")
    assert '"facts"' in rebuilt
    assert content() == before
