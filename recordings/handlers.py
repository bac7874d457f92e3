"""Which fact runs what."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.streams import Handler, StreamEvent
from recordings import repository
from recordings.intervals import bridged

Marks = Callable[[AsyncSession, uuid.UUID], Awaitable[list[tuple[str, datetime]]]]

SETTLE_SECONDS = 1.0  # MixMonitor closes its files after the channel is gone


def ledger_handlers(marks: Marks) -> dict[str, Handler]:
    """Return the handlers; ``marks`` gives the bridge marks of a call from the ledger."""

    async def answered(session: AsyncSession, event: StreamEvent) -> None:
        p = event.payload
        base = p.get("uniqueid") or ""
        await repository.expect(session, uuid.UUID(p["call_id"]), uuid.UUID(p["contact_id"]), base, event.happened_at)

    async def message_began(session: AsyncSession, event: StreamEvent) -> None:
        p = event.payload
        call_id, contact_id = uuid.UUID(p["call_id"]), uuid.UUID(p["contact_id"])
        await repository.expect(session, call_id, contact_id, p["uniqueid"], event.happened_at, answered=False)

    async def ended(session: AsyncSession, event: StreamEvent) -> None:
        p = event.payload
        call_id = uuid.UUID(p["call_id"])
        asked = await repository.of_call(session, call_id) is not None  # for a message
        if (p.get("offered") or asked) and not p.get("answered"):
            # What a caller said while waiting in vain belongs to the call as much as a talk does.
            contact_id, base = uuid.UUID(p["contact_id"]), p.get("uniqueid") or ""
            await repository.expect(session, call_id, contact_id, base, event.happened_at, answered=False)
        pairs = bridged(await marks(session, call_id), event.happened_at)
        intervals = [[since.isoformat(), to.isoformat()] for since, to in pairs]
        await repository.to_verify(session, call_id, intervals, event.happened_at + timedelta(seconds=SETTLE_SECONDS))

    return {"message_began": message_began, "call_answered": answered, "call_ended": ended}
