"""A stage of setting up: skipped while its inputs are unchanged, safe to interrupt, safe to repeat."""

import fcntl
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from foundation.errors import HotlineError


class SetupFailed(HotlineError):
    """A stage could not be completed; the text says what to do. Running again goes on with this stage."""

    code = "setup_failed"
    retryable = True


@dataclass(frozen=True)
class Outcome:
    """What a stage did: `fetched_bytes` came over the network, `detail` is one line for a person."""

    detail: str = ""
    fetched_bytes: int = 0


@dataclass(frozen=True)
class Stage:
    """One step from a clean clone to a running hotline.

    `fingerprint` names everything the result depends on; equal to that of the last completed run, and with `intact()`
    true, the stage is skipped. `work` must leave either the old result or the whole new one (see `replaced_folder`).
    """

    name: str
    title: str
    fingerprint: Callable[[], str]
    work: Callable[[], Outcome]
    intact: Callable[[], bool] = field(default=lambda: True)


def say(text: str) -> None:
    """Print one line for the person who waits."""
    print(text, flush=True)  # noqa: T201 - setting up talks to a person


def fingerprint(*inputs: object) -> str:
    """Return a short hash of texts, numbers and files; a path counts by its content, a missing one as missing."""
    digest = hashlib.sha256()
    for value in inputs:
        if isinstance(value, Path):
            content = value.read_bytes() if value.is_file() else b"missing"
            digest.update(b"file:" + hashlib.sha256(content).digest())
        else:
            digest.update(f"text:{value}\0".encode())
    return digest.hexdigest()[:16]


def human_size(count: int) -> str:
    """Return a byte count as `12.3 MB`."""
    return f"{count / 1_000_000:.1f} MB"


def run_stages(stages: Sequence[Stage], stamps: Path) -> None:
    """Run the stages in order under the lock of `stamps`; a stamp is written only after the work is complete."""
    stamps.mkdir(parents=True, exist_ok=True)
    with exclusive(stamps / "lock", "another setup of this state folder is running; waiting for it"):
        for number, stage in enumerate(stages, start=1):
            _run_stage(stage, stamps / f"{stage.name}.json", f"[{number}/{len(stages)}]")


def _run_stage(stage: Stage, stamp: Path, position: str) -> None:
    wanted = stage.fingerprint()
    if _stamped(stamp) == wanted and stage.intact():
        return
    say(f"{position} {stage.title} ...")
    started = time.monotonic()
    outcome = stage.work()
    seconds = time.monotonic() - started
    record = {"fingerprint": wanted, "detail": outcome.detail, "seconds": round(seconds, 1)}
    write_atomically(stamp, json.dumps(record | {"fetched_bytes": outcome.fetched_bytes}) + "\n")
    fetched = f", {human_size(outcome.fetched_bytes)} fetched" if outcome.fetched_bytes else ""
    say(f"      {outcome.detail or 'done'}{fetched}, {seconds:.1f} s")


def _stamped(stamp: Path) -> str | None:
    try:
        record = json.loads(stamp.read_text())
    except (FileNotFoundError, ValueError):
        return None
    value = record.get("fingerprint") if isinstance(record, dict) else None
    return value if isinstance(value, str) else None


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old text or the whole new one."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    temporary.touch(mode=mode)
    temporary.write_text(text)
    temporary.replace(path)


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `target` when the block ends well, and is removed otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    building, old = (target.with_name(f".{target.name}.{suffix}") for suffix in ("building", "old"))
    for left_over in (building, old):
        shutil.rmtree(left_over, ignore_errors=True)
    building.mkdir()
    try:
        yield building
        if target.exists():
            target.rename(old)
        building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def exclusive(lock: Path, waiting: str) -> Iterator[None]:
    """Hold a lock between processes; says `waiting` when another one has it. It is released when the holder dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(waiting, file=sys.stderr, flush=True)  # noqa: T201 - setting up talks to a person
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
