"""Carries published queue rules to the switch, and puts right what a crash left there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.documents import Version
from foundation.documents import repository as documents_repository
from foundation.errors import BadInput, Conflict, HotlineError, Unavailable
from foundation.ids import new_id
from foundation.logs import logger
from queueing.publish import config_files
from queueing.publish.book import KIND, Held, RuleBook
from queueing.publish.config_files import Wire
from queueing.rules.compiler import Told
from queueing.rules.model import QueueRules, removed
from queueing.rules.soundness import WARNINGS, Fault, faults_of
from telephony.ami.actions import Action
from telephony.ami.client import AmiError, AmiGone, AmiTimeout

log = logger(__name__)

FILE = "queues.conf"
RULES_FILE = "queuerules.conf"
PUSH_SECONDS = 30.0
CLAIM_SECONDS = 10.0
CLAIM_TURN_SECONDS = 0.2


class Repaired(StrEnum):
    """What ``repair`` found."""

    nothing_published = "nothing_published"  # the switch has the rules that it was set up with
    sound = "sound"
    rewritten = "rewritten"


class Link(Wire, Protocol):
    """A connection for one push or look: opened once, closed at the end (``AmiClient`` is one)."""

    async def connect(self) -> None:
        """Connect and log in."""
        ...

    def close(self) -> None:
        """Close it for good."""
        ...


class Names(Protocol):
    """What rules may name."""

    async def prompts(self, session: AsyncSession) -> Collection[str]:
        """Return the recordings that a caller can hear."""
        ...

    def dialled(self) -> Collection[str]:
        """Return the hotline's own numbers."""
        ...

    def agents(self) -> Collection[str]:
        """Return the codes of the agents that the switch has phones for."""
        ...


