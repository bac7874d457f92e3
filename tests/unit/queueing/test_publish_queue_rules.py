"""Publishing queue rules: the store first, then the switch; whatever dies, repair makes the file what is published."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest
from fake_config import FakeConfig, File
from stores import fresh_store

from foundation.clock import FakeClock
from foundation.database import Database
from foundation.documents import State, Version
from foundation.errors import BadInput, Conflict, Unavailable
from queueing.publish import config_files
from queueing.publish.push import PUSH_SECONDS, QueueRulesPublisher, Repaired
from queueing.rules.compiler import Section, compile_rules
from queueing.rules.model import GENERAL, QueueRules
from queueing.rules.moment import Moment
from telephony.ami.client import AmiClient, AmiError, AmiGone

OLD: File = {"general": [("persistentmembers", "yes")], GENERAL: [("timeout", "15")]}


class Rules:
    """A publisher, its store, and the switch's files."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, FakeClock()
        self.files: dict[str, File] = {"queues.conf": OLD}
        self.wire = FakeConfig(self.files)
        self.publisher = QueueRulesPublisher(
            database, self.clock, "node1", lambda: cast("AmiClient", self.wire), claim_seconds=0.4
        )

    def restarted(self) -> None:
        """The switch is back."""
        self.wire = FakeConfig(self.files)

    async def validated(self, ring_seconds: int = 20, **queues: Any) -> int:
        """Write a draft and validate it; return its number."""
        content = {"queues": {GENERAL: {"ring_seconds": ring_seconds}, **queues}}
        documents = self.publisher.documents
        async with self.database.write() as session:
            draft = await documents.draft(session, "node1", content, author="admin", reason="shorter rings")
            await documents.validate(session, "node1", draft.version)
        return draft.version

    async def publish(self, ring_seconds: int = 20, **queues: Any) -> Version:
        """Write, validate and publish rules."""
        return await self.publisher.publish(await self.validated(ring_seconds, **queues), by="admin")

    async def in_force(self) -> Version:
        """Return what the store holds."""
        async with self.database.read() as session:
            version = await self.publisher.documents.in_force(session, "node1")
        assert version is not None
        return version

    def timeout(self) -> str:
        """Return the ring time in the switch's file."""
        return dict(self.files["queues.conf"][GENERAL])["timeout"]

    def whole(self, ring_seconds: int) -> bool:
        """Tell whether the switch's file is what rules with this ring time mean."""
        rules = QueueRules.model_validate({"queues": {GENERAL: {"ring_seconds": ring_seconds}}})
        found = [Section(name, tuple(lines)) for name, lines in self.files["queues.conf"].items()]
        return config_files.same(found, compile_rules(rules, Moment(self.clock.now())).queues)

    def reloads(self) -> int:
        """Return how often the switch was told to read its file."""
        return sum(action.name == "QueueReload" for action in self.wire.sent)


@pytest.fixture
async def rules(tmp_path: Path) -> AsyncIterator[Rules]:
    async with fresh_store("sqlite", tmp_path, "foundation_") as database:
        yield Rules(database)


async def test_published_rules_reach_the_switch(rules: Rules) -> None:
    version = await rules.publish(20)
    assert version.state is State.published
    assert rules.whole(20)
    assert rules.reloads() == 1
    assert rules.wire.largest <= config_files.LINES_AT_ONCE
    assert rules.wire.closed


async def test_hundreds_of_lines_go_in_small_pieces(rules: Rules) -> None:
    await rules.publish(20, **{f"skill_{n}": {} for n in range(20)})
    assert rules.wire.largest == config_files.LINES_AT_ONCE
    assert len(rules.files["queues.conf"]) == 22


async def test_the_draft_of_a_dead_publisher_does_not_mix_in(rules: Rules) -> None:
    rules.files[config_files.DRAFT] = {"left_over": [("a", "b")]}
    await rules.publish(20)
    assert rules.whole(20)


async def test_only_validated_versions_are_published(rules: Rules) -> None:
    async with rules.database.write() as session:
        await rules.publisher.documents.draft(session, "node1", {"queues": {}}, author="a", reason="r")
    with pytest.raises(Conflict):
        await rules.publisher.publish(1, by="admin")
    async with rules.database.write() as session:
        with pytest.raises(BadInput, match="hotline_general is missing"):
            await rules.publisher.documents.validate(session, "node1", 1)
    assert rules.wire.sent == []


