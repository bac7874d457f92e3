"""A key to the first packet of the next prompt: our menu over AsyncAGI beside the same menu in plain dialplan.

Every caller sends audio and hears audio. A level opens all its calls first; then each caller presses a key, hears the
prompt, thinks, and so on. The first key of our menu is the one that the switch's own `Read` takes before AGI begins; it
stands apart. Counted from the first packet that ends the key.

Another pass of the same calls leads through the other types of steps; their peer is the same plain `Read`, as that is
what a caller would have without them.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bench_switch import HERE, LINE, PLAIN_LINE, add_dialplan, controlled, version, write_sound
from crowd import Crowd, CrowdAudio, think
from figures import Report, percentile, processor_seconds
from house import HotlineHouse
from switch_rig import CARRIER, Switch, running_switch

from hotline.demo.phone import Call

LEVELS = ((1, 4, 13, (0.4, 0.8)), (50, 1, 8, (1.0, 4.0)), (200, 1, 6, (2.0, 6.0)))
"""Calls at once, rounds of each side in turn, keys a call, seconds between prompt and key."""
DIALS_A_SECOND = 25
TYPES = {
    "hours": ("2",),
    "branch": ("3",),
    "survey": ("5", "1"),
    "collect": ("6", "1"),
    "voicemail": ("8", "#"),
}
"""Keys through each type of step, each answered by a prompt; the prompt of a menu is the last."""
AFTER_TONE = (1.5, 2.5)
"""Seconds from a prompt to a key where a tone follows the prompt."""


@dataclass
class Level:
    """What one crowd saw; seconds."""

    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    types: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0
    lateness: list[float] = field(default_factory=list)
    missing: int = 0
    received: int = 0
    processors: dict[str, float] = field(default_factory=dict)


async def _measure(
    level: Level,
    switch: Switch,
    line: str,
    calls: int,
    keys: int,
    pause: tuple[float, float],
    pids: dict[str, int],
    types: Sequence[str] = (),
) -> None:
    """Run one crowd and add what it saw; with ``types`` its callers go through those in turn, each from another on."""
    chance = random.Random(calls)
    steps = len(level.later) + sum(map(len, level.types.values())) + calls * (keys - 1)
    async with Crowd(switch.sip, CARRIER) as crowd:
        opening = []
        for number in range(calls):
            opening.append(asyncio.create_task(crowd.dial(line, f"1990002{number:04d}")))
            await asyncio.sleep(1 / DIALS_A_SECOND)
        opened = await asyncio.gather(*opening)
        crowd.lateness.clear()
        began, used = asyncio.get_running_loop().time(), {name: processor_seconds(pid) for name, pid in pids.items()}

        async def caller(place: int, call: Call, audio: CrowdAudio) -> None:
            waiting: list[tuple[str, str]] = []
            turn = place
            for number in range(keys):
                if types and number and not waiting:
                    kind, turn = types[turn % len(types)], turn + 1
                    waiting = [(kind, key) for key in TYPES[kind]]
                kind, key = waiting.pop(0) if waiting else ("", "1")
                await asyncio.sleep(think(chance, AFTER_TONE if key == "#" else pause))
                took = await audio.step(key)
                if kind:
                    level.types.setdefault(kind, []).append(took)
                else:
                    (level.later if number else level.first).append(took)
            assert not call.ended.is_set(), "a call was lost"

        await asyncio.gather(*(caller(place, call, audio) for place, (call, audio) in enumerate(opened)))
        lasted = asyncio.get_running_loop().time() - began
        level.seconds = lasted
        level.processors = {name: (processor_seconds(pid) - used[name]) / lasted for name, pid in pids.items()}
        level.lateness += crowd.lateness
        level.missing += sum(audio.missing for audio in crowd.audio)
        level.received += sum(audio.received for audio in crowd.audio)
        await asyncio.gather(*(call.hang_up() for call, _ in opened))
        assert crowd.agent.problems == []
    assert len(level.later) + sum(map(len, level.types.values())) == steps


async def _run(switch: Switch, report: Report) -> None:
    write_sound(switch.plan.base / "sounds" / "zh" / "bench" / "tone.wav", 0.2)
    add_dialplan(switch, HERE / "menu.conf")
    house = HotlineHouse(switch, HOTLINE_REDIS_URL="none")
    async with controlled(house, str(HERE / "menu_controller.py"), str(HERE / "menu.yaml")) as controller:
        assert switch.process is not None
        pids = {"asterisk": switch.process.pid, "controller": controller.pid}
        with report.watched():
            for calls, rounds, keys, pause in LEVELS:
                plain, ours = Level(), Level()
                with report.case(f"{calls} calls"):
                    for _ in range(rounds):
                        await _measure(plain, switch, PLAIN_LINE, calls, keys, pause, pids)
                        await _measure(ours, switch, LINE, calls, keys, pause, pids)
                    _note(report, calls, plain, ours)
                with report.case(f"{calls} calls, other types"):
                    plain, ours = Level(), Level()
                    for _ in range(rounds):
                        await _measure(plain, switch, PLAIN_LINE, calls, keys, pause, pids)
                        await _measure(ours, switch, LINE, calls, keys, pause, pids, tuple(TYPES))
                    _note_types(report, calls, keys, plain, ours)
    report.details["complaints_of_asterisk"] = len(switch.complaints())


def _note(report: Report, calls: int, plain: Level, ours: Level) -> None:
    case = f"{calls} call{'s' * (calls > 1)}"
    for share in (50, 95, 99):
        mine, peer = (percentile(level.later, share / 100) * 1000 for level in (ours, plain))
        report.add(case, f"key to prompt p{share}", "ms", mine, peer)
    mine, peer = (percentile(level.first, 0.5) * 1000 for level in (ours, plain))
    report.add(case, "first key to prompt p50", "ms", mine, peer)
    mine, peer = (percentile(level.lateness, 0.99) * 1000 for level in (ours, plain))
    report.add(case, "phones' clock late p99", "ms", mine, peer)
    for name, level in (("plain", plain), ("ours", ours)):
        report.details[f"{calls}.{name}"] = {
            "steps": len(level.later),
            "packets_received": level.received,
            "packets_missing": level.missing,
            "cores": {part: round(share, 3) for part, share in level.processors.items()},
            "ms": sorted(round(seconds * 1000, 1) for seconds in level.later),
        }
        if level.missing:
            report.notes.append(f"{case}, {name}: {level.missing} of {level.received} packets missing")
        assert level.missing * 1000 <= level.received, "over one packet in a thousand is missing"


def _note_types(report: Report, calls: int, keys: int, plain: Level, ours: Level) -> None:
    """Add a line a type and, over all of the last round's steps, what one costs the processor."""
    case = f"{calls} call{'s' * (calls > 1)}"
    for kind in TYPES:
        seen = ours.types[kind]
        for share in (50, 95):
            mine, peer = (percentile(part, share / 100) * 1000 for part in (seen, plain.later))
            report.add(case, f"{kind}: key to prompt p{share}", "ms", mine, peer)
        report.details[f"{calls}.{kind}"] = {"steps": len(seen), "ms": sorted(round(one * 1000, 1) for one in seen)}
    for name in ("asterisk", "controller"):
        mine, peer = (level.processors[name] * level.seconds * 1000 / (calls * keys) for level in (ours, plain))
        report.add(case, f"{name}, processor time a step", "ms", mine, peer if name == "asterisk" else None)
    assert all(level.missing * 1000 <= level.received for level in (ours, plain)), "over one packet in a thousand lost"


def test_menu_step(report: Callable[[str], Report]) -> None:
    made = report("Read in plain dialplan, same phones")
    with running_switch() as switch:
        made.versions["asterisk"] = version(switch)
        asyncio.run(_run(switch, made))
    made.write()
