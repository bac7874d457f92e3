"""The web process: who may ask, what readiness says, and that bad input gets a clear answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from foundation.clock import FakeClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.ids import new_id
from foundation.outbox import enqueue
from foundation.outbox.models import OutboxRow
from foundation.presence import Presence
from foundation.settings import Settings
from foundation.streams.repository import note_stuck
from foundation.wake import LocalWake
from hotline.migrate import migrate
from hotline.setup.secrets import ensure_secrets, read_secret
from hotline.web import create_app
from hotline.wiring import PRESENCE, House
from speech.models import TranscriptRow
from speech.repository import announce, want_transcript
from telephony import lease as leases
from telephony.ledger.spool import Spool

NOBODY = "01a20000-0000-7000-8000-000000000000"


class Web:
    """The application over one store, asked in memory."""

    def __init__(self, house: House, client: httpx.AsyncClient) -> None:
        self.house, self.client = house, client
        self.token = {"authorization": f"Bearer {read_secret(house.settings.var, 'internal_token')}"}

    async def own(self) -> None:
        """Have a controller hold the lease, in step with the switch, and a worker be there."""
        h = self.house
        await Presence(PRESENCE, h.database, h.clock).announce()
        async with h.database.write() as session:
            lease = await leases.acquire(
                session, h.settings.node, leases.new_holder(), "http://127.0.0.1:1", h.clock.now(), 9
            )
            assert lease is not None
            await leases.mark_ready(session, lease, h.clock.now())


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Web]:
    """Yield the web application with a migrated store and nothing else running."""
    ensure_secrets(tmp_path)
    settings = Settings(var=tmp_path, redis_url="none")
    database = Database(settings.database)
    await migrate(database)
    house = House(settings, database, LocalWake(), Vault.from_files(tmp_path / "secrets"), FakeClock())
    async with httpx.AsyncClient() as outside:
        transport = httpx.ASGITransport(create_app(house, outside), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://web") as client:
            yield Web(house, client)
    await database.close()


async def test_not_ready_without_an_owner_and_ready_with_one(web: Web) -> None:
    answer = await web.client.get("/health/ready")
    assert answer.status_code == 503
    assert set(answer.json()["missing"]) == {"controller", "worker"}
    await web.own()
    answer = await web.client.get("/health/ready")
    assert (answer.status_code, answer.json()["missing"]) == (200, {})


async def test_tickets_that_stand_still_are_named(web: Web) -> None:
    await web.own()
    async with web.house.database.write() as session:
        await enqueue(session, "ticket_service", "ticket_submitted", new_id(), {}, now=web.house.clock.now())
    assert (await web.client.get("/health/ready")).status_code == 200
    assert isinstance(web.house.clock, FakeClock)
    web.house.clock.advance(timedelta(minutes=2).total_seconds())
    await web.own()
    answer = await web.client.get("/health/ready")
    assert answer.status_code == 503
    assert set(answer.json()["missing"]) == {"tickets"}


async def test_worker_that_says_nothing_is_missed_within_ten_seconds(web: Web) -> None:
    await web.own()
    assert isinstance(web.house.clock, FakeClock)
    web.house.clock.advance(5)
    assert (await web.client.get("/health/ready")).status_code == 200
    web.house.clock.advance(3)
    answer = await web.client.get("/health/ready")
    assert (answer.status_code, set(answer.json()["missing"])) == (503, {"worker"})


async def test_what_was_put_aside_wants_attention_and_makes_nothing_unready(web: Web) -> None:
    h, now = web.house, web.house.clock.now()
    await web.own()
    assert set((await web.client.get("/health/ready")).json()["attention"]) == {"speech"}
    async with h.database.write() as session:
        dead = await enqueue(session, "ticket_service", "ticket_submitted", new_id(), {}, now=now)
        (await session.get_one(OutboxRow, dead)).state = "dead"
        await note_stuck(session, "intake", "domain", 7, "KeyError")
        await want_transcript(session, new_id(), new_id(), "zh", now)
        (await session.scalars(select(TranscriptRow))).one().state = "failed"
        await announce(session, "127.0.0.1:1", ["zh"], 4, now)
    Spool(h.settings.var / "spool", h.settings.node).refuse("a line", "KeyError")
    answer = await web.client.get("/health/ready")
    assert answer.status_code == 200
    attention = answer.json()["attention"]
    assert set(attention) == {"letters", "events", "transcripts", "facts"}
    for kind, command in (
        ("letters", "outbox retry"),
        ("events", "streams retry"),
        ("transcripts", "transcripts retry"),
        ("facts", "ledger retry"),
    ):
        assert attention[kind].startswith("1 ")
        assert command in attention[kind]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/agents"),
        ("POST", "/api/v1/agents/1001/login"),
        ("POST", "/api/v1/calls/search"),
        ("GET", f"/api/v1/calls/{NOBODY}"),
        ("GET", f"/api/v1/drafts/{NOBODY}"),
        ("POST", f"/api/v1/drafts/{NOBODY}/submit"),
    ],
)
async def test_nobody_gets_in_without_the_token(web: Web, method: str, path: str) -> None:
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": web.token["authorization"][:-1]}):
        answer = await web.client.request(method, path, json={}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


async def test_commands_without_an_owner_say_so(web: Web) -> None:
    answer = await web.client.post("/api/v1/agents/1001/login", json={"phone": "p"}, headers=web.token)
    assert (answer.status_code, answer.json()["code"]) == (503, "no_owner")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/v1/agents/10 01/login", {"phone": "p"}, 422),
        ("/api/v1/agents/1001/login", {"phone": "x"}, 422),
        ("/api/v1/agents/1001/pause", {"reason": "a,b"}, 422),
        ("/api/v1/agents/1001/pause", {"reason": "wrap_up"}, 422),
        ("/api/v1/agents/1001/pause", {"reason": "because"}, 422),
        ("/api/v1/agents/1001/pause", {"reason": ""}, 422),
        ("/api/v1/agents/1001/pause", {"reason": "meal"}, 503),
        ("/api/v1/calls/search", {"ani": "abc", "since": "2026-01-01T00:00:00Z"}, 422),
        ("/api/v1/calls/search", {"ani": "13800000000", "since": "2026-01-01T00:00:00"}, 422),
        (f"/api/v1/drafts/{NOBODY}/submit", {"agent": "1001", "fields": {}, "request_id": "r"}, 404),
        ("/api/v1/drafts/none/submit", {"agent": "1001", "fields": {}, "request_id": "r"}, 422),
    ],
)
async def test_bad_input_gets_a_clear_answer(web: Web, path: str, body: dict[str, object], status: int) -> None:
    answer = await web.client.post(path, json=body, headers=web.token)
    assert answer.status_code == status
    assert answer.json()["title"]
    assert "13800000000" not in answer.text
