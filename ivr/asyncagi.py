"""Leads callers through a flow over ``AGI(agi:async)`` (SWITCH section 3): one pipeline a step, in one write."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prometheus_client import Counter, Histogram
from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock, SystemClock
from foundation.errors import HotlineError
from foundation.logs import logger
from ivr import engine
from ivr.engine import (
    DONE,
    MESSAGE,
    PASSED,
    TRANSFERRED,
    Answer,
    Ask,
    Book,
    Circumstances,
    Farewell,
    Forward,
    Hear,
    Keep,
    Leave,
    Look,
    MenuState,
    Over,
    Say,
)
from ivr.flow import Flow, Published
from ivr.nodes import LEFT
from ivr.ports import About, Callbacks, Callers, Hearing, NobodyKnown, Precedence
from telephony.ami import actions, messages
from telephony.ami.actions import agi_argument
from telephony.ami.client import AmiTimeout
from telephony.ami.pipeline import AgiResult, ResultKind
from telephony.calls.state import CallState
from telephony.calls.tracker import menu_end
from telephony.events import TRIAL_LINE, Fact, Kind
from telephony.numbers import kind_of
from telephony.owner import Owner
from telephony.snapshot import Snapshot

log = logger(__name__)

NO_MENU = "none"  # the dialplan then goes to the queue at once
SHIPPED = "default:0"  # the switch's own first prompt, that of the shipped flow, until one was shown to it
EXEC_FAILED = -2  # result of EXEC for an application that Asterisk does not have
RESCUE_TRIES = 3
SHOW_AGAIN_SECONDS = 1.0

BOOKS_PAUSE_SECONDS = 15.0
KEPT_SECONDS = 300.0
PATIENCE = "hotline/hold_please"
PATH_MOST = 128  # characters, as the books have room for
SILENCE_SECONDS = 3
"""So long a caller is silent when he has said what he wanted."""
THINKING_SECONDS = 5
"""So long he may think while he leaves a message."""
MESSAGES = ("message", "message2", "message3")
"""Names of the files of one call's messages behind its unique id; a fourth goes to a person."""
HEADER_BYTES = 44
LOUD = 500
"""A sample of 16 bits that no silent line has (-36 dBFS): somebody spoke."""

DANGERS = Counter("hotline_menu_danger_total", "Callers who told a menu of danger", ["danger"])
ENDED = Counter("hotline_menu_ended_total", "Menus by how they ended", ["ended"])
STEP_SECONDS = Histogram("hotline_menu_first_step_seconds", "AsyncAGIStart to the queue's order, default flow")


class OutOfStep(Exception):
    """The channel's answers cannot be trusted; the caller goes to a person."""


class Gone(Exception):
    """The session is over: hang-up, another owner, link lost."""


@dataclass(frozen=True)
class Limits:
    """Seconds a wait may last: ``prompts`` for each recording of a step, ``drain`` for what a dead owner had asked.

    ``flows``: for the store to say what is in force, ``books``: what it knows of the caller, ``tickets``: for the
    ticket service, ``words``: for a caller's last words to be written down.
    """

    variables: float = 5.0
    books: float = 1.5
    tickets: float = 5.0
    words: float = 6.0
    flows: float = 3.0
    prompts: float = 65.0  # a recording has 60 s at most
    drain: float = 160.0  # the longest recording, then the longest message
    end: float = 1.0


