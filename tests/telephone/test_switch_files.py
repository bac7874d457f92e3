"""Asterisk's own files begun anew while it writes them: nothing is lost, and a back-fill sees a call across the cut."""

from datetime import UTC, datetime, timedelta

import pytest
from switch_rig import Switch, until

from telephony.ami import messages as m
from telephony.ami.actions import Action
from telephony.ami.client import AmiClient
from telephony.ami.framing import AmiMessage
from telephony.backfill import cel_events, visits_by_caller
from telephony.switch_files import FileKeeper, SwitchFiles, parts

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120)]

ANI = "13912340987"


class Link:
    """The controller's account."""

    def __init__(self, switch: Switch) -> None:
        plan = switch.plan
        self.in_step = True
        self.client = AmiClient("127.0.0.1", plan.ami_port, "hotline_calls", plan.ami_calls_secret)

    async def request(self, action: Action, within: float = 5.0) -> AmiMessage:
        """Send an action."""
        return await self.client.request(action, within)


async def test_a_call_across_the_cut_is_read_back_whole(switch_copy: Switch) -> None:
    switch = switch_copy
    log = switch.plan.base / "log"
    files = SwitchFiles(log / "cel-custom" / "hotline.csv", log / "queue_log", log / "messages")
    link = Link(switch)
    await link.client.connect()
    keeper = FileKeeper(link, files, largest=1, kept=2)
    began = datetime.now(UTC) - timedelta(seconds=5)
    ami = await switch.ami()
    await switch.wait_stale()
    async with switch.citizen() as citizen:
        await citizen.dial("12345", ANI)
        caller = (await ami.wait_event("QueueCallerJoin"))["Uniqueid"]
        await until(
            lambda: f"{caller}|hotline_general|NONE|ENTERQUEUE" in files.queue_log.read_text(), True, "it waits"
        )
        await keeper.look()
        assert [len(parts(path)) for path in (files.queue_log, log / "messages")] == [2, 2]
        assert caller not in files.queue_log.read_text(), "begun anew"
        async with switch.member("1001") as phone:
            await phone.wait_answered()
            await ami.wait_event("BridgeEnter", Uniqueid=caller)
            await phone.hang_up()
        await citizen.wait_ended()
    await until(lambda: "COMPLETEAGENT" in files.queue_log.read_text(), True, "the new queue_log is written")
    await until(lambda: '"HANGUP"' in files.cel.read_text() and caller in files.cel.read_text(), True, "the new CEL")
    here = [type(event) for linkedid, event in cel_events(files.cel.open(), began, {}, {}) if linkedid == caller]
    assert m.HungUp in here
    assert m.ChannelCreated not in here, "its begin stands in the older part"

    cel, queue = files.read(began)
    told = [
        (type(event), event)
        for linkedid, event in cel_events(cel, began, visits_by_caller(queue), {"PJSIP/1001p": "1001"})
        if linkedid == caller
    ]
    kinds = [kind for kind, _ in told]
    for kind in (m.ChannelCreated, m.CallerJoined, m.AgentConnected, m.QueueReturned, m.HungUp):
        assert kind in kinds, kind
    returned = next(event for _, event in told if isinstance(event, m.QueueReturned))
    assert (returned.queue, returned.status) == ("hotline_general", "CONTINUE")

    for _ in range(3):
        await ami.send("QueueAdd", Queue="hotline_general", Interface="PJSIP/1002p", MemberName="1002")
        await ami.send("QueueRemove", Queue="hotline_general", Interface="PJSIP/1002p")
        await keeper.look()
    assert [len(parts(path)) for path in (files.queue_log, log / "messages")] == [3, 3], "two older ones are kept"
    link.client.close()
    await ami.close()
