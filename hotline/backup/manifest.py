"""What a backup holds, in ``manifest.json``: written last, read first."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from foundation.errors import BadInput

NAME = "manifest.json"
PIECE = 1 << 20


class RecordingFile(BaseModel):
    """One file of a recording as the database knows it; ``file`` is relative to the folder of recordings."""

    file: str
    sha256: str
    bytes: int


class Manifest(BaseModel):
    """A backup. ``schema_step`` is that of the database in it, ``keys`` the id of its keys' check value."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    version: str
    created_at: datetime
    node: str
    region: str
    schema_step: str | None
    database: Literal["sqlite", "postgresql"]
    database_file: str
    database_sha256: str
    keys_check: str
    with_recordings: bool
    recordings: list[RecordingFile]


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup.

    Raises:
        BadInput: the folder holds no whole backup, or one of a form that this version does not know.
    """
    try:
        return Manifest.model_validate_json((folder / NAME).read_bytes())
    except FileNotFoundError as error:
        raise BadInput(f"{folder} holds no whole backup: there is no {NAME}") from error
    except ValidationError as error:
        raise BadInput(f"{folder / NAME} is not a manifest that this version knows") from error


def sha256_of(path: Path) -> str:
    """Return the checksum of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
