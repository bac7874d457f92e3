"""Real audio and one real recogniser a session."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
import yaml
from speech_world import APPEALS, PLACES, Appeal

from speech.model import ensure_model
from speech.whisper_engine import WhisperEngine


@pytest.fixture(scope="session")
def appeals() -> list[Appeal]:
    """The Mandarin appeals of the demonstration."""
    entries = yaml.safe_load((APPEALS / "appeals.yaml").read_text(encoding="utf-8"))["appeals"]
    found = [
        Appeal(entry["name"], APPEALS / f"{entry['name']}.wav", entry["text"])
        for entry in entries
        if entry["language"] == "zh" and entry.get("text")
    ]
    assert len(found) >= 3
    return found


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """Whisper base under ``HOTLINE_VAR``, or a folder of this machine that later runs find again."""
    var = os.environ.get("HOTLINE_VAR")
    models = Path(var) / "models" if var else Path(tempfile.gettempdir()) / f"hotline-test-models-{os.getuid()}"
    return ensure_model(models / "whisper-base")


@pytest.fixture(scope="session")
def whisper(model_folder: Path) -> WhisperEngine:
    """The recogniser as the speech process builds it, one thread."""
    return WhisperEngine(model_folder, places=PLACES, threads=1)
