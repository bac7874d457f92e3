"""A real Asterisk with the rendered configuration: `switch` for all tests, `switch_copy` for those that kill it.

`house` is one hotline with an Asterisk of its own for all tests of the group `call_story`.
"""

from collections.abc import Iterator

import pytest
from house import HotlineHouse, running_house
from switch_rig import Switch, free_port, running_switch, until

__all__ = ["Switch", "_running", "free_port", "until"]

_running = running_switch


@pytest.fixture(scope="session")
def switch() -> Iterator[Switch]:
    """One Asterisk for all tests; its log must stay free of complaints."""
    with running_switch() as running:
        yield running


@pytest.fixture
def switch_copy() -> Iterator[Switch]:
    """An Asterisk of one's own, to kill."""
    with running_switch() as running:
        yield running


@pytest.fixture(scope="session")
def own_switch() -> Iterator[Switch]:
    """Another Asterisk than that of the tests without an owner; phones vanish here: only a missing sound is a fault."""
    with running_switch(expected=("",)) as running:
        yield running


@pytest.fixture(scope="session")
def house(own_switch: Switch) -> Iterator[HotlineHouse]:
    """One hotline for all tests that break nothing for good."""
    with running_house(own_switch) as opened:
        yield opened
