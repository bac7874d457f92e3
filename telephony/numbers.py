"""Phone numbers as carriers send them, brought to one form."""

from __future__ import annotations

import re

HIDDEN = frozenset({"", "anonymous", "unknown", "unavailable", "private", "restricted", "<unknown>"})
DIGITS = re.compile(r"\+?[0-9]{3,20}\Z")
INVENTED = re.compile(r"199[0-9]{8}\Z")
MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")


def normalise(raw: str) -> str | None:
    """Return a caller's number in one form, ``None`` when it is hidden or no number.

    Chinese numbers come out national (``13800138000``, ``02088888888``): ``+86``, ``0086`` and the ``86`` before a
    mobile number go. Other countries keep ``+`` and their code (``00`` becomes ``+``).
    """
    text = re.sub(r"[\s().-]", "", raw.strip())
    if text.lower() in HIDDEN or not DIGITS.match(text):
        return None
    if text.startswith("00"):
        text = "+" + text[2:]
    if text.startswith("+86"):
        return _national(text[3:])
    if text.startswith("86") and MOBILE.match(text[2:]):
        return text[2:]
    return text


def kind_of(raw: str) -> str:
    """Return what kind of number a call comes from: ``mobile landline service abroad hidden``."""
    number = normalise(raw)
    if number is None:
        return "hidden"
    if number.startswith("+"):
        return "abroad"
    if MOBILE.match(number):
        return "mobile"
    return "service" if len(number) <= 6 or number.startswith(("400", "800")) else "landline"


def _national(text: str) -> str:
    if text.startswith("0") or MOBILE.match(text) or len(text) <= 6 or text.startswith(("400", "800")):
        return text
    return "0" + text  # an area code without its 0: 10 is Beijing


def masked(number: str) -> str:
    """Return a number with its middle hidden, for screens: ``138****8000``."""
    if len(number) < 7:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


def is_invented(number: str) -> bool:
    """Tell whether a number is of the range that demonstrations invent theirs from."""
    return INVENTED.match(number) is not None
