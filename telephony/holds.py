"""Hold by the switch, for any phone: commands of agents, and where both legs go when something ends meanwhile.

On hold the caller hears music in ``hotline_hold`` and the agent's leg waits in ``hotline_consult``; neither knows of
the other, so the one that is left is led on from here. What is on hold is not remembered here but read from the call's
facts (``Talk.apart``), so that the next owner goes on where this one stopped.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from foundation.clock import Clock
from foundation.errors import BadInput, Conflict, HotlineError, Unavailable
from foundation.logs import logger
from telephony.ami import actions, messages
from telephony.ami.actions import Action
from telephony.ami.client import AmiError
from telephony.calls.state import CallState, Talk
from telephony.events import Fact, Kind, call_id_of
from telephony.owner import Owner
from telephony.snapshot import CONFERENCE_CONTEXT, CONSULT_CONTEXT, HOLD_CONTEXT, ChannelNow, Snapshot

log = logger(__name__)

AFTER, BACK = ("hotline_after", "s"), (HOLD_CONTEXT, "back")
"""Where a caller is led whose talk is over, and one whose agent's phone is gone."""
LINE_BROKEN = frozenset({27, 38, 41, 44})  # Q.850; 44 is what PJSIP sets when no audio arrived for rtp_timeout
HUNG_UP = 16
NOT_AT_AN_END = 0
"""Kept in place of the cause when the agent hung up, but his caller was about to be brought to somebody else."""
CONSULT_MARGIN = timedelta(seconds=3)
"""The colleague's leg ends with the agent's, in any order."""
BRIDGE_SECONDS = 2.0
"""Both legs are bridged within milliseconds of the answer, and of each hold and resume."""


class NotInCall(Conflict):
    """The agent does not talk in this call."""

    code = "not_in_call"


class NotOnHold(Conflict):
    """Nothing is to be resumed."""

    code = "not_on_hold"


class InConference(Conflict):
    """The caller talks to several: he is not put on hold or sent on alone."""

    code = "in_conference"


class HeldByPhone(Conflict):
    """The phone holds the call by its own key, and only the phone can take it back."""

    code = "held_by_phone"


@dataclass
class _Leg:
    """An agent's leg in a talk.

    ``apart``: on hold by the switch; ``parting``: an order to that end is under way. ``led``: the caller's way on is
    decided already, so the end of this leg changes nothing. ``ending``: it was told to end. ``talked_in``: the bridge
    in which it talked last, with the caller or with a colleague.
    """

    linkedid: str
    uniqueid: str
    channel: str
    apart: bool = False
    parting: bool = False
    led: bool = False
    ending: bool = False
    bridge: str = ""
    talked_in: str = ""

    @property
    def waits(self) -> bool:
        """Whether it has come to the bridge in which it waits: until then Asterisk takes no other order on it.

        The caller may be on hold before: the two go their ways in any order.
        """
        return bool(self.bridge) and self.bridge != self.talked_in

    @property
    def interface(self) -> str:
        """Endpoint of the phone."""
        return self.channel.rpartition("-")[0]


def led_to(*, apart: bool, cause: int, phone_gone: bool) -> tuple[str, str] | None:
    """Return where the caller goes when his agent's leg ends, ``None`` when his own dialplan knows.

    A phone that is gone hands its caller to the front of the queue; an agent who hangs up ends the talk.
    """
    if cause in LINE_BROKEN or (phone_gone and cause != HUNG_UP):
        return BACK
    return AFTER if apart else None


def _is_with_others(call: CallState) -> bool:
    """Whether the agent who left was not the only one: a colleague has the caller, in a conference or alone."""
    return call.talk is not None or (call.consult is not None and call.consult.joined)


def _is_held(channel: ChannelNow) -> bool:
    # Who is on his way to the next agent is led by his own dialplan.
    on_hold = channel.context == HOLD_CONTEXT and channel.exten != BACK[1]
    return channel.is_caller and on_hold and not channel.bridge


