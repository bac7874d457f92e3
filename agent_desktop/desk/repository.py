"""All queries on the tables of the desktop."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.models import PhoneClaimRow
from agent_desktop.desk.parts import PHONE_CLAIMED
from foundation.streams import publish
from telephony.ledger.repository import upsert


async def phone_claim(session: AsyncSession, agent: str) -> PhoneClaimRow | None:
    """Return which window is the agent's softphone."""
    return await session.get(PhoneClaimRow, agent)


async def is_phone(session: AsyncSession, window: uuid.UUID) -> bool:
    """Return whether a window is any agent's softphone."""
    wanted = select(PhoneClaimRow.agent).where(PhoneClaimRow.window == window)
    return (await session.scalars(wanted)).first() is not None


async def claim_phone(session: AsyncSession, agent: str, window: uuid.UUID, label: str, at: datetime) -> None:
    """Make a window the agent's softphone and say so; a claim older than the one in force changes nothing."""
    insert = upsert(session, PhoneClaimRow).values(agent=agent, window=window, label=label, claimed_at=at)
    newer = insert.on_conflict_do_update(
        index_elements=[PhoneClaimRow.agent],
        set_={"window": window, "label": label, "claimed_at": at},
        where=PhoneClaimRow.claimed_at <= at,
    )
    if (await session.execute(newer.returning(PhoneClaimRow.agent))).scalar_one_or_none() is None:
        return
    session.expire_all()
    await publish(session, PHONE_CLAIMED, None, {"agent": agent, "window": str(window)}, happened_at=at)
