"""Asks the running web process whether a call would be answered and a ticket delivered."""

import http.client
import json
import socket
from dataclasses import dataclass

from foundation.settings import Settings


@dataclass(frozen=True)
class Readiness:
    """The answer of `/health/ready`; `missing` is for a person, empty when ready."""

    ready: bool
    missing: tuple[str, ...] = ()


def ask_ready(port: int, seconds: float = 5.0) -> Readiness:
    """Ask once; a web process that does not answer yet is a missing part, not an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = answer.read(100_000)
    except (OSError, http.client.HTTPException):
        return Readiness(False, (f"web: no answer on port {port} yet",))
    finally:
        connection.close()
    return Readiness(True) if answer.status == 200 else Readiness(False, missing_parts(body))


def missing_parts(body: bytes) -> tuple[str, ...]:
    """Return what a not-ready answer names: `missing` as a list or an object, else the text itself, shortened."""
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    missing = content.get("missing") if isinstance(content, dict) else None
    if isinstance(missing, dict):
        return tuple(f"{name}: {reason}" for name, reason in missing.items())
    if isinstance(missing, list) and missing:
        return tuple(_one_line(part) for part in missing)
    return (body.decode("utf-8", "replace").strip()[:200] or "web answers, but is not ready",)


def _one_line(part: object) -> str:
    if isinstance(part, dict):
        return ": ".join(str(value) for value in part.values() if isinstance(value, str))
    return str(part)


@dataclass(frozen=True)
class PortUse:
    """A port that this copy listens on, and the setting that moves it."""

    setting: str
    port: int
    kind: socket.SocketKind

    def free(self) -> bool:
        """Tell whether the port can be bound on the loopback address."""
        with socket.socket(socket.AF_INET, self.kind) as probe:
            if self.kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError:
                return False
        return True


def ports_of(settings: Settings) -> list[PortUse]:
    """Return every fixed port this copy listens on; RTP ports are taken as calls come."""
    stream, datagram = socket.SOCK_STREAM, socket.SOCK_DGRAM
    uses = [
        PortUse("HOTLINE_HTTP_PORT", settings.http_port, stream),
        PortUse("HOTLINE_SIP_PORT", settings.sip_port, datagram),
        PortUse("HOTLINE_SIP_WS_PORT", settings.sip_ws_port, stream),
        PortUse("HOTLINE_AMI_PORT", settings.ami_port, stream),
    ]
    uses += [
        PortUse("HOTLINE_CONTROLLER_PORT", settings.controller_port + number, stream)
        for number in range(settings.controller_count)
    ]
    if settings.tls:
        uses.append(PortUse("HOTLINE_HTTPS_PORT", settings.https_port, stream))
    if not settings.redis_url:
        uses.append(PortUse("HOTLINE_REDIS_PORT", settings.redis_port, stream))
    if settings.speech_engine != "none":
        uses.append(PortUse("HOTLINE_SPEECH_PORT", settings.speech_port, stream))
        uses.append(PortUse("HOTLINE_SPEECH_METRICS_PORT", settings.speech_metrics_port, stream))
    uses.append(PortUse("HOTLINE_WORKER_METRICS_PORT", settings.worker_metrics_port, stream))
    return [use for use in uses if use.port]  # 0 switches one off
