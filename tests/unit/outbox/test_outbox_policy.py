"""When the outbox tries again and when it gives up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from foundation.crypto import CannotOpen
from foundation.errors import BadInput, Unavailable
from foundation.outbox import Refused, backoff_seconds
from foundation.outbox.policy import CAP_SECONDS, FINAL_TRIES, is_away, is_final, judge


@given(st.integers(-5, 10_000), st.floats(0, 1))
def test_pause_grows_and_stays_within_bounds(attempt: int, share: float) -> None:
    pause = backoff_seconds(attempt, share)
    assert 0.5 <= pause <= CAP_SECONDS
    assert backoff_seconds(attempt + 1, share) >= pause
    assert backoff_seconds(attempt, 0) <= pause <= backoff_seconds(attempt, 1)


def test_pauses() -> None:
    assert [backoff_seconds(n, 1.0) for n in (1, 2, 3, 9, 10, 99)] == [1, 2, 4, 256, 300, 300]


AWAY = [Unavailable("away"), TimeoutError(), ConnectionError(), OperationalError("x", {}, Exception())]
OURS = [CannotOpen("no key"), BadInput("no"), KeyError("x")]


@pytest.mark.parametrize("error", [*AWAY, *OURS])
def test_what_can_be_put_right_is_tried_for_ever(error: Exception) -> None:
    assert not is_final(error)
    assert not judge(error, 10_000, 0, 0.5).dead
    assert judge(error, 10_000, 0, 1.0).pause_seconds == CAP_SECONDS
    assert is_away(error) == (error in AWAY)


def test_refusals_count_to_the_end() -> None:
    final_errors = 0
    for attempt in range(1, FINAL_TRIES + 1):
        verdict = judge(Refused("no"), attempt, final_errors, 0.5)
        final_errors = verdict.final_errors
        assert verdict.dead == (attempt == FINAL_TRIES)


def test_text_of_a_foreign_error_is_its_kind_only() -> None:
    assert judge(KeyError("13800138000"), 1, 0, 0.5).text == "KeyError"
    assert judge(Refused("x" * 900), 1, 0, 0.5).text == ("refused: " + "x" * 900)[:500]
