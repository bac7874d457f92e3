"""Supervisors on agents' calls (commands of supervisors, and a listener of the owner).

A supervisor's own phone is rung; once it is answered he is on the agent's leg, and the agent is told. A watch that
began under an owner that is gone is ended, since nobody would tell the agent of it any more.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.clock import Clock
from foundation.errors import BadInput, Conflict, HotlineError, Unavailable
from foundation.ids import new_id
from foundation.logs import logger
from telephony.ami import actions, messages
from telephony.ami.client import AmiError
from telephony.calls.state import CallState
from telephony.events import Fact, Kind, call_id_of
from telephony.holds import Holds, InConference
from telephony.owner import Owner
from telephony.snapshot import CONSULT_CONTEXT, Snapshot

log = logger(__name__)

MODES = {"monitor": "qES", "whisper": "qwES", "barge": "qBES"}
"""Options of ChanSpy: hears both; speaks to the agent alone; speaks to both."""
CONTEXT = "hotline_supervise"
ANSWER_SECONDS = 25.0
CONFIRM_SECONDS = 5.0


class SupervisorBusy(Conflict):
    """The supervisor is on another agent's call, or his phone did not answer."""

    code = "supervisor_busy"


@dataclass
class _Watch:
    supervisor: str
    agent: str
    mode: str
    linkedid: str
    leg: str
    channel: str = ""
    noted: uuid.UUID | None = None

    @property
    def place(self) -> str:
        """What Asterisk knows the leg by: its channel, and while it rings the id that it was given."""
        return self.channel or self.leg


