"""Bytes of AMI to messages (Sans-I/O).

A message is cut at the empty line while it is still bytes, so a character split by a chunk border stays whole
(SWITCH 2.1). A byte that is no UTF-8 is replaced, and counted in ``Framer.encoding_errors``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from foundation.errors import HotlineError

LIMIT = 1 << 20
EOL = b"\r\n"


class FramingError(HotlineError):
    """What arrives is no AMI."""

    code = "ami_framing"


class AmiMessage(Mapping[str, str]):
    """One response or event; header names compare without case, of a repeated header ``[]`` gives the first."""

    __slots__ = ("_headers",)

    def __init__(self, headers: dict[str, list[str]]) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)

    def __repr__(self) -> str:
        # Values stay out of logs: they can hold a number (DESIGN 6.8).
        return f"<AmiMessage {self.name or self.get('response', '?')} {sorted(self._headers)}>"

    @property
    def name(self) -> str:
        """Name of the event, empty for a response."""
        return self.get("event", "")

    def all(self, name: str) -> list[str]:
        """Return every value of a repeated header, in order."""
        return self._headers.get(name.lower(), [])

    @property
    def repeated(self) -> set[str]:
        """Names of the headers that stand more than once."""
        return {name for name, values in self._headers.items() if len(values) > 1}

    @classmethod
    def of(cls, **headers: str) -> AmiMessage:
        """Build one by hand (fakes and tests)."""
        return cls({name.lower(): [value] for name, value in headers.items()})


class Framer:
    """Collects bytes and gives whole messages; one of it serves one connection."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._greeted = False
        self.version = ""
        self.encoding_errors = 0

    def feed(self, data: bytes) -> list[AmiMessage]:
        """Take what arrived and return the messages that are complete now.

        Raises:
            FramingError: more than 1 MiB without an end of message, or no AMI greeting.
        """
        self._buffer += data
        if not self._greeted and not self._greet():
            return []
        messages = []
        start = 0
        while (end := self._buffer.find(b"\r\n\r\n", start)) >= 0:
            message = self._parse(bytes(self._buffer[start:end]))
            if message is not None:
                messages.append(message)
            start = end + 4
        del self._buffer[:start]
        if len(self._buffer) > LIMIT:
            raise FramingError("a message of more than 1 MiB: this is no AMI")
        return messages

    def _greet(self) -> bool:
        end = self._buffer.find(EOL)
        if end < 0:
            if len(self._buffer) > 256:
                raise FramingError("no AMI greeting: is the AMI port right?")
            return False
        line = bytes(self._buffer[:end])
        if not line.startswith(b"Asterisk Call Manager/"):
            raise FramingError("no AMI greeting: is the AMI port right?")
        self.version = line.partition(b"/")[2].decode("ascii", "replace")
        del self._buffer[: end + 2]
        self._greeted = True
        return True

    def _parse(self, raw: bytes) -> AmiMessage | None:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self.encoding_errors += 1
            text = raw.decode("utf-8", "replace")
        headers: dict[str, list[str]] = {}
        for line in text.split("\r\n"):
            name, colon, value = line.partition(":")
            if not colon:
                continue
            headers.setdefault(name.lower(), []).append(value[1:] if value.startswith(" ") else value)
        if "event" not in headers and "response" not in headers:
            return None
        for name in ("result", "env"):  # Asterisk sends these two percent-encoded
            if name in headers and headers.get("event", [""])[0].startswith("AsyncAGI"):
                headers[name] = [unquote(value) for value in headers[name]]
        return AmiMessage(headers)
