"""What the tests of speech share: the demonstration's appeals and how well they were heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from speech.plausibility import bare_text
from speech.session import Begun, Deferred, Heard

ROOT = Path(__file__).resolve().parents[3]
APPEALS = ROOT / "hotline" / "demo" / "appeals"
PLACES = (
    *("荔湾区", "越秀区", "海珠区", "天河区", "白云区", "黄埔区"),
    *("番禺区", "花都区", "南沙区", "从化区", "增城区"),
)
_DIGITS = str.maketrans("一二三四五六七八九零两", "12345678902")


@dataclass(frozen=True)
class Appeal:
    """A spoken appeal and what it says."""

    name: str
    path: Path
    text: str


class Recorder:
    """Keeps what a tap heard."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.begun: list[Begun] = []
        self.deferred: list[Deferred] = []

    async def on_heard(self, heard: Heard) -> None:
        """Keep words."""
        self.heard.append(heard)

    async def on_begun(self, begun: Begun) -> None:
        """Keep what is begun."""
        self.begun.append(begun)

    async def on_deferred(self, deferred: Deferred) -> None:
        """Keep the notice."""
        self.deferred.append(deferred)


def error_rate(expected: str, heard: str) -> float:
    """Return the share of wrong characters; punctuation and the script of digits do not count."""
    wanted, got = (bare_text(text).translate(_DIGITS) for text in (expected, heard))
    row = list(range(len(got) + 1))
    for at, character in enumerate(wanted, 1):
        before, row[0] = row[0], at
        for column, other in enumerate(got, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (character != other))
    return row[-1] / len(wanted)


async def until(condition: Callable[[], bool], reason: str, limit_seconds: float = 10.0) -> None:
    """Wait for a condition; name it when it does not come."""
    for _ in range(int(limit_seconds * 100)):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"timed out: {reason}")
