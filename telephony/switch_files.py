"""Asterisk's own files: read back over their older parts for the back-fill, turned over before they grow without end.

``file.0`` is the newest older part, ``file.1`` the one before. CEL is opened anew for each row, so a rename is enough;
``queue_log`` and ``messages`` stay open, so Asterisk itself turns them over (action ``LoggerRotate``, both at once).
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from prometheus_client import Counter

from foundation.logs import logger
from telephony.ami import actions
from telephony.ami.actions import Action
from telephony.ami.client import AmiError, AmiGone
from telephony.ami.framing import AmiMessage

log = logger(__name__)

READ_BYTES = 64 << 20
"""Of one file and its older parts this much is read at most."""
LOOK_BACK = timedelta(hours=2)
"""A call that is under way at the moment asked for began at most so long before."""
TURN_SECONDS = 30.0
LOGGER_SECONDS = 10.0
MOMENT = re.compile(r'(?:"[A-Z_]+",)?"?(\d{9,11}(?:\.\d+)?)[",|]')
PART = re.compile(r"\.(\d{1,4})\Z")

TURNED = Counter("hotline_switch_files_turned_total", "Files of Asterisk begun anew because of their size", ["file"])


@dataclass(frozen=True)
class SwitchFiles:
    """Where they are; ``messages`` is Asterisk's log of warnings."""

    cel: Path
    queue_log: Path
    messages: Path | None = None
    lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def read(self, since: datetime) -> tuple[list[str], list[str]]:
        """Return the lines of CEL and of queue_log that tell of the calls since then, oldest first."""
        with self.lock:
            return lines_since(self.cel, since), lines_since(self.queue_log, since)


def parts(path: Path) -> list[Path]:
    """Return the file and its older parts that are there, newest first."""
    older = {int(m[1]): part for part in path.parent.glob(f"{path.name}.*") if (m := PART.search(part.name))}
    return [*([path] if path.exists() else []), *(older[number] for number in sorted(older))]


def lines_since(path: Path, since: datetime) -> list[str]:
    """Return the lines of the file and of as many older parts as reach back far enough."""
    found: list[list[str]] = []
    left = READ_BYTES
    for part in parts(path):
        lines = _tail(part, left)
        found.append(lines)
        left -= sum(map(len, lines))
        begin = next((at for line in lines[:3] if (at := _moment(line))), None)
        if left <= 0 or (begin is not None and begin < since - LOOK_BACK):
            break
    return [line for lines in reversed(found) for line in lines]


def _tail(path: Path, limit: int) -> list[str]:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - limit))
        lines = [line.decode("utf-8", "replace") for line in file.read().splitlines(keepends=True)]
    return lines if size <= limit else lines[1:]


def _moment(line: str) -> datetime | None:
    found = MOMENT.match(line)
    return datetime.fromtimestamp(float(found[1]), UTC) if found else None


def turn(path: Path) -> None:
    """Make the file the newest of its older parts; each of those moves on by one, the oldest first."""
    for part in reversed(parts(path)):
        number = int(found[1]) + 1 if part != path and (found := PART.search(part.name)) else 0
        part.replace(path.with_name(f"{path.name}.{number}"))


def forget(path: Path, kept: int) -> None:
    """Delete the older parts but the ``kept`` newest."""
    for part in [part for part in parts(path) if part != path][kept:]:
        part.unlink(missing_ok=True)


class Wire(Protocol):
    """What is needed of the owner."""

    in_step: bool

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send an action and return Asterisk's response."""
        ...


class FileKeeper:
    """Turns files over that are larger than ``largest`` bytes and keeps ``kept`` older parts of each.

    Only while the owner is in step: at any other moment somebody may read them for a back-fill.
    """

    def __init__(self, wire: Wire, files: SwitchFiles, *, largest: int, kept: int) -> None:
        self._wire, self._files, self._largest, self._kept = wire, files, largest, kept

    async def run(self) -> None:
        """Look every half minute."""
        while True:
            if self._wire.in_step:
                await self.look()
            await asyncio.sleep(TURN_SECONDS)

    async def look(self) -> None:
        """Turn over what is too large now."""
        try:
            logs = [path for path in (self._files.queue_log, self._files.messages) if path is not None]
            if await asyncio.to_thread(self._turn_cel):
                TURNED.labels("cel").inc()
            if any([await asyncio.to_thread(self._too_large, path) for path in logs]):
                await self._wire.request(actions.rotate_logs(), within=LOGGER_SECONDS)
                TURNED.labels("logs").inc()
            await asyncio.to_thread(self._forget, [self._files.cel, *logs])
        except (OSError, AmiError, AmiGone) as error:
            # They go on growing; whoever reads this has time.
            log.warning("switch_files_not_turned", error=f"{type(error).__name__}: {error}")

    def _too_large(self, path: Path) -> bool:
        return path.exists() and path.stat().st_size > self._largest

    def _turn_cel(self) -> bool:
        if not self._too_large(self._files.cel):
            return False
        with self._files.lock:
            turn(self._files.cel)
        return True

    def _forget(self, paths: Sequence[Path]) -> None:
        for path in paths:
            forget(path, self._kept)
