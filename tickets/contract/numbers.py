"""Ticket numbers: 19 digits, the same in every platform that the ticket visits.

Platform (6, GB/T 2260 region code), date (6, yymmdd), sequence (6), check digit (1).

The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", 2004): one digit that detects every
single wrong digit and every exchange of two neighbours. ISO 7064 MOD 11-10 misses 20 of 900 exchanges and Luhn misses
09 / 90, and numbers are read out over the telephone.
"""

from __future__ import annotations

from datetime import date

LENGTH = 19
MAX_SEQUENCE = 999_999

# Totally anti-symmetric quasigroup of order 10 with a zero diagonal.
_TABLE = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


def _fold(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _TABLE[interim][int(digit)]
    return interim


def check_digit(digits: str) -> str:
    """Return the digit to append to a string of ASCII digits."""
    return str(_fold(digits))


def service_number(platform: str, day: date, sequence: int) -> str:
    """Return the number of the ``sequence``-th ticket (from 1) that a platform accepts on a day.

    Raises:
        ValueError: the platform is not six digits, or the day has no number left.
    """
    if not (len(platform) == 6 and platform.isascii() and platform.isdigit()):
        raise ValueError("a platform is six digits")
    if not 1 <= sequence <= MAX_SEQUENCE:
        raise ValueError(f"a platform numbers 1 to {MAX_SEQUENCE} tickets a day")
    body = f"{platform}{day:%y%m%d}{sequence:06d}"
    return body + check_digit(body)


def is_service_number(text: str) -> bool:
    """Return whether a text has the form of a ticket number and its check digit fits."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and _fold(text) == 0
