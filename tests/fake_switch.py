"""A switch for tests without Asterisk: the real owner of a node over an AMI connection that a test plays.

`World.ami.sent` is what was sent; `World.ami.answer` decides what Asterisk says to it; `World.hear` is an event.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from foundation.clock import Clock, SystemClock
from foundation.crypto import Vault
from foundation.database import Database
from telephony.ami.actions import Action
from telephony.ami.client import AmiClient, AmiError, AmiGone, AmiTimeout
from telephony.ami.framing import AmiMessage
from telephony.events import Fact
from telephony.lease import Lease
from telephony.ledger.spool import Entry
from telephony.ledger.writer import LedgerWriter
from telephony.owner import Listener, Owner
from telephony.switch_files import SwitchFiles

LEASE_SECONDS = 1e8
SUCCESS = AmiMessage.of(Response="Success")
CALLER = "PJSIP/trunk-00000001"
LINKEDID = "node1-1795400000.1"
Answer = AmiMessage | Exception | None
"""What Asterisk says to an action; `None` is silence."""


def headers(action: Action) -> dict[str, str]:
    """Return the headers of an action, the last of a repeated one."""
    return dict(action.headers)


class FakeAmi:
    """Stands in for `AmiClient`."""

    def __init__(self) -> None:
        self.connected = True
        self.sent: list[Action] = []
        self.answer: Callable[[Action], Answer] = lambda action: SUCCESS
        self.listed: Callable[[Action], list[AmiMessage]] = lambda action: []

    def named(self, name: str) -> list[dict[str, str]]:
        """Return the headers of all actions of that name that were sent."""
        return [headers(action) for action in self.sent if action.name == name]

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send one action."""
        return (await self.post([action])[0])[0]

    async def collect(self, action: Action, within: float = 15.0) -> list[AmiMessage]:
        """Send an action that answers with a list."""
        self.sent.append(action)
        return self.listed(action)

    def post(self, sent: Sequence[Action]) -> list[asyncio.Future[list[AmiMessage]]]:
        """Send several actions."""
        if not self.connected:
            raise AmiGone("no AMI connection")
        return [self._one(action) for action in sent]

    def _one(self, action: Action) -> asyncio.Future[list[AmiMessage]]:
        action.encode("t1")  # what cannot go over the wire is refused here too
        self.sent.append(action)
        future: asyncio.Future[list[AmiMessage]] = asyncio.get_running_loop().create_future()
        said = self.answer(action)
        if isinstance(said, Exception):
            future.set_exception(said)
            future.exception()
        elif said is None:
            future.set_exception(AmiTimeout(f"Asterisk did not answer {action.name}"))
            future.exception()
        else:
            future.set_result([said])
        return future

    def close(self) -> None:
        """Close."""
        self.connected = False


class FakeWriter:
    """Stands in for the ledger's writer."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    async def drain(self) -> None:
        """Everything is stored at once."""

    def append(self, entries: Sequence[Entry]) -> None:
        """Take facts."""
        self.facts += [entry.fact for entry in entries]


class World:
    """An owner with a lease that stands, its AMI, and the tasks its listeners spawned."""

    def __init__(self, database: Database | None = None, clock: Clock | None = None, epoch: int = 1) -> None:
        self.ami, self.writer, self.clock = FakeAmi(), FakeWriter(), clock or SystemClock()
        self.tasks: set[asyncio.Task[None]] = set()
        self.owner = Owner(
            database=cast("Database", database),
            writer=cast("LedgerWriter", self.writer),
            vault=cast("Vault", None),
            clock=self.clock,
            lease=Lease("node1", "test", epoch, self.clock.now() + timedelta(seconds=LEASE_SECONDS), ""),
            lease_seconds=LEASE_SECONDS,
            ami=lambda **callbacks: cast("AmiClient", self.ami),
            files=SwitchFiles(Path("none"), Path("none")),
            agents={},
        )
        self.owner.in_step = True

    def listen(self, listener: Listener) -> None:
        """Add a listener."""
        self.owner.listeners.append(listener)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a task of a listener."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        return task

    async def settle(self, seconds: float = 5.0) -> None:
        """Wait until every task is done; what one raised is raised here."""
        async with asyncio.timeout(seconds):
            while self.tasks:
                await self.tasks.pop()

    async def stop(self) -> None:
        """Cancel what is left."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def hear(self, name: str, **more: str) -> None:
        """Let Asterisk report an event."""
        self.owner.handle(AmiMessage.of(Event=name, **more))

    def of_caller(self, name: str, **more: str) -> None:
        """Let Asterisk report an event of the one caller's channel."""
        self.hear(name, Channel=CALLER, Uniqueid=LINKEDID, Linkedid=LINKEDID, **more)

    def call_enters(self) -> None:
        """A citizen calls 12345."""
        self.of_caller("Newchannel", Context="from_trunk", Exten="12345")


