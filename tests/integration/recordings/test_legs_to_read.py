"""Which files of a recording are transcribed, and when each begins."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from recordings_world import Recordings

from foundation.ids import new_id
from hotline.wiring import CallRecordings
from recordings.models import RecordingRow

END = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
CLOSED = END - timedelta(seconds=9)


@pytest.mark.parametrize(
    ("seconds", "begins"),
    [
        ({"message": 5.0}, {"message": CLOSED - timedelta(seconds=5)}),
        ({"message": 5.0, "waiting": 20.0}, {"waiting": END - timedelta(seconds=20)}),
        (
            {"message": 5.0, "waiting": 2.0},
            {"message": CLOSED - timedelta(seconds=5), "waiting": END - timedelta(seconds=2)},
        ),
        (
            {"message": 5.0, "waiting": 12.0},
            {"message": CLOSED - timedelta(seconds=5), "waiting": END - timedelta(seconds=12)},
        ),
        ({"mixed": 4.0, "waiting": 20.0}, {"mixed": END, "waiting": END - timedelta(seconds=20)}),
    ],
    ids=["a message", "heard by the tap too", "the tap died", "tapped only later", "no message"],
)
async def test_what_was_said_once_is_read_once(
    world: Recordings, seconds: dict[str, float], begins: dict[str, datetime]
) -> None:
    folder = world.folder
    call_id = new_id()
    for leg in seconds:
        (folder / f"{leg}.wav").touch()
        os.utime(folder / f"{leg}.wav", (CLOSED.timestamp(), CLOSED.timestamp()))
    async with world.database.write() as session:
        session.add(
            RecordingRow(
                call_id=call_id,
                contact_id=new_id(),
                answered=False,
                base="base",
                state="message",
                started_at=END,
                due_at=END,
                tries=1,
                legs={leg: {"file": f"{leg}.wav", "seconds": length} for leg, length in seconds.items()},
                intervals=[],
            )
        )
    async with world.database.read() as session:
        found = await CallRecordings(folder).legs(session, call_id)
    assert {leg: since for leg, (_, since) in found.items()} == begins
