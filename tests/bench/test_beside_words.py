"""A key to the next prompt and a fact to the wall while four calls are recognised, beside the same without speech."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench_switch import HERE, LINE, controlled, version, write_sound
from desktops import Web
from figures import Report, percentile, state_folder
from house import HotlineHouse
from switch_rig import Switch, running_switch
from test_menu_step import Level, _measure
from test_wall import KIND, _ours

from speech.model import ensure_model

ROUNDS, KEYS, PAUSE = 4, 13, (0.4, 0.8)
READY_SECONDS = 120


@asynccontextmanager
async def talkers(folder: Path) -> AsyncIterator[None]:
    """Have four calls recognised until the block ends; ``folder`` is there."""
    command = [sys.executable, str(HERE / "talkers.py"), str(folder)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)  # noqa: ASYNC220 - it returns at once
    assert process.stdout is not None
    try:
        async with asyncio.timeout(READY_SECONDS):
            lines = iter(process.stdout.readline, b"")  # logs among them
            ready = await asyncio.to_thread(lambda: b"ready\n" in lines)
        assert ready, (folder / "log").read_text()[-2000:]
        yield
        assert process.poll() is None, "the talkers ended early"
    finally:
        process.kill()
        process.wait()


async def _menu(switch: Switch, report: Report, folders: Sequence[Path]) -> None:
    write_sound(switch.plan.base / "sounds" / "zh" / "bench" / "tone.wav", 0.2)
    house = HotlineHouse(switch, HOTLINE_REDIS_URL="none")
    quiet, beside = Level(), Level()
    async with controlled(house, str(HERE / "menu_controller.py"), str(HERE / "menu.yaml")):
        for number in range(ROUNDS):
            await _measure(quiet, switch, LINE, 1, KEYS, PAUSE, {})
            async with talkers(folders[number]):
                await _measure(beside, switch, LINE, 1, KEYS, PAUSE, {})
    for share in (0.5, 0.95):
        mine, peer = (percentile(level.later, share) * 1000 for level in (beside, quiet))
        report.add("menu", f"key to prompt p{share * 100:.0f}", "ms", mine, peer)
    assert all(level.missing * 1000 <= level.received for level in (quiet, beside)), "packets lost"


async def _wall(report: Report, folders: Sequence[Path]) -> None:
    seen = {}
    for at, name in enumerate(("quiet", "beside")):
        web = Web(folders[at])
        try:
            pid = await web.start()
            if name == "quiet":
                seen[name] = await _ours(web, pid, report)
            else:
                async with talkers(folders[-1]):
                    seen[name] = await _ours(web, pid, report)
        finally:
            web.stop()
    for share in (0.5, 0.95):
        mine, peer = (percentile(seen[name].waits[KIND], share) * 1000 for name in ("beside", "quiet"))
        report.add("wall, 200 of them", f"fact to frame p{share * 100:.0f}", "ms", mine, peer)


async def test_beside_words(report: Callable[[str], Report], tmp_path: Path) -> None:
    """What callers and supervisors notice of four calls that are recognised."""
    folders = [tmp_path / str(number) for number in range(ROUNDS + 3)]
    for folder in folders:
        folder.mkdir()
    ensure_model(state_folder() / "models" / "whisper-base")
    made = report("the same without speech")
    made.details["cores"] = os.cpu_count()
    with made.watched():
        with running_switch() as switch:
            made.versions["asterisk"] = version(switch)
            await _menu(switch, made, folders[:ROUNDS])
        await _wall(made, folders[ROUNDS:])
    made.write()
