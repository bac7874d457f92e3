"""One AMI connection that is kept: log-in, answers matched, Pong checked, back-off with jitter.

The only importer of ``panoramisk``. It gives the connection; framing, matching and retries are ours because of the six
facts of SWITCH section 2: characters cut by a chunk, futures that never resolve, actions sent again after a reconnect,
line breaks on the wire, unordered handlers, and a Pong nobody looks at.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import random
import re
import secrets
from collections.abc import Awaitable, Callable, Container, Sequence
from typing import Any, cast

import panoramisk
from panoramisk.ami_protocol import AMIProtocol
from prometheus_client import Counter

from foundation.errors import HotlineError, LeaseLost
from foundation.logs import logger
from telephony.ami import actions
from telephony.ami.actions import Action
from telephony.ami.framing import AmiMessage, Framer, FramingError
from telephony.ami.messages import WANTED

log = logger(__name__)

PING_SECONDS = 5.0
PONG_SECONDS = 5.0
BACK_OFF_SECONDS = (0.2, 5.0)  # first, longest
HEAD = ("event", "privilege", "timestamp", "systemname")
STAMP = re.compile(r"[0-9]{10}\.[0-9]{6}")
SNAPSHOT = (
    *("calleridname", "connectedlinenum", "connectedlinename", "language", "accountcode"),
    *("context", "exten", "priority", "uniqueid", "linkedid"),
)
BEHIND_NUMBERS = {f"{whose}channelstate": frozenset(whose + name for name in SNAPSHOT) for whose in ("", "dest")}
"""A header that stands before a channel's numbers -> what stands behind them."""
REFUSED = Counter("hotline_ami_refused_events_total", "Events that Asterisk told in somebody else's words")


def is_genuine(message: AmiMessage) -> bool:
    """Tell whether an event begins as Asterisk begins its own, is whole, and says everything once, as they do.

    It tells some values as they came (tried with 22.10.1: the user part of ``From``, percent-decoded, up to 79 bytes),
    so that line ends in a caller's number end one event and begin another, or put another call's id before the true
    one, or in its place. What fits there is too short for this head, and for all that stands behind a number.
    """
    headers = message.headers
    begins = tuple(itertools.islice(headers, len(HEAD))) == HEAD and STAMP.fullmatch(headers["timestamp"]) is not None
    return begins and _is_whole(headers) and not message.repeated


def _is_whole(headers: dict[str, str]) -> bool:
    return not any(name in headers and not behind <= headers.keys() for name, behind in BEHIND_NUMBERS.items())


class AmiError(HotlineError):
    """Asterisk refused an action; the message is its own."""

    code = "ami_refused"


class AmiGone(HotlineError):
    """There is no connection, or it ended before the answer. Nothing is sent again by itself (SWITCH 2.4)."""

    code = "ami_gone"
    retryable = True


class AmiTimeout(AmiGone):
    """No answer in time."""

    code = "ami_timeout"


class _Protocol(AMIProtocol):  # type: ignore[misc]  # panoramisk carries no types
    """Replaces panoramisk's parsing by ``Framer`` and hands every message on in order."""

    def __init__(self, on_message: Callable[[AmiMessage], None], on_lost: Callable[[_Protocol], None]) -> None:
        self._on_message = on_message
        self._on_lost = on_lost
        self.framer = Framer()
        self.closed = False

    def data_received(self, data: bytes) -> None:
        before = self.framer.encoding_errors
        try:
            messages = self.framer.feed(data)
        except FramingError as error:
            log.error("ami_framing", error=str(error))
            self.transport.abort()
            return
        if self.framer.encoding_errors != before:
            log.warning("ami_encoding", count=self.framer.encoding_errors)
        for message in messages:
            if self.transport.is_closing():
                return  # given up by the message before
            self._on_message(message)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed:
            self.closed = True
            self._on_lost(self)


class _Manager(panoramisk.Manager):  # type: ignore[misc]  # panoramisk carries no types
    """A panoramisk manager that neither logs in, pings, retries nor reconnects by itself."""

    def connection_made(self, f: Any) -> None:
        """Leave the outcome of connecting to the caller of ``connect``."""


