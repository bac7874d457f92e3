"""The right to play a call's files for a short time: signed, bound to one session, kept nowhere; pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from foundation.errors import HotlineError


class BadGrant(HotlineError):
    """The grant is not ours, not of this session, or not for this file."""

    code = "bad_grant"


class GrantExpired(HotlineError):
    """The grant is over; ask for another one."""

    code = "grant_expired"
    retryable = True


@dataclass(frozen=True)
class Grants:
    """Gives and checks grants; ``key`` never leaves the process."""

    key: bytes

    @classmethod
    def from_token(cls, token: str) -> Grants:
        """Return those signed with a key of their own made of the internal token."""
        return cls(hmac.new(token.encode(), b"recordings.listen", hashlib.sha256).digest())

    def give(self, call_id: uuid.UUID, legs: Sequence[str], holder: str, expires_at: datetime) -> str:
        """Return a grant for ``legs`` of a call; ``holder`` names the session."""
        content = {"call": str(call_id), "legs": sorted(legs), "until": int(expires_at.timestamp()), "holder": holder}
        body = base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")
        return f"{body}.{self._mark(body)}"

    def check(self, grant: str, call_id: uuid.UUID, leg: str, holder: str, now: datetime) -> None:
        """Return when a grant is good for this.

        Raises:
            BadGrant: changed, of another session, call or leg. GrantExpired: too old.
        """
        body, _, mark = grant.partition(".")
        if not hmac.compare_digest(mark.encode(), self._mark(body).encode()):
            raise BadGrant("this is no grant of ours")
        content = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        if (content["call"], content["holder"]) != (str(call_id), holder) or leg not in content["legs"]:
            raise BadGrant("the grant is for something else")
        if now >= datetime.fromtimestamp(content["until"], UTC):
            raise GrantExpired("the grant is over; ask for another one")

    def _mark(self, body: str) -> str:
        return base64.urlsafe_b64encode(hmac.new(self.key, body.encode(), hashlib.sha256).digest()).decode().rstrip("=")
