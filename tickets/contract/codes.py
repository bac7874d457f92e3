"""Query codes: six digits by which a citizen asks how a ticket stands."""

from __future__ import annotations

LENGTH = 6
QUERY_CODE = "query_code"
"""The purpose under which a code is sealed."""
TRIES = 5
"""Wrong tries until the code is locked; an agent helps then."""


def code_of(number: int) -> str:
    """Return a number as a code: its last six decimal digits."""
    return f"{number % 10**LENGTH:0{LENGTH}d}"
