"""Processor time of the controller a call at growing rates, ledger written to SQLite, beside Asterisk's own.

SIPp's citizens press no key: silence leads them to the queue, where nobody answers, and they hang up. That is six facts
a call; the run has failed when SIPp lost a call, or when the ledger holds another number of facts than a second AMI
connection counted. The sounds are shortened, so that a call is in the menu for the 3 s of silence and little more.
"""

import asyncio
import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
from bench_switch import HERE, LINE, controlled, version, write_sound
from figures import Report, percentile, processor_seconds
from house import HotlineHouse
from switch_rig import CARRIER, Switch, free_port, running_switch, until

RATES = (5, 20, 50)
SECONDS = 25
STAY_MILLISECONDS = 7500
EVENT = re.compile(rb"Event: (AsyncAGIStart|QueueCallerJoin)\r\n")
IDLE_SECONDS = 5.0
SHORT = ("welcome_menu", "recording_notice")


class Samples:
    """Looks at the controller's metrics once a second; that costs it a few milliseconds each time."""

    def __init__(self, house: HotlineHouse) -> None:
        self._url = f"http://127.0.0.1:{house.settings.controller_port}/metrics"
        self.waiting_facts: list[float] = []
        self.waiting_events: list[float] = []

    async def run(self) -> None:
        """Look until cancelled."""
        async with httpx.AsyncClient() as client:
            while True:
                metrics = await self.read(client)
                self.waiting_facts.append(metrics["hotline_ledger_waiting_facts"])
                self.waiting_events.append(metrics["hotline_ami_waiting_events"])
                await asyncio.sleep(1)

    async def read(self, client: httpx.AsyncClient) -> dict[str, float]:
        """Return the metrics that have no labels."""
        text = (await client.get(self._url, timeout=10)).text
        lines = [line.split() for line in text.splitlines() if line and line[0] != "#" and "{" not in line]
        return {name: float(value) for name, value in lines}

    async def now(self) -> dict[str, float]:
        """Return the metrics once."""
        async with httpx.AsyncClient() as client:
            return await self.read(client)


