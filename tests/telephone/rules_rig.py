"""A real switch to which queue rules are published, and an owner as far as queues go."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from switch_rig import Switch, until

from foundation.clock import SystemClock
from foundation.crypto import Vault
from foundation.database import Base, Database
from foundation.wake import LocalWake
from queueing.agents.desk import AgentDesk
from queueing.colleagues.transfers import Transfers
from queueing.publish import config_files
from queueing.publish.keeper import QueueKeeper
from queueing.publish.push import Link, QueueRulesPublisher
from queueing.rules.compiler import compile_rules
from queueing.rules.model import GENERAL, QueueRules, QueueSettings
from queueing.rules.moment import Moment
from queueing.supervision.watches import Watches
from queueing.waiting.room import WaitingRoom
from telephony import lease as leases
from telephony.ami.client import AmiClient
from telephony.calls.state import CallState
from telephony.events import call_id_of
from telephony.holds import Holds
from telephony.ledger.spool import Spool
from telephony.ledger.writer import LedgerWriter
from telephony.owner import Owner
from telephony.switch_files import SwitchFiles


class Publishing:
    """A publisher with a store of its own on a switch."""

    def __init__(self, switch: Switch, database: Database, around: Callable[[AmiClient], Link]) -> None:
        self.switch, self.database, self.clock = switch, database, SystemClock()
        self.publisher = QueueRulesPublisher(database, self.clock, switch.plan.node, lambda: around(self.client()))

    def client(self) -> AmiClient:
        """Return a client of the account that publishes."""
        plan = self.switch.plan
        return AmiClient("127.0.0.1", plan.ami_port, "hotline_publish", plan.ami_publish_secret)

    @property
    def file(self) -> Path:
        """The switch's file of queues."""
        return self.switch.plan.base / "etc" / "queues.conf"

    def settings(self, queues: Sequence[str] = (GENERAL,), **settings: Any) -> QueueRules:
        """Return rules that are the same for each of these queues."""
        return QueueRules(queues=dict.fromkeys(queues, QueueSettings(**{"ring_seconds": 2, **settings})))

    async def publish(self, queues: Sequence[str] = (GENERAL,), **settings: Any) -> int:
        """Publish settings of these queues and return the version."""
        documents, node = self.publisher.documents, self.switch.plan.node
        content = self.settings(queues, **settings).model_dump(mode="json")
        async with self.database.write() as session:
            draft = await documents.draft(session, node, content, author="admin", reason="a test")
            await documents.validate(session, node, draft.version)
        await self.publisher.publish(draft.version, by="admin")
        return draft.version

    async def file_is(self, rules: QueueRules) -> bool:
        """Tell whether the switch's file, as the switch reads it, is what these rules mean."""
        client = self.client()
        await client.connect()
        try:
            return config_files.same(
                await config_files.read(client, "queues.conf"),
                compile_rules(rules, Moment(self.clock.now())).queues,
            )
        finally:
            client.close()


@contextlib.asynccontextmanager
async def publishing(
    switch: Switch, folder: Path, around: Callable[[AmiClient], Link] = lambda client: client
) -> AsyncIterator[Publishing]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'hotline.sqlite3'}")
    tables = [t for t in Base.metadata.sorted_tables if t.name.startswith(("foundation_", "queueing_", "telephony_"))]
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables))
    await _without_members(switch)
    yield Publishing(switch, database, around)
    await database.close()


async def _without_members(switch: Switch) -> None:
    """Take out whom the owner of an earlier test left: this store knows nothing of them."""
    ami = await switch.ami()
    for row in await ami.list("QueueStatus", "QueueStatusComplete"):
        if row["Event"] == "QueueMember":
            await ami.send("QueueRemove", Queue=row["Queue"], Interface=row["Location"])
    await ami.close()


