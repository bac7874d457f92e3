"""Where a caller may be and which way he took through the menu."""

from __future__ import annotations

import pytest

from agent_desktop.desk.districts import district_guess
from agent_desktop.desk.menu_labels import menu_labels
from ivr.flow import Flow, default_flow


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("02099990000", "广州市"),
        ("01099990000", "北京市"),
        ("076999990000", "东莞市"),
        ("19900000001", None),
        ("+85299990000", None),
        ("099999990000", None),
        ("", None),
    ],
)
def test_only_a_landline_tells_a_city(number: str, label: str | None) -> None:
    found = district_guess(number, {})
    assert (found.label if found else None) == label
    assert found is None or found.source == "number"


def test_words_go_before_the_number() -> None:
    found = district_guess("02099990000", {"district": {"value": "天河区"}})
    assert found is not None
    assert (found.label, found.source) == ("天河区", "words")
    assert district_guess("", {"district": {"value": None}}) is None


def test_keys_become_the_codes_they_led_to() -> None:
    flow = default_flow()
    assert menu_labels(flow, "2") == ["cantonese"]
    assert menu_labels(flow, "") == []


def test_keys_of_a_flow_of_before_stay_keys() -> None:
    assert menu_labels(default_flow(), "9.1") == ["key_9", "key_1"]


def test_a_sentence_on_the_way_is_passed() -> None:
    ways = {"no_input": "person", "no_match": "person", "error": "person"}
    flow = Flow.model_validate(
        {
            "code": "two_levels",
            "version": 1,
            "start": "first",
            "nodes": {
                "first": {"type": "menu", "prompt": ["a"], "choices": {"1": "notice"}, **ways},
                "notice": {"type": "play", "prompt": ["b"], "next": "second"},
                "second": {"type": "menu", "prompt": ["c"], "choices": {"3": "person"}, **ways},
                "person": {"type": "enqueue", "queue": "hotline_general"},
            },
        }
    )
    assert menu_labels(flow, "1.3") == ["notice", "person"]


def test_labels_of_a_flow_that_begins_without_a_question() -> None:
    person = {"type": "enqueue", "queue": "hotline_general"}
    ends = dict.fromkeys(("no_input", "no_match", "error"), "person")
    flow = Flow.model_validate(
        {
            "code": "by_hours",
            "start": "office_hours",
            "nodes": {
                "office_hours": {
                    "type": "hours",
                    "calendar": "office",
                    "open": "line",
                    "closed": "late",
                    "holiday": "late",
                },
                "line": {"type": "branch", "on": "line", "cases": {"12333": "person"}, "otherwise": "welcome"},
                "welcome": {"type": "menu", "prompt": ["a"], "choices": {"1": "more", "0": "person"}, **ends},
                "more": {"type": "menu", "prompt": ["b"], "choices": {"2": "person"}, **ends},
                "late": {"type": "menu", "prompt": ["c"], "choices": {"9": "person"}, **ends},
                "person": person,
            },
        }
    )
    assert menu_labels(flow, "1.2") == ["more", "person"]
    assert menu_labels(flow, "9") == ["person"]
    assert menu_labels(flow, "5.1") == ["key_5", "key_1"]
