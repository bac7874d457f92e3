"""Runs every process of one copy in the foreground until it is told to stop."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from foundation.settings import Settings
from hotline.setup.certificate import host_of
from hotline.setup.ready import Readiness, ask_ready, ports_of
from hotline.setup.stages import SetupFailed, say
from hotline.setup.supervisor import LOOPBACK, Program, dies_with_parent, programs, render_supervisor

READY_SECONDS = 60.0
"""How long the start may take before what is missing is named as a problem; the processes go on either way."""
STOP_SECONDS = 45.0


def serve(settings: Settings) -> int:
    """Run all processes until Ctrl-C or SIGTERM and return the exit code: 0 after an ordered stop.

    A copy that already runs with the same state folder is named, and nothing is started.
    """
    holder = running_pid(settings.var)
    if holder is not None:
        say(f"The hotline of {settings.var} already runs (process {holder}): {_address(settings)}")
        say("Stop it with Ctrl-C in its terminal, or `make stop`; a second copy needs its own HOTLINE_VAR and ports.")
        return 0
    with running_lock(settings.var):
        require_free_ports(settings)
        return supervise(settings, programs(settings), lambda: ask_ready(settings.http_port), _welcome)


def require_free_ports(settings: Settings) -> None:
    """Raise `SetupFailed` with the settings of the ports that another program holds."""
    taken = [f"{use.setting}={use.port}" for use in ports_of(settings) if not use.free()]
    if taken:
        raise SetupFailed(f"these ports are in use, choose others: {', '.join(taken)}")


def stop(settings: Settings) -> int:
    """End the hotline that runs with this state folder and wait for its end; 0 also when none runs."""
    holder = running_pid(settings.var)
    if not holder:
        say(f"No hotline runs with {settings.var}.")
        return 0
    os.kill(holder, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS + 15
    while running_pid(settings.var) is not None:
        if time.monotonic() > deadline:
            say(f"Process {holder} has not ended after {STOP_SECONDS + 15:.0f} s; see {settings.var / 'log'}.")
            return 1
        time.sleep(0.1)
    say("Stopped.")
    return 0


def supervise(
    settings: Settings,
    chosen: list[Program],
    ask: Callable[[], Readiness],
    welcome: Callable[[Settings, list[Program]], None],
) -> int:
    """Start supervisord with the programs, announce readiness once, wait for a signal, stop everything."""
    configuration = render_supervisor(settings, chosen)
    command = (sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(configuration))
    stops: list[int] = []

    def on_signal(number: int, _frame: FrameType | None) -> None:
        stops.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    # A session of its own: Ctrl-C reaches this process alone, which then stops the programs in order.
    child = subprocess.Popen(dies_with_parent(command), start_new_session=True, stdin=subprocess.DEVNULL)
    say(f"Starting {', '.join(program.name for program in chosen)} ...")
    _until_ready(settings, chosen, child, stops, ask, welcome)
    while not stops:
        if child.poll() is not None:
            say(f"supervisord ended by itself ({child.returncode}); see {settings.var / 'log' / 'supervisor.log'}")
            return 1
        time.sleep(0.2)
    return _stop(child, stops)


def _until_ready(
    settings: Settings,
    chosen: list[Program],
    child: subprocess.Popen[bytes],
    stops: list[int],
    ask: Callable[[], Readiness],
    welcome: Callable[[Settings, list[Program]], None],
) -> None:
    started = time.monotonic()
    told, late = 0.0, False
    while not stops and child.poll() is None:
        answer = ask()
        passed = time.monotonic() - started
        if answer.ready:
            say(f"Ready after {passed:.1f} s.")
            welcome(settings, chosen)
            return
        if passed > READY_SECONDS and not late:
            late = True
            say(f"Not ready after {READY_SECONDS:.0f} s; `hotline doctor` says what to do. Missing:")
            say("\n".join(f"  - {part}" for part in answer.missing))
            say(f"Logs: {settings.var / 'log'}. It goes on trying; Ctrl-C stops it.")
        elif passed - told >= 5.0 and not late:
            told = passed
            say(f"  {passed:.0f} s, waiting for: {'; '.join(answer.missing)}")
        time.sleep(0.3)


def _stop(child: subprocess.Popen[bytes], stops: list[int]) -> int:
    say("\nStopping (calls in progress end) ...")
    started = time.monotonic()
    seen = len(stops)
    child.send_signal(signal.SIGTERM)
    while child.poll() is None:
        if time.monotonic() - started > STOP_SECONDS or len(stops) > seen + 1:
            # Each program has the kernel's order to end with its parent.
            child.kill()
            child.wait(timeout=10)
            say("Killed: some program did not stop in time.")
            return 1
        time.sleep(0.05)
    say(f"Stopped after {time.monotonic() - started:.1f} s.")
    return 0


def _lock_file(var: Path) -> Path:
    return var / "supervisor" / "running.lock"


def running_pid(var: Path) -> int | None:
    """Return the process that runs the hotline of this state folder, `None` when none does."""
    try:
        with _lock_file(var).open("r+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                text = handle.read().strip()
                return int(text) if text.isdigit() else 0
    except FileNotFoundError:
        pass
    return None


@contextmanager
def running_lock(var: Path) -> Iterator[None]:
    """Hold the mark that this state folder is in use; it vanishes with this process."""
    path = _lock_file(var)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        handle.truncate(0)
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield


def _address(settings: Settings) -> str:
    if not settings.tls:
        return f"http://127.0.0.1:{settings.http_port}"
    host = host_of(settings.public_host)
    shown = f"[{host}]" if ":" in host else host
    return f"https://{shown}" if settings.https_port == 443 else f"https://{shown}:{settings.https_port}"


def _who(settings: Settings) -> str:
    lines = ""
    if settings.is_demonstration:
        lines += "\n              log in as 1001, password demo-1001; citizen's page: /citizen"
    if settings.tls and settings.http_bind in LOOPBACK:
        lines += "\n              (HOTLINE_HTTP_BIND=0.0.0.0 lets other machines in)"
    return lines


def _welcome(settings: Settings, chosen: list[Program]) -> None:
    say(
        f"""
The hotline answers.
  Open        {_address(settings)}{_who(settings)}
  Dial        {" ".join(settings.lines)} through the trunk, SIP port {settings.sip_port} (UDP)
  Try a call  .venv/bin/hotline demo-call --agent auto --json
  Check       .venv/bin/hotline doctor
  Logs        {settings.var / "log"}/{{{",".join(program.name for program in chosen)}}}.log
  Stop        Ctrl-C
  Start anew  make reset (removes {settings.var})
"""
    )
