"""Tells the walls of this process what happens: one reading for all of them, one text for all sockets.

Agents come from the desktops' own following of facts and rows; queues and callers are read again when something about
them happened, figures every few seconds from the same queries as the reports. While no wall is open nothing is read.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import Gauge
from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.figures import bounds, day_of
from agent_desktop.desk.hub import AWAY, DeskHub
from agent_desktop.desk.outlet import Outlet
from agent_desktop.desk.shapes import AgentView
from agent_desktop.wall.figures import DayFigures, wall_line, wall_queues
from agent_desktop.wall.shapes import WallAgent, WallAlarm, WallCaller, WallHelp, WallLine, WallListener, WallQueue
from foundation.clock import Clock
from foundation.database import Database
from foundation.logs import logger
from foundation.streams import StreamEvent
from queueing import repository as queueing
from queueing.figures.metrics import Counts
from queueing.figures.report import Asked, report
from queueing.publish.book import Held, RuleBook
from queueing.rules.model import QueueRules
from telephony.events import Kind
from telephony.ledger import colleagues, screens
from telephony.models import HelpRow, SupervisionRow

log = logger(__name__)

FLUSH_SECONDS = 0.15
STATE_SECONDS = 0.4
SWEEP_SECONDS = 5.0
FIGURES_SECONDS = 5.0
CALLERS_MOST = 300
FRAMES = 1024

SOCKETS = Gauge("hotline_wall_sockets", "Walls connected")

AGENTS = TypeAdapter(list[WallAgent])
QUEUES = TypeAdapter(list[WallQueue])
CALLERS = TypeAdapter(list[WallCaller])
ALARMS = TypeAdapter(list[WallAlarm])
LINE = TypeAdapter(WallLine)
QUEUE_KINDS = frozenset(
    {
        *(Kind.call_offered, Kind.call_answered, Kind.queue_left, Kind.call_ended, Kind.agent_changed),
        *(Kind.danger_heard, Kind.help_asked, Kind.help_ended, Kind.supervision_began, Kind.supervision_ended),
    }
)
RING_KINDS = frozenset({Kind.agent_ringing, Kind.ring_ended, Kind.call_answered, Kind.talk_ended})


def _json(adapter: TypeAdapter[Any], value: Any) -> str:
    return adapter.dump_json(value).decode()


class WallHub:
    """Knows the walls of this process; ``desks`` is what follows agents and facts."""

    def __init__(
        self, database: Database, clock: Clock, desks: DeskHub, book: RuleBook, *, greeting_seconds: float
    ) -> None:
        self._database, self.clock, self._desks, self._book = database, clock, desks, book
        self._greeting_seconds = greeting_seconds
        self._outlets: set[Outlet] = set()
        self._open = asyncio.Event()
        self._state_wanted = asyncio.Event()
        self._dirty: dict[str, datetime | None] = {}  # agents, with the moment of what they are due for
        self._agents: dict[str, WallAgent] = {}
        self._queues_of: dict[str, list[str]] = {}
        self._helps: dict[str, WallHelp] = {}
        self._listeners: dict[str, list[WallListener]] = {}
        self._calls: dict[str, uuid.UUID] = {}  # by agent: the call that rings or is talked
        self._held: Held | None = None
        self._figures = DayFigures()
        self._bodies = {"queues": "[]", "callers": "[]", "line": "null", "alarms": "[]", "surge": '""'}
        self._known = False
        desks.agent_followers.append(self._agent)
        desks.event_followers.append(self._event)

    # -- sockets -----------------------------------------------------------------------------------------------------

    def attach(self) -> Outlet:
        """Take a new wall; its first frame is a snapshot."""
        outlet = Outlet("", self.clock, frames=FRAMES)
        self._outlets.add(outlet)
        SOCKETS.set(len(self._outlets))
        self._open.set()
        self._state_wanted.set()
        if self._known:
            self._snapshot(outlet)
        return outlet

    def detach(self, outlet: Outlet) -> None:
        """Let a wall go."""
        self._outlets.discard(outlet)
        SOCKETS.set(len(self._outlets))
        if not self._outlets:
            self._open.clear()
            self._known = False

    def ask_snapshot(self, outlet: Outlet) -> None:
        """Send everything again to a wall that noticed a gap."""
        if outlet in self._outlets and self._known:
            self._snapshot(outlet)

    def _snapshot(self, outlet: Outlet) -> None:
        bodies = {"agents": _json(AGENTS, [self._agents[name] for name in sorted(self._agents)]), **self._bodies}
        body = "{" + ",".join(f'"{name}":{text}' for name, text in bodies.items()) + "}"
        outlet.started = True
        outlet.put("snapshot", body)

    # -- following ---------------------------------------------------------------------------------------------------

    def _agent(self, view: AgentView, happened_at: datetime | None) -> None:
        self._dirty[view.agent] = happened_at

    def _event(self, event: StreamEvent) -> None:
        if event.kind in QUEUE_KINDS:
            self._state_wanted.set()
        if event.kind in RING_KINDS:
            agent, call = str(event.payload.get("agent", "")), str(event.payload.get("call_id", ""))
            if not agent or not call:
                return
            if event.kind in (Kind.agent_ringing, Kind.call_answered):
                self._calls[agent] = uuid.UUID(call)
            elif str(self._calls.get(agent)) == call and event.payload.get("result") != "answered":
                self._calls.pop(agent, None)
            self._dirty.setdefault(agent, event.happened_at)

    # -- life --------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._kept("state", self._follow_state))
            group.create_task(self._kept("figures", self._follow_figures))
            group.create_task(self._kept("agents", self._follow_agents))

    async def _kept(self, name: str, work: Callable[[], Any]) -> None:
        while True:
            await self._open.wait()
            try:
                await work()
            except AWAY as error:
                log.warning("wall_waits", loop=name, error=type(error).__name__)
                await asyncio.sleep(1.0)
            except Exception:
                log.exception("wall_loop_failed", loop=name)
                await asyncio.sleep(1.0)

    async def _follow_agents(self) -> None:
        await asyncio.sleep(FLUSH_SECONDS)
        if not self._known or not self._dirty:
            return
        dirty, self._dirty = self._dirty, {}
        changed = []
        for name in dirty:
            view = self._wall_agent(name)
            if view is not None and self._agents.get(name) != view:
                self._agents[name] = view
                changed.append(view)
        if changed:
            moments = [moment for name, moment in dirty.items() if moment is not None]
            self._tell("agents", _json(AGENTS, changed), min(moments, default=None))

    def _wall_agent(self, name: str) -> WallAgent | None:
        view = self._desks.agents.get(name)
        if view is None:
            return None
        return WallAgent(
            agent=name,
            shown_state=view.shown_state,
            pause_reason=view.pause_reason,
            pause_requested=view.availability == "pause_requested",
            since=view.since,
            reachable=view.reachable,
            queues=self._queues_of.get(name, []),
            call_id=self._calls.get(name) if view.shown_state in ("ringing", "talking", "on_hold") else None,
            help=self._helps.get(name),
            listeners=self._listeners.get(name, []),
        )

    async def _follow_state(self) -> None:
        self._state_wanted.clear()
        async with self._database.read() as session:
            self._held = await self._book.held(session, self._held)
            waiting = await screens.waiting(session)
            callers = await screens.callers_waiting(session, CALLERS_MOST)
            members = await queueing.memberships(session)
            alarms = await queueing.standing_alarms(session)
            helps = await colleagues.all_helps(session)
            heard = await colleagues.all_listeners(session)
            if not self._known:  # the first snapshot is whole
                self._calls = await screens.calls_of_agents(session)
                self._figures = await self._read_figures(session)
                self._bodies["line"] = _json(LINE, wall_line(self._figures))
        self._place({(row.queue, row.agent) for row in members})
        self._watch(helps, heard)
        rules = self._held.rules if self._held is not None else QueueRules()
        surge = self._held.surge.at(self.clock.now()) if self._held is not None else ""
        self._tell_changed("surge", json.dumps(surge))
        shown = self._desks.agents.shown()
        places = [(row.queue, row.agent) for row in members]
        self._tell_changed("queues", _json(QUEUES, wall_queues(rules, waiting, places, shown, self._figures)))
        self._tell_changed("callers", _json(CALLERS, [_caller(*row) for row in callers]))
        stand = [WallAlarm(code=row.code, subject=row.subject, began_at=row.began_at) for row in alarms]
        self._tell_changed("alarms", _json(ALARMS, stand))
        if not self._known:
            self._begin()
        await asyncio.sleep(STATE_SECONDS)
        try:
            async with asyncio.timeout(SWEEP_SECONDS):
                await self._state_wanted.wait()
        except TimeoutError:
            return

    def _begin(self) -> None:
        for name in self._desks.agents.shown():
            view = self._wall_agent(name)
            if view is not None:
                self._agents[name] = view
        self._known = True
        for outlet in self._outlets:
            self._snapshot(outlet)

    def _place(self, places: set[tuple[str, str]]) -> None:
        found: dict[str, list[str]] = {}
        for queue, agent in sorted(places):
            found.setdefault(agent, []).append(queue)
        for agent in found.keys() | self._queues_of.keys():
            if found.get(agent, []) != self._queues_of.get(agent, []):
                self._dirty.setdefault(agent, None)
        self._queues_of = found

    def _watch(self, helps: Sequence[HelpRow], heard: Sequence[SupervisionRow]) -> None:
        asked = {row.agent: WallHelp(reason=row.reason, asked_at=row.asked_at) for row in helps}
        found: dict[str, list[WallListener]] = {}
        for row in heard:
            one = WallListener.model_validate({"supervisor": row.supervisor, "mode": row.mode})
            found.setdefault(row.agent, []).append(one)
        for agent in {*asked, *self._helps, *found, *self._listeners}:
            if (asked.get(agent), found.get(agent)) != (self._helps.get(agent), self._listeners.get(agent)):
                self._dirty.setdefault(agent, None)
        self._helps, self._listeners = asked, found

    async def _follow_figures(self) -> None:
        await asyncio.sleep(FIGURES_SECONDS)
        if not self._known:
            return
        async with self._database.read() as session:
            self._figures = await self._read_figures(session)
        self._tell_changed("line", _json(LINE, wall_line(self._figures)))
        self._state_wanted.set()

    async def _read_figures(self, session: AsyncSession) -> DayFigures:
        now = self.clock.now()
        rules = self._held.rules if self._held is not None else QueueRules()
        midnight, _ = bounds(day_of(now))

        async def counts(since: datetime, by: Any) -> dict[str, Counts]:
            asked = Asked(since, now, "month", by=by)
            rows = await report(session, asked, rules, now, greeting_seconds=self._greeting_seconds)
            found: dict[str, Counts] = {}
            for row in rows:
                found[row.key] = found.get(row.key, Counts()) + row.counts
            return found

        recent, day = now - timedelta(minutes=30), now - timedelta(hours=24)
        return DayFigures(
            at=now,
            today=await counts(midnight, "queue") if midnight < now else {},
            recent=await counts(recent, "queue"),
            line_today=(await counts(midnight, "")).get("", Counts()) if midnight < now else Counts(),
            line_recent=(await counts(recent, "")).get("", Counts()),
            line_day=(await counts(day, "")).get("", Counts()),
        )

    # -- telling -----------------------------------------------------------------------------------------------------

    def _tell_changed(self, kind: str, body: str) -> None:
        if self._bodies[kind] != body:
            self._bodies[kind] = body
            self._tell(kind, body)

    def _tell(self, kind: str, body: str, happened_at: datetime | None = None) -> None:
        for outlet in self._outlets:
            if outlet.started:
                outlet.put(kind, body, happened_at)


def _caller(visit: Any, call: Any) -> WallCaller:
    return WallCaller(
        call_id=call.call_id,
        queue=visit.queue,
        line=call.line,
        language=call.language,
        offered_at=visit.offered_at,
        entered_at=call.entered_at,
        danger=call.danger or "",
    )
