"""Phones that answer by themselves and keep each caller for a moment, and who of the callers reached one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from house import HotlineHouse
from plain_ami import PlainAmi
from switch_rig import CARRIER, Switch, free_port

import hotline.demo
from foundation.clock import SystemClock
from foundation.database import Database
from foundation.errors import Conflict
from hotline.demo.phone import AgentPhone, CallRefused
from queueing.publish.push import QueueRulesPublisher
from queueing.rules.model import GENERAL, QueueRules, QueueSettings
from telephony.ami.client import AmiClient

SCENARIO = Path(hotline.demo.__file__).parent / "scenarios" / "citizen_load.xml"
TALK_SECONDS = 0.3
CLAIM_TURNS = 7
LINE = "12345"


class Callers:
    """What the switch says about each citizen's call, by the number it came from."""

    def __init__(self, ami: PlainAmi) -> None:
        self._ami = ami

    def _seen(self, name: str) -> list[dict[str, str]]:
        return [event for event in self._ami.events if event.get("Event") == name]

    def entered(self) -> dict[str, str]:
        """Return unique id -> number of every citizen's call."""
        new = [event for event in self._seen("Newchannel") if event["Context"] == "from_trunk"]
        return {event["Uniqueid"]: event["CallerIDNum"] for event in new if event["Uniqueid"] == event["Linkedid"]}

    def in_menu(self) -> set[str]:
        """Return the numbers that have reached the controller's part of the menu."""
        entered = self.entered()
        return {entered[event["Uniqueid"]] for event in self._seen("AsyncAGIStart") if event["Uniqueid"] in entered}

    def joined(self) -> set[str]:
        """Return the numbers that have entered a queue."""
        entered = self.entered()
        return {entered[event["Uniqueid"]] for event in self._seen("QueueCallerJoin") if event["Uniqueid"] in entered}

    def rescued(self) -> set[str]:
        """Return the numbers that the watchdog took out of the menu."""
        entered = self.entered()
        events = [event for event in self._seen("UserEvent") if event["UserEvent"] == "HotlineRescued"]
        return {entered[event["Uniqueid"]] for event in events if event["Uniqueid"] in entered}

    def talked(self) -> set[str]:
        """Return the numbers that an agent's phone answered and that were bridged with it."""
        entered = self.entered()
        connected = {event["Uniqueid"] for event in self._seen("AgentConnect")}
        bridged = {event["Uniqueid"] for event in self._seen("BridgeEnter")}
        return {entered[unique] for unique in connected & bridged if unique in entered}


@contextlib.asynccontextmanager
async def answering(phones: Sequence[AgentPhone]) -> AsyncIterator[None]:
    """Have these phones pick up by themselves and end each talk after a moment."""

    async def work(phone: AgentPhone) -> None:
        phone.answer_after = 0.05
        while True:
            call = await phone.wait_ringing(3600)
            with contextlib.suppress(CallRefused):  # the caller, or the ring, was over before
                await call.wait_answered(60)
                await asyncio.sleep(TALK_SECONDS)
                await call.hang_up()

    working = [asyncio.create_task(work(phone)) for phone in phones]
    try:
        yield
    finally:
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)


async def citizens(switch: Switch, count: int, rate: int) -> asyncio.subprocess.Process:
    """Start that many calls, so many a second; they stay until the switch hangs up."""
    return await asyncio.create_subprocess_exec(
        "sipp",
        f"{switch.sip[0]}:{switch.sip[1]}",
        *("-sf", str(SCENARIO), "-s", LINE, "-i", CARRIER, "-p", str(free_port())),
        *("-m", str(count), "-r", str(rate), "-l", str(count), "-recv_timeout", "600000", "-nostdin"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=switch.plan.var,
    )


async def rules(house: HotlineHouse, **settings: int) -> None:
    """Publish settings of the queue for everyone, as an administrator does."""
    plan, clock = house.switch.plan, SystemClock()
    database = Database(house.settings.database)

    def connect() -> AmiClient:
        return AmiClient("127.0.0.1", plan.ami_port, "hotline_publish", plan.ami_publish_secret)

    publisher = QueueRulesPublisher(database, clock, plan.node, connect)
    content = QueueRules(queues={GENERAL: QueueSettings(**settings)}).model_dump(mode="json")
    try:
        async with database.write() as session:
            draft = await publisher.documents.draft(session, plan.node, content, author="admin", reason="a test")
            await publisher.documents.validate(session, plan.node, draft.version)
        # The owner's own repair may hold the claim; that of an owner who was killed meanwhile is free after a minute.
        for turn in range(CLAIM_TURNS):
            try:
                await publisher.publish(draft.version, by="admin")
                break
            except Conflict:
                if turn == CLAIM_TURNS - 1:
                    raise
    finally:
        await database.close()
