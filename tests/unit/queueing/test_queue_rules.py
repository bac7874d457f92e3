"""Queue rules and the file that they mean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from queueing.publish.rules import GENERAL, QueueRules, QueueSettings, Section, compile, removed

TEMPLATE = Path(__file__).resolve().parents[3] / "asterisk_conf" / "templates" / "queues.conf.j2"


def _rules(**settings: object) -> QueueRules:
    return QueueRules.model_validate({"queues": {GENERAL: settings}})


def test_what_is_decided_stands_in_the_file() -> None:
    rules = _rules(strategy="rrmemory", ring_seconds=20, retry_seconds=2, wrap_up_seconds=5, weight=7)
    general, queue = compile(rules)
    assert general.name == "general"
    assert dict(general.settings)["persistentmembers"] == "yes"
    assert queue.name == GENERAL
    found = dict(queue.settings)
    assert len(found) == len(queue.settings), "each setting once"
    wanted = {"strategy": "rrmemory", "timeout": "20", "retry": "2", "wrapuptime": "5", "weight": "7"}
    assert wanted.items() <= found.items()
    silent = {"announce-holdtime": "no", "announce-position": "no", "announce-frequency": "0"}
    assert silent.items() <= found.items()


def test_without_a_decision_it_means_what_the_switch_was_set_up_with() -> None:
    text = TEMPLATE.read_text().replace("{{ plan.ring_seconds }}", "15")
    shipped: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if found := re.fullmatch(r"\[(\w+)\]", line):
            shipped[found[1]] = {}
        elif found := re.fullmatch(r"([\w-]+) = (.*)", line):
            shipped[list(shipped)[-1]][found[1]] = found[2]
    compiled = {section.name: dict(section.settings) for section in compile(QueueRules())}
    assert compiled[GENERAL].pop("weight") == "0"
    assert compiled == shipped


@pytest.mark.parametrize(
    "settings",
    [
        {"strategy": "linear"},
        {"strategy": "fastest"},
        {"ring_seconds": 0},
        {"ring_seconds": 121},
        {"wrap_up_seconds": -1},
        {"weight": 101},
        {"announce": "yes"},
    ],
)
def test_refused_settings(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        _rules(**settings)


@pytest.mark.parametrize("code", ["a,b", "Ab", "", "x" * 33, "a b", "a]", "general", "a\nb", "\u961f"])
def test_refused_codes(code: str) -> None:
    with pytest.raises(ValidationError):
        QueueRules.model_validate({"queues": {GENERAL: {}, code: {}}})


def test_the_queue_for_everybody_is_always_there() -> None:
    with pytest.raises(ValidationError, match="hotline_general is missing"):
        QueueRules.model_validate({"queues": {"english": {}}})


def test_queues_that_would_be_gone() -> None:
    two = QueueRules.model_validate({"queues": {GENERAL: {}, "english": {}}})
    assert removed(two, QueueRules()) == {"english"}
    assert removed(QueueRules(), two) == set()


settings = st.builds(
    QueueSettings,
    strategy=st.sampled_from(["ringall", "leastrecent", "rrmemory"]),
    ring_seconds=st.integers(1, 120),
    weight=st.integers(0, 100),
)


@given(st.dictionaries(st.from_regex(r"\A[a-z0-9_]{1,32}\Z").filter(lambda c: c != "general"), settings, max_size=4))
def test_the_same_rules_mean_the_same_file(queues: dict[str, QueueSettings]) -> None:
    rules = QueueRules(queues={GENERAL: QueueSettings(), **queues})
    again = QueueRules.model_validate(rules.model_dump(mode="json"))
    assert compile(rules) == compile(again)
    assert all(isinstance(section, Section) for section in compile(rules))
