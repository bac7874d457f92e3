"""The owner of a node: hears Asterisk, keeps the state of every call, writes the ledger, shows that it is alive.

Events are handled in the order of arrival by one consumer that never waits; whatever takes time (a menu, a command)
runs in tasks of the listeners. When the lease is lost or the link is cut the owner stops sending at once.
"""

from __future__ import annotations

import asyncio
import csv
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from prometheus_client import Counter, Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import LeaseLost
from foundation.ids import new_id
from foundation.logs import logger
from telephony import lease as leases
from telephony import numbers
from telephony.ami import actions, messages
from telephony.ami.actions import Action
from telephony.ami.client import AmiClient, AmiError, AmiGone
from telephony.ami.framing import AmiMessage
from telephony.ami.pipeline import Pipelines
from telephony.backfill import cel_events, visits_by_caller
from telephony.calls.gone import Evidence, is_another
from telephony.calls.state import CallState, evolve
from telephony.calls.tracker import PAGES_CONTEXTS, close, decide, fact_of
from telephony.calls.unexpected import disagreement
from telephony.events import Fact, Kind, started_at
from telephony.lease import Lease
from telephony.ledger import repository
from telephony.ledger.spool import Caller, Entry
from telephony.ledger.writer import LedgerWriter
from telephony.snapshot import VARIABLES, ChannelNow, Snapshot, Waiting, reconcile
from telephony.switch_files import SwitchFiles

log = logger(__name__)

BEAT_SECONDS = 2.0
SHORT_SECONDS = 0.2  # until the first beat after a snapshot
BACKFILL_MARGIN = timedelta(seconds=5)
FIRST_BACKFILL = timedelta(days=1)  # of a store that knows no call yet
FORGET_SECONDS = 5.0
FORGET_AT_ONCE = 20
FORGET_MARGIN = timedelta(seconds=60)  # what an owner can be behind with
FORGET_ENDED = 2000
INCOMING_LIMIT = 200_000  # events, some 300 MB: an owner that is that far behind begins anew from a snapshot

EVENTS = Counter("hotline_ami_events_total", "AMI events that were handled")
QUEUED = Gauge("hotline_ami_waiting_events", "AMI events not yet handled")
LINK_UP = Gauge("hotline_ami_up", "1 while the AMI link is up and in step")
DROPPED = Counter("hotline_ami_dropped_links_total", "AMI links given up because too many events waited")
UNEXPECTED = Counter("hotline_unexpected_total", "Events that contradicted what was known of a call", ["what"])
CALLS = Gauge("hotline_calls_open", "Calls that have not ended")


