"""Queue rules published to a real switch: they act, nobody loses a place, and a killed switch comes back whole."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import Switch, until
from plain_ami import PlainAmi

from foundation.clock import SystemClock
from foundation.crypto import Vault
from foundation.database import Base, Database
from foundation.errors import HotlineError
from foundation.wake import LocalWake
from hotline.demo.phone import AgentPhone
from queueing.agents.desk import AgentDesk
from queueing.publish import config_files
from queueing.publish.keeper import QueueKeeper
from queueing.publish.push import QueueRulesPublisher, Repaired
from queueing.publish.rules import GENERAL, QueueRules, QueueSettings, compile
from telephony.ami.client import AmiClient
from telephony.lease import Lease
from telephony.ledger.spool import Spool
from telephony.ledger.writer import LedgerWriter
from telephony.owner import Owner, SwitchFiles

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(180)]

LINE = "12345"


class Publishing:
    """A publisher with a store of its own on a switch."""

    def __init__(self, switch: Switch, database: Database) -> None:
        self.switch, self.database, self.clock = switch, database, SystemClock()
        self.publisher = QueueRulesPublisher(database, self.clock, switch.plan.node, self.client)

    def client(self) -> AmiClient:
        """Return a client of the account that publishes."""
        plan = self.switch.plan
        return AmiClient("127.0.0.1", plan.ami_port, "hotline_publish", plan.ami_publish_secret)

    @property
    def file(self) -> Path:
        """The switch's file of queues."""
        return self.switch.plan.base / "etc" / "queues.conf"

    def settings(self, **settings: Any) -> QueueRules:
        """Return rules for the general queue."""
        return QueueRules(queues={GENERAL: QueueSettings(**{"ring_seconds": 2, **settings})})

    async def publish(self, **settings: Any) -> int:
        """Publish settings of the general queue and return the version."""
        documents, node = self.publisher.documents, self.switch.plan.node
        content = self.settings(**settings).model_dump(mode="json")
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
            return config_files.same(await config_files.read(client, "queues.conf"), compile(rules))
        finally:
            client.close()


@contextlib.asynccontextmanager
async def _publishing(switch: Switch, folder: Path) -> AsyncIterator[Publishing]:
    database = Database(f"sqlite+aiosqlite:///{folder / 'hotline.sqlite3'}")
    tables = [t for t in Base.metadata.sorted_tables if t.name.startswith(("foundation_", "queueing_", "telephony_"))]
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables))
    yield Publishing(switch, database)
    await database.close()


async def _queue(ami: PlainAmi) -> list[dict[str, str]]:
    return await ami.list("QueueStatus", "QueueStatusComplete", Queue=GENERAL)


async def _members(ami: PlainAmi) -> list[tuple[str, str, str]]:
    rows = await _queue(ami)
    return sorted((r["Name"], r["Location"], r["PausedReason"]) for r in rows if r["Event"] == "QueueMember")


async def _waiting(ami: PlainAmi) -> list[tuple[str, str]]:
    rows = await _queue(ami)
    return sorted((r["Position"], r["Uniqueid"]) for r in rows if r["Event"] == "QueueEntry")


async def test_published_rules_act_and_waiting_callers_keep_their_places(switch_copy: Switch, tmp_path: Path) -> None:
    switch = switch_copy
    await switch.wait_stale()
    ami = await switch.ami()
    async with contextlib.AsyncExitStack() as stack:
        at = await stack.enter_async_context(_publishing(switch, tmp_path))
        first, second = [await stack.enter_async_context(switch.citizen()) for _ in range(2)]
        await first.dial(LINE, "13912340001")
        await until(lambda: _count(ami), 1, "the first caller waits")
        await second.dial(LINE, "13912340002")
        await until(lambda: _count(ami), 2, "the second caller waits")
        before = await _waiting(ami)

        await at.publish(ring_seconds=7, strategy="fewestcalls", weight=3)

        assert await at.file_is(at.settings(ring_seconds=7, strategy="fewestcalls", weight=3))
        params = next(row for row in await _queue(ami) if row["Event"] == "QueueParams")
        assert (params["Strategy"], params["Weight"]) == ("fewestcalls", "3")
        assert await _waiting(ami) == before, "nobody moved"

        start = len(ami.events)
        async with switch.member("1001", answer_after=None) as phone:
            ringing = await phone.wait_ringing()
            called = await ami.wait_event("AgentCalled", start=start)
            assert called["Uniqueid"] == before[0][1], "who came first is offered first"
            unanswered = await ami.wait_event("AgentRingNoAnswer", start=start)
            assert 6.5 <= int(unanswered["RingTime"]) / 1000 <= 8, "the new ring time, not the 2 s of the set-up"
            await ringing.wait_ended()
        assert await _waiting(ami) == before
        assert await at.publisher.repair() is Repaired.sound
    assert switch.complaints() == []
    await ami.close()


