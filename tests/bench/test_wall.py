"""A fact to the wall: 200 walls, 1,710 agents at work, beside a bare `websockets` server that sends the same bytes.

Ours is `hotline web` as it ships: facts through the ledger into SQLite, a wake-up over Redis, one reading for
all walls, one text for all sockets. Every wall is told of every agent. Changes of one turn (0.15 s) go out together.
"""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktops import AGENTS, CROWD, DESKTOPS, Desktops, Web, moment_of_stamp, open_line, running_relay
from figures import Report, percentile, processor_seconds
from switch_rig import free_port, until
from test_desktop import SECONDS, _paced
from websockets.asyncio.client import connect

from agent_desktop.access import COOKIE
from foundation.database import Database
from foundation.ids import new_id
from foundation.people import repository, sessions
from foundation.people.models import AccountRow

KIND = "agents"


async def _supervisors(house: Web) -> list[str]:
    """Make a supervisor for each wall and log him in."""
    database = Database(house.settings.database)
    found = []
    async with database.write() as session:
        await repository.seed_roles(session)
        now = datetime.now(UTC)
        for number in range(DESKTOPS):
            name = f"supervisor{number}"
            account = AccountRow(account_id=new_id(), name=name, display_name=name, agent=None, created_at=now)
            session.add(account)
            await session.flush()
            await repository.set_roles(session, account.account_id, ["supervisor"])
            token, _ = await sessions.open_session(session, account.account_id, now=now, confirmed=True)
            found.append(f"{COOKIE}={token}")
    await database.close()
    return found


def moment_of_change(frame: dict[str, Any]) -> datetime | None:
    """Return when the earliest of the changes happened that a frame tells."""
    if frame["type"] != KIND or not frame["body"]:
        return None
    return min(datetime.fromisoformat(one["since"]) for one in frame["body"])


async def _ours(house: Web, pid: int, report: Report) -> Desktops:
    cookies = await _supervisors(house)
    walls = Desktops(moment_of_change)
    uri = f"ws://127.0.0.1:{house.settings.http_port}/api/v1/wall/socket"
    async with open_line(house) as line, line.crowd():
        for number, cookie in enumerate(cookies):
            await walls.open(uri, str(number), {"cookie": cookie})
        await until(lambda: walls.frames >= DESKTOPS, True, "every wall has its snapshot", 60)
        for agent in AGENTS:
            line.change(agent, "wrap_up")
        await until(lambda: walls.count(KIND) > 0, True, "the walls are told")
        walls.waits.clear()
        used, began = processor_seconds(pid), time.monotonic()
        await _paced(DESKTOPS, lambda n: line.change(AGENTS[n], "ready"))
        spent = time.monotonic() - began
        report.details["web_cores"] = round((processor_seconds(pid) - used) / spent, 3)
    report.details["frames_a_second"] = round(walls.count(KIND) / SECONDS)
    await walls.close()
    return walls


async def _peer(port: int, sample: str, count: int) -> Desktops:
    walls = Desktops(moment_of_stamp)
    for number in range(DESKTOPS):
        await walls.open(f"ws://127.0.0.1:{port}/{number}", str(number), {})
    frame = {"type": KIND, "stamp": "", "rest": ""}

    def stamped() -> str:
        now = datetime.now(UTC).isoformat()
        missing = len(sample) - len(json.dumps(frame | {"stamp": now}))
        return json.dumps(frame | {"stamp": now, "rest": "x" * max(0, missing)})

    async with connect(f"ws://127.0.0.1:{port}/control", proxy=None) as control:
        await _paced(count, lambda _: control.send(f"* {stamped()}"))
        await until(lambda: walls.count(KIND), count * DESKTOPS, "all frames came", 60)
    await walls.close()
    return walls


async def test_wall(report: Callable[[str], Report], tmp_path: Path) -> None:
    """Time from the fact to the frame at 200 walls."""
    made = report("bare websockets server, the same bytes")
    web, relay = Web(tmp_path), free_port()
    try:
        pid = await web.start()
        async with running_relay(relay):
            with made.watched():
                ours = await _ours(web, pid, made)
                count = max(1, round(ours.count(KIND) / DESKTOPS))
                peer = await _peer(relay, ours.sample[KIND], count)
    finally:
        web.stop()
    case = f"{DESKTOPS} walls, {len(CROWD)} agents"
    for share in (0.5, 0.95, 0.99):
        mine, theirs = (percentile(side.waits[KIND], share) * 1000 for side in (ours, peer))
        made.add(case, f"fact to frame p{share * 100:.0f}", "ms", mine, theirs)
    made.notes.append(f"web process: {made.details['web_cores']} of a core, {made.details['frames_a_second']} frames/s")
    made.write()