class _Pending:
    __slots__ = ("events", "future", "wants_list")

    def __init__(self, wants_list: bool) -> None:
        self.future: asyncio.Future[list[AmiMessage]] = asyncio.get_running_loop().create_future()
        self.events: list[AmiMessage] = []
        self.wants_list = wants_list


class AmiClient:
    """Keeps one connection to Asterisk.

    ``on_event`` is called synchronously, in the order of arrival, for events of a ``wanted`` name, and must only append
    to a queue; what is not ``is_genuine`` does not get there. Ids of actions cannot be guessed, so no answer is forged
    either. ``on_up`` runs after each log-in, ``on_down`` after each loss; requests made while nobody is logged in raise
    ``AmiGone`` at once.
    """

    def __init__(
        self,
        host: str,
        port: int,
        username: str,
        secret: str,
        *,
        on_event: Callable[[AmiMessage], None] = lambda message: None,
        wanted: Container[str] = WANTED,
        on_up: Callable[[], Awaitable[None]] | None = None,
        on_down: Callable[[], None] | None = None,
        ping_seconds: float = PING_SECONDS,
        pong_seconds: float = PONG_SECONDS,
        back_off_seconds: tuple[float, float] = BACK_OFF_SECONDS,
    ) -> None:
        self._host, self._port = host, port
        self._username, self._secret = username, secret
        self._on_event, self._on_up, self._on_down = on_event, on_up, on_down
        self._wanted = wanted
        self._ping_seconds, self._pong_seconds = ping_seconds, pong_seconds
        self._back_off = back_off_seconds
        self._protocol: _Protocol | None = None
        self._pending: dict[str, _Pending] = {}
        self._token = secrets.token_hex(4)
        self._ids = itertools.count(1)
        self._booted = False
        self._lost = asyncio.Event()
        self.connected = False
        self.connections = 0
        self.closed = False

    # -- keeping the connection -------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Connect, log in and stay so until cancelled or ``close()``d; back-off with jitter."""
        first, longest = self._back_off
        pause = first
        while not self.closed:
            try:
                await self.connect()
                if self._on_up is not None:
                    await self._on_up()
                pause = first
                await self._watch()
            except LeaseLost:
                raise
            except (OSError, HotlineError, TimeoutError) as error:
                log.warning("ami_down", error=str(error) or type(error).__name__)
            finally:
                self._drop()
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))
            pause = min(pause * 2, longest)

    async def connect(self) -> None:
        """Connect and log in once.

        Raises:
            OSError: nobody listens. AmiError: the secret is refused. AmiGone: it hung up or stayed silent.
        """
        self._lost.clear()
        quiet = logging.getLogger("panoramisk")
        manager = _Manager(
            loop=asyncio.get_running_loop(),
            host=self._host,
            port=self._port,
            log=quiet,
            protocol_factory=lambda: _Protocol(self._on_message, self._on_lost),
        )
        async with asyncio.timeout(5):
            _, protocol = await manager.connect()
        if self.closed or self._lost.is_set():
            protocol.transport.abort()
            raise AmiGone("the AMI connection ended before the log-in")
        self._protocol = cast("_Protocol", protocol)
        self._booted = False
        login = Action("Login", (("Username", self._username), ("Secret", self._secret), ("Events", "on")))
        await self._send(login, 5.0, wants_list=False)
        self.connected = True
        self.connections += 1

    async def _watch(self) -> None:
        while not self._lost.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._ping_seconds):
                    await self._lost.wait()
                return
            await self.request(actions.ping(), within=self._pong_seconds)

    def _on_lost(self, protocol: _Protocol) -> None:
        if self._protocol not in (None, protocol):
            return  # the end of a connection that was given up before
        self._lost.set()
        self._drop()

    def _drop(self) -> None:
        protocol, self._protocol = self._protocol, None
        if protocol is None:
            return
        self.connected = False
        protocol.transport.abort()
        pending, self._pending = self._pending, {}
        for waiting in pending.values():
            if not waiting.future.done():
                waiting.future.set_exception(AmiGone("the AMI connection ended before the answer"))
        if self._on_down is not None:
            self._on_down()

    def give_up(self) -> None:
        """Drop the connection as if it were lost: ``run`` makes another one."""
        self._lost.set()
        self._drop()

    def close(self) -> None:
        """Close the connection for good; whoever waits for an answer gets ``AmiGone``."""
        self.closed = True
        self._lost.set()
        self._drop()

    # -- actions ----------------------------------------------------------------------------------------------------

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send an action and return its response.

        Raises:
            AmiError: Asterisk answered with an error. AmiGone, AmiTimeout: no answer; it may or may not have been done.
        """
        self._check()
        return (await self._send(action, within, wants_list=False))[0]

    async def collect(self, action: Action, within: float = 15.0) -> list[AmiMessage]:
        """Send an action that answers with a list and return its events, without the closing one."""
        self._check()
        return (await self._send(action, within, wants_list=True))[1:]

    def post(self, sent: Sequence[Action]) -> list[asyncio.Future[list[AmiMessage]]]:
        """Write several actions in one piece and return a future of each response, in order.

        Raises:
            AmiGone: no connection.
        """
        self._check()
        if self._protocol is None:
            raise AmiGone("no AMI connection")
        ids = [self._next_id() for _ in sent]
        encoded = b"".join(action.encode(action_id) for action, action_id in zip(sent, ids, strict=True))
        futures = []
        for action_id in ids:
            pending = self._pending[action_id] = _Pending(wants_list=False)
            pending.future.add_done_callback(lambda future: future.cancelled() or future.exception())
            futures.append(pending.future)
        self._protocol.transport.write(encoded)
        return futures

    def _check(self) -> None:
        if not self.connected:
            raise AmiGone("no AMI connection")

    async def _send(self, action: Action, within: float, *, wants_list: bool) -> list[AmiMessage]:
        if self._protocol is None:
            raise AmiGone("no AMI connection")
        action_id = self._next_id()
        data = action.encode(action_id)
        pending = self._pending[action_id] = _Pending(wants_list)
        try:
            self._protocol.transport.write(data)
            async with asyncio.timeout(within):
                return await pending.future
        except TimeoutError:
            raise AmiTimeout(f"Asterisk did not answer {action.name} in {within:g} s") from None
        finally:
            self._pending.pop(action_id, None)

    def _next_id(self) -> str:
        return f"{self._token}-{next(self._ids)}"

    def _take(self, message: AmiMessage) -> None:
        if message.name not in self._wanted:
            return
        if message.name == "FullyBooted" and not self._booted:
            self._booted = True  # written without that head, once a connection and before everything else
        elif not is_genuine(message):
            self._refuse(message)
            return
        self._on_event(message)

    def _refuse(self, message: AmiMessage) -> None:
        REFUSED.inc()
        log.warning("ami_event_refused", headers=len(message))

    def _on_message(self, message: AmiMessage) -> None:
        asked = self._pending and (not message.name or message.mentions("ActionID"))
        action_id = message.get("actionid", "") if asked else ""
        pending = self._pending.get(action_id) if action_id else None
        if pending is None or (message.name and not pending.wants_list):
            if message.name:
                self._take(message)
            return
        if pending.future.done():
            return
        if message.name:
            if message.get("eventlist", "").lower().startswith(("complete", "cancel")):
                self._pending.pop(action_id, None)
                pending.future.set_result(pending.events)
            elif message.repeated <= {"variable"} and _is_whole(message.headers):
                pending.events.append(message)
            else:
                self._refuse(message)
        elif message.get("response", "").lower() in ("error", "failure"):
            self._pending.pop(action_id, None)
            pending.future.set_exception(AmiError(message.get("message", "refused")))
        elif pending.wants_list:
            pending.events.insert(0, message)
        else:
            self._pending.pop(action_id, None)
            pending.future.set_result([message])
