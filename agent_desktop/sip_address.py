"""Where a browser finds the switch: SIP over WebSocket on the host that served the page, on Asterisk's own port."""

from __future__ import annotations

from dataclasses import dataclass

from foundation.settings import Settings


@dataclass(frozen=True)
class SipAddress:
    """Port and protection of the WebSocket; the host is the one that the browser has reached us by."""

    port: int
    tls: bool
    host: str = ""

    @classmethod
    def of(cls, settings: Settings) -> SipAddress:
        """Return the address that the switch's configuration was rendered with."""
        return cls(settings.sip_ws_port, settings.tls, settings.public_host.partition(":")[0])

    def domain(self, reached: str | None) -> str:
        """Return the domain of SIP addresses; ``reached`` is the host that the browser asked."""
        return self.host or reached or "127.0.0.1"

    def origin(self, reached: str | None) -> str:
        """Return scheme, host and port, as a page's policy names what it may connect to."""
        return f"{'wss' if self.tls else 'ws'}://{self.domain(reached)}:{self.port}"

    def websocket(self, reached: str | None) -> str:
        """Return the address of the WebSocket."""
        return f"{self.origin(reached)}/ws"
