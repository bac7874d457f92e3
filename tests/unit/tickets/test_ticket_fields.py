"""What may stand in a field, and how people and suggestions meet in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import BadInput
from tickets.intake.categories import Classes
from tickets.intake.fields import FIELDS, check_complete, checked, cleaned, effective, with_edits
from tickets.intake.suggestions import as_description, merged
from tickets.prefill import Sentence, Suggestion

CLASSES = Classes(
    {"城乡建设": "construction", "环境保护": "environment"},
    {"城乡建设": {"其他": "con_other"}, "环境保护": {"其他": "env_other", "环境污染": "env_pollution"}},
)


def entry(value: object, **more: Any) -> dict[str, Any]:
    """Return a field as it is kept."""
    kept = {"value": value, "source": "s", "confidence": 0.9, "filled": True, "edited": False, "utterance_id": "u1"}
    return kept | more


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("place", "  中山大道 \u3000", "中山大道"),
        ("place", "   ", None),
        ("description", "一\r\n二", "一\n二"),
        ("kind", "complaint", "complaint"),
        ("category", "construction", "城乡建设"),
        ("category", "环境保护", "环境保护"),
        ("category_level2", "env_pollution", "环境污染"),
        ("category_level2", "其他", "其他"),
        ("category", "", None),
        ("happened_at", "2026-11-23T09:05:00+08:00", "2026-11-23T09:05:00+08:00"),
        ("happened_at", "2026-11-22", "2026-11-22"),
        ("happened_at", {"from": "2026-11-22", "to": "2026-11-23"}, {"from": "2026-11-22", "to": "2026-11-23"}),
    ],
)
def test_what_is_stored(name: str, value: object, stored: object) -> None:
    assert cleaned(name, value, CLASSES) == (stored, None)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("place", "a\nb", "control_character"),
        ("place", "a\u202eb", "control_character"),
        ("place", "a\ud800b", "control_character"),
        ("place", 5, "not_text"),
        ("place", "路" * 201, "too_long"),
        ("kind", "投诉", "unknown_choice"),
        ("urgency", "later", "unknown_choice"),
        ("category", "天气", "unknown_category"),
        ("category", "环境污染", "unknown_category"),
        ("category", 5, "not_text"),
        ("place", {"from": "2026-11-22", "to": "2026-11-23"}, "not_text"),
        ("happened_at", {"from": "2026-11-22"}, "not_a_moment"),
        ("happened_at", "昨天", "not_a_moment"),
        ("colour", "red", "unknown_field"),
    ],
)
def test_what_is_refused(name: str, value: object, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        checked({name: value}, CLASSES)
    assert caught.value.details["fields"][name]["code"] == code  # type: ignore[index]


@given(st.sampled_from(sorted(FIELDS)), st.text() | st.none() | st.integers() | st.dictionaries(st.text(), st.text()))
def test_what_is_stored_can_be_stored_again(name: str, value: object) -> None:
    stored, fault = cleaned(name, value, CLASSES)
    if fault is None:
        assert cleaned(name, stored, CLASSES) == (stored, None)


def test_equal_value_confirms_and_keeps_its_source() -> None:
    before = {"place": entry("中山大道", filled=False), "district": entry("天河区")}
    after = with_edits(before, {"place": "中山大道", "district": None, "kind": "help"})
    assert after["place"] == entry("中山大道", filled=True, edited=True)
    assert after["district"]["value"] is None
    assert (after["kind"]["source"], after["kind"]["edited"]) == ("agent", True)
    assert effective(after) == {"place": "中山大道", "kind": "help"}
    assert before["place"]["edited"] is False


def test_hint_does_not_make_a_ticket() -> None:
    with pytest.raises(BadInput) as caught:
        check_complete({"kind": entry("help", filled=False), "summary": entry("停水")}, CLASSES)
    assert caught.value.details["fields"] == {"kind": {"code": "required"}}
    check_complete({"kind": entry("help"), "description": entry("停水")}, CLASSES)


def test_second_class_belongs_to_the_first() -> None:
    fields = {"kind": entry("help"), "summary": entry("停水"), "category_level2": entry("环境污染")}
    check_complete({**fields, "category": entry("环境保护")}, CLASSES)
    for first in ({}, {"category": entry("城乡建设")}):
        with pytest.raises(BadInput) as caught:
            check_complete({**fields, **first}, CLASSES)
        assert caught.value.details["fields"] == {"category_level2": {"code": "not_of_category"}}


def test_callers_words_are_the_description() -> None:
    heard = [Sentence("停水了", "caller", "u1"), Sentence("在哪里", "agent", "u2"), Sentence("天河", "caller", "u3")]
    suggestion = as_description(heard)
    assert suggestion is not None
    assert suggestion.value == "停水了\n天河"
    assert as_description(heard[1:2]) is None


def test_suggestions_replace_suggestions_only() -> None:
    fields = {
        "place": entry("旧"),
        "kind": entry("help", edited=True),
        "summary": entry(None, edited=True, filled=False),
    }
    found = {
        name: Suggestion(name, value, "一句话", 0.812345, True, "u2")
        for name, value in {
            "kind": "complaint",
            "summary": "x",
            "district": "天河区",
            "urgency": "soon",
            "unit": "x",
            "description": "长" * 10_001,
        }.items()
    }
    result = merged(fields, found, CLASSES)
    assert result.keys() == {"kind", "summary", "district", "description"}
    assert result["kind"] == fields["kind"]
    assert result["summary"]["value"] is None
    assert result["district"] == entry("天河区", source="一句话", confidence=0.8123, utterance_id="u2")
    assert len(result["description"]["value"]) == 10_000
