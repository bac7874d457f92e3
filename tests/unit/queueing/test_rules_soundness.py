"""What keeps queue rules from being published."""

from __future__ import annotations

from typing import Any

import pytest

from queueing.rules.model import GENERAL, QueueRules
from queueing.rules.soundness import SENTENCES, WARNINGS, faults_of


def _found(queues: dict[str, Any], **more: Any) -> list[tuple[str, str, str]]:
    skills = {"english": {}, "tax": {}}
    agents = {"1001": {"english": 1, "tax": 2}}
    content = {"skills": skills, "agents": agents, "queues": {GENERAL: {}, **queues}, **more}
    rules = QueueRules.model_validate(content)
    faults = faults_of(rules, calendars={"office"}, prompts={"own/sorry"}, lines={"12345"}, agents={"1001"})
    assert all(one.sentence for one in faults)
    return [(one.code, one.queue, one.place) for one in faults]


def _to(queue: str, after: int = 60) -> dict[str, Any]:
    return {"act": "overflow", "after_seconds": after, "target": {"to": "queue", "queue": queue}}


def test_rules_without_a_fault() -> None:
    night = {"calendar": "office", "states": ["closed", "holiday"]}
    queues = {
        "english": {
            "requires": ["english"],
            "start_level": 1,
            "steps": [{"act": "widen", "after_seconds": 10, "level": 9}, _to("tax")],
            "periods": [{"when": night, "change": {"steps": []}}],
        },
        "tax": {
            "requires": ["tax"],
            "staffed": {"calendar": "office", "states": ["open"]},
            "closed_to": {"to": "outside", "number": "02012366"},
            "announce": {"comfort": ["own/sorry"]},
        },
    }
    assert _found(queues, surges={"storm": {"queues": {"tax": {"weight": 9}}}}) == []


def test_a_night_hour_without_a_path_to_a_person_is_refused() -> None:
    closed = {"staffed": {"span": "07:00-23:00"}}
    assert _found({GENERAL: closed}) == [("no_person", GENERAL, "staffed")]
    # Another queue that sleeps as well is no way out; one with people is, and so is a number outside.
    asleep = {"requires": ["english"], "staffed": {"span": "07:00-22:00"}, "closed_to": {"to": "queue", "queue": "tax"}}
    led = {**closed, "closed_to": {"to": "queue", "queue": "english"}}
    sleeps = {GENERAL: led, "english": asleep, "tax": {"requires": ["tax"], "staffed": {"span": "08:00-18:00"}}}
    assert {code for code, _, _ in _found(sleeps)} == {"no_person"}
    wakes = {**sleeps, "tax": {"requires": ["tax"]}}
    assert _found(wakes) == []
    assert _found({GENERAL: {**closed, "closed_to": {"to": "outside", "number": "02012345"}}}) == []


def test_a_holiday_counts_as_an_hour() -> None:
    on_workdays = {"staffed": {"calendar": "office", "states": ["open", "closed"]}}
    assert _found({GENERAL: on_workdays}) == [("no_person", GENERAL, "staffed")]


def test_a_surge_may_not_open_a_ring() -> None:
    queues = {"english": {"requires": ["english"], "steps": [_to("tax")]}, "tax": {"requires": ["tax"]}}
    assert _found(queues) == []
    surges = {"storm": {"queues": {"tax": {"steps": [_to("english")]}}}}
    assert {code for code, _, _ in _found(queues, surges=surges)} == {"goes_round"}


@pytest.mark.parametrize(
    ("settings", "code", "place"),
    [
        ({"requires": ["spanish"]}, "skill_missing", "requires"),
        ({"neighbours": {"spanish": 20}}, "skill_missing", "neighbours"),
        ({"steps": [_to("gone")]}, "queue_missing", "steps.0.target"),
        ({"closed_to": {"to": "queue", "queue": "gone"}}, "queue_missing", "closed_to"),
        ({"staffed": {"calendar": "gone", "states": ["open"]}}, "calendar_missing", "staffed"),
        ({"announce": {"comfort": ["own/gone"]}}, "prompt_missing", "announce.comfort"),
        ({"steps": [_to("english")]}, "goes_round", "steps"),
        (
            {"steps": [{"act": "overflow", "after_seconds": 9, "target": {"to": "outside", "number": "12345"}}]},
            "own_line",
            "steps.0.target",
        ),
        ({"steps": [_to(GENERAL), {"act": "raise", "after_seconds": 70, "priority": 1}]}, "behind_overflow", "steps.1"),
        (
            {"steps": [{"act": "raise", "after_seconds": n, "priority": n} for n in (20, 10)]},
            "no_order",
            "steps.1",
        ),
        (
            {"steps": [{"act": "raise", "after_seconds": n, "priority": 5} for n in (10, 20)]},
            "falls",
            "steps.1",
        ),
        # A band that is not wider than the one before would let members block each other.
        (
            {"start_level": 3, "steps": [{"act": "widen", "after_seconds": 10, "level": 2}]},
            "narrows",
            "steps.0",
        ),
        ({"steps": [{"act": "widen", "after_seconds": 10, "level": 2}]}, "narrows", "steps.0"),
    ],
)
def test_what_is_wrong_with_a_queue_is_named(settings: dict[str, Any], code: str, place: str) -> None:
    assert (code, "english", place) in _found({"english": settings})


def test_the_queue_for_everybody_takes_everybody() -> None:
    found = _found({GENERAL: {"requires": ["english"], "max_length": 9, "when_empty": "overflow"}})
    assert [code for code, _, _ in found] == ["general_skills", "general_limited", "overflows_nowhere"]


def test_a_skill_that_nobody_has_is_a_warning() -> None:
    found = _found({"french": {"requires": ["french"]}}, skills={"french": {}, "english": {}, "tax": {}})
    assert found == [("nobody_skilled", "french", "requires")]
    assert {"nobody_skilled"} == WARNINGS


def test_agents_are_known_and_have_known_skills() -> None:
    found = _found({}, agents={"1001": {"spanish": 1}, "9999": {}})
    assert found == [("skill_missing", "", "agents.1001"), ("agent_missing", "", "agents.9999")]
    assert set(SENTENCES) >= {code for code, _, _ in found}
