"""Record what Asterisk says on AMI to a file that the scenario tests replay.

    record_ami.py --port 5038 --secret-file var/secrets/ami_calls --seconds 60 out.ami

Place the call while it runs. Only reading: it logs in as ``hotline_calls`` beside the controller and sends nothing
else. Callers' numbers are replaced by invented ones of the same length; the secret is never in what is recorded.
"""

from __future__ import annotations

import argparse
import re
import socket
import sys
import time
from pathlib import Path

NUMBER = re.compile(rb"(?<![\w.-])(\+?)(\d{7,15})(?![\w.])")
LOGIN = "Action: Login\r\nActionID: record\r\nUsername: hotline_calls\r\nSecret: {secret}\r\nEvents: on\r\n\r\n"


def record(host: str, port: int, secret: str, seconds: float) -> bytes:
    """Return the greeting and everything after it, until ``seconds`` are over."""
    got = bytearray()
    end = time.monotonic() + seconds
    with socket.create_connection((host, port), timeout=5) as link:
        link.sendall(LOGIN.format(secret=secret).encode())
        link.settimeout(0.2)
        while time.monotonic() < end:
            try:
                data = link.recv(65536)
            except TimeoutError:
                continue
            if not data:
                break
            got += data
    if b"Authentication accepted" not in got:
        raise SystemExit("the log-in was refused: is the secret that of hotline_calls?")
    return bytes(got)


def without_numbers(raw: bytes) -> bytes:
    """Return the bytes with each caller's number replaced by an invented one of the same length.

    Only headers that hold numbers are touched; ids, times and the lines dialled (shorter) stay.
    """
    invented: dict[bytes, bytes] = {}

    def replace(found: re.Match[bytes]) -> bytes:
        digits = found[2]
        if digits not in invented:
            invented[digits] = b"1990000%04d" % (len(invented) + 1) if len(digits) == 11 else b"9" * len(digits)
        return found[1] + invented[digits]

    lines = []
    for line in raw.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        touched = (
            re.search(rb"(CallerID|ConnectedLine|Exten|AppData|Env)", name, re.IGNORECASE) and b"Asterisk" not in name
        )
        lines.append(name + colon + NUMBER.sub(replace, value) if touched else line)
    return b"\r\n".join(lines)


def main() -> None:
    """Record and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5038)
    parser.add_argument("--secret-file", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args()
    raw = record(given.host, given.port, given.secret_file.read_text().strip(), given.seconds)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_bytes(without_numbers(raw))
    sys.stderr.write(f"{given.out}: {raw.count(b'Event: ')} events\n")


if __name__ == "__main__":
    main()
