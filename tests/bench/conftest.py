"""Measurements: no test here has a limit on time; one fails when it could not measure.

`BENCH=menu_step,ami` chooses some. One table at the end, and `var/bench/<name>.json` each.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "telephone"))  # the switch's rig

from figures import Report, table
from house import HotlineHouse

HotlineHouse.forked = False  # what is measured has its own memory and its own start

HERE = Path(__file__).parent
REPORTS: list[Report] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what BENCH does not name; give each the time it needs."""
    ours = [item for item in items if item.path.parent == HERE]
    names = {item.path.stem.removeprefix("test_") for item in ours}
    wanted = set(filter(None, os.environ.get("BENCH", "").replace(",", " ").split()))
    if unknown := wanted - names:
        raise pytest.UsageError(f"BENCH names {', '.join(sorted(unknown))}; there are {', '.join(sorted(names))}")
    for item in ours:
        item.add_marker(pytest.mark.timeout(600))
        if wanted and item.path.stem.removeprefix("test_") not in wanted:
            items.remove(item)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str], Report]:
    """Make the report of this benchmark, given the peer's name; it is written when the test has passed."""

    def make(peer: str) -> Report:
        made = Report(request.path.stem.removeprefix("test_"), peer)
        REPORTS.append(made)
        return made

    return make


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table."""
    found = [report for report in REPORTS if report.figures]
    if found:
        terminalreporter.section("measurements")
        for line in table(found):
            terminalreporter.write_line(line)
