"""Hundreds of calls in the menu of a house that is killed whole, with every member in wrap-up (SWITCH section 4)."""

import contextlib
import signal

from drain import Callers, answering, citizens, rules
from house import HotlineHouse
from switch_rig import CODES, until


async def menu_full_of_calls_is_drained(house: HotlineHouse, count: int, seconds: float) -> None:
    """Fill the menu, put every member into wrap-up, kill every process of ours; assert that each caller talks.

    The controller is stopped first: it would lead each caller on within milliseconds.
    """
    switch = house.switch
    await rules(house, ring_seconds=10, wrap_up_seconds=0)
    ami = await switch.ami()
    callers = Callers(ami)
    async with contextlib.AsyncExitStack() as stack:
        phones = [await stack.enter_async_context(house.agent(code, answer_after=None)) for code in CODES]
        house.freeze("controller")
        for code in CODES:  # as the owner does when a talk ends
            await ami.send("QueuePause", Interface=f"PJSIP/{code}p", Paused="true", Reason="wrap_up")
        load = await citizens(switch, count, rate=count // 4)  # all in before the beat is stale
        try:
            await until(lambda: len(callers.entered()), count, "all calls have come in", 60)
            house.kill_all()
            await stack.enter_async_context(answering(phones))
            await until(lambda: len(callers.talked()), count, "every caller talks to a phone", seconds)
            assert len(callers.rescued()) > count // 2, "most of them were in the menu when everything died"
            assert callers.talked() == set(callers.entered().values())
            await until(lambda: load.returncode, 0, "every call was ended by the switch, none was refused", 30)
        finally:
            if load.returncode is None:
                load.send_signal(signal.SIGKILL)
                await load.wait()
    await ami.close()
