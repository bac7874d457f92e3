"""Envelope of personal data and the keyed hash that finds it again.

An envelope is ``v1.<algorithm>.<key id>.<base64url nonce + ciphertext>``; it names its algorithm so that SM4 / SM3 can
follow.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from foundation.errors import HotlineError


class CannotOpen(HotlineError):
    """The envelope is damaged, or its key is not here."""

    code = "cannot_open"


@dataclass(frozen=True)
class Vault:
    """Seals and opens values; ``keys`` maps key id to 32 bytes, ``current`` seals."""

    keys: dict[str, bytes]
    current: str
    lookup_key: bytes

    @classmethod
    def from_files(cls, folder: Path) -> Vault:
        """Read ``data_key`` (``<id>:<base64>`` or base64, a line a key, the last is current) and ``lookup_key``."""
        keys: dict[str, bytes] = {}
        current = ""
        for number, line in enumerate((folder / "data_key").read_text().split(), start=1):
            key_id, _, text = line.rpartition(":")
            current = key_id or f"k{number}"
            keys[current] = hashlib.sha256(text.encode()).digest()
        if not keys:
            raise CannotOpen(f"{folder / 'data_key'} is empty; restore it from the backup of keys")
        return cls(keys, current, hashlib.sha256((folder / "lookup_key").read_text().strip().encode()).digest())

    def seal(self, text: str, purpose: str) -> str:
        """Encrypt ``text``; ``purpose`` (for example ``phone``) must be given again to open."""
        nonce = os.urandom(12)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), purpose.encode())
        return f"v1.aes256gcm.{self.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, envelope: str, purpose: str) -> str:
        """Decrypt an envelope.

        Raises:
            CannotOpen: damaged, another purpose, or a key that is not here.
        """
        try:
            version, algorithm, key_id, body = envelope.split(".", 3)
            if (version, algorithm) != ("v1", "aes256gcm"):
                raise CannotOpen(f"unknown envelope {version}.{algorithm}")
            raw = base64.urlsafe_b64decode(body)
            return AESGCM(self.keys[key_id]).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise CannotOpen("the envelope cannot be opened with the keys here") from error

    def seal_bytes(self, content: bytes, purpose: str) -> bytes:
        """Encrypt the content of a file; the envelope is ``v1.<algorithm>.<key id>.`` and the raw bytes behind it."""
        nonce = os.urandom(12)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, content, purpose.encode())
        return f"v1.aes256gcm.{self.current}.".encode() + nonce + sealed

    def open_bytes(self, envelope: bytes, purpose: str) -> bytes:
        """Decrypt the content of a file.

        Raises:
            CannotOpen: damaged, another purpose, or a key that is not here.
        """
        try:
            version, algorithm, key_id, raw = envelope.split(b".", 3)
            if (version, algorithm) != (b"v1", b"aes256gcm"):
                raise CannotOpen("an unknown envelope of a file")
            return AESGCM(self.keys[key_id.decode()]).decrypt(raw[:12], raw[12:], purpose.encode())
        except (ValueError, KeyError, InvalidTag) as error:
            raise CannotOpen("the envelope cannot be opened with the keys here") from error

    def lookup(self, text: str, purpose: str) -> str:
        """Return the keyed hash (hex, 64 characters) by which a value is found without being stored."""
        return hmac.new(self.lookup_key, f"{purpose}\x1f{text}".encode(), hashlib.sha256).hexdigest()

    def lookup_id(self, text: str, purpose: str) -> uuid.UUID:
        """Return the key of the row that holds this value: the first 16 bytes of its keyed hash, as UUIDv8."""
        raw = bytearray(bytes.fromhex(self.lookup(text, purpose))[:16])
        raw[6] = raw[6] & 0x0F | 0x80
        raw[8] = raw[8] & 0x3F | 0x80
        return uuid.UUID(bytes=bytes(raw))
