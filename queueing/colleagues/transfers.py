"""Sends callers on and brings colleagues in (commands of agents).

Each act begins with the caller on hold by the switch, so that no leg is where the next step would lose it. The agent's
own leg, or the caller's, rings the colleague: who hangs up takes with him what he has asked for, and without this owner
the dialplan leads on whoever is left. What becomes of a call stands in its facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from foundation.clock import Clock
from foundation.errors import BadInput, Conflict, HotlineError, NotFound
from foundation.ids import new_id
from foundation.logs import logger
from queueing.agents.state import AgentState
from queueing.rules.model import Contact
from telephony.ami import actions
from telephony.ami.actions import Action
from telephony.ami.client import AmiError
from telephony.calls.state import CallState, Consult, Talk
from telephony.events import Kind, call_id_of
from telephony.holds import BRIDGE_SECONDS, Holds, NotInCall
from telephony.owner import Owner
from telephony.snapshot import CONFERENCE_CONTEXT, CONSULT_CONTEXT, HOLD_CONTEXT

log = logger(__name__)

CONFIRM_SECONDS = 5.0
RING_SECONDS = 5.0
"""So long it may take until the colleague's phone is dialled."""
TRUNK = "PJSIP/trunk-"
REASONS = ("other_language", "other_skill", "other_department", "asked_for", "emergency", "own_phone", "other")
"""Why a caller is sent on."""
HELP_REASONS = ("question", "difficult_caller", "danger", "system", "other")


class ColleagueBusy(Conflict):
    """The colleague is not logged in, has a call, or his phone is not there."""

    code = "colleague_busy"


class NoConsult(Conflict):
    """No colleague has answered, so that there is nothing to complete."""

    code = "no_consult"


class NotOutside(Conflict):
    """Who calls from a page is connected with nobody outside."""

    code = "not_outside"


