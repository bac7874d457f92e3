"""`hotline doctor` and readiness beside a running hotline: well, and with each process gone."""

import asyncio
import json
import signal
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from house import HotlineHouse, running_house
from switch_rig import Switch, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300)]


@pytest.fixture
def house(switch_copy: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline of one's own."""
    with running_house(switch_copy) as opened:
        yield opened


async def examined(house: HotlineHouse) -> tuple[int, dict[str, dict[str, Any]]]:
    """Run the command; return its exit code and each check by name."""
    code, out = await house.attempt("doctor", "--json")
    report = json.loads(out)
    assert report["ok"] == (code == 0)
    return code, {check["name"]: check for check in report["checks"]}


def failing(checks: dict[str, dict[str, Any]], *, critical: bool) -> set[str]:
    """Return the names of what is not well, of what a call needs or of the rest."""
    return {name for name, check in checks.items() if not check["ok"] and check["critical"] is critical}


async def missing(house: HotlineHouse) -> set[str]:
    """Return what readiness misses; whatever it says, it must say in time."""
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        answer = await client.get(f"http://127.0.0.1:{house.settings.http_port}/health/ready")
    return set(answer.json()["missing"])


async def test_whole_house_is_well_and_each_dead_process_is_named(house: HotlineHouse) -> None:
    code, checks = await examined(house)
    assert (code, failing(checks, critical=True)) == (0, set())
    for name in ("worker", "speech", "recordings", "spool", "database", "owner", "letters", "events", "facts", "web"):
        assert checks[name]["ok"], checks[name]

    house.kill("worker")
    await until(lambda: missing(house), {"worker"}, "readiness misses the worker", 10)
    code, checks = await examined(house)
    assert (code, failing(checks, critical=True)) == (0, set()), "calls are taken without a worker"
    assert {"worker", "web"} <= failing(checks, critical=False)
    assert "worker" in checks["web"]["message"]
    house.start("worker")
    await until(lambda: missing(house), set(), "the worker is back", 60)

    house.kill("speech")

    async def unheard() -> bool:
        return "speech" in failing((await examined(house))[1], critical=False)

    await until(unheard, True, "the doctor misses the recogniser", 60)
    house.kill("redis")
    code, checks = await examined(house)
    assert (code, checks["redis"]["ok"]) == (0, False)

    house.kill("web")
    code, checks = await examined(house)
    assert (code, checks["web"]["ok"], checks["worker"]["ok"]) == (0, False, True)

    house.kill("controller")

    async def unowned() -> set[str]:
        return failing((await examined(house))[1], critical=True)

    await until(unowned, {"owner"}, "the doctor misses the owner", 60)
    assert (await examined(house))[0] == 1

    house.switch.stop(signal.SIGKILL)
    code, checks = await examined(house)
    assert code == 1
    assert {"owner", "ami login"} <= failing(checks, critical=True)


async def test_worker_that_hangs_is_missed_too(house: HotlineHouse) -> None:
    await asyncio.to_thread(house.freeze, "worker")
    await until(lambda: missing(house), {"worker"}, "readiness misses the worker", 10)
    house.signal("worker", signal.SIGCONT)
    await until(lambda: missing(house), set(), "the worker is back", 30)
