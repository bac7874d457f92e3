"""The owner's lease: one process owns a node, and the database refuses whoever lost it (STORE section 2)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.clock import Clock
from foundation.errors import LeaseLost
from telephony.models import LeaseRow


@dataclass(frozen=True)
class Lease:
    """A lease as it was when read; valid until ``expires_at`` and only with this ``epoch``."""

    node: str
    holder: str
    epoch: int
    expires_at: datetime
    address: str
    ready_at: datetime | None = None

    def valid(self, now: datetime) -> bool:
        """Tell whether it stands at ``now``."""
        return now < self.expires_at


class Watch:
    """Tells by a clock that nobody sets whether a lease has stood for a whole life without being renewed.

    ``expires_at`` is told by the wall clock: one that was set back would keep a dead holder's lease for as long.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock, self._seconds = clock, seconds
        self._seen: tuple[int, datetime] | None = None
        self._since = 0.0

    def stands_still(self, epoch: int, expires_at: datetime) -> bool:
        """Look at the lease; true when it has looked like this for longer than its life."""
        now = self._clock.monotonic()
        if self._seen != (epoch, expires_at):
            self._seen, self._since = (epoch, expires_at), now
        return now - self._since > self._seconds


def new_holder() -> str:
    """Return a name for this process: machine's boot, process namespace, process id and its start."""
    return f"{_place()}.{os.getpid()}.{_started(os.getpid())}"


def holder_is_gone(holder: str) -> bool:
    """Tell whether a holder was a process of this machine that no longer exists; of other machines nothing is known."""
    place, _, rest = holder.rpartition(".")[0].rpartition(".")
    if place != _place() or not rest.isdigit():
        return False
    return _started(int(rest)) != holder.rpartition(".")[2]


def _place() -> str:
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip().replace("-", "")[:16]
    return f"{boot}.{Path('/proc/self/ns/pid').stat().st_ino}"


def _started(pid: int) -> str:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]


async def read(session: AsyncSession, node: str) -> Lease | None:
    """Return the lease of a node, expired or not."""
    row = await session.get(LeaseRow, node, populate_existing=True)
    if row is None:
        return None
    return Lease(row.node, row.holder, row.epoch, row.expires_at, row.address, row.ready_at)


async def acquire(
    session: AsyncSession,
    node: str,
    holder: str,
    address: str,
    now: datetime,
    seconds: float,
    watch: Watch | None = None,
) -> Lease | None:
    """Take the lease when it is free, expired, or its holder is dead; ``None`` when somebody else holds it.

    Each acquisition has a higher epoch than every one before. ``watch`` knows how long it has stood as it is.
    """
    until = now + timedelta(seconds=seconds)
    row = await session.scalar(select(LeaseRow).where(LeaseRow.node == node).with_for_update())
    if row is None:
        try:
            await session.execute(
                insert(LeaseRow).values(node=node, holder=holder, epoch=1, expires_at=until, address=address)
            )
        except IntegrityError:
            return None
        return Lease(node, holder, 1, until, address)
    stands_still = watch is not None and watch.stands_still(row.epoch, row.expires_at)
    if row.holder != holder and now < row.expires_at and not stands_still and not holder_is_gone(row.holder):
        return None
    row.holder, row.epoch, row.expires_at, row.address, row.ready_at = holder, row.epoch + 1, until, address, None
    await session.flush()
    return Lease(node, holder, row.epoch, until, address)


async def renew(session: AsyncSession, lease: Lease, now: datetime, seconds: float) -> Lease:
    """Prolong our own lease.

    Raises:
        LeaseLost: another epoch stands in the row. (An expired lease that nobody took is still ours: taking raises the
            epoch in the same row.)
    """
    until = now + timedelta(seconds=seconds)
    changed = await session.execute(
        update(LeaseRow)
        .where(LeaseRow.node == lease.node, LeaseRow.epoch == lease.epoch, LeaseRow.holder == lease.holder)
        .values(expires_at=until)
        .returning(LeaseRow.epoch)
    )
    if changed.scalar_one_or_none() is None:
        raise LeaseLost(f"another process owns {lease.node}")
    return Lease(lease.node, lease.holder, lease.epoch, until, lease.address, lease.ready_at)


async def mark_ready(session: AsyncSession, lease: Lease, now: datetime | None) -> None:
    """Note that the owner has read the switch's state and takes calls; ``None`` when it does not."""
    await session.execute(
        update(LeaseRow).where(LeaseRow.node == lease.node, LeaseRow.epoch == lease.epoch).values(ready_at=now)
    )


async def release(session: AsyncSession, lease: Lease, now: datetime) -> None:
    """Give the lease back at a clean stop, so that a standby need not wait for it to expire."""
    await session.execute(
        update(LeaseRow)
        .where(LeaseRow.node == lease.node, LeaseRow.epoch == lease.epoch, LeaseRow.holder == lease.holder)
        .values(expires_at=now)
    )


async def fence(session: AsyncSession, lease: Lease) -> None:
    """Hold the lease's row in this transaction and refuse to go on when it is not ours.

    Raises:
        LeaseLost: another epoch stands in the row.
    """
    epoch = await session.scalar(select(LeaseRow.epoch).where(LeaseRow.node == lease.node).with_for_update())
    if epoch != lease.epoch:
        raise LeaseLost(f"epoch {lease.epoch} of {lease.node} is over")
