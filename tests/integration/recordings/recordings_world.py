"""Calls with recordings, a clock that is moved, and what became of them."""

from __future__ import annotations

import uuid
import wave
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.ids import new_id
from foundation.streams import StreamEvent
from foundation.streams.models import DomainEventRow
from recordings import repository
from recordings.handlers import ledger_handlers
from recordings.jobs import TRIES, Verifier
from recordings.models import RecordingRow

BASE = "node1-1795400000.1"


class Recordings:
    """The recordings of one call."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder, self.clock = database, folder, FakeClock()
        self.call_id, self.contact_id = new_id(), new_id()
        self.marks: list[tuple[str, datetime]] = []
        self.incoming = folder / "incoming"
        self.incoming.mkdir(parents=True)

    def verifier(self) -> Verifier:
        """Return the verifier of a new process."""
        return Verifier(self.database, self.folder, self.clock)

    async def menu(self, *, queued: bool = False) -> None:
        """A caller is asked for a message; he is not answered, perhaps after a queue."""
        begun = self.clock.now()

        async def marks(session: AsyncSession, call_id: uuid.UUID) -> list[tuple[str, datetime]]:
            return []

        handlers = ledger_handlers(marks)
        ids: dict[str, object] = {
            "call_id": str(self.call_id),
            "contact_id": str(self.contact_id),
            "uniqueid": BASE,
            "offered": queued,
            "answered": False,
        }
        for kind, at in (("message_began", begun), ("call_ended", begun + timedelta(seconds=30))):
            async with self.database.write() as session:
                await handlers[kind](session, StreamEvent(1, new_id(), kind, at, ids))
        self.clock.advance(32)

    async def call(self, seconds: float = 4.0, *, times: int = 1, message: bool = False) -> None:
        """A call is answered and ends; each fact is read `times` times."""
        begun = self.clock.now()
        self.marks = [("bridge_entered", begun), ("bridge_left", begun + timedelta(seconds=seconds))]

        async def marks(session: AsyncSession, call_id: uuid.UUID) -> list[tuple[str, datetime]]:
            return self.marks

        handlers = ledger_handlers(marks)
        ids = {"call_id": str(self.call_id), "contact_id": str(self.contact_id), "uniqueid": BASE}
        for _ in range(times):
            facts = [("call_answered", begun), ("call_ended", begun + timedelta(seconds=seconds))]
            if message:
                facts.insert(0, ("message_began", begun - timedelta(seconds=20)))
            for kind, at in facts:
                async with self.database.write() as session:
                    await handlers[kind](session, StreamEvent(1, new_id(), kind, at, ids))
        self.clock.advance(seconds + 2)

    def write(
        self, seconds: float = 4.0, legs: Iterable[str] = ("", "-caller", "-to_caller"), *, loud: bool = True
    ) -> None:
        """The switch wrote these files."""
        for leg in legs:
            with wave.open(str(self.incoming / f"{BASE}{leg}.wav"), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(8000)
                file.writeframes((b"\x00\x20" if loud else b"\x01\x00") * int(seconds * 8000))

    def unclosed(self, leg: str) -> Path:
        """Make a file look as before its writer closed it."""
        path = self.incoming / f"{BASE}{leg}.wav"
        content = bytearray(path.read_bytes())
        content[4:8], content[40:44] = (36).to_bytes(4, "little"), bytes(4)
        path.write_bytes(content)
        return path

    async def swept(self, turns: int = 1) -> RecordingRow:
        """Let the verifier take that many turns a second apart and return the row."""
        verifier = self.verifier()
        for _ in range(turns):
            await verifier.sweep()
            self.clock.advance(1.1)
        return await self.row()

    async def given_up(self) -> RecordingRow:
        """Let the verifier try until it takes what is there."""
        return await self.swept(TRIES + 1)

    async def row(self) -> RecordingRow:
        """Return the row of the call."""
        async with self.database.read() as session:
            row = await repository.of_call(session, self.call_id)
        assert row is not None
        return row

    async def told(self) -> list[str]:
        """Return the states that were published."""
        async with self.database.read() as session:
            rows = await session.scalars(select(DomainEventRow).where(DomainEventRow.kind == "recording_checked"))
            return [row.payload["state"] for row in rows]
