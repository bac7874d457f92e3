"""Queue rules and what the switch is told of them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from foundation.work_calendar import ZONE
from queueing.rules.compiler import ANY_PENALTY, FIXED, Section, compile_rules, raises_of, text_of
from queueing.rules.members import level_in, members_of, places_of
from queueing.rules.model import GENERAL, QueueRules, QueueSettings, When, removed
from queueing.rules.moment import Moment, settings_at

TEMPLATES = Path(__file__).resolve().parents[3] / "asterisk_conf" / "templates"
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)
NOW = Moment(MONDAY_NOON)


def rules_of(queue: dict[str, Any] | None = None, **more: Any) -> QueueRules:
    """Return rules with a queue ``english`` beside the one for everybody."""
    skills = {"english": {"kind": "language"}, "yue": {"kind": "language"}}
    queues = {GENERAL: {}, "english": {"requires": ["english"], **(queue or {})}}
    return QueueRules.model_validate({"skills": skills, "queues": queues, **more})


def _sections(sections: tuple[Section, ...]) -> dict[str, dict[str, str]]:
    return {section.name: dict(section.settings) for section in sections}


def test_what_is_decided_stands_in_the_file() -> None:
    decided = {
        "strategy": "random",
        "ring_seconds": 20,
        "retry_seconds": 2,
        "wrap_up_seconds": 5,
        "weight": 7,
        "max_length": 30,
        "target_seconds": 10,
        "when_empty": "overflow",
    }
    found = _sections(compile_rules(rules_of(decided), NOW).queues)["english"]
    wanted = {"strategy": "random", "timeout": "20", "retry": "2", "wrapuptime": "5", "weight": "7", "maxlen": "30"}
    assert wanted.items() <= found.items()
    assert found["servicelevel"] == "10"
    assert found["joinempty"] == found["leavewhenempty"] == "unavailable,invalid,unknown"
    assert dict(FIXED).items() <= found.items()


def test_nobody_is_turned_away_from_the_queue_for_everybody() -> None:
    rules = QueueRules.model_validate({"queues": {GENERAL: {"when_empty": "overflow"}}})
    found = _sections(compile_rules(rules, NOW).queues)[GENERAL]
    assert (found["joinempty"], found["leavewhenempty"]) == ("yes", "no")


def test_without_a_decision_it_means_what_the_switch_was_set_up_with() -> None:
    def shipped(name: str) -> dict[str, dict[str, str]]:
        text = (TEMPLATES / f"{name}.j2").read_text().replace("{{ plan.ring_seconds }}", "15")
        found: dict[str, dict[str, str]] = {}
        for line in text.splitlines():
            if section := re.fullmatch(r"\[(\w+)\]", line):
                found[section[1]] = {}
            elif setting := re.fullmatch(r"([\w-]+) = (.*)", line):
                found[list(found)[-1]][setting[1]] = setting[2]
        return found

    told = compile_rules(QueueRules(), NOW)
    queues = _sections(told.queues)
    assert queues[GENERAL].pop("weight") == "0"
    assert queues == shipped("queues.conf")
    assert _sections(told.rules) == shipped("queuerules.conf")
    assert told.plans == {GENERAL: f"open|{ANY_PENALTY}|{ANY_PENALTY}|0|"}


def test_rules_over_time_go_to_app_queue_to_the_dialplan_and_to_the_owner() -> None:
    steps = [
        {"act": "widen", "after_seconds": 10, "level": 3},
        {"act": "raise", "after_seconds": 20, "priority": 5},
        {"act": "widen", "after_seconds": 30, "level": 100},
        {"act": "overflow", "after_seconds": 60, "target": {"to": "outside", "number": "02012345"}},
    ]
    rules = rules_of({"start_level": 1, "steps": steps})
    told = compile_rules(rules, NOW)
    assert told.rules[1] == Section("english", (("penaltychange", "10,2"), ("penaltychange", f"30,{ANY_PENALTY}")))
    assert _sections(told.queues)["english"]["defaultrule"] == "english"
    assert told.plans["english"] == f"open|0|{ANY_PENALTY}|60|outside:02012345"
    assert raises_of(rules.queues["english"]) == ((20, 5),)
    assert "[english]\npenaltychange = 10,2\npenaltychange = 30,1000\n" in text_of(told.rules)


def test_a_queue_without_people_at_this_hour_leads_on_at_once() -> None:
    night = {"staffed": {"span": "08:00-20:00"}, "closed_to": {"to": "queue", "queue": GENERAL}}
    rules = rules_of(night)
    assert compile_rules(rules, NOW).plans["english"].startswith("open|")
    at_night = Moment(MONDAY_NOON.replace(hour=22))
    assert compile_rules(rules, at_night).plans["english"] == f"closed|0|0|0|queue:{GENERAL}"


@pytest.mark.parametrize(
    ("when", "moment", "holds"),
    [
        ({}, "2026-11-23 03:00", True),
        ({"weekdays": ["mon"]}, "2026-11-23 03:00", True),
        ({"weekdays": ["tue"]}, "2026-11-23 03:00", False),
        ({"span": "08:00-12:00"}, "2026-11-23 07:59", False),
        ({"span": "08:00-12:00"}, "2026-11-23 08:00", True),
        ({"span": "08:00-12:00"}, "2026-11-23 12:00", False),
        ({"span": "22:00-07:00"}, "2026-11-23 23:00", True),
        ({"span": "22:00-07:00"}, "2026-11-23 06:59", True),
        ({"span": "22:00-07:00"}, "2026-11-23 07:00", False),
        # The night of Sunday is that which begins on Sunday.
        ({"span": "22:00-07:00", "weekdays": ["sun"]}, "2026-11-23 06:00", True),
        ({"span": "22:00-07:00", "weekdays": ["mon"]}, "2026-11-23 06:00", False),
        ({"span": "00:00-24:00"}, "2026-11-23 23:59", True),
        ({"calendar": "office", "states": ["holiday"]}, "2026-11-23 10:00", True),
        ({"calendar": "office", "states": ["closed"]}, "2026-11-23 10:00", False),
        ({"calendar": "gone", "states": ["open"]}, "2026-11-23 10:00", True),
    ],
)
def test_hours(when: dict[str, Any], moment: str, holds: bool) -> None:
    at = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    assert When.model_validate(when).holds(at, {"office": "holiday"}) is holds


def test_a_surge_counts_before_a_period_and_a_period_before_the_rest() -> None:
    periods = [{"when": {"weekdays": ["mon"]}, "change": {"ring_seconds": 9, "weight": 3}}]
    surges = {"storm": {"name": "台风", "queues": {"english": {"ring_seconds": 5}}}}
    drawn = rules_of({"periods": periods, "ring_seconds": 20}, surges=surges)
    rules = QueueRules.model_validate(drawn.model_dump(mode="json"))  # as it is stored: what is not given is null
    tuesday = Moment(MONDAY_NOON.replace(day=24))
    storm = Moment(MONDAY_NOON, surge="storm")
    settings = [settings_at(rules, "english", moment) for moment in (tuesday, NOW, storm)]
    found = [(one.ring_seconds, one.weight) for one in settings]
    assert found == [(20, 0), (9, 3), (5, 3)]


def test_skills_become_members_and_levels_penalties() -> None:
    rules = rules_of(
        {"neighbours": {"yue": 20}},
        agents={"1001": {"english": 2}, "1002": {"yue": 3}, "1003": {}, "1004": {"english": 1, "yue": 1}},
    )
    assert places_of(rules, "1001") == {GENERAL: 0, "english": 1}
    assert places_of(rules, "1002") == {GENERAL: 0, "english": 22}
    assert places_of(rules, "1003") == places_of(rules, "unknown") == {GENERAL: 0}
    assert members_of(rules, "english", ["1001", "1002", "1003", "1004"]) == {"1001": 1, "1002": 22, "1004": 0}


def test_a_queue_of_two_skills_takes_who_has_both_by_the_worse() -> None:
    settings = QueueSettings(requires=("english", "tax"))
    assert level_in(settings, {"english": 2, "tax": 5, "yue": 1}) == 5
    assert level_in(settings, {"english": 2}) is None


@given(
    agents=st.dictionaries(
        st.from_regex(r"[0-9]{4}", fullmatch=True),
        st.dictionaries(st.sampled_from(["english", "yue"]), st.integers(1, 9)),
        max_size=8,
    )
)
def test_everybody_is_somewhere_and_a_neighbour_stands_behind_every_member(agents: dict[str, dict[str, int]]) -> None:
    rules = rules_of({"neighbours": {"yue": 20}}, agents=agents)
    assert members_of(rules, GENERAL, agents) == dict.fromkeys(agents, 0)
    members = members_of(rules, "english", agents)
    own = {penalty for agent, penalty in members.items() if "english" in agents[agent]}
    near = {penalty for agent, penalty in members.items() if "english" not in agents[agent]}
    assert all(penalty <= 8 for penalty in own)
    assert all(penalty >= 20 for penalty in near)
    assert members.keys() == {agent for agent, skills in agents.items() if skills}


@pytest.mark.parametrize(
    "settings",
    [
        {"strategy": "linear"},
        {"strategy": "fastest"},
        {"ring_seconds": 0},
        {"ring_seconds": 121},
        {"wrap_up_seconds": -1},
        {"weight": 101},
        {"unknown": "yes"},
        {"staffed": {"span": "8-9"}},
        {"staffed": {"span": "08:00-08:00"}},
        {"staffed": {"calendar": "office"}},
        {"neighbours": {"yue": 9}},
        {"steps": [{"act": "widen", "after_seconds": 0, "level": 3}]},
        {"steps": [{"act": "overflow", "after_seconds": 9, "target": {"to": "outside", "number": "1;2"}}]},
    ],
)
def test_what_cannot_be_a_rule_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        QueueRules.model_validate({"queues": {GENERAL: settings}})


@pytest.mark.parametrize("code", ["general", "A", "", "a,b", "a]", "x" * 33])
def test_what_cannot_be_a_queue_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        QueueRules.model_validate({"queues": {GENERAL: {}, code: {}}})


def test_the_queue_for_everybody_is_always_there() -> None:
    with pytest.raises(ValidationError, match="hotline_general is missing"):
        QueueRules.model_validate({"queues": {"english": {}}})


def test_rules_of_the_release_before_still_hold() -> None:
    before = {"strategy": "rrmemory", "ring_seconds": 15, "retry_seconds": 1, "wrap_up_seconds": 3, "weight": 0}
    assert QueueRules.model_validate({"queues": {GENERAL: before}}) == QueueRules()


def test_a_queue_that_would_be_gone_is_named() -> None:
    assert removed(rules_of(), QueueRules()) == {"english"}
    assert removed(QueueRules(), rules_of()) == set()


settings_of = st.builds(
    QueueSettings,
    strategy=st.sampled_from(["ringall", "rrmemory", "random"]),
    ring_seconds=st.integers(1, 120),
    weight=st.integers(0, 100),
    max_length=st.integers(0, 5000),
)


@given(queues=st.dictionaries(st.from_regex(r"[a-z0-9_]{1,32}", fullmatch=True), settings_of, max_size=5))
def test_the_same_rules_mean_the_same_files(queues: dict[str, QueueSettings]) -> None:
    queues.pop("general", None)
    queues.pop("bye", None)
    rules = QueueRules(queues={GENERAL: QueueSettings(), **queues})
    again = QueueRules.model_validate(rules.model_dump(mode="json"))
    assert compile_rules(again, NOW) == compile_rules(rules, NOW)
