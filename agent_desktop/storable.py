"""What a document's content may hold so that either database keeps it."""

from __future__ import annotations

import json
from typing import Any


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
