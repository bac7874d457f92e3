"""What Whisper writes when nobody speaks, rule by rule; figures are measured ones."""

from __future__ import annotations

import pytest

from speech.plausibility import Evidence, bare_text, confidence, rejection
from speech.whisper_text import SENTENCE, prompt_naming

CLEAR = Evidence(seconds=5.0, avg_logprob=-0.3, compression_ratio=1.0, no_speech_prob=0.05)


def evidence(
    seconds: float = 5.0, avg_logprob: float = -0.3, compression_ratio: float = 1.0, no_speech_prob: float = 0.05
) -> Evidence:
    return Evidence(seconds, avg_logprob, compression_ratio, no_speech_prob)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("你好，我要投诉一下，天河区棠下街道我们小区楼下的烧烤店。", evidence(6.0)),
        ("好的，谢谢。", evidence(1.2, -0.61, 0.7, 0.6)),
        ("喂喂喂，听得到吗？", evidence(2.0)),
        ("救命救命救命救命救命救命救命救命救命救命", evidence(5.0, -0.4, 4.3, 0.2)),
        ("我的手机被订阅了收费业务，没有同意过。", CLEAR),
        ("你们电视台的字幕有错别字。", CLEAR),
        ("我们说普通话的人听不懂。", CLEAR),
        ("我住在越秀区。", CLEAR),
        ("天河区，对，天河区。", evidence(3.0, -0.4)),
        ("我在天河区这边，路灯坏了。", evidence(3.0, -0.8)),
        ("我想咨询一下。", CLEAR),
        ("我要投诉，再次投诉，还要举报！", CLEAR),
        ("来人啊来人啊来人啊来人啊来人啊", evidence(4.0, -0.8, 3.0, 0.3)),
        ("我想问天河区、海珠区、荔湾区、白云区的公积金。", evidence(4.0, -0.45)),
        ("天河区、越秀区都停水了。", evidence(3.0, -0.45)),
    ],
)
def test_what_people_say_is_kept(text: str, heard: Evidence) -> None:
    assert rejection(text, heard, prompt_naming(("天河区", "越秀区", "海珠区"))) is None


@pytest.mark.parametrize(
    ("text", "heard", "rule"),
    [
        ("", CLEAR, "empty"),
        ("。。。！", CLEAR, "empty"),
        ("你不想要我" * 29, evidence(5.0, -0.18, 14.5, 0.72), "repetition"),
        ("这种的语言," * 10, evidence(10.0, -0.17, 15.9, 0.93), "repetition"),
        ("《大人》" * 15, evidence(5.0, -0.1, 23.9, 0.83), "repetition"),
        ("字幕 by 李宗", evidence(5.0, -1.81, 0.64, 0.56), "credits"),
        ("中文字幕志愿者 杨茜茜", CLEAR, "credits"),
        ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", CLEAR, "credits"),
        ("谢谢观看", CLEAR, "credits"),
        ("感谢您的收看，下期节目再见", CLEAR, "credits"),
        ("以下是12345市民热线的通话。", CLEAR, "prompt_echo"),
        ("我想咨询、投诉、举报、求助、建议、表扬。", evidence(5.0, -1.32, 0.9, 0.89), "prompt_echo"),
        ("天河区、越秀区、海珠区。", CLEAR, "prompt_echo"),
        ("类号区、天河区、天河区、天河区、山。", evidence(5.0, -0.64, 1.0, 0.3), "prompt_echo"),
        ("天河区、举报、求助、建议、表扬。" * 3, evidence(7.1, -0.32, 2.44, 0.06), "prompt_echo"),
        ("越秀区、从化区、从化区、增城区。", evidence(4.2, -0.47), "prompt_echo"),
        ("零金、草鸟区、卫尼区、卫尼区、卫尼区。", evidence(3.1, -0.78), "prompt_echo"),
        ("沙区、沙区、沙区、沙区", evidence(2.4, -0.56, 2.45, 0.01), "prompt_echo"),
        ("参议,参议,参议,参议,参议", evidence(3.2, -0.58, 2.1, 0.07), "repetition"),
        ("用手指", evidence(5.0, -2.34, 0.53, 0.72), "unsure"),
        ("放在上面", evidence(5.0, -1.2, 0.57, 0.87), "no_speech"),
        ("放在上面", evidence(5.0, -0.6, 0.57, 0.95), "no_speech"),
        ("我才能使用好多的文化等微微的文化那本文化是有", evidence(0.6), "too_fast"),
    ],
)
def test_what_nobody_said_is_named(text: str, heard: Evidence, rule: str) -> None:
    assert rejection(text, heard, prompt_naming(("天河区", "越秀区", "海珠区"))) == rule


def test_without_a_prompt_nothing_echoes_it() -> None:
    assert rejection(SENTENCE, CLEAR) is None


@pytest.mark.parametrize(("logprob", "expected"), [(0.0, 1.0), (0.2, 1.0), (-0.693147, 0.5), (-40.0, 0.0)])
def test_confidence_lies_between_0_and_1(logprob: float, expected: float) -> None:
    assert confidence(logprob) == pytest.approx(expected, abs=1e-6)


def test_bare_text_is_letters_only() -> None:
    assert bare_text("你好, World！ 1_2") == "你好world12"
