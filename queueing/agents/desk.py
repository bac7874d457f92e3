"""Follows every agent of a node and carries their commands to Asterisk (a listener of the owner)."""

from __future__ import annotations

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock, ClockSteps
from foundation.database import Database
from foundation.errors import BadInput, Conflict, HotlineError, NotFound, Unavailable
from foundation.logs import logger
from queueing import repository
from queueing.agents import state as s
from queueing.publish.book import Held
from queueing.rules.members import places_of
from queueing.rules.model import GENERAL, QueueRules
from telephony.ami import actions, messages
from telephony.ami.client import AmiError
from telephony.calls.state import CallState
from telephony.events import Fact, Kind
from telephony.owner import Owner
from telephony.snapshot import Snapshot

log = logger(__name__)

AGENTS = Gauge("hotline_agents", "Agents by shown state", ["state"])
NO_REASON = s.OUR_REASONS | {"owner_gone"}
SETTLE_SECONDS = 30.0
"""After each connection: phones that are missing then did not vanish, the switch or our link to it was away."""
REGISTER_SECONDS = 2.0
"""A phone that has just registered is shown as there within milliseconds."""
COMPARE_SECONDS = 5.0
TURN_SECONDS = 0.25


class PhoneUnreachable(Conflict):
    """The agent cannot take calls: his phone does not answer."""

    code = "phone_unreachable"


class PhoneNotRegistered(Conflict):
    """The browser's phone is not open."""

    code = "phone_not_registered"


class NoPhone(NotFound):
    """Neither a browser's phone nor a SIP phone of this person is there."""

    code = "no_phone"


class NoWrapUp(Conflict):
    """The agent is not in wrap-up."""

    code = "no_wrap_up"


class WrapUpExtended(Conflict):
    """The wrap-up of this call was made longer before, or may not be at all."""

    code = "wrap_up_extended"


Place = tuple[str, str]
"""Queue and interface of a member."""


@dataclass
class _Left:
    """What an owner before us left in the store: pauses in force, pauses asked for in a call, ends of wrap-ups."""

    paused: dict[str, str] = field(default_factory=dict)
    requested: dict[str, str] = field(default_factory=dict)
    wrap_up: dict[str, datetime] = field(default_factory=dict)


