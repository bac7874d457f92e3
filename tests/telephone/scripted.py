"""Citizens as SIPp scripts: who calls which line, which keys at which moments, when he hangs up."""

import asyncio
import contextlib
import os
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from switch_rig import CARRIER, Switch

_BLOCKS = count(0)


def ports() -> tuple[int, int]:
    """Return a port for signalling and one for audio, with room for SIPp's own beside it; in each worker others."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)
    while True:
        first = 6_000 + 2_000 * (worker % 2) + 8 * (next(_BLOCKS) % 250)
        with contextlib.ExitStack() as stack:
            try:
                for port in range(first, first + 8):
                    stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)).bind((CARRIER, port))
            except OSError:
                continue
            return first, first + 2


HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE scenario SYSTEM "sipp.dtd">
<scenario name="citizen">
  <send retrans="500"><![CDATA[
      INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: {caller};tag=[pid]script[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:carrier@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=carrier 1 1 IN IP[local_ip_type] [local_ip]
      s=call
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 8 96
      a=rtpmap:8 PCMA/8000
      a=rtpmap:96 telephone-event/8000
      a=fmtp:96 0-16
  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="183" optional="true"/>
  <recv response="200" rrs="true"/>
  <send>{ack}</send>
"""
IN_DIALOGUE = """<![CDATA[
      {method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      From: {caller};tag=[pid]script[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: {number} {method}
      Max-Forwards: 70
      {body}
  ]]>"""
INFO = """Content-Type: application/dtmf-relay
      Content-Length: [len]

      Signal={key}
      Duration=160"""
EMPTY = "Content-Length: 0"
BYE_COMES = """  <recv request="BYE" timeout="{patience}" ontimeout="leave"/>
  <send next="done"><![CDATA[
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
  ]]></send>
  <label id="leave"/>
  <send retrans="500">{bye}</send>
  <recv response="200"/>
  <label id="done"/>
</scenario>
"""


@dataclass(frozen=True)
class Script:
    """What a citizen does: ``keys`` as ``(milliseconds since the last, keys)``, then waits ``patience`` milliseconds.

    ``by_info`` sends keys as SIP INFO, otherwise as RFC 4733 events. ``number`` is what the carrier says of him.
    """

    line: str = "12345"
    keys: Sequence[tuple[int, str]] = ()
    patience: int = 20_000
    by_info: bool = False
    number: str = ""

    def scenario(self, ani: str) -> str:
        """Return it as a scenario of SIPp."""
        caller = f"<sip:{self.number or ani}@[local_ip]:[local_port]>"
        sequence = iter(range(1, 99))

        def request(method: str, body: str = EMPTY, number: int | None = None) -> str:
            used = next(sequence) if number is None else number
            return IN_DIALOGUE.format(method=method, caller=caller, number=used, body=body)

        parts = [HEAD.format(caller=caller, ack=request("ACK", number=1))]
        next(sequence)  # the INVITE's
        for pause, key in self.keys:
            parts.append(f'  <pause milliseconds="{pause}"/>\n')
            if self.by_info:
                parts.append(f'  <send retrans="500">{request("INFO", INFO.format(key=key))}</send>\n')
                parts.append('  <recv response="200"/>\n')
            else:
                parts.append(f'  <nop><action><exec play_dtmf="{key}"/></action></nop>\n')
        parts.append(BYE_COMES.format(patience=self.patience, bye=request("BYE")))
        return "".join(parts)


async def play(switch: Switch, script: Script, ani: str, *, calls: int = 1, rate: int = 40) -> int:
    """Play a script to its end; returns SIPp's exit code, 0 when every message was as it should be.

    ``calls`` citizens do the same, all at once, ``rate`` of them dialling in a second; they have one number.
    """
    file = switch.plan.var / f"script-{re.sub('[^0-9]', '', ani)}.xml"
    await asyncio.to_thread(file.write_text, script.scenario(ani))
    signalling, audio = ports()
    process = await asyncio.create_subprocess_exec(
        "sipp",
        f"{switch.sip[0]}:{switch.sip[1]}",
        *("-sf", str(file), "-s", script.line, "-i", CARRIER, "-p", str(signalling), "-nostdin"),
        *("-m", str(calls), "-l", str(calls), "-r", str(rate)),
        *("-mp", str(audio), "-timeout", "90"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=switch.plan.var,
    )
    return await process.wait()


class SubCentre:
    """Whoever answers at the carrier: SIPp's own answering scenario, with every message it got."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> "SubCentre":
        self._process = await asyncio.create_subprocess_exec(
            "sipp",
            *("-sn", "uas", "-i", CARRIER, "-p", str(self._port), "-nostdin"),
            *("-trace_msg", "-message_file", str(self._folder / "sub-centre.log")),
            *("-mp", str(ports()[1])),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=self._folder,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            await self._process.wait()

    def heard(self) -> list[dict[str, str]]:
        """Return the headers of each INVITE, by their names."""
        path = self._folder / "sub-centre.log"
        text = path.read_text(errors="replace") if path.exists() else ""
        found = re.findall(r"received \[\d+\] bytes :\s+(INVITE .+?)\r?\n\r?\n", text, re.S)
        return [dict(re.findall(r"^([\w-]+): (.*?)\r?$", one, re.M)) | {"to": one.split()[1]} for one in found]