class Transfers:
    """Carries out ``transfer consult complete confer ask_help end_help``; letting a colleague go is ``resume``.

    ``agents`` are the states that are known, ``queues`` the codes of queues, ``directory`` the numbers outside.
    """

    def __init__(
        self,
        owner: Owner,
        holds: Holds,
        clock: Clock,
        *,
        agents: Callable[[], Mapping[str, AgentState]],
        queues: Callable[[], Collection[str]],
        directory: Callable[[], Mapping[str, Contact]],
    ) -> None:
        self._owner, self._holds, self._clock = owner, holds, clock
        self._agents, self._queues, self._directory = agents, queues, directory

    # -- commands ---------------------------------------------------------------------------------------------------

    async def transfer(self, agent: str, call_id: str, kind: str, code: str, reason: str = "other") -> str:
        """Send the caller on without a word before: ``kind`` queue, agent or outside, ``code`` which.

        Answered when he is on his way; a colleague who does not answer leaves him at the front of the queue.

        Raises:
            NotInCall. BadInput: no such queue or reason. NotFound: no such agent or entry. ColleagueBusy. NotOutside.
        """
        if reason not in REASONS:
            raise BadInput(f"a reason is one of {', '.join(REASONS)}")
        call, _ = self._holds.talk_of(agent, call_id)
        async with self._holds.order(call.linkedid):
            return await self._transfer(agent, call_id, kind, code, reason)

    async def _transfer(self, agent: str, call_id: str, kind: str, code: str, reason: str) -> str:
        call, _ = self._holds.talk_of(agent, call_id)
        dial = "" if kind == "queue" else self._dial(agent, kind, code, call)
        if kind == "queue" and code not in self._queues():
            raise BadInput(f"there is no queue {code!r}")
        call, talk = await self._holds.part(agent, call_id)
        match kind:
            case "queue":
                await self._send(*actions.set_variables(call.channel, {"TALK_ENDS": "transfer", "NEXT_QUEUE": code}))
                await self._send_on(call, talk, (HOLD_CONTEXT, "back"))
            case "agent":
                await self._name_colleague(call.channel, kind, code, dial, agent, call)
                await self._send_on(call, talk, ("hotline_to_agent", "s"))
            case _:
                number = dial.removeprefix("PJSIP/").removesuffix("@trunk")
                await self._send(actions.set_variable(call.channel, "NEXT_TRANSFER", number))
                await self._send_on(call, talk, ("hotline_to_outside", "s"))
        payload = {"command": "transfer", "agent": agent, "kind": kind, "code": code, "reason": reason}
        self._owner.note(call.linkedid, Kind.command_done, ("transfer", str(talk.talk_id)), payload)
        return agent

    async def consult(self, agent: str, call_id: str, kind: str, code: str) -> str:
        """Ring a colleague while the caller waits: ``kind`` agent or outside; answered when the phone rings.

        Raises:
            NotInCall. NotFound: no such agent or entry. ColleagueBusy. NotOutside. Conflict: one is asked already.
        """
        call, _ = self._holds.talk_of(agent, call_id)
        async with self._holds.order(call.linkedid):
            return await self._consult(agent, call_id, kind, code)

    async def _consult(self, agent: str, call_id: str, kind: str, code: str) -> str:
        call, _ = self._holds.talk_of(agent, call_id)
        if call.consult is not None:
            raise Conflict("one colleague at a time is asked")
        dial = self._dial(agent, kind, code, call)
        call, talk = await self._holds.part(agent, call_id)
        began = call.consults
        await self._name_colleague(talk.leg_channel, kind, code, dial, agent, call)
        await self._send(actions.redirect(talk.leg_channel, CONSULT_CONTEXT, "dial"))
        await self._holds.until(
            lambda: self._call(call.linkedid).consults > began or self._call(call.linkedid).talk is None,
            RING_SECONDS,
            "the colleague's phone rings",
        )
        self._holds.talk_of(agent, call_id)
        return agent

    async def complete(self, agent: str, call_id: str) -> str:
        """Give the caller to the colleague who was asked, and let the agent go.

        Raises:
            NotInCall. NoConsult: nobody has answered, or all three talk. Unavailable: Asterisk did not do it.
        """
        call, _ = self._holds.talk_of(agent, call_id)
        async with self._holds.order(call.linkedid):
            return await self._complete(agent, call_id)

    async def _complete(self, agent: str, call_id: str) -> str:
        call, talk, consult = await self._consulted(agent, call_id)
        if consult.joined:
            raise NoConsult("all three talk already")
        handover = {
            "HANDOVER_HOW": "transfer",
            "HANDOVER_AGENT": consult.agent,
            "HANDOVER_LEG": consult.leg,
            "HANDOVER_CHANNEL": consult.leg_channel,
        }
        await self._send(*actions.set_variables(call.channel, handover))
        await self._send_on(call, talk, ("hotline_handover", "s"))
        return agent

    async def confer(self, agent: str, call_id: str) -> str:
        """Bring the caller into the talk with the colleague: all three talk, and any may leave.

        Raises:
            NotInCall. NoConsult: nobody has answered. Unavailable: Asterisk did not do it.
        """
        call, _ = self._holds.talk_of(agent, call_id)
        async with self._holds.order(call.linkedid):
            return await self._confer(agent, call_id)

    async def _confer(self, agent: str, call_id: str) -> str:
        call, talk, consult = await self._consulted(agent, call_id)
        if consult.joined:
            return agent
        room = f"three_{consult.consult_id.hex}"
        for channel in (consult.leg_channel, talk.leg_channel, call.channel):
            await self._send(actions.set_variable(channel, "CONFERENCE", room))
        both = actions.redirect_both(
            consult.leg_channel, CONFERENCE_CONTEXT, talk.leg_channel, CONFERENCE_CONTEXT, "colleague"
        )
        try:
            await self._send(both, actions.redirect(call.channel, CONFERENCE_CONTEXT, "caller"))
        except NotInCall:  # one of the two has left: the other would be there alone
            await self._hang_up(consult.leg_channel)
            raise
        await self._holds.until(lambda: self._joined(call.linkedid), CONFIRM_SECONDS, "all three talk")
        self._holds.talk_of(agent, call_id)
        return agent

    async def ask_help(self, agent: str, call_id: str, reason: str = "question") -> str:
        """Call for a supervisor; answered when it is written down. Asking again changes nothing.

        Raises:
            NotInCall. BadInput: no such reason.
        """
        if reason not in HELP_REASONS:
            raise BadInput(f"a reason is one of {', '.join(HELP_REASONS)}")
        call, _talk = self._holds.talk_of(agent, call_id)
        if call.help_id is None:
            payload = {"help_id": str(new_id()), "agent": agent, "reason": reason}
            self._owner.note(call.linkedid, Kind.help_asked, (payload["help_id"],), payload)
        return agent

    async def end_help(self, call_id: str) -> None:
        """Take a call for help as answered, by the agent himself or by a supervisor."""
        for call in list(self._owner.calls.values()):
            if not call.ended and str(call_id_of(call.node, call.linkedid)) == call_id:
                self.help_given(call)

    def help_given(self, call: CallState) -> None:
        """Note that nobody has to come any more."""
        if call.help_id is not None:
            payload = {"help_id": str(call.help_id), "agent": call.talk.agent if call.talk is not None else ""}
            self._owner.note(call.linkedid, Kind.help_ended, (payload["help_id"],), payload)

    # -- steps ------------------------------------------------------------------------------------------------------

    async def _consulted(self, agent: str, call_id: str) -> tuple[CallState, Talk, Consult]:
        """Return the talk and the colleague who answered, once both are connected: earlier no order may move his leg.

        Raises:
            NotInCall. NoConsult: nobody has answered. Unavailable: Asterisk did not connect them.
        """
        call, talk = self._holds.talk_of(agent, call_id)
        if call.consult is not None and call.consult.answered:
            await self._holds.until(lambda: self._connected(call.linkedid), BRIDGE_SECONDS, "the colleague is there")
            call, talk = self._holds.talk_of(agent, call_id)
        if call.consult is None or not call.consult.answered:
            raise NoConsult("no colleague has answered")
        return call, talk, call.consult

    def _connected(self, linkedid: str) -> bool:
        call = self._call(linkedid)
        if call.talk is None or call.consult is None or call.consult.joined:
            return True
        return self._holds.are_bridged(call.consult.leg, call.talk.leg)

    def _dial(self, agent: str, kind: str, code: str, call: CallState) -> str:
        """Return what is dialled for a colleague."""
        if kind == "outside":
            entry = self._directory().get(code)
            if entry is None:
                raise NotFound(f"there is no number {code!r} in the directory")
            if not call.channel.startswith(TRUNK):
                raise NotOutside("this call came from a page")
            return f"PJSIP/{entry.number}@trunk"
        if kind != "agent":
            raise BadInput("a colleague is an agent or a number outside")
        state = self._agents().get(code)
        if state is None:
            raise NotFound(f"there is no agent {code!r}")
        if code == agent:
            raise BadInput("nobody is his own colleague")
        if not state.logged_in or not state.reachable or state.call or state.legs:
            raise ColleagueBusy(f"agent {code} has a call, is not logged in, or has no phone")
        return state.endpoint

    async def _name_colleague(self, channel: str, kind: str, code: str, dial: str, agent: str, call: CallState) -> None:
        colleague = {
            "COLLEAGUE_DIAL": dial,
            "COLLEAGUE_FROM": agent,
            "COLLEAGUE_CALLER": call.channel,
            "__COLLEAGUE_KIND": kind,
            "__COLLEAGUE_CODE": code,
            "__TRANSFER_CONTEXT": f"{call.line}|{call.menu_path}|{call.uniqueid}",
        }
        await self._send(*actions.set_variables(channel, colleague))

    async def _send(self, *sent: Action) -> None:
        """Send one action after the other.

        Raises:
            NotInCall: a leg that it is about is gone.
        """
        try:
            for action in sent:
                await self._owner.request(action)
        except AmiError as error:
            raise NotInCall("somebody has hung up") from error

    async def _send_on(self, call: CallState, talk: Talk, place: tuple[str, str]) -> None:
        """Lead the caller away and wait until his talk is over in the ledger; `Holds` ends the agent's leg."""
        await self._send(actions.redirect(call.channel, *place))
        await self._holds.until(lambda: self._is_over(call.linkedid, talk), CONFIRM_SECONDS, "the caller is on his way")

    async def _hang_up(self, channel: str) -> None:
        try:
            await self._owner.request(actions.hang_up(channel))
        except HotlineError as error:  # it is gone by itself
            log.info("leg_gone", channel=channel, error=str(error))

    def _call(self, linkedid: str) -> CallState:
        return self._owner.calls[linkedid]

    def _is_over(self, linkedid: str, talk: Talk) -> bool:
        call = self._call(linkedid)
        # Handed over: until the next leg has him, the agent's is not ended.
        moved = call.talk is None or call.talk.talk_id != talk.talk_id
        return call.ended or (moved and call.handover is None)

    def _joined(self, linkedid: str) -> bool:
        call = self._call(linkedid)
        return call.ended or call.talk is None or call.consult is None or (call.consult.joined and call.bridged)