async def _count(ami: PlainAmi) -> int:
    return len(await _waiting(ami))


@contextlib.asynccontextmanager
async def _owner(at: Publishing) -> AsyncIterator[AgentDesk]:
    """The owner of the node as far as queues go: desk and keeper."""
    plan, tasks = at.switch.plan, set[asyncio.Task[None]]()

    def spawn(work: Any) -> None:
        tasks.add(asyncio.create_task(work))

    lease = Lease(plan.node, "test", 1, at.clock.now() + timedelta(hours=1), "")
    owner = Owner(
        database=at.database,
        writer=LedgerWriter(at.database, LocalWake(), Spool(plan.var / "spool", plan.node), lease),
        vault=cast("Vault", None),
        clock=at.clock,
        lease=lease,
        lease_seconds=3600,
        ami=lambda **callbacks: AmiClient(
            "127.0.0.1", plan.ami_port, "hotline_calls", plan.ami_calls_secret, **callbacks
        ),
        files=SwitchFiles(Path("none"), Path("none")),
        agents={},
    )
    desk = AgentDesk(owner, at.database, at.clock, known=("1001", "1002"), wrap_up_seconds=1, spawn=spawn)
    owner.listeners += [desk, QueueKeeper(at.publisher, spawn=spawn, again_seconds=0.2)]
    running = [asyncio.create_task(owner.ami.run()), asyncio.create_task(owner._consume())]
    running.append(asyncio.create_task(desk.run()))
    try:
        await until(lambda: owner.in_step or any(task.done() for task in running), True, "the owner is in step")
        assert owner.in_step, [task.exception() for task in running if task.done()]
        yield desk
    finally:
        owner.ami.close()
        for task in (*running, *tasks):
            task.cancel()
        await asyncio.gather(*running, *tasks, return_exceptions=True)


@contextlib.asynccontextmanager
async def _phones(switch: Switch) -> AsyncIterator[list[AgentPhone]]:
    async with switch.phone("1001") as one, switch.phone("1002") as two:
        yield [one, two]


KILLS = ("while the draft is written", "while the file is copied", "before the switch reads it", "file left short")


@pytest.mark.parametrize("moment", KILLS)
async def test_a_switch_killed_while_rules_are_published_comes_back_whole(
    switch_copy: Switch, tmp_path: Path, moment: str
) -> None:
    switch = switch_copy
    expected = [("1001", "PJSIP/1001p", ""), ("1002", "PJSIP/1002p", "lunch")]
    async with _publishing(switch, tmp_path) as at, _phones(switch) as phones, _owner(at) as desk:
        await at.publish(ring_seconds=3)
        await desk.login("1001")
        await desk.login("1002")
        await desk.pause("1002", "lunch")
        client = at.client

        def deadly() -> AmiClient:
            made = client()
            request = made.request

            async def dies(action: Any, within: float = 5.0) -> Any:
                target = dict(action.headers).get("DstFilename")
                if moment == KILLS[0] and target == config_files.DRAFT and len(action.headers) > 10:
                    asyncio.get_running_loop().call_later(0.001, switch.stop, signal.SIGKILL)
                elif moment in (KILLS[1], KILLS[3]) and target == "queues.conf":
                    asyncio.get_running_loop().call_later(0.0005, switch.stop, signal.SIGKILL)
                elif moment == KILLS[2] and action.name == "QueueReload":
                    switch.stop(signal.SIGKILL)
                return await request(action, within)

            made.request = dies  # type: ignore[method-assign]
            return made

        at.publisher._connect = deadly
        with contextlib.suppress(HotlineError):
            await at.publish(ring_seconds=9)
        await until(lambda: switch.process is None, True, "the switch is dead")
        at.publisher._connect = client
        if moment == KILLS[3]:  # what a kill in the middle of the copy leaves: truncated in place
            at.file.write_text("[general]\npersistentmembers = yes\n")

        switch.start()
        for phone in phones:  # as every phone does when its registration gets no answer
            await phone.register()
        ami = await switch.ami()
        await until(lambda: at.file_is(at.settings(ring_seconds=9)), True, "the file is what is published")
        await until(lambda: _members(ami), expected, "members are back, as paused as they were")
        await until(lambda: desk.agents["1002"].pause_reason, "lunch", "the desk shows it")
        assert desk.agents["1001"].logged_in
        await ami.close()
