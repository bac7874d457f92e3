"""The whole web process over one store of its own, with every route and socket, and a session of each role."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from agent_desktop.access import Allow, OpenToAll, OwnSession
from foundation.clock import FakeClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.ids import new_id
from foundation.people.acts import ROLES, needs_second_factor
from foundation.people.models import AccountRow
from foundation.people.repository import seed_roles, set_roles
from foundation.people.sessions import open_session
from foundation.settings import Settings
from foundation.wake import LocalWake
from hotline.migrate import migrate
from hotline.setup.secrets import ensure_secrets, ensure_token
from hotline.setup.switch import TRIAL
from hotline.web import create_app
from hotline.wiring import House

NOBODY = "01a20000-0000-7000-8000-000000000000"
FORMS: dict[str, str] = {
    "agent": "1001",
    "name": "none",
    "path": "none",
    "leg": "mixed",
    "code": "default",
    "month": "2026-11",
    "unit": "urban_management",
    "number": "1",
    "folder": "own",
    "language": "zh",
    "audio": "0" * 64,
}
"""What stands in a path; everything else is an id that nobody has."""


@dataclass(frozen=True)
class Way:
    """One route or socket and what guards it."""

    method: str
    path: str
    guards: tuple[object, ...]

    @property
    def acts(self) -> list[Allow]:
        """Return the acts that it names."""
        return [guard for guard in self.guards if isinstance(guard, Allow)]

    @property
    def address(self) -> str:
        """Return a path that leads there."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: FORMS.get(found[1], NOBODY), self.path)


def guards_of(dependant: Dependant | None) -> Iterator[object]:
    """Return the guards among the dependencies, however deep."""
    for dependency in dependant.dependencies if dependant else ():
        if isinstance(dependency.call, (Allow, OpenToAll, OwnSession)):
            yield dependency.call
        yield from guards_of(dependency)


def ways(routes: Any, prefix: str = "") -> Iterator[Way]:
    """Return every route and socket of an application, mounted ones too."""
    for route in iter_route_contexts(routes):
        inner = getattr(route, "original_route", route)
        if isinstance(inner, Mount):
            yield from ways(inner.app.routes, prefix + inner.path)  # type: ignore[attr-defined]
            continue
        methods = set(route.methods or ()) - {"HEAD"} or {"SOCKET"}
        for method in sorted(methods):
            yield Way(method, prefix + str(route.path), tuple(guards_of(getattr(route, "dependant", None))))


@dataclass
class Whole:
    """The whole web process over one store, and a session of each role."""

    app: Any
    client: httpx.AsyncClient
    tokens: dict[str, str]
    house: House

    def ways(self) -> list[Way]:
        """Return every route and socket."""
        return list(ways(self.app.routes))


@asynccontextmanager
async def whole_web(tmp_path: Path, url: str | None = None) -> AsyncIterator[Whole]:
    """Give the web application with an account of each role logged in; its store is SQLite unless ``url`` names one."""
    ensure_secrets(tmp_path)
    ensure_token(tmp_path, TRIAL)
    database = Database(url or f"sqlite+aiosqlite:///{tmp_path / 'hotline.sqlite3'}")
    await migrate(database)
    clock = FakeClock()
    house = House(
        Settings(var=tmp_path, redis_url="none"),
        database,
        LocalWake(),
        Vault.from_files(tmp_path / "secrets"),
        clock,
    )
    tokens = {}
    async with database.write() as session:
        await seed_roles(session)
        for role in ROLES:
            account_id = new_id()
            agent = "1001" if role == "agent" else None
            session.add(
                AccountRow(account_id=account_id, name=role, display_name=role, agent=agent, created_at=clock.now())
            )
            await session.flush()
            await set_roles(session, account_id, [role])
            confirmed = needs_second_factor({role})
            tokens[role], _ = await open_session(session, account_id, now=clock.now(), confirmed=confirmed)
    async with httpx.AsyncClient() as outside:
        app = create_app(house, outside)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://web") as client:
            yield Whole(app, client, tokens, house)
    await database.close()