@dataclass
class _Session:
    """One caller being led: ``ended`` when AGI is over; ``again`` when AGI was heard to start while we were at it."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    again: bool = False
    language: str = ""  # that the channel was given


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
        callers: Callers | None = None,
        callbacks: Callbacks | None = None,
        hearing: Hearing | None = None,
        precedence: Precedence | None = None,
        folder: Path = Path("/nowhere"),
        messages_folder: Path = Path("/nowhere"),
    ) -> None:
        self._limits = limits or Limits()
        self._callers, self._callbacks = callers or NobodyKnown(), callbacks
        self._precedence = precedence
        self._hearing, self._folder, self._messages = hearing, folder, messages_folder
        self._shown: dict[str, str] = {}  # global variable -> what this Asterisk was shown
        self._books_again_at = 0.0
        self._showing = asyncio.Lock()  # one after the other: the older must not come last
        self._owner, self._flows, self._enabled, self._spawn = owner, flows, enabled, spawn
        self._clock = clock or SystemClock()
        self._sessions: dict[str, _Session] = {}  # by linkedid

    # -- listener ---------------------------------------------------------------------------------------------------

    def on_snapshot(self, snapshot: Snapshot) -> None:
        """Show the switch our first prompt and take over callers whom another owner left in a menu."""
        self._shown.clear()  # it may be another Asterisk
        self.show()
        self._spawn(asyncio.to_thread(_throw_away, self._folder))
        for channel in snapshot.channels:
            if channel.is_caller and channel.in_menu:
                self._start(channel.linkedid, channel.channel, self._limits.drain)

    def show(self) -> None:
        """Show the switch the first prompt of what is in force on each line: calls from then on begin with it."""
        if self._flows.loaded or not self._enabled:
            self._spawn(self._show_flows())

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
        line, caller = call.line.lstrip("+") if call is not None else "", kind_of(number.value)
        heard_flow = await self._heard(heard.value, line)
        flow = heard_flow or self._flows.current
        about = await self._about(call) if engine.asks_about_caller(flow) else About()

        def around() -> Circumstances:
            calendars = self._flows.calendars
            return Circumstances(self._clock.now(), line, caller, calendars, about.language, about.open_ticket)

        if node.value:
            code, path, language = (*node.value.split(":"), "", "")[:3]
            session.language = language
            keys = tuple(p for p in path.split(".") if p)
            left = call is not None and await asyncio.to_thread(self._is_left, call)
            ended = MESSAGE if left else "choice" if keys else ""
            state, effect = engine.resume(flow, MenuState(code, keys, ended=ended, language=language), around())
            if left and call is not None:
                await self._message_begins(linkedid, call)  # whatever the dead owner could not store
            if left and isinstance(effect, Keep):
                # He spoke while nobody led him: he is not asked to say it again.
                state, effect = engine.answer(flow, state, Answer(LEFT, "OK"), around())
        elif heard_flow is not None and heard_flow.first is not None:
            key = Answer(digits.value, status.value or "ERROR")
            state, effect = engine.answer(flow, engine.begin(flow), key, around())
        else:  # no question was asked, or the key answered one that we do not know
            state, effect = engine.resume(flow, engine.begin(flow), around())
        while True:
            match effect:
                case Over():
                    raise Gone
                case Leave() | Forward():
                    await self._leave(linkedid, channel, session, flow, state, effect)
                    STEP_SECONDS.observe(loop.time() - started)
                    return
                case Farewell():
                    await self._farewell(linkedid, channel, session, flow, state, effect)
                    return
                case Hear():
                    given = await self._hear(linkedid, channel, session, state, effect)
                    state, effect = engine.answer(flow, state, given, around())
                case Keep():
                    given = await self._keep(linkedid, channel, session, state, effect)
                    state, effect = engine.answer(flow, state, given, around())
                case Look() | Book():
                    state, effect = engine.answer(flow, state, await self._look(linkedid, channel, effect), around())
                case Ask() | Say():
                    given = await self._ask(channel, session, state, effect)
                    level = state.level
                    state, effect = engine.answer(flow, state, given, around())
                    if state.level is not None and state.level != level:
                        place = ("menu", str(state.steps))
                        rated = {"level": state.level, "in_menu": True}
                        self._owner.note(linkedid, Kind.survey_answered, place, rated)

    async def _heard(self, name: str, line: str) -> Flow | None:
        """Return the flow that a name on the channel stands for, without a name the one in force."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._limits.flows
        while not self._flows.loaded and name != SHIPPED and loop.time() < end:  # noqa: ASYNC110 -- an owner that has just begun, once
            await asyncio.sleep(0.05)
        return self._flows.heard(name, line) if name else self._flows.current

    async def _precedes(self, linkedid: str, state: MenuState) -> int:
        """Return the priority that the rules give a caller; whoever says it looks at the clock himself."""
        call = self._owner.calls.get(linkedid)
        if call is None or self._precedence is None:
            return 0
        return await self._precedence.priority(call, danger=bool(state.danger))

    async def _about(self, call: CallState | None) -> About:
        """Return what the books say of a caller, nothing when they are slow or away: he waits for no store."""
        now = asyncio.get_running_loop().time()
        if call is None or now < self._books_again_at:
            return About()
        try:
            async with asyncio.timeout(self._limits.books):
                return await self._callers.about(call)
        except (HotlineError, SQLAlchemyError, OSError, TimeoutError) as error:
            self._books_again_at = now + BOOKS_PAUSE_SECONDS  # the next callers do not wait for it too
            log.warning("caller_not_looked_up", linkedid=call.linkedid, error=type(error).__name__)
            return About()

    async def _look(self, linkedid: str, channel: str, effect: Look | Book) -> Answer:
        call = self._owner.calls.get(linkedid)
        try:
            if call is None or (isinstance(effect, Book) and self._callbacks is None):
                return Answer("", "ERROR")
            if isinstance(effect, Book) and self._callbacks is not None:
                async with asyncio.timeout(self._limits.tickets):
                    await self._callbacks.book(call)
                return Answer(DONE, "OK")
            if isinstance(effect, Look):
                asked = asyncio.create_task(self._callers.ticket_state(call, effect.keyed))
                try:
                    # He hears that something is done; an owner who takes him over meanwhile asks for the code again.
                    await self._run(channel, [f"EXEC Playback {agi_argument(PATIENCE)}"], self._limits.prompts)
                    async with asyncio.timeout(self._limits.tickets):
                        return Answer(await asked, "OK")
                finally:
                    asked.cancel()
        except (HotlineError, SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("menu_look_failed", linkedid=linkedid, error=type(error).__name__)
        return Answer("", "ERROR")

    async def _hear(self, linkedid: str, channel: str, session: _Session, state: MenuState, effect: Hear) -> Answer:
        """Let the caller speak. The switch itself knows when he has ended; what it wrote for that is thrown away."""
        call = self._owner.calls.get(linkedid)
        heard = await self._begin_hearing(call)
        file = self._folder / f"listen-{call.uniqueid if call is not None else linkedid}.wav"
        record = f"{file},{SILENCE_SECONDS},{effect.seconds},y"
        commands = [
            *self._place(session, state, effect.language),
            f"EXEC Playback {agi_argument('&'.join(effect.prompt))}",
            *([f"EXEC Record {agi_argument(record)}"] if heard else []),
        ]
        since = self._clock.now()
        try:
            results = await self._run(channel, commands, self._limits.prompts * len(effect.prompt) + effect.seconds)
        finally:
            await asyncio.to_thread(file.unlink, missing_ok=True)
        if not heard or call is None or self._hearing is None or results[-1].number == EXEC_FAILED:
            return Answer("", "OK")
        understood = asyncio.create_task(self._hearing.understood(call, since))
        try:
            # He hears that something is done while his last words are written down.
            await self._run(channel, [f"EXEC Playback {agi_argument(PATIENCE)}"], self._limits.prompts)
            async with asyncio.timeout(self._limits.words):
                found = await understood
        except (HotlineError, SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("menu_not_understood", linkedid=linkedid, error=type(error).__name__)
            return Answer("", "OK")
        finally:
            understood.cancel()
        if found.danger:
            if call.line != TRIAL_LINE:
                DANGERS.labels(found.danger).inc()
            log.warning("danger_heard", linkedid=linkedid, danger=found.danger)
            self._owner.note(linkedid, Kind.danger_heard, (found.danger,), {"danger": found.danger})
        return engine.heard(found, effect)

    async def _keep(self, linkedid: str, channel: str, session: _Session, state: MenuState, effect: Keep) -> Answer:
        """Let the caller leave a message, in a file among the recordings; the books know of it before he speaks."""
        call = self._owner.calls.get(linkedid)
        file = await asyncio.to_thread(self._free, call) if call is not None else None
        if call is None or file is None:
            return Answer("", "ERROR")
        place = self._place(session, state, effect.language)
        said = f"EXEC Playback {agi_argument('&'.join(effect.prompt))}"
        told = await self._run(
            channel, [*place, said, "GET VARIABLE PLAYBACKSTATUS"], self._limits.prompts * len(effect.prompt)
        )
        if told[-2].number == EXEC_FAILED or told[-1].value != "SUCCESS":
            return Answer("", "ERROR")  # nobody is recorded who was not told
        await self._begin_hearing(call)  # his words stand with the call
        await self._message_begins(linkedid, call)
        record = f"{file},{THINKING_SECONDS},{effect.seconds},k"
        commands = [f"EXEC Record {agi_argument(record)}", "GET VARIABLE RECORD_STATUS"]
        done, status = await self._run(channel, commands, self._limits.prompts + effect.seconds)
        if done.number == EXEC_FAILED or status.value == "ERROR":
            return Answer("", "ERROR")
        left = await asyncio.to_thread(_is_said, file)
        if not left:
            await asyncio.to_thread(file.unlink, missing_ok=True)
        return Answer(LEFT if left else "", "OK")

    async def _message_begins(self, linkedid: str, call: CallState) -> None:
        """Have the books know of a message; a store that is slow keeps the caller waiting ``books`` seconds at most."""
        if call.message:
            return
        self._owner.note(linkedid, Kind.message_began, (), {"uniqueid": call.uniqueid})
        try:
            async with asyncio.timeout(self._limits.books):
                await self._owner.writer.drain()
        except TimeoutError:
            log.warning("message_not_stored_yet", linkedid=linkedid)

    def _files(self, call: CallState) -> list[Path]:
        return [self._messages / f"{call.uniqueid}-{name}.wav" for name in MESSAGES]

    def _free(self, call: CallState) -> Path | None:
        return next((file for file in self._files(call) if not file.exists()), None)

    def _is_left(self, call: CallState) -> bool:
        return any(_is_said(file) for file in self._files(call))

    async def _begin_hearing(self, call: CallState | None) -> bool:
        if call is None or self._hearing is None:
            return False
        try:
            async with asyncio.timeout(self._limits.books):
                return await self._hearing.begin(call)
        except (HotlineError, SQLAlchemyError, OSError, TimeoutError) as error:
            log.warning("menu_not_heard", linkedid=call.linkedid, error=type(error).__name__)
            return False

    def _place(self, session: _Session, state: MenuState, language: str) -> list[str]:
        """Return the commands that leave word of where a caller is, and give his channel its language."""
        commands = []
        if language and language != session.language:
            session.language = language
            # The second is for the queue, whoever leads him there.
            commands.append(f"SET VARIABLE CHANNEL(language) {agi_argument(language)}")
            commands.append(f"SET VARIABLE NEXT_LANGUAGE {agi_argument(language)}")
        place = ":".join((state.node, _path(state), *((state.language,) if state.language else ())))
        return [*commands, f"SET VARIABLE PIPELINE {agi_argument(place)}"]

    async def _ask(self, channel: str, session: _Session, state: MenuState, effect: Ask | Say) -> Answer:
        seconds, most = (effect.timeout_seconds, effect.most) if isinstance(effect, Ask) else (1, 1)
        ends = "" if most > 1 else "t"  # of one key # is one like the others
        read = f"MENU_DIGITS,{'&'.join(effect.prompt)},{most},{ends},1,{seconds}"
        placed = self._place(session, state, effect.language)
        commands = [
            *placed,
            f"EXEC Read {agi_argument(read)}",
            "GET VARIABLE MENU_DIGITS",
            "GET VARIABLE READSTATUS",
            # What is no choice of a menu may be a secret.
            *(['SET VARIABLE MENU_DIGITS ""'] if most > 1 else []),
        ]
        results = await self._run(channel, commands, self._limits.prompts * len(effect.prompt) + seconds * most)
        read_done, digits, status = results[len(placed) :][:3]
        if read_done.number == EXEC_FAILED:  # the variables then hold the answer to an earlier step
            return Answer("", "ERROR")
        return Answer(digits.value, status.value or "ERROR")

    async def _leave(
        self, linkedid: str, channel: str, session: _Session, flow: Flow, state: MenuState, effect: Leave | Forward
    ) -> None:
        if isinstance(effect, Leave):
            first = max(effect.priority, await self._precedes(linkedid, state))
            queue, priority, number = effect.queue, str(first or ""), ""
            going, ended = {"language": effect.language, "queue": effect.queue}, state.ended or PASSED
        else:
            queue, priority, number = "", "", effect.number
            going, ended = {"language": effect.language}, TRANSFERRED
        # Each of them: an owner who died in the middle may have set another.
        variables = {
            "NEXT_QUEUE": queue,
            "NEXT_LANGUAGE": effect.language,
            "NEXT_PRIORITY": priority,
            "NEXT_TRANSFER": number,
        }
        commands = [f"SET VARIABLE {name} {agi_argument(value)}" for name, value in variables.items()]
        commands += self._end(linkedid, flow, state, ended, going)
        results = await self._owner.pipelines.run(channel, [*commands, "ASYNCAGI BREAK"], self._limits.variables)
        if any(r.kind in (ResultKind.out_of_step, ResultKind.refused) for r in results[:-1]):
            raise OutOfStep("a variable could not be set")
        if not session.ended.is_set() and results[-1].kind is not ResultKind.ok and self._owner.ami.connected:
            try:
                async with asyncio.timeout(self._limits.end):
                    await session.ended.wait()
            except TimeoutError:
                raise OutOfStep("BREAK was not answered") from None

    async def _farewell(
        self, linkedid: str, channel: str, session: _Session, flow: Flow, state: MenuState, effect: Farewell
    ) -> None:
        """Play the last sentence and hang up; who cannot hear it goes to a person."""
        commands = [
            *self._place(session, state, effect.language),
            # No key interrupts it: who pressed one for the sentence before must hear why the call ends.
            f"EXEC Playback {agi_argument('&'.join(effect.prompt))}",
            "GET VARIABLE PLAYBACKSTATUS",
        ]
        played, status = (await self._run(channel, commands, self._limits.prompts * len(effect.prompt)))[-2:]
        if played.number == EXEC_FAILED or status.value != "SUCCESS":
            raise OutOfStep("the last sentence cannot be played")
        await self._run(
            channel,
            self._end(linkedid, flow, state, engine.said_farewell(state), {}),
            self._limits.variables,
        )
        # Whoever is still there after it goes to a person: nobody else looks after him.
        [hung_up] = await self._owner.pipelines.run(channel, ["HANGUP"], self._limits.variables)
        if hung_up.kind not in (ResultKind.ok, ResultKind.ended):
            raise OutOfStep(f"the answer to HANGUP is {hung_up.kind}")

    def _end(self, linkedid: str, flow: Flow, state: MenuState, ended: str, going: dict[str, str]) -> list[str]:
        """Take the menu's end into the books; return the commands that leave it on the channel for another owner."""
        path = _path(state)
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

    async def _show_flows(self) -> None:
        async with self._showing:
            while True:
                if await self._show_each() or not self._owner.in_step:  # away: the next snapshot shows them
                    return
                await asyncio.sleep(SHOW_AGAIN_SECONDS)

    async def _show_each(self) -> bool:
        for line, (name, flow) in self._flows.shown().items():
            first = flow.first  # without one the switch plays nothing, and the controller begins
            shown = f"{name}|" + (f"{first.timeout_seconds}|{'&'.join(first.prompt)}" if first else "0|")
            if not self._enabled:
                shown = NO_MENU
            variable = f"MENU_FIRST_{line}" if line else "MENU_FIRST"
            if self._shown.get(variable) == shown:
                continue
            try:
                await self._owner.request(actions.set_global(variable, shown))
            except HotlineError as error:
                log.warning("flow_not_shown", line=line, error=str(error))
                return False
            self._shown[variable] = shown
        return True


def _is_said(file: Path) -> bool:
    """Tell whether somebody speaks in a file; blocking."""
    try:
        content = file.read_bytes()[HEADER_BYTES:]
    except FileNotFoundError:
        return False
    samples = array("h", content[: len(content) // 2 * 2])
    return bool(samples) and max(max(samples), -min(samples)) >= LOUD


def _throw_away(folder: Path) -> None:
    """Remove what the switch wrote while an owner who died was listening; nobody listens for so long."""
    for file in folder.glob("listen-*.wav"):
        try:
            if time.time() - file.stat().st_mtime > KEPT_SECONDS:
                file.unlink()
        except OSError as error:
            log.warning("listened_not_removed", error=type(error).__name__)


def _path(state: MenuState) -> str:
    """Return the keys as they are kept: the beginning of a very long way."""
    return ".".join(state.path)[:PATH_MOST].rstrip(".")
