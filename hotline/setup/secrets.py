"""Secrets of one copy of the hotline: made once, kept in `var/secrets/`, one file each, readable by the owner only."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from foundation.errors import HotlineError

FOLDER = "secrets"


def _token() -> str:
    return secrets.token_urlsafe(32)


def _data_key() -> str:
    return "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()


def _webhook_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


GENERATED: dict[str, Callable[[], str]] = {
    "ami_calls": _token,
    "ami_publish": _token,
    "data_key": _data_key,
    "lookup_key": _token,
    "internal_token": _token,
    "webhook_secret": _webhook_secret,
    "alarm_hook_secret": _webhook_secret,
}
"""Name of each secret and how it is made; `data_key` is `<key id>:<base64 of 32 bytes>` (`foundation.crypto`)."""


class NoSecret(HotlineError):
    """A secret is missing or empty; the text names the file and the remedy."""

    code = "no_secret"


def ensure_secrets(var: Path) -> list[str]:
    """Make each secret that is missing, tighten the modes, and return the names of those made now.

    A secret that exists is never changed: losing `data_key` loses the personal data sealed with it.
    """
    folder = var / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = []
    for name, make in GENERATED.items():
        path = folder / name
        if not path.exists() or path.stat().st_size == 0:
            _write_once(path, make())
            made.append(name)
        path.chmod(0o600)
    return made


def ensure_token(var: Path, name: str) -> str:
    """Return the secret `name`, made as a random token of letters, digits, `-` and `_` when it is missing."""
    path = var / FOLDER / name
    if not path.exists() or path.stat().st_size == 0:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        _write_once(path, _token())
    return read_secret(var, name)


def read_secret(var: Path, name: str) -> str:
    """Return a secret's text without its line end; `NoSecret` when it is not there."""
    path = var / FOLDER / name
    try:
        text = path.read_text().strip()
    except FileNotFoundError:
        text = ""
    if not text:
        raise NoSecret(f"{path} is missing or empty: run `make setup`, or restore it from the backup of keys")
    return text


def _write_once(path: Path, text: str) -> None:
    """Write through a temporary file that nobody else may read, down to the disk."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
