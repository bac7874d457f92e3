"""SIP messages, digests and session descriptions: text in, values out, nothing sent (RFC 3261, 2617, 4566)."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

from hotline.demo import g711

_COMPACT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
}


class SipSyntaxError(ValueError):
    """What arrived is no SIP message, or lacks a header that every message has."""


@dataclass(frozen=True)
class Message:
    """One request or response. Header names compare without case; compact names are written out."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def status(self) -> int:
        """Status code of a response, 0 for a request."""
        return int(self.start.split(" ", 2)[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """Method of a request; of a response, the one that its CSeq names."""
        return self.header("cseq").split()[1] if self.status else self.start.split(" ", 1)[0]

    @property
    def cseq(self) -> int:
        """Number of the request."""
        return int(self.header("cseq").split()[0])

    @property
    def call_id(self) -> str:
        """Which dialog it belongs to."""
        return self.header("call-id")

    @property
    def branch(self) -> str:
        """Which transaction it belongs to."""
        found = re.search(r";\s*branch=([^;,\s]+)", self.header("via"))
        if found is None:
            raise SipSyntaxError("Via without a branch")
        return found[1]

    def all(self, name: str) -> list[str]:
        """Return every value of a header, top first."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str:
        """Return the first value; raises `SipSyntaxError` when there is none."""
        values = self.all(name)
        if not values:
            raise SipSyntaxError(f"no header {name}")
        return values[0]

    def encode(self) -> bytes:
        """Return the bytes for the wire, with the right Content-Length."""
        lines = [self.start]
        lines += [f"{key}: {value}" for key, value in self.headers if key.lower() != "content-length"]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        for line in lines:
            if "\r" in line or "\n" in line:
                raise SipSyntaxError("a line break inside a header")
        return "\r\n".join(lines).encode() + self.body


def parse(data: bytes) -> Message:
    """Return the message in one datagram; raises `SipSyntaxError` for anything else."""
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        raise SipSyntaxError("no empty line after the headers")
    try:
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode()).split("\r\n")
    except UnicodeDecodeError as error:
        raise SipSyntaxError("headers are no UTF-8") from error
    start = lines[0]
    if not (re.match(r"SIP/2\.0 [1-6]\d\d ", start) or re.fullmatch(r"[A-Z]+ \S+ SIP/2\.0", start)):
        raise SipSyntaxError("neither request nor status line")
    headers = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise SipSyntaxError("a header without a name")
        headers.append((_COMPACT.get(name.strip().lower(), name.strip()), value.strip()))
    message = Message(start, tuple(headers), body)
    for name in ("via", "from", "to", "call-id", "cseq"):
        message.header(name)
    if not re.fullmatch(r"\d+ [A-Z]+", message.header("cseq")):
        raise SipSyntaxError("CSeq is no number and method")
    if (length := message.all("content-length")) and length[0] != str(len(body)):
        raise SipSyntaxError("Content-Length is not the length of the body")
    return message


def tag_of(value: str) -> str:
    """Return the tag parameter of a From or To header, empty when it has none."""
    found = re.search(r";\s*tag=([^;\s]+)", value)
    return found[1] if found else ""


def uri_of(value: str) -> str:
    """Return the address inside a From, To or Contact header."""
    found = re.search(r"<([^>]+)>", value)
    return found[1] if found else value.split(";")[0].strip()


def response(request: Message, status: int, reason: str, to_tag: str = "", **extra: str | bytes) -> Message:
    """Return the answer to a request: `contact=`, `body=` (SDP) where given."""
    to = request.header("to")
    if to_tag and not tag_of(to):
        to += f";tag={to_tag}"
    headers = [("Via", via) for via in request.all("via")]
    headers += [("Record-Route", route) for route in request.all("record-route")]
    headers += [("From", request.header("from")), ("To", to), ("Call-ID", request.call_id)]
    headers.append(("CSeq", request.header("cseq")))
    if contact := extra.get("contact"):
        headers.append(("Contact", str(contact)))
    body = extra.get("body", b"")
    assert isinstance(body, bytes)
    if body:
        headers.append(("Content-Type", "application/sdp"))
    return Message(f"SIP/2.0 {status} {reason}", tuple(headers), body)


def authorization(challenge: str, *, method: str, uri: str, user: str, password: str, cnonce: str | None = None) -> str:
    """Return the Authorization value for a Digest challenge with MD5, with or without `qop=auth` (RFC 2617)."""
    scheme, _, rest = challenge.partition(" ")
    fields = {key.lower(): quoted or bare for key, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^",\s]+))', rest)}
    if scheme.lower() != "digest" or fields.get("algorithm", "MD5").upper() != "MD5":
        raise SipSyntaxError("only Digest with MD5 is spoken")
    if not fields.keys() >= {"realm", "nonce"}:
        raise SipSyntaxError("a challenge without realm or nonce")
    realm, nonce = fields["realm"], fields["nonce"]
    cnonce = cnonce or secrets.token_hex(8)
    first, second = _md5(f"{user}:{realm}:{password}"), _md5(f"{method}:{uri}")
    answer = f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm=MD5'
    if "auth" in [word.strip() for word in fields.get("qop", "").split(",")]:
        digest = _md5(f"{first}:{nonce}:00000001:{cnonce}:auth:{second}")
        answer += f', qop=auth, nc=00000001, cnonce="{cnonce}"'
    else:
        digest = _md5(f"{first}:{nonce}:{second}")
    if "opaque" in fields:
        answer += f', opaque="{fields["opaque"]}"'
    return answer + f', response="{digest}"'


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Session:
    """The audio stream that one side describes."""

    host: str
    port: int
    codecs: tuple[int, ...] = (g711.PCMA, g711.PCMU)
    event_type: int = 101
    direction: str = field(default="sendrecv")

    def encode(self, version: int = 1) -> bytes:
        """Return the SDP body."""
        names = {g711.PCMA: "PCMA", g711.PCMU: "PCMU"}
        lines = [
            "v=0",
            f"o=phone 1 {version} IN IP4 {self.host}",
            "s=call",
            f"c=IN IP4 {self.host}",
            "t=0 0",
            f"m=audio {self.port} RTP/AVP {' '.join(map(str, self.codecs))} {self.event_type}",
            *(f"a=rtpmap:{codec} {names[codec]}/8000" for codec in self.codecs),
            f"a=rtpmap:{self.event_type} telephone-event/8000",
            f"a=fmtp:{self.event_type} 0-16",
            "a=ptime:20",
            f"a={self.direction}",
        ]
        return "".join(f"{line}\r\n" for line in lines).encode()


def parse_session(body: bytes) -> Session:
    """Return what an SDP body offers; raises `SipSyntaxError` when it holds no G.711 audio."""
    text = body.decode(errors="replace")
    address = re.search(r"^c=IN IP4 (\S+)", text, re.M)
    media = re.search(r"^m=audio (\d+) RTP/AVP ([\d ]+)", text, re.M)
    if address is None or media is None:
        raise SipSyntaxError("the body describes no audio")
    offered = [int(number) for number in media[2].split()]
    codecs = tuple(number for number in offered if number in (g711.PCMA, g711.PCMU))
    if not codecs:
        raise SipSyntaxError("no G.711 is offered")
    events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", text, re.M)
    direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)", text, re.M)
    return Session(
        address[1], int(media[1]), codecs, int(events[1]) if events else 101, direction[1] if direction else "sendrecv"
    )
