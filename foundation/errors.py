"""One root for every error of ours, with a stable code."""

from __future__ import annotations


class HotlineError(Exception):
    """An error with a stable ``code`` (part of the API) and whether trying again can help."""

    code = "internal"
    retryable = False

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.details = details


class BadInput(HotlineError):
    """What was given does not fit; the message says what would."""

    code = "bad_input"


class NotFound(HotlineError):
    """The named thing does not exist."""

    code = "not_found"


class Conflict(HotlineError):
    """The thing is in a state that does not allow this act."""

    code = "conflict"


class Unavailable(HotlineError):
    """A part that is needed does not answer now."""

    code = "unavailable"
    retryable = True


class LeaseLost(HotlineError):
    """Another process owns the node; whatever this one wanted to write is refused."""

    code = "lease_lost"
