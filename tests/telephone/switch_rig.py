"""One real Asterisk with the rendered configuration, and what tests do to it."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from plain_ami import PlainAmi

from asterisk_conf.render import AgentEndpoint, SwitchPlan, render
from hotline.demo.phone import AgentPhone, Citizen
from hotline.setup.asterisk import NoAsterisk, architecture, locate_asterisk, private_command

CODES = tuple(str(code) for code in range(1001, 1021))
CARRIER = "127.0.0.2"
EXPECTED = (
    "app_audiosocket.c: Failed to receive frame from channel",  # each tap that ends with its call
    "res_audiosocket.c: Connecting to",  # a speech process that was killed takes no audio
    "res_audiosocket.c: Failed to connect to AudioSocket service",  # the same
    "res_rtp_asterisk.c:",  # a browser tries each of its addresses; what comes from those not chosen is dropped
    "is not setup for Async AGI",  # a new owner asks a caller whom the watchdog has taken out of the menu
    "res_http_websocket.c: Web socket closed abruptly",  # a browser that was closed
    "res_musiconhold.c: Failed to write frame to",  # a caller who hangs up between two frames of music
    "app_dial.c: Unable to forward frametype",  # a leg that ends in the moment in which the other speaks to it
    "Session already DISCONNECTED",  # both sides hang up in the same moment
    # The speech process was killed while it heard a tap.
    "res_audiosocket.c: Failed to read header from AudioSocket because: Connection reset by peer",
    "app_audiosocket.c: Failed to receive frame from AudioSocket server",
    "Reached timeout after 2000 ms of no activity on AudioSocket",  # a tapped phone vanished: nothing arrives from it
    'Module "PubSub Module" registered during operation',  # pjproject, now and then, while Asterisk starts
    "queue reached 3000 scheduled tasks",  # two hundred calls in one moment on a machine with other work
)
"""Complaints that a sound run contains."""
NO_SOUND = "does not exist in any format"


@dataclass
class Switch:
    """One running Asterisk and how to reach it; `expected` are complaints that its test causes on purpose."""

    plan: SwitchPlan
    command: tuple[str, ...]
    process: "subprocess.Popen[bytes] | None" = None
    output: Path = field(default_factory=Path)
    expected: tuple[str, ...] = ()

    @property
    def sip(self) -> tuple[str, int]:
        """Where phones and the carrier send SIP."""
        return self.plan.bind, self.plan.sip_port

    def start(self) -> None:
        """Start it and wait until it is fully booted."""
        self.output = self.plan.var / "output"
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [*self.command, "-f", "-C", str(self.plan.main_file)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.plan.var,
            )
        deadline = time.monotonic() + 60
        while not self._booted():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Asterisk did not start:\n{self.output.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the process that `start` started."""
        if self.process is None:
            return
        self.process.send_signal(how)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        self.process = None

    async def ami(self) -> PlainAmi:
        """Log in with the account of the controller."""
        return await PlainAmi.connect(self.plan.ami_port, "hotline_calls", self.plan.ami_calls_secret)

    def phone(self, code: str, answer_after: float | None = 0.2, **more: object) -> AgentPhone:
        """Return the SIP phone of an agent of the plan; `async with` registers it."""
        agent = next(agent for agent in self.plan.agents if agent.code == code)
        return AgentPhone(self.sip, f"{code}p", agent.phone_secret, answer_after=answer_after, **more)  # type: ignore[arg-type]

    def citizen(self) -> Citizen:
        """Return a citizen's phone behind the carrier."""
        return Citizen(self.sip, host=CARRIER)

    @contextlib.asynccontextmanager
    async def member(
        self, code: str, *, queue: str = "hotline_general", answer_after: float | None = 0.2
    ) -> AsyncIterator[AgentPhone]:
        """Register an agent's phone and add it to a queue; both are taken back at the end."""
        ami = await self.ami()
        async with self.phone(code, answer_after) as phone:
            interface = f"PJSIP/{code}p"
            await ami.send("QueueAdd", Queue=queue, Interface=interface, MemberName=code, Penalty="0")
            try:
                yield phone
            finally:
                await ami.send("QueueRemove", Queue=queue, Interface=interface)
                await ami.close()

    @contextlib.asynccontextmanager
    async def owner(self) -> AsyncIterator[PlainAmi]:
        """Be the controller as far as the watchdog sees: raise `OWNER_BEAT`. Leaving the block is its sudden death."""
        ami = await self.ami()

        async def beat() -> None:
            number = int(time.monotonic() * 10)
            while True:
                number += 1
                await ami.send("Setvar", Variable="OWNER_BEAT", Value=str(number))
                await asyncio.sleep(1)

        beating = asyncio.create_task(beat())
        try:
            await until(lambda: ami.get_global("BEAT_STALE"), "0", "the watchdog sees the beat")
            yield ami
        finally:
            beating.cancel()
            await ami.close()

    async def wait_stale(self) -> None:
        """Wait until nobody is taken for the owner; at once on a fresh switch."""
        ami = await self.ami()
        try:
            if await ami.get_global("BEAT_STALE"):
                await until(lambda: ami.get_global("BEAT_STALE"), "1", "the watchdog takes the owner for dead")
        finally:
            await ami.close()

    def complaints(self) -> list[str]:
        """Return every WARNING and ERROR line of the log and of what Asterisk prints, but those of `EXPECTED`.

        A sound that is missing is a complaint whatever stands beside it, unless `expected` names the sound.
        """
        files = [*sorted((self.plan.base / "log").glob("messages*")), self.output]
        lines = [line for file in files if file.is_file() for line in file.read_text(errors="replace").splitlines()]
        found = [line for line in lines if "WARNING[" in line or "ERROR[" in line or NO_SOUND in line]
        known = (*EXPECTED, *self.expected)
        named = [part for part in self.expected if part]
        return [line for line in found if not any(part in line for part in (named if NO_SOUND in line else known))]

    def recordings(self) -> set[str]:
        """Return the names of the recordings in progress."""
        return {path.name for path in self.plan.recordings.iterdir()}

    def _booted(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.plan.ami_port), 2) as line:
            login = f"Action: Login\r\nUsername: hotline_calls\r\nSecret: {self.plan.ami_calls_secret}\r\n\r\n"
            line.sendall(login.encode())
            line.settimeout(5)
            received = b""
            while chunk := line.recv(4096):
                received += chunk
                if b"Event: FullyBooted" in received:
                    return True
        return False


