"""A web process with desktops over one store: calls are played into it, sockets are real."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import uuid
import wave
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import call_story as story
import httpx
import uvicorn
from fastapi import FastAPI
from held_flows import HeldFlows
from sqlalchemy.ext.asyncio import AsyncSession
from unreliable_store import Unreliable
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from agent_desktop import access
from agent_desktop.api import ApiDeps, create_api
from agent_desktop.calls_api import CallsDeps, create_calls
from agent_desktop.desk.catalogue import build_catalogue
from agent_desktop.desk.desk_api import DeskDeps, create_desk
from agent_desktop.desk.hub import DeskHub
from agent_desktop.desk.repository import claim_phone
from agent_desktop.desk.socket import create_desk_socket
from agent_desktop.desk.sources import Sources
from agent_desktop.differences_api import create_differences
from agent_desktop.grants import Grants
from agent_desktop.messages_api import MessagesDeps, create_messages
from agent_desktop.owner_link import OwnerLink
from agent_desktop.playback import PlaybackDeps, create_playback
from agent_desktop.playback_files import PlaybackFiles
from agent_desktop.problems import add_problems
from agent_desktop.wall.supervision_api import SupervisionDeps, create_supervision
from foundation.clock import FakeClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.ids import new_id
from foundation.people import Scope, repository, sessions
from foundation.people.models import AccountRow
from foundation.people.sessions import Limits
from foundation.streams import DomainEvents, Subscriber
from foundation.streams.repository import DOMAIN
from foundation.wake import LocalWake
from hotline.wiring import BuiltInTicketStates
from queueing.agents.state import AgentState
from queueing.publish.book import RuleBook
from queueing.repository import set_membership, store_states
from recordings.models import RecordingRow
from speech.live import store_utterance
from speech.models import UtteranceRow
from telephony import lease as leases
from telephony.ami import messages
from telephony.calls.state import CallState
from telephony.calls.tracker import decide
from telephony.events import Fact, Kind, call_id_of, contact_id_of
from telephony.ledger import repository as ledger
from telephony.ledger.projection import project
from telephony.ledger.spool import Caller
from telephony.models import ContactRow
from tickets.intake import IntakeDeps, IntakeService, domain_handlers, ledger_handlers
from tickets.lists import ListsShelf, OwnLists
from tickets.prefill import Sentence, packaged_lists

NODE = "node1"
HOST = "desk.test"
WAIT_SECONDS = 10.0
RATE = 8000
IDLE = timedelta(minutes=30)


class Store(Unreliable):
    """A database that can be away, or slow to let desktops go that have read (``let_go`` cleared)."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.let_go, self.has_read = asyncio.Event(), asyncio.Event()
        self.let_go.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries."""
        async with super().read() as session:
            yield session
        task = asyncio.current_task()
        if task is not None and task.get_name().startswith("desk "):
            self.has_read.set()
            await self.let_go.wait()


class LosableWake(LocalWake):
    """Wake-ups that can be away, as a Redis that is gone."""

    away = False

    async def signal(self, topic: str) -> None:
        """Tell everyone who waits, unless nobody hears."""
        if not self.away:
            await super().signal(topic)


class NoWords:
    """Nothing was heard."""

    async def begun_since(self, session: AsyncSession, since: datetime) -> set[uuid.UUID]:
        """Nothing is being said."""
        return set()

    async def sentences(self, session: AsyncSession, call_id: uuid.UUID) -> list[Sentence]:
        """Return nothing."""
        return []


class Person:
    """Somebody logged in, in one session."""

    def __init__(self, client: httpx.AsyncClient, token: str, session_id: uuid.UUID) -> None:
        self.client, self.token, self.session_id = client, token, session_id
        self.headers = {"x-csrf-token": sessions.csrf_of(token), "cookie": f"{access.COOKIE}={token}"}

    async def get(self, path: str, **more: Any) -> httpx.Response:
        """Ask."""
        headers = {**self.headers, **more.pop("headers", {})}
        return await self.client.get(f"/api/v1{path}", headers=headers, **more)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        """Act."""
        return await self.client.post(f"/api/v1{path}", json=body, headers=self.headers)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        """Change."""
        return await self.client.patch(f"/api/v1{path}", json=body, headers=self.headers)


class Screen:
    """One desktop: takes frames and looks that their numbers have no gap."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.frames: list[dict[str, Any]] = []
        self.snapshot: dict[str, Any] = {}  # the body of the first one

    async def next(self) -> dict[str, Any]:
        """Return the next frame."""
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(self.connection.recv(), WAIT_SECONDS))
        assert (frame["v"], frame["sequence"]) == (1, len(self.frames) + 1)
        self.frames.append(frame)
        return frame

    async def until(self, kind: str, seen: Callable[[Any], bool] = lambda body: True, what: str = "") -> Any:
        """Return the body of the next frame of a kind of which ``seen`` is true."""
        began = len(self.frames)
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while True:
                    frame = await self.next()
                    if frame["type"] == kind and seen(frame["body"]):
                        return frame["body"]
        except TimeoutError:
            raise AssertionError(f"no {kind} frame {what}; came {self.frames[began:]}") from None

    async def closed(self) -> int:
        """Return the code that the server closes with."""

        async with asyncio.timeout(WAIT_SECONDS):
            while True:
                try:
                    await self.connection.recv()
                except ConnectionClosed as closed:
                    return closed.rcvd.code if closed.rcvd else 0


