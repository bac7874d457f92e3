"""An Asterisk for tests: an AMI server on a loopback port, with as much of channels and queues as the owner looks at.

It speaks real bytes (greeting, log-in, responses, lists, events), in pieces of any size, and can do what a network
does: fall silent without closing, close midway in a list, refuse. What it is told happens at once; nothing happens by
itself.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import quote

Headers = list[tuple[str, str]]
GREETING = "Asterisk Call Manager/11.0.0\r\n"


@dataclass
class Received:
    """One action that arrived."""

    headers: Headers

    def __getitem__(self, name: str) -> str:
        """Return the first value of a header, empty when it is absent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def name(self) -> str:
        """Name of the action."""
        return self["Action"]


@dataclass
class Reply:
    """What is said to an action: a response, and the events of a list that closes itself when there are any."""

    response: Headers
    events: list[tuple[str, Headers]] | None = None
    complete: str = ""

    @classmethod
    def success(cls, *headers: tuple[str, str]) -> Reply:
        """Say yes."""
        return cls([("Response", "Success"), *headers])

    @classmethod
    def error(cls, message: str) -> Reply:
        """Say no."""
        return cls([("Response", "Error"), ("Message", message)])


@dataclass
class FakeChannel:
    """A living channel; ``linkedid`` is that of the caller it belongs to."""

    name: str
    uniqueid: str
    linkedid: str
    ani: str = ""
    account: str = ""
    bridge: str = ""
    context: str = ""
    state: str = "Up"
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> Headers:
        """Headers that every event of it has."""
        return [
            ("Channel", self.name),
            ("CallerIDNum", self.ani or "<unknown>"),
            ("AccountCode", self.account),
            ("Uniqueid", self.uniqueid),
            ("Linkedid", self.linkedid),
        ]


@dataclass
class FakeMember:
    """An agent's endpoint in a queue."""

    queue: str
    interface: str
    name: str
    paused: bool = False
    reason: str = ""

    @property
    def headers(self) -> Headers:
        """Headers of its row in a list."""
        return [
            ("Queue", self.queue),
            ("Name", self.name),
            ("Location", self.interface),
            ("Status", "1"),
            ("Paused", str(int(self.paused))),
            ("PausedReason", self.reason),
        ]


class _Connection:
    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.logged_in = False