async def _load(switch: Switch, rate: int, calls: int) -> dict[str, float]:
    """Place the calls and return SIPp's own counters."""
    stats = switch.plan.var / f"sipp-{rate}.csv"
    process = await asyncio.create_subprocess_exec(
        *("sipp", f"{switch.sip[0]}:{switch.sip[1]}", "-sf", str(HERE / "citizen_queues.xml"), "-s", LINE),
        *("-i", CARRIER, "-p", str(free_port()), "-r", str(rate), "-m", str(calls), "-l", str(calls)),
        *("-d", str(STAY_MILLISECONDS), "-trace_stat", "-stf", str(stats), "-fd", "1", "-nostdin"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=switch.plan.var,
    )
    try:
        await asyncio.wait_for(process.wait(), calls / rate + 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    with stats.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    last = rows[-1]
    placing = [row for row in rows if int(row["TotalCallCreated"]) < calls]
    return {
        "successful": float(last["SuccessfulCall(C)"]),
        "failed": float(last["FailedCall(C)"]),
        "retransmissions": float(last["Retransmissions(C)"]),
        "rate": float(placing[-1]["CallRate(C)"]) if placing else float(last["CallRate(C)"]),
    }


class Witness:
    """A second AMI connection that only counts events, so that the ledger is compared with what Asterisk said."""

    def __init__(self, switch: Switch) -> None:
        self._plan = switch.plan
        self.counts: Counter[bytes] = Counter()

    async def run(self) -> None:
        """Count until cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._plan.ami_port)
        secret = self._plan.ami_calls_secret
        writer.write(f"Action: Login\r\nUsername: hotline_calls\r\nSecret: {secret}\r\n\r\n".encode())
        rest = b""
        try:
            while data := await reader.read(1 << 16):
                whole, _, rest = (rest + data).rpartition(b"\r\n")
                self.counts.update(EVENT.findall(whole + b"\r\n"))
        finally:
            writer.close()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def _level(
    house: HotlineHouse, witness: Witness, rate: int, pids: dict[str, int], idle: dict[str, float]
) -> dict[str, Any]:
    calls = rate * SECONDS
    before = house.rows("SELECT coalesce(max(position), 0) FROM telephony_ledger")[0][0]
    said_before = witness.counts.copy()
    samples = Samples(house)
    looking = asyncio.create_task(samples.run())
    loop = asyncio.get_running_loop()
    began, used = loop.time(), {name: processor_seconds(pid) for name, pid in pids.items()}
    try:
        sipp = await _load(house.switch, rate, calls)
        query = "SELECT count(*) FROM telephony_ledger WHERE position > ? AND kind = 'call_ended'"
        await until(lambda: house.rows(query, before)[0][0], calls, "the end of every call is stored", 60)
    finally:
        looking.cancel()
    lasted = loop.time() - began
    spent = {name: processor_seconds(pid) - used[name] for name, pid in pids.items()}
    rows = house.rows("SELECT kind, happened_at, stored_at, epoch FROM telephony_ledger WHERE position > ?", before)
    kinds = Counter(row[0] for row in rows)
    owners = len({row[3] for row in rows})
    assert sipp["failed"] == 0, f"SIPp: {sipp}"
    assert sipp["successful"] == calls, f"SIPp: {sipp}"
    said = witness.counts - said_before
    in_menu, queued = said[b"AsyncAGIStart"], said[b"QueueCallerJoin"]
    # Who is led too late hangs up on the way: a call less in the menu or the queue, and no fact lost.
    expected = dict.fromkeys(("call_entered", "call_ended"), calls)
    expected |= dict.fromkeys(("call_offered", "queue_left"), queued)
    # After a change of owner a menu that goes on counts as another one, and one that passed in the gap is unseen.
    menus = kinds["menu_entered"] if owners > 1 else in_menu
    expected |= dict.fromkeys(("menu_entered", "menu_completed"), menus)
    assert sipp["rate"] >= 0.9 * rate, f"SIPp placed {sipp['rate']} calls/s, not {rate}"
    assert kinds == expected, f"facts of {calls} calls, {in_menu} in the menu, {queued} in the queue: {kinds}"
    # The writer stamps a fact when its transaction begins; the time of the event is Asterisk's, on the same clock.
    lag = [(_moment(stored) - _moment(happened)).total_seconds() for _, happened, stored, _ in rows]
    return {
        "calls": calls,
        "in_menu": in_menu,
        "queued": queued,
        "owners": owners,
        "kinds": dict(kinds),
        "facts": len(rows),
        "seconds": round(lasted, 1),
        "sipp": sipp,
        "processor_seconds": {name: round(value, 2) for name, value in spent.items()},
        "ms_a_call": {name: (spent[name] - idle[name] * lasted) / calls * 1000 for name in spent},
        "cores": {name: spent[name] / lasted for name in spent},
        "lag_seconds": {f"p{share}": percentile(lag, share / 100) for share in (50, 95, 99)} | {"max": max(lag)},
        "waiting_facts": samples.waiting_facts,
        "waiting_events": samples.waiting_events,
    }


async def _quiet(house: HotlineHouse) -> None:
    """Wait until no call is open, so that a level that failed does not reach into the next."""
    samples = Samples(house)

    async def open_calls() -> float:
        return (await samples.now())["hotline_calls_open"]

    await until(open_calls, 0.0, "every call has ended", 60)


async def _run(switch: Switch, report: Report) -> None:
    for name in SHORT:
        write_sound(switch.plan.base / "sounds" / "zh" / "hotline" / f"{name}.wav", 0.1, peak=0)
    house = HotlineHouse(switch, HOTLINE_REDIS_URL="none")
    async with controlled(house) as controller:
        assert switch.process is not None
        pids = {"controller": controller.pid, "asterisk": switch.process.pid}
        witness = Witness(switch)
        counting = asyncio.create_task(witness.run())
        with report.watched():
            used = {name: processor_seconds(pid) for name, pid in pids.items()}
            await asyncio.sleep(IDLE_SECONDS)
            idle = {name: (processor_seconds(pid) - used[name]) / IDLE_SECONDS for name, pid in pids.items()}
            report.details["idle_cores"] = idle
            for rate in RATES:
                with report.case(f"{rate} calls/s"):
                    found = report.details[f"{rate}"] = await _level(house, witness, rate, pids, idle)
                    _note(report, rate, found)
                await _quiet(house)
        counting.cancel()
        end = await Samples(house).now()
        assert end["hotline_ledger_refused_facts_total"] == 0
        report.details["spooled_facts"] = end["hotline_ledger_spooled_facts_total"]
    report.details["complaints_of_asterisk"] = len(switch.complaints())


def _note(report: Report, rate: int, found: dict[str, Any]) -> None:
    case = f"{rate} calls/s"
    mine, peer = found["ms_a_call"]["controller"], found["ms_a_call"]["asterisk"]
    report.add(case, "processor time a call", "ms", mine, peer)
    report.add(case, "cores", "", found["cores"]["controller"], found["cores"]["asterisk"])
    report.add(case, "rate reached", "calls/s", found["sipp"]["rate"])
    report.add(case, "facts stored", "facts/s", found["facts"] / SECONDS)
    report.add(case, "event to store p95", "ms", found["lag_seconds"]["p95"] * 1000)
    if found["queued"] < found["calls"]:
        report.notes.append(f"{case}: {found['calls'] - found['queued']} of {found['calls']} hung up before the queue")
    report.add(case, "facts waiting, most seen", "", max(found["waiting_facts"]))
    if found["owners"] > 1:
        report.notes.append(f"{case}: the lease was lost and taken {found['owners'] - 1} times")


def test_controller_cpu(report: Callable[[str], Report]) -> None:
    made = report("Asterisk's own process, same calls")
    with running_switch() as switch:
        made.versions["asterisk"] = version(switch)
        asyncio.run(_run(switch, made))
    made.write()
