"""The classes that a ticket may have, by label."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tickets.prefill import Taxonomy, load_taxonomy

LEVELS = 3


@dataclass(frozen=True)
class ClassNode:
    """One class: its code, and the classes below it by label; labels repeat (其他)."""

    code: str
    children: Mapping[str, ClassNode]


@dataclass(frozen=True)
class Classes:
    """First-level classes by label."""

    roots: Mapping[str, ClassNode]

    def path(self, names: Sequence[str]) -> tuple[str, ...] | None:
        """Return the labels of a path of labels or codes from the first level down; ``None`` when it leads nowhere."""
        labels: list[str] = []
        level = self.roots
        for name in names:
            label = _label(level, name)
            if label is None:
                return None
            labels.append(label)
            level = level[label].children
        return tuple(labels)

    def codes(self, labels: Sequence[str]) -> tuple[str, ...]:
        """Return the codes of a path of labels, as far as it leads."""
        codes: list[str] = []
        level = self.roots
        for label in labels:
            node = level.get(label)
            if node is None:
                break
            codes.append(node.code)
            level = node.children
        return tuple(codes)


ClassesNow = Callable[[], Classes]
"""Gives the classes in force."""


def _label(level: Mapping[str, ClassNode], text: str) -> str | None:
    if text in level:
        return text
    return next((label for label, node in level.items() if node.code == text), None)


@functools.lru_cache(maxsize=1)
def classes_of(taxonomy: Taxonomy) -> Classes:
    """Return the classes of a taxonomy."""
    return Classes(
        {
            root.label: ClassNode(
                root.code,
                {
                    branch.label: ClassNode(
                        branch.code, {leaf.label: ClassNode(leaf.code, {}) for leaf in branch.children}
                    )
                    for branch in root.children
                },
            )
            for root in taxonomy.roots
        }
    )


@functools.cache
def packaged_classes() -> Classes:
    """Return the classes of the packaged taxonomy."""
    return classes_of(load_taxonomy())
