"""Each process of ours killed while calls stand at each of the ten steps: nothing lost, nothing doubled.

Ten calls are brought to ten places, one process gets SIGKILL and is started again (what the supervisor does), every
call is led to its end, and the sums are checked.
"""

import asyncio
import contextlib
from typing import Any

import pytest
from house import APPEALS, HotlineHouse, running_house
from switch_rig import Switch, until

from hotline.demo.phone import AgentPhone, Citizen

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(400)]

SPEECH = APPEALS / "gas_smell.wav"
KEY = [(0.3, "1")]


@pytest.fixture
def house(switch_copy: Switch):  # type: ignore[no-untyped-def]  # a context manager's value
    with running_house(switch_copy) as opened:
        yield opened


class Stage:
    """Ten calls, each at its step; phones stay open until the end."""

    def __init__(self, house: HotlineHouse, stack: contextlib.AsyncExitStack) -> None:
        self.house, self._stack = house, stack
        self.numbers: dict[str, str] = {}
        self.citizens: dict[str, Citizen] = {}
        self.phones: dict[str, AgentPhone] = {}

    async def agent(self, code: str, answer_after: float | None = 0.2) -> AgentPhone:
        """Log an agent in for the rest of the test."""
        phone = self.phones[code] = await self._stack.enter_async_context(self.house.agent(code, answer_after))
        return phone

    async def dial(self, step: str, keys: list[tuple[float, str]]) -> Citizen:
        """Start the call of a step."""
        self.numbers[step] = self.house.number()
        citizen = self.citizens[step] = await self._stack.enter_async_context(self.house.citizen())
        await citizen.dial("12345", self.numbers[step], keys=keys)
        return citizen

    async def talk(self, step: str, code: str) -> dict[str, Any]:
        """Bring a call to a talk with an agent who logs in for it alone."""
        phone = await self.agent(code)
        await self.dial(step, KEY)
        await phone.wait_answered()
        call = await self.house.call_of(self.numbers[step], lambda c: c["agent"] == code, 20, "the answer")
        await self.house.shown(code, "talking")
        return call

    async def logoff(self, code: str) -> None:
        """Send an agent home, so that the next callers wait."""
        await asyncio.to_thread(self.house.api, "POST", f"/api/v1/agents/{code}/logoff")

    async def hang_up(self, step: str) -> dict[str, Any]:
        """End a call as its citizen."""
        await self.citizens[step].hang_up()
        return await self.house.call_of(self.numbers[step], lambda c: c["ended_at"] is not None, 20, "the end")


@pytest.mark.parametrize("victim", ["controller", "worker", "web", "speech", "redis"])
async def test_process_killed_at_each_of_the_ten_steps(house: HotlineHouse, victim: str) -> None:
    async with contextlib.AsyncExitStack() as stack:
        stage = Stage(house, stack)

        # 6 talking; 7 talking, words are heard; 10 wrap-up over, draft open
        words = await stage.talk("words", "1001")
        speaking = asyncio.create_task(stage.citizens["words"].say(SPEECH))
        await stage.talk("talk", "1002")
        await stage.talk("wrapped", "1003")
        await stage.hang_up("wrapped")
        await stage.logoff("1003")
        # 8 the draft is edited, 9 submitted and on its way
        edited = await stage.talk("edited", "1004")
        submitted = await stage.talk("submitted", "1005")
        submitted = await stage.hang_up("submitted")
        await house.call_of(stage.numbers["words"], lambda c: c["transcript"]["utterances"], 30, "words are heard")
        await stage.logoff("1005")
        # 5 ringing: the only free phone does not answer
        deaf = await stage.agent("1006", answer_after=None)
        await stage.dial("ringing", KEY)
        await deaf.wait_ringing()
        # 4 waiting
        await stage.dial("waiting", KEY)
        await house.call_of(stage.numbers["waiting"], lambda c: c["queue"] is not None, 20, "the queue")
        # 3 and 2: in the menu, commands open; 1: in the greeting
        draft = await asyncio.to_thread(house.api, "GET", f"/api/v1/drafts/{edited['contact_id']}")
        body = {"version": draft["version"], "fields": {"place": "中山大道"}}
        await asyncio.to_thread(house.patch, f"/api/v1/drafts/{edited['contact_id']}", body)
        if victim == "controller":
            await asyncio.to_thread(house.freeze, "controller")
        menu = asyncio.create_task(stage.dial("menu", KEY))
        silent = asyncio.create_task(stage.dial("silent", []))
        await asyncio.gather(menu, silent)
        submitting = asyncio.create_task(asyncio.to_thread(house.submit, submitted, "1005"))
        await asyncio.sleep(0.02)
        await stage.dial("greeting", [])

        house.restart(victim)

        with contextlib.suppress(Exception):
            await submitting  # the web process may have died under it: the desktop sends it again
        await house.ready()
        if victim == "redis":
            house.restart("redis")
        await speaking
        # everybody who waits gets a person
        for code in ("1007", "1008", "1009", "1010", "1011"):
            await stage.agent(code)
        for step in ("ringing", "waiting", "menu", "silent", "greeting"):
            await house.call_of(
                stage.numbers[step], lambda c: c["agent"] is not None, 60, f"the call in step {step} is answered"
            )
        calls = {}
        for step in stage.numbers:
            calls[step] = await stage.hang_up(step)
        for call in calls.values():
            await house.submitted(call)
        for step in stage.numbers:
            calls[step] = await house.settled(stage.numbers[step], 60)

        # nothing lost, nothing doubled
        assert {call["outcome"] for call in calls.values()} == {"answered"}
        assert {step: house.tickets_in_service(call) for step, call in calls.items()} == dict.fromkeys(calls, 1)
        assert {step: call["recording"]["state"] for step, call in calls.items()} == dict.fromkeys(calls, "verified")
        for name, call in calls.items():
            kinds = house.facts(call["call_id"])
            for kind in ("call_entered", "call_answered", "talk_ended", "queue_left", "call_ended"):
                assert kinds.count(kind) == kinds.count("call_offered") == 1, f"{name}: {kinds}"
        edited_ticket = calls["edited"]["ticket"]["fields"]
        assert edited_ticket["place"]["value"] == "中山大道"
        assert calls["words"]["call_id"] == words["call_id"]
        count = "SELECT count(*) FROM"
        assert house.rows(f"{count} telephony_call") == [(len(calls),)]
        assert house.rows(f"{count} telephony_contact") == [(len(calls),)]
        assert house.rows(f"{count} tickets_conclusion") == [(len(calls),)]
        assert house.rows(f"{count} tickets_service_ticket") == [(len(calls),)]
        assert house.rows(f"{count} foundation_stuck_event") == [(0,)]
        talks = house.rows("SELECT call_id, count(*) FROM telephony_talk GROUP BY call_id HAVING count(*) > 1")
        assert talks == []
        assert house.rows("SELECT count(*) FROM telephony_call WHERE caller_id IS NULL") == [(0,)]
        # agents are free again, nobody is locked
        for code in ("1001", "1002", "1007"):
            await house.shown(code, "ready")
        await until(lambda: house.rows("SELECT count(*) FROM foundation_outbox WHERE state='pending'"), [(0,)], "sent")
