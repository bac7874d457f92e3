"""Paths for Unix sockets, which the kernel limits to 107 bytes."""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST = 100
"""Bytes of a socket's path; supervisord and Asterisk append a few of their own."""


def socket_path(wanted: Path) -> Path:
    """Return `wanted` when it is short enough, else a path in the temporary folder that is the same at every call."""
    if len(str(wanted).encode()) <= LONGEST:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        return wanted
    short = Path(tempfile.gettempdir()) / f"hotline-{hashlib.sha256(str(wanted.parent).encode()).hexdigest()[:12]}"
    short.mkdir(mode=0o700, exist_ok=True)
    if short.stat().st_uid != os.geteuid():
        raise PermissionError(f"{short} belongs to someone else: set HOTLINE_VAR to a shorter path")
    return short / wanted.name
