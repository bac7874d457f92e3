"""Wakes those who wait for new rows; losing a wake-up costs time only, never an event."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from typing import Protocol

import redis.asyncio as redis
from redis.exceptions import RedisError

from foundation.logs import logger

log = logger(__name__)

CHANNEL = "hotline:wake"


class Wake(Protocol):
    """Signals by topic (a stream's name, ``outbox``, ...)."""

    async def signal(self, topic: str) -> None:
        """Tell everyone who waits for ``topic``; never raises, never blocks long."""
        ...

    def mark(self, topic: str) -> int:
        """Return a mark to wait from, taken before looking for work so that no signal in between is missed."""
        ...

    async def wait(self, topic: str, seconds: float, since: int) -> None:
        """Return when ``topic`` was signalled after the mark ``since``, at the latest after ``seconds``."""
        ...


class LocalWake:
    """Signals within one process."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._count: dict[str, int] = defaultdict(int)

    async def signal(self, topic: str) -> None:
        """Tell everyone in this process who waits for ``topic``."""
        self.signal_here(topic)

    def signal_here(self, topic: str) -> None:
        """The same, without a coroutine."""
        self._count[topic] += 1
        self._waiting.pop(topic, asyncio.Event()).set()

    def mark(self, topic: str) -> int:
        """Return how often ``topic`` was signalled."""
        return self._count[topic]

    async def wait(self, topic: str, seconds: float, since: int) -> None:
        """Return when ``topic`` was signalled after the mark ``since``, at the latest after ``seconds``."""
        if self._count[topic] != since:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._waiting[topic].wait()


class RedisWake(LocalWake):
    """Signals between processes over Redis; while Redis is away the waiters simply wait their full time."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._client = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1)
        self._away_until = 0.0

    async def signal(self, topic: str) -> None:
        """Tell everyone who waits for ``topic``; a Redis that is away is left alone for a second."""
        self.signal_here(topic)
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            return
        try:
            async with asyncio.timeout(1.0):
                await self._client.publish(CHANNEL, topic)
        except (RedisError, OSError, TimeoutError):
            self._away_until = loop.time() + 1.0

    async def run(self) -> None:
        """Listen until cancelled; reconnects with back-off."""
        pause = 0.2
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    pause = 0.2
                    while True:
                        message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=1.0)
                        if message is not None:
                            self.signal_here(message["data"].decode())
            except (RedisError, OSError, TimeoutError) as error:
                log.info("redis_away", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    async def close(self) -> None:
        """Give the connection back."""
        await self._client.aclose()
