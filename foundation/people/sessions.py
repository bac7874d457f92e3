"""Sessions of the web: who holds which token, what is still to be done, when it ends."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.ids import new_id
from foundation.people.acts import needs_second_factor
from foundation.people.models import AccountGrantRow, AccountRoleRow, AccountRow, IdentityRow, SessionRow
from foundation.people.principal import Principal
from foundation.people.repository import LOCAL, Rights, rights_of, second_factor, team_of

TOKEN_BYTES = 32
KEPT = timedelta(days=30)  # rows of sessions that are over


class Step(StrEnum):
    """What a person with the right password still has to do."""

    TOTP = "totp"
    TOTP_SETUP = "totp_setup"
    PASSWORD = "password"


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without an act of its person, and at most."""

    idle: timedelta
    absolute: timedelta

    def expires_at(self, started_at: datetime, last_act_at: datetime) -> datetime:
        """Return when a session ends if nothing more is done."""
        return min(last_act_at + self.idle, started_at + self.absolute)


@dataclass(frozen=True)
class Found:
    """A session in force; ``step`` is what its person has still to do before he may anything."""

    principal: Principal
    account_id: uuid.UUID
    session_id: uuid.UUID
    step: Step | None
    language: str
    last_act_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Standing:
    """What a session's rights follow from; whoever sees another one than before asks for the rights anew.

    The token belongs to it: a socket that was opened with the one before is no longer the person's.
    """

    token_hash: str
    agent: str | None
    team: str | None
    reach: str
    unit: str | None
    must_change: bool
    given: frozenset[tuple[str, ...]]


