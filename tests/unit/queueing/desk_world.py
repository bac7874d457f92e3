"""An agent desk on a store of its own, beside queues that a test plays."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fake_switch import SUCCESS, Answer, World, headers

from foundation.clock import Clock
from foundation.database import Base, Database
from queueing import repository
from queueing.agents.desk import GENERAL, AgentDesk
from queueing.agents.state import AgentState
from telephony.ami.actions import Action
from telephony.ami.client import AmiError
from telephony.ami.framing import AmiMessage
from telephony.ami.messages import MemberChanged, member
from telephony.snapshot import Snapshot

TABLES = [t for t in Base.metadata.sorted_tables if t.name.startswith("queueing_")]
CALL = "node1-1795400000.1"


class FakeQueues:
    """What app_queue does with members: answers actions and reports each change; `confirms` off keeps it silent."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.members: dict[tuple[str, str], dict[str, str]] = {}  # queue, interface -> fields
        self.queues = {GENERAL}
        self.confirms = True
        self.refuses: Exception | None = None
        self.device = "1"
        self.absent: set[str] = set()  # phones that are not registered
        world.ami.answer = self.take

    def take(self, action: Action) -> Answer:
        """Answer an action."""
        said = headers(action)
        if self.refuses is not None:
            return self.refuses
        match action.name:
            case "Getvar":
                interface = said["Variable"].removeprefix("DEVICE_STATE(").removesuffix(")")
                there = self.device != "5" and interface not in self.absent
                return AmiMessage.of(Response="Success", Value="NOT_INUSE" if there else "UNAVAILABLE")
            case "QueueAdd":
                key = said["Queue"], said["Interface"]
                if said["Queue"] not in self.queues:
                    return AmiError("Unable to add interface to queue: No such queue")
                if key in self.members:
                    return AmiError("Unable to add interface: Already there")
                self.members[key] = {
                    "Queue": key[0],
                    "Interface": key[1],
                    "MemberName": said["MemberName"],
                    "Penalty": said["Penalty"],
                    "Paused": "1" if said.get("Paused") == "true" else "0",
                    "PausedReason": said.get("Reason", ""),
                    "LastPause": "0",
                    "Status": self.device,
                }
                self._report("QueueMemberAdded", key)
            case "QueuePenalty":
                key = said["Queue"], said["Interface"]
                self.members[key]["Penalty"] = said["Penalty"]
                self._report("QueueMemberPenalty", key)
            case "QueueRemove":
                gone = self.members.pop((said["Queue"], said["Interface"]), None)
                if gone is None:
                    return AmiError("Unable to remove interface from queue: Not there")
                self._later("QueueMemberRemoved", gone)
            case "QueuePause":
                for key, fields in self.members.items():
                    if key[1] == said["Interface"]:
                        paused = said["Paused"] == "true"
                        fields["Paused"] = "1" if paused else "0"
                        fields["PausedReason"] = said.get("Reason", "") if paused else ""
                        if paused:
                            fields["LastPause"] = str(int(self.world.clock.now().timestamp()))
                        self._report("QueueMemberPause", key)
        return SUCCESS

    def device_is(self, interface: str, device: str) -> None:
        """Change a phone's state."""
        for key, fields in self.members.items():
            if key[1] == interface:
                fields["Status"] = device
                self.world.hear("QueueMemberStatus", **fields)

    def phone_is(self, interface: str, there: bool) -> None:
        """A phone's registration appears or is gone, as it is told in a call too."""
        self.world.hear("PeerStatus", Peer=interface, PeerStatus="Reachable" if there else "Unreachable")

    def snapshot(self) -> Snapshot:
        """What QueueStatus lists."""
        at = self.world.clock.now()
        rows: list[MemberChanged] = []
        for fields in self.members.values():
            listed = {**fields, "Name": fields["MemberName"], "Location": fields["Interface"]}
            rows.append(member(AmiMessage.of(Event="QueueMember", **listed), at))
        return Snapshot(at, (), (), tuple(rows))

    def _report(self, name: str, key: tuple[str, str]) -> None:
        self._later(name, self.members[key])

    def _later(self, name: str, fields: dict[str, str]) -> None:
        if self.confirms:
            asyncio.get_running_loop().call_soon(lambda: self.world.hear(name, **dict(fields)))


class Desk:
    """An owner, its queues, a desk and its store."""

    def __init__(self, database: Database, clock: Clock | None = None, wrap_up_seconds: float = 30.0) -> None:
        self.database, self.world = database, World(database, clock)
        self.queues = FakeQueues(self.world)
        self.desk = self.new_desk(wrap_up_seconds)

    def new_desk(self, wrap_up_seconds: float = 30.0) -> AgentDesk:
        """Make the desk of another owner; it alone listens."""
        desk = AgentDesk(
            self.world.owner,
            self.database,
            self.world.clock,
            known=("1001", "1002"),
            wrap_up_seconds=wrap_up_seconds,
            spawn=self.world.spawn,
            confirm_seconds=0.3,
            settle_seconds=0,
        )
        self.world.owner.listeners = [desk]
        return desk

    def state(self, agent: str = "1001") -> AgentState:
        """Return what the desk thinks of an agent."""
        return self.desk.agents[agent]

    async def repaired(self) -> None:
        """Give the desk the present snapshot and wait for what follows."""
        self.desk.on_snapshot(self.queues.snapshot())
        await self.world.settle()
        await asyncio.sleep(0)

    async def wanted(self) -> set[tuple[str, str, str]]:
        """Return agent, queue and endpoint of all stored memberships."""
        async with self.database.read() as session:
            return {(row.agent, row.queue, row.endpoint) for row in await repository.memberships(session)}

    async def stored(self, agent: str = "1001") -> tuple[str, str]:
        """Return availability and reason as stored."""
        async with self.database.read() as session:
            row = next(row for row in await repository.states(session) if row.agent == agent)
            return row.availability, row.pause_reason

    def rings(self, leg: str = "leg1", agent: str = "1001") -> None:
        """A waiting caller is offered to the agent."""
        if CALL not in self.world.owner.calls:
            self.world.call_enters()
            self.world.of_caller("QueueCallerJoin", Queue=GENERAL, Position="1")
        self.world.of_caller("AgentCalled", Queue=GENERAL, MemberName=agent, DestUniqueid=leg, DestChannel="PJSIP/x-1")

    def answers(self, leg: str = "leg1", agent: str = "1001") -> None:
        """The agent answers."""
        self.world.of_caller("AgentConnect", Queue=GENERAL, MemberName=agent, DestUniqueid=leg, DestChannel="PJSIP/x-1")

    def talk_ends(self, leg: str = "leg1", agent: str = "1001") -> None:
        """The talk ends."""
        self.world.of_caller("AgentComplete", Queue=GENERAL, MemberName=agent, DestUniqueid=leg, Reason="agent")


async def database_in(folder: Path, busy_seconds: float = 10.0) -> Database:
    """Return a store with the tables of queueing."""
    made = Database(f"sqlite+aiosqlite:///{folder / 'hotline.sqlite3'}", busy_seconds=busy_seconds)
    async with made.engine.begin() as connection:
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, TABLES))
    return made
