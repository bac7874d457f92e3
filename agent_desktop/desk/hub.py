"""Reads what happens and tells the desktops of this process; one a web process.

Ledger and domain events are read on from "now" by position, kept in memory: a desktop that was away takes a snapshot,
so nothing has to be read twice. Wake-ups make it fast; without Redis it looks once a second. While the store is away
the sockets stay and say so; when it is back everyone takes a snapshot.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date, datetime, timedelta

from prometheus_client import Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.agents import AgentStates
from agent_desktop.desk.desk import Desk, as_json
from agent_desktop.desk.figures import day_of
from agent_desktop.desk.loading import DeskLoader
from agent_desktop.desk.outlet import Outlet
from agent_desktop.desk.parts import Part, due
from agent_desktop.desk.queues import queue_views
from agent_desktop.desk.shapes import AgentView, Alarm
from agent_desktop.desk.sources import Sources
from foundation.database import AWAY as STORE_IS_AWAY
from foundation.database import Database
from foundation.logs import logger
from foundation.people import Scope
from foundation.streams import DomainEvents, Stream, StreamEvent
from foundation.streams.repository import last_position
from foundation.wake import Wake
from queueing import repository as queueing
from speech import repository as speech
from speech.live import PARTIALS
from telephony.events import Kind
from telephony.ledger import screens
from telephony.ledger.repository import Ledger

log = logger(__name__)

Alarms = Callable[[], Awaitable[Collection[str]]]
QueueNames = Callable[[AsyncSession], Awaitable[Mapping[str, str]]]

BATCH = 500
LOADS = 6
"""Desks loaded at the same time; the others wait their turn, so that requests still find a connection."""
QUEUES_SECONDS = 0.5
SWEEP_SECONDS = 2.0
STORED_SECONDS = 0.4
"""After a fact about an agent its row is read again: the owner stores it up to 0.25 s later."""
TOUCHED_SECONDS = 0.25
"""Between two looks at the rows of agents of whom something was told; everyone's rows are read each sweep."""
ALARM_SECONDS = 5.0
PARTIALS_SECONDS = 0.2
PARTIAL_MARGIN = timedelta(seconds=2)
"""A row that another process wrote may carry a moment a little before it was committed."""
STORE_AWAY = "store_away"
AGENTS = "agents"
AGAIN_SECONDS = 1.0
AWAY = (*STORE_IS_AWAY, OSError)

SOCKETS = Gauge("hotline_desk_sockets", "Desktops connected")
DROPPED = Counter("hotline_desk_sockets_dropped_total", "Desktops given up because they did not take their frames")


