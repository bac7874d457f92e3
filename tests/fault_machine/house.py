"""A whole hotline every way of which leads through a proxy, and the people who live in it: callers, agents, a desk."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from house import APPEALS, HotlineHouse
from switch_rig import CARRIER, Switch, free_port

from fault_machine.proxy import TcpProxy, UdpProxy
from foundation.crypto import Vault
from hotline.demo.phone import AgentPhone, Citizen
from hotline.setup.secrets import FOLDER
from telephony import numbers

PATIENCE = 120.0
"""Nobody who stays on the line waits longer for a person, whatever happens."""
APPEAL = APPEALS / "gas_smell.wav"


@dataclass
class Lived:
    """One caller's call as he lived it."""

    ani: str
    plan: str
    asked_at: float
    refused: int | None = None
    spoke: bool = False
    cut_off: bool = False


class FaultyHouse(HotlineHouse):
    """A house between proxies: AMI, Redis, ticket service, phones' and carrier's signalling."""

    def __init__(self, switch: Switch, ways: dict[str, TcpProxy | UdpProxy], **more: str) -> None:
        super().__init__(switch, **more)
        self.ways = ways

    def agent_phone(self, code: str) -> AgentPhone:
        """Return a phone whose signalling goes through the proxy."""
        agent = next(agent for agent in self.switch.plan.agents if agent.code == code)
        server = ("127.0.0.1", self.ways["phones"].port)
        return AgentPhone(server, f"{code}p", agent.phone_secret, answer_after=0.3)

    def key_of(self, ani: str) -> str:
        """Return the caller's id of a number."""
        vault = Vault.from_files(self.var / FOLDER)
        return vault.lookup_id(numbers.normalise(ani) or "", "phone").hex

    def citizen(self) -> Citizen:
        """Return a citizen's phone whose signalling goes through the proxy."""
        return Citizen(("127.0.0.1", self.ways["carrier"].port), host=CARRIER)


@contextmanager
def faulty_house(switch: Switch, seed: int, **more: str) -> Iterator[FaultyHouse]:
    """Yield an open house with a standby, a ticket service of its own and a proxy in every way."""
    redis, service = free_port(), free_port()
    with ExitStack() as stack:
        ways: dict[str, TcpProxy | UdpProxy] = {
            "ami": TcpProxy(("127.0.0.1", switch.plan.ami_port), seed),
            "redis": TcpProxy(("127.0.0.1", redis), seed),
            "tickets": TcpProxy(("127.0.0.1", service), seed),
            "phones": UdpProxy(switch.sip, seed),
            "carrier": UdpProxy(switch.sip, seed, source=CARRIER),
        }
        for way in ways.values():
            stack.enter_context(way)
        house = FaultyHouse(
            switch,
            ways,
            HOTLINE_AMI_PORT=str(ways["ami"].port),
            HOTLINE_REDIS_URL=f"redis://127.0.0.1:{ways['redis'].port}/0",
            HOTLINE_TICKET_SERVICE_URL=f"http://127.0.0.1:{ways['tickets'].port}/ticket-service/v1",
            **more,
        )
        house.redis_port = redis
        try:
            asyncio.run(_open(house, service))
            yield house
        finally:
            house.stop()


async def _open(house: FaultyHouse, service: int) -> None:
    await house.open()
    house.start_command("ticket-service", "--port", str(service))
    house.start("standby")
    await house.standing_by()


