"""Which languages an engine that the settings name can recognise."""

from __future__ import annotations

BY_ENGINE = {
    "whisper": frozenset({"zh"}),
    "vosk": frozenset({"zh"}),
    "fake": frozenset({"zh", "en", "yue"}),
    "none": frozenset[str](),
}


def languages_of(engine: str) -> frozenset[str]:
    """Return the languages; callers of others get an agent and an empty form."""
    return BY_ENGINE.get(engine, frozenset())