class FakeMenuChannel:
    """Plays `AGI(agi:async)` on the caller's channel; `keys` are what the caller presses, one a question."""

    def __init__(self, world: World, variables: dict[str, str], keys: Sequence[str] = ()) -> None:
        self.world, self.variables, self.keys = world, dict(variables), list(keys)
        self.commands: list[str] = []
        self.running = True
        self.first_after = 0.0  # seconds until the first commands are carried out
        self.status = ""  # what Read tells whatever is pressed
        self.hangs_up_at = ""  # a command that is answered by the caller's hang-up
        self.result: Callable[[str], str | None] = lambda command: None
        self.says, self.loud = 0, True  # bytes that Record writes
        world.ami.answer = self.take

    def take(self, action: Action) -> Answer:
        """Answer an action."""
        if action.name != "AGI":
            return SUCCESS
        if not self.running:
            return AmiError("Channel does not exist or is not in AsyncAGI")
        said = headers(action)
        after = 0.0 if self.commands else self.first_after
        asyncio.get_running_loop().call_later(after, self._run, said["Command"], said["CommandID"])
        return SUCCESS

    def _run(self, command: str, command_id: str) -> None:
        if not self.running:
            return
        self.commands.append(command)
        if self.hangs_up_at and command.startswith(self.hangs_up_at):
            self.running = False
            self.world.of_caller("AsyncAGIEnd")
            self.world.of_caller("Hangup", Cause="16")
            return
        own = self.result(command)
        if own == "":
            return  # no answer at all
        if own is None and command == "ASYNCAGI BREAK":
            self.running = False
            self.world.of_caller("AsyncAGIEnd")
            return
        if own is None and command == "HANGUP":
            self.running = False
            self.world.of_caller("AsyncAGIExec", CommandID=command_id, Result="200 result=1\n")
            self.world.of_caller("AsyncAGIEnd")
            self.world.of_caller("Hangup", Cause="16")
            return
        self.world.of_caller("AsyncAGIExec", CommandID=command_id, Result=own or self._do(command))

    def _do(self, command: str) -> str:
        if command.startswith("GET VARIABLE "):
            value = self.variables.get(command.removeprefix("GET VARIABLE "))
            return "200 result=0\n" if value is None else f"200 result=1 ({value})\n"
        if command.startswith("SET VARIABLE "):
            name, _, value = command.removeprefix("SET VARIABLE ").partition(" ")
            self.variables[name] = value.strip('"').replace('\\"', '"').replace("\\\\", "\\")
            return "200 result=1\n"
        if command.startswith("EXEC Read "):
            key = self.keys.pop(0) if self.keys else ""
            self.variables["MENU_DIGITS"] = key
            self.variables["READSTATUS"] = self.status or ("OK" if key else "TIMEOUT")
            return "200 result=0\n"
        if command.startswith("EXEC Record "):
            self.variables["RECORD_STATUS"] = "ERROR" if self.status == "RECORD_STATUS" else "SILENCE"
            if self.says:
                file = command.removeprefix("EXEC Record ").strip('"').partition(",")[0]
                Path(file).write_bytes(bytes(44) + (b"\x00\x20" if self.loud else b"\x01\x00") * (self.says // 2))
            return "200 result=0\n"
        if command.startswith("EXEC Playback "):
            self.variables["PLAYBACKSTATUS"] = "FAILED" if self.status in ("ERROR", "PLAYBACKSTATUS") else "SUCCESS"
            return "200 result=0\n"
        return "510 Invalid or unknown command\n"
