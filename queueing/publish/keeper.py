"""Keeps the switch's queues as published: a listener of the owner that repairs after each time the link came up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from foundation.errors import HotlineError
from foundation.logs import logger
from queueing.publish.push import QueueRulesPublisher
from telephony.ami import messages
from telephony.calls.state import CallState
from telephony.events import Fact
from telephony.snapshot import Snapshot

log = logger(__name__)

AGAIN_SECONDS = 5.0
TRIES = 60


class QueueKeeper:
    """Runs one repair at a time; the desk puts members back once their queue is there again."""

    def __init__(
        self,
        publisher: QueueRulesPublisher,
        *,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._publisher, self._spawn, self._again_seconds = publisher, spawn, again_seconds
        self._wanted = 0

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Asterisk may have been started anew, on a file that a crash cut short."""
        self._wanted += 1
        if self._wanted == 1:
            self._spawn(self._repair())

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Nothing here hangs on single events."""

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Nothing here hangs on calls."""

    def on_down(self) -> None:
        """A repair that runs ends by itself and is tried again."""

    async def _repair(self) -> None:
        try:
            for _ in range(TRIES):
                seen = self._wanted
                try:
                    await self._publisher.repair()
                    if self._wanted == seen:
                        return
                except (HotlineError, SQLAlchemyError) as error:
                    log.warning("queue_file_not_repaired", error=str(error))
                    await asyncio.sleep(self._again_seconds)
        finally:
            self._wanted = 0
