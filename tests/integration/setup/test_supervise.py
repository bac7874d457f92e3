"""Real supervisord over small programs: what was started ends with it, in whatever way it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DRIVER = """
import sys
from foundation.settings import Settings
from hotline.setup.ready import Readiness
from hotline.setup.serve import running_lock, supervise
from hotline.setup.supervisor import Program

settings = Settings()
started = settings.var / "started"
plain = f"open({str(started)!r}, 'a').write('x'); import time; time.sleep(600)"
stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
programs = [
    Program("plain", (sys.executable, "-c", plain), 10),
    Program("parent", ("sh", "-c", "sleep 600 & sleep 600 & wait"), 20),
    Program("stubborn", (sys.executable, "-c", stubborn), 30, stop_seconds=1),
]
welcome = lambda *_: (settings.var / "welcomed").touch()
ready = lambda: Readiness(started.exists(), () if started.exists() else ("plain",))
with running_lock(settings.var):
    sys.exit(supervise(settings, programs, ready, welcome))
"""


def processes_of(var: Path) -> dict[int, str]:
    """Return the processes whose environment names the state folder, with their command lines."""
    mark = f"HOTLINE_VAR={var}\0".encode()
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            if mark in (entry / "environ").read_bytes() + b"\0" and "State:\tZ" not in (entry / "status").read_text():
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, ProcessLookupError):
            continue
    return found


def eventually(condition: Callable[[], bool], reason: str, seconds: float = 15) -> None:
    """Poll until the condition holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {reason}"
        time.sleep(0.05)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def running(var: Path) -> Iterator[subprocess.Popen[str]]:
    """A driver whose programs are up, all five processes of them beside it and supervisord."""
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER],
        env=os.environ | {"HOTLINE_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        eventually(lambda: sum("sleep 600" in line for line in processes_of(var).values()) >= 3, "programs started")
        eventually(lambda: (var / "started").exists(), "plain started")
        yield driver
    finally:
        for process in [driver.pid, *processes_of(var)]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        driver.communicate(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process_also_a_stubborn_one(
    running: subprocess.Popen[str], var: Path, number: signal.Signals
) -> None:
    eventually(lambda: (var / "welcomed").exists(), "readiness announced")
    running.send_signal(number)
    output, _ = running.communicate(timeout=20)
    assert running.returncode == 0, output
    assert "Ready after" in output
    assert "Stopped after" in output
    assert processes_of(var) == {}


def test_a_program_that_dies_is_started_again(running: subprocess.Popen[str], var: Path) -> None:
    eventually(lambda: (var / "started").read_text() == "x", "first start")
    (victim,) = [
        pid
        for pid, line in processes_of(var).items()
        if "started" in line and "supervisord" not in line and pid != running.pid
    ]
    time.sleep(1.1)  # startsecs
    os.kill(victim, signal.SIGKILL)
    eventually(lambda: (var / "started").read_text() == "xx", "second start")


def test_nothing_is_left_when_the_first_process_is_killed(running: subprocess.Popen[str], var: Path) -> None:
    running.kill()
    running.wait(timeout=5)
    eventually(lambda: processes_of(var) == {}, f"orphans: {processes_of(var)}")


def test_nothing_but_the_deaf_is_left_when_supervisord_is_killed(running: subprocess.Popen[str], var: Path) -> None:
    (supervisord,) = [pid for pid, line in processes_of(var).items() if "supervisor.supervisord" in line]
    os.kill(supervisord, signal.SIGKILL)
    output, _ = running.communicate(timeout=20)
    assert running.returncode == 1
    assert "ended by itself" in output
    eventually(
        lambda: all("SIG_IGN" in line or "sleep 600" in line for line in processes_of(var).values()), "left over"
    )


def test_a_second_start_with_the_same_state_says_it_runs(running: subprocess.Popen[str], var: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "hotline.setup", "run"],
        env=os.environ | {"HOTLINE_VAR": str(var)},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 0
    assert f"already runs (process {running.pid})" in second.stdout
    stopped = subprocess.run(
        [sys.executable, "-m", "hotline.setup", "stop"],
        env=os.environ | {"HOTLINE_VAR": str(var)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (stopped.returncode, stopped.stdout) == (0, "Stopped.\n")
    assert processes_of(var).keys() <= {running.pid}
