"""The packaged word lists, read once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True)
class Cues:
    """Words that announce a kind outright and words that are only typical of it."""

    explicit: tuple[str, ...]
    typical: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Everything in `words.yaml`."""

    danger: tuple[str, ...]
    danger_kinds: Mapping[str, str]
    danger_neutral: tuple[str, ...]
    kind: Mapping[str, Cues]
    kind_neutral: tuple[str, ...]
    emergency: tuple[str, ...]
    urgent: tuple[str, ...]
    urgent_neutral: tuple[str, ...]
    fillers: tuple[str, ...]
    greetings: tuple[str, ...]
    confidential: tuple[str, ...]
    confidential_neutral: tuple[str, ...]
    enterprise: tuple[str, ...]
    enterprise_neutral: tuple[str, ...]
    wishes: tuple[str, ...]
    wishes_neutral: tuple[str, ...]
    organisations: tuple[str, ...]
    cantonese: tuple[str, ...]
    hot: tuple[str, ...]


def load_document(name: str) -> dict[str, Any]:
    """Parse one packaged YAML file; raises FileNotFoundError when there is none of that name."""
    content = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    document = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(document, dict):
        raise ValueError(f"{name} must hold a mapping")
    return document


@functools.cache
def load_words() -> Words:
    """Return the packaged word lists."""
    return parse_words(load_document("words.yaml"))


def parse_words(document: Mapping[str, Any]) -> Words:
    """Return the word lists of a document; raises KeyError when one is missing."""
    urgency = document["urgency"]
    return Words(
        danger=tuple(word for group in document["danger"].values() for word in group),
        danger_kinds={word: kind for kind, group in document["danger"].items() for word in group},
        danger_neutral=tuple(document["danger_neutral"]),
        kind={k: Cues(tuple(v["explicit"]), tuple(v["typical"])) for k, v in document["kind"].items()},
        kind_neutral=tuple(document["kind_neutral"]),
        emergency=tuple(urgency["emergency"]),
        urgent=tuple(urgency["urgent"]),
        urgent_neutral=tuple(urgency["urgent_neutral"]),
        fillers=tuple(document["fillers"]),
        greetings=tuple(document["greetings"]),
        confidential=tuple(document["confidential"]),
        confidential_neutral=tuple(document["confidential_neutral"]),
        enterprise=tuple(document["enterprise"]),
        enterprise_neutral=tuple(document["enterprise_neutral"]),
        wishes=tuple(document["wishes"]),
        wishes_neutral=tuple(document["wishes_neutral"]),
        organisations=tuple(document["organisations"]),
        cantonese=tuple(document["cantonese"]),
        hot=tuple(document["hot"]),
    )
