"""Who gets where: every route and socket of the web process names its act, and every role gets what its grants say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from whole_web import Way, Whole, whole_web

from agent_desktop.access import COOKIE, Allow, OpenToAll, OwnSession
from foundation.ids import new_id
from foundation.people.acts import ACTS, ROLES, Scope, covers
from foundation.people.models import AccountRow
from foundation.people.repository import set_grants, set_roles
from foundation.people.sessions import csrf_of, open_session
from queueing.models import AgentStateRow

OTHERWISE_GUARDED = {
    ("GET", "/openapi.json"): "describes the interface, holds nothing",
    ("GET", "/ticket-service/v1/openapi.json"): "the same",
    ("POST", "/ticket-service/v1/tickets"): "takes in what carries the signature of the contract",
    ("POST", "/ticket-service/v1/tickets/{service_id}/satisfaction"): "the same",
    ("POST", "/ticket-service/v1/tickets/{service_id}/confidential"): "the same",
    ("POST", "/ticket-service/v1/tickets/{service_id}/repeats"): "the same",
    ("GET", "/ticket-service/v1/health"): "tells whether the service answers",
}
"""Routes that are no page's and no program's of the house: each with what guards it."""


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    """Yield the web application with an account of each role logged in."""
    async with whole_web(tmp_path) as made:
        yield made


def granted(role: str, way: Way) -> bool:
    held = ROLES[role].grants
    return all(guard.act in held and covers(held[guard.act], guard.scope) and not guard.programs for guard in way.acts)


async def asked(whole: Whole, way: Way, role: str | None, *, csrf: bool = True) -> tuple[int, str]:
    """Send a request without a body and return status and code."""
    headers = {}
    if role is not None:
        headers = {"cookie": f"{COOKIE}={whole.tokens[role]}"}
        if csrf:
            headers["x-csrf-token"] = csrf_of(whole.tokens[role])
    answer = await whole.client.request(way.method, way.address, headers=headers)
    is_problem = answer.headers.get("content-type") == "application/problem+json"
    return answer.status_code, answer.json().get("code", "") if is_problem else ""


async def connected(whole: Whole, way: Way, role: str | None) -> list[dict[str, Any]]:
    """Open a socket, leave at once, and return what came."""
    sent: list[dict[str, Any]] = []
    received = [{"type": "websocket.connect"}]
    headers = [(b"host", b"web"), (b"origin", b"http://web")]
    if role is not None:
        headers.append((b"cookie", f"{COOKIE}={whole.tokens[role]}".encode()))

    async def receive() -> dict[str, Any]:
        return received.pop() if received else {"type": "websocket.disconnect", "code": 1001}

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send" and not any(m["type"] == "websocket.accept" for m in sent):
            raise AssertionError("words before the door is open")
        sent.append(message)

    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "path": way.address,
        "raw_path": way.address.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "ws",
        "client": ("127.0.0.1", 1),
        "server": ("web", 80),
        "headers": headers,
        "subprotocols": [],
    }
    await whole.app(scope, receive, send)
    return sent


async def test_every_way_names_its_act_or_is_open_to_all(whole: Whole) -> None:
    found = whole.ways()
    assert len(found) > 40
    assert any(way.method == "SOCKET" for way in found)
    assert any(way.path.startswith("/ticket-service/v1/") for way in found)
    bare = [
        (way.method, way.path) for way in found if not way.guards and (way.method, way.path) not in OTHERWISE_GUARDED
    ]
    assert bare == []
    assert OTHERWISE_GUARDED.keys() <= {(way.method, way.path) for way in found}, "one of them is gone"


async def test_no_way_is_both_open_and_guarded(whole: Whole) -> None:
    both = [way for way in whole.ways() if way.acts and any(isinstance(g, OpenToAll) for g in way.guards)]
    assert both == []


async def test_nobody_gets_no_further_than_the_door(whole: Whole) -> None:
    wrong = []
    for way in whole.ways():
        if way.method == "SOCKET":
            closed = (await connected(whole, way, None))[-1]
            if closed.get("code") != 4401:
                wrong.append((way.method, way.path, closed))
        elif any(isinstance(guard, (Allow, OwnSession)) for guard in way.guards):
            if await asked(whole, way, None) != (401, "unauthorised"):
                wrong.append((way.method, way.path, await asked(whole, way, None)))
        elif (await asked(whole, way, None))[1] in ("unauthorised", "forbidden"):
            wrong.append((way.method, way.path, "open to all and yet closed"))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_gets_what_it_is_granted(whole: Whole, role: str) -> None:
    wrong = []
    for way in whole.ways():
        if not way.acts:
            continue
        if way.method == "SOCKET":
            sent = await connected(whole, way, role)
            status = 403 if sent[-1].get("code") == 4403 else 200
        else:
            status, code = await asked(whole, way, role)
            if status == 401:
                wrong.append((way.method, way.path, 401))
            status = 403 if (status, code) == (403, "forbidden") else 200
        if (status == 403) == granted(role, way):
            wrong.append((way.method, way.path, status))
    assert wrong == []


async def test_who_leads_a_team_leads_its_agents_and_no_others(whole: Whole) -> None:
    gate = whole.app.state.gate
    now = gate.clock.now()
    async with gate.database.write() as session:
        made = {}
        for name, role, agent, team in (
            ("lead", "supervisor", None, "early"),
            ("one", "agent", "2001", "early"),
            ("two", "agent", "2002", "late"),
        ):
            made[name] = AccountRow(
                account_id=new_id(), name=name, display_name=name, agent=agent, team=team, created_at=now
            )
            session.add(made[name])
            await session.flush()
            await set_roles(session, made[name].account_id, [role])
        made["lead"].reach = "team"
        for agent in ("2001", "2002"):
            state = {"availability": "ready", "activity": "idle", "shown_state": "ready"}
            session.add(AgentStateRow(agent=agent, **state))
        whole.tokens["lead"], _ = await open_session(session, made["lead"].account_id, now=now, confirmed=True)
    listed = await whole.client.get("/api/v1/agents", headers={"cookie": f"{COOKIE}={whole.tokens['lead']}"})
    assert [row["agent"] for row in listed.json()] == ["2001"]
    orders = [way for way in whole.ways() if any(guard.for_agent for guard in way.acts)]
    assert len(orders) >= 5
    for way in orders:
        own, foreign = (replace(way, path=way.path.replace("{agent}", agent)) for agent in ("2001", "2002"))
        assert await asked(whole, foreign, "lead") == (403, "forbidden"), way
        assert (await asked(whole, own, "lead"))[1] != "forbidden", way
    for act in ("differences.read", "audit.read"):
        (way, *_) = [way for way in whole.ways() if way.method == "GET" and [guard.act for guard in way.acts] == [act]]
        assert await asked(whole, way, "lead") == (403, "forbidden")


async def test_what_is_for_programs_is_open_to_no_grant_of_a_person(whole: Whole) -> None:
    database = whole.app.state.gate.database
    async with database.write() as session:
        account_id = new_id()
        now = whole.app.state.gate.clock.now()
        session.add(AccountRow(account_id=account_id, name="granted", display_name="granted", created_at=now))
        await session.flush()
        await set_roles(session, account_id, ["supervisor"])
        await set_grants(session, account_id, dict.fromkeys(ACTS, Scope.ALL))
        whole.tokens["granted"], _ = await open_session(session, account_id, now=now, confirmed=True)
    for_programs = [way for way in whole.ways() if any(guard.programs for guard in way.acts)]
    assert {(way.method, way.path) for way in for_programs} >= {
        ("POST", "/api/v1/calls/search"),
        ("GET", "/api/v1/drafts/{contact_id}"),
    }
    for way in for_programs:
        assert await asked(whole, way, "granted") == (403, "forbidden"), way


async def test_every_act_asks_for_the_csrf_value(whole: Whole) -> None:
    checked, wrong = 0, []
    for way in whole.ways():
        if way.method in ("GET", "SOCKET") or not any(isinstance(g, (Allow, OwnSession)) for g in way.guards):
            continue
        role = next((role for role in ROLES if granted(role, way)), "agent")
        checked += 1
        if await asked(whole, way, role, csrf=False) != (403, "bad_csrf"):
            wrong.append((way.method, way.path))
    assert checked > 15
    assert wrong == []


async def test_sessions_that_are_over_open_nothing(whole: Whole) -> None:
    gate = whole.app.state.gate
    gate.clock.advance(timedelta(hours=13).total_seconds())
    for way in whole.ways():
        if way.acts and way.method != "SOCKET":
            role = next((role for role in ROLES if granted(role, way)), "agent")
            assert await asked(whole, way, role) == (401, "unauthorised"), way