@contextlib.asynccontextmanager
async def owner_of(
    at: Publishing, known: Sequence[str] = ("1001", "1002"), compare_seconds: float = 5
) -> AsyncIterator[AgentDesk]:
    """The desk of an owner of the node as far as queues go."""
    async with working_on(at, known, compare_seconds) as owner:
        yield owner.desk


@dataclass(frozen=True)
class Working:
    """An owner of the node as far as queues and talks go, without menus and speech."""

    owner: Owner
    desk: AgentDesk
    holds: Holds
    transfers: Transfers
    watches: Watches
    kill: Callable[[], Awaitable[None]]

    def call_of(self, channel: str) -> CallState:
        """Return the call of a caller's channel."""
        return next(call for call in self.owner.calls.values() if call.channel == channel and not call.ended)

    def id_of(self, channel: str) -> str:
        """Return its id."""
        return str(call_id_of(self.owner.node, self.call_of(channel).linkedid))


@contextlib.asynccontextmanager
async def working_on(
    at: Publishing, known: Sequence[str] = ("1001", "1002"), compare_seconds: float = 5
) -> AsyncIterator[Working]:
    """The owner of the node in step with its switch."""
    plan, tasks = at.switch.plan, set[asyncio.Task[None]]()

    def spawn(work: Any) -> None:
        tasks.add(asyncio.create_task(work))

    watch = leases.Watch(at.clock, 3600)
    async with at.database.write() as session:
        lease = await leases.acquire(session, plan.node, "test", "", at.clock.now(), 3600, watch)
    assert lease is not None
    owner = Owner(
        database=at.database,
        writer=LedgerWriter(at.database, LocalWake(), Spool(plan.var / "spool", plan.node), lease),
        vault=Vault({"k1": b"k" * 32}, "k1", b"l" * 32),
        clock=at.clock,
        lease=lease,
        lease_seconds=3600,
        ami=lambda **callbacks: AmiClient(
            "127.0.0.1", plan.ami_port, "hotline_calls", plan.ami_calls_secret, **callbacks
        ),
        files=SwitchFiles(Path("none"), Path("none")),
        agents={f"PJSIP/{code}{kind}": code for code in known for kind in "pw"},
    )
    owner.writer.on_committed = owner.committed
    desk = AgentDesk(owner, at.database, at.clock, known=known, wrap_up_seconds=1, spawn=spawn)
    keeper = QueueKeeper(at.publisher, owner, at.database, at.clock, compare_seconds=compare_seconds, again_seconds=0.2)
    waiting = WaitingRoom(
        owner,
        at.clock,
        agents=lambda: desk.agents,
        members=desk.members_of,
        wrap_up_seconds=1,
        spawn=spawn,
    )
    holds = Holds(owner, at.clock, spawn=spawn)
    transfers = Transfers(
        owner,
        holds,
        at.clock,
        agents=lambda: desk.agents,
        queues=lambda: desk.rules.queues,
        directory=lambda: desk.rules.directory,
    )
    watches = Watches(owner, holds, at.clock, phone=desk.phone_of, spawn=spawn, answer_seconds=5)
    keeper.heard += [desk.take_rules, waiting.take_rules]
    owner.listeners += [desk, holds, keeper, waiting, watches]
    await owner._load()
    running = [asyncio.create_task(owner.ami.run()), asyncio.create_task(owner._consume())]
    running.append(asyncio.create_task(keeper.run(LocalWake())))
    running += [asyncio.create_task(desk.run()), asyncio.create_task(waiting.run())]
    running.append(asyncio.create_task(owner.writer.run()))

    async def kill() -> None:
        owner.ami.close()
        left = {*running, *tasks}
        while left:  # again and again: `wait_for` may lose a cancellation
            for task in left:
                task.cancel()
            _, left = await asyncio.wait(left, timeout=0.5)

    try:
        await until(lambda: owner.in_step or any(task.done() for task in running), True, "the owner is in step")
        assert owner.in_step, [task.exception() for task in running if task.done()]
        yield Working(owner, desk, holds, transfers, watches, kill)
    finally:
        await kill()