class People:
    """Callers who come one after the other, agents who answer, and a desk that ends what they answered."""

    def __init__(self, house: FaultyHouse, seed: int, *, callers: int = 3, agents: int = 4) -> None:
        self.house = house
        self._random = random.Random(seed)
        self._count = callers
        self._codes = [agent.code for agent in house.switch.plan.agents][:agents]
        self.phones: dict[str, AgentPhone] = {}
        self.lived: list[Lived] = []
        self._closing = False

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[People]:
        """Live until the block ends; then whoever is on the line finishes, and the desk ends what is left."""
        async with contextlib.AsyncExitStack() as stack:
            for code in self._codes:
                self.phones[code] = await stack.enter_async_context(self.house.agent_phone(code))
                await asyncio.to_thread(self.house.api, "POST", f"/api/v1/agents/{code}/login", {"phone": "p"})
            work = [
                *(asyncio.create_task(self._calling(), name=f"caller {n}") for n in range(self._count)),
                *(asyncio.create_task(self._serving(code), name=f"agent {code}") for code in self._codes),
                asyncio.create_task(self._concluding(), name="desk"),
            ]
            try:
                yield self
            finally:
                self._closing = True
                async with asyncio.timeout(PATIENCE * 3):
                    await asyncio.gather(*work)

    # -- callers ----------------------------------------------------------------------------------------------------

    async def _calling(self) -> None:
        while not self._closing:
            plan = self._random.choices(("speaks", "silent", "leaves_the_menu", "leaves_the_queue"), (6, 2, 1, 1))[0]
            lived = Lived(self.house.number(), plan, time.monotonic())
            self.lived.append(lived)
            async with self.house.citizen() as citizen:
                await self._live(citizen, lived)
            await asyncio.sleep(self._random.uniform(0.2, 1.5))

    async def _live(self, citizen: Citizen, lived: Lived) -> None:
        keys = [(0.4, "1")] if lived.plan in ("speaks", "leaves_the_queue") else []
        try:
            await citizen.dial("12345", lived.ani, keys=keys)
        except Exception:
            # The carrier's network did not bring the call to us: he was never on the line, and dials again.
            lived.refused = 0
            return
        if lived.plan == "leaves_the_menu":
            await asyncio.sleep(self._random.uniform(0.1, 2))
        elif lived.plan == "leaves_the_queue":
            await asyncio.sleep(self._random.uniform(2, 6))
        else:
            await self._until_answered(citizen, lived)
            if not citizen.call.ended.is_set() and not lived.cut_off:
                await asyncio.wait(
                    [asyncio.ensure_future(citizen.say(APPEAL)), asyncio.ensure_future(citizen.call.ended.wait())],
                    return_when=asyncio.FIRST_COMPLETED,
                    timeout=self._random.uniform(1, 5),
                )
        lived.cut_off |= citizen.call.ended.is_set() and lived.plan in ("speaks", "silent")
        with contextlib.suppress(Exception):
            await citizen.hang_up()

    async def _until_answered(self, citizen: Citizen, lived: Lived) -> None:
        """Wait for a person, as the store tells of this number."""
        key = self.house.key_of(lived.ani)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not citizen.call.ended.is_set():
            with contextlib.suppress(sqlite3.Error):
                calls = self.house.rows("SELECT answered_at, ended_at FROM telephony_call WHERE caller_id=?", key)
                if any(answered for answered, _ in calls):
                    lived.spoke = True
                    return
                if calls and all(ended for _, ended in calls):
                    lived.cut_off = True  # a switch that died tells nobody: he hears nothing any more
                    return
            await asyncio.sleep(0.2)

    # -- agents -----------------------------------------------------------------------------------------------------

    async def _serving(self, code: str) -> None:
        """Do what an agent does who wants to work: phone registered, signed in, no pause but wrap-up."""
        phone = self.phones[code]
        while not (self._closing and self._all_quiet()):
            await asyncio.sleep(1.0)
            with contextlib.suppress(Exception):
                await phone.agent.register(120)
                found = self.house.rows(
                    "SELECT shown_state, pause_reason, reachable FROM queueing_agent_state WHERE agent=?", code
                )
                state, reason, reachable = found[0] if found else ("logged_off", "", 1)
                if state == "logged_off":
                    await asyncio.to_thread(self.house.api, "POST", f"/api/v1/agents/{code}/login", {"phone": "p"})
                elif reason == "unreachable" and reachable:
                    await asyncio.to_thread(self.house.api, "POST", f"/api/v1/agents/{code}/unpause")

    def _all_quiet(self) -> bool:
        return not self.house.rows("SELECT 1 FROM telephony_call WHERE ended_at IS NULL")

    # -- the desk ---------------------------------------------------------------------------------------------------

    async def _concluding(self) -> None:
        """Submit every answered call that has ended, again and again until each has its conclusion."""
        while True:
            left: list[Any] = []
            with contextlib.suppress(Exception):
                left = self.house.rows(
                    "SELECT c.call_id, c.contact_id, t.agent FROM telephony_call c"
                    " JOIN telephony_talk t ON t.call_id=c.call_id"
                    " LEFT JOIN tickets_conclusion d ON d.contact_id=c.contact_id"
                    " WHERE c.answered_at IS NOT NULL AND c.ended_at IS NOT NULL AND d.contact_id IS NULL"
                )
            for _, contact, agent in left:
                with contextlib.suppress(Exception):
                    call = {"contact_id": _dashed(contact)}
                    await asyncio.to_thread(self.house.submit, call, agent)
            if self._closing and not left and self._all_quiet():
                return
            await asyncio.sleep(0.7)


def _dashed(key: str) -> str:
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
