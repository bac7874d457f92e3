"""Log-in guards as rows: one for each name and address that was tried, under a keyed hash."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.crypto import Vault
from foundation.people import limits
from foundation.people.models import LoginGuardRow
from foundation.people.repository import insert_once


def key_of_name(vault: Vault, name: str) -> str:
    """Return the key of a name, known or not."""
    return vault.lookup(name[:256], "login_name")


def key_of_address(vault: Vault, address: str) -> str:
    """Return the key of an address."""
    return vault.lookup(address, "login_address")


async def take_visitors_try(session: AsyncSession, vault: Vault, thing: str, address: str, now: datetime) -> timedelta:
    """Take one try of somebody without a session at a thing; return how long he has to wait, zero when he may try.

    Things that there are and things that there are not are guarded alike, so that waiting tells nothing.
    """
    await sweep(session, now)
    rows = [(await held(session, key, now), rate) for key, rate in _of_visitor(vault, thing, address)]
    wait = max(limits.wait_for(state_of(row), rate, now) for row, rate in rows)
    if not wait:
        for row, rate in rows:
            store(row, limits.tried(state_of(row), rate, now))
    return wait


async def return_visitors_try(session: AsyncSession, vault: Vault, thing: str, address: str, now: datetime) -> None:
    """Give a try back that ended well: who knows the code looks as often as he likes."""
    for key, rate in _of_visitor(vault, thing, address):
        row = await held(session, key, now)
        store(row, limits.returned(state_of(row), rate, 1))


async def visitor_waits(session: AsyncSession, vault: Vault, address: str, now: datetime) -> timedelta:
    """Return how long an address has to wait whatever it asks for; a question that writes nothing."""
    row = await session.get(LoginGuardRow, vault.lookup(address, "visitor"))
    return limits.wait_for(state_of(row), limits.OF_A_VISITOR, now) if row is not None else timedelta()


def _of_visitor(vault: Vault, thing: str, address: str) -> list[tuple[str, limits.Rate]]:
    """Return what guards a try, in the order in which the rows are held."""
    keys = (
        (vault.lookup(f"{thing} {address}", "visitor_thing"), limits.OF_A_CODE),
        (vault.lookup(thing, "visitor_thing"), limits.OF_A_TICKET),
        (vault.lookup(address, "visitor"), limits.OF_A_VISITOR),
    )
    return sorted(keys)


async def held(session: AsyncSession, key: str, now: datetime) -> LoginGuardRow:
    """Return the row of a key, made when it is missing and held until the commit."""
    while True:
        await session.execute(insert_once(session, LoginGuardRow).values(guard_key=key, next_at=now, failures=0))
        row = await session.get(LoginGuardRow, key, with_for_update=True, populate_existing=True)
        if row is not None:
            return row
        # PostgreSQL: another log-in deleted it after our insert saw it there, and committed while we waited for it.


def state_of(row: LoginGuardRow) -> limits.Guard:
    """Return a row as a value."""
    return limits.Guard(row.next_at, row.failures, row.locked_until)


def store(row: LoginGuardRow, guard: limits.Guard) -> None:
    """Put a value into its row."""
    row.next_at, row.failures, row.locked_until = guard.next_at, guard.failures, guard.locked_until


async def clear(session: AsyncSession, key: str) -> None:
    """Forget a name's failures and its lock."""
    await session.execute(delete(LoginGuardRow).where(LoginGuardRow.guard_key == key))


async def sweep(session: AsyncSession, now: datetime) -> None:
    """Forget what was last tried long ago."""
    await session.execute(delete(LoginGuardRow).where(LoginGuardRow.next_at < now - limits.FORGOTTEN_AFTER))


async def locked_until(session: AsyncSession, key: str, now: datetime) -> datetime | None:
    """Return until when a name is locked, ``None`` when it is not."""
    row = await session.get(LoginGuardRow, key)
    if row is None or row.locked_until is None or row.locked_until <= now:
        return None
    return row.locked_until
