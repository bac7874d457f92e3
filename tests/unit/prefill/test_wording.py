"""Kind, urgency and danger."""

import pytest

from tickets.prefill import danger_words
from tickets.prefill.model import Sentence
from tickets.prefill.wording import KINDS, find_kind, find_urgency

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请问办理居住证需要什么材料？", "inquiry"),
        ("我想咨询一下公积金怎么提取", "inquiry"),
        ("我要投诉这家健身房不退款", "complaint"),
        ("楼下的酒吧天天扰民，太吵了", "complaint"),
        ("我要举报有人无证经营", "report"),
        ("建议在路口增设一个红绿灯", "suggestion"),
        ("我要表扬一位公交司机，拾金不昧", "praise"),
        ("我家停水两天了，请帮忙尽快解决", "help"),
        ("着火了，快来人", "help"),
    ],
)
def test_kind(text: str, expected: str) -> None:
    assert find_kind([Sentence(text)]).value == expected


def test_a_polite_closing_is_no_praise() -> None:
    sentences = [Sentence("小区路灯坏了两个月没人管"), Sentence("非常感谢"), Sentence("谢谢")]
    assert find_kind(sentences).value != "praise"


def test_without_a_cue_the_kind_is_only_a_hint() -> None:
    finding = find_kind([Sentence("那个路灯")])
    assert finding.value in KINDS
    assert finding.confidence < 0.6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我们楼下着火了", "emergency"),
        ("家里煤气泄漏了", "emergency"),
        ("这条路停水停电三天了", "urgent"),
        ("想问一下社保怎么转", "normal"),
    ],
)
def test_urgency(text: str, expected: str) -> None:
    assert find_urgency([Sentence(text)]).value == expected


def test_a_long_account_of_a_danger_is_urgent_not_an_emergency() -> None:
    account = (
        "我们村边上的矿场开了十几年，前后几百亩山林出现滑坡和塌陷，村民多次去找矿方商量，矿方每次都说要等上级的意见"
    )
    assert find_urgency([Sentence(account)]).value == "urgent"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("着火了，快来人", ["着火了"]),
        ("我闻到煤气泄漏", ["煤气泄漏"]),
        ("我家煤气泻漏了", ["煤气泄漏"]),
        ("煤氣洩漏", ["煤气泄漏"]),
        ("他想跳楼，要轻生", ["跳楼", "轻生"]),
        ("存在火灾隐患，没有消防演练", []),
        ("我没有轻生的想法", []),
        ("一直被困扰着", []),
        ("", []),
    ],
)
def test_danger_words(text: str, expected: list[str]) -> None:
    assert danger_words(text) == expected


def test_danger_words_come_once() -> None:
    assert danger_words("火灾火灾火灾") == ["火灾"]
