"""AMI of a real switch: what its two accounts do not get, who keeps nobody away, and how a session of AsyncAGI ends."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from urllib.parse import unquote

import pytest
from plain_ami import AmiRefused, PlainAmi
from switch_rig import Switch, running_switch, until
from talks import ANI, LINE, variable

from hotline.demo.phone import Citizen
from telephony.ami.client import AmiClient

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120), pytest.mark.xdist_group("switch_ami")]

NOT_THERE = (
    *("Function SHELL not registered", "Function FILE not registered"),
    *("Could not find application (System)", "Could not find application (TrySystem)"),
)


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    """Yield a switch that may complain of what is asked of it here and is not there."""
    with running_switch(expected=NOT_THERE) as running:
        yield running


@contextlib.asynccontextmanager
async def _in_menu(switch: Switch) -> AsyncIterator[tuple[PlainAmi, str, Citizen]]:
    """A call in the hands of an owner who says nothing: its AMI, the caller's channel and phone."""
    async with switch.citizen() as citizen, switch.owner() as ami:
        start = len(ami.events)
        await citizen.dial(LINE, ANI, keys=[(0.05, "1")])
        yield ami, (await ami.wait_event("AsyncAGIStart", start=start))["Channel"], citizen


_ids = itertools.count(1)


async def _asked(ami: PlainAmi, channel: str, command: str) -> str:
    """Return the answer to a command of AGI."""
    number = str(next(_ids))
    await ami.send("AGI", Channel=channel, Command=command, CommandID=number)
    return unquote((await ami.wait_event("AsyncAGIExec", CommandId=number))["Result"]).strip()


async def test_neither_a_program_nor_a_file_is_reached(switch: Switch) -> None:
    made = switch.plan.var / "made"
    run, read = f"SHELL(touch {made})", "FILE(/etc/passwd)"
    async with _in_menu(switch) as (ami, channel, _):
        for where in ({}, {"Channel": channel}):
            with pytest.raises(AmiRefused, match="Access Forbidden"):
                await ami.send("Getvar", Variable=run, **where)
            assert (await ami.send("Getvar", Variable=read, **where))["Value"] == ""
            for function in (run, f"FILE({made})"):
                with pytest.raises(AmiRefused, match="Variable not set"):
                    await ami.send("Setvar", Variable=function, Value="x", **where)
        for application in ("System", "TrySystem"):
            assert await _asked(ami, channel, f'EXEC {application} "touch {made}"') == "200 result=-2"
        await _asked(ami, channel, f'EXEC TryExec "System(touch {made})"')
        for function in (run, read):
            assert await _asked(ami, channel, f'GET VARIABLE "{function}"') == "200 result=0"
            assert await _asked(ami, channel, f'GET FULL VARIABLE "${{{function}}}"') == "200 result=1 ()"
        half = {"Channel": "Local/s@hotline_forget_far/n", "Async": "true"}
        with pytest.raises(AmiRefused, match="Access Forbidden"):
            await ami.send("Originate", Application="System", Data=f"touch {made}", **half)
    assert not made.exists()


@pytest.mark.parametrize("file", ["/etc/passwd", "../db/astdb.sqlite3", "../etc/../log/queue_log"])
async def test_files_outside_the_configuration_cannot_be_read(switch: Switch, file: str) -> None:
    publish = await _publisher(switch)
    assert (switch.plan.base / "etc" / file).exists()
    for action in ("GetConfig", "GetConfigJSON", "ListCategories"):
        with pytest.raises(AmiRefused, match="requires escalated privileges"):
            await publish.send(action, Filename=file)
    for source, target in ((file, "queues_draft.conf"), ("queues.conf", file)):
        with pytest.raises(AmiRefused, match="requires escalated privileges"):
            await publish.send("UpdateConfig", SrcFilename=source, DstFilename=target)
    assert not (switch.plan.base / "etc" / "queues_draft.conf").exists()
    await publish.close()


@pytest.mark.parametrize("file", ["../x.conf", "../../x.conf", "../db/x.conf", "{base}/x.conf", "none/../../x.conf"])
async def test_no_file_is_made_outside_the_configuration(switch: Switch, file: str) -> None:
    publish = await _publisher(switch)
    with pytest.raises(AmiRefused):
        await publish.send("CreateConfig", Filename=file.format(base=switch.plan.base))
    assert list(switch.plan.var.rglob("x.conf")) == []
    await publish.close()


async def _publisher(switch: Switch) -> PlainAmi:
    return await PlainAmi.connect(switch.plan.ami_port, "hotline_publish", switch.plan.ami_publish_secret)


async def test_connections_that_do_not_log_in_keep_the_owner_away_for_seconds_only(switch: Switch) -> None:
    plan = switch.plan
    other = await switch.ami()
    owner = AmiClient("127.0.0.1", plan.ami_port, "hotline_calls", plan.ami_calls_secret)
    running = asyncio.create_task(owner.run())
    try:
        await until(lambda: owner.connected, True, "the owner's link")
        idle = [await asyncio.open_connection("127.0.0.1", plan.ami_port) for _ in range(25)]
        opened = time.monotonic()
        ended = asyncio.gather(*(reader.read() for reader, _ in idle))
        owner.give_up()
        await until(lambda: owner.connected, True, "the owner is back", 15)
        said = await asyncio.wait_for(ended, 10 - (time.monotonic() - opened))
    finally:
        owner.close()
        running.cancel()
    for _, writer in idle:
        writer.close()
    assert b"" in said, "beyond the limit they are not even greeted"
    assert (await other.send("Ping"))["Ping"] == "Pong", "who has logged in stays"
    await other.close()


async def test_break_waits_for_the_command_before_it(switch: Switch) -> None:
    async with _in_menu(switch) as (ami, channel, _):
        commands = {"read": 'EXEC Read "ANSWER,,1,,1,3"', "break": "ASYNCAGI BREAK"}
        sent = (ami.send("AGI", Channel=channel, Command=text, CommandID=key) for key, text in commands.items())
        begun = time.monotonic()
        await asyncio.gather(*sent)
        end = await ami.wait_event("AsyncAGIEnd", Channel=channel)
        assert time.monotonic() - begun > 2.9, "Read took its time"
        answer = await ami.wait_event("AsyncAGIExec", seconds=0.1, CommandId="read")
        assert unquote(answer["Result"]).strip() == "200 result=0"
        assert ami.events.index(answer) < ami.events.index(end)
        await until(lambda: variable(ami, channel, "IN_MENU"), "0", "the dialplan went on")
        assert await variable(ami, channel, "READSTATUS") == "TIMEOUT"


async def test_a_hang_up_while_nothing_is_asked_ends_the_session(switch: Switch) -> None:
    async with _in_menu(switch) as (ami, channel, citizen):
        await citizen.hang_up()
        end = await ami.wait_event("AsyncAGIEnd", Channel=channel)
        hangup = await ami.wait_event("Hangup", Channel=channel)
        assert ami.events.index(end) < ami.events.index(hangup)
        with pytest.raises(AmiRefused, match="does not exist"):
            await ami.send("AGI", Channel=channel, Command="GET VARIABLE ANSWER", CommandID="late")
