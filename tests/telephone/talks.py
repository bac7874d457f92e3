"""Calls on a switch that nobody leads, and what tests do to them by AMI."""

import contextlib
from collections.abc import AsyncIterator

from plain_ami import Frame, PlainAmi
from switch_rig import Switch, until

from hotline.demo.phone import Citizen

LINE = "12345"
ANI = "13912340987"
GENERAL = "hotline_general"


async def queued(ami: PlainAmi, citizen: Citizen, ani: str = ANI, **variables: str) -> str:
    """Dial and go to the queue without prompts and recording; returns the caller's channel once it has joined.

    On hold in between: what the dialplan sets on its own way to the queue cannot come after `variables`.
    """
    start = len(ami.events)
    await citizen.dial(LINE, ani)
    channel = (await ami.wait_event("Newchannel", start=start, CallerIDNum=ani))["Channel"]
    # The first prompt runs then: a label that the dialplan looks for is sought where the redirect has put the channel.
    await until(lambda: variable(ami, channel, "NEXT_QUEUE"), GENERAL, "the way to the queue")
    await redirect(ami, channel, "hotline_hold")
    await ami.wait_event("UserEvent", start=start, UserEvent="HotlineHold", Channel=channel)
    for name, value in {"NOTICE_PLAYED": "1", "NEXT_QUEUE": GENERAL, **variables}.items():
        await ami.send("Setvar", Channel=channel, Variable=name, Value=value)
    await redirect(ami, channel, "hotline_queue")
    await ami.wait_event("QueueCallerJoin", start=start, Channel=channel)
    return channel


async def variable(ami: PlainAmi, channel: str, name: str) -> str:
    """Return a variable of a channel, empty when it is not set."""
    return (await ami.send("Getvar", Channel=channel, Variable=name)).get("Value", "")


async def redirect(ami: PlainAmi, channel: str, context: str, exten: str = "s") -> None:
    """Send one channel to a context."""
    await ami.send("Redirect", Channel=channel, Context=context, Exten=exten, Priority="1")


async def talking(ami: PlainAmi, channel: str, start: int = 0) -> str:
    """Return the channel of the agent who talks to a caller, once both are in their bridge."""
    connect = await ami.wait_event("AgentConnect", start=start, Channel=channel)
    for leg in ("Channel", "DestChannel"):  # AgentConnect comes before the bridge
        await ami.wait_event("BridgeEnter", start=start, Channel=connect[leg])
    return connect["DestChannel"]


@contextlib.asynccontextmanager
async def talk(switch: Switch, code: str) -> AsyncIterator[tuple[PlainAmi, str, str]]:
    """A citizen and an agent in talk, recorded: AMI, caller's channel, agent's channel."""
    await switch.wait_stale()
    ami = await switch.ami()
    async with switch.member(code) as phone, switch.citizen() as citizen:
        await citizen.dial(LINE, ANI)
        await phone.wait_answered()
        channel = (await ami.wait_event("AgentConnect"))["Channel"]
        yield ami, channel, await talking(ami, channel)
    await ami.close()


async def put_on_hold(ami: PlainAmi, channel: str, agent: str) -> None:
    """Part a talk: the caller to the music, the agent to the consultation; the agent's leg first (switch-contract)."""
    start = len(ami.events)
    await redirect_both(ami, agent, ("hotline_consult", "s"), channel, ("hotline_hold", "s"))
    await ami.wait_event("UserEvent", start=start, UserEvent="HotlineHold", Channel=channel)
    await ami.wait_event("BridgeEnter", start=start, Channel=agent, BridgeTechnology="holding_bridge")


async def redirect_both(
    ami: PlainAmi, agent: str, agent_to: tuple[str, str], caller: str, caller_to: tuple[str, str]
) -> None:
    """Send both legs of a talk to context and extension."""
    headers = {}
    for prefix, channel, (context, exten) in (("", agent, agent_to), ("Extra", caller, caller_to)):
        headers |= {f"{prefix}Channel": channel, f"{prefix}Context": context, f"{prefix}Exten": exten}
        headers[f"{prefix}Priority"] = "1"
    await ami.send("Redirect", **headers)


async def resume(ami: PlainAmi, channel: str, agent: str) -> None:
    """Send a held caller back to the agent's leg."""
    await ami.send("Setvar", Channel=channel, Variable="HOLD_WITH", Value=agent)
    await redirect(ami, channel, "hotline_resume")


async def consult(ami: PlainAmi, channel: str, agent: str, code: str, colleague: str) -> str:
    """Part a talk and have the agent's leg ring a colleague's phone; returns the colleague's channel."""
    await put_on_hold(ami, channel, agent)
    start = len(ami.events)
    ring = {"DIAL": f"PJSIP/{colleague}p", "FROM": code, "CALLER": channel, "KIND": "agent", "CODE": colleague}
    for name, value in ring.items():
        await ami.send("Setvar", Channel=agent, Variable=f"COLLEAGUE_{name}", Value=value)
    await redirect(ami, agent, "hotline_consult", "dial")
    rings = await ami.wait_event("UserEvent", start=start, UserEvent="HotlineColleagueRings")
    return rings["Channel"]


async def hand_over(ami: PlainAmi, channel: str, leg: str) -> None:
    """Give a held caller to the leg of a colleague."""
    await ami.send("Setvar", Channel=channel, Variable="HANDOVER_CHANNEL", Value=leg)
    await redirect(ami, channel, "hotline_handover")


async def queue_rows(ami: PlainAmi, kind: str, queue: str = GENERAL) -> list[Frame]:
    """Return the rows of a kind (QueueEntry, QueueMember) of a queue."""
    rows = await ami.list("QueueStatus", "QueueStatusComplete", Queue=queue)
    return [row for row in rows if row["Event"] == kind]
