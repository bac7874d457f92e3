"""The way out to one socket: numbered frames in a queue that has an end."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from foundation.clock import Clock

FRAMES = 256
BYTES = 8 << 20


@dataclass(frozen=True)
class Sending:
    """One frame; ``happened_at`` of what it tells, for the metric."""

    kind: str
    text: str
    happened_at: datetime | None


class Outlet:
    """Frames on their way to one socket of an agent.

    ``put`` never waits. A socket that does not take its frames fast enough is given up: ``given_up`` is set, nothing
    more is taken, and its client comes back for a snapshot. Numbers are given on entry, so a client sees no gap that is
    not one.
    """

    def __init__(self, agent: str, clock: Clock, *, frames: int = FRAMES, size: int = BYTES) -> None:
        self.agent = agent
        self.given_up = asyncio.Event()
        self.started = False  # the first frame is a snapshot; what comes before it is in it
        self._clock, self._frames, self._size = clock, frames, size
        self._queue: deque[Sending] = deque()
        self._held = 0
        self._arrived = asyncio.Event()
        self._sequence = 0

    def put(self, kind: str, body: str, happened_at: datetime | None = None) -> None:
        """Queue a frame; ``body`` is JSON."""
        if self.given_up.is_set():
            return
        if len(self._queue) >= self._frames or self._held + len(body) > self._size:
            self._queue.clear()
            self.given_up.set()
            return
        self._sequence += 1
        at = self._clock.now().isoformat()
        text = f'{{"v":1,"sequence":{self._sequence},"type":"{kind}","at":"{at}","body":{body}}}'
        self._queue.append(Sending(kind, text, happened_at))
        self._held += len(text)
        self._arrived.set()

    async def next(self) -> Sending:
        """Return the next frame when there is one."""
        while not self._queue:
            self._arrived.clear()
            await self._arrived.wait()
        sending = self._queue.popleft()
        self._held -= len(sending.text)
        return sending
