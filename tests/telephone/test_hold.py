"""Hold by the switch with every part running: words, recording, facts, and what follows when a side is gone."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from house import HotlineHouse
from switch_rig import until

from hotline.demo.phone import AgentPhone, Citizen

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120), pytest.mark.xdist_group("call_story")]

KEY = [(0.3, "1")]
ONCE = ("call_offered", "call_answered", "hold_started", "hold_ended", "talk_ended", "queue_left", "call_ended")
SENTENCE = Path(__file__).resolve().parents[2] / "asterisk_conf" / "sounds" / "zh" / "hotline" / "thanks.wav"


async def _talk(house: HotlineHouse, code: str, phone: AgentPhone, citizen: Citizen) -> tuple[str, str]:
    """Bring a citizen and an agent together; returns the number and the call's id."""
    ani = house.number()
    await citizen.dial("12345", ani, keys=KEY)
    await phone.wait_answered()
    call = await house.call_of(ani, lambda c: c["agent"] == code, 20, "the answer")
    await house.shown(code, "talking")
    return ani, call["call_id"]


async def _done(house: HotlineHouse, name: str, code: str, call_id: str) -> dict[str, Any]:
    status, answer = await house.order(name, agent=code, call_id=call_id)
    assert status == 200, answer
    return answer


async def _over(house: HotlineHouse, ani: str) -> dict[str, Any]:
    return await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")


async def test_hold_and_resume_keep_talk_words_and_recording(house: HotlineHouse) -> None:
    async with house.agent("1012") as phone, house.citizen() as citizen:
        ani, call_id = await _talk(house, "1012", phone, citizen)
        await citizen.say(SENTENCE)
        first = await house.call_of(ani, lambda c: c["transcript"]["utterances"], 20, "words before the hold")
        assert (await _done(house, "hold", "1012", call_id))["shown_state"] == "on_hold"
        held_at = time.monotonic()
        await _done(house, "hold", "1012", call_id)  # pressed twice
        await until(lambda: citizen.rtp.loud_after(held_at) is not None, True, "the citizen hears music")
        assert (await _done(house, "resume", "1012", call_id))["shown_state"] == "talking"
        status, refused = await house.order("resume", agent="1012", call_id=call_id)
        assert (status, refused["code"]) == (409, "not_on_hold")
        back_at = time.monotonic()
        await citizen.say(SENTENCE)
        assert phone.rtp.loud_after(back_at) is not None, "the agent hears the citizen again"
        before = len(first["transcript"]["utterances"])
        await house.call_of(ani, lambda c: len(c["transcript"]["utterances"]) > before, 20, "words after the hold")
        await _done(house, "hold", "1012", call_id)
        await _done(house, "resume", "1012", call_id)
        await _done(house, "hang_up", "1012", call_id)
        await citizen.wait_ended()
        call = await _over(house, ani)
        status, refused = await house.order("hold", agent="1012", call_id=call_id)
        assert (status, refused["code"]) == (409, "not_in_call")
        await house.shown("1012", "ready")
        house.submit(call, "1012")
        call = await house.settled(ani)
    assert (call["outcome"], call["recording"]["state"], call["recording"]["problem"]) == ("answered", "verified", "")
    facts = house.facts(call_id)
    counted = {kind: facts.count(kind) for kind in ("hold_started", "hold_ended", "bridge_entered", "bridge_left")}
    assert counted == {"hold_started": 2, "hold_ended": 2, "bridge_entered": 3, "bridge_left": 3}
    assert [facts.count(kind) for kind in ("call_offered", "call_answered", "talk_ended", "queue_left")] == [1, 1, 1, 1]
    key = call_id.replace("-", "")
    holds = house.rows("SELECT whose, ended_at > started_at FROM telephony_hold WHERE call_id=?", key)
    assert holds == [("agent", 1), ("agent", 1)]
    states = ["talking", "on_hold", "talking", "on_hold", "talking", "wrap_up", "ready"]
    shown = house.states("1012")
    assert shown[shown.index("talking") :][: len(states)] == states


