"""Engines by language: our own, one of another package by its entry point, none."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from foundation.errors import BadInput
from foundation.settings import Settings
from hotline.speech_process import Pools, build_engine, engine_choices
from speech.engines import EngineChoice, EngineOptions, build, choices
from speech.errors import RecognitionFailed
from speech.pool import Limits, RecogniserPool

MODEL = Path("/models/here")
PLUGIN = """
from speech.fake_engine import FakeEngine, Line

def engine(options):
    words = f"{options.language}:{options.model.name}:{','.join(options.hot_words)}"
    return FakeEngine((Line(words),), languages=frozenset({options.language}))
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a package that brings a recogniser, as another maker's would."""
    site = tmp_path / "site"
    info = site / "acme_speech-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "acme_speech.py").write_text(PLUGIN, encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-speech\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[hotline.recognisers]\nacme = acme_speech:engine\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(site), *sys.path])
    return site


def test_the_setting_names_an_engine_for_each_language() -> None:
    found = choices("ko=vosk:/models/ko, yue = acme", "whisper", MODEL)
    assert found == {
        "ko": EngineChoice("vosk", Path("/models/ko")),
        "yue": EngineChoice("acme"),
        "zh": EngineChoice("whisper", MODEL),
    }
    assert choices("zh=acme", "whisper", MODEL) == {"zh": EngineChoice("acme")}
    assert choices("", "none", MODEL) == {}
    assert choices("yue=none", "none", MODEL) == {}


@pytest.mark.parametrize("text", ["ko", "ko=", "=vosk", "k o=vosk", "ko=vosk,ko=acme", "ko:vosk"])
def test_a_setting_that_names_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="HOTLINE_SPEECH_ENGINES"):
        choices(text, "none", MODEL)


def test_an_unknown_engine_is_named_with_those_that_there_are(plugin: Path) -> None:
    with pytest.raises(BadInput, match=r"no recogniser 'other': whisper, vosk, fake, acme"):
        build(EngineChoice("other"), EngineOptions("zh", MODEL))


async def test_another_makers_engine_hears_its_language_in_a_process_of_its_own(plugin: Path, tmp_path: Path) -> None:
    settings = Settings(var=tmp_path, speech_engine="none", speech_engines=f"yue=acme:{tmp_path}/cantonese")
    assert set(engine_choices(settings)) == {"yue"}
    factory = partial(build_engine, settings, "yue", ("天河区", "工单"))
    pool = RecogniserPool(factory, limits=Limits(start_seconds=30))
    await pool.start()
    try:
        assert await pool.wait_ready(30), pool.figures.problem
        pools = Pools({"yue": pool})
        outcome = await pools.recognise(bytes(3200), "yue")
        assert outcome.recognition is not None
        assert outcome.recognition.text == "yue:cantonese:天河区,工单"
        assert (await pools.recognise(bytes(3200), "zh")).failure == "no_engine"
        assert pools.open_stream("zh") is None
        assert pools.open_stream("yue") is None, "it hears whole utterances"
    finally:
        await pool.stop()


def test_a_language_without_an_engine_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(RecognitionFailed, match="HOTLINE_SPEECH_ENGINES"):
        build_engine(Settings(var=tmp_path, speech_engine="none"), "en")
