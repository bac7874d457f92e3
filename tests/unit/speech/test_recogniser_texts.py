"""How engines' answers become one text."""

from __future__ import annotations

import json

import pytest

from speech.engine import Word
from speech.errors import RecognitionFailed
from speech.fake_engine import FakeEngine, Line
from speech.whisper_text import SENTENCE, chinese_punctuation, joined, longest_answer, prompt_naming


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("你好,我要投诉!", "你好，我要投诉！"),
        ("晚上 12 点", "晚上12点"),
        ("用 Type C 充电", "用Type C充电"),
        ("", ""),
    ],
)
def test_punctuation_is_chinese(written: str, text: str) -> None:
    assert chinese_punctuation(written) == text


def test_segments_are_joined_by_a_comma_where_none_stands() -> None:
    assert joined(["路灯坏了", "晚上很黑。", "请维修"]) == "路灯坏了，晚上很黑。请维修"


def test_the_prompt_names_what_is_to_be_expected_as_far_as_there_is_room() -> None:
    assert prompt_naming(()) == SENTENCE
    assert prompt_naming(("天河区", "越秀区")) == SENTENCE + "天河区、越秀区。"
    assert prompt_naming(tuple(f"{name}区" for name in "甲乙丙丁戊己庚辛壬癸" * 3)).count("区") == 20


def test_an_answer_has_room_for_a_hasty_speaker_and_an_end() -> None:
    assert 7 * 15 * 2 < longest_answer(15.0) < 300
    for seconds in (12, 15, 30, 600):
        assert 223 + 4 + longest_answer(seconds) <= 448, "the longest prompt, the answer's beginning, the answer"


def test_the_fake_follows_its_script() -> None:
    engine = FakeEngine((Line("你好"), Line(rejected="credits"), Line(fails=True)))
    first = engine.transcribe(bytes(16000), "zh")
    assert (first.text, first.words) == ("你好", (Word(0.0, 1.0, "你好", 0.9),))
    assert engine.transcribe(b"", "zh").rejected == "credits"
    with pytest.raises(RecognitionFailed):
        engine.transcribe(b"", "zh")
    stream = engine.open_stream("zh")
    partials = [stream.accept(bytes(320)) for _ in range(3)]
    assert [partial.text if partial else None for partial in partials] == ["你", "你好", None]
    assert stream.finish().text == "你好"


def test_words_of_kaldi() -> None:
    from speech.vosk_engine import recognition_of, words_of

    known = {"conf": 0.9, "start": 0.1, "end": 0.4, "word": "你好"}
    result = {"result": [known, {"conf": 1, "start": 1, "end": 2, "word": "[unk]"}]}
    words = tuple(words_of(json.dumps(result)))
    assert words == (Word(0.1, 0.4, "你好", 0.9),)
    assert recognition_of(words, "你好").confidence == pytest.approx(0.9)
    assert words_of('{"text": ""}') == []
    assert recognition_of((), "").rejected == "empty"
    assert recognition_of((Word(0, 1, "你好", 0.1),), "你好").rejected == "unsure"
    assert recognition_of((Word(0, 1, "谢谢观看", 0.9),), "谢谢观看").rejected == "credits"
