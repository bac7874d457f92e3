"""Queue rules published to a real switch: they act, nobody loses a place, and a killed switch comes back whole."""

import contextlib
import functools
import os
import signal
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from conftest import Switch, until
from plain_ami import PlainAmi
from rules_rig import owner_of, publishing
from talks import queued, talking

from foundation.errors import HotlineError
from hotline.demo.phone import AgentPhone
from queueing.publish import config_files
from queueing.publish.push import FILE, Repaired
from queueing.rules.model import GENERAL
from telephony.ami.actions import Action
from telephony.ami.client import AmiClient
from telephony.ami.framing import AmiMessage

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(180)]

LINE = "12345"


async def _queue(ami: PlainAmi) -> list[dict[str, str]]:
    return await ami.list("QueueStatus", "QueueStatusComplete", Queue=GENERAL)


async def _members(ami: PlainAmi) -> list[tuple[str, str, str]]:
    rows = await _queue(ami)
    return sorted((r["Name"], r["Location"], r["PausedReason"]) for r in rows if r["Event"] == "QueueMember")


async def _waiting(ami: PlainAmi) -> list[tuple[str, str]]:
    rows = await _queue(ami)
    return sorted((r["Position"], r["Uniqueid"]) for r in rows if r["Event"] == "QueueEntry")


async def test_published_rules_act_and_waiting_callers_keep_their_places(switch_copy: Switch, tmp_path: Path) -> None:
    switch = switch_copy
    await switch.wait_stale()
    ami = await switch.ami()
    async with contextlib.AsyncExitStack() as stack:
        at = await stack.enter_async_context(publishing(switch, tmp_path))
        first, second = [await stack.enter_async_context(switch.citizen()) for _ in range(2)]
        await first.dial(LINE, "13912340001")
        await until(lambda: _count(ami), 1, "the first caller waits")
        await second.dial(LINE, "13912340002")
        await until(lambda: _count(ami), 2, "the second caller waits")
        before = await _waiting(ami)

        await at.publish(ring_seconds=7, strategy="fewestcalls", weight=3)

        assert await at.file_is(at.settings(ring_seconds=7, strategy="fewestcalls", weight=3))
        params = next(row for row in await _queue(ami) if row["Event"] == "QueueParams")
        assert (params["Strategy"], params["Weight"]) == ("fewestcalls", "3")
        assert await _waiting(ami) == before, "nobody moved"

        start = len(ami.events)
        async with switch.member("1001", answer_after=None) as phone:
            ringing = await phone.wait_ringing()
            called = await ami.wait_event("AgentCalled", start=start)
            assert called["Uniqueid"] == before[0][1], "who came first is offered first"
            unanswered = await ami.wait_event("AgentRingNoAnswer", start=start)
            assert 6.5 <= int(unanswered["RingTime"]) / 1000 <= 20, "the new ring time, not the 2 s of the set-up"
            await ringing.wait_ended()
        assert await _waiting(ami) == before
        assert await at.publisher.repair() is Repaired.sound
    assert switch.complaints() == []
    await ami.close()


async def _count(ami: PlainAmi) -> int:
    return len(await _waiting(ami))


async def test_published_rules_leave_members_alone(switch_copy: Switch, tmp_path: Path) -> None:
    switch = switch_copy
    ami = await switch.ami()
    async with (
        publishing(switch, tmp_path) as at,
        switch.member("1001") as phone,
        switch.member("1002") as other,
        switch.citizen() as citizen,
    ):
        await ami.send("QueuePause", Interface="PJSIP/1002p", Paused="true", Reason="lunch")
        channel = await queued(ami, citizen)
        await talking(ami, channel)
        await until(lambda: _statuses(ami), ["3", "1"], "the queue sees who is in a call")
        members = await _member_rows(ami)
        assert [(m["Name"], m["InCall"], m["PausedReason"]) for m in members] == [
            ("1001", "1", ""),
            ("1002", "0", "lunch"),
        ]

        for ring_seconds in (7, 8):
            await at.publish(ring_seconds=ring_seconds, strategy="fewestcalls", wrap_up_seconds=5)

        assert await at.file_is(at.settings(ring_seconds=8, strategy="fewestcalls", wrap_up_seconds=5))
        assert await _member_rows(ami) == members
        await phone.hang_up()
        complete = await ami.wait_event("AgentComplete")
        assert (complete["MemberName"], complete["Channel"], complete["Reason"]) == ("1001", channel, "agent")
        assert other.calls == []
        assert not [event for event in ami.events if event["Event"] == "QueueMemberRemoved"]
    assert switch.complaints() == []
    await ami.close()


