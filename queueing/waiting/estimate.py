"""What a waiting caller is told of his position and of the time to expect (pure)."""

from __future__ import annotations

from collections.abc import Iterable

POSITIONS = 10
"""Positions beyond it are told as more than so many."""
MINUTES = (1, 2, 3, 5, 10, 15, 20, 30)
"""What a wait is rounded up to; beyond the last it is told as a long one."""
LONG = 0
LEAST_SECONDS = 30.0
"""A mean of calls below this is that of calls that were not talked: it would promise too much."""


def estimated_wait_seconds(position: int, agents: int, handle_seconds: Iterable[float]) -> float | None:
    """Return the wait to expect: so many calls must end before it is the caller's turn, ``None`` when nobody can tell.

    With ``agents`` at work, of whom each ends a call every ``h`` seconds, one ends every ``h / agents``; the caller at
    ``position`` waits for that many ends: ``position * h / agents``. ``h`` is the mean of the last calls, wrap-up
    included (a saturated M/M/n queue; a mean, so about every second caller waits longer: what is said is rounded up).
    """
    handled = [max(seconds, LEAST_SECONDS) for seconds in handle_seconds]
    if agents <= 0 or position <= 0 or not handled:
        return None
    return position * (sum(handled) / len(handled)) / agents


def spoken_minutes(seconds: float) -> int:
    """Return the next larger of ``MINUTES``; ``LONG`` beyond them."""
    return next((minutes for minutes in MINUTES if seconds <= minutes * 60), LONG)


def position_sentence(position: int) -> str:
    """Return the recording that says how many are before the caller, he himself not counted."""
    before = position - 1
    return f"hotline/position_{before}" if before < POSITIONS else "hotline/position_more"


def wait_sentence(minutes: int) -> str:
    """Return the recording that says the wait."""
    return "hotline/wait_long" if minutes == LONG else f"hotline/wait_{minutes}"


def is_better(minutes: int, told: int | None) -> bool:
    """Tell whether a wait may be said after another was: what was promised once never grows."""
    if told is None:
        return True
    return minutes != LONG and (told == LONG or minutes < told)