class Holds:
    """Carries out ``hold``, ``resume`` and ``hang_up``, and follows talks (a listener of the owner)."""

    def __init__(
        self,
        owner: Owner,
        clock: Clock,
        *,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        confirm_seconds: float = 5.0,
    ) -> None:
        self._owner, self._clock, self._spawn = owner, clock, spawn
        self._confirm_seconds = confirm_seconds
        self._legs: dict[str, _Leg] = {}  # linkedid -> the leg that talks
        self._gone: set[str] = set()  # phones that answer no more
        self._causes: dict[str, int] = {}  # how the last leg of a call ended, as far as it is open
        self._bridges: dict[str, str] = {}  # by unique id; a supervisor's leg is in no call of ours at first
        self._busy: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._sent_on: set[str] = set()  # callers whom an act is about to bring to somebody else
        self._news = asyncio.Event()

    # -- following --------------------------------------------------------------------------------------------------

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Take the talks as they are; lead on who was left alone while nobody listened."""
        self._bridges = {channel.uniqueid: channel.bridge for channel in snapshot.channels if channel.bridge}
        waiting = {entry.uniqueid for entry in snapshot.waiting}
        going_on = {call.linkedid for call in self._owner.calls.values() if not call.ended}
        self._legs = {}
        for call in self._owner.calls.values():
            if not call.ended and call.talk is not None:
                self._know(call, call.talk)
        for channel in snapshot.channels:
            known = self._legs.get(channel.linkedid)
            alone = channel.context == CONFERENCE_CONTEXT and channel.linkedid not in going_on
            waits = channel.context == CONSULT_CONTEXT and (known is None or known.uniqueid != channel.uniqueid)
            if waits or alone:
                self._spawn(self._send(actions.hang_up(channel.channel), channel.linkedid))
            elif _is_held(channel) and known is None and channel.uniqueid not in waiting:
                self._spawn(self._lead(channel.channel, channel.linkedid, self._place(channel.linkedid)))

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Take an event that is about a talk."""
        if isinstance(event, messages.PhoneChanged):
            self._phone(event)
            return
        self._moved(event)
        if call is None:
            return
        before = leg = self._legs.get(call.linkedid)
        if call.talk is not None and (leg is None or leg.uniqueid != call.talk.leg):
            leg = self._know(call, call.talk)
        elif leg is not None and call.talk is not None and facts:
            leg.apart = call.talk.apart
        match event:
            case messages.BridgeJoined() | messages.BridgeLeft() if leg and event.uniqueid == leg.uniqueid:
                leg.bridge = self._bridges.get(leg.uniqueid, "")
            case messages.TalkOver() | messages.HandedOver():
                self._led_away(call, leg, event, facts)
            case messages.Parted() if call.talk is None and call.answered and not call.ended and self._owner.in_step:
                # His talk ended in the moment in which he was put on hold.
                self._spawn(self._lead(call.channel, call.linkedid, self._place(call.linkedid)))
            case messages.BridgeJoined() if before is not None and before.led and event.uniqueid == call.uniqueid:
                # Whoever takes the caller has him: the leg that he left is ended, and not before.
                self._end(before)
                if call.talk is None:
                    self._legs.pop(call.linkedid, None)
            case messages.HungUp() if event.uniqueid == call.uniqueid:
                self._caller_left(call, leg, facts)
            case messages.HungUp() if leg is not None and event.uniqueid == leg.uniqueid:
                self._leg_left(call, leg, event.cause)
            case messages.HungUp() if any(fact.kind is Kind.talk_ended for fact in facts):
                self._causes[call.linkedid] = event.cause
        if leg is not None and call.consult is not None and self.are_bridged(call.consult.leg, leg.uniqueid):
            leg.talked_in = leg.bridge
        if call.ended:
            self._forget(call.linkedid)
        self._news.set()

    def _led_away(self, call: CallState, leg: _Leg | None, event: object, facts: Sequence[Fact]) -> None:
        """The caller's way on is decided: whom he left, and a colleague who was asked for him, need not wait."""
        if leg is None or not any(fact.kind is Kind.talk_ended for fact in facts):
            if leg is not None and leg.led and isinstance(event, messages.TalkOver):
                self._end(leg)  # a hand-over that failed
            return
        leg.led = True
        for fact in facts:
            if fact.kind is Kind.consult_ended:
                self._spawn(self._send(actions.hang_up(fact.payload["leg_channel"]), call.linkedid))
        if isinstance(event, messages.TalkOver):
            self._end(leg)

    def _end(self, leg: _Leg) -> None:
        if not leg.ending:
            leg.ending = True
            self._spawn(self._send(actions.hang_up(leg.channel), leg.linkedid))

    def _place(self, linkedid: str) -> tuple[str, str]:
        """Return where a caller goes who was left alone."""
        return AFTER if self._causes.get(linkedid) == HUNG_UP else BACK

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Nothing here waits for the store."""

    def on_down(self) -> None:
        """The next snapshot shows what became of both legs."""

    def _moved(self, event: messages.SwitchEvent) -> None:
        match event:
            case messages.BridgeJoined():
                self._bridges[event.uniqueid] = event.bridge
            case messages.BridgeLeft() if self._bridges.get(event.uniqueid) == event.bridge:
                del self._bridges[event.uniqueid]
            case messages.HungUp():
                self._bridges.pop(event.uniqueid, None)

    def bridge_of(self, uniqueid: str) -> str:
        """Return the bridge that a channel is in, empty when it is in none."""
        return self._bridges.get(uniqueid, "")

    def are_bridged(self, one: str, other: str) -> bool:
        """Whether two channels (their unique ids) are in one bridge."""
        return self.bridge_of(one) == self.bridge_of(other) != ""

    def _know(self, call: CallState, talk: Talk) -> _Leg:
        leg = self._legs[call.linkedid] = _Leg(call.linkedid, talk.leg, talk.leg_channel, apart=talk.apart)
        leg.bridge = self._bridges.get(talk.leg, "")
        self._causes.pop(call.linkedid, None)
        return leg

    def _forget(self, linkedid: str) -> None:
        self._legs.pop(linkedid, None)
        self._causes.pop(linkedid, None)
        self._busy.pop(linkedid, None)

    def _phone(self, event: messages.PhoneChanged) -> None:
        if event.reachable:
            self._gone.discard(event.interface)
            return
        self._gone.add(event.interface)
        for leg in self._legs.values():
            if leg.interface == event.interface and leg.apart and not leg.led:
                self._spawn(self._give_back(leg))

    def _caller_left(self, call: CallState, leg: _Leg | None, facts: Sequence[Fact]) -> None:
        asked = [fact.payload["leg_channel"] for fact in facts if fact.kind is Kind.consult_ended]
        for channel in asked:
            self._spawn(self._send(actions.hang_up(channel), call.linkedid))
        # In a conference nobody else would end it, whoever was there with him.
        if leg is not None and (leg.apart or leg.parting or asked or call.conferences):
            self._end(leg)

    def _leg_left(self, call: CallState, leg: _Leg, cause: int) -> None:
        self._causes[call.linkedid] = NOT_AT_AN_END if call.linkedid in self._sent_on else cause
        del self._legs[call.linkedid]
        # Out of step this is the past: the snapshot will show where the caller stands.
        if call.ended or leg.led or not self._owner.in_step or _is_with_others(call):
            return
        place = led_to(apart=leg.apart, cause=cause, phone_gone=leg.interface in self._gone)
        if place is AFTER and (self._asked(call) or call.linkedid in self._sent_on):
            place = BACK  # in the middle of such an act nobody ends a talk: another agent takes the caller
        if place is not None:
            self._spawn(self._lead(call.channel, call.linkedid, place))

    def _asked(self, call: CallState) -> bool:
        """Whether a colleague is asked, or was until a moment ago: his leg ends with the agent's, in any order."""
        moved = call.consult_moved_at
        return call.consult is not None or (moved is not None and self._clock.now() - moved < CONSULT_MARGIN)

    # -- orders -----------------------------------------------------------------------------------------------------

    async def _give_back(self, leg: _Leg) -> None:
        """A phone is gone while its caller is on hold: somebody else takes the caller."""
        call = self._owner.calls.get(leg.linkedid)
        if call is None or call.ended or leg.led:
            return
        leg.led = True
        log.warning("held_caller_given_back", linkedid=leg.linkedid)
        await self._lead(call.channel, leg.linkedid, BACK)
        await self._send(actions.hang_up(leg.channel), leg.linkedid)

    async def _lead(self, channel: str, linkedid: str, place: tuple[str, str]) -> None:
        log.info("caller_led_on", linkedid=linkedid, context=place[0], exten=place[1])
        await self._send(actions.redirect(channel, *place), linkedid)

    async def _send(self, action: Action, linkedid: str) -> None:
        try:
            await self._owner.request(action)
        except HotlineError as error:  # it is gone by itself, or the next snapshot shows it
            log.warning("leg_not_led", linkedid=linkedid, action=action.name, error=str(error))

    # -- commands ---------------------------------------------------------------------------------------------------

    async def hold(self, agent: str, call_id: str) -> str:
        """Put the caller on hold; answered when he hears music. On hold already is as good.

        Raises:
            NotInCall: the agent does not talk in this call. Unavailable: Asterisk did not do it.
        """
        call, _ = self.talk_of(agent, call_id)
        async with self._busy[call.linkedid]:
            call, talk = self.talk_of(agent, call_id)
            if not talk.hold_by:
                await self._apart_now(agent, call_id)
        return agent

    @asynccontextmanager
    async def order(self, linkedid: str) -> AsyncIterator[None]:
        """Hold what one act on a call holds at a time; afterwards the talk has to be looked for again."""
        async with self._busy[linkedid]:
            try:
                yield
            finally:
                self._sent_on.discard(linkedid)

    async def part(self, agent: str, call_id: str) -> tuple[CallState, Talk]:
        """Put the caller on hold by the switch, whatever holds him now, and return once the agent's leg waits.

        Whoever asks for it holds `order`. An agent who hangs up until that is over has not ended his caller's call.

        Raises:
            NotInCall. InConference. Unavailable: Asterisk did not do it.
        """
        call, talk = self.talk_of(agent, call_id)
        self._sent_on.add(call.linkedid)
        if not talk.apart:
            await self._apart_now(agent, call_id)
        leg = self._legs.get(call.linkedid)
        if leg is not None:
            await self._until_waits(call.linkedid, leg)
        return self.talk_of(agent, call_id)

    async def _until_waits(self, linkedid: str, leg: _Leg) -> None:
        """Wait until an agent's leg waits, or is in the call no more."""
        await self.until(
            lambda: leg.waits or self._legs.get(linkedid) is not leg, BRIDGE_SECONDS, "the agent's leg waits"
        )

    async def _apart_now(self, agent: str, call_id: str) -> None:
        call, talk = self.talk_of(agent, call_id)
        if call.consult is not None and call.consult.joined:
            raise InConference("the caller is in a conference")
        leg = self._legs.get(call.linkedid) or self._know(call, talk)
        await self.until(lambda: self._bridged(call.linkedid, leg), BRIDGE_SECONDS, "both legs are bridged")
        self.talk_of(agent, call_id)
        leg.parting = True
        try:
            await self._part(call, leg)
        finally:
            leg.parting = False
        self.talk_of(agent, call_id)

    async def resume(self, agent: str, call_id: str) -> str:
        """Bring both together again; answered when they are. A colleague who is asked is let go first.

        Raises:
            NotInCall. NotOnHold: it is not on hold. HeldByPhone: by the phone's own key. Unavailable.
        """
        call, _ = self.talk_of(agent, call_id)
        async with self._busy[call.linkedid]:
            call, talk = self.talk_of(agent, call_id)
            if not talk.hold_by:
                raise NotOnHold("the call is not on hold")
            if not talk.apart:
                raise HeldByPhone("the phone holds this call by its own key; take it back there")
            leg = self._legs.get(call.linkedid) or self._know(call, talk)
            if call.consult is not None:
                await self._let_go(call.linkedid, leg)
            await self._until_waits(call.linkedid, leg)
            self.talk_of(agent, call_id)
            await self._owner.request(actions.set_variable(call.channel, "HOLD_WITH", leg.channel))
            try:
                await self._owner.request(actions.redirect(call.channel, "hotline_resume"))
            except AmiError as error:
                raise NotInCall("the caller has hung up") from error
            await self.until(lambda: self._apart(call.linkedid) is not True, self._confirm_seconds, "talking again")
            self.talk_of(agent, call_id)
        return agent

    async def hang_up(self, agent: str, call_id: str) -> str:
        """End the talk for the agent; the caller goes on as when the agent hangs up."""
        call, _ = self.talk_of(agent, call_id)
        async with self._busy[call.linkedid]:
            call, talk = self.talk_of(agent, call_id)
            leg = self._legs.get(call.linkedid) or self._know(call, talk)
            leg.led = True
            try:
                if talk.apart:
                    await self._lead(call.channel, call.linkedid, BACK if self._asked(call) else AFTER)
                await self._send(actions.hang_up(leg.channel), call.linkedid)
                await self.until(lambda: not self._talks(call.linkedid, leg), self._confirm_seconds, "hung up")
            finally:
                leg.led = not self._talks(call.linkedid, leg)
        return agent

    async def _let_go(self, linkedid: str, leg: _Leg) -> None:
        """Have the agent's leg wait again in place of ringing a colleague or talking to him."""
        self._bridges.pop(leg.uniqueid, None)
        leg.bridge = ""
        await self._owner.request(actions.redirect(leg.channel, CONSULT_CONTEXT))
        await self.until(lambda: self._has_no_consult(linkedid), self._confirm_seconds, "the colleague is let go")

    def _has_no_consult(self, linkedid: str) -> bool:
        call = self._owner.calls.get(linkedid)
        return call is None or call.consult is None

    def talk_of(self, agent: str, call_id: str) -> tuple[CallState, Talk]:
        """Return the agent's call and his talk in it.

        Raises:
            BadInput: no id. NotInCall: he does not talk in this call.
        """
        try:
            wanted = uuid.UUID(call_id)
        except ValueError:
            raise BadInput("call_id is a UUID") from None
        for call in self._owner.calls.values():
            if call.ended or call.talk is None or call.talk.agent != agent:
                continue
            if call_id_of(call.node, call.linkedid) == wanted:
                return call, call.talk
        raise NotInCall(f"agent {agent} does not talk in this call")

    async def _part(self, call: CallState, leg: _Leg) -> None:
        leg.talked_in = leg.bridge
        parted = actions.redirect_both(leg.channel, CONSULT_CONTEXT, call.channel, HOLD_CONTEXT)
        try:
            await self._owner.request(parted)
        except AmiError as error:
            log.warning("not_parted", linkedid=leg.linkedid, error=str(error))
            if "secondary" in str(error).lower():  # the caller is gone, the leg went alone
                await self._send(actions.hang_up(leg.channel), leg.linkedid)
            raise NotInCall("the talk ended before it could be put on hold") from error
        await self.until(lambda: self._apart(call.linkedid) is not False, self._confirm_seconds, "on hold")

    def _talks(self, linkedid: str, leg: _Leg) -> bool:
        call = self._owner.calls.get(linkedid)
        return call is not None and call.talk is not None and call.talk.leg == leg.uniqueid

    def _bridged(self, linkedid: str, leg: _Leg) -> bool:
        call = self._owner.calls.get(linkedid)
        return call is None or not self._talks(linkedid, leg) or self.are_bridged(call.uniqueid, leg.uniqueid)

    def _apart(self, linkedid: str) -> bool | None:
        """Return whether the talk is on hold by the switch, ``None`` when there is no talk any more."""
        call = self._owner.calls.get(linkedid)
        return None if call is None or call.talk is None else call.talk.apart

    async def until(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something holds that events of calls tell of.

        Raises:
            Unavailable: it did not come true in time.
        """
        end = self._clock.monotonic() + seconds
        while not done():
            if self._clock.monotonic() > end:
                raise Unavailable(f"Asterisk did not confirm within {seconds:g} s: {what}")
            self._news.clear()
            try:
                async with asyncio.timeout(0.25):
                    await self._news.wait()
            except TimeoutError:
                continue