async def _member_rows(ami: PlainAmi) -> list[dict[str, str]]:
    """Return all that the queue says about its members, but for the question's own id."""
    rows = sorted((row for row in await _queue(ami) if row["Event"] == "QueueMember"), key=lambda row: row["Name"])
    return [{name: value for name, value in row.items() if name != "ActionID"} for row in rows]


async def _statuses(ami: PlainAmi) -> list[str]:
    return [row["Status"] for row in await _member_rows(ami)]


@contextlib.asynccontextmanager
async def _phones(switch: Switch) -> AsyncIterator[list[AgentPhone]]:
    async with switch.phone("1001") as one, switch.phone("1002") as two:
        yield [one, two]


class DeadlyLink:
    """A real connection that calls `before` ahead of each action and `after` behind its answer."""

    def __init__(self, client: AmiClient, moment: "Moment") -> None:
        self._client, self._moment = client, moment

    async def connect(self) -> None:
        """Connect and log in."""
        await self._client.connect()

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send an action."""
        self._moment.before(action)
        answer = await self._client.request(action, within)
        self._moment.after(action)
        return answer

    def close(self) -> None:
        """Close it."""
        self._client.close()


class Moment:
    """When the switch is to die: once `armed`, at the first action at which a subclass says so."""

    def __init__(self, switch: Switch, file: Path) -> None:
        self.switch, self.file, self.armed = switch, file, False
        self.old = ""

    def arm(self) -> None:
        """Kill at the next chance."""
        self.armed, self.old = True, self.file.read_text()

    def before(self, action: Action) -> None:
        """An action is about to be sent."""

    def after(self, action: Action) -> None:
        """It was answered."""

    def hit(self) -> bool:
        """Tell from the files of the dead switch whether it died where it was to die."""
        raise NotImplementedError

    def kill(self) -> None:
        """Kill the switch and wait until it is gone."""
        self.armed = False
        self.switch.stop(signal.SIGKILL)

    @property
    def draft(self) -> str:
        """What stands in the draft."""
        path = self.file.with_name(config_files.DRAFT)
        return path.read_text() if path.exists() else ""

    @staticmethod
    def targets(action: Action, name: str) -> bool:
        """Tell whether an action writes a file."""
        return action.name == "UpdateConfig" and dict(action.headers)["DstFilename"] == name


class DraftHalfWritten(Moment):
    """Some batches of the draft are written, others not."""

    def after(self, action: Action) -> None:
        """The first batch that opens the last queues but one is answered."""
        if self.armed and self.targets(action, config_files.DRAFT) and f"[{QUEUES[1]}]" in self.draft:
            self.kill()

    def hit(self) -> bool:
        """Half a draft, the file as it was."""
        return (
            f"[{QUEUES[1]}]" in self.draft and f"[{QUEUES[-1]}]" not in self.draft and self.file.read_text() == self.old
        )


class DraftWritten(Moment):
    """The draft is whole, the file still the old one."""

    def before(self, action: Action) -> None:
        """The copy onto the file is about to be sent."""
        if self.armed and self.targets(action, FILE):
            self.kill()

    def hit(self) -> bool:
        """A whole draft, the file as it was."""
        return self.draft.count("timeout = 9") == len(QUEUES) and self.file.read_text() == self.old


class FileHalfCopied(Moment):
    """In the middle of the copy, which truncates the file and writes it anew: it is left short."""

    def before(self, action: Action) -> None:
        """The copy is about to be sent: from now on look at the file without a pause."""
        if self.armed and self.targets(action, FILE):
            assert self.switch.process is not None
            self._watch = threading.Thread(target=self._wait, args=(self.switch.process.pid,))
            self._watch.start()

    def _wait(self, pid: int) -> None:
        look, deadline = self.file.stat, time.monotonic() + 5
        changed = look().st_mtime_ns
        while look().st_mtime_ns == changed and time.monotonic() < deadline:
            pass
        os.kill(pid, signal.SIGKILL)

    def after(self, action: Action) -> None:
        """The answer was quicker: too late this time."""

    def hit(self) -> bool:
        """Neither the old file nor the new one: its end is missing."""
        self._watch.join()
        self.kill()
        text = self.file.read_text()
        return text != self.old and f"[{QUEUES[-1]}]" not in text


class FileNotRead(Moment):
    """The file is new, and the switch has not read it."""

    def before(self, action: Action) -> None:
        """The order to read it is about to be sent."""
        if self.armed and action.name == "QueueReload":
            self.kill()

    def hit(self) -> bool:
        """A whole new file."""
        return self.file.read_text().count("timeout = 9") == len(QUEUES)


QUEUES = (GENERAL, *(f"skill_{number:03d}" for number in range(60)))
"""Enough of them that the file is written in several pieces; sorted, so the general one comes first."""
TRIES = 12


@pytest.mark.parametrize("kind", [DraftHalfWritten, DraftWritten, FileHalfCopied, FileNotRead])
async def test_a_switch_killed_while_rules_are_published_comes_back_whole(
    switch_copy: Switch, tmp_path: Path, kind: type[Moment]
) -> None:
    switch = switch_copy
    expected = [("1001", "PJSIP/1001p", ""), ("1002", "PJSIP/1002p", "lunch")]
    moment = kind(switch, switch.plan.base / "etc" / FILE)
    async with (
        publishing(switch, tmp_path, lambda client: DeadlyLink(client, moment)) as at,
        _phones(switch) as phones,
        owner_of(at) as desk,
    ):
        await at.publish(QUEUES, ring_seconds=3)
        await desk.login("1001")
        await desk.login("1002")
        await desk.pause("1002", "lunch")
        ami = await switch.ami()
        for _ in range(TRIES):
            # Members that were on the disk for a second are what a crash must not lose (docs/switch-contract.md).
            await until(lambda: _stored(switch, expected), True, "members are in astdb")
            moment.arm()
            with contextlib.suppress(HotlineError):
                await at.publish(QUEUES, ring_seconds=9)
            hit = moment.hit()
            await ami.close()
            assert switch.process is None, "the switch is dead"
            switch.start()
            for phone in phones:  # as every phone does when its registration gets no answer
                await phone.register()
            ami = await switch.ami()
            await until(lambda: at.file_is(at.settings(QUEUES, ring_seconds=9)), True, "the file is what is published")
            await until(functools.partial(_members, ami), expected, "members are back, as paused as they were")
            await until(lambda: desk.agents["1002"].pause_reason, "lunch", "the desk shows it")
            assert desk.agents["1001"].logged_in
            if hit:
                break
            await at.publish(QUEUES, ring_seconds=3)
        assert hit, f"the moment was not met in {TRIES} tries"
        await ami.close()


def _stored(switch: Switch, members: list[tuple[str, str, str]]) -> bool:
    """Tell whether astdb has these members with their pauses on the disk."""
    store = f"file:{switch.plan.base}/db/astdb.sqlite3?mode=ro"
    with contextlib.closing(sqlite3.connect(store, uri=True)) as astdb:
        rows = astdb.execute(
            "SELECT value FROM astdb WHERE key = ?", (f"/Queue/PersistentMembers/{GENERAL}",)
        ).fetchall()
    text = rows[0][0] if rows else ""
    return all(
        any(f"{interface};" in member and f";{code};" in member and reason in member for member in text.split("|"))
        for code, interface, reason in members
    )
