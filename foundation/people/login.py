"""Logging in: password, second factor, a password of one's own; with limits, a lock, and an entry for each outcome."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncSession

from foundation import audit
from foundation.clock import Clock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.errors import Conflict, HotlineError
from foundation.people import guards, limits, passwords, sessions, totp
from foundation.people.acts import needs_second_factor
from foundation.people.models import AccountRow, SecondFactorRow
from foundation.people.names import log_in_name
from foundation.people.principal import Principal
from foundation.people.repository import account_named, local_identity, rights_of, second_factor
from foundation.people.sessions import Found, Step

LOGINS = Counter("hotline_logins_total", "Attempts to log in.", ["outcome"])
SEALED_FOR = "totp"


class BadCredentials(HotlineError):
    """Name, password or code is wrong; which one is not said."""

    code = "bad_credentials"


class TooManyAttempts(HotlineError):
    """This name or address was tried too often."""

    code = "too_many_attempts"


class AccountLocked(HotlineError):
    """The account is locked, for a while or by an administrator."""

    code = "account_locked"


@dataclass(frozen=True)
class Setup:
    """What an authenticator needs."""

    secret: str
    uri: str
    svg: str


class LogIn:
    """Checks who somebody is; what is wrong is raised after it is in the store."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, words: passwords.Passwords) -> None:
        self._database, self._vault, self._clock, self._passwords = database, vault, clock, words

    async def with_password(self, name: str, password: str, address: str, *, replaced: str = "") -> str:
        """Begin a session and return its token; a second factor or a new password may still be needed.

        The session of the token ``replaced`` ends.

        Raises:
            BadCredentials, TooManyAttempts, AccountLocked.
        """
        known_as = log_in_name(name)
        key = guards.key_of_name(self._vault, known_as or name)
        await self._take_try(key, address)
        stored: str | None = None
        account_id: uuid.UUID | None = None
        async with self._database.read() as session:
            account = await account_named(session, known_as) if known_as else None
            if account is not None:
                account_id = account.account_id
                identity = await local_identity(session, account.account_id)
                stored = identity.secret if identity is not None else None
        right = await self._passwords.verify(stored, password)
        renewed = await self._passwords.hash(password) if right and self._passwords.is_outdated(stored or "") else None
        async with self._database.write() as session:
            now = self._clock.now()
            outcome, token = "bad_credentials", ""
            if right and account_id is not None:
                outcome, token = await self._open(session, account_id, stored, renewed, key, address, now)
                if token and replaced:
                    await self._replace(session, replaced, address, now)
            if outcome == "bad_credentials":
                outcome = await self._fail(session, key, account_id, address, now)
            elif outcome == "account_locked":
                await self._enter(session, "session.opened", account_id, outcome, address, now)
        LOGINS.labels(outcome).inc()
        if outcome == "account_locked":
            raise AccountLocked("this account is locked", **await self._retry_after(key))
        if outcome == "bad_credentials":
            raise BadCredentials("name or password is wrong")
        return token

    async def with_code(self, found: Found, code: str, address: str) -> str:
        """Check a code of the second factor and return the session's new token; confirms a factor being set up.

        Raises:
            Conflict: no code is asked for. BadCredentials, TooManyAttempts, AccountLocked.
        """
        if found.step not in (Step.TOTP, Step.TOTP_SETUP):
            raise Conflict("no code is asked for in this session")
        key = guards.key_of_name(self._vault, found.principal.name)
        await self._take_try(key, address)
        async with self._database.write() as session:
            now = self._clock.now()
            factor = await second_factor(session, found.account_id, hold=True)
            if factor is None or (factor.confirmed_at is not None) != (found.step is Step.TOTP):
                raise Conflict("there is no second factor to confirm: ask for one first")
            step = totp.accepted_step(self._vault.open(factor.sealed, SEALED_FOR), code, now, factor.last_step)
            if step is None:
                outcome, token = await self._fail(session, key, found.account_id, address, now), ""
            else:
                outcome, factor.last_step = "done", step
                token = await sessions.renew_token(session, found.session_id, confirmed_at=now)
                await self._succeed(session, key, address, tries=2)
                if factor.confirmed_at is None:
                    factor.confirmed_at = now
                    await _enter_own(session, found.principal, "second_factor.confirmed", now)
                await _enter_own(session, found.principal, "session.opened", now)
        LOGINS.labels(outcome if outcome != "bad_credentials" else "bad_code").inc()
        if outcome == "account_locked":
            raise AccountLocked("this account is locked", **await self._retry_after(key))
        if outcome == "bad_credentials":
            raise BadCredentials("the code is wrong or was used already")
        return token

    async def begin_setup(self, found: Found) -> Setup:
        """Make a second factor that a code has still to confirm; one that is not confirmed yet is replaced."""
        if found.step is not Step.TOTP_SETUP:
            raise Conflict("this account has a second factor, or needs none")
        secret = totp.new_secret()
        async with self._database.write() as session:
            factor = await second_factor(session, found.account_id, hold=True)
            if factor is not None and factor.confirmed_at is not None:
                raise Conflict("this account has a second factor")
            if factor is None:
                factor = SecondFactorRow(account_id=found.account_id, sealed="", created_at=self._clock.now())
                session.add(factor)
            factor.sealed, factor.last_step = self._vault.seal(secret, SEALED_FOR), 0
        uri = totp.uri(secret, found.principal.name)
        return Setup(secret, uri, totp.svg(uri))

    async def change_password(self, found: Found, old: str, new: str, address: str) -> str:
        """Set one's own password, end one's other sessions and return this one's new token.

        Raises:
            BadPassword, BadCredentials, TooManyAttempts, AccountLocked. Conflict: a code is asked for first.
        """
        if found.step not in (None, Step.PASSWORD):
            raise Conflict("the second factor comes first")
        text = passwords.check_new(new, found.principal.name)
        key = guards.key_of_name(self._vault, found.principal.name)
        await self._take_try(key, address)
        async with self._database.read() as session:
            identity = await local_identity(session, found.account_id)
            stored = identity.secret if identity is not None else None
        right = await self._passwords.verify(stored, old)
        if right and passwords.normalised(old) == text:
            raise passwords.BadPassword("the new password is the old one", "same")
        secret = await self._passwords.hash(text) if right else ""
        async with self._database.write() as session:
            now = self._clock.now()
            identity = await local_identity(session, found.account_id)
            if not right or identity is None or identity.secret != stored:
                outcome, token = await self._fail(session, key, found.account_id, address, now), ""
            else:
                outcome = "done"
                identity.secret, identity.changed_at = secret, now
                identity.must_change, identity.expires_at = False, None
                await sessions.end_sessions(session, found.account_id, "password_changed", now, but=found.session_id)
                token = await sessions.renew_token(session, found.session_id)
                await self._succeed(session, key, address, tries=1)
                await _enter_own(session, found.principal, "password.changed", now)
        if outcome == "account_locked":
            raise AccountLocked("this account is locked", **await self._retry_after(key))
        if outcome == "bad_credentials":
            raise BadCredentials("the old password is wrong")
        return token

    async def log_off(self, found: Found) -> None:
        """End a session."""
        async with self._database.write() as session:
            now = self._clock.now()
            await sessions.end_session(session, found.session_id, "logged_off", now)
            await _enter_own(session, found.principal, "session.ended", now)

    async def _open(
        self,
        session: AsyncSession,
        account_id: uuid.UUID,
        verified: str | None,
        renewed: str | None,
        key: str,
        address: str,
        now: datetime,
    ) -> tuple[str, str]:
        """Open a session after a right password; return the outcome and its token."""
        identity = await local_identity(session, account_id)
        if identity is None or identity.secret != verified:  # changed while it was verified
            return "bad_credentials", ""
        if identity.expires_at is not None and identity.expires_at <= now:
            return "bad_credentials", ""
        account = await session.get(AccountRow, account_id)
        if account is None or account.locked_at is not None:
            return "account_locked", ""
        if renewed is not None:
            identity.secret = renewed
        token, session_id = await sessions.open_session(session, account_id, now=now, address=address)
        rights = await rights_of(session, account_id)
        if needs_second_factor(rights.roles, rights.own):
            return "code_wanted", token
        await self._succeed(session, key, address, tries=1)
        who = sessions.principal_of(account, rights, session_id, address)
        await _enter_own(session, who, "session.opened", now)
        return "done", token

    async def _replace(self, session: AsyncSession, token: str, address: str, now: datetime) -> None:
        """End the session that this browser had; whoever had it may be somebody else."""
        ended = await sessions.end_token(session, token, "replaced", now)
        account = await session.get(AccountRow, ended[0]) if ended is not None else None
        if ended is None or account is None:
            return
        rights = await rights_of(session, account.account_id)
        who = sessions.principal_of(account, rights, ended[1], address)
        await audit.record(session, who, "session.ended", "account", account.account_id, now=now, note="replaced")

    async def _take_try(self, key: str, address: str) -> None:
        """Note a try of a name and an address before anything is verified, so that many at once do not slip through."""
        async with self._database.write() as session:
            now = self._clock.now()
            await guards.sweep(session, now)
            name = await guards.held(session, key, now)
            place = await guards.held(session, guards.key_of_address(self._vault, address), now)
            locked = limits.locked_for(guards.state_of(name), now)
            wait = max(
                limits.wait_for(guards.state_of(name), limits.OF_A_NAME, now),
                limits.wait_for(guards.state_of(place), limits.OF_AN_ADDRESS, now),
            )
            if not locked and not wait:
                guards.store(name, limits.tried(guards.state_of(name), limits.OF_A_NAME, now))
                guards.store(place, limits.tried(guards.state_of(place), limits.OF_AN_ADDRESS, now))
        if locked:
            LOGINS.labels("account_locked").inc()
            raise AccountLocked("too many failures; try later", retry_after_seconds=math.ceil(locked.total_seconds()))
        if wait:
            LOGINS.labels("too_many_attempts").inc()
            raise TooManyAttempts("too many tries; try later", retry_after_seconds=math.ceil(wait.total_seconds()))

    async def _fail(
        self, session: AsyncSession, key: str, account_id: uuid.UUID | None, address: str, now: datetime
    ) -> str:
        """Count a failure; return ``account_locked`` when it was one too many, else ``bad_credentials``."""
        row = await guards.held(session, key, now)
        guards.store(row, limits.failed(guards.state_of(row), now))
        locked = bool(limits.locked_for(guards.state_of(row), now))
        await self._enter(session, "session.opened", account_id, "bad_credentials", address, now, key)
        if locked:
            await self._enter(session, "account.locked", account_id, "too_many_failures", address, now, key)
        return "account_locked" if locked else "bad_credentials"

    async def _succeed(self, session: AsyncSession, key: str, address: str, *, tries: int) -> None:
        """Forget the failures of a name and give the address its tries back."""
        await guards.clear(session, key)
        now = self._clock.now()
        place = await guards.held(session, guards.key_of_address(self._vault, address), now)
        guards.store(place, limits.returned(guards.state_of(place), limits.OF_AN_ADDRESS, tries))

    async def _enter(
        self,
        session: AsyncSession,
        act: str,
        account_id: uuid.UUID | None,
        outcome: str,
        address: str,
        now: datetime,
        key: str = "",
    ) -> None:
        """Put a failure into the audit; a name that nobody has appears as the start of its keyed hash."""
        kind, subject = ("account", str(account_id)) if account_id else ("unknown_name", key[:16])
        await audit.record(session, None, act, kind, subject, now=now, outcome=outcome, address=address)

    async def _retry_after(self, key: str) -> dict[str, int]:
        async with self._database.read() as session:
            now = self._clock.now()
            until = await guards.locked_until(session, key, now)
        return {"retry_after_seconds": math.ceil((until - now).total_seconds())} if until else {}


async def _enter_own(session: AsyncSession, principal: Principal, act: str, now: datetime) -> None:
    """Put what a person did to his own account into the audit."""
    await audit.record(session, principal, act, "account", principal.account_id, now=now)
