"""When a supervisor is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from queueing.alarms.rules import CODES, AgentNow, QueueNow, Situation, alarms
from queueing.rules.model import GENERAL, AlarmLimits

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
STAFFED = {GENERAL: QueueNow(logged_in=3)}


def _ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def _found(**situation: object) -> set[tuple[str, str]]:
    found = alarms(Situation(**{"now": NOW, "queues": STAFFED, **situation}), AlarmLimits())  # type: ignore[arg-type]
    assert {code for code, _ in found} <= set(CODES)
    return found


def test_all_is_well() -> None:
    assert _found(in_time_rate=0.8, entered=100, connect_rate=0.95, entered_day=1000) == set()


@pytest.mark.parametrize(
    ("situation", "alarm"),
    [
        ({"in_time_rate": 0.79, "entered": 20}, ("answered_late", "")),
        ({"connect_rate": 0.94, "entered_day": 20}, ("connect_rate_low", "")),
        ({"queues": {GENERAL: QueueNow()}}, ("nobody_logged_in", GENERAL)),
        (
            {"queues": {**STAFFED, "english": QueueNow(waiting=1, longest_since=_ago(5))}},
            ("nobody_logged_in", "english"),
        ),
        ({"queues": {GENERAL: QueueNow(1, _ago(60), 3)}}, ("long_wait", GENERAL)),
        ({"agents": [AgentNow("1001", "on_hold", "", _ago(180))]}, ("long_hold", "1001")),
        ({"agents": [AgentNow("1001", "paused", "ring_no_answer", _ago(1))]}, ("ring_no_answer", "1001")),
        (
            {"agents": [AgentNow("1001", "paused", "meal", _ago(1800))], "pause_limits": {"meal": 30}},
            ("pause_over_limit", "1001"),
        ),
        ({"drifted_at": _ago(3599)}, ("rules_drift", "")),
        ({"in_step": False}, ("link_down", "")),
    ],
)
def test_each_alarm_stands_from_its_limit_on(situation: dict[str, object], alarm: tuple[str, str]) -> None:
    assert _found(**situation) == {alarm}


def test_what_is_short_of_a_limit_is_none() -> None:
    quiet: dict[str, object] = {
        "in_time_rate": 0.0,
        "entered": 19,
        "connect_rate": None,
        "queues": {GENERAL: QueueNow(1, _ago(59), 1), "english": QueueNow()},
        "agents": [
            AgentNow("1001", "on_hold", "", _ago(179)),
            AgentNow("1002", "paused", "meal", _ago(1799)),
            AgentNow("1003", "paused", "training", _ago(99_999)),
            AgentNow("1004", "talking", "", _ago(99_999)),
        ],
        "pause_limits": {"meal": 30},
        "drifted_at": _ago(3601),
    }
    assert _found(**quiet) == set()
