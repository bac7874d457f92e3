"""Desktops in numbers: `hotline web` over an empty store, clients at its socket, and what happens to their agents."""

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import call_story as story
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
from queueing.models import AgentStateRow
from speech.live import store_utterance
from speech.models import UtteranceRow
from telephony import lease as leases
from telephony.calls.state import CallState
from telephony.calls.tracker import decide
from telephony.events import Fact, Kind, contact_id_of
from telephony.ledger.spool import Caller, Entry, Spool
from telephony.ledger.writer import LedgerWriter

CROWD = [str(2001 + number) for number in range(1710)]
"""Agents at work."""
DESKTOPS = 200
AGENTS = CROWD[:DESKTOPS]
"""Those with a desktop."""
CALLS_AN_HOUR = 12
LIFE = (("ready", "idle"), ("ringing", "ringing"), ("talking", "talking"), ("wrap_up", "wrap_up"))
HERE = Path(__file__).parent
WORDS = "天河区体育西路的路灯坏了三天，晚上看不清路，请派人来修。"
HOTLINE = Path(sys.executable).with_name("hotline")


class Web:
    """`hotline web` and a Redis of its own over an empty store."""

    def __init__(self, folder: Path) -> None:
        self.var = folder
        self.environment = {
            "HOTLINE_VAR": str(folder),
            "HOTLINE_HTTP_PORT": str(free_port()),
            "HOTLINE_REDIS_PORT": str(free_port()),
            "HOTLINE_DEMONSTRATION": "false",
            "HOTLINE_AGENTS": ",".join(CROWD),
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
        pid = self._start(str(HOTLINE), "web")
        await until(lambda: listens(self.settings.http_port), True, "the web process answers", 60)
        return pid

    def start_worker(self) -> None:
        """Start what opens a draft for each call."""
        self._start(str(HOTLINE), "worker")

    def stop(self) -> None:
        """End what was started."""
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(20)


async def listens(port: int) -> bool:
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


def moment_of_fact(frame: dict[str, Any]) -> datetime | None:
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


def moment_of_stamp(frame: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(frame["stamp"])


@dataclass
class BenchCall:
    """A call that goes on."""

    agent: str
    linkedid: str
    caller_id: uuid.UUID
    state: CallState
    call_id: uuid.UUID = field(default_factory=uuid.uuid4)
    contact_id: uuid.UUID = field(default_factory=uuid.uuid4)


class Line:
    """Writes what happens: calls that ring, agents that change, words that are heard."""

    def __init__(self, database: Database, wake: RedisWake, writer: LedgerWriter, vault: Vault) -> None:
        self._database, self._wake, self._writer, self._vault = database, wake, writer, vault
        self.calls: list[tuple[str, uuid.UUID, uuid.UUID]] = []

    @asynccontextmanager
    async def crowd(self) -> AsyncIterator[None]:
        """Have the agents without a desktop live through calls, as the controller tells and stores it."""
        agents = CROWD[DESKTOPS:]
        states = dict.fromkeys(agents, 0)
        await self._keep(agents, states)
        pace = len(agents) * CALLS_AN_HOUR * len(LIFE) / 3600

        async def live() -> None:
            began, number, changed = time.monotonic(), 0, set[str]()
            while True:
                await asyncio.sleep(max(0.0, began + number / pace - time.monotonic()))
                agent = agents[number % len(agents)]
                states[agent] = (states[agent] + 1) % len(LIFE)
                self.change(agent, LIFE[states[agent]][0])
                changed.add(agent)
                number += 1
                if len(changed) >= pace / 4:  # the controller's turn of 0.25 s
                    await self._keep(sorted(changed), states)
                    changed.clear()

        task = asyncio.create_task(live())
        try:
            yield
            assert not task.done(), "the crowd stopped"
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep(self, agents: list[str], states: dict[str, int]) -> None:
        async with self._database.write() as session:
            for agent in agents:
                shown, activity = LIFE[states[agent]]
                row = AgentStateRow(
                    agent=agent,
                    endpoint=f"PJSIP/{agent}w",
                    availability="ready",
                    activity=activity,
                    shown_state=shown,
                    pause_reason="",
                    reachable=True,
                    since=datetime.now(UTC),
                )
                await session.merge(row)

    def change(self, agent: str, shown: str) -> None:
        """Have an agent's state change now."""
        payload = {
            "agent": agent,
            "shown_state": shown,
            "availability": "ready",
            "activity": dict(LIFE).get(shown, "idle"),
            "pause_reason": "",
            "endpoint": f"PJSIP/{agent}w",
        }
        self._writer.append(
            [Entry(Fact(new_id(), Kind.agent_changed, "node1", "", datetime.now(UTC), payload=payload))]
        )

    def ring(self, number: int, agent: str) -> BenchCall:
        """Have a call of its own ring at an agent's phone now."""
        now = datetime.now(UTC)
        linkedid = f"node1-{int(now.timestamp())}.{number}"
        ani = f"199{number:08d}"
        caller_id = self._vault.lookup_id(ani, "phone")
        caller = Caller(caller_id, self._vault.seal(ani, "phone"), self._vault.lookup(ani, "phone"), now)
        call = BenchCall(agent, linkedid, caller_id, CallState("node1", linkedid))
        entries = self._decided(call, story.enters(), story.joins(6), story.rings(6.1, 2, agent), caller=caller)
        call_id = entries[0].fact.call_id
        assert call_id is not None
        call.call_id, call.contact_id = call_id, contact_id_of("node1", linkedid)
        self._writer.append(entries)
        self.calls.append((agent, call.call_id, call.contact_id))
        return call

    def answer(self, call: BenchCall) -> None:
        """Have its agent answer."""
        self._writer.append(self._decided(call, story.connects(7, 2, call.agent), story.bridged(7)))

    def end(self, call: BenchCall) -> None:
        """Have its caller hang up."""
        self._writer.append(
            self._decided(call, story.completes(60, 2, "caller", call.agent), story.unbridged(60), story.hangs_up(60))
        )

    def _decided(self, call: BenchCall, *events: Any, caller: Caller | None = None) -> list[Entry]:
        """Return the facts of events that happen now."""
        entries: list[Entry] = []
        for event in events:
            changes: dict[str, Any] = {"at": datetime.now(UTC), "linkedid": call.linkedid, "uniqueid": call.linkedid}
            if hasattr(event, "leg"):
                changes["leg"] = f"{call.linkedid}9"
            call.state, facts = decide(call.state, type(event)(**{**vars(event), **changes}), call.caller_id)
            entries += [Entry(fact, caller if fact.kind is Kind.call_entered else None) for fact in facts]
        return entries

    async def hear(self, call_id: uuid.UUID, contact_id: uuid.UUID, sequence: int, text: str = WORDS) -> None:
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
            text=text,
            confidence=0.9,
            language="zh",
            stored_at=now,
        )
        async with self._database.write() as session:
            await store_utterance(session, row)
        await self._wake.signal(DOMAIN)


@asynccontextmanager
async def open_line(house: Web) -> AsyncIterator[Line]:
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


async def cookies_of(house: Web) -> dict[str, str]:
    """Make the agents who have a desktop and log them in."""
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


def _start_relay(port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(HERE / "relay.py"), str(port)])


@asynccontextmanager
async def running_relay(port: int) -> AsyncIterator[None]:
    process = _start_relay(port)
    try:
        await until(lambda: listens(port), True, "the relay listens")
        yield
    finally:
        process.kill()
        process.wait(10)
