"""1,710 agents log in to ten queues of a real Asterisk, beside the same `QueueAdd`s sent by a bare AMI client.

Ours is the agents' desk with owner and store: each log-in is remembered, sent to every queue and confirmed by Asterisk.
Meanwhile another connection asks for a Pong again and again: its longest wait is how long app_queue keeps others out.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from figures import Report
from plain_ami import PlainAmi
from rules_rig import Publishing, owner_of, publishing
from switch_rig import running_switch, until

from queueing.rules.model import GENERAL, QueueRules

AGENTS = [str(2001 + number) for number in range(1710)]
QUEUES = 10
AT_ONCE = 16


@contextlib.asynccontextmanager
async def _asked(ami: PlainAmi) -> AsyncIterator[list[float]]:
    """Ask for a Pong every 50 ms and note how long each took."""
    waits: list[float] = []

    async def ask() -> None:
        while True:
            began = time.monotonic()
            await ami.send("Ping")
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.05)

    task = asyncio.create_task(ask())
    try:
        yield waits
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _rules(at: Publishing) -> None:
    queues: dict[str, Any] = {GENERAL: {}} | {f"queue_{number}": {} for number in range(QUEUES - 1)}
    rules = QueueRules.model_validate({"queues": queues})
    documents, node = at.publisher.documents, at.switch.plan.node
    async with at.database.write() as session:
        content = rules.model_dump(mode="json")
        draft = await documents.draft(session, node, content, author="admin", reason="ten queues")
        await documents.validate(session, node, draft.version)
    await at.publisher.publish(draft.version, by="admin")


async def _ours(at: Publishing, pinger: PlainAmi) -> tuple[float, float]:
    async with owner_of(at, known=AGENTS, compare_seconds=60) as desk, _asked(pinger) as waits:
        await until(lambda: len(desk.rules.queues), QUEUES, "the desk has the rules")
        turns, began = asyncio.Semaphore(AT_ONCE), time.monotonic()

        async def login(agent: str) -> None:
            async with turns:
                await desk.login(agent)

        await asyncio.gather(*map(login, AGENTS))
        took = time.monotonic() - began
        for agent in AGENTS:
            assert len(desk._members[agent]) == QUEUES, agent
        return took, max(waits)


async def _peer(at: Publishing, pinger: PlainAmi) -> tuple[float, float]:
    ami = await at.switch.ami()
    await ami.send("Events", EventMask="off")
    async with _asked(pinger) as waits:
        began = time.monotonic()
        for agent in AGENTS:
            for queue in (GENERAL, *(f"queue_{number}" for number in range(QUEUES - 1))):
                headers = {"Interface": f"PJSIP/{agent}p", "MemberName": f"3{agent}", "Penalty": "0"}
                await ami.send("QueueAdd", Queue=queue, **{**headers, "Interface": f"PJSIP/3{agent}p"})
        took = time.monotonic() - began
    await ami.close()
    return took, max(waits)


async def test_logins(report: Callable[[str], Report], tmp_path: Path) -> None:
    """Seconds until everybody is a member of everything, and the longest wait of a Pong meanwhile."""
    made = report("bare AMI client, the same QueueAdds")
    found = []
    for side in (_ours, _peer):  # each on a switch of its own: taking everybody out again would take longer than both
        # Nobody's phone is there, which Asterisk mentions.
        with running_switch(expected=("taskprocessor.c:",)) as switch:
            (folder := tmp_path / side.__name__).mkdir()
            async with publishing(switch, folder) as at:
                await _rules(at)
                pinger = await switch.ami()
                await pinger.send("Events", EventMask="off")
                with made.watched() if side is _ours else contextlib.nullcontext():
                    found.append(await side(at, pinger))
                await pinger.close()
    mine, theirs = found
    case = f"{len(AGENTS)} agents, {QUEUES} queues"
    made.add(case, "until all are in", "s", mine[0], theirs[0])
    made.add(case, "longest wait of a Pong", "ms", mine[1] * 1000, theirs[1] * 1000)
    made.write()
