"""How a visit to a queue ended, decided in one place (SWITCH section 5: never from QueueCallerAbandon alone)."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Outcome of a queue visit; the values are API (STORE section 1)."""

    answered = "answered"
    abandoned = "abandoned"
    short_abandoned = "short_abandoned"
    timed_out = "timed_out"
    overflowed = "overflowed"
    callback_requested = "callback_requested"
    withdrawn = "withdrawn"
    left_empty = "left_empty"


SHORT_ABANDON_SECONDS = 5.0

BY_STATUS = {
    "TIMEOUT": Outcome.timed_out,
    "FULL": Outcome.overflowed,
    "JOINEMPTY": Outcome.left_empty,
    "LEAVEEMPTY": Outcome.left_empty,
    "JOINUNAVAIL": Outcome.left_empty,
    "LEAVEUNAVAIL": Outcome.left_empty,
}


def visit_outcome(
    *,
    answered: bool,
    queue_status: str | None,
    hung_up: bool,
    waited_seconds: float,
    own_command: Outcome | None = None,
    short_seconds: float = SHORT_ABANDON_SECONDS,
) -> Outcome:
    """Return the outcome of a visit that is over.

    Args:
        answered: an agent was connected; nothing later changes that.
        queue_status: QUEUESTATUS that the dialplan reported behind ``Queue()``, ``None`` when it did not.
        hung_up: the caller's channel is gone.
        waited_seconds: from joining to leaving.
        own_command: what our own order was meant to lead to, when there was one (withdraw, callback, overflow).
        short_seconds: an abandon up to this wait is short.
    """
    if answered or queue_status == "CONTINUE":
        return Outcome.answered
    if own_command is not None and (not hung_up or queue_status == "WITHDRAW"):
        return own_command
    if queue_status == "WITHDRAW":
        return Outcome.withdrawn
    if queue_status in BY_STATUS:
        return BY_STATUS[queue_status]
    if not hung_up:
        return Outcome.overflowed  # sent elsewhere by a redirect (rescue)
    return Outcome.short_abandoned if waited_seconds <= short_seconds else Outcome.abandoned
