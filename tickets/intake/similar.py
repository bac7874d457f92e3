"""How alike two tickets of one district and matter are; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIKE = 0.45
"""From here on two tickets may be about the same thing."""
_WEIGHTS = {"place": 0.45, "street": 0.1, "community": 0.15, "company": 0.15, "summary_paragraph": 0.15}


def likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Return 0..1 from the values of two tickets' fields: what both say is compared, what one says not is left out."""
    total = score = 0.0
    for name, weight in _WEIGHTS.items():
        first, second = one.get(name), other.get(name)
        if not isinstance(first, str) or not isinstance(second, str):
            continue
        total += weight
        score += weight * overlap(first, second)
    return score / total if total >= 0.25 else 0.0


def overlap(first: str, second: str) -> float:
    """Return the share of the shorter text's character pairs that the other has too."""
    a, b = _pairs(first), _pairs(second)
    small = min(len(a), len(b))
    return len(a & b) / small if small else float(first == second)


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}
