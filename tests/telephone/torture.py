"""Requests and answers as awkward as those of RFC 4475, one for each trait it names, made for the demonstration trunk.

Each is written here for this line; the number in a name is the section of the RFC whose trait it has. `CALLS` names
those that become calls: the well-formed INVITEs, and those that Asterisk reads kindly, which only helps the caller.
"""

from __future__ import annotations

from collections.abc import Iterator

BRANCH = "z9hG4bK"
LINE = "12345"
CALLS = frozenset(
    ["3.1.1.1", "3.1.1.3", "3.1.1.6", "3.1.1.7", "3.1.1.11", "3.1.2.2", "3.1.2.9", "3.1.2.11", "3.1.2.15"]
)


class Trunk:
    """Writes requests of a carrier at `host:port` to the switch at `switch`."""

    def __init__(self, host: str, port: int, switch: str) -> None:
        self.host, self.port, self.switch = host, port, switch
        self._number = 0

    def sdp(self) -> str:
        """Return an offer of G.711 A-law to a port where nobody listens."""
        lines = ["v=0", f"o=- 1 1 IN IP4 {self.host}", "s=-", f"c=IN IP4 {self.host}", "t=0 0", "m=audio 9 RTP/AVP 8"]
        return "\r\n".join([*lines, "a=rtpmap:8 PCMA/8000", ""])

    def headers(self, method: str = "INVITE", **changed: str | None) -> dict[str, str]:
        """Return the headers of a request of a dialog of its own; `None` leaves one out, `_` stands for `-`."""
        self._number += 1
        number = self._number
        found = {
            "Via": f"SIP/2.0/UDP {self.host}:{self.port};branch={BRANCH}torture{number};rport",
            "Max-Forwards": "70",
            "From": f"<sip:1990002{number:04d}@{self.host}>;tag=from{number}",
            "To": f"<sip:{LINE}@{self.switch}>",
            "Call-ID": f"torture-{number}@{self.host}",
            "CSeq": f"{number} {method}",
            "Contact": f"<sip:carrier@{self.host}:{self.port}>",
        }
        for name, value in changed.items():
            name = name.replace("_", "-")
            if value is None:
                found.pop(name, None)
            else:
                found[name] = value
        return found

    def request(
        self,
        start: str = "",
        *,
        method: str = "INVITE",
        body: str | None = None,
        length: str | None = None,
        **changed: str | None,
    ) -> bytes:
        """Return a request; `start` is another first line than the usual, `length` another Content-Length."""
        headers = self.headers(method, **changed)
        content = (self.sdp() if method == "INVITE" else "") if body is None else body
        if content:
            headers.setdefault("Content-Type", "application/sdp")
        headers["Content-Length"] = str(len(content.encode())) if length is None else length
        first = start or f"{method} sip:{LINE}@{self.switch} SIP/2.0"
        return "\r\n".join([first, *(f"{name}: {value}" for name, value in headers.items()), "", content]).encode()

    def well_formed(self) -> Iterator[tuple[str, bytes]]:
        """Yield what is odd and allowed, each with its name."""
        host, switch = self.host, self.switch
        folded = self.request(
            Via=f"SIP  / 2.0\r\n  /UDP\r\n    {host}:{self.port};branch={BRANCH}folded;rport",
            From=f'"A tortuous \\\\ \\"name\\"" \r\n  <sip:19900029901@{host}>\r\n ; tag\r\n =   98asjd8',
            To=f'LINE : <sip:{LINE}@{switch}> ;\r\n   unknown = "quoted; \\"=\\" value"'.removeprefix("LINE : "),
            NewFangledHeader="newfangled value\r\n continued newfangled value",
            UnknownHeaderWithUnusualValue=";;,,;;,;",
        )
        yield (
            "3.1.1.1 folded lines, escapes, unknown headers",
            folded.replace(b"Max-Forwards: 70", b"MAX-forwaRds:  070"),
        )
        unusual = "!interesting-Method0123456789_*+`.%indeed'~"
        yield "3.1.1.2 any character that a method may have", self.request(method=unusual)
        yield (
            "3.1.1.3 escapes in addresses",
            self.request(f"INVITE sip:%31%32345@{switch} SIP/2.0", From=f"<sip:19900029902%3Bparam@{host}>;tag=esc"),
        )
        yield (
            "3.1.1.4 an escaped null in addresses",
            self.request(f"REGISTER sip:{switch} SIP/2.0", method="REGISTER", To=f"<sip:null-%00-null@{switch}>"),
        )
        yield (
            "3.1.1.5 a percent sign that is no escape",
            self.request(
                f"RE%47IST%45R sip:{switch} SIP/2.0", method="RE%47IST%45R", Contact=f'"%Z%45" <sip:resource@{host}>'
            ),
        )
        yield "3.1.1.6 no blank between name and address", self.request(From=f"caller<sip:19900029903@{host}>;tag=lws")
        long = {f"Unknown{'x' * 200}": "y" * 1500, "Subject": "长" * 400}
        many = ", ".join(f"SIP/2.0/UDP host{i}.example:5060;branch={BRANCH}{i:04d}" for i in range(30))
        vias = f"SIP/2.0/UDP {host}:{self.port};branch={BRANCH}long;rport, {many}"
        yield (
            "3.1.1.7 long values",
            self.request(Via=vias, From=f'"{"N" * 900}" <sip:19900029904@{host}>;tag=l', **long),
        )
        yield "3.1.1.8 octets behind the message", self.request(method="OPTIONS") + self.request()
        yield (
            "3.1.1.9 parameters of a user part with a semicolon",
            self.request(f"OPTIONS sip:user;par=u%40example.net@{switch} SIP/2.0", method="OPTIONS"),
        )
        kinds = ("UDP", "SCTP", "TLS", "UNKNOWN", "TCP")
        vias = ", ".join(f"SIP/2.0/{kind} t{i}.example;branch={BRANCH}kind{i}" for i, kind in enumerate(kinds))
        yield (
            "3.1.1.10 transports of all kinds in Via",
            self.request(method="OPTIONS", Via=f"SIP/2.0/UDP {host}:{self.port};branch={BRANCH}kinds;rport, {vias}"),
        )
        words = "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n"
        parts = f"{words}--b\r\nContent-Type: application/sdp\r\n\r\n{self.sdp()}--b--"
        yield "3.1.1.11 a body of several parts", self.request(body=parts, Content_Type='multipart/mixed;boundary="b"')
        yield "3.1.1.12 an unusual reason phrase", self.answer("200 = 2**3 * 5**2 но сто девяносто девять - простое")
        yield "3.1.1.13 no reason phrase", self.answer("100 ")

    def answer(self, status: str, **changed: str) -> bytes:
        """Return an answer to a request that was never sent."""
        headers = self.headers("INVITE", **changed) | {"Content-Length": "0"}
        return "\r\n".join([f"SIP/2.0 {status}", *(f"{n}: {v}" for n, v in headers.items()), "", ""]).encode()

    def malformed(self) -> Iterator[tuple[str, bytes]]:
        """Yield what is not allowed, each with its name."""
        host, switch = self.host, self.switch
        yield (
            "3.1.2.1 separators too many",
            self.request(
                Via=f"SIP/2.0/UDP {host}:{self.port};;,;,,",
                To=f'"unclosed <sip:{LINE}@{switch}>',
                Contact='"Joe" <sip:joe@[>',
            ),
        )
        yield "3.1.2.2 a body shorter than it says", self.request(length="9999")
        yield "3.1.2.3 a negative length", self.request(length="-999")
        yield (
            "3.1.2.4 numbers beyond every limit",
            self.request(
                method="REGISTER", CSeq="36893488147419103232 REGISTER", Max_Forwards="300", Expires="10" * 30
            ),
        )
        yield (
            "3.1.2.5 numbers beyond every limit in an answer",
            self.answer(
                "503 Service Unavailable",
                CSeq="9292394834772304023312 OPTIONS",
                Retry_After="949302838503028349304023988",
            ),
        )
        yield "3.1.2.6 a quote that is not closed", self.request(To=f'"Mr. J. User <sip:{LINE}@{switch}>')
        yield "3.1.2.7 an address in brackets as the target", self.request(f"INVITE <sip:{LINE}@{switch}> SIP/2.0")
        yield "3.1.2.8 a blank in the target", self.request(f"INVITE sip:{LINE}@{switch}; lr SIP/2.0")
        yield "3.1.2.9 many blanks in the first line", self.request(f"INVITE  sip:{LINE}@{switch}  SIP/2.0")
        yield "3.1.2.10 blanks at the end of the first line", self.request(f"OPTIONS sip:{LINE}@{switch} SIP/2.0  ")
        yield "3.1.2.11 headers in the target", self.request(f"INVITE sip:{LINE}@{switch}?Route=%3Csip:x%3E SIP/2.0")
        yield "3.1.2.12 a date of another zone", self.request(Date="Fri, 01 Jan 2010 16:00:00 EST", method="OPTIONS")
        yield (
            "3.1.2.13 a Contact without brackets",
            self.request(method="REGISTER", Contact=f"sip:user@{host}?Route=%3Csip:x%3E"),
        )
        yield "3.1.2.14 a blank within brackets", self.request(To=f'"Watson" < sip:{LINE}@{switch} >', method="OPTIONS")
        yield "3.1.2.15 a name of marks without quotes", self.request(From=f"Bell, A. <sip:bell@{host}>;tag=1")
        yield "3.1.2.16 a version of the future", self.request(f"OPTIONS sip:{LINE}@{switch} SIP/7.0", method="OPTIONS")
        yield "3.1.2.17 another method in CSeq", self.request(CSeq="8 INVITE", method="OPTIONS")
        yield "3.1.2.18 an unknown method and another in CSeq", self.request(CSeq="8 INVITE", method="NEWMETHOD")
        yield "3.1.2.19 a status beyond three digits", self.answer("4294967301 better not break the receiver")
        yield (
            "3.2.1 a branch of nothing but the cookie",
            self.request(method="OPTIONS", Via=f"SIP/2.0/UDP {host}:{self.port};branch={BRANCH}"),
        )
        yield "3.3.1 without Call-ID, From and To", self.request(From=None, To=None, Call_ID=None)
        yield "3.3.2 a target of an unknown kind", self.request("OPTIONS nobodyKnowsThisScheme:totallyopaque SIP/2.0")
        yield (
            "3.3.3 a target of a known kind that is no SIP",
            self.request("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0"),
        )
        yield (
            "3.3.4 unknown kinds in From, To and Contact",
            self.request(
                method="REGISTER",
                To="isbn:2983792873",
                From="<http://www.example.com>;tag=3",
                Contact="<name:John_Smith>",
            ),
        )
        yield (
            "3.3.5 extensions that nobody has",
            self.request(
                method="OPTIONS",
                Require="nothingSupportsThis, nothingSupportsThisEither",
                Proxy_Require="noProxiesDoThis",
            ),
        )
        yield (
            "3.3.6 a body of an unknown kind",
            self.request(body="<audio><pcmu port='443'/></audio>", Content_Type="application/unknownformat"),
        )
        yield (
            "3.3.7 an unknown way to prove who one is",
            self.request(method="REGISTER", Authorization="NoOneKnowsThisScheme opaque-data=here"),
        )
        doubled = self.request(method="OPTIONS")
        extra = b"CSeq: 59 OPTIONS\r\nFrom: <sip:other@example.net>;tag=39291\r\nCall-ID: other\r\nMax-Forwards: 5\r\n"
        yield "3.3.8 headers that may stand once, twice", doubled.replace(b"Max-Forwards: 70\r\n", extra)
        yield (
            "3.3.9 two lengths",
            doubled.replace(b"Content-Length: 0\r\n", b"Content-Length: 13\r\nContent-Length: 5\r\n"),
        )
        yield (
            "3.3.10 a 200 that was sent to everybody",
            self.answer("200 OK", Via=f"SIP/2.0/UDP {host};branch={BRANCH}b"),
        )
        yield "3.3.11 no hop left", self.request(method="OPTIONS", Max_Forwards="0")
        yield (
            "3.3.12 a Contact with parameters",
            self.request(method="REGISTER", Contact=f"sip:+19725552222@{host};unknownparam"),
        )
        yield (
            "3.3.13 a Contact with parameters within",
            self.request(method="REGISTER", Contact=f"<sip:+19725552222@{host};unknownparam>"),
        )
        yield (
            "3.3.14 escaped headers within a Contact",
            self.request(method="REGISTER", Contact=f"<sip:user@{host}?Route=%3Csip:sip.example.com%3E>"),
        )
        yield "3.3.15 an offer that is only asked for", self.request(method="OPTIONS", Accept="application/unknown")
        yield "octets of no text", bytes(range(256)) * 4
        yield "nothing but line ends", b"\r\n\r\n\r\n\r\n"
        yield "one octet", b"I"
        yield "as long as a datagram may be", self.request(method="OPTIONS", Subject="x" * 60_000)
        yield (
            "escapes of an AMI message",
            self.request(
                method="OPTIONS",
                From=f"<sip:1990@{host}>;tag=t",
                User_Agent="x\r\n Action: Originate\r\n Channel: Local/s@x",
            ),
        )
