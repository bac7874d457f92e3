"""People and their routes over one store, asked in memory; browsers with cookies, and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, WebSocket
from sqlalchemy import select

from agent_desktop import access
from agent_desktop.accounts_api import create_accounts_api
from agent_desktop.audit_api import create_audit_api
from agent_desktop.headers import SecurityHeaders
from agent_desktop.problems import add_problems
from agent_desktop.session_api import SessionDeps, create_session_api
from foundation.audit.models import AuditRow
from foundation.clock import FakeClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.people import SYSTEM, repository, totp
from foundation.people.accounts import Account, Accounts
from foundation.people.login import SEALED_FOR, LogIn
from foundation.people.passwords import Passwords
from foundation.people.sessions import Limits

TOKEN = "token-of-the-house"
IDLE, HOURS = 1800, 12.0
PASSWORD = "correct horse battery"


class Browser:
    """One browser: cookies, the CSRF value of its session, an address."""

    def __init__(self, app: Any, address: str = "198.51.100.7") -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50000))
        self.http = httpx.AsyncClient(transport=transport, base_url="https://hotline.test")
        self.csrf = ""

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send as a page of ours does."""
        given = {"origin": "https://hotline.test", **({"x-csrf-token": self.csrf} if self.csrf else {}), **headers}
        answer = await self.http.request(method, f"/api/v1/{path}", json=body, headers=given)
        if path.startswith("session") and answer.status_code == 200 and "csrf" in answer.json():
            self.csrf = answer.json()["csrf"] or ""
        return answer

    async def session(self) -> dict[str, Any]:
        """Return what the session says."""
        found: dict[str, Any] = (await self.send("GET", "session")).json()
        return found


@dataclass
class PeopleWorld:
    """Everything about people, with cheap passwords."""

    database: Database
    vault: Vault
    clock: FakeClock
    passwords: Passwords
    login: LogIn
    accounts: Accounts
    app: FastAPI
    outer: SecurityHeaders
    browsers: list[Browser]

    @classmethod
    @asynccontextmanager
    async def opened(cls, database: Database) -> AsyncIterator[PeopleWorld]:
        """Open the world and close its browsers at the end."""
        vault, clock = Vault({"k1": b"k" * 32}, "k1", b"l" * 32), FakeClock()
        words = Passwords(time_cost=1, memory_kib=8)
        login = LogIn(database, vault, clock, words)
        accounts = Accounts(database, vault, clock, words)
        app = FastAPI()
        add_problems(app)
        limits = Limits(timedelta(seconds=IDLE), timedelta(hours=HOURS))
        access.install(app, access.Gate(database, clock, TOKEN, limits))
        app.include_router(create_session_api(SessionDeps(login, True, False, "440100", "0")))
        app.include_router(create_accounts_api(accounts, database))
        app.include_router(create_audit_api(database))
        _probe(app)
        async with database.write() as session:
            await repository.seed_roles(session)
        made = cls(database, vault, clock, words, login, accounts, app, SecurityHeaders(app, tls=True), [])
        try:
            yield made
        finally:
            for browser in made.browsers:
                await browser.http.aclose()

    def browser(self, address: str = "198.51.100.7") -> Browser:
        """Return a fresh browser."""
        self.browsers.append(Browser(self.outer, address))
        return self.browsers[-1]

    async def account(self, name: str, *roles: str, agent: str | None = None) -> tuple[Account, str]:
        """Make an account by command; return it and its one-time password."""
        return await self.accounts.create(SYSTEM, name, name, roles, agent=agent)

    async def code_of(self, name: str) -> str:
        """Return the code of this moment, as the person's authenticator shows it."""
        async with self.database.read() as session:
            row = await repository.account_named(session, name)
            assert row is not None
            factor = await repository.second_factor(session, row.account_id)
            assert factor is not None
            return totp.code_at(self.vault.open(factor.sealed, SEALED_FOR), self.clock.now())

    async def logged_in(
        self, name: str, *roles: str, agent: str | None = None, address: str = "198.51.100.7"
    ) -> Browser:
        """Make an account, take it through its first log-in, and return its browser."""
        _, password = await self.account(name, *roles, agent=agent)
        browser = self.browser(address)
        body = (await browser.send("POST", "session", {"name": name, "password": password})).json()
        if body["step"] == "totp_setup":
            await browser.send("POST", "session/totp-setup", {})
            body = (await browser.send("POST", "session/totp-setup/confirm", {"code": await self.code_of(name)})).json()
            self.clock.advance(30)
        assert body["step"] == "password"
        body = (await browser.send("POST", "session/password", {"old": password, "new": PASSWORD})).json()
        assert (body["authenticated"], body["step"]) == (True, None)
        return browser

    async def again(self, name: str, password: str = PASSWORD, address: str = "198.51.100.7") -> httpx.Response:
        """Try to log in from a fresh browser."""
        return await self.browser(address).send("POST", "session", {"name": name, "password": password})

    async def entries(self, act: str = "") -> list[AuditRow]:
        """Return the audit in order."""
        async with self.database.read() as session:
            rows = list(await session.scalars(select(AuditRow).order_by(AuditRow.position)))
        return [row for row in rows if not act or row.act == act]

    async def outcomes(self, act: str) -> list[str]:
        """Return the outcomes of an act in order."""
        return [row.outcome for row in await self.entries(act)]


def _probe(app: FastAPI) -> None:
    """Add routes as other packages have them."""

    @app.get("/api/v1/probe")
    async def look(principal: Annotated[access.Principal, Depends(access.allow("desk.use"))]) -> dict[str, Any]:
        return {"name": principal.name, "agent": principal.agent, "system": principal.is_system}

    @app.post("/api/v1/probe", dependencies=[Depends(access.allow("desk.use", audited=True))])
    async def act() -> dict[str, str]:
        return {}

    @app.websocket("/api/v1/probe/socket")
    async def socket(
        websocket: WebSocket, principal: Annotated[access.Principal, Depends(access.allow("desk.use"))]
    ) -> None:
        await websocket.accept()
        await websocket.send_json({"name": principal.name})
        await websocket.close()


def names(rows: Iterable[AuditRow]) -> list[str]:
    """Return the acts of entries."""
    return [row.act for row in rows]
