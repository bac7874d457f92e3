"""What differs between two contents (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One place that differs; a side where it does not exist is ``None``."""

    path: tuple[str, ...]
    before: Any
    after: Any


def compare(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield the differences, objects by key in order of their names, everything else as a whole."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from compare(before.get(key), after.get(key), (*path, str(key)))
    elif before != after:
        yield Difference(path, before, after)
