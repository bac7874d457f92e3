"""The AsyncAGI driver over a real owner and a played connection: no caller is left, led twice, or led by two."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from fake_switch import CALLER, LINKEDID, SUCCESS, FakeMenuChannel, World, headers
from flows import ALL_TYPES, TWO_LEVELS
from held_flows import HeldFlows

from foundation.clock import FakeClock
from foundation.work_calendar import ZONE, shipped_calendar
from ivr.asyncagi import Limits, MenuDriver
from ivr.flow import Flow
from telephony.ami.actions import Action
from telephony.ami.client import AmiTimeout
from telephony.ami.framing import AmiMessage
from telephony.events import Kind
from telephony.snapshot import ChannelNow, Snapshot

ENV = "agi_request: async\nagi_channel: x\n"


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    made.call_enters()
    yield made
    await made.stop()


LIMITS = Limits(variables=0.2, flows=0.3, prompts=-2.0, drain=0.4, end=0.2)  # a question of 3 s lasts 1 s at most


def _driver(world: World, flow: Flow | None = None, *others: Flow, enabled: bool = True) -> MenuDriver:
    flows = HeldFlows(flow, *others)
    driver = MenuDriver(world.owner, flows, enabled=enabled, spawn=world.spawn, limits=LIMITS)
    world.listen(driver)
    return driver


def _snapshot(world: World, **variables: str) -> Snapshot:
    channel = ChannelNow(CALLER, LINKEDID, LINKEDID, "", "", "", {"LINE": "12345", "IN_MENU": "1", **variables})
    return Snapshot(world.clock.now(), (channel,), (), ())


def _menu_facts(world: World) -> list[dict[str, object]]:
    return [fact.payload for fact in world.writer.facts if fact.kind is Kind.menu_completed]


def _redirects(world: World) -> list[str]:
    return [sent["Context"] for sent in world.ami.named("Redirect")]


def _pressed(key: str, flow: str = "default:1") -> dict[str, str]:
    return {"MENU_DIGITS": key, "MENU_DIGITS_STATUS": "OK" if key else "TIMEOUT", "MENU_FLOW": flow}


async def test_the_key_of_the_first_prompt_leads_to_the_queue(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("3"))
    _driver(world)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"
    assert channel.variables["NEXT_LANGUAGE"] == "en"
    assert channel.variables["MENU_PATH"] == "3"
    assert channel.variables["MENU_ENDED"] == "choice:default:1"
    assert channel.commands[-2:] == ['SET VARIABLE MENU_ENDED "choice:default:1"', "ASYNCAGI BREAK"]
    assert channel.commands.count("ASYNCAGI BREAK") == 1
    facts = _menu_facts(world)
    assert [(f["ended"], f["path"], f["language"], f["flow"]) for f in facts] == [("choice", "3", "en", "default")]
    assert _redirects(world) == []


@pytest.mark.parametrize(
    "variables",
    [_pressed("0"), _pressed("8"), _pressed(""), {"MENU_DIGITS_STATUS": "ERROR"}, {}, _pressed("1", "default:0")],
    ids=["0", "wrong key", "silence", "error", "nothing set", "key 1 at the switch's own prompt"],
)
async def test_failures_of_the_shipped_flow_lead_to_a_person(world: World, variables: dict[str, str]) -> None:
    channel = FakeMenuChannel(world, variables)
    _driver(world)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert (channel.variables["NEXT_QUEUE"], channel.variables["NEXT_LANGUAGE"]) == ("hotline_general", "zh")
    assert not channel.running
    assert _redirects(world) == []


async def test_a_flow_of_two_levels_is_walked(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"), keys=["*", "1", "1"])
    _driver(world, Flow.model_validate(TWO_LEVELS))
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert (channel.variables["NEXT_QUEUE"], channel.variables["NEXT_PRIORITY"]) == ("hotline_english", "5")
    assert channel.variables["MENU_PATH"] == "1.*.1.1"
    assert channel.variables["PIPELINE"] == "second:1.*.1"
    assert 'EXEC Read "MENU_DIGITS,hotline/a&hotline/b,1,t,1,3"' in channel.commands


async def test_a_key_for_the_prompt_of_another_flow_does_not_count(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("9", "default:7"), keys=["1", "1"])
    _driver(world, Flow.model_validate(TWO_LEVELS))
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert channel.variables["MENU_PATH"] == "1.1"


@pytest.mark.parametrize("moment", ["GET VARIABLE", "EXEC Read", "SET VARIABLE NEXT", "ASYNCAGI BREAK"])
async def test_a_hang_up_ends_the_session(world: World, moment: str) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"), keys=["1"])
    channel.hangs_up_at = moment
    _driver(world, Flow.model_validate(TWO_LEVELS))
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert _redirects(world) == []
    assert len(_menu_facts(world)) == 1, "ended once: by the hang-up, or before it by the choice"


@pytest.mark.parametrize(
    "answer",
    ["garbage shifted by one", "510 Invalid or unknown command", "200 nothing"],
    ids=["out of step", "refused", "no result"],
)
@pytest.mark.parametrize("moment", ["GET VARIABLE MENU_DIGITS", "EXEC Read", "SET VARIABLE NEXT_QUEUE"])
async def test_out_of_step_leads_to_a_person(world: World, answer: str, moment: str) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"), keys=["1"])
    channel.result = lambda command: answer if command.startswith(moment) else None
    _driver(world, Flow.model_validate(TWO_LEVELS))
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert _redirects(world) == ["hotline_rescue"]


@pytest.mark.parametrize("moment", ["GET VARIABLE PIPELINE", "EXEC Read", "ASYNCAGI BREAK"])
async def test_silence_of_the_switch_leads_to_a_person(world: World, moment: str) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"), keys=["1"])
    channel.result = lambda command: "" if command.startswith(moment) else None
    _driver(world, Flow.model_validate(TWO_LEVELS))
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert _redirects(world) == ["hotline_rescue"]


async def test_an_application_that_is_missing_is_an_error_not_an_old_key(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"))
    channel.result = lambda command: "200 result=-2" if command.startswith("EXEC") else None
    _driver(world, Flow.model_validate(TWO_LEVELS))
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"
    assert [fact["ended"] for fact in _menu_facts(world)] == ["error"]


async def test_a_rescue_that_is_not_answered_is_tried_again(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1"))
    channel.result = lambda command: "garbage"
    tries: list[str] = []

    def take(action: Action) -> AmiMessage | Exception | None:
        if action.name == "Redirect":
            tries.append(headers(action)["Context"])
            return AmiTimeout("late") if len(tries) == 1 else AmiMessage.of(Response="Success")
        return channel.take(action)

    world.ami.answer = take
    _driver(world)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert tries == ["hotline_rescue"] * 2


async def test_a_caller_whom_another_owner_left_goes_on_where_the_channel_says(world: World) -> None:
    world.of_caller("AsyncAGIStart", Env=ENV)  # heard by the dead owner
    channel = FakeMenuChannel(world, {**_pressed("1", "two_levels:3"), "PIPELINE": "second:1"}, keys=["1"])
    driver = _driver(world, Flow.model_validate(TWO_LEVELS))
    driver.on_snapshot(_snapshot(world))
    await world.settle()
    assert channel.variables["MENU_PATH"] == "1.1"
    assert channel.variables["NEXT_QUEUE"] == "hotline_english"
    assert [fact["path"] for fact in _menu_facts(world)] == ["1.1"]


async def test_what_the_dead_owner_had_asked_is_waited_for(world: World) -> None:
    world.of_caller("AsyncAGIStart", Env=ENV)  # heard by the dead owner
    channel = FakeMenuChannel(world, {**_pressed("1", "two_levels:3"), "PIPELINE": "second:1"}, keys=["1"])
    driver = _driver(world, Flow.model_validate(TWO_LEVELS))
    channel.first_after = 0.3
    driver.on_snapshot(_snapshot(world))
    await world.settle()
    assert _redirects(world) == []
    assert channel.variables["MENU_PATH"] == "1.1"


@pytest.mark.parametrize("variables", [{"RESCUED": "1"}, {"IN_MENU": "0"}])
async def test_rescued_callers_and_those_past_the_menu_are_left_alone(world: World, variables: dict[str, str]) -> None:
    channel = FakeMenuChannel(world, _pressed("1"))
    _driver(world).on_snapshot(_snapshot(world, **variables))
    await world.settle()
    assert channel.commands == []


async def test_nobody_is_led_twice(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1"))
    driver = _driver(world)
    driver.on_snapshot(_snapshot(world))
    world.of_caller("AsyncAGIStart", Env=ENV)
    driver.on_snapshot(_snapshot(world))
    await world.settle()
    assert channel.commands.count("ASYNCAGI BREAK") == 1
    assert channel.commands.count("GET VARIABLE MENU_DIGITS") == 1


async def test_a_caller_found_before_agi_was_ready_is_led_when_it_is(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("2"))
    channel.running = False  # still hears the switch's own prompt
    driver = _driver(world)
    driver.on_snapshot(_snapshot(world))

    def take(action: Action) -> AmiMessage | Exception | None:
        said = channel.take(action)
        if action.name == "AGI" and isinstance(said, Exception) and not channel.running:
            channel.running = True
            world.of_caller("AsyncAGIStart", Env=ENV)  # in the same piece of bytes as the refusal
        return said

    world.ami.answer = take
    await world.settle()
    assert channel.variables["NEXT_LANGUAGE"] == "yue"
    assert _redirects(world) == []


async def test_a_lost_link_ends_the_session_and_the_next_snapshot_takes_the_caller(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1"))
    channel.result = lambda command: "" if command.startswith("GET") else None
    driver = _driver(world)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await asyncio.sleep(0.01)
    world.ami.connected = False
    world.owner.pipelines.all_ended()
    await world.settle()
    assert _redirects(world) == []
    world.ami.connected, channel.result = True, lambda command: None
    driver.on_snapshot(_snapshot(world))
    await world.settle()
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"


@pytest.mark.parametrize(("enabled", "first"), [(True, "default:1|3|hotline/welcome_menu"), (False, "none")])
async def test_the_switch_is_shown_the_first_prompt(world: World, enabled: bool, first: str) -> None:
    FakeMenuChannel(world, {})
    _driver(world, enabled=enabled).on_snapshot(Snapshot(world.clock.now(), (), (), ()))
    await world.settle()
    shown = {sent["Variable"]: sent["Value"] for sent in world.ami.named("Setvar")}
    assert shown == {"MENU_FIRST": first}


async def test_a_switch_that_did_not_answer_is_shown_it_again(world: World) -> None:
    silences = [None, None]
    world.ami.answer = lambda action: silences.pop() if silences else SUCCESS
    _driver(world).show()
    await world.settle(10)
    shown = [sent["Value"] for sent in world.ami.named("Setvar")]
    assert shown == ["default:1|3|hotline/welcome_menu"] * 3
    world.ami.sent.clear()
    _driver(world).show()
    world.owner.in_step, world.ami.connected = False, False
    await world.settle(1)
    assert world.ami.sent == [], "the next snapshot shows it to a switch that is away"


async def test_nothing_is_shown_until_it_is_known_what_is_in_force(world: World) -> None:
    FakeMenuChannel(world, {})
    driver = _driver(world)
    driver._flows.loaded = False
    driver.on_snapshot(Snapshot(world.clock.now(), (), (), ()))
    await world.settle()
    assert world.ami.named("Setvar") == [], "the switch keeps what the owner before showed it"
    driver._flows.loaded = True
    driver.show()
    await world.settle()
    assert [sent["Value"] for sent in world.ami.named("Setvar")] == ["default:1|3|hotline/welcome_menu"]


async def test_a_caller_stays_in_the_version_whose_prompt_he_heard(world: World) -> None:
    """A publish between prompt and key: the key means what the caller was told it means."""
    older = Flow.model_validate(TWO_LEVELS)
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"), keys=["1"])
    _driver(world, None, older)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert (channel.variables["NEXT_QUEUE"], channel.variables["MENU_PATH"]) == ("hotline_english", "1.1")
    assert channel.variables["MENU_ENDED"] == "choice:two_levels:3"
    assert [(f["flow"], f["version"]) for f in _menu_facts(world)] == [("two_levels", 3)]


async def test_the_next_owner_leads_on_in_the_version_that_the_caller_is_in(world: World) -> None:
    older = Flow.model_validate(TWO_LEVELS)
    channel = FakeMenuChannel(world, {"PIPELINE": "second:1", "MENU_FLOW": "two_levels:3"}, keys=["1"])
    _driver(world, None, older).on_snapshot(_snapshot(world))
    await world.settle()
    assert (channel.variables["NEXT_QUEUE"], channel.variables["MENU_PATH"]) == ("hotline_english", "1.1")


async def test_an_owner_that_has_just_begun_waits_for_what_is_in_force(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:3"), keys=["1"])
    driver = _driver(world, Flow.model_validate(TWO_LEVELS))
    driver._flows.loaded = False
    world.of_caller("AsyncAGIStart", Env=ENV)
    await asyncio.sleep(0.1)
    assert "NEXT_QUEUE" not in channel.variables
    driver._flows.loaded = True
    await world.settle()
    assert (channel.variables["NEXT_QUEUE"], channel.variables["MENU_PATH"]) == ("hotline_english", "1.1")


async def test_without_a_store_a_caller_waits_no_longer_than_a_moment(world: World) -> None:
    channel = FakeMenuChannel(world, _pressed("1", "two_levels:9"), keys=["1"])
    driver = _driver(world)
    driver._flows.loaded = False
    world.of_caller("AsyncAGIStart", Env=ENV)
    async with asyncio.timeout(5):
        while "NEXT_QUEUE" not in channel.variables:  # noqa: ASYNC110 -- the channel tells nobody
            await asyncio.sleep(0.02)
    assert channel.variables["NEXT_LANGUAGE"] == "zh"


async def test_a_caller_in_a_version_that_nobody_knows_gets_a_person(world: World) -> None:
    channel = FakeMenuChannel(world, {"PIPELINE": "second:1", "MENU_FLOW": "two_levels:9"})
    _driver(world).on_snapshot(_snapshot(world))
    await world.settle()
    assert channel.variables["NEXT_QUEUE"] == "hotline_general"
    assert channel.variables["MENU_ENDED"] == "error:default:1"


NIGHT = datetime(2026, 11, 26, 22, 0, tzinfo=ZONE)
AT_WORK = datetime(2026, 11, 26, 9, 0, tzinfo=ZONE)
ALL = Flow.model_validate(ALL_TYPES)


def _by_the_clock(world: World, now: datetime) -> MenuDriver:
    """Lead callers in the flow of every node type, at this moment."""
    flows = HeldFlows(ALL)
    flows.calendars["office"] = shipped_calendar()
    driver = MenuDriver(world.owner, flows, spawn=world.spawn, limits=LIMITS, clock=FakeClock(now))
    world.listen(driver)
    return driver


async def test_a_flow_without_a_first_question_is_begun_by_the_controller(world: World) -> None:
    channel = FakeMenuChannel(world, {"MENU_FLOW": "all_types:2", "CALLER_NUMBER": "19900000001"}, keys=["1"])
    driver = _by_the_clock(world, AT_WORK)
    driver.on_snapshot(Snapshot(world.clock.now(), (), (), ()))
    await world.settle()
    assert [sent["Value"] for sent in world.ami.named("Setvar")] == ["all_types:2|0|"]
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert 'EXEC Read "MENU_DIGITS,hotline/a,1,t,1,3"' in channel.commands
    assert (channel.variables["NEXT_QUEUE"], channel.variables["MENU_ENDED"]) == (
        "hotline_general",
        "choice:all_types:2",
    )


async def test_a_branch_knows_where_the_call_comes_from(world: World) -> None:
    channel = FakeMenuChannel(world, {"MENU_FLOW": "all_types:2", "CALLER_NUMBER": "+4930123456"})
    _by_the_clock(world, AT_WORK)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    assert (channel.variables["NEXT_QUEUE"], channel.variables["MENU_ENDED"]) == (
        "hotline_english",
        "passed:all_types:2",
    )


async def test_when_it_is_not_the_time_the_caller_is_told_and_the_call_ends(world: World) -> None:
    channel = FakeMenuChannel(world, {"MENU_FLOW": "all_types:2", "CALLER_NUMBER": "19900000001"})
    _by_the_clock(world, NIGHT)
    world.of_caller("AsyncAGIStart", Env=ENV)
    await world.settle()
    said = [command for command in channel.commands if command.startswith("EXEC ")]
    assert said == ['EXEC Read "MENU_DIGITS,hotline/closed,1,t,1,1"', 'EXEC Playback "hotline/thanks"']
    assert channel.commands[-2:] == ['SET VARIABLE MENU_ENDED "told:all_types:2"', "HANGUP"]
    assert "NEXT_QUEUE" not in channel.variables
    assert [(f["ended"], f["flow"]) for f in _menu_facts(world)] == [("told", "all_types")]
    assert _redirects(world) == []


async def test_the_next_owner_says_the_last_sentence_again_and_ends_the_call(world: World) -> None:
    channel = FakeMenuChannel(world, {"MENU_FLOW": "all_types:2", "PIPELINE": "goodbye:9"})
    _by_the_clock(world, AT_WORK).on_snapshot(_snapshot(world))
    await world.settle()
    assert channel.commands[-1] == "HANGUP"
    assert (channel.variables["MENU_PATH"], channel.variables["MENU_ENDED"]) == ("9", "told:all_types:2")


@pytest.mark.parametrize("fault", ["no recording", "no answer", "refused"])
async def test_who_cannot_hear_the_last_sentence_or_is_not_hung_up_gets_a_person(world: World, fault: str) -> None:
    channel = FakeMenuChannel(world, {"MENU_FLOW": "all_types:2", "PIPELINE": "goodbye:9"})
    channel.status = "ERROR" if fault == "no recording" else ""
    answer = {"no answer": "", "refused": "510 Invalid or unknown command"}.get(fault)
    channel.result = lambda command: answer if command == "HANGUP" else None
    _by_the_clock(world, AT_WORK).on_snapshot(_snapshot(world))
    await world.settle()
    assert _redirects(world) == ["hotline_rescue"]
