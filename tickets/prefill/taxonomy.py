"""The three-level classification of appeals, with the words that speak for each class."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

WEIGHTS = {"decisive": 10.0, "strong": 3.0, "setting": 2.2, "fair": 1.8, "weak": 0.6}
CODE = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True)
class Leaf:
    """A third-level class; `terms` tell it from the other leaves of its branch."""

    code: str
    label: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Branch:
    """A second-level class; `terms` maps a word to its weight."""

    code: str
    label: str
    terms: Mapping[str, float]
    children: tuple[Leaf, ...]


@dataclass(frozen=True, eq=False)
class Root:
    """A first-level class; `prior` is a factor on its evidence, near 1 for what citizens call about most."""

    code: str
    label: str
    prior: float
    children: tuple[Branch, ...]


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """All classes. Every code is unique over the three levels; labels repeat (其他)."""

    version: int
    roots: tuple[Root, ...]
    neutral: tuple[str, ...] = ()

    def codes(self) -> Iterator[str]:
        """Yield every code of the three levels."""
        for root in self.roots:
            yield root.code
            for branch in root.children:
                yield branch.code
                yield from (leaf.code for leaf in branch.children)

    def path_codes(self, labels: Sequence[str]) -> list[str]:
        """Return the codes of labels that follow each other from the first level down, as far as they do."""
        codes: list[str] = []
        level: Sequence[Root | Branch | Leaf] = self.roots
        for label in labels:
            found = next((node for node in level if node.label == label), None)
            if found is None:
                break
            codes.append(found.code)
            level = () if isinstance(found, Leaf) else found.children
        return codes

    def labels(self) -> tuple[str, ...]:
        """Return the first-level labels."""
        return tuple(root.label for root in self.roots)


def parse_taxonomy(document: Mapping[str, Any]) -> Taxonomy:
    """Build a taxonomy from the content of a document; raises ValueError for a bad or repeated code."""
    roots = tuple(
        Root(
            code=str(root["code"]),
            label=str(root["label"]),
            prior=float(root.get("prior", 1.0)),
            children=tuple(_branch(branch) for branch in root.get("children", ())),
        )
        for root in document["classes"]
    )
    neutral = tuple(str(word) for word in document.get("neutral", ()))
    taxonomy = Taxonomy(version=int(document["version"]), roots=roots, neutral=neutral)
    seen: set[str] = set()
    for code in taxonomy.codes():
        if not CODE.fullmatch(code) or code in seen:
            raise ValueError(f"taxonomy code {code!r} is repeated or does not match {CODE.pattern}")
        seen.add(code)
    return taxonomy


def _branch(document: Mapping[str, Any]) -> Branch:
    terms: dict[str, float] = {}
    for grade, weight in WEIGHTS.items():
        for term in document.get(grade, ()):
            terms.setdefault(str(term), weight)
    leaves = tuple(_leaf(str(code), leaf) for code, leaf in document.get("children", {}).items())
    return Branch(str(document["code"]), str(document["label"]), terms, leaves)


def _leaf(code: str, document: object) -> Leaf:
    """Read a leaf: its label alone, or a mapping of `label` and `terms`."""
    if isinstance(document, Mapping):
        return Leaf(code, str(document["label"]), tuple(str(term) for term in document.get("terms", ())))
    return Leaf(code, str(document))


@functools.cache
def load_taxonomy() -> Taxonomy:
    """Return the packaged taxonomy, read once."""
    content = resources.files(__package__).joinpath("taxonomy.yaml").read_text(encoding="utf-8")
    return parse_taxonomy(yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
