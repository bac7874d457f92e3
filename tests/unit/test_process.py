"""What every process does at its start."""

import os
import subprocess
import sys

import pytest

ASK = "import os, sys; from hotline.process import take_priority; take_priority(sys.argv[1]); print(os.nice(0))"


@pytest.mark.parametrize(("name", "steps"), [("controller", -10), ("web", 0), ("worker", 5), ("speech", 10)])
def test_a_process_takes_its_place_and_goes_on_where_it_may_not(name: str, steps: int) -> None:
    said = subprocess.run([sys.executable, "-c", ASK, name], capture_output=True, text=True, check=True)
    here = os.nice(0)
    may = [max(-20, min(19, here + steps))] if steps >= 0 else [max(-20, here + steps), here]
    assert int(said.stdout) in may
