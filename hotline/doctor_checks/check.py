"""The result of one look."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """What was found; `critical` means that without it a call would not be taken as it should be.

    `message` says what was found, `remedy` what to do about it, empty when all is well.
    """

    name: str
    ok: bool
    critical: bool
    message: str
    remedy: str = ""


def well(name: str, message: str, *, critical: bool = False) -> Check:
    """Return a passed check."""
    return Check(name, True, critical, message)


def wrong(name: str, message: str, remedy: str, *, critical: bool = False) -> Check:
    """Return a failed check; it always says what to do."""
    return Check(name, False, critical, message, remedy)
