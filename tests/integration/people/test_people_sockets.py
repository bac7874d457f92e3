"""Sockets: who opens one, and with which code the others are sent away."""

from __future__ import annotations

from typing import Any

import pytest
from people_world import TOKEN, PeopleWorld

OUR_HOST = {"host": "hotline.test", "origin": "https://hotline.test"}


async def opened(world: PeopleWorld, headers: dict[str, str]) -> list[dict[str, Any]]:
    """Open the probe's socket and return everything the application sends."""
    sent: list[dict[str, Any]] = []
    received = [{"type": "websocket.connect"}]

    async def receive() -> dict[str, Any]:
        return received.pop() if received else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "path": "/api/v1/probe/socket",
        "raw_path": b"/api/v1/probe/socket",
        "query_string": b"",
        "root_path": "",
        "scheme": "wss",
        "client": ("198.51.100.7", 50000),
        "server": ("hotline.test", 443),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "subprotocols": [],
    }
    await world.outer(scope, receive, send)
    return sent


async def cookie(world: PeopleWorld, name: str, role: str, agent: str | None = None) -> dict[str, str]:
    browser = await world.logged_in(name, role, agent=agent)
    return {**OUR_HOST, "cookie": f"hotline_session={browser.http.cookies['hotline_session']}"}


async def test_an_agent_opens_one(world: PeopleWorld) -> None:
    sent = await opened(world, await cookie(world, "1001", "agent", "1001"))
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert '"name":"1001"' in sent[1]["text"]


async def test_programs_open_one(world: PeopleWorld) -> None:
    sent = await opened(world, {"host": "hotline.test", "authorization": f"Bearer {TOKEN}"})
    assert '"name":"system"' in sent[1]["text"]


@pytest.mark.parametrize("headers", [{}, {"cookie": "hotline_session=nonsense"}, {"authorization": "Bearer x"}])
async def test_nobody_is_told_to_log_in(world: PeopleWorld, headers: dict[str, str]) -> None:
    sent = await opened(world, {**OUR_HOST, **headers})
    assert [(m["type"], m.get("code")) for m in sent] == [("websocket.accept", None), ("websocket.close", 4401)]


async def test_a_session_that_is_over_is_told_to_log_in(world: PeopleWorld) -> None:
    headers = await cookie(world, "1001", "agent", "1001")
    world.clock.advance(3600)
    assert (await opened(world, headers))[-1]["code"] == 4401


async def test_a_page_elsewhere_is_refused(world: PeopleWorld) -> None:
    headers = await cookie(world, "1001", "agent", "1001")
    assert (await opened(world, {**headers, "origin": "https://evil.test"}))[-1]["code"] == 4403


async def test_who_may_not_is_told_so_and_it_is_in_the_audit(world: PeopleWorld) -> None:
    sent = await opened(world, await cookie(world, "wang", "supervisor"))
    assert (sent[-1]["code"], sent[-1]["reason"]) == (4403, "forbidden")
    assert await world.outcomes("desk.use") == ["forbidden"]
