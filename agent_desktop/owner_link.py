"""Commands to the owner of the node, over its internal interface; its address stands in the lease."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from foundation.clock import Clock
from foundation.database import Database
from foundation.errors import HotlineError
from telephony import lease as leases


class NoOwner(HotlineError):
    """No controller owns the switch now; callers are served by the switch itself."""

    code = "no_owner"
    retryable = True


class CommandRefused(HotlineError):
    """The owner refused; ``code`` and whether trying again can help are its own."""

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code, self.retryable = code, retryable


class OwnerLink:
    """Sends commands and waits until Asterisk has confirmed them."""

    def __init__(self, database: Database, clock: Clock, node: str, token: str, client: httpx.AsyncClient) -> None:
        self._database, self._clock, self._node = database, clock, node
        self._token, self._client = token, client

    async def lease(self) -> leases.Lease | None:
        """Return the lease in force, ``None`` when there is none or its holder is dead."""
        async with self._database.read() as session:
            lease = await leases.read(session, self._node)
        if lease is None or not lease.valid(self._clock.now()) or leases.holder_is_gone(lease.holder):
            return None
        return lease

    async def command(
        self, name: str, arguments: dict[str, Any], command_id: str = "", *, within: float = 15.0
    ) -> dict[str, Any]:
        """Carry out a command; the same ``command_id`` is carried out once. ``within``: seconds for an answer.

        Raises:
            NoOwner: nobody is there to do it; nothing is kept for later. CommandRefused: the owner's own reason.
        """
        lease = await self.lease()
        if lease is None or lease.ready_at is None:
            raise NoOwner("no controller is in charge of the switch now; try again in a few seconds")
        body = {"command_id": command_id or str(uuid.uuid4()), "name": name, "arguments": arguments}
        try:
            answer = await self._client.post(
                f"{lease.address}/commands",
                json=body,
                headers={"authorization": f"Bearer {self._token}"},
                timeout=httpx.Timeout(15.0, read=within),
            )
        except httpx.HTTPError as error:
            raise NoOwner(f"the controller does not answer ({type(error).__name__})") from error
        try:
            content: dict[str, Any] = answer.json()
        except ValueError as error:
            raise NoOwner("the controller answered with no JSON") from error
        if answer.status_code != 200:
            code, title = str(content.get("code", "internal")), str(content.get("title", "refused"))
            raise CommandRefused(code, title, retryable=content.get("retryable") is True)
        return content
