"""Accounts as a security administrator keeps them; each change is in the audit, in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import BadInput, Conflict, NotFound
from foundation.ids import new_id
from foundation.people import guards, repository, sessions
from foundation.people.acts import ACTS, MEANT, OF_AGENTS, OF_UNITS, Scope, exclusive, separated
from foundation.people.models import AccountRow, IdentityRow
from foundation.people.names import display_name, log_in_name, team_name
from foundation.people.passwords import Passwords, one_time_password
from foundation.people.principal import Principal

ONE_TIME_PASSWORD_LASTS = timedelta(hours=72)
LANGUAGES = ("zh-CN", "en")


class OwnAccount(Conflict):
    """Nobody changes the rights of his own account or locks it."""

    code = "own_account"


class ScopeWithoutRelation(BadInput):
    """A scope between one's own and all needs a relation of accounts that there is not yet."""

    code = "scope_without_relation"


class ActsExclude(Conflict):
    """The acts of roles that exclude each other must not meet in one account, in whatever way they were granted."""

    code = "acts_exclude"


@dataclass(frozen=True)
class Account:
    """An account as it is shown; ``locked_until`` is empty when an administrator has to unlock it."""

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


@dataclass(frozen=True)
class Change:
    """What is changed; ``None`` leaves as it is, an empty ``agent``, ``team`` or ``unit`` takes that away."""

    display_name: str | None = None
    agent: str | None = None
    roles: Iterable[str] | None = None
    grants: Mapping[str, Scope] | None = None
    language: str | None = None
    team: str | None = None
    reach: Scope | None = None
    unit: str | None = None