class Listener(Protocol):
    """A domain that follows calls; every method returns at once."""

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """The link is up and the states are right again."""
        ...

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """An event was taken in; ``facts`` are what it stood for, not yet stored."""
        ...

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Facts are stored."""
        ...

    def on_down(self) -> None:
        """The link is cut; nothing can be sent."""
        ...


class Owner:
    """Owns one node for one epoch; ``run`` ends with ``LeaseLost`` or when cancelled."""

    def __init__(
        self,
        *,
        database: Database,
        writer: LedgerWriter,
        vault: Vault,
        clock: Clock,
        lease: Lease,
        lease_seconds: float,
        ami: Callable[..., AmiClient],
        files: SwitchFiles,
        agents: Mapping[str, str],
        listeners: Sequence[Listener] = (),
        incoming_limit: int = INCOMING_LIMIT,
    ) -> None:
        self._database, self.writer, self._vault, self._clock = database, writer, vault, clock
        self.lease, self._lease_seconds = lease, lease_seconds
        self.node = lease.node
        self._files, self._agents = files, agents
        self.listeners: list[Listener] = list(listeners)
        self.calls: dict[str, CallState] = {}
        self._channels: dict[str, str] = {}  # caller's channel name -> linkedid
        self._incoming: deque[AmiMessage] = deque()
        self._incoming_limit = incoming_limit
        self._arrived = asyncio.Event()
        # The lease was taken a moment ago, maybe behind a lock: its life counts from there.
        left = (lease.expires_at - clock.now()).total_seconds()
        self._renewed_at = clock.monotonic() - min(lease_seconds, max(0.0, lease_seconds - left))
        self._heard_at: datetime | None = None  # Asterisk's time of the last event taken in
        self._lost_at: datetime | None = None  # when a link in step was cut
        self._away_since: datetime | None = None  # the same, until it is in step again
        self._booted_at: datetime | None = None  # when Asterisk started, to about a second
        self._booted_before: datetime | None = None  # and the one before, that the calls were followed on last
        self._followed: frozenset[str] = frozenset()  # which calls those were
        self.in_step = False
        self._ended: deque[str] = deque()
        self._stored: deque[str] = deque()  # unique ids whose number astdb may forget
        self._ready_shown = False
        writer.hold = self._hold
        self.ami = ami(on_event=self._take, on_up=self._up, on_down=self._down)
        self.pipelines = Pipelines(self, lease.epoch)

    # -- sending: only with a lease that surely stands -------------------------------------------------------

    def check_lease(self) -> None:
        """Refuse to send in the last third of the lease's life.

        Raises:
            LeaseLost: a standby may own the node by now.
        """
        if self._clock.monotonic() - self._renewed_at > self._lease_seconds * 2 / 3:
            self.ami.close()
            raise LeaseLost("the lease could not be renewed in time")

    def post(self, sent: Sequence[Action]) -> list[asyncio.Future[list[AmiMessage]]]:
        """Write several actions in one piece."""
        self.check_lease()
        return self.ami.post(sent)

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send an action and return Asterisk's response."""
        self.check_lease()
        return await self.ami.request(action, within)

    # -- life ------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Own the node until the lease is lost or the task is cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._renew(), name="lease")
                await self._load()
                group.create_task(self.writer.run(), name="ledger")
                group.create_task(self._consume(), name="events")
                group.create_task(self._link(), name="ami")
                group.create_task(self._beat(), name="beat")
                group.create_task(self._forget_numbers(), name="forget")
        finally:
            self.ami.close()

    async def _link(self) -> None:
        await self.ami.run()
        # It ends by itself only when somebody found the lease too old to send: an owner without a link must not stay.
        raise LeaseLost("the link was given up with the lease")

    async def _load(self) -> None:
        while True:
            try:
                async with self._database.read() as session:
                    stored = await repository.facts_of_open_calls(session, self.node)
                    # A dead owner may have stored these numbers and not come to have astdb forget them.
                    self._stored.extend(await repository.entered_lately(session, self.node, FORGET_MARGIN))
                break
            except (SQLAlchemyError, OSError) as error:  # ends with the lease at the latest
                log.warning("calls_not_read", error=type(error).__name__)
                await asyncio.sleep(0.5)
        # What a dead owner could not store belongs to the picture as well; a line may stand there twice.
        facts = {fact.fact_id: fact for fact in (*stored, *await self.writer.spooled())}
        for fact in facts.values():
            state = self.calls.get(fact.linkedid)
            if state is None and fact.kind is not Kind.call_entered:
                continue
            self._keep(evolve(state or CallState(self.node, fact.linkedid), fact))

    async def _renew(self) -> None:
        while True:
            pause = min(1.0, self._lease_seconds / 6)
            await asyncio.sleep(pause)
            if self._clock.monotonic() - self._renewed_at < pause and self._ready_shown == self.in_step:
                continue  # the ledger's last group has done it
            try:
                before = self._clock.monotonic()
                now = self._clock.now()
                async with asyncio.timeout(self._lease_seconds / 3), self._database.write() as session:
                    self.lease = await leases.renew(session, self.lease, now, self._lease_seconds)
                    ready = self.in_step
                    await leases.mark_ready(session, self.lease, now if ready else None)
                self._renewed_at, self._ready_shown = before, ready
            except LeaseLost:
                self.ami.close()
                raise
            except Exception as error:
                log.warning("lease_not_renewed", error=type(error).__name__)
                self.check_lease()

    async def _hold(self, session: AsyncSession) -> Callable[[], None]:
        """Renew the lease with the group of facts that is being stored, so that a busy ledger cannot outrun it."""
        before = self._clock.monotonic()
        lease = await leases.renew(session, self.lease, self._clock.now(), self._lease_seconds)

        def committed() -> None:
            self.lease, self._renewed_at = lease, max(before, self._renewed_at)

        return committed

    async def _beat(self) -> None:
        count = self.lease.epoch * 1_000_000
        while True:
            count += 1
            if self.in_step:
                try:
                    await self.request(actions.set_global("OWNER_BEAT", str(count)), within=BEAT_SECONDS)
                except (AmiGone, AmiError) as error:
                    log.warning("beat_failed", error=str(error))
            await asyncio.sleep(BEAT_SECONDS if self.in_step else SHORT_SECONDS)

    # -- taking in -------------------------------------------------------------------------------------------

    def _take(self, message: AmiMessage) -> None:
        if message.name == "FullyBooted":  # the first news of each connection, wanted before the others are handled
            booted = messages.read(message, self._clock.now())
            self._booted_at = booted.since if isinstance(booted, messages.FullyBooted) else None
        if len(self._incoming) >= self._incoming_limit:
            log.error("too_many_events", waiting=len(self._incoming))
            DROPPED.inc()
            self.ami.give_up()
            return
        self._incoming.append(message)
        self._arrived.set()

    async def _consume(self) -> None:
        while True:
            if not self._incoming or not self.in_step:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            handled = 0
            while self._incoming and self.in_step and handled < 200:  # a handler may have given the link up
                self.handle(self._incoming.popleft())
                handled += 1
            EVENTS.inc(handled)
            QUEUED.set(len(self._incoming))
            await asyncio.sleep(0)

    def handle(self, message: AmiMessage) -> None:
        """Take one message in."""
        event = messages.read(message, self._clock.now())
        if event is None:
            return
        self._heard_at = event.at
        match event:
            case messages.AgiExecuted():
                self.pipelines.executed(event.command_id, event.result)
            case messages.AgiEnded() | messages.HungUp():
                self.pipelines.ended(event.channel)
        self._look_for_disagreement(event)
        self._apply_safely(event.linkedid, event)

    def _look_for_disagreement(self, event: messages.SwitchEvent) -> None:
        state = self.calls.get(event.linkedid)
        found = disagreement(state, event) if state is not None else None
        if state is not None and found is not None:
            kind, key, payload = found
            log.warning("unexpected", linkedid=state.linkedid, **payload)
            UNEXPECTED.labels(payload["what"]).inc()
            self.writer.append([Entry(fact_of(state, kind, key, event.at, payload))])

    def _apply_safely(self, linkedid: str, event: messages.SwitchEvent) -> None:
        try:
            self.apply(linkedid, event)
        except Exception:
            # One event that we misread must not stop the line.
            log.exception("event_failed", kind=type(event).__name__, linkedid=linkedid)

    def apply(self, linkedid: str, event: messages.SwitchEvent) -> list[Fact]:
        """Bring a call's state on by an event; returns the facts it stood for."""
        facts: list[Fact] = []
        state: CallState | None = None
        if linkedid:
            state = self.calls.get(linkedid)
            caller = None
            if state is not None or isinstance(event, messages.ChannelCreated):
                if isinstance(event, messages.ChannelCreated) and event.uniqueid == linkedid:
                    caller = self._caller(event)
                before = state or CallState(self.node, linkedid)
                state, facts = decide(before, event, caller.caller_id if caller else None)
                if not state.entered:
                    state = None
                elif state is not before:
                    self._keep(state)
                self.writer.append([Entry(f, caller if f.kind is Kind.call_entered else None) for f in facts])
        self._tell(lambda listener: listener.on_event(event, state, facts))
        return facts

    def _tell(self, tell: Callable[[Listener], None]) -> None:
        for listener in self.listeners:
            try:
                tell(listener)
            except Exception:
                # What one domain cannot take must reach the others.
                log.exception("listener_failed", listener=type(listener).__name__)

    def note(self, linkedid: str, kind: Kind, key: tuple[str, ...], payload: dict[str, Any]) -> Fact | None:
        """Write a fact that a domain decided (menu completed, ...); ``None`` when the call is not open."""
        state = self.calls.get(linkedid)
        if state is None or state.ended:
            return None
        fact = fact_of(state, kind, key, self._clock.now(), payload)
        self._keep(evolve(state, fact))
        self.writer.append([Entry(fact)])
        return fact

    def note_agent(self, agent: str, payload: dict[str, Any]) -> None:
        """Write what became of an agent; it belongs to no call."""
        now = self._clock.now()
        fact = Fact(new_id(), Kind.agent_changed, self.node, "", now, payload={"agent": agent, **payload})
        self.writer.append([Entry(fact)])

    def committed(self, facts: Sequence[Fact]) -> None:
        """Tell the listeners what is stored (given to the writer)."""
        self._stored.extend(fact.payload["uniqueid"] for fact in facts if fact.kind is Kind.call_entered)
        self._tell(lambda listener: listener.on_committed(facts))

    def call_of_channel(self, channel: str) -> CallState | None:
        """Return the call whose caller's channel this is."""
        linkedid = self._channels.get(channel)
        return self.calls.get(linkedid) if linkedid else None

    def _keep(self, state: CallState) -> None:
        before = self.calls.get(state.linkedid)
        self.calls[state.linkedid] = state
        if not state.ended:
            self._channels[state.channel] = state.linkedid
        elif before is None or not before.ended:
            # Ended calls stay for a while so that late events find them and change nothing.
            self._ended.append(state.linkedid)
            while len(self._ended) > FORGET_ENDED:
                gone = self.calls.pop(self._ended.popleft())
                # A restarted Asterisk gives the same channel names again.
                if self._channels.get(gone.channel) == gone.linkedid:
                    del self._channels[gone.channel]
        CALLS.set(len(self.calls) - len(self._ended))

    def _caller(self, event: messages.ChannelCreated) -> Caller | None:
        number = numbers.normalise(event.ani)
        if number is None or (event.context in PAGES_CONTEXTS and not numbers.is_invented(number)):
            return None
        return Caller(
            self._vault.lookup_id(number, "phone"),
            self._vault.seal(number, "phone"),
            self._vault.lookup(number, "phone"),
            event.at,
        )

    # -- link up and down ------------------------------------------------------------------------------------

    def _down(self) -> None:
        if self.in_step:
            self._lost_at = self._away_since = self._clock.now()
            self._followed = frozenset(self.calls)
        self.in_step = False
        LINK_UP.set(0)
        self._incoming.clear()
        self.pipelines.all_ended()
        self._tell(lambda listener: listener.on_down())

    async def _up(self) -> None:
        """Snapshot, back-fill, reconcile, then the events that arrived meanwhile."""
        known = set(self.calls)
        snapshot = await self.snapshot()
        heard = await self._heard()
        logged = await self._fill_in(snapshot, heard)
        for linkedid, event in list(reconcile(self.calls, snapshot, self._agents)):
            self._apply_safely(linkedid, event)
        moments = [moment for moment in (heard, self._lost_at) if moment is not None]
        cut_off = self._followed if is_another(self._booted_before, self._booted_at) else frozenset()
        self._close_gone(snapshot, known, Evidence(moments, logged, self._booted_at, cut_off))
        if not self.ami.connected:
            raise AmiGone("the AMI connection ended during the snapshot")
        self._note_gap(snapshot)
        self._booted_before = self._booted_at
        self.in_step = True
        LINK_UP.set(1)
        self._tell(lambda listener: listener.on_snapshot(snapshot))
        self._arrived.set()

    def _note_gap(self, snapshot: Snapshot) -> None:
        """Write from when to when this owner heard nothing; it belongs to the node."""
        since, self._away_since = self._away_since, None
        if since is not None:
            payload = {"from": since.isoformat(), "to": snapshot.at.isoformat()}
            self.writer.append([Entry(Fact(new_id(), Kind.gap, self.node, "", snapshot.at, payload=payload))])

    async def snapshot(self) -> Snapshot:
        """Ask Asterisk for channels, waiting callers and members."""
        at = self._clock.now()
        self.check_lease()
        listed = await self.ami.collect(actions.status(VARIABLES))
        queues = await self.ami.collect(actions.queue_status())
        channels = tuple(_channel_now(row) for row in listed if row.name == "Status")
        waiting = tuple(
            Waiting(
                row.get("queue", ""),
                row.get("uniqueid", ""),
                messages.number(row.get("position")),
                messages.number(row.get("wait")),
            )
            for row in queues
            if row.name == "QueueEntry"
        )
        members = tuple(messages.member(row, at) for row in queues if row.name == "QueueMember")
        return Snapshot(at, channels, waiting, members)

    async def _heard(self) -> datetime | None:
        """Return the last moment of the node that we, or an owner before us, heard of."""
        try:
            return self._heard_at or await self._last_moment()
        except (SQLAlchemyError, OSError) as error:
            log.error("last_moment_not_read", error=type(error).__name__)
            return None

    async def _fill_in(self, snapshot: Snapshot, heard: datetime | None) -> dict[str, datetime]:
        """Take in what the files tell; return the last moment of each call in them."""
        try:
            since = (heard or snapshot.at - FIRST_BACKFILL) - BACKFILL_MARGIN
            rows = await asyncio.to_thread(_read_files, self._files, since, self._agents)
        except (OSError, csv.Error) as error:
            log.error("no_backfill", error=type(error).__name__)
            return {}
        # A call that began after the log-in is among the events that wait.
        arriving = {message.get("uniqueid") for message in self._incoming if message.name == "Newchannel"}
        alive = {channel.uniqueid: channel for channel in snapshot.channels}
        for linkedid, event in rows:
            if linkedid not in self.calls:
                if not isinstance(event, messages.ChannelCreated) or linkedid in arriving:
                    continue
                line, ani = await self._who_called(linkedid, alive.get(linkedid))
                event = replace(event, dnis=line, ani=ani)
            elif isinstance(event, messages.MenuLeft):
                channel = alive.get(linkedid)
                left = channel.menu_left(event.at) if channel else None
                if left is None:
                    continue  # rescued, hung up, or over by now: nothing tells what was chosen
                event = left
            self._apply_safely(linkedid, event)
        return {linkedid: event.at for linkedid, event in rows}

    async def _last_moment(self) -> datetime | None:
        async with self._database.read() as session:
            stored = await repository.last_moment(session, self.node)
        spooled = [fact.happened_at for fact in await self.writer.spooled() if fact.call_id]
        return max([*spooled, stored] if stored else spooled, default=None)

    async def _who_called(self, uniqueid: str, channel: ChannelNow | None) -> tuple[str, str]:
        """Return line and number of a call that began while nobody listened: from its channel, else from astdb."""
        if channel is not None:
            return channel.variables.get("LINE", ""), channel.number
        try:
            rows = await self.ami.collect(actions.db_get("hotline_caller", uniqueid))
        except AmiError:
            return "", ""
        line, _, ani = next((row.get("val", "") for row in rows), "").partition(":")
        return line, ani

    async def _forget_numbers(self) -> None:
        """Have astdb forget the numbers that are in the store, every few seconds and some at a time."""
        while True:
            await asyncio.sleep(FORGET_SECONDS)
            while self._stored and self.in_step:
                some = [self._stored.popleft() for _ in range(min(len(self._stored), FORGET_AT_ONCE))]
                try:
                    await self.request(
                        actions.originate(
                            "Local/s@hotline_forget/n",
                            "hotline_forget_far",
                            "s",
                            account="forget",
                            variables={"__FORGET": "&".join(some)},
                        )
                    )
                except (AmiGone, AmiError) as error:
                    log.warning("not_forgotten", error=str(error))
                    self._stored.extend(some)
                    break

    def _close_gone(self, snapshot: Snapshot, known: set[str], evidence: Evidence) -> None:
        alive = {channel.linkedid for channel in snapshot.channels if channel.uniqueid == channel.linkedid}
        young = snapshot.at - BACKFILL_MARGIN
        for linkedid, state in list(self.calls.items()):
            if state.ended or linkedid in alive:
                continue
            if linkedid not in known and started_at(linkedid) > young:
                continue  # the files know it already, the snapshot was taken before it began
            reason, at = evidence.end_of(state, snapshot.at)
            log.warning("call_gone_in_gap", linkedid=linkedid, reason=reason)
            event = messages.SwitchEvent(at=at, uniqueid=state.uniqueid, linkedid=linkedid)
            facts = []
            for kind, key, payload in close(state, event, reason=reason):
                fact = fact_of(state, kind, key, at, payload)
                facts.append(fact)
                state = evolve(state, fact)
            self._keep(state)
            self.writer.append([Entry(fact) for fact in facts])


def _channel_now(row: AmiMessage) -> ChannelNow:
    # A variable that is not set comes as the text (null).
    variables = dict(v.split("=", 1) for v in row.all("variable") if "=" in v and not v.endswith("=(null)"))
    return ChannelNow(
        channel=row.get("channel", ""),
        uniqueid=row.get("uniqueid", ""),
        linkedid=row.get("linkedid", ""),
        account=row.get("accountcode", ""),
        ani=row.get("calleridnum", ""),
        bridge=row.get("bridgeid", ""),
        variables=variables,
        context=row.get("context", ""),
        state=row.get("channelstatedesc", ""),
        exten=row.get("exten", ""),
    )


def _read_files(
    files: SwitchFiles, since: datetime, agents: Mapping[str, str]
) -> list[tuple[str, messages.SwitchEvent]]:
    cel_lines, queue_lines = files.read(since)
    return list(cel_events(cel_lines, since, visits_by_caller(queue_lines), agents))
