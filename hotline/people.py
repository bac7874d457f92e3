"""People of one copy of the hotline: what serves them, and what has to be there before anybody logs in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.logs import logger
from foundation.people import repository
from foundation.people.accounts import Accounts
from foundation.people.demonstration import close_demonstration, open_demonstration
from foundation.people.login import LogIn
from foundation.people.passwords import Passwords
from hotline.migrate import is_current
from hotline.wiring import House

log = logger(__name__)

AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class People:
    """Logging in and the keeping of accounts, with one set of passwords in work."""

    passwords: Passwords
    login: LogIn
    accounts: Accounts


def people_of(database: Database, vault: Vault, clock: Clock) -> People:
    """Return what serves people."""
    words = Passwords()
    return People(words, LogIn(database, vault, clock, words), Accounts(database, vault, clock, words))


async def ensure_demonstration_accounts(h: House) -> list[str]:
    """Open the accounts of the demonstration, or lock them where there is none; return those that changed."""
    if h.settings.is_demonstration:
        return await open_demonstration(h.database, h.vault, h.clock, Passwords(), h.settings.agents)
    return await close_demonstration(h.database, h.clock)


async def prepare_people(h: House) -> None:
    """Bring roles and the demonstration's accounts to what release and settings say."""
    async with h.database.write() as session:
        await repository.seed_roles(session)
    changed = await ensure_demonstration_accounts(h)
    if changed:
        log.info("demonstration_accounts", open=h.settings.is_demonstration, count=len(changed))


async def prepare_people_when_ready(h: House) -> None:
    """Do so as soon as the store answers with the newest schema."""
    while True:
        try:
            if await is_current(h.database):
                await prepare_people(h)
                return
        except SQLAlchemyError as error:
            log.warning("people_not_prepared", error=type(error).__name__)
        await asyncio.sleep(AGAIN_SECONDS)
