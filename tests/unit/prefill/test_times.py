"""When it happened, relative to the moment of the call."""

from datetime import datetime

import pytest

from tickets.prefill.model import Sentence
from tickets.prefill.times import SHANGHAI, find_happened_at, warm_up

pytestmark = pytest.mark.unit
NOW = datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI)  # a Monday


def happened(text: str, now: datetime = NOW) -> object:
    return find_happened_at([Sentence(text)], now).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天晚上十点有人在楼下施工", "2026-11-22T22:00:00+08:00"),
        ("昨晚10点半开始停电", "2026-11-22T22:30:00+08:00"),
        ("上周五下午三点坐的车", "2026-11-20T15:00:00+08:00"),
        ("今天早上八点水管爆了", "2026-11-23T08:00:00+08:00"),
    ],
)
def test_points(text: str, expected: str) -> None:
    assert happened(text) == expected


def test_a_day_is_a_range() -> None:
    assert happened("前天路灯就坏了") == {"from": "2026-11-21T00:00:00+08:00", "to": "2026-11-21T23:59:59+08:00"}


def test_a_time_of_day_still_to_come_was_yesterday() -> None:
    finding = find_happened_at([Sentence("晚上十点楼下很吵")], NOW)
    assert finding.value == "2026-11-22T22:00:00+08:00"
    assert finding.confidence < 0.7


def test_nothing_lies_in_the_future() -> None:
    value = happened("明天下午三点要停水")
    assert value is None or str(value) <= NOW.isoformat()


@pytest.mark.parametrize("text", ["每天晚上都很吵", "请问什么时候能来水", "没有时间", ""])
def test_no_happening_is_filled(text: str) -> None:
    assert find_happened_at([Sentence(text)], NOW).confidence < 0.6


def test_the_agent_does_not_set_the_time() -> None:
    assert find_happened_at([Sentence("是昨天晚上十点吗", "agent")], NOW).value is None


def test_now_in_another_zone_reads_the_same() -> None:
    from datetime import UTC

    assert happened("昨天晚上十点很吵", NOW.astimezone(UTC)) == "2026-11-22T22:00:00+08:00"


def test_warm_up_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    warm_up()
    assert capsys.readouterr().out == ""
