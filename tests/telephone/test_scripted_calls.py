"""Calls by script through a flow of every type, over merged lines and announcements: what became of each."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from house import HotlineHouse, running_house
from scripted import Script, SubCentre, play, ports
from switch_rig import CARRIER, running_switch, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300), pytest.mark.xdist_group("scripted_calls")]

PERSON = {"no_input": "person", "no_match": "person", "error": "person"}
FLOW: dict[str, Any] = {
    "start": "welcome",
    "nodes": {
        "welcome": {
            "type": "menu",
            "prompt": ["hotline/hold_please"],
            "attempts": 2,
            "timeout_seconds": 2,
            "choices": {
                "1": "mandarin",
                "2": "cantonese",
                "3": "code",
                "4": "rating",
                "5": "goodbye",
                "6": "outside",
                "7": "repeat",
                "#": "mandarin",
                "9": "welcome",
            },
            **PERSON,
        },
        "cantonese": {
            "type": "menu",
            "prompt": ["hotline/hold_please"],
            "language": "yue",
            "timeout_seconds": 2,
            "choices": {"1": "person", "5": "goodbye"},
            **PERSON,
        },
        "code": {
            "type": "collect",
            "prompt": ["hotline/hold_please"],
            "least": 6,
            "most": 6,
            "timeout_seconds": 3,
            "keyed": "progress",
            **PERSON,
        },
        "progress": {"type": "ticket_status", "otherwise": "goodbye", "unknown": "person", "error": "person"},
        "rating": {"type": "survey", "prompt": ["hotline/hold_please"], "timeout_seconds": 2, "next": "goodbye"},
        "repeat": {
            "type": "branch",
            "on": "open_ticket",
            "cases": {"no": "known", "yes": "code"},
            "otherwise": "known",
        },
        "known": {"type": "branch", "on": "language", "cases": {"yue": "cantonese"}, "otherwise": "person"},
        "outside": {"type": "transfer", "number": "02012366"},
        "mandarin": {"type": "enqueue", "queue": "hotline_general", "language": "zh"},
        "person": {"type": "enqueue", "queue": "hotline_general"},
        "goodbye": {"type": "hangup", "prompt": ["hotline/hold_please"]},
    },
}
ABROAD: dict[str, Any] = {
    "start": "caller",
    "nodes": {
        "caller": {
            "type": "branch",
            "on": "caller",
            "cases": {"abroad": "english", "hidden": "cantonese"},
            "otherwise": "person",
        },
        "english": {"type": "enqueue", "queue": "hotline_general", "language": "en"},
        "cantonese": {"type": "enqueue", "queue": "hotline_general", "language": "yue"},
        "person": {"type": "enqueue", "queue": "hotline_general"},
    },
}
LINES = [
    {"number": "12345", "name": "政务服务便民热线"},
    {"number": "12315", "also": ["8602012315"], "name": "消费维权", "mode": "absorbed"},
    {"number": "12366", "name": "纳税服务", "mode": "sub_center", "transfer_to": "02012366"},
    {"number": "12320", "name": "卫生", "mode": "parallel_number", "flow": "abroad"},
    {"number": "12319", "name": "城管"},
]
AWAY = 1000  # milliseconds after the answer: the first prompt is being played
SHORT = 12_000  # how long somebody stays who is led to the queue

CALLS: dict[str, tuple[Script, dict[str, Any]]] = {
    "silence": (Script(patience=16_000), {"menu_ended": "no_input", "menu_path": "", "language": "zh"}),
    "a key": (Script(keys=[(AWAY, "1")], patience=SHORT), {"menu_ended": "choice", "menu_path": "1"}),
    "a key by INFO": (
        Script(keys=[(AWAY, "1")], patience=SHORT, by_info=True),
        {"menu_ended": "choice", "menu_path": "1"},
    ),
    "the key #": (Script(keys=[(AWAY, "#")], patience=SHORT), {"menu_ended": "choice", "menu_path": "#"}),
    "the key # at a second try": (
        Script(keys=[(AWAY, "8"), (1500, "#")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "#"},
    ),
    "two levels": (
        Script(keys=[(AWAY, "2"), (1500, "1")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "2.1", "language": "yue"},
    ),
    "a language, then silence": (
        Script(keys=[(AWAY, "2")], patience=14_000),
        {"menu_ended": "no_input", "menu_path": "2", "language": "yue"},
    ),
    "wrong twice": (
        Script(keys=[(AWAY, "8"), (1500, "*")], patience=SHORT),
        {"menu_ended": "no_match", "menu_path": ""},
    ),
    "wrong, then right": (
        Script(keys=[(AWAY, "8"), (1500, "1")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "1"},
    ),
    "round and round": (
        Script(keys=[(AWAY, "9"), (1500, "9"), (1500, "1")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "9.9.1"},
    ),
    "a code of no ticket": (
        Script(keys=[(AWAY, "3"), (1500, "123456")]),
        {"menu_ended": "choice", "menu_path": "3.keyed"},
    ),
    "a code too short": (
        Script(keys=[(AWAY, "3"), (1500, "12#")], patience=SHORT),
        {"menu_ended": "no_match", "menu_path": "3"},
    ),
    "no code": (Script(keys=[(AWAY, "3")], patience=14_000), {"menu_ended": "no_input", "menu_path": "3"}),
    "a rating": (
        Script(keys=[(AWAY, "4"), (1500, "2")]),
        {"menu_ended": "told", "menu_path": "4", "satisfaction": 4, "outcome": "menu_exit"},
    ),
    "no rating": (Script(keys=[(AWAY, "4")]), {"menu_ended": "told", "menu_path": "4", "satisfaction": None}),
    "the last sentence": (Script(keys=[(AWAY, "5")]), {"menu_ended": "told", "menu_path": "5"}),
    "a number outside": (
        Script(keys=[(AWAY, "6")], patience=6_000),
        {"menu_ended": "transferred", "menu_path": "6", "outcome": "menu_exit"},
    ),
    "nothing known of him": (
        Script(keys=[(AWAY, "7")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "7", "language": "zh"},
    ),
    "gone in the first prompt": (Script(patience=500), {"menu_ended": None, "outcome": "menu_exit"}),
    "gone in the second menu": (
        Script(keys=[(AWAY, "2")], patience=1_500),
        {"menu_ended": "hang_up", "outcome": "menu_exit"},
    ),
    "an absorbed line": (Script("12315", patience=SHORT), {"menu_ended": "passed", "dnis": "12315"}),
    "an absorbed line by its long number": (
        Script("+8602012315", patience=SHORT),
        {"menu_ended": "passed", "dnis": "+8602012315"},
    ),
    "a sub-centre": (Script("12366", patience=6_000), {"menu_ended": "transferred", "dnis": "12366"}),
    "about the announcement": (
        Script("12319", keys=[(AWAY, "1")]),
        {"menu_ended": "incident", "menu_path": "water", "outcome": "menu_exit"},
    ),
    "about it from habit, then on": (
        Script("12319", keys=[(AWAY, "1"), (1500, "2"), (1500, "1")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "1"},
    ),
    "not about the announcement": (
        Script("12319", keys=[(AWAY, "0"), (1500, "1")], patience=SHORT),
        {"menu_ended": "choice", "menu_path": "1"},
    ),
    "silent at the announcement": (Script("12319", patience=27_000), {"menu_ended": "no_input", "menu_path": ""}),
    "from abroad": (
        Script("12320", patience=SHORT, number="+85291234567"),
        {"menu_ended": "passed", "language": "en"},
    ),
    "a mobile with +86": (
        Script("12320", patience=SHORT, number="+8619900029999"),
        {"menu_ended": "passed", "language": "zh"},
    ),
    "a hidden number": (
        Script("12320", patience=SHORT, number="anonymous"),
        {"menu_ended": "passed", "language": "yue"},
    ),
}


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[HotlineHouse, dict[str, int], list[dict[str, str]]]]:
    """Yield the hotline after all calls were made at one time, the exit codes of SIPp, what the sub-centre heard."""
    port, _ = ports()
    with running_switch(carriers=(f"{CARRIER}:{port}",)) as switch, running_house(switch) as house:
        codes, heard = asyncio.run(all_calls(house, port))
        yield house, codes, heard


async def all_calls(house: HotlineHouse, port: int) -> tuple[dict[str, int], list[dict[str, str]]]:
    """Set the lines up as an administrator does, then play every script."""
    publish(house, "default", FLOW)
    publish(house, "abroad", ABROAD)
    house.api("PUT", "/api/v1/lines", {"version": 0, "lines": LINES, "reason": "热线归并"})
    now = datetime.now(UTC)
    water = {"code": "water", "name": "停水", "prompt": "hotline/hold_please", "lines": ["12319"]}
    water |= {"since": now.isoformat(), "until": (now + timedelta(hours=2)).isoformat()}
    house.api("PUT", "/api/v1/announcements", {"version": 0, "announcements": [water], "reason": "停水"})
    for line, shown in (("12319", "default:2+1:water|"), ("12366", "line_12366:1|"), ("12345", "default:2|")):
        await until(lambda line=line: first_of(house, line), shown, f"the switch knows line {line}", 20)  # type: ignore[misc]
    async with AsyncExitStack() as stack:
        centre = await stack.enter_async_context(SubCentre(house.var, port))
        done = await asyncio.gather(
            *(play(house.switch, script, ani_of(place)) for place, (script, _) in enumerate(CALLS.values()))
        )
        return dict(zip(CALLS, done, strict=True)), centre.heard()


def publish(house: HotlineHouse, code: str, content: dict[str, Any]) -> None:
    """Publish a menu."""
    made = house.api("POST", f"/api/v1/flows/{code}/versions", {"content": content, "reason": "a test"})
    house.api("POST", f"/api/v1/flows/{code}/versions/{made['version']}/publish")


async def first_of(house: HotlineHouse, line: str) -> str:
    """Return what the switch was shown for a line, without its prompts."""
    ami = await house.switch.ami()
    try:
        return (await ami.get_global(f"MENU_FIRST_{line}")).partition("|")[0] + "|"
    finally:
        await ami.close()


def ani_of(place: int) -> str:
    """Return the number of a script's citizen."""
    return f"1990001{place:04d}"


