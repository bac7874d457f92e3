"""Passwords: what is accepted, how they are kept (Argon2id), and the same work whether a name exists or not."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from foundation.errors import HotlineError

LEAST, MOST = 10, 128
LEAST_DIFFERENT = 5
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())


class BadPassword(HotlineError):
    """A new password is not accepted; ``reason`` says why."""

    code = "bad_password"

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, reason=reason)


def normalised(password: str) -> str:
    """Return a password as it is hashed, so that two keyboards give the same (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_new(password: str, name: str) -> str:
    """Return a new password normalised.

    Raises:
        BadPassword: ``too_short too_long characters name too_simple common``.
    """
    text = normalised(password)
    plain = text.casefold()
    if len(text) < LEAST:
        raise BadPassword(f"a password has at least {LEAST} characters", "too_short")
    if len(text) > MOST:
        raise BadPassword(f"a password has at most {MOST} characters", "too_long")
    if not text.isprintable():
        raise BadPassword("a password has no control characters", "characters")
    if len(name) > 2 and name.casefold() in plain:
        raise BadPassword("a password does not contain the account's name", "name")
    if len(set(plain)) < LEAST_DIFFERENT:
        raise BadPassword(f"a password has at least {LEAST_DIFFERENT} different characters", "too_simple")
    if plain in _COMMON:
        raise BadPassword("this password is among the first that are tried", "common")
    if _is_row(plain):
        raise BadPassword("a password is no row of digits or letters", "too_simple")
    return text


def _is_row(plain: str) -> bool:
    """Return whether it counts up or down, as 12345678901 and abcdefghijk do."""
    wraps = 10 if plain.isdecimal() else 0x110000
    return len({(ord(after) - ord(before)) % wraps for before, after in pairwise(plain)}) == 1


def one_time_password() -> str:
    """Return a password for one log-in, easily read out: 12 letters and digits, 59 bits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    return "-".join(letters[i : i + 4] for i in (0, 4, 8))


class Passwords:
    """Hashes and verifies off the event loop, two at a time, so that log-ins never starve calls."""

    def __init__(self, *, time_cost: int = 2, memory_kib: int = 19 * 1024) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
        self._turns = asyncio.Semaphore(2)
        self._nobody: str | None = None

    async def hash(self, password: str) -> str:
        """Return what is stored of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, normalised(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Tell whether a password is right; without a stored one the same work is done and the answer is no."""
        if self._nobody is None:
            self._nobody = await self.hash(secrets.token_urlsafe(16))
        async with self._turns:
            right = await asyncio.to_thread(self._verify, stored or self._nobody, normalised(password))
        return right and bool(stored)

    def is_outdated(self, stored: str) -> bool:
        """Tell whether a password was hashed with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
