"""Whose lease it is: a process that is surely dead need not be waited for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from telephony.lease import holder_is_gone, new_holder


def test_we_are_here() -> None:
    assert not holder_is_gone(new_holder())
    assert len(new_holder()) <= 64


def test_a_process_that_ended_is_gone() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "from telephony.lease import new_holder; print(new_holder(), flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    holder = child.stdout.readline().strip()
    assert not holder_is_gone(holder)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert holder_is_gone(holder)  # dead, though nobody has taken note of it
    child.communicate()
    assert holder_is_gone(holder)


def test_the_same_process_id_started_later_is_another() -> None:
    place, _, started = new_holder().rpartition(".")
    assert holder_is_gone(f"{place}.{int(started) - 1}")


@pytest.mark.parametrize(
    "holder", ["", "x", "another-machine", "0123456789abcdef.4026531836.1.1", "a.b.c.d", "...", "1.2.3"]
)
def test_of_other_machines_nothing_is_known(holder: str) -> None:
    assert not holder_is_gone(holder)
