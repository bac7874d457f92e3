"""Long spoken numbers never stay in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.engine import Word
from speech.numbers import MASK, mask_numbers, mask_words


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的手机号码是13800138000，请联系", f"我的手机号码是{MASK}，请联系"),
        ("号码是幺三八零零一三八零零零", f"号码是{MASK}"),
        ("打3800 13800请你们", f"打{MASK}请你们"),
        ("138-0013-8000", MASK),
        ("一三八、零零一三、八零零零。", f"{MASK}。"),
        ("身份证44010619900101123X", f"身份证{MASK}"),
        ("１３８００１３８０００", MASK),
        ("座机八七六五四三二一", f"座机{MASK}"),
    ],
)
def test_seven_digits_and_more_are_masked(text: str, masked: str) -> None:
    assert mask_numbers(text).text == masked


@pytest.mark.parametrize(
    "text",
    [
        "12345热线",
        "十五万元",
        "晚上12点以后",
        "二十几个工人",
        "二零二六年十一月二十三日",
        "一二三四五六",
        "三千五百块",
        "号码13800",
    ],
)
def test_short_numbers_stay(text: str) -> None:
    assert mask_numbers(text).text == text


def test_a_number_in_two_breaths_is_one() -> None:
    first = mask_numbers("我的电话是一三八零零，")
    assert first.text == "我的电话是一三八零零，"
    assert mask_numbers("一三八零零零，谢谢", first.open_digits).text == f"{MASK}，谢谢"


def test_the_rest_of_a_masked_number_is_masked() -> None:
    first = mask_numbers("电话13800138")
    assert mask_numbers("000。", first.open_digits).text == f"{MASK}。"
    assert mask_numbers("电话" + MASK).open_digits >= 7


def test_words_between_close_the_number() -> None:
    first = mask_numbers("路灯坏了三天")
    assert first.open_digits == 0
    assert mask_numbers("123456盏", first.open_digits).text == "123456盏"


@given(st.text(alphabet="0123456789零一二三幺 ,，-好的我", max_size=60))
def test_no_run_of_seven_digits_survives(text: str) -> None:
    run = longest = 0
    for character in mask_numbers(text).text:
        run = run + 1 if character in "0123456789零一二三幺" else 0
        longest = max(longest, run)
    assert longest < 7


@given(st.text(alphabet="0123456789零一好的，", max_size=40))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask_numbers(text).text
    assert mask_numbers(once).text == once


def test_words_of_a_number_become_one() -> None:
    words = tuple(
        Word(at * 0.5, at * 0.5 + 0.4, text, 0.5 + at / 10)
        for at, text in enumerate(["打", "138", "0013", "8000", "吧"])
    )
    assert mask_words(words) == (words[0], Word(0.5, 1.9, MASK, 0.6), words[4])
    assert mask_words(words[:2]) == words[:2]
