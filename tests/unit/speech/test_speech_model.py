"""The model folder is whole or absent."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from speech.errors import ModelMissing
from speech.model import STAMP, TABLES, build, is_complete


@pytest.fixture
def source(tmp_path: Path) -> tuple[list[Path], list[Path], str]:
    folder = tmp_path / "packages"
    folder.mkdir()
    parts = [folder / "part1", folder / "part2"]
    for part, content in zip(parts, (b"first " * 1000, b"second" * 1000), strict=True):
        part.write_bytes(content)
    tables = [folder / name for name in TABLES]
    for table in tables:
        table.write_text("{}")
    return parts, tables, hashlib.sha256(b"first " * 1000 + b"second" * 1000).hexdigest()


def test_parts_are_joined_and_stamped(tmp_path: Path, source: tuple[list[Path], list[Path], str]) -> None:
    parts, tables, sha256 = source
    target = tmp_path / "models" / "base"
    assert build(target, parts, tables, sha256) == target
    assert (target / "model.bin").read_bytes() == parts[0].read_bytes() + parts[1].read_bytes()
    assert is_complete(target, sha256)
    assert sorted(path.name for path in target.parent.iterdir()) == ["base"]


def test_a_wrong_sum_leaves_nothing(tmp_path: Path, source: tuple[list[Path], list[Path], str]) -> None:
    parts, tables, _ = source
    target = tmp_path / "models" / "base"
    with pytest.raises(ModelMissing, match="damaged"):
        build(target, parts, tables, "0" * 64)
    assert list(target.parent.iterdir()) == []


def test_a_damaged_folder_is_replaced(tmp_path: Path, source: tuple[list[Path], list[Path], str]) -> None:
    parts, tables, sha256 = source
    target = build(tmp_path / "base", parts, tables, sha256)
    (target / "model.bin").write_bytes(b"cut")
    assert not is_complete(target, sha256)
    build(target, parts, tables, sha256)
    assert is_complete(target, sha256)


@pytest.mark.parametrize("lost", [STAMP, "model.bin", *TABLES])
def test_each_file_counts(tmp_path: Path, source: tuple[list[Path], list[Path], str], lost: str) -> None:
    parts, tables, sha256 = source
    target = build(tmp_path / "base", parts, tables, sha256)
    (target / lost).unlink()
    assert not is_complete(target, sha256)
