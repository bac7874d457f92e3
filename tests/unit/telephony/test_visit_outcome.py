"""The whole table of outcomes of a queue visit."""

from __future__ import annotations

import itertools

import pytest

from telephony.calls.outcome import SHORT_ABANDON_SECONDS, Outcome, visit_outcome

QUEUE_STATUSES = "CONTINUE TIMEOUT FULL JOINEMPTY LEAVEEMPTY JOINUNAVAIL LEAVEUNAVAIL WITHDRAW UNKNOWN lost"
STATUSES = (None, "", *QUEUE_STATUSES.split())


@pytest.mark.parametrize(
    ("status", "hung_up", "waited", "expected"),
    [
        (None, True, 0.0, Outcome.short_abandoned),
        (None, True, SHORT_ABANDON_SECONDS, Outcome.short_abandoned),
        (None, True, SHORT_ABANDON_SECONDS + 0.001, Outcome.abandoned),
        (None, True, 300.0, Outcome.abandoned),
        (None, False, 300.0, Outcome.overflowed),
        ("TIMEOUT", False, 1.0, Outcome.timed_out),
        ("FULL", False, 0.0, Outcome.overflowed),
        ("JOINEMPTY", False, 0.0, Outcome.left_empty),
        ("LEAVEEMPTY", False, 9.0, Outcome.left_empty),
        ("JOINUNAVAIL", False, 0.0, Outcome.left_empty),
        ("LEAVEUNAVAIL", False, 9.0, Outcome.left_empty),
        ("WITHDRAW", False, 9.0, Outcome.withdrawn),
        ("CONTINUE", False, 9.0, Outcome.answered),
        ("UNKNOWN", False, 0.0, Outcome.overflowed),
        ("lost", False, 60.0, Outcome.overflowed),
        ("", True, 60.0, Outcome.abandoned),
    ],
)
def test_without_an_order_of_ours(status: str | None, hung_up: bool, waited: float, expected: Outcome) -> None:
    found = visit_outcome(answered=False, queue_status=status, hung_up=hung_up, waited_seconds=waited)
    assert found is expected


def test_switch_5_nothing_takes_an_answer_back() -> None:
    for status, hung_up, waited, own in itertools.product(STATUSES, (True, False), (0.0, 99.0), (None, *Outcome)):
        found = visit_outcome(
            answered=True, queue_status=status, hung_up=hung_up, waited_seconds=waited, own_command=own
        )
        assert found is Outcome.answered


@pytest.mark.parametrize("own", [Outcome.callback_requested, Outcome.overflowed, Outcome.withdrawn])
def test_our_own_order_is_what_it_was_meant_for_unless_the_caller_hung_up_first(own: Outcome) -> None:
    def outcome(status: str | None, hung_up: bool) -> Outcome:
        return visit_outcome(answered=False, queue_status=status, hung_up=hung_up, waited_seconds=30, own_command=own)

    assert outcome("WITHDRAW", False) is own
    assert outcome("WITHDRAW", True) is own
    assert outcome(None, False) is own
    assert outcome(None, True) is Outcome.abandoned
    assert outcome("CONTINUE", False) is Outcome.answered


def test_a_withdraw_that_we_did_not_order() -> None:
    assert visit_outcome(answered=False, queue_status="WITHDRAW", hung_up=True, waited_seconds=9) is Outcome.withdrawn


def test_every_combination_has_one_outcome() -> None:
    for status, hung_up, waited in itertools.product(STATUSES, (True, False), (0.0, 5.0, 5.1, 9999.0)):
        assert visit_outcome(answered=False, queue_status=status, hung_up=hung_up, waited_seconds=waited) in Outcome