def token_hash(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """Return the value that pages send back with every act; it cannot be had without the token."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


async def open_session(
    session: AsyncSession, account_id: uuid.UUID, *, now: datetime, address: str = "", confirmed: bool = False
) -> tuple[str, uuid.UUID]:
    """Begin a session and return its token and id; ``confirmed``: the second factor was given."""
    await session.execute(delete(SessionRow).where(SessionRow.started_at < now - KEPT))
    token, session_id = secrets.token_urlsafe(TOKEN_BYTES), new_id()
    session.add(
        SessionRow(
            session_id=session_id,
            token_hash=token_hash(token),
            account_id=account_id,
            second_factor_at=now if confirmed else None,
            started_at=now,
            last_act_at=now,
            address=address[:45],
        )
    )
    await session.flush()
    return token, session_id


async def renew_token(session: AsyncSession, session_id: uuid.UUID, *, confirmed_at: datetime | None = None) -> str:
    """Give a session another token because it may more from now on; the old one is worth nothing."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values: dict[str, object] = {"token_hash": token_hash(token)}
    if confirmed_at is not None:
        values["second_factor_at"] = confirmed_at
    await session.execute(update(SessionRow).where(SessionRow.session_id == session_id).values(values))
    return token


async def find(session: AsyncSession, token: str, limits: Limits, now: datetime, address: str = "") -> Found | None:
    """Return the session of a token, ``None`` when it is over, unknown, or its account is locked."""
    found = await session.execute(
        select(SessionRow, AccountRow, IdentityRow.must_change)
        .join(AccountRow, AccountRow.account_id == SessionRow.account_id)
        .outerjoin(IdentityRow, (IdentityRow.account_id == SessionRow.account_id) & (IdentityRow.provider == LOCAL))
        .where(SessionRow.token_hash == token_hash(token), *_live(limits, now))
    )
    first = found.first()
    if first is None:
        return None
    row, account, must_change = first
    rights = await rights_of(session, account.account_id)
    step: Step | None = None
    if needs_second_factor(rights.roles, rights.own) and row.second_factor_at is None:
        factor = await second_factor(session, account.account_id)
        step = Step.TOTP if factor is not None and factor.confirmed_at is not None else Step.TOTP_SETUP
    elif must_change:
        step = Step.PASSWORD
    team = await team_of(session, account, rights)
    principal = principal_of(account, rights, row.session_id, address, team=team, complete=step is None)
    return Found(
        principal,
        account.account_id,
        row.session_id,
        step,
        account.language,
        row.last_act_at,
        limits.expires_at(row.started_at, row.last_act_at),
    )


async def standing(
    session: AsyncSession, session_ids: Collection[uuid.UUID], limits: Limits, now: datetime
) -> dict[uuid.UUID, Standing]:
    """Return what each session's rights follow from, in three queries for all of them; one that is over is missing."""
    asked = (
        select(
            SessionRow.session_id,
            SessionRow.account_id,
            SessionRow.token_hash,
            AccountRow.agent,
            AccountRow.team,
            AccountRow.reach,
            AccountRow.unit,
            IdentityRow.must_change,
        )
        .join(AccountRow, AccountRow.account_id == SessionRow.account_id)
        .outerjoin(IdentityRow, (IdentityRow.account_id == SessionRow.account_id) & (IdentityRow.provider == LOCAL))
        .where(SessionRow.session_id.in_(session_ids), *_live(limits, now))
    )
    rows = (await session.execute(asked)).all()
    accounts = {row.account_id for row in rows}
    given: dict[uuid.UUID, set[tuple[str, ...]]] = {account: set() for account in accounts}
    roles = select(AccountRoleRow.account_id, AccountRoleRow.role).where(AccountRoleRow.account_id.in_(accounts))
    for account, role in await session.execute(roles):
        given[account].add((role,))
    grants = select(AccountGrantRow.account_id, AccountGrantRow.act, AccountGrantRow.scope)
    for account, act, scope in await session.execute(grants.where(AccountGrantRow.account_id.in_(accounts))):
        given[account].add((act, scope))
    return {
        row.session_id: Standing(
            row.token_hash,
            row.agent,
            row.team,
            row.reach,
            row.unit,
            bool(row.must_change),
            frozenset(given[row.account_id]),
        )
        for row in rows
    }


def _live(limits: Limits, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        SessionRow.ended_at.is_(None),
        SessionRow.last_act_at > now - limits.idle,
        SessionRow.started_at > now - limits.absolute,
        AccountRow.locked_at.is_(None),
    )


def principal_of(
    account: AccountRow,
    rights: Rights,
    session_id: uuid.UUID,
    address: str,
    *,
    team: frozenset[str] = frozenset(),
    complete: bool = True,
) -> Principal:
    """Return an account as who asks; until its log-in is ``complete`` it may nothing."""
    return Principal(
        account_id=account.account_id,
        name=account.name,
        display_name=account.display_name,
        agent=account.agent,
        roles=rights.roles,
        grants=rights.grants if complete else {},
        session_id=session_id,
        is_system=False,
        address=address,
        team=team if complete else frozenset(),
        unit=account.unit,
    )


async def touch(session: AsyncSession, session_id: uuid.UUID, now: datetime) -> None:
    """Note an act of the session's person."""
    await session.execute(
        update(SessionRow)
        .where(SessionRow.session_id == session_id, SessionRow.last_act_at < now)
        .values(last_act_at=now)
    )


async def end_session(session: AsyncSession, session_id: uuid.UUID, reason: str, now: datetime) -> None:
    """End one session."""
    await session.execute(
        update(SessionRow)
        .where(SessionRow.session_id == session_id, SessionRow.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
    )


async def end_token(
    session: AsyncSession, token: str, reason: str, now: datetime
) -> tuple[uuid.UUID, uuid.UUID] | None:
    """End the session of a token; return account and session, ``None`` when it is none or is over."""
    ended = await session.execute(
        update(SessionRow)
        .where(SessionRow.token_hash == token_hash(token), SessionRow.ended_at.is_(None))
        .values(ended_at=now, end_reason=reason)
        .returning(SessionRow.account_id, SessionRow.session_id)
    )
    row = ended.first()
    return (row.account_id, row.session_id) if row is not None else None


async def end_sessions(
    session: AsyncSession, account_id: uuid.UUID, reason: str, now: datetime, *, but: uuid.UUID | None = None
) -> None:
    """End every session of an account, ``but`` one."""
    open_ones = update(SessionRow).where(SessionRow.account_id == account_id, SessionRow.ended_at.is_(None))
    if but is not None:
        open_ones = open_ones.where(SessionRow.session_id != but)
    await session.execute(open_ones.values(ended_at=now, end_reason=reason))
