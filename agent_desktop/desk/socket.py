"""The WebSocket of the desktop: a snapshot, then numbered deltas; a client that sees a gap asks for a snapshot.

Close codes: 4401 the session is over (log in, come back), 4403 no agent or no right, 4408 frames were not taken fast
enough (come back). A socket that ends ends nothing else: calls go on, drafts stay.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, WebSocket, WebSocketDisconnect
from prometheus_client import Histogram
from sqlalchemy.exc import SQLAlchemyError

from agent_desktop.access import NO_RIGHT, NO_SESSION, Gate, Principal, Unauthorised, allow
from agent_desktop.desk.hub import DeskHub
from agent_desktop.desk.outlet import Outlet
from agent_desktop.desk.session_watch import SessionWatch
from agent_desktop.desk.shapes import SocketFrame
from foundation.clock import Clock
from foundation.errors import HotlineError

PING_SECONDS = 3.0
"""The page takes silence of more than twice this for a dead way."""
CHECK_SECONDS = 5.0
STORE_AGAIN_SECONDS = 1.0
SNAPSHOT_SECONDS = 0.5
"""A client that asks for snapshots is heard at most this often."""
CLOSE_SECONDS = 1.0
TOO_SLOW = 4408
LONGEST_MESSAGE = 1024

SENT_SECONDS = Histogram(
    "hotline_desk_fact_to_sent_seconds",
    "From the moment a fact happened to its frame handed to the socket",
    ["type"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5),
)


class _Ended(Exception):
    """The socket has to be closed with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def create_desk_socket(hub: DeskHub, *, check_seconds: float = CHECK_SECONDS) -> APIRouter:
    """Return the router with the socket."""
    router = APIRouter(prefix="/api/v1")
    watch = SessionWatch(check_seconds)

    @router.websocket("/desk/socket")
    async def desk_socket(websocket: WebSocket, principal: Annotated[Principal, Depends(allow("desk.use"))]) -> None:
        """Tell an agent's desktop what happens."""
        await websocket.accept()
        if principal.agent is None:
            await websocket.close(NO_RIGHT, "no_agent")
            return
        outlet = hub.attach(principal.agent, principal.grants)
        agent = principal.agent
        try:
            await serve(
                websocket,
                outlet,
                principal,
                clock=hub.sources.clock,
                watch=watch,
                ask_snapshot=lambda: hub.ask_snapshot(outlet),
                may_stay=lambda now: now.may("desk.use") and now.agent == agent,
            )
        finally:
            hub.detach(outlet)

    return router


async def serve(
    websocket: WebSocket,
    outlet: Outlet,
    principal: Principal,
    *,
    clock: Clock,
    watch: SessionWatch,
    ask_snapshot: Callable[[], None],
    may_stay: Callable[[Principal], bool],
) -> None:
    """Write what the outlet holds until the client goes, the session ends, or the client does not keep up.

    ``may_stay`` is asked as soon as something about the session changed.
    """
    try:
        await _first_to_end(
            _write(websocket, outlet, clock),
            _read(websocket, ask_snapshot),
            _ping(outlet),
            _watch(websocket, principal, watch, may_stay),
            _give_up(outlet),
        )
    except _Ended as ended:
        await _close(websocket, ended)
    except WebSocketDisconnect:
        return


def describe_frames(app: FastAPI) -> None:
    """Put the frames into the interface's description, so that the web application has their types."""

    @app.webhooks.post("desk-socket")
    async def desk_socket_frame(body: SocketFrame) -> None:
        """A frame of ``/api/v1/desk/socket``, from server to client."""


async def _first_to_end(*works: Coroutine[Any, Any, None]) -> None:
    """Run all until the first ends, and raise what it raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _close(websocket: WebSocket, ended: _Ended) -> None:
    """Say why; a client that reads nothing does not hear it, and is let go all the same."""
    with contextlib.suppress(TimeoutError, RuntimeError, OSError, WebSocketDisconnect):
        async with asyncio.timeout(CLOSE_SECONDS):
            await websocket.close(ended.code, ended.reason)


async def _write(websocket: WebSocket, outlet: Outlet, clock: Clock) -> None:
    while True:
        sending = await outlet.next()
        await websocket.send_text(sending.text)
        if sending.happened_at is not None:
            seconds = (clock.now() - sending.happened_at).total_seconds()
            SENT_SECONDS.labels(sending.kind).observe(max(0.0, seconds))


async def _read(websocket: WebSocket, ask_snapshot: Callable[[], None]) -> None:
    while True:
        text = await websocket.receive_text()
        if _kind(text) == "snapshot":
            ask_snapshot()
            await asyncio.sleep(SNAPSHOT_SECONDS)


def _kind(text: str) -> str:
    """Return what a client's message is, empty when it is none of ours."""
    if len(text) > LONGEST_MESSAGE:
        return ""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(message.get("type", "")) if isinstance(message, dict) else ""


async def _ping(outlet: Outlet) -> None:
    """Say that we are there; a slow store does not keep us from it."""
    while True:
        await asyncio.sleep(PING_SECONDS)
        outlet.put("ping", "{}")


async def _watch(
    websocket: WebSocket, principal: Principal, watch: SessionWatch, may_stay: Callable[[Principal], bool]
) -> None:
    """Look whether the session still stands as soon as something about it changed."""
    if principal.session_id is None:
        await asyncio.Event().wait()
        return
    with watch.of(principal.session_id, Gate.of(websocket)) as changed:
        while True:
            await changed.wait()
            changed.clear()
            async with watch.turns:
                looked = await _check(websocket, may_stay)
            if not looked:
                await asyncio.sleep(STORE_AGAIN_SECONDS)
                changed.set()


async def _check(websocket: WebSocket, may_stay: Callable[[Principal], bool]) -> bool:
    """Tell whether the store answered; a socket whose person may no longer use it is ended."""
    try:
        now = await Gate.of(websocket).principal(websocket)
    except Unauthorised as error:
        raise _Ended(NO_SESSION, error.code) from None
    except HotlineError as error:
        raise _Ended(NO_RIGHT, error.code) from None
    except (SQLAlchemyError, OSError):
        return False  # nobody is locked out for that
    if not may_stay(now):
        raise _Ended(NO_RIGHT, "forbidden")
    return True


async def _give_up(outlet: Outlet) -> None:
    await outlet.given_up.wait()
    raise _Ended(TOO_SLOW, "too_slow")
