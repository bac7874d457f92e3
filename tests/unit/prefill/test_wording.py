"""Kind, urgency and danger."""

import pytest

from tickets.prefill import danger_words, packaged_lists
from tickets.prefill.model import Sentence
from tickets.prefill.wording import KINDS, SERVICES, packaged_wording

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
    assert packaged_wording().find_kind([Sentence(text)]).value == expected


def test_a_polite_closing_is_no_praise() -> None:
    sentences = [Sentence("小区路灯坏了两个月没人管"), Sentence("非常感谢"), Sentence("谢谢")]
    assert packaged_wording().find_kind(sentences).value != "praise"


def test_without_a_cue_the_kind_is_only_a_hint() -> None:
    finding = packaged_wording().find_kind([Sentence("那个路灯")])
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
    assert packaged_wording().find_urgency([Sentence(text)]).value == expected


def test_a_long_account_of_a_danger_is_urgent_not_an_emergency() -> None:
    account = (
        "我们村边上的矿场开了十几年，前后几百亩山林出现滑坡和塌陷，村民多次去找矿方商量，矿方每次都说要等上级的意见"
    )
    assert packaged_wording().find_urgency([Sentence(account)]).value == "urgent"


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我要举报，请帮我保密", "yes"),
        ("不要告诉别人是我说的", "yes"),
        ("别让老板知道是我打的电话", "yes"),
        ("我怕打击报复", "yes"),
        ("合同里有保密协议", None),
        ("要求政府信息公开", None),
    ],
)
def test_confidentiality_is_asked_in_many_words(text: str, expected: str | None) -> None:
    assert packaged_wording().find_confidential([Sentence(text)]).value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我公司想咨询退税", "enterprise"),
        ("我开了一家小店，门口没有路灯", "enterprise"),
        ("我们公司拖欠工资三个月", "citizen"),
        ("我家门口的路灯坏了", "citizen"),
    ],
)
def test_whom_the_caller_speaks_for(text: str, expected: str) -> None:
    assert packaged_wording().find_party([Sentence(text)]).value == expected


def test_dangers_are_those_of_now() -> None:
    wording = packaged_wording()
    assert wording.find_dangers([Sentence("楼道里煤气泄漏了")]).value == ("煤气泄漏",)
    assert wording.find_dangers([Sentence("请问煤气泄漏了打什么电话？")]).value is None
    assert wording.find_dangers([Sentence("着火了", "agent")]).value is None


def test_every_kind_of_danger_has_somebody_who_comes() -> None:
    assert set(packaged_lists("440100").wording._words.danger_kinds.values()) <= set(SERVICES)
