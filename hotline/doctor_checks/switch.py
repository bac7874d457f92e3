"""The switch: which Asterisk, whether it answers our accounts, its watchdog, its sounds."""

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from foundation.settings import Settings
from hotline.doctor_checks.check import Check, well, wrong
from hotline.setup.asterisk import NoAsterisk, locate_asterisk
from hotline.setup.choices import SetupChoices
from hotline.setup.secrets import NoSecret, read_secret
from hotline.setup.supervisor import LOOPBACK

WATCHDOG_SECONDS = 5.0
"""Two turns of the watchdog and a little more."""
REPLY_SECONDS = 3.0


class AmiRefused(Exception):
    """Asterisk answered an action with an error; the text is its message."""


class AmiConnection:
    """A connection for a few questions in a row, each with a time limit."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=REPLY_SECONDS)
        self._lines = self._socket.makefile("r", encoding="utf-8", errors="replace", newline="\r\n")
        self.greeting = self._lines.readline().strip()
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.close()

    def ask(self, action: str, **headers: str) -> dict[str, str]:
        """Send one action and return its response; events in between are passed over."""
        self._asked += 1
        identity = f"doctor-{self._asked}"
        pairs = {"Action": action, "ActionID": identity, **headers}
        self._socket.sendall("".join(f"{name}: {value}\r\n" for name, value in pairs.items()).encode() + b"\r\n")
        deadline = time.monotonic() + REPLY_SECONDS
        for message in self._messages():
            if message.get("ActionID") == identity and "Response" in message:
                if message["Response"] == "Error":
                    raise AmiRefused(message.get("Message", "no reason given"))
                return message
            if time.monotonic() > deadline:
                break
        raise TimeoutError(f"no answer to {action}")

    def _messages(self) -> Iterator[dict[str, str]]:
        message: dict[str, str] = {}
        for line in self._lines:
            name, separator, value = line.rstrip("\r\n").partition(": ")
            if separator:
                message[name] = value
            elif message and not line.strip():
                yield message
                message = {}
        raise ConnectionError("Asterisk closed the connection")


def switch_checks(settings: Settings) -> list[Check]:
    """Return the checks of Asterisk; a remote one is asked over AMI only."""
    local = settings.ami_host in LOOPBACK
    checks = [binary_check(SetupChoices(var=settings.var))] if local else []
    checks += ami_checks(settings)
    if local:
        checks.append(sounds_check(settings.var / "asterisk"))
    return checks


def binary_check(choices: SetupChoices) -> Check:
    """Look for a usable Asterisk."""
    try:
        found = locate_asterisk(choices)
    except NoAsterisk as none:
        return wrong("asterisk", str(none), "run `make setup`", critical=True)
    kind = "private copy" if found.private else "the system's own"
    return well("asterisk", f"{found.version} ({kind})", critical=True)


def ami_checks(settings: Settings) -> list[Check]:
    """Log in with both accounts, ask for what each must be allowed, and watch the watchdog for some seconds."""
    remedy = f"start the hotline; if it runs, see {settings.var / 'log' / 'asterisk.log'}"
    try:
        with _logged_in(settings, "hotline_calls", "ami_calls") as connection:
            checks = [well("ami login", connection.greeting, critical=True), _rights(connection)]
            checks += [_watchdog(connection)]
    except (OSError, NoSecret) as error:
        where = f"{settings.ami_host}:{settings.ami_port}"
        return [wrong("ami login", f"no answer from {where}: {error}", remedy, critical=True)]
    except AmiRefused as refused:
        again = "the secret in manager.conf is not that of var/secrets: start the hotline again"
        return [wrong("ami login", f"refused: {refused}", again, critical=True)]
    return [*checks, _publish_account(settings)]


def _logged_in(settings: Settings, account: str, secret: str) -> AmiConnection:
    connection = AmiConnection(settings.ami_host, settings.ami_port)
    try:
        connection.ask("Login", Username=account, Secret=read_secret(settings.var, secret))
    except BaseException:
        connection.__exit__()
        raise
    return connection


def _rights(connection: AmiConnection) -> Check:
    try:
        connection.ask("Events", EventMask="off")
        connection.ask("QueueSummary", Queue="no_such_queue")
        connection.ask("Getvar", Variable="WATCHDOG_TURN")
    except AmiRefused as refused:
        return wrong("ami rights", f"hotline_calls may not: {refused}", "start the hotline again", critical=True)
    return well("ami rights", "hotline_calls asks for queues and globals", critical=True)


def _watchdog(connection: AmiConnection) -> Check:
    """Without it a caller in the menu of a dead controller would wait for ever."""
    first = connection.ask("Getvar", Variable="WATCHDOG_TURN").get("Value", "")
    deadline = time.monotonic() + WATCHDOG_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.25)
        turn = connection.ask("Getvar", Variable="WATCHDOG_TURN").get("Value", "")
        if turn != first:
            return well("watchdog", f"turn {turn}")
    remedy = "start Asterisk again; if it stays away, look for hotline_watchdog in the rendered cli.conf"
    return wrong("watchdog", f"stands at turn {first or 'none'}", remedy)


def _publish_account(settings: Settings) -> Check:
    remedy = "start the hotline again: manager.conf is rendered anew"
    try:
        with _logged_in(settings, "hotline_publish", "ami_publish") as connection:
            connection.ask("GetConfig", Filename="queues.conf")
    except (OSError, NoSecret, AmiRefused) as error:
        return wrong("ami publish", f"hotline_publish cannot read queues.conf: {error}", remedy)
    return well("ami publish", "hotline_publish reads queues.conf")


def sounds_check(base: Path) -> Check:
    """Compare the sounds that the dialplan names with the files of its default language."""
    try:
        dialplan = (base / "etc" / "extensions.conf").read_text()
    except OSError:
        return wrong("sounds", f"{base / 'etc'} has no dialplan", "run `make run` once", critical=True)
    named = sorted(set(re.findall(r"\bhotline/([a-z0-9_]+)", dialplan)))
    folder = base / "sounds" / "zh" / "hotline"
    missing = [name for name in named if not any(folder.glob(f"{name}.*"))]
    if missing:
        return wrong("sounds", f"missing in {folder}: {', '.join(missing)}", "start the hotline again: it copies them")
    return well("sounds", f"{len(named)} prompts of the dialplan are there")
