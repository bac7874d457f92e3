"""The dictionary of metrics: fixed points, sums, and a simulated day beside Erlang C."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import ciw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queueing.figures.metrics import METRICS, OUTCOMES, Counts, computed
from telephony.calls.outcome import Outcome


def _of_waits(waits: list[float], target: float) -> Counts:
    """Return the counts of visits that were all answered, after so many seconds."""
    total = Counts()
    for wait in waits:
        total += Counts(offered=1, answered=1, within_target=int(wait <= target), wait_seconds=wait)
    return total


def test_fixed_point_of_the_service_level() -> None:
    assert computed(_of_waits([20, 5, 3], 10))["service_level"] == pytest.approx(0.6667, abs=5e-5)


def test_nothing_is_null_and_never_zero() -> None:
    assert set(computed(Counts()).values()) == {None}
    only_short = Counts(offered=2, short_abandoned=2, entered=3, left_in_greeting=3)
    found = computed(only_short)
    assert (found["service_level"], found["abandon_rate"], found["connect_rate"]) == (None, None, None)
    assert found["answered_rate"] == 0


def test_who_hangs_up_within_the_greeting_is_in_no_share_of_the_line() -> None:
    counts = Counts(entered=110, left_in_greeting=10, calls_answered=95, answered_in_time=80)
    found = computed(counts)
    assert (found["connect_rate"], found["answered_in_time_rate"]) == (0.95, 0.8)


def test_short_abandons_are_out_of_both_sides_and_callers_who_still_wait_are_not_decided() -> None:
    counts = Counts(offered=12, answered=6, within_target=5, abandoned=2, short_abandoned=2, open=2, wait_seconds=60)
    found = computed(counts)
    assert found["service_level"] == pytest.approx(5 / 8)
    assert found["abandon_rate"] == pytest.approx(2 / 8)
    assert found["answered_rate"] == pytest.approx(6 / 10)
    assert found["average_speed_of_answer"] == 10


def test_handle_time_and_occupancy_have_wrap_up_in_them() -> None:
    counts = Counts(
        talks=4,
        talk_seconds=400,
        hold_seconds=40,
        wrap_up_seconds=160,
        logged_in_seconds=1000,
        paused_seconds=200,
    )
    found = computed(counts)
    assert (found["average_handle_time"], found["occupancy"]) == (150, 0.75)


whole = st.builds(
    Counts,
    **{
        one.name: (st.integers(0, 1000) if one.type == "int" else st.integers(0, 10**6).map(float))
        for one in fields(Counts)
    },
)


@given(st.lists(whole, max_size=6))
def test_counts_add_up_in_any_order(parts: list[Counts]) -> None:
    forward, backward = Counts(), Counts()
    for part in parts:
        forward += part
    for part in reversed(parts):
        backward = part + backward
    assert forward == backward
    assert forward.longest_wait_seconds == max((part.longest_wait_seconds for part in parts), default=0)


def test_each_formula_says_what_is_computed() -> None:
    """Every formula, read as arithmetic on the counts, gives what its metric gives."""
    counts = Counts(**{one.name: 3 * place + 7 for place, one in enumerate(fields(Counts))})  # type: ignore[arg-type]
    # As a count it is the same for every formula; those of time must not become negative.
    counts = Counts(**{**counts.__dict__, "logged_in_seconds": 9_000.0, "offered": 900, "entered": 900})
    for metric in METRICS:
        assert metric.compute(counts) == pytest.approx(eval(metric.formula, {}, counts.__dict__)), metric.name
        assert metric.source


def test_every_formula_stands_on_its_page() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "metrics.md").read_text()
    rows = {one.name: f"| `{one.name}` | {one.subject} | `{one.formula}` | {one.source} |" for one in METRICS}
    assert [name for name, row in rows.items() if row not in page] == []


def test_outcomes_are_those_of_visits() -> None:
    assert set(OUTCOMES) == {str(one) for one in Outcome}


# -- Erlang C ---------------------------------------------------------------------------------------------------------


def erlang_c(arrivals: float, handle_seconds: float, agents: int, target_seconds: float) -> tuple[float, float, float]:
    """Return P(wait), the service level and the mean wait of an M/M/c queue; ``arrivals`` a second."""
    load = arrivals * handle_seconds
    terms = [load**n / math.factorial(n) for n in range(agents)]
    last = load**agents / math.factorial(agents) * agents / (agents - load)
    waits = last / (sum(terms) + last)
    level = 1 - waits * math.exp(-(agents - load) * target_seconds / handle_seconds)
    return waits, level, waits * handle_seconds / (agents - load)


@pytest.mark.parametrize(
    ("calls", "handle", "agents", "target", "p_wait", "level", "speed"),
    [(360, 240, 55, 15, 0.2387, 0.8459, 8.18), (100, 180, 14, 20, 0.174132, 0.888350, None)],
)
def test_fixed_points_of_erlang_c(
    calls: int, handle: float, agents: int, target: float, p_wait: float, level: float, speed: float | None
) -> None:
    found = erlang_c(calls / 1800, handle, agents, target)
    assert found[0] == pytest.approx(p_wait, abs=6e-5)
    assert found[1] == pytest.approx(level, abs=6e-5)
    if speed is not None:
        assert found[2] == pytest.approx(speed, abs=6e-3)


def test_a_simulated_day_agrees_with_erlang_c_within_its_confidence_band() -> None:
    arrivals, handle, agents, target = 100 / 1800, 180.0, 14, 20.0
    network: Any = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(arrivals)],
        service_distributions=[ciw.dists.Exponential(1 / handle)],
        number_of_servers=[agents],
    )
    levels, speeds = [], []
    for seed in range(10):
        ciw.seed(seed)
        simulation: Any = ciw.Simulation(network)
        simulation.simulate_until_max_time(24 * 3600)
        waits = [r.waiting_time for r in simulation.get_all_records() if r.arrival_date > 3600]
        counts = _of_waits(waits, target)
        found = computed(counts)
        assert counts.offered == counts.answered == len(waits)
        levels.append(found["service_level"] or 0)
        speeds.append(found["average_speed_of_answer"] or 0)
    _, level, speed = erlang_c(arrivals, handle, agents, target)
    for values, expected in ((levels, level), (speeds, speed)):
        mean = sum(values) / len(values)
        spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
        assert abs(mean - expected) < 2.26 * 1.5 * spread, "outside of one and a half 95 % bands of ten days"
