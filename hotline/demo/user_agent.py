"""A SIP user agent over UDP: transactions, registration, calls (RFC 3261). One call is one `Call`.

It speaks what Asterisk asks of a phone: INVITE, ACK, BYE, CANCEL, re-INVITE, UPDATE, OPTIONS, NOTIFY, and
REGISTER with Digest.
"""

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import cast

from hotline.demo import sip
from hotline.demo.rtp import RtpEndpoint
from hotline.demo.sip import Message, Session, SipSyntaxError

_T1 = 0.5
_TIMEOUT = 32.0
_RING_TIMEOUT = 180.0
_ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, NOTIFY"


class SipTimeout(TimeoutError):
    """Nobody answered a request; the text names it."""


class CallRefused(Exception):
    """A call or a registration ended with an error status."""

    def __init__(self, status: int, start: str) -> None:
        super().__init__(start)
        self.status = status


class Call:
    """One call of a phone, in either direction.

    `ringing`, `answered` and `ended` are set once and stay set; `ended_by` is `local`, `remote` or `refused`.
    """

    def __init__(self, agent: "UserAgent", rtp: RtpEndpoint, call_id: str) -> None:
        self.ringing = asyncio.Event()
        self.answered = asyncio.Event()
        self.ended = asyncio.Event()
        self.ended_by = ""
        self.status = 0
        self.rtp = rtp
        self.call_id = call_id
        self.shown_caller = ""
        """The From header of an incoming call: all that a phone's display could show."""
        self.held = False
        self._agent = agent
        self._local = ""
        self._remote = ""
        self._target = ""
        self._routes: tuple[str, ...] = ()
        self._cseq = secrets.randbelow(10000) + 1
        self._invite: Message | None = None
        self._outgoing = False
        self._acknowledged = asyncio.Event()

    async def wait_answered(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - the text names the wait
        """Wait until both sides talk; `CallRefused` when the call ended before."""
        await _either(self.answered, self.ended, timeout, f"answer of call {self.call_id}")
        if not self.answered.is_set():
            raise CallRefused(self.status, f"call ended before an answer: {self.status} {self.ended_by}")

    async def wait_ended(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109
        """Wait until the call is over."""
        await _either(self.ended, self.ended, timeout, f"end of call {self.call_id}")

    async def press(self, key: str) -> float:
        """Send a key as RFC 4733; returns the `time.monotonic()` of its first packet."""
        return await self.rtp.press(key)

    async def say(self, wav: Path) -> None:
        """Speak a WAV to its end."""
        await self.rtp.say(wav)

    async def answer(self) -> None:
        """Pick up an incoming call; returns when the far end acknowledged."""
        await self._agent._answer(self)

    def refuse(self, status: int = 486, reason: str = "Busy Here", contact: str = "") -> None:
        """Turn an incoming call down; with 302 `contact` says where it is to go instead."""
        self._agent._refuse(self, status, reason, contact)

    async def hang_up(self) -> None:
        """End the call from our side, whatever state it is in; ends nothing twice."""
        await self._agent._hang_up(self)

    def _end(self, by: str, status: int = 0) -> None:
        if not self.ended.is_set():
            self.ended_by, self.status = by, status or self.status
            self.ended.set()
            self.rtp.close()


class UserAgent(asyncio.DatagramProtocol):
    """One UDP socket and the calls on it. `problems` lists everything that came in and could not be understood."""

    def __init__(self, server: tuple[str, int], user: str, password: str = "", host: str = "127.0.0.1") -> None:
        self.server = server
        self.user = user
        self.host = host
        self.problems: list[str] = []
        self.calls: list[Call] = []
        self.on_call: Callable[[Call], None] | None = None
        self.open_audio: Callable[[str], Awaitable[RtpEndpoint]] = RtpEndpoint.open
        """Opens the audio of a call on an address."""
        self.options_answered = 0
        self.silent = False
        """True makes it deaf and dumb, as a phone without its network."""
        self._password = password
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: dict[str, asyncio.Queue[Message]] = {}
        self._acks: OrderedDict[str, bytes] = OrderedDict()
        self._replies: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._register_call_id = secrets.token_hex(8)
        self._register_cseq = 0

    async def open(self) -> None:
        """Bind a free port."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(self.host, 0))

    async def close(self) -> None:
        """End what is under way and free the port."""
        for call in [call for call in self.calls if not call.ended.is_set()]:
            try:
                async with asyncio.timeout(2):
                    await call.hang_up()
            except (TimeoutError, CallRefused):
                call._end("local")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._transport is not None:
            self._transport.close()

    @property
    def port(self) -> int:
        """The UDP port bound."""
        assert self._transport is not None
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    async def register(self, seconds: int = 120) -> None:
        """Register, with Digest where asked; 0 seconds takes the registration back."""
        uri = f"sip:{self.server[0]}:{self.server[1]}"
        own = f"<sip:{self.user}@{self.server[0]}>"
        extra: tuple[tuple[str, str], ...] = (("Contact", self._contact), ("Expires", str(seconds)))
        for _ in range(3):
            self._register_cseq += 1
            request = self._request(
                "REGISTER",
                uri,
                f"{own};tag={secrets.token_hex(4)}",
                own,
                self._register_call_id,
                self._register_cseq,
                extra,
            )
            answer = await self._transact(request)
            if answer.status not in (401, 407):
                break
            extra = (extra[0], extra[1], self._credentials(answer, "REGISTER", uri))
        if answer.status != 200:
            raise CallRefused(answer.status, f"REGISTER {self.user}: {answer.start}")

    async def call(self, number: str, caller: str) -> Call:
        """Dial and return at once; `wait_answered` of the call tells the rest."""
        call = Call(self, await self.open_audio(self.host), f"{secrets.token_hex(8)}@{self.host}")
        call._outgoing = True
        call._target = f"sip:{number}@{self.server[0]}:{self.server[1]}"
        call._local = f"<sip:{caller}@{self.host}>;tag={secrets.token_hex(4)}"
        call._remote = f"<{call._target}>"
        self.calls.append(call)
        self._spawn(self._dial(call), f"dial {call.call_id}")
        return call

    # ---- calls that we place ----

    async def _dial(self, call: Call) -> None:
        offer = Session(self.host, call.rtp.port).encode()
        extra: tuple[tuple[str, str], ...] = ()
        for _ in range(2):
            call._cseq += 1
            invite = self._request(
                "INVITE", call._target, call._local, call._remote, call.call_id, call._cseq, extra, offer
            )
            call._invite = invite
            try:
                final = await self._transact(invite, on_progress=lambda reply: self._progress(call, reply))
            except SipTimeout as error:
                self.problems.append(str(error))
                call._end("refused", 408)
                return
            if final.status not in (401, 407) or extra:
                break
            extra = (self._credentials(final, "INVITE", call._target),)
        if final.status >= 300:
            call._end("refused", final.status)
            return
        call._remote = final.header("to")
        call._target = sip.uri_of(final.header("contact"))
        call._routes = tuple(reversed(final.all("record-route")))
        ack = self._in_dialog(call, "ACK", invite.cseq)
        self._acks[call.call_id] = ack.encode()
        self._send(ack.encode())
        if call.ended.is_set():  # hung up while the answer was under way
            await self._bye(call)
            return
        self._connect(call, final)
        call.answered.set()

    @staticmethod
    def _progress(call: Call, reply: Message) -> None:
        if reply.status in (180, 183):
            call.ringing.set()

    # ---- calls that come in ----

    def _invited(self, request: Message) -> None:
        known = self._find(request.call_id)
        if known is not None:
            self._renegotiate(known, request)
            return
        self._reply(request, 100, "Trying")
        self._spawn(self._take(request), f"take {request.call_id}")

    async def _take(self, request: Message) -> None:
        call = Call(self, await self.open_audio(self.host), request.call_id)
        call._invite = request
        tag = secrets.token_hex(4)
        call._local = f"{request.header('to')};tag={tag}"
        call._remote = request.header("from")
        call._target = sip.uri_of(request.header("contact"))
        call._routes = tuple(request.all("record-route"))
        call.shown_caller = request.header("from")
        self.calls.append(call)
        self._reply(request, 180, "Ringing", call=call)
        call.ringing.set()
        if self.on_call is None:
            call.refuse()
        else:
            self.on_call(call)

    async def _answer(self, call: Call) -> None:
        invite = call._invite
        if invite is None or call._outgoing or call.answered.is_set() or call.ended.is_set():
            return
        try:
            self._connect(call, invite)
        except SipSyntaxError as error:
            self.problems.append(f"INVITE: {error}")
            call.refuse(488, "Not Acceptable Here")
            return
        body = Session(self.host, call.rtp.port, (call.rtp.payload_type,), call.rtp.event_type).encode()
        call.answered.set()
        wait = _T1
        for _ in range(8):
            self._reply(invite, 200, "OK", call=call, body=body)
            try:
                await _either(call._acknowledged, call.ended, wait, "ACK")
            except TimeoutError:
                wait = min(2 * wait, 4.0)
            else:
                return
        self.problems.append(f"no ACK for call {call.call_id}")
        call._end("refused", 408)

    def _refuse(self, call: Call, status: int, reason: str, contact: str = "") -> None:
        if call._invite is not None and not call._outgoing and not call.answered.is_set() and not call.ended.is_set():
            self._reply(call._invite, status, reason, call=call, contact=contact)
            call._end("local", status)

    def _renegotiate(self, call: Call, request: Message) -> None:
        """A re-INVITE or UPDATE: take over what it says of audio and answer with ours."""
        if call._invite is request:
            return
        body = b""
        if request.body or request.method == "INVITE":
            if request.body:
                self._connect(call, request)
            body = Session(self.host, call.rtp.port, (call.rtp.payload_type,), call.rtp.event_type).encode(2)
        self._reply(request, 200, "OK", call=call, body=body)

    # ---- both ----

    def _connect(self, call: Call, message: Message) -> None:
        session = sip.parse_session(message.body)
        call.held = session.direction in ("sendonly", "inactive")
        call.rtp.connect((session.host, session.port), session.codecs[0], session.event_type)

    async def _hang_up(self, call: Call) -> None:
        if call.ended.is_set():
            return
        if call.answered.is_set():
            call._end("local")
            await self._bye(call)
        elif call._outgoing and call._invite is not None:
            call._end("local", 487)
            invite = call._invite
            cancel = Message(
                invite.start.replace("INVITE", "CANCEL", 1),
                tuple(
                    (key, f"{invite.cseq} CANCEL" if key == "CSeq" else value)
                    for key, value in invite.headers
                    if key in ("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards")
                ),
            )
            await self._transact(cancel)
        else:
            self._refuse(call, 486, "Busy Here")

    async def _bye(self, call: Call) -> None:
        call._cseq += 1
        answer = await self._transact(self._in_dialog(call, "BYE", call._cseq))
        if answer.status not in (200, 481):
            raise CallRefused(answer.status, f"BYE: {answer.start}")

    def _find(self, call_id: str) -> Call | None:
        return next((call for call in reversed(self.calls) if call.call_id == call_id), None)

    # ---- transactions ----

    async def _transact(self, request: Message, on_progress: Callable[[Message], None] | None = None) -> Message:
        """Send a request until it is answered, return the final answer; `SipTimeout` names the request."""
        loop = asyncio.get_running_loop()
        invite = request.method == "INVITE"
        key = f"{request.branch} {request.method}"
        queue = self._waiting[key] = asyncio.Queue()
        data = request.encode()
        wait, resend, deadline = _T1, True, loop.time() + _TIMEOUT
        self._send(data)
        try:
            while True:
                left = deadline - loop.time()
                if left <= 0:
                    raise SipTimeout(f"no answer to {request.method} of call {request.call_id}")
                try:
                    async with asyncio.timeout(min(wait, left) if resend else left):
                        reply = await queue.get()
                except TimeoutError:
                    if resend:
                        self._send(data)
                        wait = wait * 2 if invite else min(wait * 2, 4.0)
                    continue
                if reply.status >= 200:
                    if invite and reply.status >= 300:
                        self._acknowledge_refusal(request, reply)
                    return reply
                if invite:
                    resend, deadline = False, loop.time() + _RING_TIMEOUT
                if on_progress is not None:
                    on_progress(reply)
        finally:
            del self._waiting[key]

    def _acknowledge_refusal(self, invite: Message, reply: Message) -> None:
        headers = [
            (key, f"{invite.cseq} ACK" if key == "CSeq" else reply.header("to") if key == "To" else value)
            for key, value in invite.headers
            if key in ("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards")
        ]
        ack = Message(invite.start.replace("INVITE", "ACK", 1), tuple(headers)).encode()
        self._acks[invite.branch] = ack
        self._send(ack)

    def _request(
        self,
        method: str,
        uri: str,
        local: str,
        remote: str,
        call_id: str,
        cseq: int,
        extra: tuple[tuple[str, str], ...] = (),
        body: bytes = b"",
    ) -> Message:
        branch = f"z9hG4bK{secrets.token_hex(8)}"
        headers = [
            ("Via", f"SIP/2.0/UDP {self.host}:{self.port};branch={branch};rport"),
            ("Max-Forwards", "70"),
            ("From", local),
            ("To", remote),
            ("Call-ID", call_id),
            ("CSeq", f"{cseq} {method}"),
            *extra,
        ]
        if method in ("INVITE", "UPDATE"):
            headers += [("Contact", self._contact), ("Allow", _ALLOW)]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(f"{method} {uri} SIP/2.0", tuple(headers), body)

    def _in_dialog(self, call: Call, method: str, cseq: int) -> Message:
        routes = tuple(("Route", route) for route in call._routes)
        return self._request(method, call._target, call._local, call._remote, call.call_id, cseq, routes)

    def _credentials(self, refusal: Message, method: str, uri: str) -> tuple[str, str]:
        name, ours = (
            ("www-authenticate", "Authorization")
            if refusal.status == 401
            else ("proxy-authenticate", "Proxy-Authorization")
        )
        challenges = refusal.all(name)
        challenge = next((text for text in challenges if "SHA" not in text.upper()), None)
        if challenge is None:
            raise SipSyntaxError("no challenge with MD5")
        return ours, sip.authorization(challenge, method=method, uri=uri, user=self.user, password=self._password)

    @property
    def _contact(self) -> str:
        return f"<sip:{self.user}@{self.host}:{self.port}>"

    def _reply(
        self,
        request: Message,
        status: int,
        reason: str,
        call: Call | None = None,
        body: bytes = b"",
        contact: str = "",
    ) -> None:
        tag = sip.tag_of(call._local) if call is not None else ("" if status == 100 else secrets.token_hex(4))
        answer = sip.response(request, status, reason, tag, contact=contact or self._contact, body=body).encode()
        self._replies[(request.branch, request.method)] = answer
        while len(self._replies) > 256:
            self._replies.popitem(last=False)
        self._send(answer)

    def _send(self, data: bytes) -> None:
        if self._transport is not None and not self.silent:
            self._transport.sendto(data, self.server)

    def _spawn(self, work: Coroutine[object, object, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.problems.append(f"{task.get_name()}: {error!r}")

    # ---- what arrives ----

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def error_received(self, exc: Exception) -> None:
        """ICMP: the switch is not there; the request's own time-out says so."""

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.silent or not data.strip():
            return
        try:
            message = sip.parse(data)
            if message.status:
                self._answered(message)
            else:
                self._asked(message)
        except SipSyntaxError as error:
            self.problems.append(str(error))

    def _answered(self, reply: Message) -> None:
        queue = self._waiting.get(f"{reply.branch} {reply.method}")
        if queue is not None:
            queue.put_nowait(reply)
        elif reply.method == "INVITE" and reply.status >= 200:  # our ACK was lost
            key = reply.call_id if reply.status < 300 else reply.branch
            if key in self._acks:
                self._send(self._acks[key])

    def _asked(self, request: Message) -> None:
        method = request.method
        again = self._replies.get((request.branch, method))
        if again is not None:
            self._send(again)
            return
        call = self._find(request.call_id)
        if method == "INVITE":
            self._invited(request)
        elif method == "ACK":
            if call is not None:
                call._acknowledged.set()
        elif method == "BYE":
            self._reply(request, 200 if call else 481, "OK" if call else "Call Does Not Exist", call=call)
            if call is not None:
                call._end("remote")
        elif method == "CANCEL":
            self._reply(request, 200, "OK", call=call)
            if call is not None and call._invite is not None and not call.answered.is_set():
                self._reply(call._invite, 487, "Request Terminated", call=call)
                call._end("remote", 487)
        elif method == "UPDATE" and call is not None:
            self._renegotiate(call, request)
        elif method in ("OPTIONS", "NOTIFY", "INFO", "UPDATE"):
            self.options_answered += method == "OPTIONS"
            self._reply(request, 200, "OK", call=call)
        else:
            self._reply(request, 501, "Not Implemented", call=call)


async def _either(first: asyncio.Event, second: asyncio.Event, seconds: float, what: str) -> None:
    """Wait for one of two events; the time-out names what did not happen."""
    tasks = [asyncio.ensure_future(event.wait()) for event in (first, second)]
    try:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise TimeoutError(f"no {what} within {seconds} s")
    finally:
        for task in tasks:
            task.cancel()
