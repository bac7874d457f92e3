"""Accounts of the demonstration: passwords that everyone knows, so they are open in the demonstration only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import Conflict
from foundation.ids import new_id
from foundation.people import SYSTEM, repository, sessions, totp
from foundation.people.acts import needs_second_factor
from foundation.people.login import SEALED_FOR
from foundation.people.models import AccountRow, IdentityRow, RoleRow, SecondFactorRow
from foundation.people.passwords import Passwords

OVER = "demonstration_over"


@dataclass(frozen=True)
class Demonstrator:
    """One account of the demonstration; its password is ``demo-<name>``."""

    name: str
    shown: str
    role: str
    agent: str | None = None
    unit: str | None = None


def demonstrators(agents: Iterable[str]) -> list[Demonstrator]:
    """Return who is there: an agent for each code the switch knows, and one of each other role that has a page.

    Of five codes or more the last is that of the supervisor, who needs a phone to listen and speak with.
    """
    codes = list(agents)
    phone = codes.pop() if len(codes) > 4 else None
    return [
        *(Demonstrator(code, f"演示坐席 {code}", "agent", code) for code in codes),
        Demonstrator("supervisor", "演示班长", "supervisor", phone),
        Demonstrator("quality", "演示质检员", "quality_reviewer"),
        Demonstrator("dispatcher", "演示派单员", "dispatcher"),
        Demonstrator("urban", "演示承办人员（城管）", "unit_staff", unit="urban_management"),
        Demonstrator("water", "演示承办人员（自来水）", "unit_staff", unit="water_company"),
        Demonstrator("tianhe", "演示承办负责人（天河区）", "unit_lead", unit="tianhe"),
        Demonstrator("security", "演示安全管理员", "security_administrator"),
        Demonstrator("auditor", "演示审计员", "auditor"),
        Demonstrator("admin", "演示系统管理员", "system_administrator"),
    ]


async def open_demonstration(
    database: Database, vault: Vault, clock: Clock, words: Passwords, agents: Iterable[str]
) -> list[str]:
    """Make the accounts that are missing, open those that were put away, and return the names of both.

    A name or agent's code that a real account has stays with it.
    """
    agents = list(agents)
    async with database.read() as session:
        rows = [row for row in await repository.accounts(session) if row.locked_at is None]
    there = {row.name for row in rows}
    without = {row.name for row in rows if row.is_demonstration and row.agent is None}
    for who in demonstrators(agents):
        if who.agent is not None and who.name in without:  # of a release before, when it had no phone
            async with database.write() as session:
                await _give_phone(session, who)
    wanted = [d for d in demonstrators(agents) if d.name not in there]
    secrets = {d.name: await words.hash(f"demo-{d.name}") for d in wanted}
    opened = []
    for who in wanted:
        # One at a time: all in one transaction would keep the store from calls for longer than they wait for it.
        async with database.write() as session:
            await _one_process(session)
            if await _open(session, vault, who, secrets[who.name], clock.now()):
                opened.append(who.name)
    return opened


async def close_demonstration(database: Database, clock: Clock) -> list[str]:
    """Lock every account of the demonstration, give its name and agent's code free, and return their names."""
    async with database.write() as session:
        await _one_process(session)
        rows = list(
            await session.scalars(select(AccountRow).where(AccountRow.is_demonstration, AccountRow.lock_reason != OVER))
        )
        names = [row.name for row in rows]
        for row in rows:
            row.locked_at, row.lock_reason, row.agent = clock.now(), OVER, None
            await _rename(session, row, _put_away(row.name))
            await sessions.end_sessions(session, row.account_id, "locked", clock.now())
            await audit.record(session, SYSTEM, "account.locked", "account", row.account_id, now=clock.now(), note=OVER)
    return names


async def demonstration_code(database: Database, vault: Vault, clock: Clock, name: str) -> str:
    """Return the second factor's code of this moment.

    Raises:
        Conflict: no open account of the demonstration, or one that needs no code.
    """
    async with database.read() as session:
        row = await repository.account_named(session, name)
        factor = await repository.second_factor(session, row.account_id) if row is not None else None
        if row is None or not row.is_demonstration or row.locked_at is not None or factor is None:
            raise Conflict(f"{name} is no account of the demonstration with a second factor")
        return totp.code_at(vault.open(factor.sealed, SEALED_FOR), clock.now())


async def _give_phone(session: AsyncSession, who: Demonstrator) -> None:
    row = await repository.account_named(session, who.name)
    taken = select(AccountRow.account_id).where(AccountRow.agent == who.agent)
    if row is not None and row.agent is None and await session.scalar(taken) is None:
        row.agent = who.agent


def _put_away(name: str) -> str:
    """Return the name of an account while there is no demonstration, so that a real one may have its own."""
    return f"demonstration-{name}"[:32]


async def _one_process(session: AsyncSession) -> None:
    """Hold a row until the commit, so that two processes that start at once follow each other."""
    await session.scalar(select(RoleRow.role).where(RoleRow.role == "agent").with_for_update())


async def _open(session: AsyncSession, vault: Vault, who: Demonstrator, secret: str, now: datetime) -> bool:
    if await repository.account_named(session, who.name) is not None:
        return False
    taken = select(AccountRow.account_id).where(AccountRow.agent == who.agent)
    if who.agent is not None and await session.scalar(taken) is not None:
        return False
    row = await repository.account_named(session, _put_away(who.name))
    if row is None:
        row = AccountRow(account_id=new_id(), name=who.name, display_name=who.shown, created_at=now)
        row.is_demonstration = True
        session.add(row)
        await session.flush()
        session.add(IdentityRow(provider=repository.LOCAL, subject=who.name, account_id=row.account_id, changed_at=now))
        if needs_second_factor({who.role}):
            sealed = vault.seal(totp.new_secret(), SEALED_FOR)
            session.add(SecondFactorRow(account_id=row.account_id, sealed=sealed, created_at=now, confirmed_at=now))
    row.agent, row.unit, row.locked_at, row.lock_reason = who.agent, who.unit, None, ""
    await _rename(session, row, who.name)
    identity = await repository.local_identity(session, row.account_id)
    if identity is not None:
        identity.secret, identity.changed_at, identity.must_change = secret, now, False
    await repository.set_roles(session, row.account_id, {who.role})
    await audit.record(session, SYSTEM, "account.opened", "account", row.account_id, now=now, note="demonstration")
    return True


async def _rename(session: AsyncSession, row: AccountRow, name: str) -> None:
    row.name = name
    await session.flush()
    identity = await repository.local_identity(session, row.account_id)
    if identity is not None:
        identity.subject = name
        await session.flush()
