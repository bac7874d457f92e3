"""The real Asterisk of the telephone tests with what a benchmark adds: sounds, more dialplan, a controller."""

import asyncio
import os
import subprocess
import sys
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
from house import HotlineHouse
from switch_rig import Switch, until

from hotline.setup.secrets import ensure_secrets

HERE = Path(__file__).parent
PLAIN_LINE = "99001"
LINE = "12345"


def add_dialplan(switch: Switch, path: Path) -> None:
    """Append contexts to the rendered dialplan of a running switch."""
    extensions = switch.plan.base / "etc" / "extensions.conf"
    extensions.write_text(extensions.read_text() + path.read_text())
    told = subprocess.run(
        [*switch.command, "-C", str(switch.plan.main_file), "-rx", "dialplan reload"], capture_output=True, check=False
    )
    assert told.returncode == 0, f"dialplan reload: {told.stdout!r} {told.stderr!r}"


def version(switch: Switch) -> str:
    """Return the version of Asterisk."""
    told = subprocess.run(
        [*switch.command, "-C", str(switch.plan.main_file), "-rx", "core show version"],
        capture_output=True,
        check=False,
    )
    return told.stdout.decode().split(" built ")[0].removeprefix("Asterisk ").strip()


def write_sound(path: Path, seconds: float, hertz: float = 440.0, peak: int = 12000) -> None:
    """Write a tone that is loud from its first packet on; a peak of 0 is silence."""
    at = np.arange(int(seconds * 8000))
    samples = (peak * np.cos(2 * np.pi * hertz * at / 8000)).astype("<i2")
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples.tobytes())


@asynccontextmanager
async def controlled(house: HotlineHouse, *command: str) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """Make schema and secrets, run a controller (`command` in place of the product's) until the block ends."""
    plan = house.switch.plan
    ensure_secrets(house.var)
    (house.var / "secrets" / "ami_calls").write_text(plan.ami_calls_secret)
    (house.var / "secrets" / "ami_publish").write_text(plan.ami_publish_secret)
    await house.command("migrate")
    if command:
        with (house.var / "controller.log").open("ab") as log:
            house.processes["controller"] = subprocess.Popen(  # noqa: ASYNC220 - it returns at once
                [sys.executable, *command],
                env={**os.environ, **house.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
    else:
        house.start("controller")
    process = house.processes["controller"]
    try:
        ami = await house.switch.ami()
        await until(lambda: _beats(process, ami.get_global("BEAT_STALE")), "0", "the watchdog sees the beat", 60)
        await ami.close()
        yield process
    except BaseException:
        sys.stderr.write("".join((house.var / "controller.log").read_text(errors="replace")[-4000:]))
        raise
    finally:
        house.stop()


async def _beats(process: "subprocess.Popen[bytes]", asked: "asyncio.Future[str] | object") -> object:
    assert process.poll() is None, "the controller ended"
    return await asked  # type: ignore[misc]  # a coroutine
