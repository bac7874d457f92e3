"""Each process of ours killed while calls stand at each of the ten steps: nothing lost, nothing doubled.

Ten calls are brought to ten places and held there: the store's write lock holds what is being written, a ticket
service that does not answer holds the hand-over, a phone that nobody answers holds a ring. One process, or every one at
one moment, gets SIGKILL and is started again (what the supervisor does), every call is led to its end, and the sums are
checked.
"""

import asyncio
import contextlib
import signal
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from faulty_proxy import FaultyProxy
from house import APPEALS, HotlineHouse, running_house
from stories import ENTERED, WHOLE, story
from switch_rig import Switch, free_port, until

from hotline.demo.phone import AgentPhone, Citizen

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(400)]

SPEECH = APPEALS / "gas_smell.wav"
KEY = [(0.3, "1")]
EDIT = {"place": "中山大道"}


@pytest.fixture
def service_port() -> int:
    """Return where the hand-over posts to."""
    return free_port()


@pytest.fixture
def house(switch_copy: Switch, service_port: int) -> Iterator[HotlineHouse]:
    """Yield a hotline in which a ring and a wrap-up outlast what is done meanwhile."""
    url = f"http://127.0.0.1:{service_port}/ticket-service/v1"
    more = {"HOTLINE_TICKET_SERVICE_URL": url, "HOTLINE_RING_SECONDS": "60", "HOTLINE_WRAP_UP_SECONDS": "8"}
    with running_house(switch_copy, **more) as opened:
        yield opened


class Stage:
    """Ten calls, each at its step; phones stay open until the end."""

    def __init__(self, house: HotlineHouse, stack: contextlib.AsyncExitStack) -> None:
        self.house, self._stack = house, stack
        self.numbers: dict[str, str] = {}
        self.citizens: dict[str, Citizen] = {}

    async def agent(self, code: str, answer_after: float | None = 0.2) -> AgentPhone:
        """Log an agent in for the rest of the test."""
        return await self._stack.enter_async_context(self.house.agent(code, answer_after))

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

    async def talked(self, step: str, code: str) -> dict[str, Any]:
        """Bring a call to its end, its agent home, so that the next callers wait."""
        await self.talk(step, code)
        call = await self.hang_up(step)
        await asyncio.to_thread(self.house.api, "POST", f"/api/v1/agents/{code}/logoff")
        return call

    async def hang_up(self, step: str) -> dict[str, Any]:
        """End a call as its citizen."""
        await self.citizens[step].hang_up()
        return await self.house.call_of(self.numbers[step], lambda c: c["ended_at"] is not None, 20, "the end")

    def one(self, query: str, call: dict[str, Any], key: str = "call_id") -> list[tuple[Any, ...]]:
        """Look a call up in the store."""
        return self.house.rows(query, call[key].replace("-", ""))


async def _speak(citizen: Citizen) -> None:
    for _ in range(3):
        await citizen.say(SPEECH)


async def _menu_facts(house: HotlineHouse, step: str, channel: str) -> list[str]:
    """Return what a menu must have become by what Asterisk did: a slow owner finds it emptied by the watchdog."""
    rescued, status = await house.variables(channel, "RESCUED", "MENU_DIGITS_STATUS")
    if not rescued:
        return ["menu_entered", f"menu_completed:{'choice' if step == 'menu' else 'no_input'}"]
    return ["menu_entered", "menu_completed:rescued"] if status else []


async def _edit(house: HotlineHouse, call: dict[str, Any]) -> None:
    """Edit a draft as a desktop does: again from what it then is, when no answer came."""
    path = f"/api/v1/drafts/{call['contact_id']}"
    draft = await asyncio.to_thread(house.api, "GET", path)
    await asyncio.to_thread(house.patch, path, {"version": draft["version"], "fields": EDIT})


PROCESSES = ("controller", "worker", "web", "speech", "redis")
EACH_ALONE = [pytest.param([name], id=name, marks=pytest.mark.long) for name in PROCESSES]


