"""A thousand random faults over running calls, the switch's death among them; every promise is checked each hundred."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter

import pytest
from fault_machine.house import Lived, People, faulty_house
from fault_machine.machine import FaultMachine
from fault_machine.promises import kept
from switch_rig import running_switch

FAULTS = int(os.environ.get("SOAK_FAULTS", "1000"))
AT_ONCE = 100
SEED = int(os.environ.get("HOTLINE_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 30)
ROUNDS = range(0, FAULTS, AT_ONCE)

pytestmark = [pytest.mark.timeout(3600)]


@pytest.mark.parametrize("switch_dies", [False, True], ids=["switch_lives", "switch_dies"])
@pytest.mark.parametrize("number", ROUNDS)
def test_every_promise_holds_through_random_faults(number: int, switch_dies: bool) -> None:
    # Half of the faults with a switch that lives, half with one that dies among them.
    count = max(1, min(AT_ONCE, FAULTS - number) // 2)
    seed = SEED + 2 * number + switch_dies

    async def live(people: People, machine: FaultMachine) -> list[str]:
        async with people.at_work():
            await machine.run(count)
        return await kept(people.house, people.lived, switch_died=switch_dies, copies=machine.done["carrier"] > 0)

    with running_switch() as switch, faulty_house(switch, seed) as house:
        switch.expected += ("",)
        people, machine = People(house, seed), FaultMachine(house, seed, switch_dies=switch_dies)
        broken = asyncio.run(live(people, machine))
    _table(seed, machine, people.lived)
    told = "\n".join([f"HOTLINE_TEST_SEED={seed}", *machine.log, *broken])
    assert not broken, told


def _table(seed: int, machine: FaultMachine, lived: list[Lived]) -> None:
    """Show what was done and what became of the calls."""
    plans = Counter(one.plan for one in lived if one.refused is None)
    spoke = sum(one.spoke for one in lived)
    refused = sum(one.refused is not None for one in lived)
    faults = ", ".join(f"{name} {count}" for name, count in sorted(machine.done.items()))
    sys.stderr.write(
        f"\nseed {seed}: faults {machine.done.total()} ({faults}); calls {len(lived)}, spoke with a person {spoke}, "
        f"not brought by the carrier {refused}, "
        + ", ".join(f"{name} {count}" for name, count in sorted(plans.items()))
        + "\n"
    )
