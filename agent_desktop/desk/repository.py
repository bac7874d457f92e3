"""All queries on the tables of the desktop."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop.desk.models import PhoneClaimRow
from agent_desktop.desk.parts import PHONE_CLAIMED
from foundation.streams import publish


async def phone_claim(session: AsyncSession, agent: str) -> PhoneClaimRow | None:
    """Return which window is the agent's softphone."""
    return await session.get(PhoneClaimRow, agent)


async def claim_phone(session: AsyncSession, agent: str, window: uuid.UUID, label: str, at: datetime) -> None:
    """Make a window the agent's softphone and say so; a claim older than the one in force changes nothing."""
    row = await session.get(PhoneClaimRow, agent, with_for_update=True)
    if row is None:
        session.add(PhoneClaimRow(agent=agent, window=window, label=label, claimed_at=at))
    elif row.claimed_at > at:
        return
    else:
        row.window, row.label, row.claimed_at = window, label, at
    await session.flush()
    await publish(session, PHONE_CLAIMED, None, {"agent": agent, "window": str(window)}, happened_at=at)
