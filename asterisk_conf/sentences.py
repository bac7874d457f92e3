"""What the shipped recordings say, for people who choose one."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from asterisk_conf.render import SOUNDS


@cache
def sentences(language: str) -> dict[str, str]:
    """Return the words of each recording that has any in this language, by the name that is played."""
    table = yaml.safe_load((SOUNDS / "voices.yaml").read_text("utf-8"))
    rows = {**table["prompts"], **table["asterisk"]}
    return {name: _words(cells[language]) for name, cells in rows.items() if language in cells}


def _words(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    parts = cell if isinstance(cell, list) else [cell]
    # A part is a sentence, words in another language's voice, or a pause.
    said = [part if isinstance(part, str) else next(iter(part.values())) for part in parts]
    return "".join(words for words in said if isinstance(words, str))
