"""A fact to the agent's screen with 200 desktops open, beside a bare `websockets` server that sends the same bytes.

Ours is `hotline web` as it ships: facts go through the ledger's writer into SQLite, a wake-up over Redis, the hub's
tail, its queries where a part has to be loaded, and the socket. The peer is told over a socket what to send to whom,
and sends it. Both have 200 clients in this process, which stamps and reads; each frame carries the moment of its fact.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import call_story as story
from figures import Report, percentile, processor_seconds
from switch_rig import free_port, until
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent_desktop.access import COOKIE
from foundation.crypto import Vault
from foundation.database import Database
from foundation.ids import new_id
from foundation.people import repository, sessions
from foundation.people.models import AccountRow
from foundation.settings import Settings
from foundation.streams.repository import DOMAIN
from foundation.wake import RedisWake
from hotline.migrate import migrate
from hotline.setup.secrets import ensure_secrets
from speech.live import store_utterance
from speech.models import UtteranceRow
from telephony import lease as leases
from telephony.calls.state import CallState
from telephony.calls.tracker import decide
from telephony.events import Fact, Kind, contact_id_of
from telephony.ledger.spool import Caller, Entry, Spool
from telephony.ledger.writer import LedgerWriter

DESKTOPS = 200
SECONDS = 10.0
KINDS = ("agent", "call", "words")
AT_ONCE = "agent, all at once"
AGENTS = [str(2001 + number) for number in range(DESKTOPS)]
HERE = Path(__file__).parent


class Web:
    """`hotline web` and a Redis of its own over an empty store."""

    def __init__(self, folder: Path) -> None:
        self.var = folder
        self.environment = {
            "HOTLINE_VAR": str(folder),
            "HOTLINE_HTTP_PORT": str(free_port()),
            "HOTLINE_REDIS_PORT": str(free_port()),
            "HOTLINE_DEMONSTRATION": "false",
            "HOTLINE_AGENTS": ",".join(AGENTS),
        }
        names = {name.removeprefix("HOTLINE_").lower(): value for name, value in self.environment.items()}
        self.settings = Settings(**names)  # type: ignore[arg-type]  # text, as from the environment
        self.processes: list[subprocess.Popen[bytes]] = []

    def _start(self, *command: str) -> int:
        with (self.var / "bench.log").open("ab") as log:
            environment = {**os.environ, **self.environment}
            process = subprocess.Popen(command, env=environment, cwd=self.var, stdout=log, stderr=log)
        self.processes.append(process)
        return process.pid

    async def start(self) -> int:
        """Start both and return the process id of the web."""
        ensure_secrets(self.var)
        database = Database(self.settings.database)
        await migrate(database)
        await database.close()
        self._start("redis-server", "--port", str(self.settings.redis_port), "--bind", "127.0.0.1", "--save", "")
        pid = self._start(str(Path(sys.executable).with_name("hotline")), "web")
        await until(lambda: _listens(self.settings.http_port), True, "the web process answers", 60)
        return pid

    def stop(self) -> None:
        """End what was started."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(20)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


class Desktops:
    """The clients of one side; `waits` are the seconds of each frame by its type, or by `label` while one is set."""

    def __init__(self, moment: Callable[[dict[str, Any]], datetime | None]) -> None:
        self._moment = moment
        self.label = ""
        self.connections: dict[str, ClientConnection] = {}
        self.waits: dict[str, list[float]] = {}
        self.sample: dict[str, str] = {}
        self.frames = 0
        self._reading: list[asyncio.Task[None]] = []

    async def open(self, uri: str, agent: str, headers: dict[str, str]) -> None:
        """Connect one desktop; ours begins with a snapshot."""
        connection = await connect(uri, additional_headers=headers, proxy=None, max_size=None)
        self.connections[agent] = connection
        self._reading.append(asyncio.create_task(self._read(connection)))

    async def _read(self, connection: ClientConnection) -> None:
        try:
            async for text in connection:
                now = datetime.now(UTC)
                self.frames += 1
                frame = json.loads(text)
                happened_at = self._moment(frame)
                if happened_at is not None:
                    kind = self.label or frame["type"]
                    self.waits.setdefault(kind, []).append((now - happened_at).total_seconds())
                    self.sample[frame["type"]] = str(text)
        except ConnectionClosed:
            return

    def count(self, kind: str) -> int:
        """Return how many frames of a type were timed."""
        return len(self.waits.get(kind, ()))

    async def close(self) -> None:
        """Disconnect all."""
        await asyncio.gather(*(connection.close() for connection in self.connections.values()))
        await asyncio.gather(*self._reading)


def _moment_of_fact(frame: dict[str, Any]) -> datetime | None:
    """Return when that happened which a frame of ours tells for the first time."""
    body = frame["body"]
    match frame["type"]:
        case "agent" if body and body["wrap_up_until"] is None:
            return datetime.fromisoformat(body["since"])
        case "call" if body and body["state"] == "ringing":
            return datetime.fromisoformat(body["rung_at"])
        case "words":
            return datetime.fromisoformat(body["utterances"][-1]["ended_at"])
    return None


