"""What names of accounts may look like."""

from __future__ import annotations

import re
import unicodedata

from foundation.errors import BadInput

NAME_PATTERN = r"^[a-z0-9][a-z0-9._-]{1,31}$"
AGENT_PATTERN = r"^[a-z0-9_]{1,32}$"
DISPLAY_NAME_LENGTH = 64
TEAM_LENGTH = 32
_NAME = re.compile(NAME_PATTERN)
_JOINING = frozenset(" ·.-'’（）()")


def log_in_name(given: str) -> str | None:
    """Return the name that a person typed as accounts have it, ``None`` when no account can have it."""
    name = unicodedata.normalize("NFKC", given).strip().lower()
    return name if _NAME.fullmatch(name) else None


def display_name(given: str) -> str:
    """Return a name as it is shown: letters of any script, digits, spaces and the signs inside names.

    Raises:
        BadInput: empty, longer than 64 characters, or with another character (control, direction, sign, emoji).
    """
    return _shown(given, DISPLAY_NAME_LENGTH, "display_name")


def team_name(given: str) -> str | None:
    """Return the name of a team as accounts share it, ``None`` for no team.

    Raises:
        BadInput: as ``display_name``, from 32 characters on.
    """
    return _shown(given, TEAM_LENGTH, "team") if given.strip() else None


def _shown(given: str, most: int, field: str) -> str:
    name = unicodedata.normalize("NFC", given).strip()
    if not 0 < len(name) <= most:
        raise BadInput(f"a name to show has 1 to {most} characters", field=field)
    if not all(unicodedata.category(c)[0] in "LM" or unicodedata.category(c) == "Nd" or c in _JOINING for c in name):
        raise BadInput("a name to show has letters, digits, spaces and · . - ' ( )", field=field)
    if not any(unicodedata.category(c)[0] == "L" or c.isdigit() for c in name):
        raise BadInput("a name to show has a letter or a digit", field=field)
    return name


def masked_name(name: str) -> str:
    """Return a name of which only the first character is told."""
    return f"{name[0]}**" if name else ""