class Watches:
    """Carries out ``supervise stop_supervising take_over``; ``phone`` gives the endpoint of a person's phone."""

    def __init__(
        self,
        owner: Owner,
        holds: Holds,
        clock: Clock,
        *,
        phone: Callable[[str], Coroutine[Any, Any, str]],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._owner, self._holds, self._clock = owner, holds, clock
        self._phone, self._spawn = phone, spawn
        self._answer_seconds = answer_seconds
        self._watches: dict[str, _Watch] = {}  # by unique id of the supervisor's leg
        self._started = 0
        self._news = asyncio.Event()

    # -- following --------------------------------------------------------------------------------------------------

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """End what nobody knows of, forget what is gone, tell of what began meanwhile."""
        alive = {channel.uniqueid for channel in snapshot.channels}
        for leg in list(self._watches):
            if leg not in alive:
                self._gone(leg)
        for channel in snapshot.channels:
            if channel.context == CONTEXT:
                self._listens(channel.uniqueid, channel.channel, again=False)
        ours = {watch.noted for watch in self._watches.values()}
        for call in list(self._owner.calls.values()):
            for supervision_id in sorted(call.supervisions - ours, key=str):  # of an owner before us
                payload = {"supervision_id": str(supervision_id)}
                self._owner.note(call.linkedid, Kind.supervision_ended, (str(supervision_id),), payload)

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Take in who begins and ends to listen."""
        watch = self._watches.get(event.uniqueid)
        match event:
            case messages.SupervisorListens():
                self._listens(event.uniqueid, event.channel, again=True)
                self._news.set()
            case messages.HungUp() if watch is not None:
                self._gone(event.uniqueid)
                self._news.set()

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Nothing here waits for the store."""

    def on_down(self) -> None:
        """The next snapshot shows who still listens."""

    def _listens(self, leg: str, channel: str, *, again: bool) -> None:
        """Nobody listens whom no fact tells of: who was given up meanwhile, or whose call is over, is sent away."""
        watch = self._watches.get(leg)
        call = self._owner.calls.get(watch.linkedid) if watch is not None else None
        if watch is None or call is None or call.ended:
            log.warning("unknown_supervision_ended", channel=channel)
            self._spawn(self._hang_up(channel))
            return
        watch.channel = channel
        if again or watch.noted is None:
            self._note(watch)

    def _note(self, watch: _Watch) -> None:
        self._end_note(watch)
        watch.noted = new_id()
        payload = {
            "supervision_id": str(watch.noted),
            "supervisor": watch.supervisor,
            "agent": watch.agent,
            "mode": watch.mode,
        }
        self._owner.note(watch.linkedid, Kind.supervision_began, (str(watch.noted),), payload)

    def _end_note(self, watch: _Watch) -> None:
        if watch.noted is not None:
            payload = {"supervision_id": str(watch.noted), "supervisor": watch.supervisor, "agent": watch.agent}
            self._owner.note(watch.linkedid, Kind.supervision_ended, (str(watch.noted),), payload)
            watch.noted = None

    def _gone(self, leg: str) -> None:
        watch = self._watches.pop(leg, None)
        if watch is not None:
            self._end_note(watch)

    # -- commands ---------------------------------------------------------------------------------------------------

    async def supervise(self, supervisor: str, agent: str, mode: str = "monitor", call_id: str = "") -> None:
        """Put a supervisor on an agent's call (this one), or give him another mode; answered when his phone is.

        Raises:
            BadInput: no such mode. Conflict: the agent does not talk. SupervisorBusy: he is on another's call, or does
                not answer. NotFound: he has no phone.
        """
        if mode not in MODES:
            raise BadInput(f"a mode is one of {', '.join(MODES)}")
        if supervisor == agent:
            raise BadInput("nobody supervises himself")
        call = self._talking(agent, call_id)
        known = self._of(supervisor)
        if known is not None and (known.agent, known.linkedid) != (agent, call.linkedid):
            raise SupervisorBusy("first leave the call that you are on")
        if known is not None:
            await self._change(known, mode)
            return
        assert call.talk is not None
        endpoint = await self._phone(supervisor)
        self._started += 1
        leg = f"supervise-{self._owner.lease.epoch}-{self._started}"
        self._watches[leg] = watch = _Watch(supervisor, agent, mode, call.linkedid, leg)
        try:
            await self._owner.request(
                actions.originate(
                    endpoint,
                    CONTEXT,
                    "s",
                    account="supervise",
                    channel_id=leg,
                    timeout_seconds=self._answer_seconds,
                    variables={"SPY_CHANNEL": call.talk.leg_channel, "SPY_OPTIONS": MODES[mode]},
                )
            )
        except HotlineError:  # taken all the same, it is sent away when it answers
            self._gone(leg)
            raise
        await self._until(lambda: watch.noted is not None or leg not in self._watches, self._answer_seconds)
        if watch.noted is None:
            self._gone(leg)
            await self._hang_up(watch.place)
            raise SupervisorBusy("your phone did not answer")

    async def _change(self, watch: _Watch, mode: str) -> None:
        if watch.noted is None or watch.mode == mode:
            return
        before, was, watch.mode = watch.noted, watch.mode, mode
        try:
            await self._owner.request(actions.set_variable(watch.channel, "SPY_OPTIONS", MODES[mode]))
            await self._owner.request(actions.redirect(watch.channel, CONTEXT))
            await self._until(lambda: watch.noted != before, CONFIRM_SECONDS)
        finally:
            if watch.noted == before:
                watch.mode = was
        if watch.noted in (None, before):
            raise Unavailable("Asterisk did not change it")

    async def stop_supervising(self, supervisor: str) -> None:
        """Leave the agent's call; nothing to leave is as good."""
        watch = self._of(supervisor)
        if watch is not None:
            await self._leave(watch)

    async def end_supervision(self, call_id: str) -> None:
        """Send everybody away who listens to a call, or is rung for it: its contact was marked confidential."""
        for watch in list(self._watches.values()):
            call = self._owner.calls.get(watch.linkedid)
            if call is not None and str(call_id_of(call.node, call.linkedid)) == call_id:
                await self._leave(watch)

    async def _leave(self, watch: _Watch) -> None:
        if not watch.channel:  # it rings: should it be answered all the same, nobody knows it any more
            self._gone(watch.leg)
        await self._hang_up(watch.place)
        await self._until(lambda: watch.leg not in self._watches, CONFIRM_SECONDS)

    async def take_over(self, supervisor: str, agent: str, call_id: str = "") -> None:
        """Give the caller to the supervisor who is on this agent's call; answered when both talk.

        Raises:
            Conflict: he is not on this call, or it has ended. InConference. Unavailable: Asterisk did not do it.
        """
        async with self._holds.order(self._talking(agent, call_id).linkedid):
            await self._take_over(supervisor, agent, call_id)

    async def _take_over(self, supervisor: str, agent: str, call_id: str) -> None:
        call, watch = self._talking(agent, call_id), self._of(supervisor)
        if watch is None or watch.noted is None or watch.linkedid != call.linkedid:
            raise Conflict("first listen to this agent's call")
        if call.consult is not None and call.consult.joined:
            raise InConference("three talk; the agent has to leave first")
        # Moved from a bridge, and not out of an application: only so his leg stays the one that we know.
        await self._owner.request(actions.redirect(watch.channel, CONSULT_CONTEXT))
        try:
            await self._holds.until(lambda: bool(self._holds.bridge_of(watch.leg)), CONFIRM_SECONDS, "your leg waits")
            # Parted as in every act: straight out of the queue's bridge the agent's leg may end too soon.
            await self._holds.part(agent, str(call_id_of(call.node, call.linkedid)))
        except HotlineError:  # the caller talks on
            await self._hang_up(watch.channel)
            raise
        handed = {
            "HANDOVER_HOW": "take_over",
            "HANDOVER_AGENT": supervisor,
            "HANDOVER_LEG": watch.leg,
            "HANDOVER_CHANNEL": watch.channel,
        }
        try:
            for action in actions.set_variables(call.channel, handed):
                await self._owner.request(action)
            await self._owner.request(actions.redirect(call.channel, "hotline_handover"))
        except AmiError as error:
            await self._hang_up(watch.channel)
            raise Conflict("the caller has hung up") from error
        self._gone(watch.leg)
        await self._holds.until(
            lambda: self._has(call.linkedid, supervisor), CONFIRM_SECONDS, "the caller is with the supervisor"
        )

    def _talking(self, agent: str, call_id: str) -> CallState:
        for call in self._owner.calls.values():
            if not call.ended and call.talk is not None and call.talk.agent == agent:
                if call_id and str(call_id_of(call.node, call.linkedid)) != call_id:
                    break
                return call
        raise Conflict(f"agent {agent} does not talk in this call")

    def _of(self, supervisor: str) -> _Watch | None:
        return next((watch for watch in self._watches.values() if watch.supervisor == supervisor), None)

    def _has(self, linkedid: str, supervisor: str) -> bool:
        call = self._owner.calls[linkedid]
        return call.ended or (call.talk is not None and call.talk.agent == supervisor)

    async def _hang_up(self, channel: str) -> None:
        try:
            await self._owner.request(actions.hang_up(channel))
        except HotlineError as error:  # it is gone by itself
            log.info("leg_gone", channel=channel, error=str(error))

    async def _until(self, done: Callable[[], bool], seconds: float) -> None:
        end = self._clock.monotonic() + seconds
        while not done() and self._clock.monotonic() < end:
            self._news.clear()
            try:
                async with asyncio.timeout(0.25):
                    await self._news.wait()
            except TimeoutError:
                continue