async def test_a_queue_in_force_is_not_removed(rules: Rules) -> None:
    await rules.publish(20, english={})
    number = await rules.validated(25)
    with pytest.raises(Conflict, match="english"):
        await rules.publisher.publish(number, by="admin")
    assert (await rules.in_force()).version == 1


async def test_rules_taken_back_leave_the_switch(rules: Rules) -> None:
    await rules.publish(20)
    await rules.publish(30)
    version = await rules.publisher.roll_back(by="admin", reason="too long")
    assert (version.version, rules.timeout()) == (1, "20")


@pytest.mark.parametrize("step", ["CreateConfig", "UpdateConfig hotline_draft.conf", "UpdateConfig queues.conf"])
async def test_what_the_switch_refuses_is_not_in_force(rules: Rules, step: str) -> None:
    await rules.publish(20)
    number = await rules.validated(30)
    rules.wire.refuses = step
    with pytest.raises(AmiError):
        await rules.publisher.publish(number, by="admin")
    assert ((await rules.in_force()).version, rules.timeout()) == (1, "20")


@pytest.mark.parametrize(
    "step",
    ["CreateConfig", "UpdateConfig hotline_draft.conf", "GetConfig", "UpdateConfig queues.conf", "QueueReload"],
)
async def test_a_switch_killed_at_any_step_is_repaired(rules: Rules, step: str) -> None:
    await rules.publish(20)
    number = await rules.validated(30)
    rules.wire.dies_at = step
    with pytest.raises(AmiGone):
        await rules.publisher.publish(number, by="admin")
    assert (await rules.in_force()).version == 2, "published: the switch gets it when it is back"
    with pytest.raises(AmiGone):
        await rules.publisher.repair()
    rules.restarted()
    expected = Repaired.sound if step == "QueueReload" else Repaired.rewritten
    assert await rules.publisher.repair() is expected
    assert rules.whole(30)
    assert rules.reloads() == 1
    assert await rules.publisher.repair() is Repaired.sound


@pytest.mark.parametrize("damage", ["gone", "empty", "short", "changed by hand"])
async def test_a_damaged_file_is_written_anew(rules: Rules, damage: str) -> None:
    await rules.publish(20)
    match damage:
        case "gone":
            del rules.files["queues.conf"]
        case "empty":
            rules.files["queues.conf"] = {}
        case "short":
            del rules.files["queues.conf"][GENERAL][3:]
        case _:
            rules.files["queues.conf"]["other"] = []
    assert await rules.publisher.repair() is Repaired.rewritten
    assert rules.whole(20)


async def test_nothing_published_nothing_touched(rules: Rules) -> None:
    assert await rules.publisher.repair() is Repaired.nothing_published
    assert rules.files["queues.conf"] is OLD
    assert rules.wire.sent == []


async def test_the_first_rules_are_those_of_the_set_up(rules: Rules) -> None:
    for _ in range(2):
        await rules.publisher.seed(QueueRules())
    assert ((await rules.in_force()).version, rules.wire.sent) == (1, [])
    await rules.publish(20)
    await rules.publisher.seed(QueueRules())
    assert (await rules.in_force()).version == 2


async def test_one_publishes_at_a_time_and_a_dead_one_is_forgotten(rules: Rules) -> None:
    number = await rules.validated(20)
    async with rules.publisher._claimed() as first:
        assert first
        with pytest.raises(Conflict, match="somebody else"):
            await rules.publisher.publish(number, by="admin")
        rules.clock.advance(PUSH_SECONDS * 2 + 1)
        await rules.publisher.publish(number, by="admin")
    assert rules.timeout() == "20"


async def test_whoever_publishes_is_not_repaired_into(rules: Rules) -> None:
    await rules.publish(20)
    async with rules.publisher._claimed():
        with pytest.raises(Unavailable):
            await rules.publisher.repair()


@pytest.mark.parametrize("section", ["a]b", "A", "", "x" * 33])
def test_hostile_names_are_refused(section: str) -> None:
    with pytest.raises(BadInput):
        list(config_files.changes([Section(section, ())]))


@pytest.mark.parametrize("value", ["a\nb", "a;b", "a]", "#exec rm", ">x", "", "\u961f"])
def test_hostile_values_are_refused(value: str) -> None:
    with pytest.raises(BadInput):
        list(config_files.changes([Section("a", (("timeout", value),))]))
