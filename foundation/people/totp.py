"""The second factor: time-based one-time codes (RFC 6238), 6 digits, 30 s, one step early or late."""

from __future__ import annotations

import hmac
import io
from datetime import datetime

import pyotp
import segno

STEP_SECONDS = 30
ISSUER = "12345 hotline"


def new_secret() -> str:
    """Return a secret of 160 bits, base 32."""
    return pyotp.random_base32()


def code_at(secret: str, moment: datetime) -> str:
    """Return the code of a moment."""
    return pyotp.TOTP(secret).generate_otp(_step(moment))


def accepted_step(secret: str, code: str, now: datetime, last_step: int) -> int | None:
    """Return the step that a code belongs to, ``None`` when it is wrong, too old, or of a step used already."""
    totp = pyotp.TOTP(secret)
    present = _step(now)
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) and step > last_step:
            found = step
    return found


def uri(secret: str, name: str) -> str:
    """Return what an authenticator scans (`otpauth://`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def svg(text: str) -> str:
    """Return a QR code as an SVG document without any style or script, for an image of its own."""
    written = io.BytesIO()
    segno.make(text, error="m").save(written, "svg", xmldecl=False, scale=5, border=4, dark="#000", light="#fff")
    return written.getvalue().decode()


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS
