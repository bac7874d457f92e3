"""All queries on accounts, roles and what they grant."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.database import Base
from foundation.people.acts import ROLES, Scope, for_team, united
from foundation.people.models import (
    AccountGrantRow,
    AccountRoleRow,
    AccountRow,
    IdentityRow,
    RoleGrantRow,
    RoleRow,
    SecondFactorRow,
)

LOCAL = "local"


@dataclass(frozen=True)
class Rights:
    """Roles of an account and what they and its own grants permit together."""

    roles: frozenset[str]
    own: Mapping[str, Scope]
    grants: Mapping[str, Scope]


def insert_once(session: AsyncSession, table: type[Base]) -> Any:
    """Return an INSERT that leaves a row that is there as it is."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


async def seed_roles(session: AsyncSession) -> None:
    """Make the rows of the shipped roles those of this release; roles of the operator stay as they are."""
    for name, role in ROLES.items():
        row = {"role": name, "excludes": role.excludes, "is_shipped": True}
        await session.execute(insert_once(session, RoleRow).values(row))
        stored = {
            grant.act: grant for grant in await session.scalars(select(RoleGrantRow).where(RoleGrantRow.role == name))
        }
        for act in stored.keys() - role.grants.keys():
            await session.delete(stored[act])
        for act, scope in role.grants.items():
            if act in stored:
                stored[act].scope = scope
            else:
                grant = {"role": name, "act": act, "scope": scope}
                await session.execute(insert_once(session, RoleGrantRow).values(grant))
    await session.flush()


async def rights_of(session: AsyncSession, account_id: uuid.UUID) -> Rights:
    """Return what an account may: what its roles permit, as far as they reach, and its own grants."""
    of_roles = await session.execute(
        select(AccountRoleRow.role, RoleGrantRow.act, RoleGrantRow.scope)
        .outerjoin(RoleGrantRow, RoleGrantRow.role == AccountRoleRow.role)
        .where(AccountRoleRow.account_id == account_id)
    )
    rows = of_roles.all()
    of_account = await session.execute(
        select(AccountGrantRow.act, AccountGrantRow.scope).where(AccountGrantRow.account_id == account_id)
    )
    own = {act: Scope(scope) for act, scope in of_account}
    granted = united((act, Scope(scope)) for _, act, scope in rows if act is not None)
    reach = await session.scalar(select(AccountRow.reach).where(AccountRow.account_id == account_id))
    if reach == Scope.TEAM:
        granted = for_team(granted)
    return Rights(frozenset(role for role, _, _ in rows), own, united([*granted.items(), *own.items()]))


async def team_of(session: AsyncSession, account: AccountRow, rights: Rights) -> frozenset[str]:
    """Return the agents of an account's team; none where no right of his asks for them."""
    if account.team is None or Scope.TEAM not in rights.grants.values():
        return frozenset()
    query = select(AccountRow.agent).where(AccountRow.team == account.team, AccountRow.agent.is_not(None))
    return frozenset(agent for agent in await session.scalars(query) if agent is not None)


async def account_named(session: AsyncSession, name: str) -> AccountRow | None:
    """Return the account that logs in with ``name``."""
    row: AccountRow | None = await session.scalar(select(AccountRow).where(AccountRow.name == name))
    return row


async def accounts(session: AsyncSession) -> list[AccountRow]:
    """Return all accounts by name."""
    return list(await session.scalars(select(AccountRow).order_by(AccountRow.name)))


