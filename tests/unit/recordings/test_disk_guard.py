"""The disk's room, and what the guard does about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_switch import World

from foundation.disk import DiskLimits, Room, free_bytes
from recordings.disk_guard import RECORDS, DiskGuard

LIMITS = DiskLimits(low=5000, full=1000, reserve=300)


@pytest.mark.parametrize(
    ("free", "before", "room"),
    [
        (5000, Room.enough, Room.enough),
        (4999, Room.enough, Room.low),
        (1000, Room.low, Room.low),
        (999, Room.low, Room.full),
        (1299, Room.full, Room.full),  # the reserve that was given back is no room
        (2299, Room.full, Room.full),
        (2300, Room.full, Room.low),
        (5000, Room.full, Room.enough),
    ],
)
def test_a_disk_that_was_full_stays_so_until_there_is_room_for_more(free: int, before: Room, room: Room) -> None:
    assert LIMITS.room(free, before) is room


def test_a_folder_that_is_not_there_yet_has_the_room_of_its_parent(tmp_path: Path) -> None:
    assert abs(free_bytes(tmp_path / "a" / "b") - free_bytes(tmp_path)) < 1 << 30


class Disk:
    """A disk of which the test says how much is free, and the guard that looks at it."""

    def __init__(self, folder: Path) -> None:
        self.world, self.free = World(), 100_000
        self.guard = DiskGuard(self.world.owner, folder, LIMITS, free=lambda _: self.free)
        self.reserve = folder / "reserve"

    async def look(self, free: int) -> str:
        """Let the guard look once; return what the switch was told last."""
        self.free = free
        await self.guard.look()
        return next((said["Value"] for said in reversed(self.world.ami.named("Setvar"))), "")


async def test_the_guard_acts_before_the_disk_is_full_and_takes_it_back(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    assert await disk.look(100_000) == "on"
    assert disk.reserve.stat().st_size == LIMITS.reserve
    assert await disk.look(2000) == "on"
    assert disk.reserve.exists(), "low is no reason to use the reserve"
    assert await disk.look(900) == "off"
    assert (disk.reserve.exists(), RECORDS._value.get()) == (False, 0)
    assert await disk.look(1200) == "off"
    assert await disk.look(3000) == "on"
    assert not disk.reserve.exists(), "nothing is set aside while the disk is low"
    await disk.look(50_000)
    assert (disk.reserve.exists(), RECORDS._value.get()) == (True, 1)


async def test_a_switch_that_is_another_by_now_is_told_again(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    disk.world.owner.in_step = False
    assert await disk.look(10) == ""
    disk.world.owner.in_step = True
    for looks in (1, 2):
        assert await disk.look(10) == "off"
        assert len(disk.world.ami.named("Setvar")) == looks


async def test_a_reserve_that_cannot_be_made_keeps_the_switch_from_nothing(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    assert await disk.look(10) == "off"
    disk.reserve.mkdir()
    with pytest.raises(IsADirectoryError):
        await disk.look(100_000)
    assert disk.world.ami.named("Setvar")[-1]["Value"] == "on"


async def test_no_reserve_is_made_where_it_would_make_the_disk_low(tmp_path: Path) -> None:
    disk = Disk(tmp_path)
    await disk.look(LIMITS.low + LIMITS.reserve - 1)
    assert not disk.reserve.exists()