class Call:
    """One call; events are played into the store as the controller does it."""

    def __init__(self, world: DeskWorld, number: int, ani: str = "19900000001") -> None:
        self._world, self._ani = world, ani
        self.linkedid = f"node1-{story.START + number}.{1000 + number}"
        self._number = number
        self._state = CallState(NODE, self.linkedid)
        self.call_id = call_id_of(NODE, self.linkedid)
        self.contact_id = contact_id_of(NODE, self.linkedid)

    async def play(self, *events: messages.SwitchEvent) -> None:
        """Let these happen, store the facts and wake who waits."""
        facts: list[Fact] = []
        caller_id = self._world.vault.lookup_id(self._ani, "phone")
        for event in events:
            self._state, more = decide(self._state, self._mine(event), caller_id)
            facts += more
        await self._world.store_facts(facts, self._ani)

    def _mine(self, event: Any) -> Any:
        uniqueid = self.linkedid if event.uniqueid == event.linkedid else f"{event.uniqueid}{self._number:03d}"
        changes = {"linkedid": self.linkedid, "uniqueid": uniqueid, "at": event.at + timedelta(seconds=self._number)}
        if hasattr(event, "leg"):
            changes["leg"] = f"{event.leg}{self._number:03d}"
        return replace(event, **changes)

    async def ring(self, agent: str = "1001") -> None:
        """Enter, wait and ring at an agent's phone."""
        await self.play(story.enters(), story.menu(), story.joins(6), story.rings(6.5, 2, agent))

    async def answer(self, agent: str = "1001") -> None:
        """The same, and be answered; the draft is there."""
        await self.ring(agent)
        await self.play(story.connects(8, 2, agent), story.bridged(8.1))
        await self._world.work()

    async def end(self, agent: str = "1001", seconds: float = 60) -> None:
        """End."""
        await self.play(
            story.completes(seconds, 2, "agent", agent),
            story.unbridged(seconds + 0.1),
            story.returns(seconds + 0.2, "CONTINUE"),
            story.hangs_up(seconds + 0.3),
        )
        await self._world.work()

    async def say(self, text: str, speaker: str = "caller", second: float = 10.0) -> uuid.UUID:
        """Have words heard."""
        utterance_id = new_id()
        started_at = story.at(second + self._number)
        async with self._world.database.write() as session:
            row = UtteranceRow(
                utterance_id=utterance_id,
                call_id=self.call_id,
                contact_id=self.contact_id,
                track="tap",
                sequence=int(second * 10),
                speaker=speaker,
                source="live",
                started_at=started_at,
                ended_at=started_at + timedelta(seconds=2),
                text=text,
                confidence=0.9,
                language="zh",
                stored_at=started_at,
            )
            await store_utterance(session, row)
        await self._world.wake.signal(DOMAIN)
        return utterance_id

    async def leave_message(self, seconds: float = 5.0, *, is_read: bool = True) -> None:
        """Leave a message in the menu and hang up; it was checked, and intake has read of the call."""
        await self.play(story.enters(), story.menu(), story.hangs_up(20))
        if is_read:
            await self._world.work()
        await self._kept("message", "message", story.at(10 + self._number), seconds)

    async def make_confidential(self) -> None:
        """Mark the contact."""
        async with self._world.database.write() as session:
            row = await session.get(ContactRow, self.contact_id)
            assert row is not None
            row.confidential = True

    async def record(self, seconds: float = 4.0, name: str = "") -> bytes:
        """Have a checked recording of the talk; return the bytes of its file."""
        return await self._kept("mixed", "verified", story.at(8.1 + self._number), seconds, name)

    async def _kept(self, leg: str, state: str, since: datetime, seconds: float, name: str = "") -> bytes:
        file = name or f"2026/{self.call_id}/{leg}.wav"
        path = self._world.recordings / file
        if not name:
            path.parent.mkdir(parents=True, exist_ok=True)
            with wave.open(str(path), "wb") as writing:
                writing.setnchannels(1)
                writing.setsampwidth(2)
                writing.setframerate(RATE)
                writing.writeframes(struct.pack("<h", 8192) * int(seconds * RATE))
        answered = state != "message"
        async with self._world.database.write() as session:
            session.add(
                RecordingRow(
                    call_id=self.call_id,
                    contact_id=self.contact_id,
                    answered=answered,
                    base="base",
                    state=state,
                    started_at=since,
                    due_at=since,
                    tries=1,
                    legs={leg: {"file": file, "sha256": "0" * 64, "bytes": 1, "seconds": seconds}},
                    intervals=[[since.isoformat(), (since + timedelta(seconds=seconds)).isoformat()]]
                    if answered
                    else [],
                    duration_seconds=seconds,
                )
            )
        return path.read_bytes() if path.is_file() else b""


