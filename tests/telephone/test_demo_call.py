"""The commands of the demonstration as an operator and a program run them: real calls, a real recogniser."""

import asyncio
import hashlib
import json
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import APPEALS, HotlineHouse, running_house
from switch_rig import running_switch

from foundation.settings import Settings
from hotline.demo.call import appeals
from tickets.contract import is_service_number

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300), pytest.mark.alone]

KEYS = {
    "call_id", "ani", "dnis", "menu_path", "queue", "wait_seconds", "time_to_answer_seconds", "agent", "recording",
    "transcript", "ticket",
}  # fmt: skip
WANTED = {entry["name"]: entry["ticket"] for entry in appeals()}
TOGETHER = ("broken_street_lamp", "water_outage", "unpaid_wages")


@pytest.fixture(scope="module")
def house() -> Iterator[HotlineHouse]:
    """Yield a hotline with Whisper and no more agents than calls at once."""
    with (
        running_switch() as switch,
        running_house(
            switch,
            HOTLINE_AGENTS="1001,1002,1003",
            HOTLINE_SPEECH_ENGINE="whisper",
            HOTLINE_SPEECH_MODEL=str(Settings().model_folder),
        ) as opened,
    ):
        yield opened


def assert_whole(house: HotlineHouse, call: dict[str, Any], appeal: str) -> None:
    """The answer has every key, its file has its checksum, and the ticket is that of what was said."""
    assert call.keys() >= KEYS
    assert (call["dnis"], call["menu_path"], call["queue"]) == ("12345", "1", "hotline_general")
    assert re.fullmatch(r"199\*+\d+", call["ani"])
    assert call["agent"] in ("1001", "1002", "1003")
    assert 0 <= call["wait_seconds"] <= call["time_to_answer_seconds"] < 60
    file = house.var / "recordings" / call["recording"]["path"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == call["recording"]["sha256"]
    with wave.open(str(file)) as audio:
        assert call["recording"]["duration_seconds"] == pytest.approx(
            audio.getnframes() / audio.getframerate(), abs=0.1
        )
    with wave.open(str(APPEALS / f"{appeal}.wav")) as spoken:
        assert call["recording"]["duration_seconds"] > spoken.getnframes() / spoken.getframerate()
    assert all({"speaker", "text"} <= utterance.keys() for utterance in call["transcript"]["utterances"])
    assert any(utterance["speaker"] == "caller" for utterance in call["transcript"]["utterances"])
    ticket = call["ticket"]
    assert ticket["id"]
    assert len(ticket["service_id"]) == 19
    assert is_service_number(ticket["service_id"])
    for field in ticket["fields"].values():
        assert field.keys() >= {"value", "source", "confidence", "filled"}
    assert ticket["fields"]["district"]["value"] == WANTED[appeal]["district"]
    assert ticket["fields"]["district"]["filled"] is True
    assert ticket["fields"]["kind"]["value"] == WANTED[appeal]["kind"]


async def told(house: HotlineHouse, printed: str) -> dict[str, Any]:
    """Return the call that a person is told of: its id, its recording and its ticket are named."""
    found = re.search(r"^call      (\S+)  answered$", printed, re.MULTILINE)
    assert found, printed
    call: dict[str, Any] = await asyncio.to_thread(house.api, "GET", f"/api/v1/calls/{found[1]}")
    assert f"recording {call['recording']['path']} ({call['recording']['duration_seconds']} s, verified)\n" in printed
    assert f"ticket    {call['ticket']['service_id']}\n" in printed
    assert call["ticket"]["fields"]["district"]["value"] in printed
    return call


async def assert_answered(house: HotlineHouse, ticket: dict[str, Any]) -> None:
    """The ticket service answers to number and code."""
    question = f"/ticket-service/v1/tickets/{ticket['service_id']}/status"
    status = await asyncio.to_thread(house.api, "POST", question, {"code": ticket["query_code"]})
    assert (status["service_id"], status["state"]) == (ticket["service_id"], "accepted")


async def test_three_demonstration_calls_at_once_each_get_their_own_ticket(house: HotlineHouse) -> None:
    *alone, text = await asyncio.gather(
        *(house.command("demo-call", "--agent", "auto", "--appeal", appeal, "--json") for appeal in TOGETHER[:-1]),
        house.command("demo-call", "--appeal", TOGETHER[-1]),
    )
    calls = [json.loads(printed) for printed in alone]
    for call in calls:
        await assert_answered(house, call["ticket"])
    calls.append(await told(house, text))
    for appeal, call in zip(TOGETHER, calls, strict=True):
        assert_whole(house, call, appeal)
        assert house.tickets_in_service(call) == 1
        key = call["call_id"].replace("-", "")
        ((submitted_by,),) = house.rows("SELECT agent FROM tickets_ticket WHERE call_id=?", key)
        assert submitted_by == call["agent"]
        ends = house.rows("SELECT end_reason FROM telephony_talk WHERE call_id=?", key)
        assert ends == [("caller",)], "no phone was closed under a citizen's words"
    assert len({call["ticket"]["service_id"] for call in calls}) == len(calls)
    assert {call["agent"] for call in calls} == {"1001", "1002", "1003"}
    for agent in ("1001", "1002", "1003"):
        await house.shown(agent, "logged_off")


async def test_appeals_are_listed(house: HotlineHouse) -> None:
    assert {entry["name"] for entry in json.loads(await house.command("demo-call", "--list", "--json"))} == set(WANTED)
    listed = await house.command("demo-call", "--list")
    assert [line.split()[0] for line in listed.splitlines()] == list(WANTED)


async def test_transcribe_and_prefill_print_json_alone(house: HotlineHouse, tmp_path: Path) -> None:
    heard = json.loads(await house.command("transcribe", str(APPEALS / "water_outage.wav"), "--json"))
    text = "".join(utterance["text"] for utterance in heard)
    assert "停水" in text
    result = json.loads(await house.command("prefill", "昨天晚上天河区中山大道的路灯坏了，麻烦派人来修", "--json"))
    assert result["fields"]["district"]["value"] == "天河区"
    matters = tmp_path / "matters.txt"
    matters.write_text("越秀区北京路整栋楼停水了\n白云区太和镇的老板拖欠工资，我要投诉\n", "utf-8")
    lines = (await house.command("prefill", "--file", str(matters), "--json")).splitlines()
    assert [json.loads(line)["fields"]["district"]["value"] for line in lines] == ["越秀区", "白云区"]
