"""How often one may try to log in (generic cell rate algorithm), and when a name is locked for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Rate:
    """``burst`` tries at once, then one each ``per``."""

    burst: int
    per: timedelta


OF_A_NAME = Rate(5, timedelta(seconds=10))
OF_AN_ADDRESS = Rate(100, timedelta(seconds=5))  # an office behind one address logs in at the same minute
OF_A_CODE = Rate(5, timedelta(minutes=3))
"""Tries of the query code of one ticket from one address on pages that need no session; nothing is locked for good."""
OF_A_TICKET = Rate(60, timedelta(seconds=30))
"""And from all addresses together."""
OF_A_VISITOR = Rate(20, timedelta(seconds=30))
LOCK_AFTER = 10
LOCK_TIME = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Guard:
    """State of one name or address; ``next_at`` is when it would be as good as new."""

    next_at: datetime
    failures: int = 0
    locked_until: datetime | None = None


def wait_for(guard: Guard, rate: Rate, now: datetime) -> timedelta:
    """Return how long the next try has to wait; zero when it may be made."""
    return max(timedelta(), max(guard.next_at, now) - now - rate.per * (rate.burst - 1))


def tried(guard: Guard, rate: Rate, now: datetime) -> Guard:
    """Return the state after a try."""
    return Guard(max(guard.next_at, now) + rate.per, guard.failures, guard.locked_until)


def returned(guard: Guard, rate: Rate, tries: int) -> Guard:
    """Return the state with tries given back, because they ended well."""
    return Guard(guard.next_at - rate.per * tries, guard.failures, guard.locked_until)


def failed(guard: Guard, now: datetime) -> Guard:
    """Return the state after a failure; the one that is too many locks and begins the count anew."""
    if guard.failures + 1 >= LOCK_AFTER:
        return Guard(guard.next_at, 0, now + LOCK_TIME)
    return Guard(guard.next_at, guard.failures + 1, guard.locked_until)


def locked_for(guard: Guard, now: datetime) -> timedelta:
    """Return how long a name stays locked; zero when it is not."""
    return max(timedelta(), guard.locked_until - now) if guard.locked_until else timedelta()
