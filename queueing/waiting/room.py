"""Follows the callers who wait (a listener of the owner): raises them when a rule says so, and speaks to them.

What is said is a short call of its own into the music (``hotline_announce_listen``). It ends as soon as a phone rings
for the caller: nobody speaks over an agent. Without this owner callers wait as they are, with music.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from prometheus_client import Counter

from foundation.clock import Clock
from foundation.errors import BadInput, Conflict, HotlineError, Unavailable
from foundation.logs import logger
from queueing.agents.state import AgentState
from queueing.publish.book import Held
from queueing.rules.moment import Moment, is_staffed, settings_at
from queueing.waiting.estimate import estimated_wait_seconds
from queueing.waiting.turns import INVITATION, Waiter, is_invitation_due, is_sentence_due, priority_due, say
from telephony.ami import actions, messages
from telephony.ami.client import AmiError
from telephony.ami.framing import AmiMessage
from telephony.calls.state import CallState
from telephony.events import Fact, Kind, call_id_of
from telephony.owner import Owner
from telephony.snapshot import Snapshot

log = logger(__name__)

TURN_SECONDS = 0.5
WITHDRAW_SECONDS = 20.0
"""app_queue looks at it between two ring attempts."""
BYE = "bye"
CALLS_OF_A_MEAN = 20
AT_WORK = frozenset({"ready", "ringing", "talking", "on_hold", "wrap_up"})

SPOKEN = Counter("hotline_queue_sentences_total", "Sentences said to waiting callers", ["queue"])
RAISED = Counter("hotline_queue_raised_total", "Waiting callers whose priority was raised", ["why"])


class WaitingRoom:
    """Runs beside the agents' desk; ``agents`` and ``members`` are its view of who is at work where."""

    def __init__(
        self,
        owner: Owner,
        clock: Clock,
        *,
        agents: Callable[[], Mapping[str, AgentState]],
        members: Callable[[str], Sequence[str]],
        wrap_up_seconds: float,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        is_heard: Callable[[str], Awaitable[bool]] | None = None,
    ) -> None:
        self._owner, self._clock, self._spawn = owner, clock, spawn
        self._is_heard = is_heard
        self._wrap_up_seconds = wrap_up_seconds
        self._agents, self._members = agents, members
        self._held: Held | None = None
        self._waiting: dict[str, Waiter] = {}  # by linked id
        self._speaking: dict[str, str] = {}  # linked id -> unique id of the channel that speaks
        self._dangers: dict[str, str] = {}
        self._handled: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=CALLS_OF_A_MEAN))
        self._began: dict[str, datetime] = {}  # by talk
        self._spoken = 0

    def take_rules(self, held: Held) -> None:
        """Go by other rules from now on."""
        self._held = held

    # -- following --------------------------------------------------------------------------------------------------

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Whoever waits is known by his call; what was raised before is asked for again, which changes nothing."""
        waiting = {call.linkedid for call in self._owner.calls.values() if _waits(call)}
        self._waiting = {linkedid: waiter for linkedid, waiter in self._waiting.items() if linkedid in waiting}
        for linkedid in waiting - self._waiting.keys():
            self._joined(self._owner.calls[linkedid])
        self._speaking = {}
        # Calls that ended while nobody listened take what was kept of them along.
        talks = {str(call.talk.talk_id) for call in self._owner.calls.values() if call.talk is not None}
        self._began = {talk: began for talk, began in self._began.items() if talk in talks}
        self._dangers = {linkedid: told for linkedid, told in self._dangers.items() if self._is_open(linkedid)}

    def _is_open(self, linkedid: str) -> bool:
        call = self._owner.calls.get(linkedid)
        return call is not None and not call.ended

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Take in who begins and ends to wait."""
        for fact in facts:
            self._fact(fact)

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """What menus heard is told when it is stored."""
        for fact in facts:
            if fact.kind is Kind.danger_heard and self._is_open(fact.linkedid):
                self._dangers[fact.linkedid] = str(fact.payload.get("danger", ""))
                self._spawn(self._raise_danger(fact.linkedid))

    def on_down(self) -> None:
        """Nothing can be said; the next snapshot tells who still waits."""

    def _fact(self, fact: Fact) -> None:
        linkedid = fact.linkedid
        match fact.kind:
            case Kind.call_offered:
                self._joined(self._owner.calls[linkedid])
                if linkedid in self._dangers:
                    self._spawn(self._raise_danger(linkedid))
            case Kind.agent_ringing:
                self._silence(linkedid)
            case Kind.call_answered | Kind.queue_left:
                if fact.kind is Kind.call_answered:
                    self._began[str(fact.payload["talk_id"])] = fact.happened_at
                self._waiting.pop(linkedid, None)
                self._silence(linkedid)
            case Kind.talk_ended:
                self._talked(linkedid, fact)
            case Kind.call_ended:
                self._waiting.pop(linkedid, None)
                self._dangers.pop(linkedid, None)
                self._speaking.pop(linkedid, None)

    def _joined(self, call: CallState) -> None:
        if call.visit is not None:
            self._waiting[call.linkedid] = Waiter(call.visit.queue)

    def _talked(self, linkedid: str, fact: Fact) -> None:
        call = self._owner.calls.get(linkedid)
        if call is None or not call.visits:
            return
        began = self._began.pop(str(fact.payload.get("talk_id")), None)
        if began is not None:
            queue = call.visits[-1].queue
            settings = self._held.rules.queues.get(queue) if self._held is not None else None
            own = settings.after_call_seconds if settings is not None else None
            wrap_up = self._wrap_up_seconds if own is None else own
            self._handled[queue].append((fact.happened_at - began).total_seconds() + wrap_up)

    # -- commands ---------------------------------------------------------------------------------------------------

    async def raise_caller(self, call_id: str, priority: str = "100") -> None:
        """Put a waiting caller before those of a lower priority; answered when Asterisk took it.

        Raises:
            Conflict: he does not wait any more. BadInput: no priority.
        """
        if not re.fullmatch(r"[0-9]{1,3}", priority) or not 1 <= int(priority) <= 100:
            raise BadInput("a priority is a whole number from 1 to 100")
        linkedid, waiter = self._who(call_id)
        await self._raise(waiter.queue, [(linkedid, int(priority))], "supervisor")
        if self._raised_to(linkedid) < int(priority) and linkedid in self._waiting:
            raise Unavailable("Asterisk did not take it; he waits as before")

    async def withdraw_caller(self, call_id: str, prompt: str = "", queue: str = "") -> None:
        """Have a caller leave his queue with a sentence, for another queue or (``bye``) for the last word.

        Answered when he has left; an agent who answers first keeps him. He never stays in the same place.

        Raises:
            Conflict: he does not wait any more, or an agent has answered. BadInput: no such queue or recording.
        """
        if not re.fullmatch(r"[a-z0-9_/]{0,64}", prompt):
            raise BadInput("a recording is named by a-z, 0-9, _ and /")
        linkedid, waiter = self._who(call_id)
        held = self._held
        if queue not in ("", BYE) and (held is None or queue not in held.rules.queues or queue == waiter.queue):
            raise BadInput("he can be sent to another queue that is there")
        call = self._owner.calls[linkedid]
        visits = len(call.visits)
        await self._owner.request(actions.withdraw(waiter.queue, call.channel, f"{prompt}|{queue}"))
        end = self._clock.monotonic() + WITHDRAW_SECONDS
        while self._clock.monotonic() < end:
            call = self._owner.calls[linkedid]
            if call.ended or len(call.visits) > visits or call.visit is None:
                return
            if call.visit.answered:
                raise Conflict("an agent has answered him")
            await asyncio.sleep(0.1)
        raise Unavailable(f"the caller did not leave within {WITHDRAW_SECONDS:g} s; he goes as soon as he can")

    def _who(self, call_id: str) -> tuple[str, Waiter]:
        for linkedid, waiter in self._waiting.items():
            if str(call_id_of(self._owner.node, linkedid)) == call_id:
                return linkedid, waiter
        raise Conflict("this caller does not wait any more")

    # -- acting -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Look for what is due, until cancelled."""
        while True:
            await asyncio.sleep(TURN_SECONDS)
            if self._held is None or not self._owner.in_step or not self._waiting:
                continue
            try:
                await self._turn(self._held)
            except HotlineError as error:
                log.warning("waiting_room_failed", error=str(error))
            except Exception:  # callers wait on without sentences; the owner goes on
                log.exception("waiting_room_broken")

    async def _turn(self, held: Held) -> None:
        moment = held.moment(self._clock.now())
        due: defaultdict[str, list[str]] = defaultdict(list)
        raised: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        danger = held.rules.priorities.danger
        for linkedid, waiter in list(self._waiting.items()):
            call = self._owner.calls.get(linkedid)
            if linkedid in self._dangers and danger > waiter.raised_to:  # when it was told Asterisk did not take it
                raised[waiter.queue, "danger"].append((linkedid, danger))
            if call is None or call.visit is None or waiter.queue not in held.rules.queues:
                continue
            settings = settings_at(held.rules, waiter.queue, moment)
            if not is_staffed(settings, moment) and not waiter.led_on and not self._at_work(waiter.queue):
                await self._lead_on(linkedid, waiter, call)
                continue
            waited = (moment.at - call.visit.offered_at).total_seconds()
            priority = priority_due(waiter, settings, waited)
            if priority is not None:
                raised[waiter.queue, "step"].append((linkedid, priority))
            if linkedid in self._speaking or call.rings:
                continue
            if is_invitation_due(waiter, settings.announce, waited):
                await self._invite(linkedid, call)
            elif is_sentence_due(waiter, settings.announce, waited):
                due[waiter.queue].append(linkedid)
        for (queue, why), callers in raised.items():
            await self._raise(queue, callers, why)
        for queue, linkedids in due.items():
            await self._speak(held, moment, queue, linkedids)

    def _at_work(self, queue: str) -> int:
        agents = self._agents()
        return sum(agents[agent].shown_state in AT_WORK for agent in self._members(queue) if agent in agents)

    async def _lead_on(self, linkedid: str, waiter: Waiter, call: CallState) -> None:
        """Nobody serves his queue any more, and it is closed: the dialplan leads him where it leads new callers."""
        plan = await self._owner.request(actions.get_variable(f"QUEUE_PLAN_{waiter.queue}"))
        if not plan.get("value", "").startswith("closed"):
            return  # the switch was not told yet
        try:
            await self._owner.request(actions.withdraw(waiter.queue, call.channel, f"|{waiter.queue}"))
            log.info("caller_led_on", linkedid=linkedid, queue=waiter.queue)
        except AmiError as error:
            log.warning("caller_not_led_on", linkedid=linkedid, error=str(error))
        now = self._waiting.get(linkedid)
        if now is not None and now.queue == waiter.queue:
            self._waiting[linkedid] = replace(now, led_on=True)

    async def _raise(self, queue: str, callers: Sequence[tuple[str, int]], why: str) -> None:
        """Raise waiting callers (linked id, priority), in the order in which they came; nobody is lowered.

        Asterisk puts who is raised behind those of the same priority, and knows best what priority each of them has.
        """
        rows = await self._queue(queue)
        for linkedid, priority in sorted(callers, key=lambda one: self._came_at(one[0])):
            call, waiter = self._owner.calls.get(linkedid), self._waiting.get(linkedid)
            row = rows.get(call.uniqueid) if call is not None else None
            if call is None or row is None or waiter is None or waiter.queue != queue:
                continue  # he has left since
            has = messages.number(row.get("priority"))
            try:
                if priority > has:
                    await self._owner.request(actions.change_priority(queue, call.channel, priority))
                    RAISED.labels(why).inc()
                    log.info("caller_raised", linkedid=linkedid, queue=queue, priority=priority, why=why)
            except AmiError as error:  # he left in this moment, or is asked for again in the next turn
                log.warning("caller_not_raised", linkedid=linkedid, error=str(error))
                continue
            now = self._waiting.get(linkedid)
            if now is not None and now.queue == queue:
                self._waiting[linkedid] = replace(now, raised_to=max(priority, has))

    def _came_at(self, linkedid: str) -> datetime:
        call = self._owner.calls.get(linkedid)
        return (
            call.visit.offered_at if call is not None and call.visit is not None else datetime.max.replace(tzinfo=UTC)
        )

    def _raised_to(self, linkedid: str) -> int:
        waiter = self._waiting.get(linkedid)
        return waiter.raised_to if waiter is not None else 0

    async def _raise_danger(self, linkedid: str) -> None:
        waiter, held = self._waiting.get(linkedid), self._held
        priority = held.rules.priorities.danger if held is not None else 0
        if waiter is None or priority <= waiter.raised_to or not self._owner.in_step:
            return
        try:
            await self._raise(waiter.queue, [(linkedid, priority)], "danger")
        except HotlineError as error:
            log.warning("caller_not_raised", linkedid=linkedid, error=str(error))

    async def _invite(self, linkedid: str, call: CallState) -> None:
        """Ask a caller to say what it is about, where his words are written down; otherwise he is left in peace."""
        heard = self._is_heard is not None and await self._is_heard(linkedid)
        now = self._waiting.get(linkedid)
        if now is None or call.ended or call.rings or linkedid in self._speaking:
            return
        self._waiting[linkedid] = replace(now, invited=True)
        if heard:
            await self._announce(call, (INVITATION,))

    async def _speak(self, held: Held, moment: Moment, queue: str, linkedids: Sequence[str]) -> None:
        rows = await self._queue(queue)
        announce = settings_at(held.rules, queue, moment).announce
        at_work = self._at_work(queue)
        for linkedid in linkedids:
            call, waiter = self._owner.calls.get(linkedid), self._waiting.get(linkedid)
            if call is None or waiter is None or call.visit is None or call.rings:
                continue
            row = rows.get(call.uniqueid)
            position = messages.number(row.get("position")) if row is not None else None
            expected = estimated_wait_seconds(position or 0, at_work, self._handled[queue])
            waited = (moment.at - call.visit.offered_at).total_seconds()
            after, files = say(waiter, announce, waited, position, expected)
            self._waiting[linkedid] = after
            if files:
                await self._announce(call, files)

    async def _queue(self, queue: str) -> dict[str, AmiMessage]:
        """Return who waits there as Asterisk has it, by unique id."""
        rows = await self._owner.ami.collect(actions.queue_callers(queue))
        return {row.get("uniqueid", ""): row for row in rows if row.name == "QueueEntry"}

    async def _announce(self, call: CallState, files: Sequence[str]) -> None:
        self._spoken += 1
        speaker = f"announce-{self._owner.lease.epoch}-{self._spoken}"
        self._speaking[call.linkedid] = speaker
        try:
            await self._owner.request(
                actions.originate(
                    "Local/s@hotline_announce_listen/n",
                    "hotline_announce_speak",
                    "s",
                    account="announce",
                    channel_id=speaker,
                    variables={
                        "__ANNOUNCE_CHANNEL": call.channel,
                        "__ANNOUNCE_FILES": "&".join(files),
                        "__ANNOUNCE_LANGUAGE": call.language,
                    },
                )
            )
            SPOKEN.labels(call.visit.queue if call.visit else "").inc()
        finally:
            # So long a sentence lasts at most (the dialplan's own limit); until then no other is begun.
            asyncio.get_running_loop().call_later(self.sentence_seconds, self._over, call.linkedid, speaker)

    sentence_seconds = 12.0

    def _over(self, linkedid: str, speaker: str) -> None:
        if self._speaking.get(linkedid) == speaker:
            del self._speaking[linkedid]

    def _silence(self, linkedid: str) -> None:
        speaker = self._speaking.pop(linkedid, None)
        if speaker is not None:
            self._spawn(self._hang_up(speaker))

    async def _hang_up(self, speaker: str) -> None:
        try:
            await self._owner.request(actions.hang_up(speaker))
        except HotlineError as error:  # it is over by itself
            log.debug("sentence_over", error=str(error))


def _waits(call: CallState) -> bool:
    return not call.ended and call.visit is not None and not call.visit.answered
