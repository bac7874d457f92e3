"""All fields together: contract, hostile input, determinism, bounds."""

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tickets.prefill import (
    FIELDS,
    THRESHOLDS,
    PrefillContext,
    Sentence,
    danger_words,
    load_taxonomy,
    normalise,
    prefill,
    split_sentences,
)
from tickets.prefill.command import run_lines
from tickets.prefill.text import MAX_SENTENCE, strip_numbers
from tickets.prefill.times import SHANGHAI

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)
CONTEXT = PrefillContext(now=NOW)
LONG_NUMBER = re.compile(r"\d{7,}")
CHINESE = st.text(
    alphabet="天河区昨晚十点投诉噪音路一二三四五六七八九零0123456789，。 \n嗯AZ市😀\x00\ud800", max_size=120
)


def said(*texts: str) -> list[Sentence]:
    return [Sentence(text, "caller", f"u{number}") for number, text in enumerate(texts)]


def test_a_spoken_appeal_fills_the_form() -> None:
    fields = prefill(said("喂你好", "我要投诉，昨天晚上十点天和区体育西路那边夜间施工，噪音扰民"), CONTEXT)
    assert set(fields) == set(FIELDS)
    assert fields["kind"].value == "complaint"
    assert fields["category"].value == ("环境保护", "环境污染", "噪音污染")
    assert fields["district"].value == "天河区"
    assert fields["place"].value == "体育西路"
    assert fields["happened_at"].value == "2026-11-22T22:00:00+08:00"
    assert all(fields[name].filled for name in ("kind", "category", "district", "place", "happened_at", "summary"))
    assert fields["category"].utterance_id == "u1"
    assert fields["lead_unit"].value == "市生态环境局"
    assert fields["assisting_units"].value == ("天河区人民政府",)


def test_silence_leaves_the_form_empty() -> None:
    for sentences in ([], said(""), said(" \n ")):
        fields = prefill(sentences, CONTEXT)
        assert set(fields) == set(FIELDS)
        assert all(f.value is None and not f.filled and f.confidence == 0.0 for f in fields.values())


def test_the_agent_alone_sets_no_kind_category_or_summary() -> None:
    fields = prefill([Sentence("您好，请问您要投诉物业公司吗", "agent")], CONTEXT)
    assert all(fields[name].value is None for name in ("kind", "category", "summary", "urgency"))


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了，我的电话是13800138000，请尽快修",
        "路灯坏了，电话138-0013-8000",
        "路灯坏了，电话１３８００１３８０００",
        "路灯坏了 1 3 8 0 0 1 3 8 0 0 0",
        "路灯坏了，身份证44010019900101123X",
        "路灯坏了，一三八零零一三八零零零",
    ],
)
def test_no_field_but_the_source_carries_a_long_number(text: str) -> None:
    for suggestion in prefill(said(text), CONTEXT).values():
        digits = (
            re.sub(r"[^0-9零一二三四五六七八九]", "", str(suggestion.value)) if suggestion.field == "summary" else ""
        )
        assert len(digits) < 7
    summary = prefill(said(text), CONTEXT)["summary"].value
    assert isinstance(summary, str)
    assert "路灯坏了" in summary


def check(fields: dict[str, object], labels: set[str]) -> None:
    for name in FIELDS:
        suggestion = fields[name]
        assert 0.0 <= suggestion.confidence <= 1.0  # type: ignore[attr-defined]
        assert suggestion.filled == (suggestion.confidence >= THRESHOLDS[name])  # type: ignore[attr-defined]
    summary = fields["summary"].value  # type: ignore[attr-defined]
    assert summary is None or (len(summary) <= 60 and not LONG_NUMBER.search(summary))
    path = fields["category"].value  # type: ignore[attr-defined]
    assert path is None or (path[0] in labels and 1 <= len(path) <= 3)


@settings(max_examples=60, deadline=None)
@given(st.lists(CHINESE | st.text(max_size=80), max_size=5))
def test_any_text_is_accepted_and_gives_the_same_twice(texts: list[str]) -> None:
    fields = prefill(said(*texts), CONTEXT)
    check(dict(fields), set(load_taxonomy().labels()))
    assert fields == prefill(said(*texts), CONTEXT)
    json.dumps([str(f.value) for f in fields.values()]).encode("utf-8")
    danger_words("".join(texts))


@pytest.mark.parametrize("unit", ["天河区噪音", "1", "昨天晚上", "在路", "，", "\x00\u202e", "😀"])
def test_a_megabyte_is_bounded(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    fields = prefill([Sentence(text)], CONTEXT)
    check(dict(fields), set(load_taxonomy().labels()))
    assert all(len(s) <= MAX_SENTENCE for s in split_sentences(text))
    assert all(f.source is None or len(f.source) <= MAX_SENTENCE for f in fields.values())


def test_many_sentences_are_bounded() -> None:
    check(dict(prefill([Sentence("噪音")] * 50_000, CONTEXT)), set(load_taxonomy().labels()))


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        PrefillContext(now=datetime(2026, 1, 1))  # noqa: DTZ001


def test_normalise() -> None:
    assert normalise("煤氣洩漏　ＡＢＣ１２３\x00\u200b") == "煤气泄漏 ABC123"
    assert normalise("你 好 ， 我") == "你好，我"
    assert normalise("好\ud800") == "好"
    assert normalise(normalise("請問  您\r\n好")) == normalise("請問  您\r\n好")


def test_split_sentences_keeps_every_character_but_spaces() -> None:
    text = "第一句。第二句！第三句？第四\n第五；" + "长" * 1000
    assert "".join(split_sentences(text)) == text.replace("\n", "")
    assert split_sentences("") == []


@pytest.mark.parametrize("text", ["123456", "三十五万八千元", "2019年3月1日", "十二栋"])
def test_short_numbers_stay(text: str) -> None:
    assert strip_numbers(text) == text


def test_run_lines() -> None:
    lines = [
        "路灯坏了",
        "",
        '{"id": "a", "subject": "投诉出租车拒载", "text": "昨天晚上十点", "time": "2019/2/28 10:42:00"}',
        '{"id": "b", "text": ',
        '{"no": "text"}',
        "[1, 2]",
    ]
    results = list(run_lines(lines, region="440100", now=NOW))
    assert [r["id"] for r in results] == [1, "a", 4, 5, 6]
    assert set(results[0]["fields"]) == set(FIELDS)
    assert set(results[0]["fields"]["kind"]) == {"value", "source", "confidence", "filled"}
    assert results[1]["fields"]["category"]["value"][0] == "交通运输"
    assert results[1]["fields"]["happened_at"]["value"] == "2019-02-27T22:00:00+08:00"
    json.dumps(results, ensure_ascii=False)


def test_context_defaults_to_guangzhou_now() -> None:
    assert PrefillContext().region == "440100"
    assert abs((PrefillContext().now - datetime.now(UTC)).total_seconds()) < 60