@pytest.mark.parametrize("victims", [pytest.param(PROCESSES, id="all"), *EACH_ALONE])
async def test_process_killed_at_each_of_the_ten_steps(
    house: HotlineHouse, service_port: int, victims: Sequence[str]
) -> None:
    real_port = free_port()
    house.start_command("ticket-service", "--port", str(real_port))
    async with contextlib.AsyncExitStack() as stack:
        service = FaultyProxy(real_port, ["held"])
        await stack.enter_async_context(service.running(service_port))
        stage = Stage(house, stack)
        calls: dict[str, dict[str, Any]] = {}

        # 8, 9: talked, to be submitted
        calls["handed"] = await stage.talked("handed", "1004")
        calls["submitting"] = await stage.talked("submitting", "1003")
        # 6, 7: talking, words are heard; 8: talking, to be edited; 10: talking
        calls["words"] = await stage.talk("words", "1001")
        calls["edited"] = await stage.talk("edited", "1002")
        calls["wrapped"] = await stage.talk("wrapped", "1005")
        # 5: ringing, nobody answers; 4: waiting
        deaf = await stage.agent("1006", answer_after=None)
        await stage.dial("ringing", KEY)
        await deaf.wait_ringing()
        await stage.dial("waiting", KEY)
        for step, fact in (("ringing", "agent_ringing"), ("waiting", "call_offered")):
            calls[step] = await house.call_of(
                stage.numbers[step], lambda c, fact=fact: fact in house.facts(c["call_id"]), 20, step
            )
        speaking = asyncio.create_task(_speak(stage.citizens["words"]))
        await house.call_of(stage.numbers["words"], lambda c: c["transcript"]["utterances"], 30, "words are heard")
        # 9: posted, the ticket is in the service, its answer is not
        house.submit(calls["handed"], "1004")
        await until(lambda: service.held, 1, "the hand-over waits for its answer", 20)
        # 2: heard, in the first prompt
        await stage.dial("silent", [])
        calls["silent"] = await house.call_of(stage.numbers["silent"])
        # 10: its recording is to be checked, and for half a minute that waits for a file that is away
        [(name,)] = stage.one("SELECT linkedid FROM telephony_call WHERE call_id=?", calls["wrapped"])
        leg, away = house.switch.plan.recordings / f"{name}-caller.wav", house.var / "away.wav"
        leg.rename(away)
        await stage.citizens["wrapped"].hang_up()
        checked = "SELECT state FROM recordings_recording WHERE call_id=?"
        await until(lambda: stage.one(checked, calls["wrapped"]), [("to_verify",)], "it is to be checked", 20)
        with house.held_store():
            # From here on nothing is written by anybody.
            house.signal("controller", signal.SIGSTOP)
            # 3: the key is pressed, nobody leads on; 1: not yet heard
            await stage.dial("menu", KEY)
            await house.caller_has("MENU_DIGITS_STATUS", "OK")
            await stage.dial("greeting", [])
            await house.caller_has("IN_MENU", "1")
            # 8: sent and not written
            editing = asyncio.create_task(_edit(house, calls["edited"]))
            submitting = asyncio.create_task(asyncio.to_thread(house.submit, calls["submitting"], "1003"))

            open_talk = "SELECT count(*) FROM telephony_talk WHERE ended_at IS NULL AND call_id=?"
            stands = {
                "greeting": house.rows("SELECT count(*) FROM telephony_call") == [(8,)],
                "silent": story(house, calls["silent"]) == ["call_entered"],
                "waiting": house.facts(calls["waiting"]["call_id"])[-1] == "call_offered",
                "ringing": house.facts(calls["ringing"]["call_id"])[-1] == "agent_ringing",
                "words": stage.one(open_talk, calls["words"]) == [(1,)] and not speaking.done(),
                "edited": stage.one(open_talk, calls["edited"]) == [(1,)] and not editing.done(),
                "submitting": not submitting.done(),
                "handed": service.held == 1 and house.tickets_in_service(calls["handed"]) == 1,
                "wrapped": stage.one(checked, calls["wrapped"]) == [("to_verify",)],
            }
            house.kill(*victims)
        away.rename(leg)
        assert stands == dict.fromkeys(stands, True), "not every call stood where it was to stand"
        if "controller" not in victims:
            house.signal("controller", signal.SIGCONT)
        house.start(*victims)
        await house.ready()
        service.release()

        # the web process may have died under them: the desktop sends them again
        for sent in (editing, submitting):
            with contextlib.suppress(Exception):
                await sent
        if editing.exception() is not None:
            await _edit(house, calls["edited"])
        await speaking
        # everybody who waits gets a person
        await deaf.answer()
        for code in ("1007", "1008", "1009", "1010"):
            await stage.agent(code)
        for step in ("ringing", "waiting", "menu", "silent", "greeting"):
            await house.call_of(
                stage.numbers[step], lambda c: c["agent"] is not None, 60, f"the call in step {step} is answered"
            )
        in_menu = dict(zip(("silent", "menu", "greeting"), (await house.callers())[-3:], strict=True))
        menus = {step: await _menu_facts(house, step, channel) for step, channel in in_menu.items()}
        for step, citizen in stage.citizens.items():
            if step not in ("handed", "submitting", "wrapped"):
                await citizen.hang_up()
            calls[step] = await house.call_of(stage.numbers[step], lambda c: c["ended_at"] is not None, 20, "the end")
            await house.submitted(calls[step])
        # A worker killed over an unanswered post leaves a claim of 90 s.
        for step in stage.numbers:
            calls[step] = await house.settled(stage.numbers[step], 130 if "worker" in victims else 60)

        # nothing lost, nothing doubled
        expected = {step: [*ENTERED, *menus.get(step, WHOLE[1:3]), *WHOLE[3:]] for step in calls}
        told = {step: story(house, call) for step, call in calls.items()}
        wrong = {step: told[step] for step in calls if told[step] != expected[step]}
        assert not wrong, wrong
        assert {call["outcome"] for call in calls.values()} == {"answered"}
        assert {step: house.tickets_in_service(call) for step, call in calls.items()} == dict.fromkeys(calls, 1)
        recordings = {step: (call["recording"]["state"], call["recording"]["problem"]) for step, call in calls.items()}
        assert recordings == dict.fromkeys(calls, ("verified", ""))
        assert calls["edited"]["ticket"]["fields"]["place"]["value"] == EDIT["place"]
        count = "SELECT count(*) FROM"
        menu_visits = sum("menu_entered" in kinds for kinds in expected.values())
        assert house.rows(f"{count} telephony_menu_visit") == [(menu_visits,)]
        for table in ("call", "contact", "queue_visit", "ring", "talk"):
            assert house.rows(f"{count} telephony_{table}") == [(len(calls),)], table
        assert house.rows(f"{count} tickets_conclusion") == [(len(calls),)]
        assert house.rows(f"{count} tickets_service_ticket") == [(len(calls),)]
        assert house.rows(f"{count} foundation_stuck_event") == [(0,)]
        assert house.rows("SELECT count(*) FROM telephony_call WHERE caller_id IS NULL") == [(0,)]
        # agents are free again, nobody is locked
        for code in ("1001", "1002", "1005", "1006", "1007"):
            await house.shown(code, "ready")
        await until(lambda: house.rows("SELECT count(*) FROM foundation_outbox WHERE state='pending'"), [(0,)], "sent")
