"""When to try again and when to give up; pure."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError

from foundation.errors import HotlineError
from foundation.outbox.types import Refused

BASE_SECONDS = 1.0
CAP_SECONDS = 300.0
FINAL_TRIES = 4
MAX_ERROR_TEXT = 500


def backoff_seconds(attempt: int, share: float, *, base: float = BASE_SECONDS, cap: float = CAP_SECONDS) -> float:
    """Return the pause after the ``attempt``-th failure (from 1): ``base * 2**(attempt-1)``, at most ``cap``.

    ``share`` (0..1, random) spreads it over the upper half, so that rows which failed together come back apart.
    """
    full = min(cap, base * 2.0 ** min(max(attempt, 1) - 1, 32))
    return full * (0.5 + 0.5 * min(max(share, 0.0), 1.0))


@dataclass(frozen=True)
class Verdict:
    """What becomes of a failed delivery."""

    dead: bool
    final_errors: int
    pause_seconds: float
    text: str


def is_final(error: BaseException) -> bool:
    """Return whether the other side said no to the content; whatever is wrong besides can be put right meanwhile."""
    return isinstance(error, Refused)


def is_away(error: BaseException) -> bool:
    """Return whether the failure is that of the destination, so that all that waits for it waits for the same."""
    if isinstance(error, HotlineError):
        return error.retryable
    return isinstance(error, OSError | TimeoutError | OperationalError | InterfaceError)


def judge(error: BaseException, attempt: int, final_errors: int, share: float) -> Verdict:
    """Decide on the ``attempt``-th failure of a row that has met ``final_errors`` final ones before.

    A final error is tried ``FINAL_TRIES`` times in all before the row is set aside; any other for ever. The text names
    the kind of error and, of our own errors, the message, which holds ids and codes only.
    """
    final = is_final(error)
    final_errors += final
    text = type(error).__name__
    if isinstance(error, HotlineError):
        text = f"{error.code}: {error}"
    return Verdict(
        dead=final and final_errors >= FINAL_TRIES,
        final_errors=final_errors,
        pause_seconds=backoff_seconds(attempt, share),
        text=text[:MAX_ERROR_TEXT],
    )
