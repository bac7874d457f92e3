"""What content and questions may hold so that either database takes it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _within(moment: datetime) -> datetime:
    """Return a moment that any clock and database can hold, whatever the zone."""
    if not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise ValueError(f"a moment lies between {FIRST_YEAR} and {LAST_YEAR}")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_within)]
"""A moment in a question or a body."""


def storable(content: dict[str, Any], limit: int) -> dict[str, Any]:
    """Return a content that can be kept; used by the shapes of requests.

    Raises:
        ValueError: it holds what no text can hold, a NUL, or is longer than ``limit`` characters as JSON.
    """
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise ValueError("holds what no text can hold") from error
    if len(text) > limit or "\\u0000" in text:
        raise ValueError(f"longer than {limit} characters, or with a NUL in it")
    return content
