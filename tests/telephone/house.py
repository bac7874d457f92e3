"""A whole hotline for acceptance tests: every process of ours, its own Redis and store, beside a real Asterisk.

Processes are started and ended one by one here, so that a test can kill exactly one of them at exactly one moment; what
the supervisor does in production (start again at once) is `restart`.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis
from fork_server import SERVER, Started
from stores import fresh_database
from switch_rig import Switch, free_port, until

from foundation.settings import Settings
from hotline.demo.client import Client, Refused
from hotline.demo.phone import AgentPhone, Citizen
from hotline.setup.secrets import ensure_secrets
from hotline.setup.switch import CITIZEN, TRIAL
from queueing.agents.desk import SETTLE_SECONDS

HOTLINE = Path(sys.executable).with_name("hotline")
START_SECONDS = 180  # a busy machine reads the model and the word lists slowly
APPEALS = Path(__file__).resolve().parents[2] / "hotline" / "demo" / "appeals"


class HotlineHouse:
    """One copy of the hotline on `switch`; `more` are further HOTLINE_* settings.

    Its store is SQLite, or a PostgreSQL database of its own where `HOTLINE_TEST_STORE` is `postgresql`.

    Where `forked` is false its processes are started by their commands, which takes each of them seconds; measurements
    of time and memory want it so.
    """

    forked = True

    def __init__(self, switch: Switch, **more: str) -> None:
        self.switch = switch
        self._dropped: Callable[[], None] | None = None
        if os.environ.get("HOTLINE_TEST_STORE") == "postgresql" and "HOTLINE_DATABASE_URL" not in more:
            url, self._dropped = fresh_database()
            more["HOTLINE_DATABASE_URL"] = url
        plan = switch.plan
        self.var = plan.var
        self.ready_at = 0.0
        self.redis_port = free_port()
        self.standby_port = free_port()
        self.environment = {
            "HOTLINE_VAR": str(plan.var),
            "HOTLINE_NODE": plan.node,
            "HOTLINE_HTTP_PORT": str(free_port()),
            "HOTLINE_CONTROLLER_PORT": str(free_port()),
            "HOTLINE_SPEECH_PORT": str(free_port()),
            "HOTLINE_SIP_PORT": str(plan.sip_port),
            "HOTLINE_SIP_WS_PORT": str(plan.sip_ws_port),
            "HOTLINE_AMI_PORT": str(plan.ami_port),
            "HOTLINE_REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0",
            "HOTLINE_AGENTS": ",".join(agent.code for agent in plan.agents),
            "HOTLINE_TRUNK_ADDRESSES": ",".join(plan.trunk_addresses),
            "HOTLINE_SPEECH_ENGINE": "fake",
            "HOTLINE_WRAP_UP_SECONDS": "1",
            "HOTLINE_RING_SECONDS": "6",
            "HOTLINE_TAP_LIMIT": "8",
            "HOTLINE_WORKER_METRICS_PORT": "0",
            "HOTLINE_SPEECH_METRICS_PORT": "0",
            # What happens to be free on this machine is nobody's business here.
            **{f"HOTLINE_DISK_{limit}_MB": "0" for limit in ("LOW", "FULL", "RESERVE")},
            **({"HOTLINE_ASTERISK_ROOT": str(plan.root.parent)} if plan.root else {}),
            **more,
        }
        self.processes: dict[str, subprocess.Popen[bytes] | Started] = {}
        self._number = 0
        names = {name.removeprefix("HOTLINE_").lower(): value for name, value in self.environment.items()}
        self.settings = Settings(**names)  # type: ignore[arg-type]  # text, as from the environment

    # -- processes --------------------------------------------------------------------------------------------------

    def start(self, *names: str) -> None:
        """Start processes: redis, controller, standby, worker, web, speech."""
        for name in names:
            if name == "redis":
                self._start_redis()
            elif name == "standby":
                self._start(name, "controller", HOTLINE_CONTROLLER_PORT=str(self.standby_port))
            else:
                self._start(name, name)

    def _start_redis(self) -> None:
        command = ["redis-server", "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", ""]
        with (self.var / "redis.log").open("ab") as log:
            self.processes["redis"] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.var
            )

    def start_command(self, name: str, *words: str) -> None:
        """Start another command of ours, for example the ticket service alone."""
        self._start(name, name, *words)

    def start_python(self, name: str, file: Path, *words: str) -> None:
        """Start a process of the tests in place of one of ours."""
        self._start(name, str(file), *words)

    def _start(self, name: str, *words: str, **more: str) -> None:
        environment = {**os.environ, **self.environment, **more}
        with (self.var / f"{name}.log").open("ab") as log:
            if self.forked:
                self.processes[name] = SERVER.start(list(words), environment, self.var, log, log)
                return
            command = [sys.executable, *words] if words[0].endswith(".py") else [str(HOTLINE), *words]
            self.processes[name] = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.var
            )

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process that `start` started."""
        self.processes[name].send_signal(number)

    def freeze(self, name: str) -> None:
        """SIGSTOP a process outside its transactions: inside one it would hold what it wrote (docs/store.md)."""
        for _ in range(100):
            self.signal(name, signal.SIGSTOP)
            try:
                with self.held_store(1.0):
                    return
            except (sqlite3.OperationalError, psycopg.OperationalError):
                self.signal(name, signal.SIGCONT)
                time.sleep(0.05)
        raise TimeoutError(f"{name} was inside a transaction each time")

    async def empty_redis(self) -> None:
        """Do FLUSHALL on the Redis that runs, as soon as it takes commands."""

        def flush() -> bool:
            try:
                with redis.Redis(port=self.redis_port) as store:
                    return bool(store.flushall())
            except redis.RedisError:
                return False

        await until(lambda: asyncio.to_thread(flush), True, "Redis is emptied")

    def kill(self, *names: str) -> None:
        """SIGKILL processes at one moment and wait until they are gone."""
        for name in names:
            self.processes[name].kill()
        for name in names:
            self.processes.pop(name).wait(10)

    def kill_all(self) -> None:
        """SIGKILL every process of the house at one moment, Redis too."""
        self.kill(*self.processes)

    def restart(self, name: str) -> None:
        """Do what the supervisor does after a death."""
        self.kill(name)
        self.start(name)

    def stop(self) -> None:
        """End everything that was started, the stopped ones too."""
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        self.processes.clear()
        if self._dropped is not None:
            self._dropped()
            self._dropped = None
        if keep := os.environ.get("HOTLINE_TEST_KEEP"):  # a folder to look into after a failure
            shutil.copytree(self.var, keep, dirs_exist_ok=True, ignore=shutil.ignore_patterns("run", "sounds"))

    async def open(self) -> None:
        """Make secrets and schema, start everything and wait until a call would be answered."""
        ensure_secrets(self.var)
        plan = self.switch.plan
        known = {"ami_calls": plan.ami_calls_secret, "ami_publish": plan.ami_publish_secret}
        known |= {f"sip_{agent.code}w": agent.web_secret for agent in plan.agents}
        known |= {f"sip_{agent.code}p": agent.phone_secret for agent in plan.agents}
        known |= {CITIZEN: plan.demonstration_secret} if plan.demonstration_secret else {}
        known |= {TRIAL: plan.trial_secret} if plan.trial_secret else {}
        for name, value in known.items():
            (self.var / "secrets" / name).write_text(value)
        await self.command("migrate")
        self.start("redis", "controller", "worker", "web", "speech")
        await self.ready(START_SECONDS)
        there = "SELECT 1 FROM speech_worker"
        await until(lambda: bool(self.rows(there)), True, "the speech process is there", START_SECONDS)
        await self.led()

    async def led(self, seconds: float = 60) -> None:
        """Wait until the switch sees the owner's beat: calls before that go to the queue without a menu."""
        ami = await self.switch.ami()
        await until(lambda: ami.get_global("BEAT_STALE"), "0", "the watchdog sees the beat", seconds)
        await ami.close()

    async def phones_settled(self) -> None:
        """Wait until a phone that is lost has vanished: while the owner has just come it may only not be back yet."""
        await asyncio.sleep(max(0.0, self.ready_at + SETTLE_SECONDS - time.monotonic()))

    async def standing_by(self) -> None:
        """Wait until the standby is up."""
        live = f"http://127.0.0.1:{self.standby_port}/health/live"

        def ask() -> int:
            try:
                return httpx.get(live, trust_env=False).status_code
            except httpx.HTTPError:
                return 0

        await until(lambda: asyncio.to_thread(ask), 200, "the standby is up", 60)

    async def ready(self, seconds: float = 120) -> None:
        """Wait until `/health/ready` says so."""

        def ask() -> bool:
            try:
                return bool(self.api("GET", "/health/ready")["status"] == "ready")
            except Exception as error:  # a ticket service that is away on purpose is no reason to wait
                text = str(error)
                return "ticket_service" in text and not any(
                    part in text for part in ("controller", "switch", "database")
                )

        await until(lambda: asyncio.to_thread(ask), True, "the hotline is ready", seconds)
        self.ready_at = time.monotonic()

    # -- looking ----------------------------------------------------------------------------------------------------

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the web process."""
        with Client(self.settings) as client:
            return client.send(method, path, body)

    def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return self.api("PATCH", path, body)

    async def order(self, name: str, **arguments: str) -> tuple[int, dict[str, Any]]:
        """Give the owner a command as the web process does; returns status and answer."""
        ((owner,),) = self.rows("SELECT address FROM telephony_lease")
        token = (self.var / "secrets" / "internal_token").read_text().strip()
        body = {"command_id": str(uuid.uuid4()), "name": name, "arguments": arguments}
        headers = {"authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            answer = await client.post(f"{owner}/commands", json=body, headers=headers)
        return answer.status_code, answer.json()

    async def submitted(self, call: dict[str, Any]) -> None:
        """Submit a call's draft unless that is done; a desktop that gets no answer does the same."""
        for _ in range(20):
            try:
                await asyncio.to_thread(self.submit, call, call["agent"])
                return
            except Exception:
                await asyncio.sleep(0.5)
        self.submit(call, call["agent"])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Look into the store, whichever it is; values are as SQLite has them: ids, moments and JSON as text."""
        if self.settings.database_url:
            with psycopg.connect(self.settings.database_url.replace("+psycopg", "")) as postgres:
                found = postgres.execute(query.replace("?", "%s").encode(), values).fetchall()
            return [tuple(_as_in_sqlite(value) for value in row) for row in found]
        with contextlib.closing(sqlite3.connect(self.var / "hotline.sqlite3", timeout=20)) as store:
            return store.execute(query, values).fetchall()

    @contextlib.contextmanager
    def held_store(self, wait_seconds: float = 5.0) -> Iterator[None]:
        """Keep everybody from writing for as long as the block lasts; an OperationalError when others write on."""
        if self.settings.database_url:
            with psycopg.connect(self.settings.database_url.replace("+psycopg", "")) as postgres:
                named = postgres.execute("SELECT tablename FROM pg_tables WHERE schemaname='public'").fetchall()
                tables = ", ".join(f'"{name}"' for (name,) in named)
                while True:
                    postgres.execute(f"SET LOCAL lock_timeout = {round(wait_seconds * 1000)}".encode())
                    try:
                        postgres.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE".encode())
                        break
                    except psycopg.errors.DeadlockDetected:  # tables are locked one after the other
                        postgres.rollback()
                yield
                postgres.rollback()
            return
        path = self.var / "hotline.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=wait_seconds, isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                store.execute("ROLLBACK")

    def change(self, statement: str, *values: object) -> None:
        """Change the store as nobody but a test would."""
        if self.settings.database_url:
            with psycopg.connect(self.settings.database_url.replace("+psycopg", "")) as postgres:
                postgres.execute(statement.replace("?", "%s").encode(), values)
            return
        with contextlib.closing(sqlite3.connect(self.var / "hotline.sqlite3", timeout=20)) as store, store:
            store.execute(statement, values)

    def facts(self, call: str) -> list[str]:
        """Return the kinds of a call's facts in order."""
        key = call.replace("-", "")
        return [row[0] for row in self.rows("SELECT kind FROM telephony_ledger WHERE call_id=? ORDER BY position", key)]

    async def call_of(
        self,
        ani: str,
        seen: Callable[[dict[str, Any]], bool] = lambda call: True,
        seconds: float = 30,
        what: str = "the call",
    ) -> dict[str, Any]:
        """Return the one call of a number once `seen` is true of it; more than one is a failure."""
        body = {"ani": ani, "since": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
        deadline = time.monotonic() + seconds
        last: Any = None
        while time.monotonic() < deadline:
            try:
                found = await asyncio.to_thread(self.api, "POST", "/api/v1/calls/search", body)
            except Exception as error:
                last = error
                found = []
            assert len(found) <= 1, f"call doubled: {[call['call_id'] for call in found]}"
            if found:
                last = found[0]
                if seen(found[0]):
                    return found[0]  # type: ignore[no-any-return]
            await asyncio.sleep(0.2)
        facts = self.facts(last["call_id"]) if isinstance(last, dict) else []
        raise TimeoutError(f"not within {seconds} s: {what}; last {last!r}; {facts}")

    async def settled(self, ani: str, seconds: float = 40) -> dict[str, Any]:
        """Return a call once its ticket has a number and its recording is checked."""

        def seen(call: dict[str, Any]) -> bool:
            ticket, recording = call["ticket"], call["recording"]
            return bool(ticket and ticket["service_id"] and recording and recording["state"] in ("verified", "missing"))

        return await self.call_of(ani, seen, seconds, "ticket and recording")

    def tickets_in_service(self, call: dict[str, Any]) -> int:
        """Return how many tickets of a contact the ticket service holds."""
        key = call["contact_id"].replace("-", "")
        found: int = self.rows("SELECT count(*) FROM tickets_service_ticket WHERE contact_id=?", key)[0][0]
        return found

    async def command(self, *words: str) -> str:
        """Run a `hotline` command and return what it prints; a failure is one."""
        code, out, err = await self._run(*words)
        assert code == 0, err
        return out

    async def attempt(self, *words: str) -> tuple[int, str]:
        """Run a `hotline` command that may fail; return its exit code and what it prints."""
        code, out, _ = await self._run(*words)
        return code, out

    async def _run(self, *words: str) -> tuple[int, str, str]:
        return await asyncio.to_thread(SERVER.run, list(words), {**os.environ, **self.environment}, Path.cwd())

    async def caller_has(self, variable: str, value: str, seconds: float = 20) -> None:
        """Wait until the caller who came last has a channel variable."""

        async def ask() -> str:
            names = await self.callers()
            return (await self.variables(names[-1], variable))[0] if names else ""

        await until(ask, value, f"{variable} is {value}", seconds)

    async def caller_is_in(self, application: str, seconds: float = 20) -> None:
        """Wait until the switch runs an application of the menu for the caller who came last.

        Keys are taken in `Read` alone.
        """

        async def ask() -> str:
            ami = await self.switch.ami()
            rows = await ami.list("CoreShowChannels", "CoreShowChannelsComplete")
            await ami.close()
            callers = [row for row in rows if row["Channel"].startswith("PJSIP/trunk")]
            last = max(callers, key=lambda row: row["Channel"], default=None)
            return last["Application"] if last is not None and last["Context"] == "hotline_menu" else ""

        await until(ask, application, f"the caller is in {application}", seconds)

    async def variables(self, channel: str, *names: str) -> list[str]:
        """Return variables of a channel."""
        ami = await self.switch.ami()
        found = [(await ami.send("Getvar", Channel=channel, Variable=name)).get("Value", "") for name in names]
        await ami.close()
        return found

    async def begins_with(self) -> str:
        """Return what callers of 12345 begin with, as the dialplan reads it: what is the line's own, or everyone's."""
        ami = await self.switch.ami()
        try:
            return await ami.get_global("MENU_FIRST_12345") or await ami.get_global("MENU_FIRST")
        finally:
            await ami.close()

    async def callers(self) -> list[str]:
        """Return the callers' channels, in the order they came."""
        ami = await self.switch.ami()
        rows = await ami.list("Status", "StatusComplete")
        await ami.close()
        return sorted(row["Channel"] for row in rows if row["Channel"].startswith("PJSIP/trunk"))

    # -- people -----------------------------------------------------------------------------------------------------

    def number(self) -> str:
        """Return a caller's number that no other call of this house has."""
        self._number += 1
        return f"1990001{self._number:04d}"

    def citizen(self) -> Citizen:
        """Return a citizen's phone."""
        return self.switch.citizen()

    @contextlib.asynccontextmanager
    async def agent(self, code: str, answer_after: float | None = 0.2) -> AsyncIterator[AgentPhone]:
        """Register an agent's phone and log it in; logged off at the end as far as anybody is there to do it."""
        async with self.switch.phone(code, answer_after) as phone:
            await self.logged_in(code)
            try:
                yield phone
            finally:
                with contextlib.suppress(Exception):
                    await asyncio.to_thread(self.api, "POST", f"/api/v1/agents/{code}/logoff")

    async def logged_in(self, code: str) -> None:
        """Log an agent in; a store that is busy says so and is asked again, as a person would."""

        def ask() -> str:
            try:
                self.api("POST", f"/api/v1/agents/{code}/login", {"phone": "p"})
            except Refused as error:
                if not str(error).startswith("503"):
                    raise
                return str(error)
            return ""

        await until(lambda: asyncio.to_thread(ask), "", f"agent {code} is logged in", 30)

    async def shown(self, code: str, state: str, seconds: float = 20) -> None:
        """Wait until an agent is shown in a state."""

        def ask() -> str:
            found = self.rows("SELECT shown_state FROM queueing_agent_state WHERE agent=?", code)
            return str(found[0][0]) if found else "unknown"

        await until(ask, state, f"agent {code} is {state}", seconds)

    def states(self, code: str) -> list[str]:
        """Return the states that an agent was shown in, in order."""
        facts = self.rows("SELECT payload FROM telephony_ledger WHERE kind='agent_changed' ORDER BY position")
        told = [json.loads(row[0]) for row in facts]
        return [fact["shown_state"] for fact in told if fact["agent"] == code]

    def submit(self, call: dict[str, Any], agent: str, **fields: str) -> dict[str, Any]:
        """Submit the draft of a call as its agent does."""
        given = {"kind": "complaint", "summary": "路灯坏了", **fields}
        body = {"agent": agent, "fields": given, "request_id": call["contact_id"]}
        answer: dict[str, Any] = self.api("POST", f"/api/v1/drafts/{call['contact_id']}/submit", body)
        return answer


def _as_in_sqlite(value: Any) -> Any:
    match value:
        case uuid.UUID():
            return value.hex
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        case dict() | list():
            return json.dumps(value)
        case bool():
            return int(value)
    return value


@contextlib.contextmanager
def running_house(switch: Switch, **more: str) -> Iterator[HotlineHouse]:
    """Yield an open house; its processes are gone afterwards, and their logs shown if it failed to open."""
    house = HotlineHouse(switch, **more)
    try:
        asyncio.run(house.open())
        yield house
    except BaseException:
        for log in sorted(house.var.glob("*.log")):
            tail = log.read_text(errors="replace").splitlines()[-15:]
            sys.stderr.write(f"--- {log.name}\n" + "\n".join(line[:500] for line in tail) + "\n")
        raise
    finally:
        house.stop()
