"""Ten random faults over running calls: the short twin of `make soak`."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from fault_machine.house import FaultyHouse, People, faulty_house
from fault_machine.machine import FaultMachine
from fault_machine.promises import kept
from switch_rig import Switch

pytestmark = [pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def seed() -> int:
    """Return what everything random here follows from; `HOTLINE_TEST_SEED` plays a run again."""
    return int(os.environ.get("HOTLINE_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)


@pytest.fixture
def faulty(switch_copy: Switch, seed: int) -> Iterator[FaultyHouse]:
    """Yield a hotline with a proxy in every way."""
    switch_copy.expected += ("",)  # what is broken on purpose is complained of; missing sounds are a fault all the same
    with faulty_house(switch_copy, seed) as house:
        yield house


async def test_every_promise_holds_through_ten_random_faults(faulty: FaultyHouse, seed: int) -> None:
    people, machine = People(faulty, seed), FaultMachine(faulty, seed, most_seconds=4)
    async with people.at_work():
        await machine.run(10)
    broken = await kept(faulty, people.lived, copies=machine.done["carrier"] > 0)
    told = "\n".join([f"HOTLINE_TEST_SEED={seed}", *machine.log, f"{len(people.lived)} calls", *broken])
    assert not broken, told
    assert len([one for one in people.lived if one.spoke]) >= 5, told
