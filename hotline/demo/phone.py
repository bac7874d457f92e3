"""The two phones of the demonstration: a citizen's, which dials a line, and an agent's, which is rung by the queue."""

import asyncio
from collections.abc import Coroutine, Iterable
from pathlib import Path
from types import TracebackType

from hotline.demo.rtp import RtpEndpoint
from hotline.demo.user_agent import Call, CallRefused, UserAgent

__all__ = ["AgentPhone", "Call", "CallRefused", "Citizen"]


class Citizen:
    """Calls a line through the carrier's address. Use it as `async with Citizen(server) as citizen`.

    `server` is Asterisk's SIP address and port, `host` the loopback address that Asterisk knows as the trunk.
    """

    def __init__(self, server: tuple[str, int], host: str = "127.0.0.2") -> None:
        self.agent = UserAgent(server, "carrier", host=host)
        self._call: Call | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Citizen":
        await self.agent.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await self.agent.close()

    @property
    def call(self) -> Call:
        """The call; `RuntimeError` before `dial`."""
        if self._call is None:
            raise RuntimeError("dial first")
        return self._call

    @property
    def rtp(self) -> RtpEndpoint:
        """Its audio: `arrivals`, `loud_after`, `save`, `heard_seconds`."""
        return self.call.rtp

    @property
    def problems(self) -> list[str]:
        """Everything that came in and was not understood; empty after a sound call."""
        return [*self.agent.problems, *(problem for call in self.agent.calls for problem in call.rtp.problems)]

    async def dial(
        self,
        line: str,
        ani: str,
        *,
        audio: Path | None = None,
        keys: Iterable[tuple[float, str]] = (),
        answer_within: float = 30.0,
    ) -> Call:
        """Dial `line` from number `ani`, return when answered; `CallRefused` carries the status of a refusal.

        `keys` are pressed the given seconds after the answer, `audio` is spoken from the answer on; neither is
        waited for.
        """
        self._call = call = await self.agent.call(line, ani)
        await call.wait_answered(answer_within)
        if audio is not None:
            self._spawn(call.say(audio))
        for after, key in keys:
            self._spawn(self._press_later(call, after, key))
        return call

    async def press(self, key: str) -> float:
        """Press a key; returns the `time.monotonic()` of its first packet."""
        return await self.call.press(key)

    async def say(self, wav: Path) -> None:
        """Speak a WAV (mono, 16 bit, 8 kHz) to its end."""
        await self.call.say(wav)

    async def hang_up(self) -> None:
        """End the call now, before or after the answer."""
        await self.call.hang_up()

    async def wait_ended(self, seconds: float = 30.0) -> None:
        """Wait until the call is over."""
        await self.call.wait_ended(seconds)

    @staticmethod
    async def _press_later(call: Call, after: float, key: str) -> None:
        await asyncio.sleep(after)
        await call.press(key)

    def _spawn(self, work: Coroutine[object, object, object]) -> None:
        async def run() -> None:
            await work

        task = asyncio.get_running_loop().create_task(run(), name="citizen")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class AgentPhone:
    """A SIP phone that registers as an agent's endpoint (`<code>p`) and keeps the registration.

    `answer_after`: seconds of ringing before it picks up, `None` = it only rings; `busy` = it refuses. Both may be
    changed at any time and hold for the calls that come after. `greeting` is spoken after each answer.
    """

    def __init__(
        self,
        server: tuple[str, int],
        endpoint: str,
        secret: str,
        *,
        host: str = "127.0.0.1",
        answer_after: float | None = 0.2,
        busy: bool = False,
        greeting: Path | None = None,
    ) -> None:
        self.agent = UserAgent(server, endpoint, secret, host)
        self.agent.on_call = self._called
        self.answer_after = answer_after
        self.busy = busy
        self.greeting = greeting
        self._rung = 0
        self._news = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "AgentPhone":
        await self.agent.open()
        await self.register()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.agent.close()

    @property
    def calls(self) -> list[Call]:
        """All calls since it was opened, oldest first."""
        return self.agent.calls

    @property
    def call(self) -> Call:
        """The latest call; `RuntimeError` when it never rang."""
        if not self.calls:
            raise RuntimeError("it never rang")
        return self.calls[-1]

    @property
    def rtp(self) -> RtpEndpoint:
        """Audio of the latest call."""
        return self.call.rtp

    @property
    def problems(self) -> list[str]:
        """Everything that came in and was not understood."""
        return [*self.agent.problems, *(problem for call in self.calls for problem in call.rtp.problems)]

    async def register(self, seconds: int = 120) -> None:
        """Register and renew at half time."""
        await self.agent.register(seconds)
        self._spawn(self._renew(seconds))

    async def unregister(self) -> None:
        """Take the registration back: the member becomes unavailable at once."""
        await self.agent.register(0)

    def vanish(self) -> None:
        """Say nothing more, as a phone that lost its network."""
        self.agent.silent = True

    async def wait_ringing(self, seconds: float = 30.0) -> Call:
        """Return the next call that has not been returned before, once it rings."""
        async with self._news:
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(lambda: len(self.calls) > self._rung)
            except TimeoutError:
                raise TimeoutError(f"phone {self.agent.user} did not ring within {seconds} s") from None
        self._rung += 1
        return self.calls[self._rung - 1]

    async def wait_answered(self, seconds: float = 30.0) -> Call:
        """Return the next call once it is answered."""
        call = await self.wait_ringing(seconds)
        await call.wait_answered(seconds)
        return call

    async def wait_ended(self, seconds: float = 30.0) -> None:
        """Wait until the latest call is over."""
        await self.call.wait_ended(seconds)

    async def wait_idle(self, seconds: float = 30.0) -> None:
        """Wait until no call is left, whoever called; `TimeoutError` when one goes on for longer."""
        async with asyncio.timeout(seconds):
            while going_on := [call for call in self.calls if not call.ended.is_set()]:
                await going_on[0].ended.wait()

    async def answer(self) -> None:
        """Pick up the latest call."""
        await self.call.answer()

    async def hang_up(self) -> None:
        """End the latest call."""
        await self.call.hang_up()

    async def press(self, key: str) -> float:
        """Press a key in the latest call."""
        return await self.call.press(key)

    async def say(self, wav: Path) -> None:
        """Speak in the latest call."""
        await self.call.say(wav)

    def _called(self, call: Call) -> None:
        self._spawn(self._tell())
        if self.busy:
            call.refuse()
        elif self.answer_after is not None:
            self._spawn(self._pick_up(call, self.answer_after))

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def _pick_up(self, call: Call, after: float) -> None:
        try:
            async with asyncio.timeout(after):
                await call.ended.wait()
        except TimeoutError:
            await call.answer()
            if self.greeting is not None and not call.ended.is_set():
                await call.say(self.greeting)

    async def _renew(self, seconds: int) -> None:
        while True:
            await asyncio.sleep(seconds / 2)
            await self.agent.register(seconds)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, name=f"phone {self.agent.user}")
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.agent.problems.append(f"{task.get_name()}: {error!r}")