async def test_whoever_hangs_up_on_hold_ends_the_call(house: HotlineHouse) -> None:
    async with (
        house.agent("1013") as one,
        house.agent("1014") as two,
        house.citizen() as leaving,
        house.citizen() as left,
    ):
        phones = {"1013": one, "1014": two}
        numbers = house.number(), house.number()
        dialled = (leaving.dial("12345", numbers[0], keys=KEY), left.dial("12345", numbers[1], keys=KEY))
        await asyncio.gather(*dialled, one.wait_answered(), two.wait_answered())
        calls = [await house.call_of(ani, lambda c: c["agent"] is not None, 20, "the answer") for ani in numbers]
        for call in calls:
            await _done(house, "hold", call["agent"], call["call_id"])
        await leaving.hang_up()
        await phones[calls[0]["agent"]].wait_ended()
        await phones[calls[1]["agent"]].hang_up()
        await left.wait_ended()
        ended = [await _over(house, ani) for ani in numbers]
        for code in phones:
            await house.shown(code, "ready")
    for call in ended:
        facts = house.facts(call["call_id"])
        assert [facts.count(kind) for kind in ONCE] == [1] * len(ONCE), "never back into the queue"
        assert call["outcome"] == "answered"
        assert "wrap_up" in house.states(call["agent"])


async def test_lost_phones_hand_their_caller_to_another_agent(house: HotlineHouse) -> None:
    await house.phones_settled()
    async with house.agent("1015") as phone, house.citizen() as citizen:
        ani, call_id = await _talk(house, "1015", phone, citizen)
        await _done(house, "hold", "1015", call_id)
        await phone.unregister()  # the browser's window is closed; a cut network takes the 13 s of the qualify
        phone.vanish()
        async with house.agent("1016") as other:
            await other.wait_answered()
            await house.call_of(ani, lambda c: c["agent"] == "1016", 20, "another agent, from hold")
            await house.shown("1015", "unreachable")
            status, refused = await house.order("unpause", agent="1015")
            assert (status, refused["code"]) == (409, "phone_unreachable")
            phone.agent.silent = False
            await phone.register()
            await house.shown("1015", "paused")
            assert (await house.order("unpause", agent="1015"))[1]["shown_state"] == "ready"
            # while talking: what PJSIP does after rtp_timeout
            ami = await house.switch.ami()
            channels = [row.get("Channel", "") for row in await ami.list("Status", "StatusComplete")]
            await ami.send("Hangup", Channel=next(name for name in channels if "1016p" in name), Cause="44")
            await ami.close()
            await phone.wait_answered()
            await house.call_of(ani, lambda c: c["agent"] == "1015", 20, "the first agent again, from the talk")
            await citizen.hang_up()
            call = await _over(house, ani)
    facts = house.facts(call["call_id"])
    assert [facts.count(kind) for kind in ONCE] == [3, 3, 1, 1, 3, 3, 1]
    assert call["outcome"] == "answered"


async def test_controller_killed_while_on_hold(house: HotlineHouse) -> None:
    async with house.agent("1019") as phone, house.citizen() as citizen:
        ani, call_id = await _talk(house, "1019", phone, citizen)
        await _done(house, "hold", "1019", call_id)
        house.restart("controller")
        await house.ready()
        assert (await _done(house, "resume", "1019", call_id))["shown_state"] == "talking"
        back_at = time.monotonic()
        await citizen.say(SENTENCE)
        assert phone.rtp.loud_after(back_at) is not None, "the agent hears the citizen again"
        await citizen.hang_up()
        await _over(house, ani)
        await house.shown("1019", "ready")
    facts = house.facts(call_id)
    assert [facts.count(kind) for kind in ONCE] == [1] * len(ONCE)
    await asyncio.wait_for(house.led(), 30)
