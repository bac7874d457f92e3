"""Callers who wait, beside a switch that does not always answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import pytest
from fake_switch import CALLER, LINKEDID, SUCCESS, Answer, World, headers

from foundation.documents import Version
from foundation.ids import new_id
from queueing.publish.book import Held, SurgeOn
from queueing.rules.model import GENERAL, QueueRules
from queueing.waiting.room import WaitingRoom
from telephony.ami.actions import Action
from telephony.ami.framing import AmiMessage
from telephony.events import Fact, Kind, call_id_of

CHANGE = "QueueChangePriorityCaller"


class Queue:
    """The general queue: one caller waits; `silent` changes of his priority get no answer."""

    def __init__(self, world: World) -> None:
        self.priority, self.silent = 0, 0
        world.ami.answer, world.ami.listed = self.take, self.callers

    def callers(self, action: Action) -> list[AmiMessage]:
        """List who waits."""
        return [AmiMessage.of(Event="QueueEntry", Uniqueid=LINKEDID, Channel=CALLER, Priority=str(self.priority))]

    def take(self, action: Action) -> Answer:
        """Answer an action."""
        if action.name == CHANGE:
            if self.silent:
                self.silent -= 1
                return None
            self.priority = int(headers(action)["Priority"])
        return SUCCESS


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    await made.stop()


async def test_a_caller_in_danger_is_raised_once_the_switch_answers_again(world: World) -> None:
    queue = Queue(world)
    room = WaitingRoom(
        world.owner,
        world.clock,
        agents=dict,
        members=lambda name: (),
        wrap_up_seconds=30,
        spawn=world.spawn,
    )
    world.listen(room)
    rules = QueueRules.model_validate({"queues": {GENERAL: {}}})
    room.take_rules(Held(cast("Version", SimpleNamespace(version=1)), rules, {}, SurgeOn()))
    world.call_enters()
    world.of_caller("QueueCallerJoin", Queue=GENERAL, Position="1")
    queue.silent = 2
    told = {"danger": "fire"}
    call_id = call_id_of("node1", LINKEDID)
    room.on_committed([Fact(new_id(), Kind.danger_heard, "node1", LINKEDID, world.clock.now(), call_id, told)])
    await world.settle()
    assert queue.priority == 0, "the switch said nothing"
    turns = world.spawn(room.run())
    async with asyncio.timeout(10):
        while queue.priority != rules.priorities.danger:  # noqa: ASYNC110 -- the room asks by itself
            await asyncio.sleep(0.05)
    asked = len(world.ami.named(CHANGE))
    assert asked == 3
    await asyncio.sleep(1.2)
    assert len(world.ami.named(CHANGE)) == asked, "he is raised once"
    turns.cancel()
