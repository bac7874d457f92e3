"""Leads callers through a flow over ``AGI(agi:async)`` (SWITCH section 3): one pipeline a step, in one write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import Counter, Histogram

from foundation.clock import Clock, SystemClock
from foundation.errors import HotlineError
from foundation.logs import logger
from ivr import engine
from ivr.engine import PASSED, TOLD, Answer, Ask, Circumstances, Farewell, Leave, MenuState, Over, Say
from ivr.flow import Flow, Published
from telephony.ami import actions, messages
from telephony.ami.actions import agi_argument
from telephony.ami.client import AmiTimeout
from telephony.ami.pipeline import AgiResult, ResultKind
from telephony.calls.state import CallState
from telephony.calls.tracker import menu_end
from telephony.events import Fact
from telephony.numbers import kind_of
from telephony.owner import Owner
from telephony.snapshot import Snapshot

log = logger(__name__)

NO_MENU = "none"  # the dialplan then goes to the queue at once
SHIPPED = "default:0"  # the switch's own first prompt, that of the shipped flow, until one was shown to it
EXEC_FAILED = -2  # result of EXEC for an application that Asterisk does not have
RESCUE_TRIES = 3

ENDED = Counter("hotline_menu_ended_total", "Menus by how they ended", ["ended"])
STEP_SECONDS = Histogram("hotline_menu_first_step_seconds", "AsyncAGIStart to the queue's order, default flow")


class OutOfStep(Exception):
    """The channel's answers cannot be trusted; the caller goes to a person."""


class Gone(Exception):
    """The session is over: hang-up, another owner, link lost."""


@dataclass(frozen=True)
class Limits:
    """Seconds a wait may last: ``prompts`` of one step, ``drain`` for what a dead owner had asked of the caller.

    ``flows``: for the store to say what is in force.
    """

    variables: float = 5.0
    flows: float = 3.0
    prompts: float = 60.0
    drain: float = 90.0
    end: float = 1.0


