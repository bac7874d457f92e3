"""What may stand in a field, and how people and suggestions meet in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import BadInput
from tickets.intake.categories import Classes, ClassNode
from tickets.intake.fields import FIELDS, check_complete, checked, cleaned, effective, with_edits
from tickets.intake.outcomes import outcomes
from tickets.intake.suggestions import as_description, merged
from tickets.prefill import Sentence, Suggestion

NOISE = ClassNode("env_noise", {})
CLASSES = Classes(
    {
        "城乡建设": ClassNode("construction", {"其他": ClassNode("con_other", {})}),
        "环境保护": ClassNode(
            "environment",
            {"其他": ClassNode("env_other", {}), "环境污染": ClassNode("env_pollution", {"噪音污染": NOISE})},
        ),
    }
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
        ("category", "construction", ["城乡建设"]),
        ("category", ["环境保护"], ["环境保护"]),
        ("category", ["environment", "env_pollution", "env_noise"], ["环境保护", "环境污染", "噪音污染"]),
        ("category", ["城乡建设", "其他", ""], ["城乡建设", "其他"]),
        ("category", "", None),
        ("category", [], None),
        ("danger_words", ["着火", " 着火 ", ""], ["着火"]),
        ("assisting_units", ["天河区人民政府", "市水务局"], ["天河区人民政府", "市水务局"]),
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
        ("category", 5, "not_a_list"),
        ("category", ["环境保护", 5], "not_a_list"),
        ("category", ["环境保护", "路灯"], "not_of_category"),
        ("category", ["城乡建设", "环境污染"], "not_of_category"),
        ("category", ["城乡建设", "其他", "其他", "其他"], "too_many"),
        ("danger_words", [f"词{n}" for n in range(11)], "too_many"),
        ("assisting_units", ["局" * 65], "too_long"),
        ("party", "state", "unknown_choice"),
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
    assert after["place"] == entry(
        "中山大道", filled=True, edited=True, suggested={"value": "中山大道", "confidence": 0.9, "filled": False}
    )
    assert after["district"]["suggested"]["value"] == "天河区"
    assert with_edits(after, {"district": "越秀区"})["district"]["suggested"]["value"] == "天河区"
    assert after["district"]["value"] is None
    assert (after["kind"]["source"], after["kind"]["edited"]) == ("agent", True)
    assert effective(after) == {"place": "中山大道", "kind": "help"}
    assert before["place"]["edited"] is False


def test_hint_does_not_make_a_ticket() -> None:
    with pytest.raises(BadInput) as caught:
        check_complete({"kind": entry("help", filled=False), "summary": entry("停水")}, CLASSES)
    assert caught.value.details["fields"] == {"kind": {"code": "required"}}
    check_complete({"kind": entry("help"), "description": entry("停水")}, CLASSES)


def test_a_class_that_is_no_more_makes_no_ticket() -> None:
    fields = {"kind": entry("help"), "summary": entry("停水")}
    check_complete({**fields, "category": entry(["环境保护", "环境污染"])}, CLASSES)
    with pytest.raises(BadInput) as caught:
        check_complete({**fields, "category": entry(["城乡建设", "路灯"])}, CLASSES)
    assert caught.value.details["fields"] == {"category": {"code": "unknown_category"}}


def test_what_became_of_each_suggestion() -> None:
    fields = with_edits(
        {
            "kind": entry("help"),
            "district": entry("天河区"),
            "place": entry("中山大道"),
            "street": entry("棠下街道"),
            "company": entry("某店", filled=False),
            "community": entry("棠下村", filled=False),
            "category": entry(["环境保护"], filled=False),
            "description": entry("停水了"),
        },
        {
            "district": "越秀区",
            "street": None,
            "kind": "help",
            "category": ["环境保护"],
            "request": "修好",
            "community": "员村",
        },
    )
    found = {one.field: (one.outcome, one.suggested, one.final) for one in outcomes(fields)}
    assert found == {
        "kind": ("kept", "help", "help"),
        "district": ("edited", "天河区", "越秀区"),
        "place": ("kept", "中山大道", "中山大道"),
        "street": ("cleared", "棠下街道", None),
        "company": ("ignored", "某店", None),
        "community": ("typed", "棠下村", "员村"),
        "category": ("kept", ["环境保护"], ["环境保护"]),
        "request": ("typed", None, "修好"),
    }


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
