"""Passwords: which are accepted, that what is stored is a hash, and that unknown names cost the same work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.people.passwords import LEAST, BadPassword, Passwords, check_new, normalised, one_time_password

CHEAP = {"time_cost": 1, "memory_kib": 8}


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "too_short"),
        ("short-one", "too_short"),
        ("x" * 60 + "abcdefgh" * 10, "too_long"),
        ("abcdefgh\x00ij", "characters"),
        ("abcdefgh\nijk", "characters"),
        ("abcdefgh\u202eijk", "characters"),
        ("abcdefgh\u200bijk", "characters"),
        ("abcdefgh\u1680ijk", "characters"),
        ("my-li.wei-password", "name"),
        ("MY-LI.WEI-PASSWORD", "name"),
        ("aaaaaaaaaaaa", "too_simple"),
        ("abababababab", "too_simple"),
        ("12345678901", "too_simple"),
        ("98765432109", "too_simple"),
        ("ABCDEFGHIJK", "too_simple"),
        ("1234567890", "common"),
        ("PassWord1234", "common"),
        ("QwertyUiop", "common"),
    ],
)
def test_a_password_that_does_not_do_says_why(password: str, reason: str) -> None:
    with pytest.raises(BadPassword) as caught:
        check_new(password, "li.wei")
    assert caught.value.details["reason"] == reason


@pytest.mark.parametrize(
    "password", ["correct horse battery", "广州市民服务热线一二三", "🔥tea&<script>x", "p" * 5 + "12345abc"]
)
def test_any_writing_does(password: str) -> None:
    assert check_new(password, "li.wei") == normalised(password)


@given(st.text(max_size=200))
def test_whatever_is_given_is_accepted_or_refused_with_a_reason(password: str) -> None:
    try:
        accepted = check_new(password, "li.wei")
    except BadPassword:
        return
    assert len(accepted) >= LEAST
    assert accepted.isprintable()


def test_one_time_passwords_are_accepted_and_differ() -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(check_new(password, "li.wei") for password in made)


async def test_only_the_right_password_is_right() -> None:
    words = Passwords(**CHEAP)
    stored = await words.hash("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert "correct" not in stored
    assert await words.verify(stored, "correct horse battery")
    assert not await words.verify(stored, "correct horse batterz")
    assert not await words.verify(None, "correct horse battery")
    assert not await words.verify("", "correct horse battery")
    assert not await words.verify("no hash at all", "correct horse battery")


async def test_two_keyboards_write_one_password() -> None:
    words = Passwords(**CHEAP)
    assert await words.verify(await words.hash("ｆｕｌｌ－ｗｉｄｔｈ　１２"), "full-width 12")


async def test_a_hash_of_other_parameters_is_outdated() -> None:
    before, now = Passwords(**CHEAP), Passwords(time_cost=2, memory_kib=8)
    stored = await before.hash("correct horse battery")
    assert not before.is_outdated(stored)
    assert now.is_outdated(stored)
    assert await now.verify(stored, "correct horse battery")
