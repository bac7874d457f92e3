"""Which recogniser hears which language: our own by name, those of others by an entry point.

A package adds one by an entry point of the group ``hotline.recognisers``: its name is for
``HOTLINE_SPEECH_ENGINES``, its object is called with ``EngineOptions`` in a process of its own and returns a
``speech.engine.SpeechToText``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from foundation.errors import BadInput
from speech.engine import SpeechToText
from speech.fake_engine import FakeEngine, Line

GROUP = "hotline.recognisers"
FAKE_WORDS = "我要投诉，昨天晚上天河区中山大道的路灯坏了，麻烦尽快派人来维修。"


@dataclass(frozen=True)
class EngineOptions:
    """What an engine is built of: ``hot_words`` bias it where it can, the most important first."""

    language: str
    model: Path
    hot_words: tuple[str, ...] = ()
    threads: int = 1


Build = Callable[[EngineOptions], SpeechToText]


@dataclass(frozen=True)
class EngineChoice:
    """An engine by name, and its model's folder where it is not the usual one."""

    name: str
    model: Path | None = None


def choices(text: str, engine: str, model: Path) -> dict[str, EngineChoice]:
    """Return the engine of each language: ``text`` is ``language=engine[:folder]`` separated by commas.

    Mandarin is heard by ``engine`` (``none``: nobody) unless ``text`` names another for ``zh``.

    Raises:
        BadInput: a part is none, or a language stands twice.
    """
    found: dict[str, EngineChoice] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        language, separator, rest = part.partition("=")
        name, _, folder = rest.partition(":")
        if not separator or not language.strip().isalpha() or not name.strip() or language.strip() in found:
            raise BadInput(f"HOTLINE_SPEECH_ENGINES: {part!r} is not language=engine[:folder], or comes twice")
        found[language.strip()] = EngineChoice(name.strip(), Path(folder.strip()) if folder.strip() else None)
    if engine == "fake":
        found = {**dict.fromkeys(("zh", "en", "yue"), EngineChoice("fake")), **found}
    elif engine != "none":
        found.setdefault("zh", EngineChoice(engine, model))
    return {language: one for language, one in found.items() if one.name != "none"}


def build(choice: EngineChoice, options: EngineOptions) -> SpeechToText:
    """Return an engine, loaded: slow, and meant for a process of its own.

    Raises:
        BadInput: nobody provides an engine of this name; the message names those that there are.
    """
    own = OWN.get(choice.name)
    if own is not None:
        return own(options)
    found = [point for point in entry_points(group=GROUP) if point.name == choice.name]
    if not found:
        others = sorted({point.name for point in entry_points(group=GROUP)})
        raise BadInput(f"there is no recogniser {choice.name!r}: {', '.join([*OWN, *others])}")
    made: SpeechToText = found[0].load()(options)
    return made


def _whisper(options: EngineOptions) -> SpeechToText:
    from speech.whisper_engine import WhisperEngine

    return WhisperEngine(options.model, options.hot_words, options.threads)


def _vosk(options: EngineOptions) -> SpeechToText:
    from speech.vosk_engine import VoskEngine

    return VoskEngine(options.model, options.language)


def _fake(options: EngineOptions) -> SpeechToText:
    return FakeEngine((Line(FAKE_WORDS),), languages=frozenset({options.language}), streaming=True)


OWN: Mapping[str, Build] = {"whisper": _whisper, "vosk": _vosk, "fake": _fake}