class Accounts:
    """Makes, changes, locks and unlocks accounts."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, words: Passwords) -> None:
        self._database, self._vault, self._clock, self._passwords = database, vault, clock, words

    async def all(self) -> list[Account]:
        """Return every account."""
        async with self._database.read() as session:
            return [await self._shown(session, row) for row in await repository.accounts(session)]

    async def named(self, name: str) -> Account:
        """Return the account with a name."""
        async with self._database.read() as session:
            row = await repository.account_named(session, name)
            if row is None:
                raise NotFound("there is no such account")
            return await self._shown(session, row)

    async def create(
        self,
        principal: Principal,
        name: str,
        shown: str,
        roles: Iterable[str],
        *,
        agent: str | None = None,
        grants: Mapping[str, Scope] | None = None,
        language: str = "zh-CN",
        team: str | None = None,
        reach: Scope = Scope.ALL,
        unit: str | None = None,
    ) -> tuple[Account, str]:
        """Make an account; return it and a password for its first log-in.

        Raises:
            BadInput: a name, role, act, scope or language that does not fit. Conflict: name or agent's code is taken,
                or roles or their acts exclude each other.
        """
        known_as = log_in_name(name)
        if known_as is None:
            raise BadInput("a log-in name has 2 to 32 of a-z 0-9 . _ -, a letter or digit first", field="name")
        password = one_time_password()
        secret = await self._passwords.hash(password)
        async with self._database.write() as session:
            if await repository.account_named(session, known_as) is not None:
                raise Conflict("there is an account with this name", field="name")
            now = self._clock.now()
            row = AccountRow(
                account_id=new_id(),
                name=known_as,
                display_name=display_name(shown),
                created_at=now,
                created_by=principal.account_id,
            )
            session.add(row)
            await _flush(session)
            change = Change(
                agent=agent, roles=roles, grants=grants or {}, language=language, team=team, reach=reach, unit=unit
            )
            await self._apply(session, row, change)
            session.add(
                IdentityRow(
                    provider=repository.LOCAL,
                    subject=known_as,
                    account_id=row.account_id,
                    secret=secret,
                    must_change=True,
                    expires_at=now + ONE_TIME_PASSWORD_LASTS,
                    changed_at=now,
                )
            )
            await session.flush()
            account = await self._shown(session, row)
            await self._enter(session, principal, "account.created", row, _rights(account))
            if account.team is not None:
                await self._enter(session, principal, "account.team", row, f" -> {account.team}")
        return account, password

    async def change(self, principal: Principal, account_id: uuid.UUID, change: Change) -> Account:
        """Change an account; other rights end its sessions.

        Raises:
            NotFound, BadInput, Conflict, OwnAccount.
        """
        async with self._database.write() as session:
            row = await self._held(session, account_id)
            before = await self._shown(session, row)
            await self._apply(session, row, change)
            after = await self._shown(session, row)
            if _rights(before) != _rights(after):
                self._not_oneself(principal, account_id)
                await sessions.end_sessions(session, account_id, "roles_changed", self._clock.now())
                note = f"{_rights(before)} -> {_rights(after)}"
                await self._enter(session, principal, "account.rights_changed", row, note)
            if (before.display_name, before.language) != (after.display_name, after.language):
                await self._enter(session, principal, "account.changed", row)
            if before.team != after.team:
                await self._enter(session, principal, "account.team", row, f"{before.team or ''} -> {after.team or ''}")
        return after

    async def lock(self, principal: Principal, account_id: uuid.UUID) -> Account:
        """Lock an account until somebody unlocks it, and end its sessions."""
        self._not_oneself(principal, account_id)
        async with self._database.write() as session:
            row = await self._held(session, account_id)
            row.locked_at, row.lock_reason = self._clock.now(), "administrator"
            await sessions.end_sessions(session, account_id, "locked", self._clock.now())
            await self._enter(session, principal, "account.locked", row)
            return await self._shown(session, row)

    async def unlock(self, principal: Principal, account_id: uuid.UUID) -> Account:
        """Take away every lock, that of too many failures too."""
        async with self._database.write() as session:
            row = await self._held(session, account_id)
            if row.lock_reason == "demonstration_over":
                raise Conflict("an account of the demonstration is open in the demonstration only")
            row.locked_at, row.lock_reason = None, ""
            await guards.clear(session, guards.key_of_name(self._vault, row.name))
            await self._enter(session, principal, "account.unlocked", row)
            return await self._shown(session, row)

    async def reset_password(self, principal: Principal, account_id: uuid.UUID) -> tuple[Account, str]:
        """Return a new password for one log-in; ends the account's sessions and a lock of too many failures."""
        self._not_oneself(principal, account_id)
        password = one_time_password()
        secret = await self._passwords.hash(password)
        async with self._database.write() as session:
            row = await self._held(session, account_id)
            identity = await repository.local_identity(session, account_id)
            if identity is None:
                raise Conflict("this account has no password here")
            now = self._clock.now()
            identity.secret, identity.changed_at, identity.must_change = secret, now, True
            identity.expires_at = now + ONE_TIME_PASSWORD_LASTS
            await guards.clear(session, guards.key_of_name(self._vault, row.name))
            await sessions.end_sessions(session, account_id, "password_changed", now)
            await self._enter(session, principal, "password.reset", row)
            return await self._shown(session, row), password

    async def reset_second_factor(self, principal: Principal, account_id: uuid.UUID) -> Account:
        """Forget the second factor: the next log-in sets up another; ends the account's sessions."""
        self._not_oneself(principal, account_id)
        async with self._database.write() as session:
            row = await self._held(session, account_id)
            factor = await repository.second_factor(session, account_id, hold=True)
            if factor is not None:
                await session.delete(factor)
                await session.flush()
            await sessions.end_sessions(session, account_id, "second_factor_reset", self._clock.now())
            await self._enter(session, principal, "second_factor.reset", row)
            return await self._shown(session, row)

    async def _apply(self, session: AsyncSession, row: AccountRow, change: Change) -> None:
        if change.display_name is not None:
            row.display_name = display_name(change.display_name)
        if change.language is not None:
            if change.language not in LANGUAGES:
                raise BadInput(f"a language is one of {', '.join(LANGUAGES)}", field="language")
            row.language = change.language
        if change.agent is not None:
            code = change.agent or None
            taken = select(AccountRow.account_id).where(
                AccountRow.agent == code, AccountRow.account_id != row.account_id
            )
            if code is not None and await session.scalar(taken) is not None:
                raise Conflict("this agent's code belongs to another account", field="agent")
            row.agent = code
        if change.team is not None:
            row.team = team_name(change.team)
        if change.reach is not None:
            if change.reach not in (Scope.TEAM, Scope.ALL):
                raise BadInput("roles reach a team, or all", field="reach")
            row.reach = change.reach
        if change.unit is not None:
            row.unit = change.unit or None
        if change.roles is not None:
            await self._set_roles(session, row.account_id, set(change.roles))
        if change.grants is not None:
            if unknown := change.grants.keys() - ACTS.keys():
                raise BadInput(f"there is no act {sorted(unknown)[0][:48]!r}", field="grants")
            for act, scope in sorted(change.grants.items()):
                of_nothing = act not in {Scope.TEAM: OF_AGENTS, Scope.UNIT: OF_UNITS}.get(scope, {act})
                if scope not in MEANT or of_nothing:
                    raise ScopeWithoutRelation(
                        f"the scope {scope} has no meaning for {act}", field="grants", scope=str(scope)
                    )
            await repository.set_grants(session, row.account_id, change.grants)
        await _flush(session)
        rights = await repository.rights_of(session, row.account_id)
        changed = any(part is not None for part in (change.roles, change.grants, change.reach))
        if changed and (clash := separated(rights.grants)):
            raise ActsExclude(
                f"{', '.join(sorted(clash))} must not be granted to one person", field="grants", acts=sorted(clash)
            )
        if "agent" in rights.roles and row.agent is None:
            raise BadInput("the role agent needs the agent's code", field="agent")
        if row.team is None and (row.reach == Scope.TEAM or Scope.TEAM in rights.own.values()):
            raise BadInput("what reaches a team needs one", field="team")
        if row.unit is None and Scope.UNIT in rights.grants.values():
            raise BadInput("what reaches a unit needs one", field="unit")
        groups = await repository.groups_of(session)
        if row.reach == Scope.TEAM and any(groups[role] for role in rights.roles):
            raise BadInput("a role of administration reaches all or nothing", field="reach")

    async def _set_roles(self, session: AsyncSession, account_id: uuid.UUID, roles: set[str]) -> None:
        groups = await repository.groups_of(session)
        if not roles or roles - groups.keys():
            raise BadInput(f"an account has one or more of {', '.join(sorted(groups))}", field="roles")
        if clash := exclusive({role: groups[role] for role in roles}):
            raise Conflict(f"{' and '.join(sorted(clash))} must not be one person", field="roles")
        await repository.set_roles(session, account_id, roles)

    async def _held(self, session: AsyncSession, account_id: uuid.UUID) -> AccountRow:
        row = await repository.held_account(session, account_id)
        if row is None:
            raise NotFound("there is no such account")
        return row

    def _not_oneself(self, principal: Principal, account_id: uuid.UUID) -> None:
        if principal.account_id == account_id:
            raise OwnAccount("another administrator has to do this to your own account")

    async def _shown(self, session: AsyncSession, row: AccountRow) -> Account:
        rights = await repository.rights_of(session, row.account_id)
        identity = await repository.local_identity(session, row.account_id)
        factor = await repository.second_factor(session, row.account_id)
        key = guards.key_of_name(self._vault, row.name)
        until = await guards.locked_until(session, key, self._clock.now())
        reason = row.lock_reason if row.locked_at is not None else "too_many_failures" if until else None
        return Account(
            id=row.account_id,
            name=row.name,
            display_name=row.display_name,
            agent=row.agent,
            team=row.team,
            reach=Scope(row.reach),
            unit=row.unit,
            roles=sorted(rights.roles),
            grants=dict(rights.own),
            language=row.language,
            is_demonstration=row.is_demonstration,
            lock_reason=reason,
            locked_until=until if row.locked_at is None else None,
            has_second_factor=factor is not None and factor.confirmed_at is not None,
            must_change_password=identity is not None and identity.must_change,
            created_at=row.created_at,
        )

    async def _enter(
        self, session: AsyncSession, principal: Principal, act: str, row: AccountRow, note: str = ""
    ) -> None:
        await audit.record(session, principal, act, "account", row.account_id, now=self._clock.now(), note=note)


async def _flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:  # another administrator did the same at the same moment
        raise Conflict("this name or agent's code has just been taken") from error


def _rights(account: Account) -> str:
    """Return the team and unit that are reached, roles, own grants and agent's code in a line for the audit."""
    own = [f"{act}:{scope}" for act, scope in sorted(account.grants.items())]
    of_team = account.reach is Scope.TEAM or Scope.TEAM in account.grants.values()
    reach = [f"team={account.team}"] if of_team else []
    reach += [f"unit={account.unit}"] if account.unit else []
    return ",".join([*reach, *account.roles, *own, *([f"agent={account.agent}"] if account.agent else [])])
