"""Bytes of AMI to messages (Sans-I/O).

A message is cut at the empty line while it is still bytes, so a character split by a chunk border stays whole
(SWITCH 2.1). A byte that is no UTF-8 is replaced, and counted in ``Framer.encoding_errors``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from foundation.errors import HotlineError

LIMIT = 1 << 20
EOL = b"\r\n"
HEADER = re.compile(r"\r\n([^:\r\n]*): ?")


class FramingError(HotlineError):
    """What arrives is no AMI."""

    code = "ami_framing"


class AmiMessage(Mapping[str, str]):
    """One response or event; header names compare without case, of a repeated header ``[]`` gives the first.

    An event is cut into its headers when somebody asks for one: most are told to nobody.
    """

    __slots__ = ("_parsed", "_repeats", "_text", "name")

    def __init__(self, text: str, name: str = "") -> None:
        self._text = text
        self._parsed: dict[str, str] | None = None
        self._repeats: dict[str, list[str]] = {}
        self.name = name
        """Name of the event, empty for a response."""

    @property
    def headers(self) -> dict[str, str]:
        """Names in lower case with the first value of each."""
        if self._parsed is None:
            self._parsed = self._parse()
        return self._parsed

    def _parse(self) -> dict[str, str]:
        parts = HEADER.split("\r\n" + self._text)  # "", name, value, name, value ...
        names = list(map(str.lower, parts[1::2]))
        headers = dict(zip(names, parts[2::2], strict=True))
        if not len(headers) == len(names) == self._text.count("\r\n") + 1:
            headers = self._parse_by_line()
        if self.name.startswith("AsyncAGI"):
            for name in ("result", "env"):  # Asterisk sends these two percent-encoded
                if name in headers:
                    headers[name] = unquote(headers[name])
        return headers

    def _parse_by_line(self) -> dict[str, str]:
        """Read a message in which a name stands twice, or a line has none and is left out."""
        headers: dict[str, str] = {}
        for line in self._text.split("\r\n"):
            name, colon, value = line.partition(":")
            if not colon:
                continue
            name, value = name.lower(), value.removeprefix(" ")
            if name in headers:
                self._repeats.setdefault(name, [headers[name]]).append(value)
            else:
                headers[name] = value
        return headers

    def mentions(self, name: str) -> bool:
        """Tell whether the text of a header's name stands anywhere in it: quick, and never wrong when it says no."""
        return name in self._text

    def get(self, name: str, default: Any = None) -> Any:
        """Return the first value of a header."""
        return self.headers.get(name.lower(), default)

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    def __len__(self) -> int:
        return len(self.headers)

    def __repr__(self) -> str:
        # Values stay out of logs: they can hold a number (DESIGN 6.8).
        return f"<AmiMessage {self.name or self.get('response', '?')} {sorted(self.headers)}>"

    def all(self, name: str) -> list[str]:
        """Return every value of a repeated header, in order."""
        first = self.headers.get(name.lower())
        return [] if first is None else self._repeats.get(name.lower(), [first])

    @property
    def repeated(self) -> set[str]:
        """Names of the headers that stand more than once."""
        return set(self._repeats) if self.headers else set()

    @classmethod
    def of(cls, **headers: str) -> AmiMessage:
        """Build one by hand (fakes and tests)."""
        parsed = {name.lower(): value for name, value in headers.items()}
        made = cls("", parsed.get("event", ""))
        made._parsed = parsed
        return made


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
        *whole, rest = self._buffer.split(EOL + EOL)
        self._buffer = rest
        messages = [message for raw in whole if (message := self._read(raw)) is not None]
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

    def _read(self, raw: bytearray) -> AmiMessage | None:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            self.encoding_errors += 1
            text = raw.decode("utf-8", "replace")
        if text.startswith("Event: "):
            return AmiMessage(text, text[7:].partition("\r\n")[0])
        message = AmiMessage(text)
        message.name = message.get("event", "")
        return message if message.name or "response" in message else None
