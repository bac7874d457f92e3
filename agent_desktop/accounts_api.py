"""``/api/v1/accounts`` and ``/api/v1/roles``: for security administrators; auditors read."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from agent_desktop.access import Principal, Scope, allow
from foundation.database import Database
from foundation.people import repository
from foundation.people.accounts import Account, Accounts, Change
from foundation.people.acts import needs_second_factor

Reader = Depends(allow("accounts.read", scope=Scope.ALL))
Keeper = Annotated[Principal, Depends(allow("accounts.manage", scope=Scope.ALL))]
Roles = Annotated[list[Annotated[str, Field(max_length=32)]], Field(min_length=1, max_length=16)]
Grants = Annotated[dict[Annotated[str, Field(max_length=48)], Scope], Field(max_length=32)]


class AccountShown(BaseModel):
    """One account. ``lock_reason``: ``administrator too_many_failures demonstration_over``, null when it is open.

    ``reach``: how far its roles reach, ``team`` or ``all``. ``unit``: code of the handling unit that it acts for.
    """

    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    display_name: str
    agent: str | None
    team: str | None
    reach: Scope
    unit: str | None
    roles: list[str]
    grants: dict[str, Scope]
    language: str
    is_demonstration: bool
    lock_reason: str | None
    locked_until: datetime | None
    has_second_factor: bool
    must_change_password: bool
    created_at: datetime


class AccountsShown(BaseModel):
    """All accounts by name."""

    accounts: list[AccountShown]


class RoleShown(BaseModel):
    """One role; roles with the same ``excludes`` cannot stand on one account."""

    role: str
    grants: dict[str, Scope]
    excludes: str
    second_factor: bool


class RolesShown(BaseModel):
    """All roles."""

    roles: list[RoleShown]


class OneTimePassword(BaseModel):
    """A password for the next log-in, shown once."""

    account: AccountShown
    password: str


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewAccount(_Body):
    """An account to make."""

    name: str = Field(min_length=1, max_length=64)
    display_name: str = Field(min_length=1, max_length=64)
    roles: Roles
    agent: str | None = Field(None, pattern=r"^[a-z0-9_]{1,32}$")
    grants: Grants = Field(default_factory=dict)
    language: str = Field("zh-CN", max_length=8)
    team: str | None = Field(None, max_length=64)
    reach: Scope = Scope.ALL
    unit: str | None = Field(None, pattern=r"^[a-z0-9_]{1,32}$")


class AccountChange(_Body):
    """What is to change; a field that is not given stays, an empty ``agent``, ``team`` or ``unit`` takes that away."""

    display_name: str | None = Field(None, min_length=1, max_length=64)
    roles: Roles | None = None
    agent: str | None = Field(None, pattern=r"^[a-z0-9_]{0,32}$")
    grants: Grants | None = None
    language: str | None = Field(None, max_length=8)
    team: str | None = Field(None, max_length=64)
    reach: Scope | None = None
    unit: str | None = Field(None, pattern=r"^[a-z0-9_]{0,32}$")


def create_accounts_api(accounts: Accounts, database: Database) -> APIRouter:
    """Return the router."""
    router = APIRouter(prefix="/api/v1", tags=["accounts"])

    def shown(account: Account) -> AccountShown:
        return AccountShown.model_validate(account)

    @router.get("/accounts", dependencies=[Reader])
    async def listed() -> AccountsShown:
        """List all accounts."""
        return AccountsShown(accounts=[shown(account) for account in await accounts.all()])

    @router.get("/roles", dependencies=[Reader])
    async def roles() -> RolesShown:
        """List all roles and what they permit."""
        async with database.read() as session:
            groups, grants = await repository.groups_of(session), await repository.role_grants(session)
        return RolesShown(
            roles=[
                RoleShown(role=r, grants=grants[r], excludes=groups[r], second_factor=needs_second_factor({r}))
                for r in sorted(groups)
            ]
        )

    @router.post("/accounts", status_code=201)
    async def create(body: NewAccount, principal: Keeper) -> OneTimePassword:
        """Make an account; its password is good for one log-in within three days."""
        account, password = await accounts.create(
            principal,
            body.name,
            body.display_name,
            body.roles,
            agent=body.agent,
            grants=body.grants,
            language=body.language,
            team=body.team,
            reach=body.reach,
            unit=body.unit,
        )
        return OneTimePassword(account=shown(account), password=password)

    @router.patch("/accounts/{account_id}")
    async def change(account_id: uuid.UUID, body: AccountChange, principal: Keeper) -> AccountShown:
        """Change an account; other rights end its sessions."""
        wanted = Change(
            body.display_name, body.agent, body.roles, body.grants, body.language, body.team, body.reach, body.unit
        )
        return shown(await accounts.change(principal, account_id, wanted))

    @router.post("/accounts/{account_id}/reset-password")
    async def reset_password(account_id: uuid.UUID, principal: Keeper) -> OneTimePassword:
        """Give an account another password for one log-in."""
        account, password = await accounts.reset_password(principal, account_id)
        return OneTimePassword(account=shown(account), password=password)

    @router.post("/accounts/{account_id}/lock")
    async def lock(account_id: uuid.UUID, principal: Keeper) -> AccountShown:
        """Lock an account and end its sessions."""
        return shown(await accounts.lock(principal, account_id))

    @router.post("/accounts/{account_id}/unlock")
    async def unlock(account_id: uuid.UUID, principal: Keeper) -> AccountShown:
        """Take every lock away."""
        return shown(await accounts.unlock(principal, account_id))

    @router.post("/accounts/{account_id}/reset-totp")
    async def reset_totp(account_id: uuid.UUID, principal: Keeper) -> AccountShown:
        """Have the next log-in set up another second factor."""
        return shown(await accounts.reset_second_factor(principal, account_id))

    return router
