"""Who may call a route or open a socket: each names its act through ``allow`` or is ``open_to_all``.

``Depends(allow("recordings.listen"))`` gives the ``Principal`` to routes and WebSockets alike. A person comes with the
session cookie, programs of the house with the internal token as bearer.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import FastAPI, WebSocket, WebSocketException
from starlette.requests import HTTPConnection

from foundation import audit
from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from foundation.people import SYSTEM, Principal, Scope
from foundation.people import sessions as people
from foundation.people.acts import ACTS

__all__ = [
    "COOKIE",
    "SYSTEM",
    "Allow",
    "Forbidden",
    "Gate",
    "OpenToAll",
    "OwnSession",
    "Principal",
    "Scope",
    "Unauthorised",
    "allow",
    "install",
    "open_to_all",
    "own_session",
    "socket_principal",
]

COOKIE = "hotline_session"
CSRF_HEADER = "x-csrf-token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
NO_SESSION, NO_RIGHT = 4401, 4403
REFUSAL_SECONDS = 60.0  # the same refusal of one session enters the audit once in this time


class Unauthorised(HotlineError):
    """No session and no token, or they are over."""

    code = "unauthorised"


class Forbidden(HotlineError):
    """The principal may not do this."""

    code = "forbidden"


class BadCsrf(HotlineError):
    """An act that does not come from a page of ours."""

    code = "bad_csrf"


@dataclass
class Gate:
    """Decides who asks; one a process, in ``app.state.gate`` (see ``install``)."""

    database: Database
    clock: Clock
    token: str
    limits: people.Limits
    _refused: dict[tuple[object, str, str], float] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: HTTPConnection) -> Gate:
        """Return the gate of the application that serves ``connection``."""
        gate: Gate = connection.app.state.gate
        return gate

    async def found(self, connection: HTTPConnection) -> people.Found | None:
        """Return the session that the cookie belongs to, whatever it has still to do."""
        token = connection.cookies.get(COOKIE, "")
        if not token:
            return None
        async with self.database.read() as session:
            return await people.find(session, token, self.limits, self.clock.now(), address_of(connection))

    async def principal(self, connection: HTTPConnection) -> Principal:
        """Return who asks.

        Raises:
            Unauthorised: nobody known, or a log-in that is not complete. BadCsrf: a page elsewhere asks in his name.
        """
        given = connection.headers.get("authorization", "")
        if given:
            if hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
                return SYSTEM
            raise Unauthorised("the token is not that of var/secrets/internal_token")
        found = await self.found(connection)
        if found is None:
            raise Unauthorised("there is no session, or it is over: log in")
        await self.check_act(connection, found)
        if found.step is not None:
            raise Unauthorised("the log-in is not complete", step=found.step)
        return found.principal

    async def check_act(self, connection: HTTPConnection, found: people.Found) -> None:
        """Refuse what no page of ours sent, and note an act of the session's person."""
        check_origin(connection)
        if connection.scope["type"] != "http" or connection.scope["method"] in READING:
            return
        expected = people.csrf_of(connection.cookies[COOKIE])
        if not hmac.compare_digest(connection.headers.get(CSRF_HEADER, "").encode(), expected.encode()):
            raise BadCsrf("the header X-CSRF-Token is missing or not that of this session")
        await self.keep_alive(found)

    async def keep_alive(self, found: people.Found) -> None:
        """Prolong a session; written at most ten times in its idle time."""
        now = self.clock.now()
        if now - found.last_act_at >= min(timedelta(seconds=30), self.limits.idle / 10):
            async with self.database.write() as session:
                await people.touch(session, found.session_id, now)

    async def refuse(self, principal: Principal, act: str, path: str) -> Forbidden:
        """Put a refusal into the audit and return it."""
        key, now = (principal.session_id, act, path), self.clock.monotonic()
        if now - self._refused.get(key, -REFUSAL_SECONDS) >= REFUSAL_SECONDS:
            self._refused = {k: at for k, at in self._refused.items() if now - at < REFUSAL_SECONDS} | {key: now}
            async with self.database.write() as session:
                await audit.record(session, principal, act, "route", path, now=self.clock.now(), outcome=Forbidden.code)
        return Forbidden(f"this needs the right {act}", act=act)


def install(app: FastAPI, gate: Gate) -> None:
    """Give an application (a mounted one too) its gate."""
    app.state.gate = gate