async def call_of(house: HotlineHouse, name: str) -> dict[str, Any]:
    """Return the call that a script made."""
    place, (script, _) = list(CALLS).index(name), CALLS[name]
    if script.number == "anonymous":
        [[key]] = house.rows("SELECT call_id FROM telephony_call WHERE line='12320' AND caller_id IS NULL")
        found: dict[str, Any] = house.api("GET", f"/api/v1/calls/{key}")
        return found
    ani = script.number.replace("+86", "") or ani_of(place)
    return await house.call_of(ani, lambda call: call["ended_at"] is not None)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_by_script(played: tuple[HotlineHouse, dict[str, int], list[dict[str, str]]], name: str) -> None:
    house, codes, _ = played
    _, expected = CALLS[name]
    assert codes[name] == 0, "the switch answered and hung up as it should"
    call = asyncio.run(call_of(house, name))
    assert {part: call[part] for part in expected} == expected
    if call["menu_ended"] not in ("told", "hang_up", "transferred", "incident", None):
        assert call["outcome"] in ("abandoned", "short_abandoned"), "he waited for a person, and nobody was there"


def test_the_sub_centre_is_told_who_calls_and_from_where(
    played: tuple[HotlineHouse, dict[str, int], list[dict[str, str]]],
) -> None:
    _, _, heard = played
    told = {(one["X-Hotline-Line"], one["X-Hotline-Menu"]) for one in heard}
    assert told == {("12345", "6"), ("12366", "")}
    assert all(one["to"].startswith("sip:02012366@") and one["X-Hotline-Call"].startswith("node1-") for one in heard)
    by_line = {one["X-Hotline-Line"]: one["From"] for one in heard}
    assert ani_of(list(CALLS).index("a sub-centre")) in by_line["12366"]
