"""Starts our processes from one that has loaded the whole house, so that a test does not pay for that each time.

A process here differs from one that is started by its command in one thing: it is a copy of a process in which the
modules are loaded already. What it then does, the memory it changes, its signals and its death are its own. When the
tests end, also by a kill, the server sees its line closed and takes all that it started along.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any, Never

MODULES = (
    "hotline.cli",
    "hotline.controller",
    "hotline.web",
    "hotline.worker",
    "hotline.speech_process",
    "hotline.migrate",
    "hotline.backup.take",
    "hotline.backup.restore",
    "hotline.doctor",
    "hotline.trace",
    "hotline.demo.client",
    "uvicorn.protocols.http.auto",
)
START_SECONDS = 120
LONGEST = 1 << 18  # bytes of a request


class Started:
    """A process that the server started; the part of `subprocess.Popen` that tests use."""

    def __init__(self, args: list[str], pid: int, status: int) -> None:
        self.args, self.pid, self.returncode = args, pid, None  # type: tuple[list[str], int, int | None]
        self._status, self._pidfd = status, -1
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            self._pidfd = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return the exit code, -9 for a process that was killed, `None` while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it is gone.

        Raises:
            subprocess.TimeoutExpired: it is not.
        """
        if self.returncode is None:
            if self._pidfd >= 0:
                waiting = select.poll()
                waiting.register(self._pidfd, select.POLLIN)
                if not waiting.poll(None if timeout is None else timeout * 1000):
                    raise subprocess.TimeoutExpired(self.args, timeout or 0)
            told = b""
            with contextlib.suppress(BlockingIOError):  # killed, and a child of its own lives on
                told = os.read(self._status, 16)
            self.returncode = int(told) if told else -signal.SIGKILL
            os.close(self._status)
            if self._pidfd >= 0:
                os.close(self._pidfd)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it is gone."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)


class ForkServer:
    """The server and the line to it; started when the first process is wanted."""

    def __init__(self) -> None:
        self._line: socket.socket | None = None
        self._lock = threading.Lock()

    def start(self, words: list[str], environment: dict[str, str], folder: Path, out: IO[Any], err: IO[Any]) -> Started:
        """Start `hotline <words>`, or the Python file that `words` begin with."""
        said, status = os.pipe()
        os.set_blocking(said, False)
        request = json.dumps({"words": words, "environment": environment, "folder": str(folder)}).encode()
        with self._lock:
            line = self._connected()
            socket.send_fds(line, [request], [out.fileno(), err.fileno(), status])
            os.close(status)
            answer = line.recv(64)
        if not answer:
            raise RuntimeError("the server of the tests' processes is gone")
        return Started(words, int(answer), said)

    def run(self, words: list[str], environment: dict[str, str], folder: Path) -> tuple[int, str, str]:
        """Run a command to its end; return exit code, output and errors."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            code = self.start(words, environment, folder, out, err).wait()
            out.seek(0)
            err.seek(0)
            return code, out.read().decode(), err.read().decode()

    def _connected(self) -> socket.socket:
        if self._line is None:
            here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with there:
                subprocess.Popen(
                    [sys.executable, __file__, str(there.fileno())], pass_fds=[there.fileno()], stdin=subprocess.DEVNULL
                )
            here.settimeout(START_SECONDS)
            assert here.recv(64) == b"ready"
            self._line = here
            atexit.register(here.close)
        return self._line


SERVER = ForkServer()


def serve(line: socket.socket) -> None:
    """Load the house, then start what is asked for until the tests are gone."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a thread would not be there in the copies
    for name in MODULES:
        importlib.import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nothing is left of a process that ended
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the tests say when it is over
    line.send(b"ready")
    started: list[int] = []
    while True:
        request, files, _, _ = socket.recv_fds(line, LONGEST, 3)
        if not request:
            break
        pid = os.fork()
        if pid == 0:
            line.close()
            _become(json.loads(request), files)
        for file in files:
            os.close(file)
        started.append(pid)
        line.send(str(pid).encode())
    for pid in started:
        if _is_ours(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _is_ours(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) == os.getpid()
    return False


def _become(request: dict[str, Any], files: list[int]) -> Never:
    """Be the process that was asked for."""
    code = 70
    out, err, status = files
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.set_inheritable(status, False)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        os.chdir(request["folder"])
        code = _carry_out(request["words"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # inside an except clause there is one
        code = 1
    finally:
        with contextlib.suppress(BaseException):
            threading._shutdown()  # type: ignore[attr-defined]  # what the interpreter does at its end
            atexit._run_exitfuncs()
            sys.stdout.flush()
            sys.stderr.flush()
        os.write(status, str(code).encode())
        os._exit(code)


def _carry_out(words: list[str]) -> int:
    if words[0].endswith(".py"):
        sys.argv = words
        sys.path.insert(0, str(Path(words[0]).parent))
        runpy.run_path(words[0], run_name="__main__")
    else:
        from hotline.cli import main

        sys.argv = ["hotline", *words]
        main()
    return 0


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