async def names_of(session: AsyncSession, account_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the log-in name of each account."""
    query = select(AccountRow.account_id, AccountRow.name).where(AccountRow.account_id.in_(list(account_ids)))
    return {row.account_id: row.name for row in await session.execute(query)}


async def holders_of(session: AsyncSession, act: str) -> dict[uuid.UUID, str]:
    """Return the log-in names of the open accounts that may do an act on everything, by role or by a grant."""
    by_role = (
        select(AccountRoleRow.account_id)
        .join(RoleGrantRow, RoleGrantRow.role == AccountRoleRow.role)
        .where(RoleGrantRow.act == act, RoleGrantRow.scope == Scope.ALL)
    )
    own = select(AccountGrantRow.account_id).where(AccountGrantRow.act == act, AccountGrantRow.scope == Scope.ALL)
    row = AccountRow
    may = or_(row.account_id.in_(own), and_(row.reach == Scope.ALL, row.account_id.in_(by_role)))
    query = select(row.account_id, row.name).where(row.locked_at.is_(None), may).order_by(row.name)
    return {one.account_id: one.name for one in await session.execute(query)}


async def names_of_stored(session: AsyncSession, stored: Iterable[str]) -> dict[str, str]:
    """Return the log-in names of those accounts among what was stored as authors; others are left out."""
    ids: dict[uuid.UUID, str] = {}
    for who in stored:
        try:
            ids[uuid.UUID(who)] = who
        except ValueError:
            continue
    return {ids[account]: name for account, name in (await names_of(session, ids)).items()}


async def display_names(session: AsyncSession, names: Iterable[str]) -> dict[str, str]:
    """Return the name to show of each log-in name that an account has."""
    query = select(AccountRow.name, AccountRow.display_name).where(AccountRow.name.in_(set(names) - {""}))
    return {row.name: row.display_name for row in await session.execute(query)}


async def people_of_units(session: AsyncSession, units: Collection[str], act: str) -> list[AccountRow]:
    """Return the open accounts of these units that are granted ``act``, by the name that is shown."""
    of_roles = select(AccountRoleRow.account_id).join(RoleGrantRow, RoleGrantRow.role == AccountRoleRow.role)
    of_account = select(AccountGrantRow.account_id).where(AccountGrantRow.act == act)
    query = select(AccountRow).where(
        AccountRow.unit.in_(units),
        AccountRow.locked_at.is_(None),
        AccountRow.account_id.in_(of_roles.where(RoleGrantRow.act == act).union_all(of_account)),
    )
    return list(await session.scalars(query.order_by(AccountRow.display_name, AccountRow.name)))


async def held_account(session: AsyncSession, account_id: uuid.UUID) -> AccountRow | None:
    """Return an account, held until the commit so that changes of it follow each other."""
    return await session.get(AccountRow, account_id, with_for_update=True, populate_existing=True)


async def local_identity(session: AsyncSession, account_id: uuid.UUID) -> IdentityRow | None:
    """Return the password of an account."""
    row: IdentityRow | None = await session.scalar(
        select(IdentityRow).where(IdentityRow.account_id == account_id, IdentityRow.provider == LOCAL)
    )
    return row


async def second_factor(session: AsyncSession, account_id: uuid.UUID, *, hold: bool = False) -> SecondFactorRow | None:
    """Return the second factor of an account; with ``hold`` nobody else can use a code of it meanwhile."""
    return await session.get(SecondFactorRow, account_id, with_for_update=hold, populate_existing=hold)


async def groups_of(session: AsyncSession) -> dict[str, str]:
    """Return every role and the group of roles that exclude it."""
    return {row.role: row.excludes for row in await session.scalars(select(RoleRow))}


async def role_grants(session: AsyncSession) -> dict[str, dict[str, Scope]]:
    """Return what each role permits."""
    found: dict[str, dict[str, Scope]] = {role: {} for role in await groups_of(session)}
    for row in await session.scalars(select(RoleGrantRow)):
        found[row.role][row.act] = Scope(row.scope)
    return found


async def set_roles(session: AsyncSession, account_id: uuid.UUID, roles: Iterable[str]) -> None:
    """Give an account exactly these roles."""
    await session.execute(delete(AccountRoleRow).where(AccountRoleRow.account_id == account_id))
    session.add_all(AccountRoleRow(account_id=account_id, role=role) for role in sorted(set(roles)))
    await session.flush()


async def set_grants(session: AsyncSession, account_id: uuid.UUID, grants: Mapping[str, Scope]) -> None:
    """Give an account exactly these grants of its own."""
    await session.execute(delete(AccountGrantRow).where(AccountGrantRow.account_id == account_id))
    session.add_all(AccountGrantRow(account_id=account_id, act=act, scope=scope) for act, scope in grants.items())
    await session.flush()
