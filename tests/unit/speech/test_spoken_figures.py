"""Spoken numerals as figures, and words that only hold one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.figures import with_figures


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("石沙路一百二十号门口", "石沙路120号门口"),
        ("住在三栋二单元五零二室", "住在3栋2单元502室"),
        ("十一月八号买的", "11月8号买的"),
        ("花三千二百块钱", "花3200块钱"),
        ("十点半到两点钟", "10点半到2点钟"),
        ("二零二六年十月二十日", "2026年10月20日"),
        ("五号线地铁", "5号线地铁"),
        ("涨了百分之十五", "涨了15%"),
        ("一共三点五公里", "一共3.5公里"),
        ("二十五个人", "二十五个人"),
        ("二十五人", "25人"),
    ],
)
def test_what_counts_or_names(said: str, written: str) -> None:
    assert with_figures(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "一直没有水",
        "三元里大道",
        "两三天了",
        "十几个人",
        "一点都不好",
        "第一次打电话",
        "五山街道",
        "七七八八",
        "人民一路",
        "一下子",
        "",
    ],
)
def test_words_stay(text: str) -> None:
    assert with_figures(text) == text


@given(st.text(alphabet="零一二三四五六七八九十百千万两点号月日元块路", max_size=30))
def test_any_text_is_taken_and_again_is_the_same(text: str) -> None:
    once = with_figures(text)
    assert with_figures(once) == once
