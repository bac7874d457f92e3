"""From entering the line to the queue: who says nothing, and who knows the key; beside plain dialplan.

The shipped menu with its shipped recordings. What is left after the menu is the notice that the call is recorded.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bench_switch import HERE, LINE, PLAIN_LINE, add_dialplan, controlled, version
from figures import Report, percentile
from house import HotlineHouse
from switch_rig import Switch, running_switch, until

from hotline.demo.phone import Citizen

CALLS = 5
KNOWS = 0.5
"""Seconds after the answer at which a caller presses who knows the key."""


async def _one(switch: Switch, line: str, ani: str, key: str, done: asyncio.Event) -> None:
    async with Citizen(switch.sip, host="127.0.0.2") as citizen:
        await citizen.dial(line, ani, keys=[(KNOWS, key)] if key else [])
        await done.wait()
        await citizen.hang_up()


def _seconds(house: HotlineHouse, line: str, fact: str) -> list[float]:
    """Return the seconds from entering the line to a fact, of each call to a line that has it."""
    query = (
        "SELECT c.entered_at, l.happened_at FROM telephony_call c JOIN telephony_ledger l ON l.call_id = c.call_id "
        "WHERE c.line = ? AND c.ended_at IS NULL AND l.kind = ?"
    )
    return [
        (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
        for start, end in house.rows(query, line, fact)
    ]


def _open(house: HotlineHouse) -> int:
    return int(house.rows("SELECT count(*) FROM telephony_call WHERE ended_at IS NULL")[0][0])


async def _run(switch: Switch, report: Report) -> None:
    add_dialplan(switch, HERE / "to_queue.conf")
    house = HotlineHouse(switch, HOTLINE_REDIS_URL="none")
    async with controlled(house):
        number = 0
        await until(lambda: _shown(switch), "default:1", "the switch is shown the menu that ships", 30)
        with report.watched():
            for case, key in (("says nothing", ""), ("knows the key", "1")):
                with report.case(case):
                    done, calls = asyncio.Event(), []
                    for line in (LINE, PLAIN_LINE):
                        for _ in range(CALLS):
                            number += 1
                            calls.append(asyncio.create_task(_one(switch, line, f"1990003{number:04d}", key, done)))
                    for line in (LINE, PLAIN_LINE):
                        joined = lambda line=line: len(_seconds(house, line, "call_offered"))  # noqa: E731
                        await until(joined, CALLS, f"every call to {line} is in the queue", 60)
                    ours, plain = (_seconds(house, line, "call_offered") for line in (LINE, PLAIN_LINE))
                    chosen = _seconds(house, LINE, "menu_completed")
                    report.add(case, "line to menu's end p50", "s", percentile(chosen, 0.5))
                    report.add(case, "line to queue p50", "s", percentile(ours, 0.5), percentile(plain, 0.5))
                    done.set()
                    await asyncio.gather(*calls)
                    await until(lambda: _open(house), 0, "every call has ended", 30)


async def _shown(switch: Switch) -> str:
    """Return what the switch was shown; before that it asks as its own configuration says."""
    ami = await switch.ami()
    try:
        return (await ami.get_global("MENU_FIRST")).partition("|")[0]
    finally:
        await ami.close()


def test_to_queue(report: Callable[[str], Report]) -> None:
    made = report("the same question in plain dialplan")
    with running_switch() as switch:
        made.versions["asterisk"] = version(switch)
        asyncio.run(_run(switch, made))
    made.write()