def _moment_of_stamp(frame: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(frame["stamp"])


class Line:
    """Writes what happens: calls that ring, agents that change, words that are heard."""

    def __init__(self, database: Database, wake: RedisWake, writer: LedgerWriter, vault: Vault) -> None:
        self._database, self._wake, self._writer, self._vault = database, wake, writer, vault
        self.calls: list[tuple[str, uuid.UUID, uuid.UUID]] = []

    def change(self, agent: str, shown: str) -> None:
        """Have an agent's state change now."""
        payload = {
            "agent": agent,
            "shown_state": shown,
            "availability": "ready",
            "activity": shown if shown == "ringing" else "idle",
            "pause_reason": "",
            "endpoint": f"PJSIP/{agent}w",
        }
        self._writer.append(
            [Entry(Fact(new_id(), Kind.agent_changed, "node1", "", datetime.now(UTC), payload=payload))]
        )

    def ring(self, number: int, agent: str) -> None:
        """Have a call of its own ring at an agent's phone now."""
        now = datetime.now(UTC)
        linkedid = f"node1-{int(now.timestamp())}.{number}"
        ani = f"199{number:08d}"
        caller_id = self._vault.lookup_id(ani, "phone")
        caller = Caller(caller_id, self._vault.seal(ani, "phone"), self._vault.lookup(ani, "phone"), now)
        state = CallState("node1", linkedid)
        events: list[Any] = [story.enters(), story.joins(6), story.rings(6.1, 2, agent)]
        entries: list[Entry] = []
        for event in events:
            changes: dict[str, Any] = {"at": now, "linkedid": linkedid, "uniqueid": linkedid}
            if hasattr(event, "leg"):
                changes["leg"] = f"{linkedid}9"
            state, facts = decide(state, type(event)(**{**vars(event), **changes}), caller_id)
            entries += [Entry(fact, caller if fact.kind is Kind.call_entered else None) for fact in facts]
        self._writer.append(entries)
        call_id = entries[0].fact.call_id
        assert call_id is not None
        self.calls.append((agent, call_id, contact_id_of("node1", linkedid)))

    async def hear(self, call_id: uuid.UUID, contact_id: uuid.UUID, sequence: int) -> None:
        """Have words heard that end now."""
        now = datetime.now(UTC)
        row = UtteranceRow(
            utterance_id=new_id(),
            call_id=call_id,
            contact_id=contact_id,
            track="tap",
            sequence=sequence,
            speaker="caller",
            source="live",
            started_at=now - timedelta(seconds=3),
            ended_at=now,
            text="天河区体育西路的路灯坏了三天，晚上看不清路，请派人来修。",
            confidence=0.9,
            language="zh",
            stored_at=now,
        )
        async with self._database.write() as session:
            await store_utterance(session, row)
        await self._wake.signal(DOMAIN)


@asynccontextmanager
async def _line(house: Web) -> AsyncIterator[Line]:
    database = Database(house.settings.database)
    wake = RedisWake(str(house.settings.redis))
    async with database.write() as session:
        lease = await leases.acquire(session, "node1", "bench", "http://127.0.0.1:1", datetime.now(UTC), 3600)
    assert lease is not None
    writer = LedgerWriter(database, wake, Spool(house.var / "spool", "node1"), lease)
    task = asyncio.create_task(writer.run())
    try:
        yield Line(database, wake, writer, Vault.from_files(house.var / "secrets"))
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await wake.close()
        await database.close()


async def _cookies(house: Web) -> dict[str, str]:
    """Make 200 agents and log them in."""
    database = Database(house.settings.database)
    found = {}
    async with database.write() as session:
        await repository.seed_roles(session)
        now = datetime.now(UTC)
        for agent in AGENTS:
            account = AccountRow(account_id=new_id(), name=agent, display_name=agent, agent=agent, created_at=now)
            session.add(account)
            await session.flush()
            await repository.set_roles(session, account.account_id, ["agent"])
            found[agent] = (await sessions.open_session(session, account.account_id, now=now))[0]
    await database.close()
    return {agent: f"{COOKIE}={token}" for agent, token in found.items()}


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
    cookies = await _cookies(house)
    desktops = Desktops(_moment_of_fact)
    uri = f"ws://127.0.0.1:{house.settings.http_port}/api/v1/desk/socket"
    for agent in AGENTS:
        await desktops.open(uri, agent, {"cookie": cookies[agent]})
    await until(lambda: desktops.frames >= DESKTOPS, True, "every desktop has its snapshot")
    async with _line(house) as line:
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
    desktops = Desktops(_moment_of_stamp)
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


def _start_relay(port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(HERE / "relay.py"), str(port)])


@asynccontextmanager
async def _relay(port: int) -> AsyncIterator[None]:
    process = _start_relay(port)
    try:
        await until(lambda: _listens(port), True, "the relay listens")
        yield
    finally:
        process.kill()
        process.wait(10)


async def test_desktop(report: Callable[[str], Report], tmp_path: Path) -> None:
    """Time from the fact to the frame, by kind."""
    made = report("bare websockets server, the same bytes")
    web, relay = Web(tmp_path), free_port()
    try:
        pid = await web.start()
        async with _relay(relay):
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
