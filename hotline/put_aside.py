"""What was put aside because trying again did not help: somebody has to look, and a command tries it again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.logs import logger
from foundation.outbox import repository as outbox
from foundation.settings import Settings
from foundation.streams import repository as streams
from hotline.wiring import House
from speech import repository as speech
from telephony.ledger.spool import Spool

log = logger(__name__)

COUNT_SECONDS = 10.0
PUT_ASIDE = Gauge("hotline_put_aside", "Things that were given up and wait for a person", ["kind"])


@dataclass(frozen=True)
class Aside:
    """How many things of one kind were put aside, and what to do."""

    kind: str
    count: int
    what: str
    remedy: str


async def put_aside(session: AsyncSession, settings: Settings) -> list[Aside]:
    """Return every kind with its count, 0 included; refused facts are those of this machine's spool."""
    refused = await asyncio.to_thread(Spool.count_refused, settings.var / "spool", settings.node)
    return [
        Aside(
            "letters",
            await outbox.count_dead(session),
            "messages that the ticket service refuses",
            "see `hotline outbox list`, correct what it names, then `hotline outbox retry --all`",
        ),
        Aside(
            "events",
            await streams.count_stuck(session),
            "events that a subscriber could not handle",
            "see `hotline streams stuck` and the worker's log, then `hotline streams retry --all`",
        ),
        Aside(
            "transcripts",
            await speech.count_failed_transcripts(session),
            "transcripts that were given up",
            "see `hotline transcripts failed` and the log of speech, then `hotline transcripts retry --all`",
        ),
        Aside(
            "facts",
            refused,
            "facts that the ledger refuses",
            "see `hotline ledger refused` and the controller's log, then `hotline ledger retry`",
        ),
    ]


def waiting(found: Iterable[Aside]) -> dict[str, str]:
    """Return a sentence for each kind of which there is something."""
    return {one.kind: f"{one.count} {one.what}: {one.remedy}" for one in found if one.count}


async def count_put_aside(h: House) -> None:
    """Keep the gauge true until cancelled."""
    while True:
        try:
            async with h.database.read() as session:
                for one in await put_aside(session, h.settings):
                    PUT_ASIDE.labels(one.kind).set(one.count)
        except (SQLAlchemyError, OSError) as error:
            log.warning("put_aside_not_counted", error=type(error).__name__)
        await asyncio.sleep(COUNT_SECONDS)