class DeskWorld:
    """Everything of it; ``controller`` answers the commands that reach the owner."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.recordings = database, folder / "recordings"
        self.recordings.mkdir()
        self.store = Store(database)
        self.clock = FakeClock(story.at(0))
        self.wake = LosableWake()
        self.vault = Vault({"k1": b"k" * 32}, "k1", b"l" * 32)
        self.commands: list[dict[str, Any]] = []
        self.refusal: tuple[int, dict[str, Any]] | None = None
        self.alarms: set[str] = set()
        outside = httpx.AsyncClient(transport=httpx.MockTransport(self._controller))
        store = cast("Database", self.store)
        sources = Sources(self.vault, self.clock, HeldFlows(), BuiltInTicketStates(self.clock, "440100"))
        self.intake = IntakeService(store, self.wake, clock=self.clock)
        self.hub = DeskHub(store, self.wake, sources, alarms=self._alarms, poll_seconds=0.2)
        owner = OwnerLink(store, self.clock, NODE, "token", outside)
        catalogue = build_catalogue(packaged_lists("440100"), wrap_up_seconds=30, ring_seconds=15)
        self.app = FastAPI()
        add_problems(self.app)
        limits = Limits(IDLE, timedelta(hours=12))
        access.install(self.app, access.Gate(store, self.clock, "internal-token", limits))
        self.app.include_router(
            create_desk(DeskDeps(store, owner, self.intake, self.hub, (lambda: catalogue), RuleBook(self.clock, NODE)))
        )
        self.app.include_router(create_api(ApiDeps(store, self.clock, owner, self.intake)))
        self.app.include_router(create_supervision(SupervisionDeps(store, self.clock, owner, ["1001", "1009"])))
        self.app.include_router(create_desk_socket(self.hub, check_seconds=0.2))
        self.app.include_router(create_calls(CallsDeps(store, sources)))
        files, grants = PlaybackFiles(self.recordings), Grants.from_token("internal-token")
        self.app.include_router(create_playback(PlaybackDeps(store, self.clock, files, grants)))
        self.app.include_router(create_differences(store, self.clock))
        self.app.include_router(
            create_messages(
                MessagesDeps(store, sources, self.intake, ListsShelf(store, OwnLists("440100", self.clock)))
            )
        )
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}")
        deps = IntakeDeps(words=NoWords(), clock=self.clock)
        self._subscribers = [
            Subscriber("intake", ledger.Ledger(), ledger_handlers(deps), database, self.wake),
            Subscriber("intake", DomainEvents(), domain_handlers(deps), database, self.wake),
        ]
        self.port = 0

    async def _alarms(self) -> set[str]:
        return self.alarms

    def _controller(self, request: httpx.Request) -> httpx.Response:
        command = json.loads(request.content)
        self.commands.append(command)
        if self.refusal is not None:
            return httpx.Response(self.refusal[0], json=self.refusal[1])
        shown = {"logoff": "logged_off", "pause": "paused"}.get(command["name"], "ready")
        return httpx.Response(
            200,
            json={
                "agent": command["arguments"].get("agent", ""),
                "endpoint": "PJSIP/1001w",
                "shown_state": shown,
                "availability": shown,
                "activity": "idle",
                "pause_reason": command["arguments"].get("reason", ""),
                "reachable": True,
                "wrap_up_until": None,
            },
        )

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Run hub and server."""
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # so that a socket that is not read fills soon
        self.port = listening.getsockname()[1]
        config = uvicorn.Config(
            self.app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        hub = asyncio.create_task(self.hub.run())
        web = asyncio.create_task(server.serve([listening]))
        try:
            yield
        finally:
            server.should_exit = True
            await asyncio.gather(web, return_exceptions=True)
            hub.cancel()
            await asyncio.gather(hub, return_exceptions=True)
            listening.close()

    # -- people ------------------------------------------------------------------------------------------------------

    async def account(
        self,
        name: str,
        *roles: str,
        agent: str | None = None,
        grants: dict[str, Scope] | None = None,
        team: str | None = None,
        reach: str = "all",
    ) -> uuid.UUID:
        """Make an account."""
        account_id = new_id()
        async with self.database.write() as session:
            await repository.seed_roles(session)
            now = self.clock.now()
            row = AccountRow(account_id=account_id, name=name, display_name=name, agent=agent, created_at=now)
            row.team, row.reach = team, reach
            session.add(row)
            await session.flush()
            await repository.set_roles(session, account_id, roles)
            await repository.set_grants(session, account_id, grants or {})
        return account_id

    async def session(self, account_id: uuid.UUID) -> Person:
        """Log somebody in."""
        async with self.database.write() as session:
            token, session_id = await sessions.open_session(session, account_id, now=self.clock.now(), confirmed=True)
        return Person(self.client, token, session_id)

    async def agent(self, code: str = "1001", team: str | None = None) -> Person:
        """Log an agent in."""
        return await self.session(await self.account(code, "agent", agent=code, team=team))

    async def log_out(self, person: Person) -> None:
        """End a session."""
        async with self.database.write() as session:
            await sessions.end_session(session, person.session_id, "logged_out", self.clock.now())

    @asynccontextmanager
    async def screen(self, person: Person, *, snapshot: bool = True, **more: Any) -> AsyncIterator[Screen]:
        """Open a desktop; its snapshot is taken first."""
        headers = {"cookie": person.headers["cookie"]}
        uri = f"ws://127.0.0.1:{self.port}/api/v1/desk/socket"
        given = socket.socket()
        given.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        given.connect(("127.0.0.1", self.port))
        given_more = {"max_size": None, **more}
        async with connect(uri, additional_headers=headers, proxy=None, sock=given, **given_more) as connection:
            screen = Screen(connection)
            if snapshot:
                screen.snapshot = await screen.until("snapshot")
                assert {frame["type"] for frame in screen.frames[:-1]} <= {"ping"}, "nothing is told before it"
            yield screen

    # -- what happens ------------------------------------------------------------------------------------------------

    async def own(self) -> None:
        """Have a controller in charge."""
        async with self.database.write() as session:
            lease = await leases.acquire(
                session, NODE, leases.new_holder(), "http://controller", self.clock.now(), 3600
            )
            assert lease is not None
            await leases.mark_ready(session, lease, self.clock.now())

    async def store_facts(self, facts: Sequence[Fact], ani: str = "") -> None:
        """Store facts as the ledger's writer does, and wake who waits."""
        async with self.database.write() as session:
            if ani:
                digest = self.vault.lookup(ani, "phone")
                caller_id = self.vault.lookup_id(ani, "phone")
                sealed = self.vault.seal(ani, "phone")
                await ledger.remember_callers(session, [Caller(caller_id, sealed, digest, self.clock.now())])
            await project(session, await ledger.append(session, facts, 1, 1))
        await self.wake.signal(ledger.LEDGER)

    async def work(self) -> None:
        """Let the worker open drafts and follow the calls."""
        for subscriber in self._subscribers:
            while await subscriber.step():
                pass
        await self.wake.signal(DOMAIN)

    async def agent_is(self, state: AgentState, *, fact: bool = True, row: bool = True) -> None:
        """Have an agent in a state: the fact of it, and the row."""
        if row:
            async with self.database.write() as session:
                await store_states(session, [state])
                await set_membership(
                    session,
                    state.agent,
                    state.endpoint,
                    {story.GENERAL: 0} if state.logged_in else {},
                    state.since or self.clock.now(),
                )
        if fact:
            payload = {
                "agent": state.agent,
                "shown_state": state.shown_state,
                "availability": str(state.availability),
                "activity": str(state.activity),
                "pause_reason": state.pause_reason,
                "endpoint": state.endpoint,
            }
            await self.store_facts([Fact(new_id(), Kind.agent_changed, NODE, "", self.clock.now(), payload=payload)])

    async def claim(self, agent: str, window: uuid.UUID, label: str, at: datetime) -> None:
        """Make a window the agent's phone."""
        async with self.database.write() as session:
            await claim_phone(session, agent, window, label, at)
        await self.wake.signal(DOMAIN)
