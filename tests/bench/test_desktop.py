"""A fact to the agent's screen, 200 desktops and 1,710 agents at work, beside a bare `websockets` server.

Ours is `hotline web` as it ships: facts go through the ledger's writer into SQLite, a wake-up over Redis, the hub's
tail, its queries where a part has to be loaded, and the socket. The peer is told over a socket what to send to whom,
and sends it. Both have 200 clients in this process, which stamps and reads; each frame carries the moment of its fact.
"""

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktops import (
    AGENTS,
    DESKTOPS,
    Desktops,
    Web,
    cookies_of,
    moment_of_fact,
    moment_of_stamp,
    open_line,
    running_relay,
)
from figures import Report, percentile, processor_seconds
from switch_rig import free_port, until
from websockets.asyncio.client import connect

SECONDS = 10.0
KINDS = ("agent", "call", "words")
AT_ONCE = "agent, all at once"


def _resident_mib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024)


async def _paced(count: int, act: Callable[[int], Any]) -> None:
    """Do something `count` times, evenly over the measured time."""
    began = time.monotonic()
    for number in range(count):
        await asyncio.sleep(max(0.0, began + number * SECONDS / count - time.monotonic()))
        done = act(number)
        if asyncio.iscoroutine(done):
            await done


async def _ours(house: Web, pid: int, report: Report) -> Desktops:
    """Open the desktops and let one of each kind happen to every agent, then all agents change at once."""
    cookies = await cookies_of(house)
    desktops = Desktops(moment_of_fact)
    uri = f"ws://127.0.0.1:{house.settings.http_port}/api/v1/desk/socket"
    for agent in AGENTS:
        await desktops.open(uri, agent, {"cookie": cookies[agent]})
    await until(lambda: desktops.frames >= DESKTOPS, True, "every desktop has its snapshot")
    async with open_line(house) as line, line.crowd():
        used = processor_seconds(pid)
        await _paced(DESKTOPS, lambda n: line.change(AGENTS[n], "ready"))
        await until(lambda: desktops.count("agent"), DESKTOPS, "every agent sees his own state")
        await _paced(DESKTOPS, lambda n: line.ring(n + 1, AGENTS[n]))
        await until(lambda: desktops.count("call"), DESKTOPS, "every ring is on its screen")
        await _paced(DESKTOPS, lambda n: line.hear(*line.calls[n][1:], n))
        await until(lambda: desktops.count("words"), DESKTOPS, "all words are on their screens")
        report.details["web_cores_while_paced"] = round((processor_seconds(pid) - used) / (3 * SECONDS), 3)
        desktops.label = AT_ONCE
        for agent in AGENTS:
            line.change(agent, "ringing")
        await until(lambda: desktops.count(AT_ONCE), DESKTOPS, "every agent sees his own state")
    report.details["web_resident_mib"] = _resident_mib(pid)
    await desktops.close()
    return desktops


async def _peer(port: int, sample: dict[str, str]) -> Desktops:
    """Send the same bytes at the same pace through the relay."""
    desktops = Desktops(moment_of_stamp)
    for agent in AGENTS:
        await desktops.open(f"ws://127.0.0.1:{port}/{agent}", agent, {})

    def stamped(kind: str) -> str:
        frame = {"type": kind, "stamp": datetime.now(UTC).isoformat(), "rest": ""}
        missing = len(sample[kind]) - len(json.dumps(frame))
        return json.dumps(frame | {"rest": "x" * max(0, missing)})

    async with connect(f"ws://127.0.0.1:{port}/control", proxy=None) as control:
        for kind in KINDS:
            await _paced(DESKTOPS, lambda n, k=kind: control.send(f"{AGENTS[n]} {stamped(k)}"))
            await until(lambda k=kind: desktops.count(k), DESKTOPS, f"all {kind} frames came")
        desktops.label = AT_ONCE
        await control.send(f"* {stamped('agent')}")
        await until(lambda: desktops.count(AT_ONCE), DESKTOPS, "the broadcast came")
    await desktops.close()
    return desktops


async def test_desktop(report: Callable[[str], Report], tmp_path: Path) -> None:
    """Time from the fact to the frame, by kind."""
    made = report("bare websockets server, the same bytes")
    web, relay = Web(tmp_path), free_port()
    try:
        pid = await web.start()
        async with running_relay(relay):
            with made.watched():
                ours = await _ours(web, pid, made)
                peer = await _peer(relay, ours.sample)
    finally:
        web.stop()
    for kind in (*KINDS, AT_ONCE):
        case = f"{DESKTOPS} desktops, {kind}"
        for share in (0.5, 0.95, 0.99):
            mine, theirs = (percentile(side.waits[kind], share) * 1000 for side in (ours, peer))
            made.add(case, f"fact to frame p{share * 100:.0f}", "ms", mine, theirs)
    made.details["bytes"] = {kind: len(ours.sample[kind]) for kind in KINDS}
    made.notes.append(
        f"web process: {made.details['web_cores_while_paced']} of a core at 20 events/s,"
        f" {made.details['web_resident_mib']} MiB resident"
    )
    made.write()
