"""The clock: that somebody set it is noticed, and nothing else is."""

import pytest

from foundation.clock import ClockSteps, FakeClock


@pytest.mark.parametrize("step", [3600.0, -3600.0, 2.0])
def test_a_step_is_told_once(step: float) -> None:
    clock = FakeClock()
    steps = ClockSteps(clock)
    clock.advance(10)
    assert steps.look() == 0
    clock.set(step)
    clock.advance(1)
    assert steps.look() == pytest.approx(step, abs=1e-3)
    assert steps.look() == 0


def test_time_that_goes_on_and_a_clock_that_is_slewed_are_no_step() -> None:
    clock = FakeClock()
    steps = ClockSteps(clock)
    for _ in range(100):
        clock.advance(3600)
        clock.set(0.5)
        assert steps.look() == 0
