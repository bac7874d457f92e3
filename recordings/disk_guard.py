"""Keeps a full disk from taking the line down: the books go on, recordings wait for room.

Recordings are what fills a disk, 48 kB a second and call. Once it is full neither a fact nor a ticket can be stored, so
the guard acts before: it tells the switch to record nothing more, and gives back the room that a reserve file has kept.
Whoever is answered meanwhile is missing in the recordings and named by the reconciliation as any missing recording is.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from prometheus_client import Gauge

from foundation.disk import DiskLimits, Room, free_bytes
from foundation.errors import HotlineError
from foundation.logs import logger
from telephony.ami import actions
from telephony.owner import Owner

log = logger(__name__)

LOOK_SECONDS = 5.0
UNTOLD_SECONDS = 0.5
SWITCH = "RECORDING"
"""Global variable of the dialplan; ``off``: calls that are led to a person from now on are not recorded."""

FREE = Gauge("hotline_disk_free_bytes", "Free at the state folder of the controller")
RECORDS = Gauge("hotline_recording_allowed", "1 while calls are recorded, 0 while the disk is full")


class DiskGuard:
    """Looks at the disk of ``folder`` every 5 s (every 0.5 s until the switch was told), acts at ``limits``.

    It keeps their reserve for the worst moment.
    """

    def __init__(
        self, owner: Owner, folder: Path, limits: DiskLimits, *, free: Callable[[Path], int] = free_bytes
    ) -> None:
        self._owner, self._folder, self._limits, self._free = owner, folder, limits, free
        self._file = folder / "reserve"
        self.room = Room.enough
        self._told = False

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except (OSError, HotlineError) as error:
                log.warning("disk_not_looked_at", error=type(error).__name__)
            # A switch that has just been reached is told at once: a call takes two seconds to its recording.
            await asyncio.sleep(LOOK_SECONDS if self._told else UNTOLD_SECONDS)

    async def look(self) -> None:
        """Look once and act."""
        free = await asyncio.to_thread(self._free, self._folder)
        FREE.set(free)
        room = self._limits.room(free, self.room)
        if room is not self.room:
            log.warning("disk", room=str(room), free_megabytes=free >> 20)
            self.room = room
        RECORDS.set(room is not Room.full)
        self._told = False
        try:
            if room is Room.full:
                self._file.unlink(missing_ok=True)
            elif room is Room.enough:
                await asyncio.to_thread(self._keep_reserve)
        finally:
            if self._owner.in_step:  # each time: it may be another Asterisk by now
                await self._owner.request(actions.set_global(SWITCH, "off" if room is Room.full else "on"))
                self._told = True

    def _keep_reserve(self) -> None:
        size = self._limits.reserve
        if size == 0 or (self._file.exists() and self._file.stat().st_size == size):
            return
        if self._free(self._folder) < self._limits.low + size:
            return
        with self._file.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
