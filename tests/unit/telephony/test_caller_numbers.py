"""Phone numbers in one form."""

from __future__ import annotations

import pytest

from telephony.numbers import masked, normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("13800138000", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("02088888888", "02088888888"),
        ("+862088888888", "02088888888"),
        ("+8602088888888", "02088888888"),
        ("+861088888888", "01088888888"),  # Beijing: 10 is an area code, no mobile number
        ("008675588888888", "075588888888"),
        ("+864008123456", "4008123456"),
        ("+8612345", "12345"),
        ("12345", "12345"),
        ("(020) 8888 8888", "02088888888"),
        ("+85212345678", "+85212345678"),
        ("0085212345678", "+85212345678"),
        ("+12025550123", "+12025550123"),
    ],
)
def test_one_form(raw: str, expected: str) -> None:
    assert normalise(raw) == expected
    assert normalise(expected) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "anonymous",
        "Anonymous",
        "<unknown>",
        "unknown",
        "Restricted",
        "12",
        "s",
        "abc",
        "1" * 21,
        "１３８００１３８０００",
    ],
)
def test_hidden_or_none(raw: str) -> None:
    assert normalise(raw) is None


def test_masked() -> None:
    assert masked("13800138000") == "138****8000"
    assert masked("12345") == "*****"
