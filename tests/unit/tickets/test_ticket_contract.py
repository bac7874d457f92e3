"""Numbers and the document of the contract."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.contract import check_digit, is_service_number, service_number
from tickets.service.openapi import document

NUMBERS = st.builds(
    service_number,
    st.integers(0, 999_999).map(lambda n: f"{n:06d}"),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(1, 999_999),
)


def test_document_is_current() -> None:
    kept = resources.files("tickets.contract").joinpath("openapi.json").read_text(encoding="utf-8")
    assert kept == document(), "write it anew: python -m tickets.service.openapi > tickets/contract/openapi.json"


def test_known_numbers() -> None:
    assert check_digit("572") == "4"
    number = service_number("440100", date(2026, 11, 23), 1)
    assert number[:18] == "440100261123000001"
    assert is_service_number(number)


@given(NUMBERS)
def test_every_wrong_digit_and_every_exchange_of_neighbours_is_detected(number: str) -> None:
    assert is_service_number(number)
    for place, right in enumerate(number):
        for wrong in "0123456789":
            assert is_service_number(number[:place] + wrong + number[place + 1 :]) == (wrong == right)
    for place in range(len(number) - 1):
        one, two = number[place], number[place + 1]
        assert is_service_number(number[:place] + two + one + number[place + 2 :]) == (one == two)


@pytest.mark.parametrize("text", ["", "1", "x" * 19, "４４０１００２６１１２３００００１６", "4" * 20])
def test_what_is_no_number(text: str) -> None:
    assert not is_service_number(text)


@pytest.mark.parametrize(("platform", "sequence"), [("44010", 1), ("44010x", 1), ("440100", 0), ("440100", 1_000_000)])
def test_what_cannot_be_numbered(platform: str, sequence: int) -> None:
    with pytest.raises(ValueError, match="platform"):
        service_number(platform, date(2026, 11, 23), sequence)
