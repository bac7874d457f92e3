"""The books of real calls agree: ledger, call rows, the switch's own files, recordings and tickets."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from house import APPEALS, HotlineHouse

pytestmark = [pytest.mark.timeout(200), pytest.mark.xdist_group("call_story")]


async def reconcile(house: HotlineHouse) -> tuple[int, dict[str, Any]]:
    """Run the command; return its exit code and what it found."""
    code, out = await house.attempt("reconcile", "--hours", "1", "--settle", "0", "--json")
    return code or 0, json.loads(out)


async def test_books_of_answered_abandoned_and_short_calls_agree_and_a_lost_row_is_found(house: HotlineHouse) -> None:
    answered, abandoned, short = house.number(), house.number(), house.number()
    async with house.agent("1001") as phone, house.citizen() as citizen:
        await citizen.dial("12345", answered, keys=[(0.3, "1")])
        await phone.wait_answered()
        await citizen.say(APPEALS / "gas_smell.wav")
        await citizen.hang_up()
        call = await house.call_of(answered, lambda c: c["ended_at"] is not None, 20, "the end")
        await house.submitted(call)
    async with house.citizen() as citizen:
        await citizen.dial("12345", abandoned, keys=[(0.3, "1")])
        await house.call_of(abandoned, lambda c: c["queue"] is not None, 20, "the queue")
        await citizen.hang_up()
    async with house.citizen() as citizen:
        await citizen.dial("12345", short)
        await citizen.hang_up()
    for ani in (abandoned, short):
        await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
    call = await house.settled(answered)

    code, found = await reconcile(house)
    assert (code, found["differences"]) == (0, [])
    assert found["calls"] >= 3

    # One call in one line of time, by its id or by the number of its ticket: every book speaks, nobody's words do.
    traced = json.loads(await house.command("trace", call["call_id"], "--json"))
    assert traced["call_id"] == call["call_id"]
    steps = {(step["where"], step["what"]) for step in traced["steps"]}
    assert steps >= {
        ("ledger", "call_entered"),
        ("ledger", "call_ended"),
        ("cel", "CHAN_START"),
        ("queue_log", "CONNECT"),
        ("event", "recording_checked"),
        ("speech", "utterance_stored"),
        ("tickets", "concluded"),
        ("tickets", "handed_over"),
        ("outbox", "sent"),
    }
    moments = [step["at"] for step in traced["steps"]]
    assert moments == sorted(moments)
    text = await house.command("trace", call["ticket"]["service_id"])
    assert f"call {call['call_id']}" in text
    assert answered not in text
    assert not any(heard["text"][:6] in text for heard in call["transcript"]["utterances"])
    code, _ = await house.attempt("trace", "4400000000000000000")
    assert code == 2

    # Somebody deletes a row of a stay in a queue: found, named, and gone once the rows are made anew from the ledger.
    key = call["call_id"].replace("-", "")
    house.change("DELETE FROM telephony_queue_visit WHERE call_id=?", key)
    code, found = await reconcile(house)
    assert code == 1
    assert {one["kind"] for one in found["differences"]} == {"visits_differ", "answers_differ"}
    assert {one["subject"] for one in found["differences"]} == {call["call_id"]}
    page = await asyncio.to_thread(house.api, "GET", "/api/v1/differences")
    assert page["open"] == 2
    await house.command("ledger", "rebuild")
    code, found = await reconcile(house)
    assert (code, found["differences"]) == (0, [])
    page = await asyncio.to_thread(house.api, "GET", "/api/v1/differences")
    assert page["open"] == 0
