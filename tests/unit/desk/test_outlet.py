"""A socket's way out: numbers without gaps, an end to what is kept for it."""

from __future__ import annotations

import asyncio
import json

from agent_desktop.desk.outlet import Outlet
from foundation.clock import FakeClock


async def test_frames_are_numbered_from_one_in_order() -> None:
    outlet = Outlet("1001", FakeClock())
    for kind in ("snapshot", "agent", "ping"):
        outlet.put(kind, "{}")
    frames = [json.loads((await outlet.next()).text) for _ in range(3)]
    assert [(f["sequence"], f["type"], f["v"], f["body"]) for f in frames] == [
        (1, "snapshot", 1, {}),
        (2, "agent", 1, {}),
        (3, "ping", 1, {}),
    ]


async def test_whoever_waits_gets_the_frame_that_comes() -> None:
    outlet = Outlet("1001", FakeClock())
    waiting = asyncio.create_task(outlet.next())
    await asyncio.sleep(0)
    outlet.put("ping", "{}")
    assert (await waiting).kind == "ping"


async def test_a_socket_that_takes_nothing_is_given_up_and_keeps_nothing() -> None:
    outlet = Outlet("1001", FakeClock(), frames=3)
    for _ in range(5):
        outlet.put("ping", "{}")
    assert outlet.given_up.is_set()
    waiting = asyncio.create_task(outlet.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_few_frames_that_are_too_large_end_it_as_well() -> None:
    outlet = Outlet("1001", FakeClock(), size=1000)
    outlet.put("snapshot", json.dumps("x" * 600))
    assert not outlet.given_up.is_set()
    outlet.put("snapshot", json.dumps("x" * 600))
    assert outlet.given_up.is_set()


async def test_what_was_taken_makes_room() -> None:
    outlet = Outlet("1001", FakeClock(), frames=2, size=200)
    for _ in range(50):
        outlet.put("ping", "{}")
        await outlet.next()
    assert not outlet.given_up.is_set()