def address_of(connection: HTTPConnection) -> str:
    """Return the address that asks."""
    return connection.client.host if connection.client else ""


def check_origin(connection: HTTPConnection) -> None:
    """Refuse a request of a page that is not ours; programs send no ``Origin``."""
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != connection.headers.get("host", "").lower():
        raise BadCsrf("the request comes from a page of another host")


@dataclass(frozen=True)
class Allow:
    """Dependency of a route or socket: whoever asks must be granted ``act`` as far as ``scope``.

    With ``programs`` no grant is enough: programs of the house alone may. With ``for_agent`` the grant must reach the
    agent whom the path names.
    """

    act: str
    scope: Scope = Scope.OWN
    audited: bool = False
    programs: bool = False
    for_agent: bool = False

    async def __call__(self, connection: HTTPConnection) -> Principal:
        """Return who asks; a socket that may not is accepted and closed with 4401 or 4403."""
        if isinstance(connection, WebSocket):
            if self.for_agent:
                raise TypeError("no socket's path names an agent")
            return await socket_principal(connection, self.act, scope=self.scope, programs=self.programs)
        gate = Gate.of(connection)
        principal = await gate.principal(connection)
        reached = not self.for_agent or principal.may_for_agent(self.act, connection.path_params["agent"])
        if not reached or not principal.may(self.act, self.scope) or (self.programs and not principal.is_system):
            raise await gate.refuse(principal, self.act, connection.url.path)
        if self.audited and not principal.is_system:
            async with gate.database.write() as session:
                await audit.record(session, principal, self.act, "route", connection.url.path, now=gate.clock.now())
        return principal


@dataclass(frozen=True)
class OpenToAll:
    """Dependency of a route that needs no session; acts must still come from a page of ours or from a program."""

    async def __call__(self, connection: HTTPConnection) -> None:
        """Refuse a page of another host."""
        if connection.scope.get("method") not in READING:
            check_origin(connection)


@dataclass(frozen=True)
class OwnSession:
    """Dependency of what a person does with his own session, also while his log-in is not complete."""

    async def __call__(self, connection: HTTPConnection) -> people.Found:
        """Return the session.

        Raises:
            Unauthorised: there is none. BadCsrf: the act comes from elsewhere.
        """
        gate = Gate.of(connection)
        found = await gate.found(connection)
        if found is None:
            raise Unauthorised("there is no session, or it is over: log in")
        await gate.check_act(connection, found)
        return found


def allow(
    act: str,
    *,
    scope: Scope = Scope.OWN,
    audited: bool = False,
    programs: bool = False,
    for_agent: bool = False,
) -> Allow:
    """Return the dependency that lets in whoever may do ``act`` at least as far as ``scope``.

    A route that serves both one's own and everyone's asks ``Principal.may_for_agent`` about the thing it found.

    With ``audited`` each use of the route is in the audit before it is answered; refusals always are. With ``programs``
    it is open to programs of the house alone: what it answers is neither masked nor asked a purpose for. With
    ``for_agent`` the path names an agent, and the grant must reach him.
    """
    if act not in ACTS:
        raise ValueError(f"{act} is no act of foundation/people/acts.py")
    return Allow(act, scope, audited, programs, for_agent)


def open_to_all() -> OpenToAll:
    """Return the dependency that marks a route as public."""
    return OpenToAll()


def own_session() -> OwnSession:
    """Return the dependency that gives a route the session of whoever asks, and needs no act."""
    return OwnSession()


async def socket_principal(
    websocket: WebSocket, act: str, *, scope: Scope = Scope.OWN, programs: bool = False
) -> Principal:
    """Return who opens a WebSocket; the caller accepts it.

    A socket's route names its act as other routes do, ``Depends(allow(act))``, which asks this.

    Raises:
        WebSocketException: after accepting, so that the page sees 4401 (no session) or 4403 (no right).
    """
    gate = Gate.of(websocket)
    try:
        principal = await gate.principal(websocket)
    except Unauthorised as error:
        await websocket.accept()
        raise WebSocketException(NO_SESSION, error.code) from None
    except BadCsrf as error:
        await websocket.accept()
        raise WebSocketException(NO_RIGHT, error.code) from None
    if not principal.may(act, scope) or (programs and not principal.is_system):
        refusal = await gate.refuse(principal, act, websocket.url.path)
        await websocket.accept()
        raise WebSocketException(NO_RIGHT, refusal.code)
    return principal
