"""Deliverer of the outbox's destination ``alarm_hook``: posts an alarm that began or ended, signed."""

from __future__ import annotations

import json

import httpx

from foundation.clock import Clock
from foundation.errors import Unavailable
from foundation.outbox import Delivery, OnSent, Refused
from foundation.signing import signed_headers

LIMITS = httpx.Timeout(10.0, connect=3.0, pool=5.0)
UNFIT = frozenset({400, 401, 403, 404, 405, 410, 422})


class AlarmHook:
    """Posts ``{type, code, subject, began_at, ended_at}`` to one address; the outbox id is the message id."""

    def __init__(self, client: httpx.AsyncClient, url: str, secret: str, clock: Clock) -> None:
        self._client, self._url, self._secret, self._clock = client, url, secret, clock

    async def deliver(self, delivery: Delivery) -> OnSent | None:
        """Deliver an alarm; see ``foundation.outbox.Deliverer``."""
        body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
        headers = signed_headers(self._secret, delivery.id, self._clock.now(), body)
        headers["content-type"] = "application/json"
        try:
            answer = await self._client.post(self._url, content=body.encode(), headers=headers, timeout=LIMITS)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(f"the alarm hook cannot be reached ({type(error).__name__})") from error
        if answer.status_code in UNFIT:
            raise Refused(f"the alarm hook answered {answer.status_code}")
        if not answer.is_success:
            raise Unavailable(f"the alarm hook answered {answer.status_code}")
        return None