async def until(ask: Callable[[], object], wanted: object, what: str, seconds: float = 30) -> None:
    """Poll `ask` (plain or async) until it gives `wanted`; the time-out says what was waited for."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer == wanted:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {what}; last answer {answer!r}")
        await asyncio.sleep(0.1)


FREE_PORTS = range(2000, 5000)
_handed_out: deque[int] = deque(maxlen=200)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Return a port that is free now, below those that connections take by themselves, not handed out lately.

    Each worker of a run has ports of its own: it may be a while until somebody listens on one.
    """
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    share = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _ in range(1000):
        port = random.SystemRandom().choice(FREE_PORTS[share::shares])
        if port in _handed_out:
            continue
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, kind) as probe:
            probe.bind(("127.0.0.1", port))
            _handed_out.append(port)
            return port
    raise RuntimeError("no free port")


def free_sip_port() -> int:
    """Return a port that is free now for SIP over UDP and over TCP."""
    for _ in range(50):
        port = free_port(socket.SOCK_DGRAM)
        with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no free port for SIP")


def _rtp_range(size: int) -> tuple[int, int]:
    """Return a range below the ephemeral ports of which a sample is free."""
    for _ in range(50):
        start = random.randrange(10000, 32000 - size, 2)
        with contextlib.ExitStack() as probes:
            try:
                for port in range(start, start + size, 50):
                    probe = probes.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                    probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return start, start + size - 1
    raise RuntimeError("no free range of ports for RTP")


def _installed() -> tuple[tuple[str, ...], Path | None]:
    """Return the command of Asterisk and the root of a private one; `HOTLINE_ASTERISK_ROOT` names one outright."""
    if named := os.environ.get("HOTLINE_ASTERISK_ROOT"):
        return private_command(Path(named), architecture()), Path(named)
    try:
        install = locate_asterisk()
    except NoAsterisk as error:
        pytest.fail(f"telephone tests need an Asterisk: {error}")
    return install.command, install.data_dir.parents[2] if install.private else None


def _new_switch(var: Path, more: dict[str, Any]) -> Switch:
    command, root = _installed()
    expected = tuple(more.pop("expected", ()))
    start, end = _rtp_range(more.pop("rtp_ports", 1000))
    plan = SwitchPlan(
        node="node1",
        var=var,
        root=root,
        sip_port=free_sip_port(),
        sip_ws_port=free_port(),
        ami_port=free_port(),
        rtp_start=start,
        rtp_end=end,
        trunk_addresses=more.pop("carriers", (CARRIER,)),
        agents=tuple(AgentEndpoint(code, f"web-secret-{code}", f"phone-secret-{code}") for code in CODES),
        ami_calls_secret="calls-secret-of-the-tests",
        ami_publish_secret="publish-secret-of-the-tests",
        ring_seconds=more.pop("ring_seconds", 2),
        first_prompt_seconds=1,
        **more,
    )
    render(plan)
    return Switch(plan, command, expected=expected)


@contextlib.contextmanager
def running_switch(**more: Any) -> Iterator[Switch]:
    """Yield a switch of its own, which must not have complained at the end; `more` are further values of its plan."""
    # Not pytest's tmp_path: the path of the control socket must stay short.
    var = Path(tempfile.mkdtemp(prefix="hotline-switch-"))
    switch = _new_switch(var, more)
    try:
        switch.start()
        yield switch
        if found := switch.complaints():
            raise AssertionError("Asterisk complained:\n" + "\n".join(found))
    finally:
        switch.stop()
        shutil.rmtree(var, ignore_errors=True)
