"""Which files are taken, told by what they hold and not by their name alone (pure)."""

from __future__ import annotations

import re
import unicodedata

import filetype

from foundation.errors import BadInput

MOST_BYTES = 10 << 20
LONGEST_NAME = 120
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS: dict[str, frozenset[str]] = {
    "pdf": frozenset({"application/pdf"}),
    "png": frozenset({"image/png"}),
    "jpg": frozenset({"image/jpeg"}),
    "jpeg": frozenset({"image/jpeg"}),
    "webp": frozenset({"image/webp"}),
    "docx": frozenset({_DOCX}),
    "xlsx": frozenset({_XLSX}),
    "mp4": frozenset({"video/mp4"}),
    "m4a": frozenset({"audio/mp4", "video/mp4"}),
    "mp3": frozenset({"audio/mpeg"}),
    "wav": frozenset({"audio/x-wav"}),
}
"""Endings of names, and what a file of that name may hold."""
_KEPT = re.compile(r"[^\w\-. ()（）《》【】、，·]+")


def fit(name: str, body: bytes) -> tuple[str, str]:
    """Return the name under which a file is kept, without folders and controls, and its media type.

    Raises:
        BadInput: it is empty, too large, of a kind that is not taken, or holds something else than its name says.
    """
    if not body:
        raise BadInput("this file is empty", reason="file_empty")
    if len(body) > MOST_BYTES:
        raise BadInput(f"a file has at most {MOST_BYTES >> 20} MB", reason="file_too_large")
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = _KEPT.sub("_", plain).strip(" .").rpartition(".")
    ending = ending.lower()
    if not dot or not stem or ending not in ENDINGS:
        raise BadInput(f"files of this kind are not taken: {', '.join(ENDINGS)}", reason="file_kind_unfit")
    found = filetype.guess(body)
    if found is None or found.mime not in ENDINGS[ending]:
        raise BadInput("this file is not what its name says", reason="file_is_another")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}", found.mime
