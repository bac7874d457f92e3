"""What recordings and tickets say of calls, for the reconciliation, and the reconciliation of a house put together."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.database import Database
from foundation.settings import Settings
from recordings import repository as recordings
from recordings.jobs import base_of
from telephony.reconcile.compare import SETTLE, Matter, Recorded
from telephony.reconcile.job import Reconciler
from telephony.switch_files import SwitchFiles
from tickets.intake import repository as intake

Item = TypeVar("Item")
IN_ONE_QUERY = 500


class BooksOfDomains:
    """Fulfils ``telephony.reconcile.job.Domains``."""

    def __init__(self, folder: Path) -> None:
        self._incoming = folder / "incoming"

    async def recorded(self, session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Recorded]:
        """Return state and problem of the recordings."""
        found = {}
        for some in _parts(call_ids):
            for call_id, row in (await recordings.of_calls(session, some)).items():
                found[call_id] = Recorded(row.state, row.problem)
        return found

    async def matters(self, session: AsyncSession, call_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Matter]:
        """Return how the contacts were concluded and whether their tickets have a number."""
        found = {}
        for some in _parts(call_ids):
            for conclusion, ticket in await intake.conclusions_of_calls(session, some):
                if conclusion.call_id is not None:
                    delivered = ticket is not None and ticket.service_id is not None
                    found[conclusion.call_id] = Matter(
                        conclusion.conclusion, conclusion.concluded_at, ticket is not None, delivered
                    )
        return found

    async def stray_files(self, session: AsyncSession, before: datetime) -> tuple[Collection[str], Collection[str]]:
        """Return the names of old files that nobody took in, and those of them that a recording has."""
        names = await asyncio.to_thread(self._old_names, before)
        known: set[str] = set()
        for some in _parts(sorted(names)):
            known |= await recordings.known_bases(session, some)
        return names, known

    def _old_names(self, before: datetime) -> set[str]:
        found: set[str] = set()
        for path in self._incoming.glob("*.wav") if self._incoming.is_dir() else ():
            try:
                if path.stat().st_mtime < before.timestamp():
                    found.add(base_of(path.stem))
            except FileNotFoundError:
                continue  # taken in meanwhile
        return found


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), IN_ONE_QUERY):
        yield items[at : at + IN_ONE_QUERY]


def reconciler(settings: Settings, database: Database, clock: Clock, *, settle: timedelta = SETTLE) -> Reconciler:
    """Return the reconciliation of this node."""
    log_folder = settings.var / "asterisk" / "log"
    return Reconciler(
        database,
        clock,
        settings.node,
        files=SwitchFiles(log_folder / "cel-custom" / "hotline.csv", log_folder / "queue_log"),
        endpoints=[f"PJSIP/{code}{kind}" for code in settings.agents for kind in "pw"],
        domains=BooksOfDomains(settings.var / "recordings"),
        settle=settle,
    )