class UnsoundRules(BadInput):
    """Rules that must not be published; ``faults`` says at which place and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        sentences = "; ".join(one.sentence for one in faults)
        told = [asdict(one) | {"sentence": one.sentence} for one in faults]
        super().__init__(f"these queue rules cannot be published: {sentences}", faults=told)


class QueueRulesPublisher:
    """Publishes the queue rules of one node.

    The store comes first: what is published there is in force, and a push that died anywhere is made good by
    ``repair``, which runs after every start of Asterisk, when an owner begins, and by ``doctor``. ``connect`` gives an
    unconnected link of the account that may write configuration.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        node: str,
        connect: Callable[[], Link],
        *,
        names: Names | None = None,
        claim_seconds: float = CLAIM_SECONDS,
    ) -> None:
        self._names = names
        self._claim_turns = int(claim_seconds / CLAIM_TURN_SECONDS)
        self._database, self._clock, self._node, self._connect = database, clock, node, connect
        self.book = RuleBook(clock, node)
        self.documents = self.book.documents

    async def publish(self, number: int, *, by: str) -> Version:
        """Put a validated version in force and carry it to the switch.

        Raises:
            Conflict: it lacks a queue that is in force, or somebody else publishes. AmiError, Unavailable: the switch
                refused it; the rules before it are in force again. AmiGone: the switch is away; it gets them when back.
        """
        async with self._claimed(turns=self._claim_turns) as nobody_else:
            if not nobody_else:
                raise Conflict("somebody else publishes queue rules at this moment")
            async with self._database.write() as session:
                before = await self.documents.in_force(session, self._node)
                version = await self.documents.publish(session, self._node, number, by=by)
                rules = self.documents.content_of(version.content)
                if faults := [f for f in await self.faults(session, rules) if f.code not in WARNINGS]:
                    raise UnsoundRules(faults)
                held = await self.book.with_rules(session, version, rules)
                if before is not None and (gone := removed(self.documents.content_of(before.content), rules)):
                    raise Conflict(f"a queue in force cannot be removed: {', '.join(sorted(gone))}")
            try:
                await self._push(held.told(self._clock.now()))
            except AmiGone:
                log.warning("queue_rules_wait", version=number)
                raise
            except (AmiError, Unavailable):
                await self._take_back(before)
                raise
        log.info("queue_rules_published", version=number)
        return version

    async def faults(self, session: AsyncSession, rules: QueueRules) -> list[Fault]:
        """Return everything that is wrong with rules, warnings among it."""
        calendars = await self.book.calendars.all_in_force(session)
        if self._names is None:  # nothing is known of the switch: every name is taken as it is
            comforts = {one for queue in rules.queues.values() for one in queue.announce.comfort}
            return await asyncio.to_thread(faults_of, rules, calendars=calendars, prompts=comforts)
        return await asyncio.to_thread(
            faults_of,
            rules,
            calendars=calendars,
            prompts=await self._names.prompts(session),
            lines=self._names.dialled(),
            agents=self._names.agents(),
        )

    async def roll_back(self, *, by: str, reason: str) -> Version:
        """Take the rules in force back and carry those before them to the switch."""
        async with self._claimed(turns=self._claim_turns) as nobody_else:
            if not nobody_else:
                raise Conflict("somebody else publishes queue rules at this moment")
            async with self._database.write() as session:
                version = await self.documents.roll_back(session, self._node, by=by, reason=reason)
                held = await self._held_by(session, version)
            await self._push(held.told(self._clock.now()))
        return version

    async def _held_by(self, session: AsyncSession, version: Version) -> Held:
        return await self.book.with_rules(session, version, self.documents.content_of(version.content))

    async def repair(self) -> Repaired:
        """Compare the switch's file with what is published, write it anew where it differs, and have it read.

        Raises:
            AmiError, AmiGone, Unavailable: the switch does not take it.
        """
        async with self._claimed() as nobody_else:
            async with self._database.read() as session:
                held = await self.book.held(session)
            if held is None:
                return Repaired.nothing_published
            if not nobody_else:
                raise Unavailable("somebody publishes queue rules at this moment; look again")
            told = held.told(self._clock.now())
            async with self._connected() as wire:
                queues, rules = [await config_files.read(wire, name) for name in (FILE, RULES_FILE)]
                if config_files.same(queues, told.queues) and config_files.same(rules, told.rules):
                    # The files may be newer than what Asterisk has read of them.
                    await wire.request(_reload())
                    return Repaired.sound
            await self._push(told)
        log.warning("queue_file_rewritten", version=held.version.version)
        return Repaired.rewritten

    async def carry(self) -> Told | None:
        """Carry what holds now to the switch, which an hour, a calendar or a surge made another; return it.

        Raises:
            Unavailable: somebody publishes at this moment, or the switch shows something else. AmiError, AmiGone.
        """
        async with self._claimed() as nobody_else:
            if not nobody_else:
                raise Unavailable("somebody publishes queue rules at this moment")
            async with self._database.read() as session:
                held = await self.book.held(session)
            if held is None:
                return None
            told = held.told(self._clock.now())
            await self._push(told)
        return told

    async def seed(self, rules: QueueRules) -> None:
        """Publish the rules that the switch was set up with, in the store alone, unless some are published already."""
        async with self._database.write() as session:
            await documents_repository.ensure_document(session, KIND, self._node)
            if await self.documents.in_force(session, self._node) is None:
                content = rules.model_dump(mode="json")
                draft = await self.documents.draft(
                    session, self._node, content, author="system", reason="as the switch was set up"
                )
                await self.documents.validate(session, self._node, draft.version)
                await self.documents.publish(session, self._node, draft.version, by="system")

    async def _take_back(self, before: Version | None) -> None:
        if before is None:
            return  # nothing older is known to the store
        try:
            async with self._database.write() as session:
                await self.documents.roll_back(session, self._node, by="system", reason="the switch refused it")
                held = await self._held_by(session, before)
            await self._push(held.told(self._clock.now()))
        except HotlineError as error:
            log.error("queue_rules_not_taken_back", error=str(error))

    async def _push(self, told: Told) -> None:
        try:
            async with asyncio.timeout(PUSH_SECONDS), self._connected() as wire:
                # The rules over time first: a queue names its own.
                for name, sections in ((RULES_FILE, told.rules), (FILE, told.queues)):
                    await config_files.write_draft(wire, sections)
                    await wire.request(config_files.copy(config_files.DRAFT, name))
                    if not config_files.same(await config_files.read(wire, name), sections):
                        raise Unavailable(f"{name} on the switch is not what was written")
                await wire.request(_reload())
        except TimeoutError:
            raise AmiTimeout(f"the switch did not take the queue rules within {PUSH_SECONDS:g} s") from None

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[Wire]:
        client = self._connect()
        try:
            try:
                await client.connect()
            except (OSError, TimeoutError) as error:
                raise AmiGone("the switch does not answer the account that publishes") from error
            yield client
        finally:
            client.close()

    @asynccontextmanager
    async def _claimed(self, *, turns: int = 0) -> AsyncIterator[bool]:
        """One push at a time: all write the same draft. A claim whose holder died is free after twice the time.

        A person who publishes waits for a repair that is under way, which takes a moment.
        """
        claim = new_id()
        for turn in range(turns + 1):
            now = self._clock.now()
            async with self._database.write() as session:
                await documents_repository.ensure_document(session, KIND, self._node)
                until = now + timedelta(seconds=PUSH_SECONDS * 2)
                got = await documents_repository.claim(session, KIND, self._node, claim, now, until)
            if got or turn == turns:
                break
            await asyncio.sleep(CLAIM_TURN_SECONDS)
        try:
            yield got
        finally:
            if got:
                async with self._database.write() as session:
                    await documents_repository.release(session, KIND, self._node, claim)


def _reload() -> Action:
    """Have app_queue read the settings of its queues; members and waiting callers stay as they are."""
    return Action("QueueReload", (("Parameters", "yes"), ("Members", "no"), ("Rules", "yes")))