class DeskHub:
    """Knows the desktops of this process and tells them what changes."""

    def __init__(
        self,
        database: Database,
        wake: Wake,
        sources: Sources,
        *,
        alarms: Alarms | None = None,
        queue_names: QueueNames | None = None,
        poll_seconds: float = 1.0,
    ) -> None:
        self.sources = sources
        self.loader = DeskLoader(sources)
        self.agents = AgentStates(sources.clock)
        self._database, self._wake = database, wake
        self._look_for_alarms, self._poll_seconds = alarms, poll_seconds
        self._queue_names = queue_names
        self._desks: dict[str, Desk] = {}
        self._serving: set[asyncio.Task[None]] = set()
        self._loads = asyncio.Semaphore(LOADS)
        self._ready = asyncio.Event()
        self._unready = {AGENTS, Ledger.name, DomainEvents.name}
        self._agents_wanted = asyncio.Event()
        self._touched: set[str] = set()
        self._swept_at = 0.0
        self._queues_wanted = asyncio.Event()
        self._everybodys = {"queues": "[]", "alarms": "[]"}
        self._alarms: dict[str, datetime] = {}
        self._away: set[str] = set()
        self._day: date | None = None
        self.event_followers: list[Callable[[StreamEvent], None]] = []
        self.agent_followers: list[Callable[[AgentView, datetime | None], None]] = []

    # -- sockets -----------------------------------------------------------------------------------------------------

    def attach(self, agent: str, grants: Mapping[str, Scope]) -> Outlet:
        """Take a new socket of an agent who may see what ``grants`` permit; its first frame is a snapshot."""
        outlet = Outlet(agent, self.sources.clock)
        desk = self._desks.get(agent)
        if desk is None:
            desk = self._desks[agent] = Desk(agent)
            task = asyncio.create_task(self._serve(desk), name=f"desk {agent}")
            self._serving.add(task)
            task.add_done_callback(self._served)
        desk.grants = grants
        desk.outlets.add(outlet)
        desk.want_snapshot(outlet)
        SOCKETS.inc()
        return outlet

    def detach(self, outlet: Outlet) -> None:
        """Let a socket go."""
        desk = self._desks.get(outlet.agent)
        if desk is None or outlet not in desk.outlets:
            return
        desk.outlets.discard(outlet)
        SOCKETS.dec()
        if outlet.given_up.is_set():
            DROPPED.inc()
        if not desk.outlets:
            del self._desks[outlet.agent]
            desk.wanted.set()

    def ask_snapshot(self, outlet: Outlet) -> None:
        """Send everything again to a socket that noticed a gap."""
        desk = self._desks.get(outlet.agent)
        if desk is not None and outlet in desk.outlets:
            desk.want_snapshot(outlet)

    def agent_touched(self) -> None:
        """Look at the agents' rows soon: a command may have changed what no fact tells (a pause asked for)."""
        self._swept_at = 0.0
        self._agents_wanted.set()

    # -- life --------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_kept("ledger", lambda: self._tail(Ledger())))
                group.create_task(_kept("domain", lambda: self._tail(DomainEvents())))
                group.create_task(_kept("agents", self._follow_agents))
                group.create_task(_kept("queues", self._follow_queues))
                group.create_task(_kept("alarms", self._follow_alarms))
                group.create_task(_kept("partials", self._follow_partials))
        finally:
            for task in self._serving:
                task.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    def _reads_on(self, stream: str) -> None:
        """A stream is read from a position: for the first time, or again after a time of which nothing is known."""
        if stream in self._away:
            self._away.discard(stream)
            self._set_alarms(set(self._alarms))
        if stream not in self._unready:
            self._swept_at = 0.0
            self._agents_wanted.set()
            self._queues_wanted.set()
            for desk in self._desks.values():
                desk.want_snapshots()
        self._is_ready(stream)

    def _is_ready(self, part: str) -> None:
        """No desk is served before the streams are read from a position: nothing falls between snapshot and deltas."""
        self._unready.discard(part)
        if not self._unready:
            self._ready.set()

    def _served(self, task: asyncio.Task[None]) -> None:
        self._serving.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("desk_failed", error=type(error).__name__, exc_info=error)

    async def _tail(self, stream: Stream) -> None:
        position: int | None = None
        while True:
            mark = self._wake.mark(stream.name)
            events: list[StreamEvent] = []
            try:
                async with self._database.read() as session:
                    fresh = position is None
                    if position is None:
                        position = await last_position(session, stream.name)
                    else:
                        events = await stream.after(session, position, BATCH)
            except AWAY as error:
                position = None
                self._store_is_away(stream.name, error)
                await asyncio.sleep(self._poll_seconds / 2)
                continue
            if fresh:
                self._reads_on(stream.name)
            for event in events:
                position = event.position
                self._take(event)
            if len(events) < BATCH:
                await self._wake.wait(stream.name, self._poll_seconds, mark)

    def _take(self, event: StreamEvent) -> None:
        if event.kind == Kind.agent_changed:
            self._agent_changed(event)
        for follow in self.event_followers:
            follow(event)
        for desk in self._desks.values():
            desk.passes(event)
        asked = due(event, {agent: desk.shown for agent, desk in self._desks.items()})
        for agent, parts in asked.parts.items():
            self._desks[agent].want(parts, event.happened_at)
        if asked.queues:
            self._queues_wanted.set()

    def _agent_changed(self, event: StreamEvent) -> None:
        view = self.agents.take_fact(event.payload, event.happened_at)
        if view is not None:
            self._follow(view, event.happened_at)
        if view is not None and (desk := self._desks.get(view.agent)) is not None:
            desk.tell_agent(view, event.happened_at)
        asyncio.get_running_loop().call_later(STORED_SECONDS, self._row_is_stored, str(event.payload.get("agent", "")))

    def _follow(self, view: AgentView, happened_at: datetime | None) -> None:
        for follow in self.agent_followers:
            follow(view, happened_at)

    def _row_is_stored(self, agent: str) -> None:
        self._touched.add(agent)
        self._agents_wanted.set()

    # -- one agent ---------------------------------------------------------------------------------------------------

    async def _serve(self, desk: Desk) -> None:
        await self._ready.wait()
        while True:
            await desk.wanted.wait()
            if not desk.outlets:
                return
            parts, anew, happened_at = desk.take()
            try:
                async with self._loads, self._database.read() as session:
                    activity = self.agents.activity(desk.agent)
                    loaded = await self.loader.load(session, desk.agent, desk.grants, activity, parts, desk.shown)
            except Exception as error:
                if not isinstance(error, AWAY):
                    log.exception("desk_not_loaded", agent=desk.agent)
                desk.put_back(parts, anew, happened_at)
                await asyncio.sleep(self._poll_seconds / 2)
                continue
            desk.tell(loaded, happened_at)
            if anew:
                desk.tell_agent(self.agents.get(desk.agent))
                desk.snapshot(anew & desk.outlets, self._everybodys)

    # -- what everybody sees -----------------------------------------------------------------------------------------

    async def _follow_agents(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            self._agents_wanted.clear()
            touched, self._touched = self._touched, set()
            sweeps = clock() - self._swept_at >= SWEEP_SECONDS
            if sweeps:
                self._swept_at = clock()
            try:
                async with self._database.read() as session:
                    rows = await queueing.states(session, None if sweeps else touched)
            except AWAY:
                self._touched |= touched
                self._swept_at = 0.0
                await asyncio.sleep(self._poll_seconds / 2)
                continue
            for agent in self.agents.take_rows(rows):
                if (view := self.agents.get(agent)) is not None:
                    self._follow(view, None)
                if (desk := self._desks.get(agent)) is not None:
                    desk.tell_agent(self.agents.get(agent))
                    desk.want({Part.call})
                self._queues_wanted.set()
            self._is_ready(AGENTS)
            self._new_day()
            await asyncio.sleep(TOUCHED_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._swept_at + SWEEP_SECONDS - clock())):
                    await self._agents_wanted.wait()

    def _new_day(self) -> None:
        today = day_of(self.sources.clock.now())
        if self._day not in (None, today):
            for desk in self._desks.values():
                desk.want({Part.figures})
        self._day = today

    async def _follow_queues(self) -> None:
        self._queues_wanted.set()
        while True:
            await self._queues_wanted.wait()
            self._queues_wanted.clear()
            try:
                async with self._database.read() as session:
                    waiting = await screens.waiting(session)
                    members = await queueing.memberships(session)
                    names = await self._queue_names(session) if self._queue_names is not None else {}
            except AWAY:
                self._queues_wanted.set()
            else:
                places = [(row.queue, row.agent) for row in members]
                views = queue_views(waiting, places, self.agents.shown(), names)
                self._tell_everybody("queues", as_json("queues", views))
            await asyncio.sleep(QUEUES_SECONDS)

    async def _follow_partials(self) -> None:
        """Show words while they are being said: they are no events, a row of each tap is overwritten."""
        since = self.sources.clock.now()
        while True:
            mark = self._wake.mark(PARTIALS)
            calls = {desk.shown.call_id for desk in self._desks.values()} - {None}
            if calls:
                now = self.sources.clock.now()
                try:
                    async with self._database.read() as session:
                        said = {call_id for call_id, _ in await speech.partials_since(session, since)}
                except AWAY:
                    said = set()
                else:
                    since = now - PARTIAL_MARGIN
                for desk in self._desks.values():
                    if desk.shown.call_id in said:
                        desk.want({Part.words})
            await asyncio.sleep(PARTIALS_SECONDS)
            await self._wake.wait(PARTIALS, self._poll_seconds, mark)

    async def _follow_alarms(self) -> None:
        while True:
            if self._look_for_alarms is not None and not self._away:
                try:
                    self._set_alarms(set(await self._look_for_alarms()))
                except AWAY as error:
                    log.warning("alarms_not_read", error=type(error).__name__)
            await asyncio.sleep(ALARM_SECONDS)

    def _set_alarms(self, codes: set[str]) -> None:
        codes = codes | {STORE_AWAY} if self._away else codes - {STORE_AWAY}
        now = self.sources.clock.now()
        self._alarms = {code: self._alarms.get(code, now) for code in sorted(codes)}
        shown = [Alarm(code=code, since=since) for code, since in self._alarms.items()]
        self._tell_everybody("alarms", as_json("alarms", shown))

    def _store_is_away(self, stream: str, error: Exception) -> None:
        if stream not in self._away:
            log.error("desk_store_away", stream=stream, error=type(error).__name__)
            self._away.add(stream)
            self._set_alarms(set(self._alarms))

    def _tell_everybody(self, kind: str, body: str) -> None:
        if self._everybodys[kind] == body:
            return
        self._everybodys[kind] = body
        for desk in self._desks.values():
            for outlet in desk.outlets:
                if outlet.started:
                    outlet.put(kind, body)


async def _kept(name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Run a loop again that failed: no fault of the desktops ends the process that serves everybody else."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("desk_loop_failed", loop=name)
            await asyncio.sleep(AGAIN_SECONDS)
