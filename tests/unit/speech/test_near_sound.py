"""Names that were misheard by one syllable, and what only looks like one."""

from __future__ import annotations

import pytest

from speech.correction import WordList

NAMES = ("海珠区", "荔湾区", "天河区", "瑞宝街道", "江南中街道", "太和镇", "中山大道", "华观路", "大石街道")
LIST = WordList(NAMES, near=NAMES)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("我住在海猪七", "我住在海珠区"),
        ("在利湾7多宝路", "在荔湾区多宝路"),
        ("就在水保街道那边", "就在瑞宝街道那边"),
        ("江门中街道办事处", "江南中街道办事处"),
        ("太和震有家厂", "太和镇有家厂"),
    ],
)
def test_one_syllable_is_put_right(heard: str, meant: str) -> None:
    corrected = LIST.correct(heard)
    assert corrected.text == meant
    assert len(corrected.changes) == 1


@pytest.mark.parametrize(
    "text",
    [
        "我们小区的路灯",
        "这个地区停电",
        "中山大学门口",
        "华为路由器坏了",
        "的1路公交车",
        "天黑去不了",
        "沙岭街道的井盖",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert LIST.correct(text).text == text


def test_two_names_that_sound_as_near_are_neither() -> None:
    both = WordList(("南沙街道", "南山街道"), near=("南沙街道", "南山街道"))
    assert both.correct("在南撒街道").text == "在南沙街道", "zh and z, sh and s are one sound"
