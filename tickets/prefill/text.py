"""Cleaning of text: one script, one width, no control characters; sentences; no long numbers."""

from __future__ import annotations

import functools
import re
import unicodedata

import opencc

MAX_CHARACTERS = 20_000
MAX_SENTENCES = 800
MAX_SENTENCE = 400

_CARRIAGE_RETURN = re.compile(r"_x000[dD]_")
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff]"
)
_SPACES = re.compile(r"[ \t\u3000\u00a0]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff，。！？；：、]) (?=[\u3400-\u9fff，。！？；：、])")
_END = re.compile(r"(?<=[。！？!?；;\n…])")
_COMMA = re.compile(r"(?<=[，,、：:])")
_ADDRESS_LINK = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,64}")
_SEPARATOR = r"[\s\-－—–_.,，、·()（）*＊/\\]{0,3}"
_DIGIT = "[0-9０-９]"
_SPOKEN = "[0-9０-９零〇一二三四五六七八九幺两洞拐]"
_LONG_NUMBER = re.compile(rf"[+＋]?{_DIGIT}(?:{_SEPARATOR}{_DIGIT}){{6,}}[Xx]?")
_SPOKEN_NUMBER = re.compile(rf"{_SPOKEN}(?:[\s\-，、]{{0,2}}{_SPOKEN}){{6,}}")


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """Return `text` in Simplified script with half-width letters and digits, single spaces and no control characters.

    Chinese punctuation stays as it is. Any string is accepted; what cannot be encoded is dropped.
    """
    if not text:
        return ""
    text = text.encode("utf-8", "ignore").decode("utf-8")
    text = _CARRIAGE_RETURN.sub("\n", text).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(_half_width(character) for character in text)
    text = _CONTROL.sub("", text)
    text = _converter().convert(text)
    text = _BLANK_LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    return _BETWEEN_HAN.sub("", text)


@functools.lru_cache(maxsize=8192)
def _half_width(character: str) -> str:
    """Narrow full-width letters and digits; keep full-width punctuation, which is the normal one in Chinese."""
    if "\uff01" <= character <= "\uff5e":
        narrow = chr(ord(character) - 0xFEE0)
        return narrow if narrow.isalnum() or narrow in "%+@#&*=_/" else character
    if "\uf900" <= character <= "\ufaff":
        return unicodedata.normalize("NFKC", character)
    return character


def split_sentences(text: str) -> list[str]:
    """Cut `text` after sentence ends and line ends; over-long pieces are cut at commas, then hard at 400 characters."""
    pieces: list[str] = []
    for piece in _END.split(text):
        stripped = piece.strip()
        if not stripped:
            continue
        if len(stripped) <= MAX_SENTENCE:
            pieces.append(stripped)
            continue
        current = ""
        for part in _COMMA.split(stripped):
            if current and len(current) + len(part) > MAX_SENTENCE // 2:
                pieces.append(current)
                current = ""
            current += part
        pieces.extend(current[start : start + MAX_SENTENCE] for start in range(0, len(current), MAX_SENTENCE))
    return pieces


def strip_numbers(text: str) -> str:
    """Remove links, mail addresses and every run of seven or more digits, however it is separated or spoken."""
    text = _ADDRESS_LINK.sub("", text)
    return _SPOKEN_NUMBER.sub("", _LONG_NUMBER.sub("", text))
