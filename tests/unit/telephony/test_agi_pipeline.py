"""Commands to channels: each is resolved exactly once, whatever happens (SWITCH section 3)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from telephony.ami.actions import Action, BadAction
from telephony.ami.client import AmiError, AmiGone
from telephony.ami.framing import AmiMessage
from telephony.ami.pipeline import ENDED, UNANSWERED, AgiResult, Pipelines, ResultKind, parse_result

CHANNEL = "PJSIP/trunk-00000001"


class Wire:
    """Takes what is written; one list a write."""

    def __init__(self) -> None:
        self.writes: list[list[dict[str, str]]] = []
        self.answers: list[asyncio.Future[list[AmiMessage]]] = []
        self.gone = False

    def post(self, sent: Sequence[Action]) -> list[asyncio.Future[list[AmiMessage]]]:
        if self.gone:
            raise AmiGone("no AMI connection")
        for action in sent:
            action.encode("h1")
        self.writes.append([dict(action.headers) for action in sent])
        futures = [asyncio.get_running_loop().create_future() for _ in sent]
        self.answers += futures
        return futures

    @property
    def ids(self) -> list[str]:
        return [command["CommandID"] for write in self.writes for command in write]


async def start(
    pipelines: Pipelines, *commands: str, channel: str = CHANNEL, within: float = 5.0
) -> asyncio.Task[list[AgiResult]]:
    task = asyncio.create_task(pipelines.run(channel, commands, within))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return task


async def test_switch_3_a_step_is_one_write_with_results_in_order() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 7)
    task = await start(pipelines, "EXEC Read", "GET VARIABLE MENU_DIGITS", "GET VARIABLE READSTATUS")
    assert len(wire.writes) == 1
    first, second, third = wire.ids
    pipelines.executed(third, "200 result=1 (OK)")
    pipelines.executed(first, "200 result=0")
    assert not task.done()
    pipelines.executed(second, "200 result=1 (1)\n")
    results = await task
    assert [r.value for r in results] == ["", "1", "OK"]
    assert all(r.kind is ResultKind.ok for r in results)


async def test_switch_3_success_of_the_action_means_only_queued() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    task = await start(pipelines, "EXEC Read")
    wire.answers[0].set_result([AmiMessage.of(Response="Success")])
    await asyncio.sleep(0.01)
    assert not task.done()
    pipelines.executed(wire.ids[0], "200 result=0")
    assert (await task)[0].kind is ResultKind.ok


async def test_switch_3_a_hang_up_resolves_every_open_command_as_ended() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    task = await start(pipelines, "EXEC Read", "GET VARIABLE MENU_DIGITS")
    pipelines.executed(wire.ids[0], "200 result=0")
    pipelines.ended(CHANNEL)
    assert await task == [AgiResult(ResultKind.ok, 0), ENDED]


async def test_switch_3_the_end_of_one_channel_leaves_the_others() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    task = await start(pipelines, "EXEC Read")
    pipelines.ended("PJSIP/trunk-00000002")
    await asyncio.sleep(0)
    assert not task.done()
    pipelines.ended(CHANNEL)
    await task


async def test_switch_3_an_answer_of_another_epoch_is_ignored() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 8)
    task = await start(pipelines, "EXEC Read")
    assert wire.ids == ["e8-1"]
    pipelines.executed("e7-1", "200 result=1 (of the dead owner)")
    await asyncio.sleep(0)
    assert not task.done()
    pipelines.executed("e8-1", "200 result=0")
    assert (await task)[0].number == 0


async def test_switch_3_a_second_answer_changes_nothing() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    task = await start(pipelines, "GET VARIABLE X")
    pipelines.executed(wire.ids[0], "200 result=1 (a)")
    pipelines.executed(wire.ids[0], "200 result=1 (b)")
    pipelines.ended(CHANNEL)
    assert (await task)[0].value == "a"
    pipelines.executed(wire.ids[0], "200 result=1 (c)")
    pipelines.ended(CHANNEL)


async def test_switch_3_unanswered_is_not_ended() -> None:
    """After the time limit the caller may still be there: that is for the driver to act on."""
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    results = await pipelines.run(CHANNEL, ["GET VARIABLE A", "GET VARIABLE B"], 0.02)
    assert results == [UNANSWERED, UNANSWERED]
    pipelines.executed(wire.ids[0], "200 result=1 (late)")


async def test_a_command_that_was_not_even_queued_is_ended() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    task = await start(pipelines, "EXEC Read", "GET VARIABLE X")
    wire.answers[0].set_exception(AmiError("No such channel"))
    wire.answers[1].set_exception(AmiGone("the AMI connection ended before the answer"))
    assert await task == [ENDED, ENDED]


async def test_a_lost_link_ends_what_is_open_on_every_channel() -> None:
    wire = Wire()
    pipelines = Pipelines(wire, 1)
    tasks = [await start(pipelines, "EXEC Read", channel=f"PJSIP/trunk-0000000{n}") for n in range(3)]
    pipelines.all_ended()
    assert await asyncio.gather(*tasks) == [[ENDED]] * 3


async def test_no_link_says_so_and_nothing_stays_open() -> None:
    wire = Wire()
    wire.gone = True
    pipelines = Pipelines(wire, 1)
    with pytest.raises(AmiGone):
        await pipelines.run(CHANNEL, ["EXEC Read"], 1)
    with pytest.raises(BadAction):
        await pipelines.run("no channel", ["EXEC Read"], 1)
    assert not pipelines._open
    assert not pipelines._by_channel


async def test_no_commands_no_wait() -> None:
    assert await Pipelines(Wire(), 1).run(CHANNEL, [], 1) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200 result=0\n", AgiResult(ResultKind.ok, 0)),
        ("200 result=1 (5)\n", AgiResult(ResultKind.ok, 1, "5")),
        ("200 result=1 (广州 (天河))\n", AgiResult(ResultKind.ok, 1, "广州 (天河)")),
        ("200 result=1 ()\n", AgiResult(ResultKind.ok, 1, "")),
        ("200 result=-1\n", AgiResult(ResultKind.ok, -1)),
        ("200 result=-1 (hangup)\n", ENDED),
        ("HANGUP\n", ENDED),
        ("511 Command Not Permitted on a dead channel or intercept routine\n", ENDED),
        ("510 Invalid or unknown command\n", AgiResult(ResultKind.refused, 510)),
        ("520-Invalid command syntax.  Proper usage follows:\n", AgiResult(ResultKind.refused, 520)),
    ],
)
def test_results(text: str, expected: AgiResult) -> None:
    assert parse_result(text) == expected


@pytest.mark.parametrize(
    "text", ["", "result=1 (x)", "aaaaaaa", "20 result=0", "200", "200 ok", "(rest of a long value)"]
)
def test_switch_3_a_result_without_a_code_marks_the_channel_as_out_of_step(text: str) -> None:
    assert parse_result(text).kind is ResultKind.out_of_step
