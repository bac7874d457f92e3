"""Random faults, one after the other, from a seed that is printed: what is broken is healed before the next."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import psycopg

from fault_machine.house import FaultyHouse
from fault_machine.proxy import TcpProxy, UdpProxy

OURS = ("controller", "standby", "worker", "web", "speech", "ticket-service", "redis")

Act = Callable[[], Awaitable[str]]


@dataclass
class FaultMachine:
    """Breaks `house`; `most_seconds` is how long a fault lasts at most. `done` counts what was done, by name."""

    house: FaultyHouse
    seed: int
    most_seconds: float = 6.0
    switch_dies: bool = False
    done: Counter[str] = field(default_factory=Counter)
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._service_port = self.house.ways["tickets"].target[1]

    async def run(self, count: int) -> None:
        """Do `count` faults."""
        acts: dict[Act, int] = {
            self._kill: 6,
            self._stop: 4,
            self._ami: 5,
            self._redis: 3,
            self._tickets: 4,
            self._signalling: 4,
            self._lock_store: 2,
        }
        if self.switch_dies:
            acts[self._kill_switch] = 1
        for number in range(count):
            (act,) = self._random.choices(list(acts), list(acts.values()))
            what = await act()
            self.done[what.split()[0]] += 1
            self.log.append(f"{number:>4} {what}")
            await asyncio.sleep(self._random.uniform(0.2, 2.0))

    def _seconds(self) -> float:
        return self._random.uniform(0.2, self.most_seconds)

    # -- processes --------------------------------------------------------------------------------------------------

    async def _kill(self) -> str:
        victims = self._random.sample(OURS, self._random.choice((1, 1, 1, 2, 3)))
        for name in victims:
            self.house.kill(name)
        await asyncio.sleep(self._random.uniform(0, 2.0))
        for name in victims:
            self._start(name)
        return f"kill {' '.join(victims)}"

    def _start(self, name: str) -> None:
        if name == "ticket-service":
            self.house.start_command(name, "--port", str(self._service_port))
        else:
            self.house.start(name)

    async def _stop(self) -> str:
        name = self._random.choice(("controller", "standby", "worker", "web", "speech", "redis"))
        seconds = self._seconds()
        if name in ("standby", "redis"):
            self.house.signal(name, signal.SIGSTOP)
        else:
            try:
                await asyncio.to_thread(self.house.freeze, name)
            except TimeoutError:
                return f"nothing {name} was inside a transaction"
        await asyncio.sleep(seconds)
        self.house.signal(name, signal.SIGCONT)
        return f"stop {name} {seconds:.1f} s"

    async def _kill_switch(self) -> str:
        self.house.switch.stop(signal.SIGKILL)
        await asyncio.sleep(self._random.uniform(0, 1.0))
        await asyncio.to_thread(self.house.switch.start)
        return "switch killed"

    # -- ways -------------------------------------------------------------------------------------------------------

    async def _way(self, name: str, acts: tuple[str, ...]) -> str:
        way = self.house.ways[name]
        act, seconds = self._random.choice(acts), self._seconds()
        if isinstance(way, TcpProxy):
            self._spoil(way, act)
        else:
            self._lose(way, act)
        await asyncio.sleep(seconds)
        way.heal()
        return f"{name} {act} {seconds:.1f} s"

    def _spoil(self, way: TcpProxy, act: str) -> None:
        match act:
            case "cut":
                way.cut()
            case "refuse":
                way.refuse()
            case "stall":
                way.stall()
            case "half_open":
                way.stall(down=True, up=False)
            case "deaf":
                way.stall(down=False, up=True)
            case "split":
                way.split(7)
            case "delay":
                way.delay(self._random.uniform(0.02, 0.4))
            case "double":
                way.double()

    def _lose(self, way: UdpProxy, act: str) -> None:
        match act:
            case "lose":
                way.lose(0.25)
            case "double":
                way.double(0.5)
            case "delay":
                way.delay(self._random.uniform(0.05, 0.6), 0.5)

    async def _ami(self) -> str:
        return await self._way("ami", ("cut", "refuse", "stall", "half_open", "deaf", "split", "delay"))

    async def _redis(self) -> str:
        if self._random.random() < 0.2:
            with contextlib.suppress(Exception):
                await self.house.empty_redis()
            return "redis emptied"
        return await self._way("redis", ("cut", "refuse", "stall", "split", "delay"))

    async def _tickets(self) -> str:
        return await self._way("tickets", ("cut", "refuse", "stall", "half_open", "deaf", "split", "delay", "double"))

    async def _signalling(self) -> str:
        return await self._way(self._random.choice(("phones", "carrier")), ("lose", "double", "delay"))

    async def _lock_store(self) -> str:
        seconds = self._seconds()

        def hold() -> None:
            # Beside a busy owner the lock may not be had in time: then nothing was broken.
            with self.house.held_store():
                time.sleep(seconds)

        try:
            await asyncio.to_thread(hold)
        except (sqlite3.OperationalError, psycopg.OperationalError):
            return "nothing the store was busy"
        return f"store locked {seconds:.1f} s"
