"""An agent of the demonstration is played by one process at a time."""

import os
import signal
from pathlib import Path

import pytest

from foundation.errors import Unavailable
from hotline.demo.claims import claimed_agent

AGENTS = ("1001", "1002", "1003")


def everyone(_agent: str) -> bool:
    return True


def test_each_claim_gets_another_agent_and_the_fourth_none(tmp_path: Path) -> None:
    with (
        claimed_agent(tmp_path / "demo", AGENTS, everyone) as first,
        claimed_agent(tmp_path / "demo", AGENTS, everyone) as second,
        claimed_agent(tmp_path / "demo", AGENTS, everyone) as third,
    ):
        assert {first, second, third} == set(AGENTS)
        with (
            pytest.raises(Unavailable, match="hotline agent logoff"),
            claimed_agent(tmp_path / "demo", AGENTS, everyone),
        ):
            pass
    with claimed_agent(tmp_path / "demo", (first,), everyone) as again:
        assert again == first


def test_agent_who_is_logged_in_is_left_and_not_held(tmp_path: Path) -> None:
    asked: list[str] = []

    def only_1002(agent: str) -> bool:
        asked.append(agent)
        return agent == "1002"

    for _ in range(10):
        with claimed_agent(tmp_path, AGENTS, only_1002) as agent:
            assert agent == "1002"
            with claimed_agent(tmp_path, ("1001",), everyone) as other:
                assert other == "1001"
    assert set(asked) <= set(AGENTS)


def test_claim_of_a_killed_process_is_free_again(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with claimed_agent(tmp_path, ("1001",), everyone):
            os.write(writing, b"x")
            signal.pause()
    try:
        os.read(reading, 1)
        with pytest.raises(Unavailable), claimed_agent(tmp_path, ("1001",), everyone):
            pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with claimed_agent(tmp_path, ("1001",), everyone) as agent:
        assert agent == "1001"
