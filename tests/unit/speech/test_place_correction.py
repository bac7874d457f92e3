"""Places written with other characters of the same sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech.correction import Change, WordList, correct_places, is_dictionary_word

PLACES = ("天河区", "越秀区", "白云区", "棠下街道", "江南大道中", "太和镇", "中山大道", "珠江新城")


@pytest.mark.parametrize(
    ("heard", "corrected"),
    [
        ("我住在天和区。", "我住在天河区。"),
        ("我要投诉一下，天和区堂下街到我们小区", "我要投诉一下，天河区棠下街道我们小区"),
        ("在白云取太和镇", "在白云区太和镇"),
        ("中山大到的路灯坏了", "中山大道的路灯坏了"),
        ("朱江新城站", "珠江新城站"),
    ],
)
def test_homophones_of_places_are_put_right(heard: str, corrected: str) -> None:
    assert correct_places(heard, PLACES).text == corrected


@pytest.mark.parametrize("text", ["天河区很好", "", "没有地名的句子", "12345", "我在白云机场", "hello 天河"])
def test_what_is_right_or_unknown_stays(text: str) -> None:
    result = correct_places(text, PLACES)
    assert (result.text, result.changes) == (text, ())


def test_a_piece_that_is_a_word_itself_stays() -> None:
    assert is_dictionary_word("公安局")
    assert correct_places("我打给公安局了", ("工安局", "功安局村")).text == "我打给公安局了"


def test_two_names_of_one_sound_are_left_to_people() -> None:
    assert correct_places("在清河镇", ("青河镇", "清合镇")).text == "在清河镇"


def test_two_characters_are_too_few() -> None:
    assert correct_places("在动山", ("东山",)).text == "在动山"


def test_a_piece_whose_edge_belongs_to_another_word_stays() -> None:
    words = WordList(("和平路",), is_known=lambda piece: piece in {"路灯", "温和"})
    assert words.correct("温和平鹿").text == "温和平鹿"
    assert words.correct("在河平鹿").text == "在和平路"


def test_words_of_danger_are_found_by_their_sound() -> None:
    assert correct_places("我们楼里没气泄露了", ("煤气泄漏",)).text == "我们楼里煤气泄漏了"


def test_changes_say_where_and_what() -> None:
    assert correct_places("喂，天和区的堂下街到", PLACES).changes == (
        Change(2, "天和区", "天河区"),
        Change(6, "堂下街到", "棠下街道"),
    )


_list = WordList(PLACES)


@given(st.text(alphabet="天和河区去取堂棠下街道到我在的，1a", max_size=30))
def test_length_and_everything_outside_changes_stay(text: str) -> None:
    result = _list.correct(text)
    assert len(result.text) == len(text)
    touched = {at for change in result.changes for at in range(change.start, change.start + len(change.heard))}
    assert all(result.text[at] == text[at] for at in range(len(text)) if at not in touched)
    assert _list.correct(result.text).text == result.text
