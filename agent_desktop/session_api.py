"""``/api/v1/session``: logging in and off, second factor, one's own password."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import COOKIE, Gate, address_of, open_to_all, own_session
from foundation.people import Scope
from foundation.people.login import LogIn
from foundation.people.sessions import Found, Step, csrf_of, find

Own = Annotated[Found, Depends(own_session())]


class AccountView(BaseModel):
    """Whose session it is; ``grants`` maps act to scope and is empty until the log-in is complete."""

    id: uuid.UUID
    name: str
    display_name: str
    agent: str | None
    unit: str | None
    roles: list[str]
    grants: dict[str, Scope]
    language: str


class SessionView(BaseModel):
    """The session of whoever asks. ``expires_at``: when it ends if nothing more is done."""

    authenticated: bool
    step: Step | None = None
    account: AccountView | None = None
    csrf: str | None = None
    idle_seconds: int
    expires_at: datetime | None = None
    demonstration: bool
    tickets: bool = Field(description="whether the pages of the ticket service are here")
    calls: bool = Field(description="whether those of calls are: the ticket service alone has none")
    region: str
    version: str


class SetupView(BaseModel):
    """A second factor to scan (``svg``) or type (``secret``)."""

    secret: str
    uri: str
    svg: str


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Credentials(_Body):
    """Name and password as typed."""

    name: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=256)


class Code(_Body):
    """What the authenticator shows."""

    code: str = Field(pattern=r"^[0-9]{6}$")


class NewPassword(_Body):
    """The password now and the one from now on."""

    old: str = Field(min_length=1, max_length=256)
    new: str = Field(max_length=256)


@dataclass(frozen=True)
class SessionDeps:
    """What the routes need; ``secure``: pages are served over TLS."""

    login: LogIn
    secure: bool
    demonstration: bool
    region: str
    version: str
    tickets: bool = True
    calls: bool = True


def create_session_api(deps: SessionDeps) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1", tags=["session"])

    async def view(request: Request, token: str) -> SessionView:
        gate = Gate.of(request)
        found = None
        if token:
            async with gate.database.read() as session:
                found = await find(session, token, gate.limits, gate.clock.now())
        shown = SessionView(
            authenticated=found is not None and found.step is None,
            idle_seconds=int(gate.limits.idle.total_seconds()),
            demonstration=deps.demonstration,
            tickets=deps.tickets,
            calls=deps.calls,
            region=deps.region,
            version=deps.version,
        )
        if found is not None:
            who = found.principal
            shown.step, shown.csrf, shown.expires_at = found.step, csrf_of(token), found.expires_at
            shown.account = AccountView(
                id=found.account_id,
                name=who.name,
                display_name=who.display_name,
                agent=who.agent,
                unit=who.unit,
                roles=sorted(who.roles),
                grants=dict(who.grants),
                language=found.language,
            )
        return shown

    async def given(request: Request, response: Response, token: str) -> SessionView:
        """Answer with a new token in the cookie."""
        response.set_cookie(COOKIE, token, path="/", secure=deps.secure, httponly=True, samesite="strict")
        return await view(request, token)

    @router.get("/session", dependencies=[Depends(open_to_all())])
    async def session(request: Request) -> SessionView:
        """Say who asks; does not prolong the session."""
        return await view(request, request.cookies.get(COOKIE, ""))

    @router.post("/session", dependencies=[Depends(open_to_all())])
    async def log_in(request: Request, response: Response, body: Credentials) -> SessionView:
        """Log in; over a session that is over too."""
        token = await deps.login.with_password(
            body.name, body.password, address_of(request), replaced=request.cookies.get(COOKIE, "")
        )
        return await given(request, response, token)

    @router.post("/session/totp")
    async def code(request: Request, response: Response, body: Code, found: Own) -> SessionView:
        """Give the code of the second factor."""
        return await given(request, response, await deps.login.with_code(found, body.code, address_of(request)))

    @router.post("/session/totp-setup")
    async def setup(found: Own) -> SetupView:
        """Begin with a second factor."""
        made = await deps.login.begin_setup(found)
        return SetupView(secret=made.secret, uri=made.uri, svg=made.svg)

    @router.post("/session/totp-setup/confirm")
    async def confirm(request: Request, response: Response, body: Code, found: Own) -> SessionView:
        """Confirm it with its first code."""
        return await given(request, response, await deps.login.with_code(found, body.code, address_of(request)))

    @router.post("/session/password")
    async def password(request: Request, response: Response, body: NewPassword, found: Own) -> SessionView:
        """Set one's own password; other sessions of the account end."""
        token = await deps.login.change_password(found, body.old, body.new, address_of(request))
        return await given(request, response, token)

    @router.post("/session/alive")
    async def alive(request: Request, found: Own) -> SessionView:
        """Prolong the session: its person is there."""
        return await view(request, request.cookies[COOKIE])

    @router.delete("/session")
    async def log_off(request: Request, response: Response, found: Own) -> SessionView:
        """Log off."""
        await deps.login.log_off(found)
        response.delete_cookie(COOKIE, path="/", secure=deps.secure, httponly=True, samesite="strict")
        return await view(request, "")

    return router
