"""Bytes of AMI to facts that wait for the store, beside panoramisk as it comes with an empty callback for each event.

Ours is what the controller's process does with each message: framing, matching of answers, the typed event, the call's
state, its facts, the caller's number sealed, all handed to the ledger's writer, which has no database here. Both read
the same pieces, in turns, and the fastest of each is compared: other work on the machine only ever slows.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import panoramisk
from figures import Report
from panoramisk.ami_protocol import AMIProtocol
from prometheus_client import REGISTRY
from traffic import chunks, traffic

from foundation.clock import SystemClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.wake import LocalWake
from hotline.setup.secrets import FOLDER, ensure_secrets
from telephony.ami import messages
from telephony.ami.client import AmiClient
from telephony.ami.framing import Framer
from telephony.lease import Lease
from telephony.ledger.spool import Spool
from telephony.ledger.writer import LedgerWriter
from telephony.owner import Owner
from telephony.switch_files import SwitchFiles

CALLS, AT_ONCE, ROUNDS = 300, 50, 5
SIZES = (1400, 16384)
"""Bytes a read: one packet of a network, and what a loopback gives under load."""

Run = Callable[[list[bytes]], int]


def _owner(var: Path) -> tuple[Owner, LedgerWriter]:
    ensure_secrets(var)
    clock = SystemClock()
    database = Database(f"sqlite+aiosqlite:///{var / 'never_opened.sqlite3'}")
    lease = Lease("node1", "bench", 1, datetime(2100, 1, 1, tzinfo=UTC), "")
    writer = LedgerWriter(database, LocalWake(), Spool(var / "spool", "node1"), lease)
    owner = Owner(
        database=database,
        writer=writer,
        vault=Vault.from_files(var / FOLDER),
        clock=clock,
        lease=lease,
        lease_seconds=9.0,
        ami=lambda **callbacks: AmiClient("127.0.0.1", 0, "", "", **callbacks),
        files=SwitchFiles(var / "cel", var / "queue_log"),
        agents={"PJSIP/1001p": "1001"},
    )
    return owner, writer


def _waiting() -> int:
    return int(REGISTRY.get_sample_value("hotline_ledger_waiting_facts") or 0)


def _ours(var: Path) -> tuple[Run, list[int]]:
    facts: list[int] = []

    def run(pieces: list[bytes]) -> int:
        owner, _ = _owner(var)
        framer, count = Framer(), 0
        for piece in pieces:
            for message in framer.feed(piece):
                owner.ami._on_message(message)
                count += 1
            while owner._incoming:
                owner.handle(owner._incoming.popleft())
        facts.append(_waiting())
        assert all(call.ended for call in owner.calls.values()), "a call did not end"
        return count

    return run, facts


def _framing(pieces: list[bytes]) -> int:
    framer = Framer()
    return sum(len(framer.feed(piece)) for piece in pieces)


def _typed(pieces: list[bytes]) -> int:
    framer, now = Framer(), datetime.now(UTC)
    count = 0
    for piece in pieces:
        for message in framer.feed(piece):
            messages.read(message, now)
            count += 1
    return count


def _panoramisk(pieces: list[bytes]) -> int:
    quiet = logging.getLogger("bench.panoramisk")
    quiet.setLevel(logging.ERROR)
    manager = panoramisk.Manager(log=quiet)
    count = 0

    def callback(_: Any, event: Any) -> None:
        nonlocal count
        count += 1

    manager.register_event("*", callback)
    protocol = AMIProtocol()
    protocol.connection_made(SimpleNamespace(close=lambda: None, write=lambda data: None))
    protocol.factory, protocol.log, protocol.encoding = manager, quiet, "utf8"
    for piece in pieces:
        protocol.data_received(piece)
    return count


def _rate(run: Run, pieces: list[bytes], events: int) -> float:
    began = time.process_time()
    count = run(pieces)
    spent = time.process_time() - began
    assert count == events, f"{count} of {events} events were seen"
    return events / spent


def test_ami(report: Callable[[str], Report], tmp_path: Path) -> None:
    made = report("panoramisk 1.4, data_received and an empty callback")
    stream, events = traffic(CALLS, AT_ONCE)
    ours, facts = _ours(tmp_path)
    made.details |= {"events": events, "bytes": len(stream), "calls": CALLS, "at_once": AT_ONCE}
    runs: dict[str, Run] = {
        "bytes to facts": ours,
        "bytes to typed events": _typed,
        "bytes to messages": _framing,
        "peer": _panoramisk,
    }
    with made.watched():
        for size in SIZES:
            pieces = chunks(stream, size)
            rates: dict[str, list[float]] = {name: [] for name in runs}
            for _ in range(ROUNDS):
                for name, run in runs.items():
                    rates[name].append(_rate(run, pieces, events))
            for name in list(runs)[:3]:
                made.add(f"{size} B a read", name, "events/s", max(rates[name]), max(rates["peer"]))
            made.details[f"{size}"] = {name: [round(rate) for rate in found] for name, found in rates.items()}
    assert len(set(facts)) == 1, "the same bytes gave different facts"
    assert facts[0] % CALLS == 0, f"{facts[0]} facts of {CALLS} calls"
    made.details["facts"] = facts[0]
    made.add("", "facts a call", "", facts[0] / CALLS)
    made.write()