class AgentDesk:
    """Keeps the state of all agents; ``known`` are the codes that the switch has endpoints for."""

    def __init__(
        self,
        owner: Owner,
        database: Database,
        clock: Clock,
        *,
        known: Sequence[str],
        wrap_up_seconds: float,
        wrap_up_extension_seconds: float = 60.0,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        confirm_seconds: float = 5.0,
        settle_seconds: float = SETTLE_SECONDS,
    ) -> None:
        self._confirm_seconds = confirm_seconds
        self._owner, self._database, self._clock = owner, database, clock
        self._known = frozenset(known)
        self._phones = {f"PJSIP/{code}{kind}": code for code in known for kind in "pw"}
        self._wrap_up_seconds, self._extension_seconds = wrap_up_seconds, wrap_up_extension_seconds
        self._settle_seconds, self._settled_at = settle_seconds, clock.monotonic()
        self._spawn = spawn
        self.agents: dict[str, s.AgentState] = {}
        self._members: dict[str, dict[Place, int]] = {}  # with the penalty
        self.rules = QueueRules()
        self._unplaced = False
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self._left: _Left | None = None  # read once, before the first state is stored
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)  # by agent: one log-in at a time

    # -- rules ------------------------------------------------------------------------------------------------------

    def take_rules(self, held: Held) -> None:
        """Put everybody who is logged in where other rules say."""
        self.rules = held.rules
        self._spawn(self._place_everybody())

    async def _place_everybody(self) -> None:
        self._unplaced = False
        try:
            async with self._database.read() as session:
                moves, found = await repository.moves(session), await self._stored(session, None)
            for agent, (_, places) in found.items():
                if self._places(agent, moves.get(agent, {})) != places:
                    await self._place(agent)
        except SQLAlchemyError as error:
            log.error("agents_not_placed", error=type(error).__name__)
            self._unplaced = True  # the next comparison tries again
            return
        if self._owner.in_step:
            await self._repair()

    def _rules_changed_since(self, rules: QueueRules) -> None:
        """Who was placed while other rules came in force is placed once more: the look at everybody missed him."""
        if self.rules is not rules:
            self._spawn(self._place_everybody())

    async def _place(self, agent: str) -> None:
        """Keep where an agent belongs by the rules now; read anew, as he may have logged off meanwhile."""
        async with self._busy[agent], self._database.write() as session:
            found = await self._stored(session, agent)
            if agent in found:
                wanted = self._places(agent, (await repository.moves(session, [agent])).get(agent, {}))
                await repository.set_membership(session, agent, found[agent][0], wanted, self._clock.now())

    @staticmethod
    async def _stored(session: AsyncSession, agent: str | None) -> dict[str, tuple[str, dict[str, int]]]:
        """Return by agent his endpoint and queue -> penalty as they are stored."""
        found: dict[str, tuple[str, dict[str, int]]] = {}
        for row in await repository.memberships(session, agent):
            found.setdefault(row.agent, (row.endpoint, {}))[1][row.queue] = row.penalty
        return found

    def members_of(self, queue: str) -> list[str]:
        """Return the agents that are members of a queue."""
        return [agent for agent, places in self._members.items() if any(name == queue for name, _ in places)]

    def _places(self, agent: str, moves: Mapping[str, int | None]) -> dict[str, int]:
        """Return queue -> penalty as the rules say and supervisors decided; nobody is in no queue."""
        places: dict[str, int | None] = {**places_of(self.rules, agent), **moves}
        kept = {queue: penalty for queue, penalty in places.items() if penalty is not None}
        return kept or {GENERAL: 0}

    def _wrap_up_of(self, agent: str) -> float:
        """Return how long the agent's wrap-up after the call is that he has now."""
        state = self.agents.get(agent)
        call = self._owner.calls.get(state.call) if state is not None else None
        queue = self.rules.queues.get(call.visits[-1].queue) if call is not None and call.visits else None
        own = queue.after_call_seconds if queue is not None else None
        return self._wrap_up_seconds if own is None else float(own)

    # -- following --------------------------------------------------------------------------------------------------

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Take all members as they are now; what is not as it should be is repaired by the next comparison."""
        self._members = {}
        self._settled_at = self._clock.monotonic() + self._settle_seconds
        for member in snapshot.members:
            self._member(member, settling=True)
        for agent in set(self.agents) - set(self._members):
            self._gone(agent)
        calls = [call for call in self._owner.calls.values() if not call.ended]
        talking = {call.talk.agent: call.linkedid for call in calls if call.talk}
        asked = [(call.consult, call.linkedid) for call in calls if call.consult is not None]
        talking |= {one.agent: linkedid for one, linkedid in asked if one.answered and one.agent}
        alive = {channel.uniqueid for channel in snapshot.channels}
        for agent, state in list(self.agents.items()):
            if state.call and talking.get(agent) != state.call:
                self._feed(agent, s.TalkEnds(state.call))
            ringing = {leg for call in calls for leg, rung in call.rings.items() if rung == agent and leg in alive}
            ringing |= {one.leg for one, _ in asked if one.agent == agent and not one.answered}
            for leg in state.legs - ringing:
                self._feed(agent, s.RingEnds(leg))
        for one, linkedid in asked:
            if one.agent and not one.answered and one.leg in alive:
                self._feed(one.agent, s.Rings(one.leg))
            elif one.agent and one.answered and self._call_of(one.agent) != linkedid:
                self._feed(one.agent, s.Talks(linkedid))
        for call in calls:
            for leg, agent in call.rings.items():
                if leg in alive:
                    self._feed(agent, s.Rings(leg))
            if call.talk is not None and self._call_of(call.talk.agent) != call.linkedid:
                self._feed(call.talk.agent, s.Talks(call.linkedid))
            if call.talk is not None:
                self._feed(call.talk.agent, s.HoldChanges(bool(call.talk.hold_by)))
        self._spawn(self._repair())

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Take an event that is about agents."""
        match event:
            case messages.MemberChanged():
                self._member(event)
            case messages.PhoneChanged() if event.interface in self._phones:
                changed = s.Phone(event.interface, event.reachable, self._settling)
                self._feed(self._phones[event.interface], changed)
            case messages.MemberRemoved() if event.agent in self._members:
                self._members[event.agent].pop((event.queue, event.interface), None)
                if not self._members[event.agent]:
                    del self._members[event.agent]
                    self._gone(event.agent)
        for fact in facts:
            self._fact(fact)

    @property
    def _settling(self) -> bool:
        return self._clock.monotonic() < self._settled_at

    def _call_of(self, agent: str) -> str:
        return self.agents[agent].call if agent in self.agents else ""

    def _gone(self, agent: str) -> None:
        """The agent's last member is gone; should it have to be put back, it comes back as paused as it was."""
        state = self.agents.get(agent)
        if state is not None and self._left is not None:
            self._left.paused.pop(agent, None)
            pause = state.requested or (state.pause_reason if state.paused else "")
            if state.logged_in and pause and pause not in NO_REASON:
                self._left.paused[agent] = pause
        self._feed(agent, s.Removed())

    def _fact(self, fact: Fact) -> None:
        p = fact.payload
        match fact.kind:
            case Kind.agent_ringing:
                self._feed(p["agent"], s.Rings(p["leg"]))
            case Kind.ring_ended if p["result"] != "answered":
                limit = self.rules.unanswered_pause if p["result"] == "no_answer" else 0
                self._feed(p["agent"], s.RingEnds(p["leg"], limit))
            case Kind.call_answered:
                self._feed(p["agent"], s.Talks(fact.linkedid))
            case Kind.talk_ended:
                self._feed(p["agent"], s.TalkEnds(fact.linkedid))
            case Kind.consult_began if p["kind"] == "agent":
                self._feed(p["code"], s.Rings(p["leg"]))
            case Kind.consult_answered if p["kind"] == "agent":
                self._feed(p["code"], s.Talks(fact.linkedid))
            case Kind.consult_ended if p["kind"] == "agent":
                self._feed(p["code"], s.RingEnds(p["leg"]))
                if p["result"] != "took_on":
                    self._feed(p["code"], s.TalkEnds(fact.linkedid))
            case Kind.hold_started | Kind.hold_ended:
                call = self._owner.calls.get(fact.linkedid)
                if call is not None and call.talk is not None:
                    self._feed(call.talk.agent, s.HoldChanges(fact.kind is Kind.hold_started))

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Agents do not wait for the store."""

    def on_down(self) -> None:
        """The states stay as they were last seen; the next snapshot corrects them."""

    def _member(self, event: messages.MemberChanged, settling: bool = False) -> None:
        if not event.agent:
            return
        self._members.setdefault(event.agent, {})[event.queue, event.interface] = event.penalty
        last = datetime.fromtimestamp(event.last_pause, UTC) if event.last_pause else None
        self._feed(
            event.agent,
            s.Member(event.interface, event.paused, event.pause_reason, event.device, last, settling or self._settling),
        )

    def _feed(self, agent: str, event: s.Event) -> None:
        if agent:
            for effect in self._decide(agent, event):
                self._spawn(self._carry_out(agent, effect))

    def _decide(self, agent: str, event: s.Event) -> list[s.Effect]:
        """Bring an agent's state on and return the orders that follow."""
        before = self.agents.get(agent) or s.AgentState(agent)
        after, effects = s.decide(before, event, self._clock.now(), self._wrap_up_of(agent))
        self.agents[agent] = after
        if after != before:
            self._changed.add(agent)
            self._wake.set()
        if (after.shown_state, _told_reason(after)) != (before.shown_state, _told_reason(before)):
            log.info("agent_state", agent=agent, was=before.shown_state, now=after.shown_state)
            self._owner.note_agent(
                agent,
                {
                    "shown_state": after.shown_state,
                    "availability": str(after.availability),
                    "activity": str(after.activity),
                    "pause_reason": after.pause_reason,
                    "endpoint": after.endpoint,
                },
            )
        return effects

    async def _carry_out(self, agent: str, effect: s.Effect) -> None:
        try:
            await self._order(agent, effect)
        except HotlineError as error:
            # The next member event or snapshot shows what holds; a wrap-up not begun is bridged by wrapuptime.
            log.warning("order_failed", agent=agent, order=type(effect).__name__, error=str(error))

    async def _order(self, agent: str, effect: s.Effect) -> None:
        interfaces = sorted({interface for _, interface in self._members.get(agent, ())})
        if not interfaces:
            raise Conflict(f"agent {agent} is not logged in")
        for interface in interfaces:
            if isinstance(effect, s.Pause):
                await self._owner.request(actions.queue_pause(interface, True, effect.reason))
            else:
                await self._owner.request(actions.queue_pause(interface, False))

    # -- clock and store ----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """End wrap-ups when their time is over, compare members, keep the states for screens, until cancelled."""
        compared = self._clock.monotonic()
        steps = ClockSteps(self._clock)
        while True:
            if step := steps.look():
                log.warning("clock_set", seconds=round(step, 1))
                for agent in list(self.agents):
                    self._feed(agent, s.ClockSet(step))
            for agent, state in list(self.agents.items()):
                if state.wrap_up_until is not None or state.moving_until is not None:
                    self._feed(agent, s.Ticks())
            await self._store()
            if self._owner.in_step and self._clock.monotonic() - compared >= COMPARE_SECONDS:
                compared = self._clock.monotonic()
                if self._unplaced:
                    self._spawn(self._place_everybody())  # a store that is slow keeps no wrap-up from its end
                else:
                    await self._repair()
            await asyncio.sleep(TURN_SECONDS)

    async def _store(self) -> None:
        if not await self._look_back():
            return
        changed, self._changed = self._changed, set()
        if not changed:
            return
        try:
            async with self._database.write() as session:
                await repository.store_states(session, [self.agents[agent] for agent in sorted(changed)])
        except SQLAlchemyError as error:
            log.warning("agent_states_not_stored", error=type(error).__name__)
            self._changed |= changed
        shown = Counter(state.shown_state for state in self.agents.values())
        for name in s.SHOWN_STATES:
            AGENTS.labels(name).set(shown[name])

    async def _look_back(self) -> bool:
        """Read once what the owner before us left; pauses asked for in a call are asked for again."""
        if self._left is None:
            try:
                async with self._database.read() as session:
                    rows = await repository.states(session)
            except SQLAlchemyError as error:
                log.warning("agent_states_not_read", error=type(error).__name__)
                return False
            paused, asked = s.Availability.paused, s.Availability.pause_requested
            kept = [row for row in rows if row.pause_reason and row.pause_reason not in NO_REASON]
            self._left = _Left(
                {row.agent: row.pause_reason for row in kept if row.availability == paused},
                {row.agent: row.pause_reason for row in kept if row.availability == asked},
                {row.agent: row.wrap_up_until for row in rows if row.wrap_up_until is not None},
            )
        if self._owner.in_step:
            for agent in [a for a in self._left.requested if a in self.agents and self.agents[a].logged_in]:
                self._feed(agent, s.WantsPause(self._left.requested.pop(agent), after_call=True))
            for agent in [a for a in self._left.wrap_up if a in self.agents and self.agents[a].logged_in]:
                self._feed(agent, s.WrapUpKnown(self._left.wrap_up.pop(agent)))
        return True

    async def _repair(self) -> None:
        """Compare the members with what was logged in, put back the missing, take out the others."""
        if not await self._look_back():
            return
        wanted = await self._wanted(None)
        if wanted is None:
            return
        for agent in sorted(wanted.keys() | (self._known & self._members.keys())):
            if wanted[agent] != self._members.get(agent, {}) and not self._busy[agent].locked():
                async with self._busy[agent]:
                    try:
                        await self._repair_agent(agent)
                    except HotlineError as error:  # a name that somebody made by hand and that cannot be sent
                        log.error("agent_not_repaired", agent=agent, error=str(error))

    async def _wanted(self, agent: str | None) -> defaultdict[str, dict[Place, int]] | None:
        found: defaultdict[str, dict[Place, int]] = defaultdict(dict)
        try:
            async with self._database.read() as session:
                for row in await repository.memberships(session, agent):
                    found[row.agent][row.queue, row.endpoint] = row.penalty
        except SQLAlchemyError as error:
            log.error("membership_not_compared", error=type(error).__name__)
            return None
        return found

    async def _repair_agent(self, agent: str) -> None:
        # Read anew: somebody may have logged in or off since the comparison.
        found = await self._wanted(agent)
        if found is None:
            return
        wanted, present = found[agent], dict(self._members.get(agent, {}))
        for queue, interface in sorted(wanted.keys() - present.keys()):
            log.warning("member_put_back", agent=agent, queue=queue)
            paused = self._pause_to_carry(agent, interface)
            await self._quietly(actions.queue_add(queue, interface, agent, wanted[queue, interface], paused))
        for queue, interface in sorted(present.keys() - wanted.keys()):
            log.warning("member_taken_out", agent=agent, queue=queue)
            await self._quietly(actions.queue_remove(queue, interface))
        for place in sorted(present.keys() & wanted.keys()):
            if present[place] != wanted[place]:
                log.info("member_level", agent=agent, queue=place[0], penalty=wanted[place])
                await self._quietly(actions.queue_penalty(*place, wanted[place]))

    def _pause_to_carry(self, agent: str, interface: str) -> str | None:
        """Return the reason that a new member of this agent begins paused with; one for the phone is that phone's."""
        state = self.agents.get(agent)
        if state is not None and state.logged_in:
            reason = state.requested or (state.pause_reason if state.paused else "")
        else:
            reason = self._left.paused.get(agent, "") if self._left is not None else ""
        same = state is not None and state.logged_in and state.endpoint == interface
        if not reason or (reason in (s.UNREACHABLE, s.PHONE_AWAITED) and not same):
            return None
        # One that was set elsewhere may be no code; the pause counts all the same.
        return reason if actions.CODE.match(reason) else "paused"

    async def _quietly(self, action: actions.Action) -> None:
        try:
            await self._owner.request(action)
        except HotlineError as error:
            log.warning("repair_failed", action=action.name, error=str(error))

    # -- commands -----------------------------------------------------------------------------------------------------

    async def login(self, agent: str, phone: str = "p") -> s.AgentState:
        """Put an agent's phone (``p`` SIP, ``w`` browser) into his queues; answered when Asterisk has it.

        Raises:
            NotFound: the switch knows no such agent. BadInput: no such phone. Conflict: in a call with the other phone.
            PhoneNotRegistered: the browser's phone is not open; a SIP phone may come later.
        """
        if agent not in self._known:
            raise NotFound(f"agent {agent} is not known to the switch; known are the codes in HOTLINE_AGENTS")
        if phone not in ("p", "w"):
            raise BadInput("phone is p (SIP phone) or w (browser)")
        async with self._busy[agent]:
            return await self._log_in(agent, f"PJSIP/{agent}{phone}")

    async def _log_in(self, agent: str, interface: str) -> s.AgentState:
        state, rules = self.agents.get(agent) or s.AgentState(agent), self.rules
        async with self._database.read() as session:
            places = self._places(agent, (await repository.moves(session, [agent])).get(agent, {}))
        wanted = {(queue, interface) for queue in places}
        if state.logged_in and state.endpoint == interface and self._members.get(agent, {}).keys() == wanted:
            await self._remember(agent, interface, places)
            self._rules_changed_since(rules)
            return state
        if (state.call or state.legs) and state.endpoint != interface:
            raise Conflict(f"agent {agent} is in a call; the phone is changed after it")
        if interface.endswith("w") and not await self._registered(interface):
            raise PhoneNotRegistered(f"the browser's phone of agent {agent} is not registered; open it first")
        paused = self._pause_to_carry(agent, interface) if state.logged_in else None
        await self._remember(agent, interface, places)
        self._rules_changed_since(rules)
        for queue, old in sorted(self._members.get(agent, ())):
            if old != interface:
                await self._take_out(queue, old)
        refused: dict[str, str] = {}
        for queue, penalty in sorted(places.items()):
            try:
                await self._owner.request(actions.queue_add(queue, interface, agent, penalty, paused))
            except AmiError as error:
                if "already" not in str(error).lower():
                    refused[queue] = str(error)
        for queue, why in refused.items():  # one that was published a moment ago: the next comparison puts him in
            log.error("queue_refused", agent=agent, queue=queue, error=why)
        if len(refused) == len(places):
            raise Unavailable(f"Asterisk refused agent {agent}: {'; '.join(sorted(set(refused.values())))}")
        return await self._until(agent, lambda now: now.logged_in and now.endpoint == interface, "logged in")

    async def phone_of(self, agent: str) -> str:
        """Return the endpoint at which a person can be rung now, logged in or not: the browser's before the SIP phone.

        Raises:
            NotFound: the switch knows no such agent, or none of his phones is there.
        """
        if agent not in self._known:
            raise NotFound(f"agent {agent} is not known to the switch; known are the codes in HOTLINE_AGENTS")
        for interface in (f"PJSIP/{agent}w", f"PJSIP/{agent}p"):
            if await self._is_there(interface):
                return interface
        if await self._registered(f"PJSIP/{agent}p"):
            return f"PJSIP/{agent}p"
        raise NoPhone("none of your phones is there: open the phone's window or register a SIP phone")

    async def _is_there(self, interface: str) -> bool:
        state = (await self._owner.request(actions.device_state(interface))).get("value", "")
        return state not in ("UNAVAILABLE", "INVALID")

    async def _registered(self, interface: str) -> bool:
        """Ask Asterisk whether a phone is there; one that has just registered may take a moment to show."""
        end = self._clock.monotonic() + REGISTER_SECONDS
        while True:
            if await self._is_there(interface):
                return True
            if self._clock.monotonic() > end:
                return False
            await asyncio.sleep(TURN_SECONDS)

    async def _remember(self, agent: str, interface: str, queues: dict[str, int]) -> None:
        async with self._database.write() as session:
            await repository.set_membership(session, agent, interface, queues, self._clock.now())
            if not queues:
                await repository.forget_moves(session, agent)
        if self._left is not None:
            self._left.paused.pop(agent, None)
            self._left.requested.pop(agent, None)

    async def _take_out(self, queue: str, interface: str) -> None:
        try:
            await self._owner.request(actions.queue_remove(queue, interface))
        except AmiError as error:  # it is not there
            log.warning("member_not_removed", queue=queue, error=str(error))

    async def logoff(self, agent: str) -> s.AgentState:
        """Take an agent out of all queues; a talk going on goes on."""
        async with self._busy[agent]:
            await self._remember(agent, "", {})
            for queue, interface in sorted(self._members.get(agent, ())):
                await self._take_out(queue, interface)
            return await self._until(agent, lambda now: not now.logged_in, "logged off")

    async def move(self, agent: str, queue: str, penalty: str, by: str = "") -> s.AgentState:
        """Put an agent who is logged in into a queue with this penalty, empty: take him out of it; until he logs off.

        Raises:
            Conflict: he is not logged in, or would be in no queue. BadInput: no such queue or penalty.
        """
        if queue not in self.rules.queues:
            raise BadInput(f"there is no queue {queue!r}")
        if not re.fullmatch(r"[0-9]{0,2}", penalty):
            raise BadInput("a penalty is a whole number from 0 to 99")
        level = int(penalty) if penalty else None
        async with self._busy[agent]:
            state, rules = self.agents.get(agent), self.rules
            if state is None or not state.logged_in:
                raise Conflict(f"agent {agent} is not logged in")
            async with self._database.write() as session:
                moves = (await repository.moves(session, [agent])).get(agent, {}) | {queue: level}
                places: dict[str, int | None] = {**places_of(rules, agent), **moves}
                if all(one is None for one in places.values()):
                    raise Conflict(f"agent {agent} would be logged in and in no queue: log him off instead")
                now = self._clock.now()
                await repository.set_move(session, agent, queue, level, by, now)
                await repository.set_membership(session, agent, state.endpoint, self._places(agent, moves), now)
            self._rules_changed_since(rules)
            await self._repair_agent(agent)
        wanted = {(name, state.endpoint) for name, one in places.items() if one is not None}
        return await self._until(agent, lambda now: self._members.get(agent, {}).keys() == wanted, "moved")

    async def pause(self, agent: str, reason: str, after_call: str = "") -> s.AgentState:
        """Pause now, or after the call that goes on; with ``after_call`` a call that just ended keeps its wrap-up."""
        if not actions.CODE.match(reason) or reason in {*NO_REASON, s.NOT_ANSWERED}:
            raise BadInput("a pause reason is a code of a-z, 0-9 and _ that the system does not use itself")
        return await self._command(
            agent,
            s.WantsPause(reason, bool(after_call)),
            lambda n: n.requested == reason or (n.paused and n.pause_reason == reason),
        )

    async def unpause(self, agent: str) -> s.AgentState:
        """Take calls again, also after the phone was lost and is back.

        Raises:
            PhoneUnreachable: it is not back.
        """
        state = self.agents.get(agent)
        if state is not None and state.logged_in and not state.reachable:
            raise PhoneUnreachable(f"the phone of agent {agent} does not answer; calls could not reach it")
        return await self._command(agent, s.WantsWork(), lambda n: not n.paused)

    async def phone_opened(self, agent: str) -> None:
        """Take note that a person opened the agent's phone in a browser, or took it to another window."""
        self._feed(agent, s.PhoneOpens(f"PJSIP/{agent}w"))

    async def end_wrap_up(self, agent: str) -> s.AgentState:
        """End wrap-up before its limit."""
        return await self._command(agent, s.EndsWrapUp(), lambda n: n.activity is not s.Activity.wrap_up)

    async def extend_wrap_up(self, agent: str, seconds: str) -> s.AgentState:
        """Make the wrap-up longer, once a call and up to the limit of the setting.

        Raises:
            BadInput: no whole number of seconds within the limit. NoWrapUp. WrapUpExtended: it was before.
        """
        state = self.agents.get(agent)
        if state is None or state.wrap_up_until is None or state.call:
            raise NoWrapUp(f"agent {agent} is not in wrap-up")
        if state.extended or self._extension_seconds <= 0:
            raise WrapUpExtended("the wrap-up of a call can be made longer once, if at all")
        if not re.fullmatch(r"[0-9]{1,6}", seconds) or not 1 <= int(seconds) <= self._extension_seconds:
            raise BadInput(f"seconds is a whole number from 1 to {self._extension_seconds:g}")
        return await self._command(agent, s.ExtendsWrapUp(float(seconds)), lambda now: now.extended)

    async def _command(self, agent: str, event: s.Event, done: Callable[[s.AgentState], bool]) -> s.AgentState:
        state = self.agents.get(agent)
        if state is None or not state.logged_in:
            raise Conflict(f"agent {agent} is not logged in")
        for effect in self._decide(agent, event):
            await self._order(agent, effect)
        return await self._until(agent, done, type(event).__name__)

    async def _until(self, agent: str, done: Callable[[s.AgentState], bool], what: str) -> s.AgentState:
        seconds = self._confirm_seconds
        end = self._clock.monotonic() + seconds
        while True:
            state = self.agents.get(agent) or s.AgentState(agent)
            if done(state):
                return state
            if self._clock.monotonic() > end:
                raise Unavailable(f"Asterisk did not confirm within {seconds:g} s: agent {agent} {what}")
            self._wake.clear()
            try:
                async with asyncio.timeout(0.25):
                    await self._wake.wait()
            except TimeoutError:
                continue


def _told_reason(state: s.AgentState) -> str:
    """Return the reason of a pause in force; what is asked for meanwhile changes nothing yet."""
    return state.pause_reason if state.shown_state == "paused" else ""
