"""Lines of logs that belong to a call, and the text of a trace."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hotline.trace import Step, Trace, _logs, as_text

CALL = "01a21404-39d8-7e74-9a4f-48397823f4a4"
AT = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)


def line(**said: object) -> str:
    return json.dumps({"timestamp": AT.isoformat(), "level": "info", "process": "worker", "event": "e", **said}) + "\n"


def test_lines_that_name_the_call_are_taken_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "worker.log").write_text(
        line(event="recording_waits", call_id=CALL, error="full")
        + line(event="another", call_id=str(uuid.uuid4()))
        + line(event="mentions", note=f"not about {CALL}")
        + f"a traceback of {CALL}\n"
        + line(event="broken", call_id=CALL)[:40]
    )
    (tmp_path / "web.log.1").write_text(line(event="older", subject=CALL, process="web", level="error"))
    found = list(_logs(tmp_path, [CALL]))
    assert [(step.where, step.what, dict(step.details)) for step in found] == [
        ("web", "older", {"level": "error"}),
        ("worker", "recording_waits", {"error": "full"}),
    ]
    assert list(_logs(tmp_path / "none", [CALL])) == []


def test_text_counts_from_the_first_step() -> None:
    steps = (Step(AT, "ledger", "call_entered"), Step(AT + timedelta(seconds=2.5), "outbox", "sent", {"attempts": 1}))
    text = as_text(Trace(uuid.UUID(CALL), uuid.UUID(int=1), "node1-1.1", steps)).splitlines()
    assert text[1] == "begins 2026-11-23 01:05:00 UTC"
    assert text[2].split() == ["0.000", "ledger", "call_entered"]
    assert text[3].split() == ["2.500", "outbox", "sent", "attempts=1"]
