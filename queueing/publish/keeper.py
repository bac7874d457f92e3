"""Keeps the switch as the rules in force say at every moment: a listener of the owner.

Three things make it act: the link came up (Asterisk may have been started anew, on a file that a crash cut short); what
holds became another (a publish, an hour, a holiday, a surge); once a minute a look whether somebody else changed it.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Sequence

from prometheus_client import Counter, Gauge
from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import BadInput, HotlineError
from foundation.logs import logger
from foundation.streams.repository import DOMAIN
from foundation.wake import Wake
from queueing import repository
from queueing.publish.book import Held
from queueing.publish.push import QueueRulesPublisher, Repaired
from queueing.rules.compiler import Told
from telephony.ami import actions, messages
from telephony.calls.state import CallState
from telephony.events import Fact
from telephony.owner import Owner
from telephony.snapshot import Snapshot

log = logger(__name__)

TURN_SECONDS = 1.0
READ_SECONDS = 10.0
COMPARE_SECONDS = 60.0
AGAIN_SECONDS = 5.0
FOLLOW_SECONDS = 5.0

DRIFTS = Counter("hotline_queue_rules_drift_total", "Times that the switch was not as published, and was put right")
VERSION = Gauge("hotline_queue_rules_version", "Version of the queue rules that the switch was told")

Heard = Callable[[Held], None]


class QueueKeeper:
    """Carries out one thing at a time; ``heard`` are told of the rules when other ones, or a surge, come in force."""

    def __init__(
        self,
        publisher: QueueRulesPublisher,
        owner: Owner,
        database: Database,
        clock: Clock,
        *,
        compare_seconds: float = COMPARE_SECONDS,
        again_seconds: float = AGAIN_SECONDS,
    ) -> None:
        self._publisher, self._owner, self._database, self._clock = publisher, owner, database, clock
        self.heard: list[Heard] = []
        self._compare_seconds, self._again_seconds = compare_seconds, again_seconds
        self.held: Held | None = None
        self._read_at: float | None = None
        self._carried: Told | None = None  # what the switch has of us
        self._shown: dict[str, str] = {}
        self._compared_at: float | None = None  # None: at once, whatever is found is no drift
        self._connections = 0
        self._compare_at_once = False
        self._busy, self._turned = False, asyncio.Condition()
        self._turns = 0  # looks that ended well
        self._turn = asyncio.Event()

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Take nothing for granted that this Asterisk was told."""
        self._connections += 1
        self._compared_at, self._shown = None, {}
        self._turn.set()

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Nothing here hangs on single events."""

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Nothing here hangs on calls."""

    def on_down(self) -> None:
        """What runs ends by itself and is tried again."""

    # -- commands ---------------------------------------------------------------------------------------------------

    async def publish(self, version: str, by: str) -> None:
        """Put a validated version in force; answered when the switch shows it.

        Raises:
            BadInput: no number, or rules that must not be published. Conflict: it lacks a queue that is in force.
        """
        if not re.fullmatch(r"[0-9]{1,7}", version):
            raise BadInput("a version is a number")
        await self._publisher.publish(int(version), by=by)
        await self._follow()

    async def roll_back(self, by: str, reason: str) -> None:
        """Take the rules in force back; answered when the switch shows those before them."""
        await self._publisher.roll_back(by=by, reason=reason)
        await self._follow()

    async def repair(self) -> None:
        """Compare the switch with the rules now; answered when it is as they say."""
        self._compare_at_once = True
        await self._follow()

    async def _follow(self) -> None:
        """Wait until everything that hangs on the rules in force was told to the switch."""
        self.look()
        wanted = self._turns + (2 if self._busy else 1)  # one that is under way may have read before
        with contextlib.suppress(TimeoutError):  # it is tried on; what the switch was told is noted when it was
            async with asyncio.timeout(FOLLOW_SECONDS), self._turned:
                await self._turned.wait_for(lambda: self._turns >= wanted)

    def look(self) -> None:
        """Read the rules anew at once: somebody published."""
        self._read_at = None
        self._turn.set()

    async def run(self, wake: Wake) -> None:
        """Keep the switch so until cancelled."""
        waking = asyncio.create_task(self._wakes(wake))
        try:
            while True:
                self._turn.clear()
                pause = TURN_SECONDS
                try:
                    self._busy = True
                    await self._keep()
                    async with self._turned:
                        self._turns += 1
                        self._turned.notify_all()
                except (HotlineError, SQLAlchemyError) as error:
                    log.warning("queue_rules_not_kept", error=str(error))
                    pause = self._again_seconds
                except Exception:
                    # A rule that we misread must not end the owner: the switch goes on by the last ones.
                    log.exception("queue_rules_failed")
                    pause = self._again_seconds
                finally:
                    self._busy = False
                try:
                    async with asyncio.timeout(pause):
                        await self._turn.wait()
                except TimeoutError:
                    continue
        finally:
            waking.cancel()

    async def _wakes(self, wake: Wake) -> None:
        while True:
            mark = wake.mark(DOMAIN)
            await wake.wait(DOMAIN, READ_SECONDS, mark)
            self.look()

    async def _keep(self) -> None:
        await self._read()
        if self.held is None or not self._owner.in_step:
            return
        connections = self._connections
        now = self._clock.monotonic()
        old = self._compared_at is not None and now - self._compared_at >= self._compare_seconds
        if self._compared_at is None or old or self._compare_at_once:
            self._compare_at_once = False
            fresh = self._compared_at is None
            told = self.held.told(self._clock.now())
            found = await self._publisher.repair()
            # At an hour's edge the switch was told of the hour before.
            same = self._carried == told == self.held.told(self._clock.now())
            drifted = found is Repaired.rewritten and not fresh and same
            self._carried = told
            drifted = await self._compare_plans(told, fresh) or drifted
            if connections == self._connections:
                self._compared_at = now
            await self._note(drifted)
        told = self.held.told(self._clock.now())
        if self._carried is None or (told.queues, told.rules) != (self._carried.queues, self._carried.rules):
            self._carried = await self._publisher.carry()
            log.info("queue_rules_carried", version=self.held.version.version)
            await self._note(False)
        await self._show(told)

    async def _read(self) -> None:
        now = self._clock.monotonic()
        if self._read_at is not None and now - self._read_at < READ_SECONDS:
            return
        async with self._database.read() as session:
            held = await self._publisher.book.held(session, self.held)
        self._read_at = now
        if held is not None and held != self.held:
            self.held = held
            for hear in self.heard:
                try:
                    hear(held)
                except Exception:
                    log.exception("rules_not_heard")

    async def _show(self, told: Told) -> None:
        for queue, plan in told.plans.items():
            if self._shown.get(queue) != plan:
                await self._owner.request(actions.set_global(f"QUEUE_PLAN_{queue}", plan))
                self._shown[queue] = plan

    async def _compare_plans(self, told: Told, fresh: bool) -> bool:
        """Have those shown again that are not what they were; tell whether there was any."""
        if fresh:
            return False
        changed = []
        for queue, plan in self._shown.items():
            answer = await self._owner.request(actions.get_variable(f"QUEUE_PLAN_{queue}"))
            if answer.get("value", "") != plan:
                changed.append(queue)
        for queue in changed:
            del self._shown[queue]
            log.warning("queue_plan_changed_elsewhere", queue=queue)
        return bool(changed)

    async def _note(self, drifted: bool) -> None:
        if self.held is None:
            return
        if drifted:
            DRIFTS.inc()
        VERSION.set(self.held.version.version)
        async with self._database.write() as session:
            await repository.note_rules(
                session, self._owner.node, self.held.version.version, self._clock.now(), drifted=drifted
            )
