"""UUIDv7 keys, random and derived."""

from __future__ import annotations

import hashlib
import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """Return a fresh UUIDv7."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def derived_id(moment_seconds: float, *parts: str) -> uuid.UUID:
    """Return the UUIDv7 that always belongs to these parts.

    The time field is ``moment_seconds`` (Unix), the rest comes from SHA-256 of the parts, so that two processes that
    see the same fact give it the same key and the database refuses the second copy (RFC 9562 section 5.7).
    """
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    value = (int(moment_seconds * 1000) & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (int.from_bytes(digest[:2], "big") & 0xFFF) << 64
    value |= 0b10 << 62 | int.from_bytes(digest[2:10], "big") & (1 << 62) - 1
    return uuid.UUID(int=value)
