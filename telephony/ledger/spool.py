"""A local append-only file for facts that the store cannot take now.

One JSON object a line, synced to disk before it counts. What can never be stored (a line damaged by a crash, a fact
that the store refuses) goes to ``ledger-<node>.refused.jsonl`` beside it, for somebody to look at. Renamed to
``ledger-<node>.again.jsonl`` it is taken once more by the owner, the only one who writes the ledger.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from foundation.logs import logger
from telephony.events import Fact, Kind

log = logger(__name__)


@dataclass(frozen=True)
class Caller:
    """A caller's number, sealed, as the store keeps it."""

    caller_id: uuid.UUID
    sealed: str
    digest: str
    seen_at: datetime


@dataclass(frozen=True)
class Entry:
    """A fact with what must be stored together with it."""

    fact: Fact
    caller: Caller | None = None


def encode(entry: Entry) -> str:
    """Return the line of an entry."""
    fact, caller = entry.fact, entry.caller
    line: dict[str, Any] = {
        "fact_id": str(fact.fact_id),
        "kind": str(fact.kind),
        "node": fact.node,
        "linkedid": fact.linkedid,
        "happened_at": fact.happened_at.isoformat(),
        "call_id": str(fact.call_id) if fact.call_id else None,
        "payload": fact.payload,
    }
    if caller is not None:
        line["caller"] = [str(caller.caller_id), caller.sealed, caller.digest, caller.seen_at.isoformat()]
    return json.dumps(line, separators=(",", ":"), default=str)


def decode(line: str) -> Entry:
    """Read a line.

    Raises:
        ValueError: the line is cut off or damaged.
    """
    try:
        raw = json.loads(line)
        fact = Fact(
            uuid.UUID(raw["fact_id"]),
            Kind(raw["kind"]),
            raw["node"],
            raw["linkedid"],
            datetime.fromisoformat(raw["happened_at"]),
            uuid.UUID(raw["call_id"]) if raw["call_id"] else None,
            raw["payload"],
        )
        caller = None
        if "caller" in raw:
            key, sealed, digest, seen_at = raw["caller"]
            caller = Caller(uuid.UUID(key), sealed, digest, datetime.fromisoformat(seen_at))
    except (KeyError, TypeError) as error:
        raise ValueError("no entry of the ledger") from error
    return Entry(fact, caller)


class Spool:
    """The file of one node; only the node's owner writes it."""

    def __init__(self, folder: Path, node: str) -> None:
        self.path = folder / f"ledger-{node}.jsonl"
        self.refused_path = folder / f"ledger-{node}.refused.jsonl"
        self.again_path = folder / f"ledger-{node}.again.jsonl"
        folder.mkdir(parents=True, exist_ok=True)

    def append(self, entries: list[Entry]) -> None:
        """Write entries and return once they are on disk."""
        _append(self.path, "".join(encode(entry) + "\n" for entry in entries).encode())

    def refuse(self, line: str, reason: str) -> None:
        """Put a line aside that cannot be stored; returns once it is on disk."""
        _append(
            self.refused_path, (json.dumps({"reason": reason, "line": line}, separators=(",", ":")) + "\n").encode()
        )

    def lines(self) -> Iterator[tuple[str, Entry | None]]:
        """Yield everything that waits, in order, with its line; a damaged line has no entry."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                text = line.rstrip("\n")
                if not text:
                    continue
                try:
                    entry: Entry | None = decode(text)
                except ValueError:
                    log.error("spool_line_damaged", line=number)
                    entry = None
                yield text, entry

    def read(self) -> list[Entry]:
        """Return everything that waits and is whole, in order."""
        return [entry for _, entry in self.lines() if entry is not None]

    @staticmethod
    def count_refused(folder: Path, node: str) -> int:
        """Return how many lines of a node are put aside, without making anything."""
        path = folder / f"ledger-{node}.refused.jsonl"
        try:
            with path.open("rb") as file:
                return sum(1 for line in file if line.strip())
        except FileNotFoundError:
            return 0

    def refused(self) -> list[tuple[str, str]]:
        """Return reason and line of everything that was put aside; a line whose writer died is left out."""
        return _refusals(self.refused_path)

    def offer_again(self) -> bool:
        """Have the owner take what was put aside once more; ``False`` while it has not yet taken the last offer.

        The owner may put a line aside at the same moment: it goes with the rest or stays, whichever file it opened.
        """
        if self.again_path.exists() or not self.refused_path.exists():
            return False
        self.refused_path.rename(self.again_path)
        return True

    def offered(self) -> list[tuple[str, str]]:
        """Return reason and line of what is to be taken once more."""
        return _refusals(self.again_path)

    def offer_taken(self) -> None:
        """Forget the offer: each line of it is stored or put aside anew."""
        self.again_path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget what is stored now."""
        self.path.unlink(missing_ok=True)

    @property
    def waiting(self) -> bool:
        """Whether anything waits."""
        return self.path.exists()


def _refusals(path: Path) -> list[tuple[str, str]]:
    found = []
    try:
        text = path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return []
    for line in text.split("\n"):
        try:
            raw = json.loads(line)
            found.append((str(raw["reason"]), str(raw["line"])))
        except (ValueError, KeyError, TypeError):
            if line:
                log.error("refused_line_damaged")
    return found


def _append(path: Path, data: bytes) -> None:
    fresh = not path.exists()
    with path.open("ab+") as file:
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                data = b"\n" + data  # the last writer died within a line
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if fresh:
        # The name of a new file is on disk only with its folder.
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
