"""Names of accounts: what may be typed and what is shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import BadInput
from foundation.people.names import display_name, log_in_name


@pytest.mark.parametrize(
    ("given_", "name"), [("li.wei", "li.wei"), (" Li.Wei ", "li.wei"), ("１００１", "1001"), ("a", None), ("-a", None)]
)
def test_names_as_typed(given_: str, name: str | None) -> None:
    assert log_in_name(given_) == name


@pytest.mark.parametrize("name", ["李伟", "阿卜杜拉·买买提", "O'Neil-Smith", "值班 2", "Ｗei"])
def test_names_of_people_do(name: str) -> None:
    assert display_name(name)


@pytest.mark.parametrize(
    "name", ["", "   ", "<b>", "李\x00伟", "a\u202eb", "🔥", "---", "x" * 65, "a\tb", "a;b", "\u0301"]
)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        display_name(name)


@given(st.text(max_size=80))
def test_whatever_is_shown_is_harmless(text: str) -> None:
    assert (log_in_name(text) or "ok").isascii()
    try:
        shown = display_name(text)
    except BadInput:
        return
    assert not set(shown) & set('<>&"\\/')
    assert all(unicodedata.category(c)[0] != "C" for c in shown)
