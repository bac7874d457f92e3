"""Checks the recordings of ended calls: found, readable, as long as the talk, moved to their place, checksummed."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from foundation.clock import Clock
from foundation.database import Database
from foundation.logs import logger
from foundation.streams import publish
from recordings import audio, repository
from recordings.intervals import agrees, seconds
from recordings.models import RecordingRow

log = logger(__name__)

CHECKED = Counter("hotline_recordings_checked_total", "Recordings checked, by result", ["state"])
MESSAGES = ("message", "message2", "message3")
"""What a caller left in a menu; one in which nothing is as loud as ``SPOKEN_DBFS`` is none."""
SPOKEN_DBFS = -36.4
SUFFIXES = {
    "mixed": "",
    "caller": "-caller",
    "to_caller": "-to_caller",
    "waiting": "-waiting",
    **{name: f"-{name}" for name in MESSAGES},
}
NEEDED = ("mixed", "caller", "to_caller")
TRIES = 30
"""Seconds that a file may take to be there, closed and whole; after that it is repaired and taken as it is."""
DISK_SECONDS = 10.0


def base_of(stem: str) -> str:
    """Return the name that the files of one recording share, from the stem of one of them."""
    for suffix in SUFFIXES.values():
        if suffix and stem.endswith(suffix):
            return stem.removesuffix(suffix)
    return stem


class Verifier:
    """Works through ``recordings_recording.state = to_verify``; a crash anywhere leaves the row to be done again."""

    def __init__(self, database: Database, folder: Path, clock: Clock) -> None:
        self._database, self._folder, self._clock = database, folder, clock

    async def run(self, poll_seconds: float = 1.0) -> None:
        """Check what is due until cancelled."""
        while True:
            try:
                await self.sweep()
            except SQLAlchemyError as error:
                log.warning("verifier_waits", error=type(error).__name__)
            await asyncio.sleep(poll_seconds)

    async def sweep(self) -> int:
        """Check what is due now; return how many rows were looked at."""
        async with self._database.read() as session:
            rows = await repository.due(session, self._clock.now())
        for row in rows:
            try:
                found = await asyncio.to_thread(self._check, row)
            except OSError as error:
                # A full disk, a missing right: one recording waits, the others do not.
                log.error("recording_waits", call_id=str(row.call_id), error=error.strerror)
                found = {"due_at": self._clock.now() + timedelta(seconds=DISK_SECONDS)}
            await self._store(row.call_id, found)
        return len(rows)

    async def _store(self, call_id: uuid.UUID, found: dict[str, Any]) -> None:
        async with self._database.write() as session:
            stored = await repository.of_call(session, call_id, lock=True)
            if stored is None or stored.state != "to_verify":
                return
            for name, value in found.items():
                setattr(stored, name, value)
            if stored.state == "to_verify":
                return
            await publish(
                session,
                "recording_checked",
                call_id,
                {"call_id": str(call_id), "contact_id": str(stored.contact_id), "state": stored.state},
            )
        CHECKED.labels(stored.state).inc()
        if stored.problem:
            log.error("recording_problem", call_id=str(call_id), problem=stored.problem)
        for leg in stored.legs.values():
            audio.mark_of(self._folder / leg["file"]).unlink(missing_ok=True)

    def _check(self, row: RecordingRow) -> dict[str, Any]:
        needed = NEEDED if row.answered else ()
        home = self._folder / f"{row.started_at:%Y/%m/%d}" / str(row.call_id)
        incoming = self._folder / "incoming"
        last_try = row.tries >= TRIES
        legs: dict[str, Any] = {}
        repaired: set[str] = set()
        problems: list[str] = []
        for leg, suffix in SUFFIXES.items():
            target = home / f"{leg}.wav"
            source = incoming / f"{row.base}{suffix}.wav"
            if not row.answered and leg in NEEDED:
                source.unlink(missing_ok=True)  # MixMonitor makes its files before anybody is bridged
                continue
            _move(source, target)
            if not target.exists():
                if leg in needed:
                    problems.append(f"{leg}_missing")
                continue
            try:
                checked = audio.check(target, repair=last_try)
            except audio.BadAudio:
                if leg not in NEEDED and target.stat().st_size < audio.HEADER_BYTES:
                    target.unlink()  # its writer died between making the file and its first bytes
                else:
                    problems.append(f"{leg}_unreadable")
                continue
            if leg == "waiting" and checked.seconds == 0:
                if last_try or not problems:
                    target.unlink()  # answered before anything was said
                continue
            if leg in MESSAGES and checked.loudest < SPOKEN_DBFS:
                if last_try or not problems:
                    target.unlink()  # he hung up before he said anything
                continue
            if checked.repaired:
                repaired.add(leg)
            legs[leg] = {
                "file": str(target.relative_to(self._folder)),
                "sha256": checked.sha256,
                "bytes": checked.bytes,
                "seconds": checked.seconds,
            }
        pairs = [(datetime.fromisoformat(since), datetime.fromisoformat(to)) for since, to in row.intervals]
        wanted = seconds(pairs)
        if any(leg in legs and not agrees(legs[leg]["seconds"], wanted, cut_off=leg in repaired) for leg in needed):
            problems.append("length_differs")
        if problems and not last_try:
            # The switch may still be writing: until it closes a file up to 32 KB and the header are missing.
            return {"tries": row.tries + 1, "due_at": self._clock.now() + timedelta(seconds=1)}
        return {
            "state": _state(row.answered, legs),
            "legs": legs,
            "duration_seconds": legs.get("mixed", {}).get("seconds") or _message_seconds(legs),
            "truncated": bool(repaired),
            "problem": problems[0] if problems else "",
        }


def _state(answered: bool, legs: dict[str, Any]) -> str:
    if not answered:
        if any(name in legs for name in MESSAGES):
            return repository.MESSAGE
        return "waiting_only" if legs else "none"
    return "verified" if "mixed" in legs else "missing"


def _message_seconds(legs: dict[str, Any]) -> float | None:
    lengths = [legs[name]["seconds"] for name in MESSAGES if name in legs]
    return round(sum(lengths), 3) if lengths else None


def _move(source: Path, target: Path) -> None:
    """Move within the folder of recordings; across file systems the copy is complete before it has its name.

    Nothing happens when the target is there or the source is not: another turn, or another process, was faster.
    """
    if target.exists() or not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except FileNotFoundError:
        return
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_suffix(".part")
        shutil.copyfile(source, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
        source.unlink()