class FakeAmi:
    """The server; use it as ``async with FakeAmi() as ami`` and give ``ami.port`` to the client.

    ``received`` holds every action of every connection in order. ``answers`` maps an action's name to what is said
    instead of the usual; ``None`` is silence. ``agi`` answers a command on a channel with the text of its result, or
    ``None`` for a command that is never carried out.
    """

    def __init__(self, *, node: str = "node1", secret: str = "secret", now: Callable[[], float] = time.time) -> None:
        self.node, self.secret, self.now = node, secret, now
        self.started_at = now()
        self.port = 0
        self.received: list[Received] = []
        self.answers: dict[str, Callable[[Received], Reply | None]] = {}
        self.agi: Callable[[str, str], str | None] = lambda channel, command: "200 result=0"
        self.chunk_bytes = 0  # 0 = whole messages
        self.silent = False  # half-open: nothing is sent any more, nothing is closed
        self.cut_lists_after: int | None = None  # close after so many events of a list
        self.globals: dict[str, str] = {}
        self.astdb: dict[tuple[str, str], str] = {}
        self.channels: dict[str, FakeChannel] = {}
        self.waiting: dict[str, list[str]] = {}  # queue -> unique ids in order
        self.members: list[FakeMember] = []
        self.log_ins = 0
        self._numbers = itertools.count(1)
        self._joined_at: dict[str, float] = {}
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None
        self._news = asyncio.Condition()

    async def __aenter__(self) -> FakeAmi:
        await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def listen(self) -> None:
        """Take connections, on the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take no more connections and drop those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop()
        await asyncio.sleep(0)

    def drop(self) -> None:
        """Close every connection at once."""
        for connection in list(self._connections):
            connection.writer.transport.abort()

    def actions(self, name: str) -> list[Received]:
        """Return the actions of that name that arrived."""
        return [action for action in self.received if action.name == name]

    async def until(self, what: str, true: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait for something that an arriving action makes true.

        Raises:
            TimeoutError: it did not come; the message is ``what``.
        """
        async with self._news:
            try:
                async with asyncio.timeout(seconds):
                    await self._news.wait_for(true)
            except TimeoutError:
                raise TimeoutError(f"not within {seconds:g} s: {what}") from None

    # -- events -----------------------------------------------------------------------------------------------------

    def say(self, event: str, *headers: tuple[str, str]) -> None:
        """Send an event to everyone who is logged in."""
        data = encode(
            [
                ("Event", event),
                ("Privilege", "call,all"),
                ("Timestamp", f"{self.now():.6f}"),
                ("SystemName", self.node),
                *headers,
            ]
        )
        for connection in self._connections:
            if connection.logged_in:
                self._write(connection, data)

    def say_raw(self, data: bytes) -> None:
        """Send bytes as they are."""
        for connection in self._connections:
            self._write(connection, data)

    def arrive(self, ani: str = "19900000001", line: str = "12345", *, quiet: bool = False) -> FakeChannel:
        """A citizen's call comes in over the trunk; ``quiet`` = nobody is told (it happened in a gap)."""
        number = next(self._numbers)
        uniqueid = f"{self.node}-{int(self.now())}.{number}"
        channel = FakeChannel(f"PJSIP/trunk-{number:08x}", uniqueid, uniqueid, ani)
        channel.variables = {"LINE": line, "CALLER_NUMBER": ani, "LINE_ENTERED": "1"}
        self.channels[uniqueid] = channel
        if not quiet:
            self.say("Newchannel", *channel.headers, ("Context", "from_trunk"), ("Exten", line))
        return channel

    def start_menu(self, channel: FakeChannel) -> None:
        """The channel reaches ``AGI(agi:async)``."""
        channel.variables["IN_MENU"] = "1"
        env = quote(f"agi_request: async\nagi_channel: {channel.name}\nagi_uniqueid: {channel.uniqueid}\n\n")
        self.say("AsyncAGIStart", *channel.headers, ("Env", env))

    def end_menu(self, channel: FakeChannel) -> None:
        """The channel leaves ``AGI(agi:async)``."""
        channel.variables["IN_MENU"] = "0"
        self.say("AsyncAGIEnd", *channel.headers)

    def join(self, channel: FakeChannel, queue: str = "hotline_general") -> None:
        """The caller enters a queue; from there on the channel shows the line."""
        channel.variables["IN_MENU"] = "0"
        channel.ani = channel.variables.get("LINE", "")
        line = self.waiting.setdefault(queue, [])
        line.append(channel.uniqueid)
        self._joined_at[channel.uniqueid] = self.now()
        self.say("QueueCallerJoin", *channel.headers, ("Queue", queue), ("Position", str(len(line))))

    def leave(self, channel: FakeChannel, status: str) -> None:
        """``Queue()`` returns with this QUEUESTATUS."""
        queue = self._unqueue(channel)
        self.say("QueueCallerLeave", *channel.headers, ("Queue", queue))
        event = ("UserEvent", "HotlineQueueEnd")
        self.say("UserEvent", *channel.headers, event, ("Queue", queue), ("Status", status))

    def ring(self, channel: FakeChannel, agent: str, queue: str = "hotline_general") -> FakeChannel:
        """An agent's phone rings for the caller; returns the agent's leg."""
        number = next(self._numbers)
        leg = FakeChannel(
            f"PJSIP/{agent}p-{number:08x}", f"{self.node}-{int(self.now())}.{number}", channel.linkedid, agent
        )
        leg.state = "Ringing"
        self.channels[leg.uniqueid] = leg
        self.say("AgentCalled", *channel.headers, *self._leg(leg, agent, queue))
        return leg

    def ring_out(self, channel: FakeChannel, leg: FakeChannel, queue: str = "hotline_general") -> None:
        """The agent does not answer."""
        self.say("AgentRingNoAnswer", *channel.headers, *self._leg(leg, self._agent(leg), queue))
        self.hang_up(leg, cause=19)

    def connect(self, channel: FakeChannel, leg: FakeChannel, queue: str = "hotline_general") -> None:
        """The agent answers; both are bridged."""
        self._unqueue(channel)
        leg.state = "Up"
        self.say("QueueCallerLeave", *channel.headers, ("Queue", queue))
        self.say("AgentConnect", *channel.headers, *self._leg(leg, self._agent(leg), queue))
        for each in (leg, channel):
            each.bridge = f"bridge-{leg.uniqueid}"
            self.say("BridgeEnter", ("BridgeUniqueid", each.bridge), *each.headers)

    def complete(self, channel: FakeChannel, leg: FakeChannel, reason: str, queue: str = "hotline_general") -> None:
        """The talk ends; with ``agent`` the dialplan goes on behind ``Queue()``."""
        agent = self._agent(leg)
        self.say("AgentComplete", *channel.headers, *self._leg(leg, agent, queue), ("Reason", reason))
        for each in (channel, leg):
            self.say("BridgeLeave", ("BridgeUniqueid", each.bridge), *each.headers)
            each.bridge = ""
        self.hang_up(leg)
        if reason == "agent":
            event = ("UserEvent", "HotlineQueueEnd")
            self.say("UserEvent", *channel.headers, event, ("Queue", queue), ("Status", "CONTINUE"))

    def hold(self, channel: FakeChannel, leg: FakeChannel) -> None:
        """Both legs leave their bridge: the caller to the music, the agent's leg to a bridge of its own."""
        for each, context in ((leg, "hotline_consult"), (channel, "hotline_hold")):
            self.say("BridgeLeave", ("BridgeUniqueid", each.bridge), *each.headers)
            each.bridge, each.context = "", context
        leg.bridge = f"hold_{leg.uniqueid}"
        self.say("BridgeEnter", ("BridgeUniqueid", leg.bridge), *leg.headers)
        self.say("UserEvent", *channel.headers, ("UserEvent", "HotlineHold"))

    def resume(self, channel: FakeChannel, leg: FakeChannel) -> None:
        """Both legs are in one bridge again."""
        self.say("BridgeLeave", ("BridgeUniqueid", leg.bridge), *leg.headers)
        channel.context = "hotline_resume"
        for each in (leg, channel):
            each.bridge = f"bridge-{next(self._numbers)}-{leg.uniqueid}" if each is leg else leg.bridge
            self.say("BridgeEnter", ("BridgeUniqueid", each.bridge), *each.headers)

    def hang_up(self, channel: FakeChannel, cause: int = 16) -> None:
        """The channel is gone."""
        self.channels.pop(channel.uniqueid, None)
        queue = self._unqueue(channel)
        if queue:
            self.say("QueueCallerAbandon", *channel.headers, ("Queue", queue))
            self.say("QueueCallerLeave", *channel.headers, ("Queue", queue))
        self.say("Hangup", *channel.headers, ("Cause", str(cause)))

    def _unqueue(self, channel: FakeChannel) -> str:
        for queue, line in self.waiting.items():
            if channel.uniqueid in line:
                line.remove(channel.uniqueid)
                return queue
        return ""

    @staticmethod
    def _agent(leg: FakeChannel) -> str:
        return leg.name.partition("/")[2].partition("p-")[0]

    @staticmethod
    def _leg(leg: FakeChannel, agent: str, queue: str) -> Headers:
        return [
            ("DestChannel", leg.name),
            ("DestUniqueid", leg.uniqueid),
            ("Queue", queue),
            ("MemberName", agent),
            ("Interface", leg.name.rpartition("-")[0]),
        ]

    # -- the wire ---------------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = _Connection(writer)
        self._connections.add(connection)
        try:
            self._write(connection, GREETING.encode())
            while True:
                block = (await reader.readuntil(b"\r\n\r\n")).decode()
                pairs = (line.partition(":") for line in block.split("\r\n") if line)
                action = Received([(name, value.strip()) for name, _, value in pairs])
                self.received.append(action)
                self._answer(connection, action)
                async with self._news:
                    self._news.notify_all()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._connections.discard(connection)
            writer.close()

    def _write(self, connection: _Connection, data: bytes) -> None:
        if self.silent:
            return
        size = self.chunk_bytes or len(data)
        for start in range(0, len(data), size):
            connection.writer.write(data[start : start + size])

    def _answer(self, connection: _Connection, action: Received) -> None:
        scripted = self.answers.get(action.name)
        reply = scripted(action) if scripted else self._usual(connection, action)
        if reply is None:
            return
        action_id = ("ActionID", action["ActionID"])
        listed = [("EventList", "start")] if reply.events is not None else []
        self._write(connection, encode([reply.response[0], action_id, *listed, *reply.response[1:]]))
        for number, (event, headers) in enumerate(reply.events or ()):
            if number == self.cut_lists_after:
                connection.writer.close()
                return
            self._write(connection, encode([("Event", event), action_id, *headers]))
        if reply.events is not None:
            end = [("Event", reply.complete), action_id, ("EventList", "Complete")]
            self._write(connection, encode([*end, ("ListItems", str(len(reply.events)))]))
        if action.name == "Login" and connection.logged_in:
            uptime = str(int(self.now() - self.started_at))
            self.say("FullyBooted", ("Uptime", uptime), ("LastReload", uptime), ("Status", "Fully Booted"))
        if action.name == "AGI":
            self._carry_out(action)

    def _carry_out(self, action: Received) -> None:
        channel = next((c for c in self.channels.values() if c.name == action["Channel"]), None)
        result = self.agi(action["Channel"], action["Command"]) if channel else None
        if channel is not None and result is not None:
            command = ("CommandID", action["CommandID"])
            self.say("AsyncAGIExec", *channel.headers, command, ("Result", quote(result + "\n")))

    def _usual(self, connection: _Connection, action: Received) -> Reply | None:
        if action.name == "Login":
            if action["Secret"] != self.secret:
                return Reply.error("Authentication failed")
            connection.logged_in = True
            self.log_ins += 1
            return Reply.success(("Message", "Authentication accepted"))
        if not connection.logged_in:
            return Reply.error("Permission denied")
        match action.name:
            case "Ping":
                return Reply.success(("Ping", "Pong"))
            case "Setvar" if not action["Channel"]:
                self.globals[action["Variable"]] = action["Value"]
            case "AGI" if all(channel.name != action["Channel"] for channel in self.channels.values()):
                return Reply.error("No such channel")
            case "Status":
                wanted = action["Variables"].split(",")
                return Reply(
                    [("Response", "Success")], [self._status(c, wanted) for c in self._alive()], "StatusComplete"
                )
            case "QueueStatus":
                return Reply([("Response", "Success")], self._queues(), "QueueStatusComplete")
            case "QueueAdd":
                self.members.append(FakeMember(action["Queue"], action["Interface"], action["MemberName"]))
            case "QueuePause":
                for member in self.members:
                    if member.interface == action["Interface"]:
                        member.paused, member.reason = action["Paused"] == "true", action["Reason"]
            case "Redirect":
                return self._redirect(action)
            case "Hangup":
                gone = self._named(action["Channel"])
                if gone is None:
                    return Reply.error("No such channel")
                self.hang_up(gone, int(action["Cause"] or 16))
            case "DBGet":
                value = self.astdb.get((action["Family"], action["Key"]))
                if value is None:
                    return Reply.error("Database entry not found")
                found = ("DBGetResponse", [("Family", action["Family"]), ("Key", action["Key"]), ("Val", value)])
                return Reply([("Response", "Success")], [found], "DBGetComplete")
        return Reply.success()

    def _named(self, name: str) -> FakeChannel | None:
        return next((channel for channel in self.channels.values() if channel.name == name), None)

    def _redirect(self, action: Received) -> Reply:
        """Hold and resume; any other place is only remembered."""
        channel, extra = self._named(action["Channel"]), self._named(action["ExtraChannel"])
        if channel is None or (action["ExtraChannel"] and extra is None):
            return Reply.error("Channel does not exist")
        if extra is not None and action["ExtraContext"] == "hotline_hold":
            self.hold(extra, channel)
        elif action["Context"] == "hotline_resume":
            leg = next(c for c in self._alive() if c.linkedid == channel.linkedid and c.context == "hotline_consult")
            self.resume(channel, leg)
        else:
            channel.context = action["Context"]
        return Reply.success()

    def _alive(self) -> list[FakeChannel]:
        return list(self.channels.values())

    @staticmethod
    def _status(channel: FakeChannel, wanted: list[str]) -> tuple[str, Headers]:
        variables = [("Variable", f"{name}={channel.variables.get(name, '(null)')}") for name in wanted if name]
        place = [("BridgeID", channel.bridge), ("Context", channel.context), ("ChannelStateDesc", channel.state)]
        return "Status", [*channel.headers, *place, *variables]

    def _queues(self) -> list[tuple[str, Headers]]:
        rows: list[tuple[str, Headers]] = [("QueueMember", member.headers) for member in self.members]
        for queue, line in self.waiting.items():
            for position, uniqueid in enumerate(line, start=1):
                wait = str(int(self.now() - self._joined_at[uniqueid]))
                headers = [("Queue", queue), ("Position", str(position)), ("Uniqueid", uniqueid), ("Wait", wait)]
                rows.append(("QueueEntry", headers))
        return rows


def encode(headers: Headers) -> bytes:
    """Return the bytes of a message."""
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode() + b"\r\n"