@dataclass
class _Session:
    """One caller being led: ``ended`` when AGI is over; ``again`` when AGI was heard to start while we were at it."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    again: bool = False


class MenuDriver:
    """Runs one task per caller in a menu (a listener of the owner).

    A caller stays in the version whose first prompt he heard, whatever is published meanwhile and whoever leads him on.
    """

    def __init__(
        self,
        owner: Owner,
        flows: Published,
        *,
        enabled: bool = True,
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._owner, self._flows, self._enabled, self._spawn = owner, flows, enabled, spawn
        self._clock = clock or SystemClock()
        self._sessions: dict[str, _Session] = {}  # by linkedid

    # -- listener ---------------------------------------------------------------------------------------------------

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Show the switch our first prompt and take over callers whom another owner left in a menu."""
        self.show()
        for channel in snapshot.channels:
            if channel.is_caller and channel.in_menu:
                self._start(channel.linkedid, channel.channel, self._limits.drain)

    def show(self) -> None:
        """Show the switch the first prompt of the flow in force: calls from then on begin with it."""
        if self._flows.loaded or not self._enabled:
            self._spawn(self._show_flow())

    def on_event(self, event: messages.SwitchEvent, call: CallState | None, facts: Sequence[Fact]) -> None:
        """Start at AsyncAGIStart; end with the session."""
        match event:
            case messages.AgiStarted() if call is not None and event.channel == call.channel and event.env:
                self._start(event.linkedid, event.channel, self._limits.variables)
            case messages.AgiEnded() | messages.HungUp() if event.linkedid in self._sessions:
                if call is not None and event.channel == call.channel:
                    self._sessions[event.linkedid].ended.set()

    def on_committed(self, facts: Sequence[Fact]) -> None:
        """Menus do not wait for the store."""

    def on_down(self) -> None:
        """Every open command was ended by the owner; the sessions end by themselves."""

    # -- one caller -------------------------------------------------------------------------------------------------

    def _start(self, linkedid: str, channel: str, first_seconds: float) -> None:
        known = self._sessions.get(linkedid)
        if known is not None:
            # A session that a snapshot began before AGI was ready ends at once; the caller must not be left there.
            known.again = True
            return
        self._sessions[linkedid] = session = _Session()
        self._spawn(self._lead(linkedid, channel, session, first_seconds))

    async def _lead(self, linkedid: str, channel: str, session: _Session, first_seconds: float) -> None:
        try:
            try:
                await self._walk(linkedid, channel, session, first_seconds)
            except Gone:
                if not session.again or session.ended.is_set():
                    return
                await self._walk(linkedid, channel, session, first_seconds)
        except Gone:
            pass
        except (OutOfStep, HotlineError) as error:
            log.error("menu_failed", linkedid=linkedid, error=str(error))
            await self._rescue(linkedid, channel)
        except Exception:
            log.exception("menu_failed", linkedid=linkedid)
            await self._rescue(linkedid, channel)
        finally:
            del self._sessions[linkedid]

    async def _walk(self, linkedid: str, channel: str, session: _Session, first_seconds: float) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        names = ("MENU_DIGITS", "MENU_DIGITS_STATUS", "PIPELINE", "MENU_FLOW", "CALLER_NUMBER")
        found = await self._run(channel, [f"GET VARIABLE {n}" for n in names], first_seconds)
        digits, status, node, heard, number = found
        call = self._owner.calls.get(linkedid)
        line, caller = call.line if call is not None else "", kind_of(number.value)

        def around() -> Circumstances:
            return Circumstances(self._clock.now(), line, caller, self._flows.calendars)

        heard_flow = await self._heard(heard.value)
        flow = heard_flow or self._flows.current
        if node.value:
            code, _, path = node.value.partition(":")
            keys = tuple(p for p in path.split(".") if p)
            state, effect = engine.resume(flow, MenuState(code, keys, ended="choice" if keys else ""), around())
        elif heard_flow is not None and heard_flow.first is not None:
            key = Answer(digits.value, status.value or "ERROR")
            state, effect = engine.answer(flow, engine.begin(flow), key, around())
        else:  # no question was asked, or the key answered one that we do not know
            state, effect = engine.resume(flow, engine.begin(flow), around())
        while True:
            match effect:
                case Over():
                    raise Gone
                case Leave():
                    await self._leave(linkedid, channel, session, flow, state, effect)
                    STEP_SECONDS.observe(loop.time() - started)
                    return
                case Farewell():
                    await self._farewell(linkedid, channel, flow, state, effect)
                    return
                case Ask() | Say():
                    state, effect = engine.answer(flow, state, await self._ask(channel, state, effect), around())

    async def _heard(self, name: str) -> Flow | None:
        """Return the flow that ``code:version`` names, without a name the one in force; ``None``: nobody knows it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._limits.flows
        while not self._flows.loaded and name != SHIPPED and loop.time() < end:  # noqa: ASYNC110 -- an owner that has just begun, once
            await asyncio.sleep(0.05)
        code, _, version = name.partition(":")
        if not name:
            return self._flows.current
        return self._flows.get(code, int(version)) if version.isdecimal() else None

    async def _ask(self, channel: str, state: MenuState, effect: Ask | Say) -> Answer:
        seconds = effect.timeout_seconds if isinstance(effect, Ask) else 1
        read = f"MENU_DIGITS,{'&'.join(effect.prompt)},1,,1,{seconds}"
        place = f"{state.node}:{'.'.join(state.path)}"
        commands = [
            f"SET VARIABLE PIPELINE {agi_argument(place)}",
            f"EXEC Read {agi_argument(read)}",
            "GET VARIABLE MENU_DIGITS",
            "GET VARIABLE READSTATUS",
        ]
        _, read_done, digits, status = await self._run(channel, commands, self._limits.prompts + seconds)
        if read_done.number == EXEC_FAILED:  # the variables then hold the answer to an earlier step
            return Answer("", "ERROR")
        return Answer(digits.value, status.value or "ERROR")

    async def _leave(
        self, linkedid: str, channel: str, session: _Session, flow: Flow, state: MenuState, effect: Leave
    ) -> None:
        variables = {
            "NEXT_QUEUE": effect.queue,
            "NEXT_LANGUAGE": effect.language,
            **({"NEXT_PRIORITY": str(effect.priority)} if effect.priority else {}),
        }
        going = {"language": effect.language, "queue": effect.queue}
        commands = [f"SET VARIABLE {name} {agi_argument(value)}" for name, value in variables.items()]
        commands += self._end(linkedid, flow, state, state.ended or PASSED, going)
        results = await self._owner.pipelines.run(channel, [*commands, "ASYNCAGI BREAK"], self._limits.variables)
        if any(r.kind in (ResultKind.out_of_step, ResultKind.refused) for r in results[:-1]):
            raise OutOfStep("a variable could not be set")
        if not session.ended.is_set() and results[-1].kind is not ResultKind.ok and self._owner.ami.connected:
            try:
                await asyncio.wait_for(session.ended.wait(), self._limits.end)
            except TimeoutError:
                raise OutOfStep("BREAK was not answered") from None

    async def _farewell(self, linkedid: str, channel: str, flow: Flow, state: MenuState, effect: Farewell) -> None:
        """Play the last sentence and hang up; who cannot hear it goes to a person."""
        place = f"{state.node}:{'.'.join(state.path)}"
        commands = [
            f"SET VARIABLE PIPELINE {agi_argument(place)}",
            # No key interrupts it: who pressed one for the sentence before must hear why the call ends.
            f"EXEC Playback {agi_argument('&'.join(effect.prompt))}",
            "GET VARIABLE PLAYBACKSTATUS",
        ]
        _, played, status = await self._run(channel, commands, self._limits.prompts)
        if played.number == EXEC_FAILED or status.value != "SUCCESS":
            raise OutOfStep("the last sentence cannot be played")
        await self._run(channel, self._end(linkedid, flow, state, TOLD, {}), self._limits.variables)
        # Whoever is still there after it goes to a person: nobody else looks after him.
        [hung_up] = await self._owner.pipelines.run(channel, ["HANGUP"], self._limits.variables)
        if hung_up.kind not in (ResultKind.ok, ResultKind.ended):
            raise OutOfStep(f"the answer to HANGUP is {hung_up.kind}")

    def _end(self, linkedid: str, flow: Flow, state: MenuState, ended: str, going: dict[str, str]) -> list[str]:
        """Take the menu's end into the books; return the commands that leave it on the channel for another owner."""
        path = ".".join(state.path)
        call = self._owner.calls.get(linkedid)
        if call is None or call.ended:
            raise Gone
        kind, key, payload = menu_end(call, ended, flow=flow.code, version=flow.version, path=path, **going)
        if call.menu_open:
            self._owner.note(linkedid, kind, key, payload)
        ENDED.labels(ended).inc()
        return [
            f"SET VARIABLE MENU_PATH {agi_argument(path)}",
            # Last: whoever reads it may trust the others.
            f"SET VARIABLE MENU_ENDED {agi_argument(f'{ended}:{flow.code}:{flow.version}')}",
        ]

    async def _run(self, channel: str, commands: Sequence[str], within: float) -> list[AgiResult]:
        results = await self._owner.pipelines.run(channel, commands, within)
        for result in results:
            if result.kind is ResultKind.ended:
                raise Gone
            if result.kind is not ResultKind.ok:
                raise OutOfStep(f"an answer is {result.kind}")
        return results

    async def _rescue(self, linkedid: str, channel: str) -> None:
        ENDED.labels("rescued").inc()
        for _ in range(RESCUE_TRIES):
            try:
                await self._owner.request(actions.redirect(channel, "hotline_rescue"))
            except AmiTimeout:
                continue  # it may not have been done, and nobody else looks after a caller in AGI while we live
            except HotlineError as error:
                # No such channel: the caller is gone. No link: the next snapshot, or the watchdog, takes the call.
                log.warning("rescue_failed", linkedid=linkedid, error=str(error))
            return

    async def _show_flow(self) -> None:
        flow = self._flows.current
        first = flow.first  # without one the switch plays nothing, and the controller begins
        shown = f"{flow.code}:{flow.version}|" + (
            f"{first.timeout_seconds}|{'&'.join(first.prompt)}" if first else "0|"
        )
        try:
            await self._owner.request(actions.set_global("MENU_FIRST", shown if self._enabled else NO_MENU))
        except HotlineError as error:
            log.warning("flow_not_shown", error=str(error))
