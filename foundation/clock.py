"""The only door to wall and monotonic time, so that tests can hold it still."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall time (aware, UTC) and monotonic seconds."""

    def now(self) -> datetime:
        """Return the present moment, aware, UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that only grow."""
        return time.monotonic()


STEP_SECONDS = 2.0
"""Less is no step: a clock that is slewed, or a process that was not at work for a moment between the two looks."""


class ClockSteps:
    """Notices that somebody set the wall clock, by comparing it with the seconds that only grow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart = self._difference()

    def _difference(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def look(self) -> float:
        """Return by how many seconds the clock was set since the last look, 0 when it was not."""
        apart = self._difference()
        step, self._apart = apart - self._apart, apart
        return step if abs(step) >= STEP_SECONDS else 0.0


class FakeClock:
    """A clock that moves only when told."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
        self._mono = 0.0

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self._now

    def monotonic(self) -> float:
        """Return the seconds it was advanced by."""
        return self._mono

    def advance(self, seconds: float) -> None:
        """Move both times on."""
        self._now += timedelta(seconds=seconds)
        self._mono += seconds

    def set(self, seconds: float) -> None:
        """Set the wall clock on (or back) by so many seconds."""
        self._now += timedelta(seconds=seconds)
