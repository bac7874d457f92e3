"""Messages that callers left and nobody has answered yet: a gauge, and what a person should look at."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from agent_desktop import messages
from foundation.logs import logger
from hotline.wiring import House
from tickets.prefill.wording import Wording

log = logger(__name__)

COUNT_SECONDS = 10.0
ANSWER_WITHIN = timedelta(hours=2)
"""A message that waits longer is an alarm at every desktop."""
LOOKED_AT = 200
"""Of the messages that wait the oldest are looked at for danger."""
WAITING = Gauge("hotline_messages_waiting", "Calls that left a message and are not concluded")
OLDEST = Gauge("hotline_messages_oldest_seconds", "Age of the oldest message that waits, 0 without any")


async def unanswered(session: AsyncSession, now: datetime, wording: Wording) -> dict[str, str]:
    """Return a sentence when a message waits too long, by the name of the part."""
    count, first = await messages.waiting(session)
    if first is None:
        return {}
    found = await messages.page(session, every=False, before=None, limit=LOOKED_AT)
    told = await messages.dangers(session, [one.call.call_id for one in found if one.agent is None], wording)
    if told:
        return {"message_danger": f"{len(told)} messages tell of danger: see the page of messages"}
    if now - first < ANSWER_WITHIN:
        return {}
    return {"messages": f"{count} messages wait, the oldest since {first:%Y-%m-%d %H:%M} UTC: see the page of messages"}


async def count_messages(h: House) -> None:
    """Keep the gauges true until cancelled."""
    while True:
        try:
            async with h.database.read() as session:
                count, first = await messages.waiting(session)
            WAITING.set(count)
            OLDEST.set((h.clock.now() - first).total_seconds() if first is not None else 0)
        except (SQLAlchemyError, OSError) as error:
            log.warning("messages_not_counted", error=type(error).__name__)
        await asyncio.sleep(COUNT_SECONDS)
