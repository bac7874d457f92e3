"""Signatures of messages between houses: Standard Webhooks headers, whose message id is the idempotency key."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime

from standardwebhooks import Webhook, WebhookVerificationError

from foundation.errors import HotlineError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
MAX_ID = 64


class BadSignature(HotlineError):
    """The signature is missing, wrong, or older or newer than five minutes."""

    code = "bad_signature"


def secret_of(text: str) -> str:
    """Return any text as a secret in the form ``whsec_<base64>``; one in that form is left as it is."""
    if text.startswith("whsec_"):
        return text
    if len(text) < 16:
        raise ValueError("a secret for signatures needs at least 16 characters")
    return "whsec_" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def signed_headers(secret: str, message_id: uuid.UUID, now: datetime, body: str) -> dict[str, str]:
    """Return the headers that sign ``body`` under the idempotency key ``message_id``."""
    signature = Webhook(secret_of(secret)).sign(str(message_id), now, body)
    return {ID: str(message_id), TIMESTAMP: str(int(now.timestamp())), SIGNATURE: signature}


def verified_id(secret: str, headers: Mapping[str, str], body: bytes) -> str:
    """Return the message id of a signed body.

    Raises:
        BadSignature: see there; also for an id that is empty or longer than ``MAX_ID``.
    """
    wanted = {name: headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE)}
    try:
        Webhook(secret_of(secret)).verify(body, wanted, json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        raise BadSignature("the signature of the message does not fit, or its time is off by five minutes") from error
    if len(wanted[ID]) > MAX_ID:
        raise BadSignature(f"the message id is longer than {MAX_ID} characters")
    return wanted[ID]
