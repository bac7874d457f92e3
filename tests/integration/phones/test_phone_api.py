"""Which window is an agent's phone, and the citizen's phone of a demonstration."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection
from stores import fresh_store

from agent_desktop import access
from agent_desktop.demonstration_api import create_demonstration
from agent_desktop.phone_api import create_phone
from agent_desktop.problems import add_problems
from agent_desktop.sip_address import SipAddress
from foundation.clock import FakeClock
from foundation.database import Database
from foundation.people import Scope
from foundation.people.sessions import Limits
from foundation.settings import Settings
from foundation.streams import DomainEvents
from foundation.wake import LocalWake
from hotline.demo.call import APPEALS
from hotline.demo.page import appeals_of_page

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


class Person(access.Gate):
    """A gate that knows one person, whoever asks."""

    agent: str | None = "1001"
    gone = False
    """His session is over."""

    async def principal(self, connection: HTTPConnection) -> access.Principal:
        """Return him; only his own desktop is his."""
        if self.gone:
            raise access.Unauthorised("no session")
        access.check_origin(connection)
        grants = {"desk.use": Scope.OWN, "phone.use": Scope.OWN}
        return access.Principal(uuid.UUID(int=9), "li", "Li", self.agent, frozenset(), grants, None, False)


@dataclass
class Phones:
    """The two routers, one person, and what they stand on."""

    client: httpx.AsyncClient
    person: Person
    database: Database
    clock: FakeClock

    async def claim(self, window: uuid.UUID, label: str = "Chromium") -> dict[str, Any]:
        """Make a window the phone."""
        answer = await self.client.post("/api/v1/phone/claim", json={"window": str(window), "label": label})
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        found: dict[str, Any] = answer.json()
        return found

    async def ask(self, window: uuid.UUID) -> httpx.Response:
        """Ask for the credentials of a window."""
        return await self.client.get("/api/v1/phone/credentials", params={"window": str(window)})

    async def events(self) -> list[str]:
        """Return the kinds of all domain events."""
        async with self.database.read() as session:
            return [event.kind for event in await DomainEvents().after(session, 0, 100)]


OPENED: list[str] = []
"""Agents whose owner was told that their phone was opened."""


async def _opened(agent: str) -> None:
    OPENED.append(agent)


def _routes(database: Database, clock: FakeClock, *, enabled: bool = True, public_host: str = "") -> list[Any]:
    settings = Settings(public_host=public_host)
    address = SipAddress.of(settings)
    return [
        create_phone(
            database,
            LocalWake(),
            clock,
            agents=("1001",),
            address=address,
            secret=lambda name: f"secret of {name}",
            opened=_opened,
        ),
        create_demonstration(
            clock,
            enabled=enabled,
            address=address,
            lines=("12345", "12329"),
            secret=lambda: "secret of visitors",
            appeals=appeals_of_page(),
            recordings=APPEALS,
        ),
    ]


@pytest.fixture
async def phones(tmp_path: Path) -> AsyncIterator[Phones]:
    """Yield the routers over a store of their own."""
    async with fresh_store("sqlite", tmp_path, "agent_desktop_", "foundation_") as database:
        clock = FakeClock()
        person = Person(database, clock, "token", Limits(timedelta(hours=1), timedelta(hours=1)))
        app = FastAPI()
        add_problems(app)
        access.install(app, person)
        for router in _routes(database, clock):
            app.include_router(router)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            yield Phones(client, person, database, clock)


async def test_the_newest_window_is_the_phone(phones: Phones) -> None:
    OPENED.clear()
    first = await phones.claim(ONE)
    assert first["uri"] == "sip:1001w@127.0.0.1"
    assert first["ws"] == "ws://127.0.0.1:8088/ws"
    assert (first["user"], first["password"]) == ("1001w", "secret of sip_1001w")
    assert (await phones.ask(ONE)).json()["password"] == "secret of sip_1001w"
    phones.clock.advance(1)
    second = await phones.claim(TWO, "Firefox \u202e\x07 at  home")
    assert second["label"] == "Firefox at home", "nothing that disturbs the line it is shown in"
    moved = await phones.ask(ONE)
    assert moved.status_code == 409
    assert moved.json()["code"] == "phone_moved"
    assert (moved.json()["window"], moved.json()["label"]) == (str(TWO), "Firefox at home")
    assert "password" not in moved.text
    assert await phones.events() == ["phone_claimed", "phone_claimed"]
    assert OPENED == ["1001", "1001"], "asking is no opening"


async def test_no_window_is_the_phone_before_one_claims(phones: Phones) -> None:
    answer = await phones.ask(ONE)
    assert (answer.status_code, answer.json()["code"]) == (409, "phone_moved")


async def test_a_window_without_a_session_learns_whether_it_is_still_the_phone(phones: Phones) -> None:
    async def shown(window: object) -> Any:
        answer = await phones.client.get(f"/api/v1/phone/windows/{window}")
        assert answer.headers["cache-control"] == "no-store"
        return answer.json()

    phones.person.gone = True
    assert await shown(ONE) == {"state": "moved"}, "nobody's window"
    phones.person.gone = False
    await phones.claim(ONE)
    phones.person.gone = True
    assert (await phones.ask(ONE)).status_code == 401
    assert await shown(ONE) == {"state": "mine"}
    phones.person.gone = False
    phones.clock.advance(1)
    await phones.claim(TWO)
    phones.person.gone = True
    assert await shown(ONE) == {"state": "moved"}
    assert await shown(TWO) == {"state": "mine"}
    assert (await phones.client.get("/api/v1/phone/windows/1001")).status_code == 422


@pytest.mark.parametrize("agent", [None, "1999"])
async def test_who_has_no_phone_gets_none(phones: Phones, agent: str | None) -> None:
    phones.person.agent = agent
    answer = await phones.client.post("/api/v1/phone/claim", json={"window": str(ONE), "label": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_phone")


@pytest.mark.parametrize(
    "body",
    [
        {"window": "none", "label": "x"},
        {"window": str(ONE), "label": ""},
        {"window": str(ONE), "label": "x" * 201},
        {"window": str(ONE), "label": "x", "agent": "1002"},
    ],
)
async def test_bad_claim_is_refused(phones: Phones, body: dict[str, str]) -> None:
    assert (await phones.client.post("/api/v1/phone/claim", json=body)).status_code == 422


async def test_a_page_elsewhere_gets_nothing(phones: Phones) -> None:
    origin = {"origin": "http://elsewhere.example"}
    assert (await phones.client.post("/api/v1/demonstration/citizen", headers=origin)).status_code == 403


async def test_visitor_gets_an_invented_number_and_the_appeals(phones: Phones) -> None:
    answer = await phones.client.post("/api/v1/demonstration/citizen")
    assert answer.headers["cache-control"] == "no-store"
    phone = answer.json()
    assert phone["number"].startswith("199")
    assert len(phone["number"]) == 11
    assert (phone["line"], phone["user"], phone["domain"]) == ("12345", "demo_citizen", "127.0.0.1")
    assert len(phone["appeals"]) >= 8
    for appeal in phone["appeals"]:
        assert appeal["seconds"] > 5
        assert appeal["title"]
        assert appeal["title_en"]
    wav = await phones.client.get(phone["appeals"][0]["url"])
    assert wav.headers["content-type"] == "audio/wav"
    assert wav.content[:4] == b"RIFF"
    assert (await phones.client.get("/api/v1/demonstration/appeals/silence_10s.wav")).status_code == 404


async def test_visitor_who_asks_too_often_waits(phones: Phones) -> None:
    def ask() -> Any:
        return phones.client.post("/api/v1/demonstration/citizen")

    codes = [(await ask()).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
    wait = (await ask()).json()["retry_after_seconds"]
    phones.clock.advance(wait)
    assert (await ask()).status_code == 200


async def test_without_a_demonstration_there_is_no_citizen(phones: Phones) -> None:
    app = FastAPI()
    add_problems(app)
    for router in _routes(phones.database, phones.clock, enabled=False):
        app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web") as client:
        assert (await client.post("/api/v1/demonstration/citizen")).status_code == 404
        assert (await client.get("/api/v1/demonstration/appeals/gas_smell.wav")).status_code == 404


def test_with_a_public_host_phones_come_over_tls() -> None:
    address = SipAddress.of(Settings(public_host="hotline.example:8443", sip_ws_port=9088))
    assert address.websocket("127.0.0.1") == "wss://hotline.example:9088/ws"
    assert SipAddress.of(Settings()).origin("localhost") == "ws://localhost:8088"
