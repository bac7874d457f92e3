"""The classes that a ticket may have, by label."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from tickets.prefill import load_taxonomy


@dataclass(frozen=True)
class Classes:
    """First-level label -> code, and for each of them second-level label -> code; second-level labels repeat (其他)."""

    first: Mapping[str, str]
    second: Mapping[str, Mapping[str, str]]

    def first_label(self, text: str) -> str | None:
        """Return the first-level label that a label or a code names."""
        return _label(self.first, text)

    def second_label(self, text: str) -> str | None:
        """Return the second-level label that a label or a code names."""
        return next((found for branches in self.second.values() if (found := _label(branches, text))), None)

    def second_code(self, first: str, second: str) -> str | None:
        """Return the code of a second-level label below a first-level one; ``None`` when it is not below it."""
        return self.second.get(first, {}).get(second)


def _label(codes: Mapping[str, str], text: str) -> str | None:
    if text in codes:
        return text
    return next((label for label, code in codes.items() if code == text), None)


@functools.cache
def packaged_classes() -> Classes:
    """Return the classes of the packaged taxonomy."""
    roots = load_taxonomy().roots
    return Classes(
        first={root.label: root.code for root in roots},
        second={root.label: {branch.label: branch.code for branch in root.children} for root in roots},
    )
