"""What is published of a prompt (pure)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ivr.nodes import Language

KIND = "prompt"
NAME_FORM = r"^(hotline|own)/[a-z0-9_]{1,24}$"
"""``hotline/``: shipped ones, whose recording may be replaced; ``own/``: those of the operator."""
LANGUAGES: tuple[Language, ...] = ("zh", "yue", "en")
FALL_BACK: dict[Language, tuple[Language, ...]] = {
    "zh": ("zh", "yue", "en"),
    "yue": ("yue", "zh", "en"),
    "en": ("en", "zh", "yue"),
}
"""Which recording a caller of a language hears: the first of these that there is."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Made = Literal["uploaded", "synthesised"]
PromptState = Literal["missing", "outdated", "demonstration", "synthesised", "recorded"]


class Spoken(BaseModel):
    """A prompt in one language: its words, and the recording made of the words ``audio_of``.

    ``audio`` is the SHA-256 of the WAV file, empty while there is none; ``seconds`` its length.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Words
    audio: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    audio_of: Words = ""
    made: Made = "uploaded"
    seconds: float = Field(0, ge=0, le=600)


class Prompt(BaseModel):
    """A prompt with its languages; of a shipped one those that are not named keep their shipped recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, StringConstraints(pattern=NAME_FORM)]
    languages: dict[Language, Spoken]


def state_of(spoken: Spoken | None, *, is_shipped: bool) -> PromptState:
    """Return how it stands with a prompt in a language; ``demonstration`` is the voice that is shipped."""
    if spoken is None or not spoken.audio:
        return "demonstration" if is_shipped and (spoken is None or not spoken.text) else "missing"
    if spoken.audio_of != spoken.text:
        return "outdated"
    return "synthesised" if spoken.made == "synthesised" else "recorded"
