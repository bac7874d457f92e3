"""How much room the state has, and when that is too little."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MEGABYTE = 1 << 20


class Room(StrEnum):
    """How the disk is."""

    enough = "enough"
    low = "low"
    """Somebody has to act: recordings fill it within hours."""
    full = "full"
    """What is left belongs to the books: nothing is recorded any more."""


@dataclass(frozen=True)
class DiskLimits:
    """Free bytes below which the disk is low, and below which it is full; bytes that are kept until then."""

    low: int
    full: int
    reserve: int = 0

    def room(self, free: int, before: Room = Room.enough) -> Room:
        """Tell how a disk with so many free bytes is.

        One that was full stays so until there is twice as much and the reserve beside: a little more would be gone in a
        minute, and what the reserve gave back is no room.
        """
        if free < self.full or (before is Room.full and free < 2 * self.full + self.reserve):
            return Room.full
        return Room.low if free < self.low else Room.enough


def free_bytes(folder: Path) -> int:
    """Return what is free to us at a folder, or where its nearest parent that is there lies.

    Raises:
        OSError: the file system does not answer.
    """
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free
