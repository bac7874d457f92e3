"""Calls by scope, whole numbers and recordings: who, for which purpose, and that it is in the audit."""

from __future__ import annotations

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import call_story as story
import httpx
import pytest
from desk_world import Call, DeskWorld, Person

from foundation import audit
from foundation.people import Scope


@pytest.fixture
async def person(world: DeskWorld) -> Person:
    """Return the agent."""
    return await world.agent()


@pytest.fixture
async def boss(world: DeskWorld) -> Person:
    """Return a supervisor."""
    return await world.session(await world.account("boss", "supervisor"))


@pytest.fixture
async def call(world: DeskWorld) -> Call:
    """Return a call that 1001 talked in, with words and a recording."""
    made = Call(world, 1)
    await made.answer()
    await made.say("路灯坏了", second=10.1)
    await made.end()
    await made.record()
    return made


async def entries(world: DeskWorld, act: str = "") -> list[tuple[str, str, str, str]]:
    """Return act, subject, purpose and outcome of the audit, the oldest first."""
    async with world.database.read() as session:
        found = await audit.page(session, act=act)
    return [(entry.act, entry.subject, entry.purpose, entry.outcome) for entry in reversed(found)]


async def listen(person: Person, call: Call, body: Any = None) -> httpx.Response:
    """Ask for the recording."""
    return await person.post(f"/calls/{call.call_id}/listen", {} if body is None else body)


async def ask_words(person: Person, call: Call, body: Any) -> httpx.Response:
    """Ask for the words."""
    return await person.post(f"/calls/{call.call_id}/words", body)


# -- lists -------------------------------------------------------------------------------------------------------------


async def test_an_agent_lists_his_own_and_a_supervisor_all(
    world: DeskWorld, person: Person, boss: Person, call: Call
) -> None:
    other = Call(world, 100, "19900000002")
    await other.answer("1002")
    assert [c["call_id"] for c in (await person.get("/calls")).json()["calls"]] == [str(call.call_id)]
    everything = (await boss.get("/calls")).json()
    assert [c["call_id"] for c in everything["calls"]] == [str(other.call_id), str(call.call_id)]
    assert {c["ani"] for c in everything["calls"]} == {"199****0001", "199****0002"}
    theirs = (await boss.get("/calls", params={"agent": "1002"})).json()["calls"]
    assert [c["agent"] for c in theirs] == ["1002"]
    assert (await person.get("/calls", params={"agent": "1002"})).status_code == 403


@pytest.fixture
async def lead(world: DeskWorld) -> Person:
    """Return a supervisor whose roles reach the early shift only, to which 1001 belongs and 1002 does not."""
    await world.agent("1001", team="早班")
    await world.agent("1002", team="晚班")
    return await world.session(await world.account("lead", "supervisor", team="早班", reach="team"))


async def test_a_supervisor_of_a_team_sees_its_calls_and_no_others(world: DeskWorld, lead: Person, call: Call) -> None:
    other, lost = Call(world, 100, "19900000002"), Call(world, 50)
    await other.answer("1002")
    await other.say("停水了", second=10.1)
    await lost.play(story.enters(), story.menu(), story.joins(6), story.hangs_up(30))
    listed = (await lead.get("/calls")).json()["calls"]
    assert [(line["call_id"], line["ani"]) for line in listed] == [(str(call.call_id), "199****0001")]
    assert (await lead.get("/calls", params={"agent": "1002"})).status_code == 403
    assert [line["agent"] for line in (await lead.get("/calls", params={"agent": "1001"})).json()["calls"]] == ["1001"]

    for foreign in (other, lost):
        assert (await lead.get(f"/calls/{foreign.call_id}")).status_code == 404
        assert (await listen(lead, foreign, {"purpose": "training"})).status_code == 404
        assert (await ask_words(lead, foreign, {"purpose": "training"})).status_code == 404
        assert (await lead.post(f"/desk/calls/{foreign.call_id}/confidential", {})).status_code == 404

    # What is his team's is another's all the same: a purpose, and the audit.
    assert (await lead.get(f"/calls/{call.call_id}")).json()["transcript"]["utterances"] == []
    assert (await listen(lead, call)).status_code == 422
    assert (await listen(lead, call, {"purpose": "quality_review"})).status_code == 200
    shown = (await ask_words(lead, call, {"purpose": "quality_review"})).json()
    assert [one["text"] for one in shown["transcript"]["utterances"]] == ["路灯坏了"]
    assert ("recordings.listen", str(call.call_id), "quality_review", "done") in await entries(world)
    await call.make_confidential()
    assert (await listen(lead, call, {"purpose": "quality_review"})).status_code == 403
    assert (await lead.get("/calls")).json()["calls"][0]["ani"] == ""


@pytest.mark.parametrize(
    ("reach", "grants", "seen"),
    [
        ("all", {"confidential.read": Scope.TEAM}, {"1001"}),
        ("team", {"calls.read": Scope.ALL, "confidential.read": Scope.TEAM}, {"1001"}),
        ("team", {"confidential.read": Scope.TEAM}, {"1001"}),
        ("team", {"calls.read": Scope.ALL}, set()),
        ("all", {"confidential.read": Scope.ALL}, {"1001", "1002"}),
    ],
)
async def test_what_is_confidential_is_seen_as_far_as_that_right_reaches(
    world: DeskWorld, call: Call, reach: str, grants: dict[str, Scope], seen: set[str]
) -> None:
    other = Call(world, 100, "19900000002")
    await other.answer("1002")
    for code, team in (("1001", "早班"), ("1002", "晚班")):
        await world.account(code, "agent", agent=code, team=team)
    for one in (call, other):
        await one.make_confidential()
    lead = await world.session(await world.account("lead", "supervisor", team="早班", reach=reach, grants=grants))
    listed = (await lead.get("/calls")).json()["calls"]
    # The list shows no more than each call itself does.
    assert {line["agent"] for line in listed if line["ani"]} <= seen
    for one, code in ((call, "1001"), (other, "1002")):
        answer = await ask_words(lead, one, {"purpose": "dispute"})
        assert (answer.status_code == 200) is (code in seen)
        answer = await lead.post(f"/desk/calls/{one.call_id}/not-confidential", {"purpose": "dispute"})
        assert (answer.status_code == 200) is (code in seen)


async def test_pages_follow_each_other_without_gap_or_repetition(world: DeskWorld, boss: Person) -> None:
    for number in range(1, 8):
        # Two calls enter at the same moment.
        await Call(world, number).play(story.enters(-(number % 2)), story.hangs_up(20))
    found: list[str] = []
    before: str | None = None
    for _ in range(4):
        params = {"limit": "2"} | ({"before": before} if before else {})
        page = (await boss.get("/calls", params=params)).json()
        found += [line["call_id"] for line in page["calls"]]
        before = page["next"]
    assert before is None
    assert len(found) == len(set(found)) == 7


async def test_filters(world: DeskWorld, boss: Person, call: Call) -> None:
    lost = Call(world, 50)
    await lost.play(story.enters(), story.menu(), story.joins(6), story.hangs_up(30))
    abandoned = (await boss.get("/calls", params={"outcome": "abandoned"})).json()["calls"]
    assert [line["call_id"] for line in abandoned] == [str(lost.call_id)]
    late = story.at(40).isoformat()
    assert [c["call_id"] for c in (await boss.get("/calls", params={"since": late})).json()["calls"]] == [
        str(lost.call_id)
    ]
    assert [c["call_id"] for c in (await boss.get("/calls", params={"until": late})).json()["calls"]] == [
        str(call.call_id)
    ]


BAD_FILTERS = (
    {"since": "2026-11-23T00:00:00"},
    {"since": "soon"},
    {"limit": "0"},
    {"limit": "1000"},
    {"before": "x"},
    {"agent": "10 01"},
    {"outcome": "<script>"},
)


async def test_a_filter_that_is_none_is_refused(boss: Person) -> None:
    for params in BAD_FILTERS:
        assert (await boss.get("/calls", params=params)).status_code == 422, params


# -- one call ----------------------------------------------------------------------------------------------------------


async def test_one_call_with_words_that_the_player_can_jump_to(person: Person, call: Call) -> None:
    found = (await person.get(f"/calls/{call.call_id}")).json()
    (words,) = found["transcript"]["utterances"]
    assert (words["text"], words["audio_leg"], words["audio_seconds"]) == ("路灯坏了", "mixed", 2)
    assert (found["ani"], found["confidential"], found["withheld"]) == ("199****0001", False, False)
    assert (found["recording"]["state"], found["recording"]["legs"]["mixed"]["seconds"]) == ("verified", 4)
    assert len(found["recording"]["intervals"]) == 1
    assert found["caller_history"]["repeat_calls"]["today"] == 0


async def test_anothers_call_is_not_there_for_an_agent_and_for_a_supervisor_it_is_audited(
    world: DeskWorld, person: Person, boss: Person, call: Call
) -> None:
    other = await world.agent("1002")
    for path in (f"/calls/{call.call_id}", f"/calls/{uuid.uuid4()}"):
        assert (await other.get(path)).status_code == 404
    assert (await listen(other, call, {"purpose": "training"})).status_code == 404
    own = (await person.get(f"/calls/{call.call_id}")).json()
    assert (own["needs_purpose"], len(own["transcript"]["utterances"])) == (False, 1)
    assert await entries(world, "words.read") == []
    look = ("words.read", str(call.call_id), "quality_review", "done")
    assert (await ask_words(boss, call, {"purpose": "quality_review"})).json()["transcript"]["utterances"]
    assert await entries(world, "words.read") == [look]
    # A page that reads itself anew is one look; who comes back later has looked twice, and so has somebody else.
    assert (await boss.get(f"/calls/{call.call_id}")).json()["transcript"]["utterances"]
    assert await entries(world, "words.read") == [look]
    second = await world.session(await world.account("second", "supervisor"))
    assert (await second.get(f"/calls/{call.call_id}")).json()["needs_purpose"] is True
    await ask_words(second, call, {"purpose": "quality_review"})
    assert await entries(world, "words.read") == [look, look]
    world.clock.advance(601)
    assert (await boss.get(f"/calls/{call.call_id}")).json()["transcript"]["utterances"] == []
    await ask_words(boss, call, {"purpose": "quality_review"})
    assert await entries(world, "words.read") == [look, look, look]


async def test_anothers_words_and_ticket_wait_for_a_purpose(world: DeskWorld, boss: Person, call: Call) -> None:
    await world.intake.submit(call.contact_id, "1001", {"kind": "help", "summary": "换灯泡"}, "r")
    page = (await boss.get(f"/calls/{call.call_id}")).json()
    assert (page["needs_purpose"], page["withheld"], page["ani"]) == (True, False, "199****0001")
    assert (page["transcript"]["utterances"], page["ticket"]["fields"], page["caller_history"]) == ([], {}, None)
    assert (page["recording"]["state"], page["recording"]["legs"]) == ("verified", {})
    assert "路灯" not in str(page)
    assert "换灯泡" not in str(page)
    assert await entries(world, "words.read") == []
    for body in ({}, {"purpose": None}, {"purpose": "other"}, {"purpose": "other", "note": " "}, {"purpose": "x"}):
        assert (await ask_words(boss, call, body)).status_code == 422
    assert await entries(world, "words.read") == []
    whole = (await ask_words(boss, call, {"purpose": "other", "note": "抽查"})).json()
    assert (whole["needs_purpose"], whole["transcript"]["utterances"][0]["text"]) == (False, "路灯坏了")
    assert whole["ticket"]["fields"]["summary"]["value"] == "换灯泡"
    assert whole["recording"]["legs"]["mixed"]["seconds"] == 4
    assert await entries(world, "words.read") == [("words.read", str(call.call_id), "other", "done")]
    assert (await boss.get(f"/calls/{call.call_id}")).json() == whole


@pytest.mark.parametrize("first", ["words", "listen", "number"])
async def test_one_purpose_serves_every_look_at_a_call_for_ten_minutes(
    world: DeskWorld, boss: Person, call: Call, first: str
) -> None:
    acts = {"words": "words.read", "listen": "recordings.listen", "number": "numbers.read"}
    other = Call(world, 100)
    await other.answer()
    await other.record()
    assert (await boss.post(f"/calls/{call.call_id}/{first}", {"purpose": "dispute"})).status_code == 200
    world.clock.advance(540)
    assert (await boss.get(f"/calls/{call.call_id}")).json()["transcript"]["utterances"]
    for path in acts:
        assert (await boss.post(f"/calls/{call.call_id}/{path}", {})).status_code == 200
        assert (await boss.post(f"/calls/{other.call_id}/{path}", {})).status_code == 422
    async with world.database.read() as session:
        found = [e for e in reversed(await audit.page(session)) if e.subject == str(call.call_id)]
    given, carried = found[0], found[1:]
    assert (given.act, given.purpose, given.note) == (acts[first], "dispute", "")
    assert {entry.act for entry in carried} == set(acts.values())
    assert {(entry.purpose, entry.note) for entry in carried} == {("dispute", f"↪#{given.position}")}
    # What was carried on gives no time of its own.
    world.clock.advance(61)
    assert (await boss.get(f"/calls/{call.call_id}")).json()["needs_purpose"] is True
    for path in acts:
        assert (await boss.post(f"/calls/{call.call_id}/{path}", {})).status_code == 422


async def test_ones_purpose_serves_nobody_else_and_no_other_role(world: DeskWorld, boss: Person, call: Call) -> None:
    await ask_words(boss, call, {"purpose": "training"})
    second = await world.session(await world.account("second", "supervisor"))
    assert (await second.get(f"/calls/{call.call_id}")).json()["needs_purpose"] is True
    assert (await listen(second, call)).status_code == 422
    dispatcher = await world.session(await world.account("dispatcher", "dispatcher"))
    assert (await ask_words(dispatcher, call, {"purpose": "training"})).status_code == 403
    assert (await dispatcher.get(f"/calls/{call.call_id}")).json()["needs_purpose"] is False
    agent = await world.agent("1002")
    assert (await ask_words(agent, call, {"purpose": "training"})).status_code == 404


async def test_who_may_see_calls_and_no_words_sees_none(world: DeskWorld, call: Call) -> None:
    await world.intake.submit(call.contact_id, "1001", {"kind": "help", "summary": "路灯"}, "r")
    dispatcher = await world.session(await world.account("dispatcher", "dispatcher"))
    found = (await dispatcher.get(f"/calls/{call.call_id}")).json()
    assert (found["transcript"]["utterances"], found["ticket"]["fields"], found["caller_history"]) == ([], {}, None)
    assert "路灯" not in str(found)


async def test_programs_find_the_calls_of_a_number(world: DeskWorld, person: Person, call: Call) -> None:
    body = {"ani": "19900000001", "since": "2026-01-01T00:00:00Z"}
    headers = {"authorization": "Bearer internal-token"}
    found = (await world.client.post("/api/v1/calls/search", json=body, headers=headers)).json()
    assert [c["call_id"] for c in found] == [str(call.call_id)]
    trusted = await world.account("trusted", "supervisor", grants={"confidential.read": Scope.ALL})
    for refused in (person, await world.session(trusted)):
        answer = await refused.post("/calls/search", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


# -- numbers -----------------------------------------------------------------------------------------------------------


async def test_a_whole_number_needs_a_purpose_where_the_call_is_anothers(
    world: DeskWorld, person: Person, boss: Person, call: Call
) -> None:
    path = f"/calls/{call.call_id}/number"
    assert (await person.post(path, {})).json() == {"number": "19900000001"}
    refused = await boss.post(path, {})
    assert (refused.status_code, refused.json()["fields"]) == (422, {"purpose": {"code": "required"}})
    given = await boss.post(path, {"purpose": "complaint_handling", "note": "回访"})
    assert given.json() == {"number": "19900000001"}
    assert [entry[2:] for entry in await entries(world, "numbers.read")] == [
        ("", "done"),
        ("complaint_handling", "done"),
    ]
    reviewer = await world.session(await world.account("reviewer", "dispatcher"))
    assert (await reviewer.post(path, {"purpose": "training"})).status_code == 403


# -- recordings --------------------------------------------------------------------------------------------------------


async def test_an_agent_hears_his_own_call_in_pieces(world: DeskWorld, person: Person, call: Call) -> None:
    given = (await listen(person, call)).json()
    (leg,) = given["legs"]
    assert (leg["leg"], leg["seconds"], len(given["peaks"]), max(given["peaks"])) == ("mixed", 4, 800, 0.25)
    path = leg["url"].removeprefix("/api/v1")
    whole = await person.get(path)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert whole.headers["cache-control"] == "no-store"
    file = (world.recordings / f"2026/{call.call_id}/mixed.wav").read_bytes()
    assert whole.content == file
    part = await person.get(path, headers={"range": "bytes=44-1043"})
    assert (part.status_code, part.content) == (206, file[44:1044])
    assert part.headers["content-range"] == f"bytes 44-1043/{len(file)}"
    assert (await person.get(path, headers={"range": f"bytes={len(file)}-"})).status_code == 416
    assert await entries(world, "recordings.listen") == [("recordings.listen", str(call.call_id), "", "done")]


async def test_a_purpose_is_needed_for_anothers_call_and_is_in_the_audit(
    world: DeskWorld, boss: Person, call: Call
) -> None:
    for body in ({}, {"purpose": None}, {"purpose": "other"}, {"purpose": "other", "note": "   "}):
        assert (await listen(boss, call, body)).status_code == 422
    assert await entries(world, "recordings.listen") == []
    assert (await listen(boss, call, {"purpose": "quality_review"})).status_code == 200
    assert (await listen(boss, call, {"purpose": "other", "note": "抽查"})).status_code == 200
    assert [entry[2] for entry in await entries(world, "recordings.listen")] == ["quality_review", "other"]


BAD_REASONS: list[Any] = [
    {"purpose": "curiosity"},
    {"purpose": ""},
    {"purpose": 3},
    {"purpose": "<script>"},
    {"purpose": "quality_review "},
    {"purpose": ["training"]},
    {"note": "长" * 201},
    {"note": "a\x00b"},
    {"note": "a\x07b"},
    {"note": "a\nb"},
    {"note": "\x1b[31m"},
    {"note": "\u202egpj"},
    {"note": "\u2066x"},
    {"note": 12},
    {"note": None},
    {"note": {"x": 1}},
    {"reason": "training"},
    [],
    "training",
    None,
]


async def test_a_bad_purpose_is_refused_and_nothing_is_heard(world: DeskWorld, boss: Person, call: Call) -> None:
    for bad in BAD_REASONS:
        body = {"purpose": "training", **bad} if isinstance(bad, dict) else bad
        answer = await boss.post(f"/calls/{call.call_id}/listen", body)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), bad
        assert "grant" not in answer.json()
    assert await entries(world, "recordings.listen") == []


async def test_a_note_is_text(boss: Person, call: Call) -> None:
    for note in ("<b>x</b>", "🎧 复核", "'; DROP TABLE x; --", "长" * 200):
        assert (await listen(boss, call, {"purpose": "other", "note": note})).status_code == 200


async def test_a_grant_is_of_its_session_its_call_and_its_time(world: DeskWorld, call: Call) -> None:
    account = await world.account("1001", "agent", agent="1001")
    one, two = await world.session(account), await world.session(account)
    url = (await listen(one, call)).json()["legs"][0]["url"].removeprefix("/api/v1")
    assert (await two.get(url)).json()["code"] == "bad_grant"
    assert (await world.client.get(f"/api/v1{url}")).status_code == 401
    other = Call(world, 100)
    await other.answer()
    await other.record()
    assert (await one.get(url.replace(str(call.call_id), str(other.call_id)))).status_code == 403
    assert (await one.get(url.replace("/mixed", "/caller"))).status_code == 403
    assert (await one.get(f"/calls/{call.call_id}/audio/secrets", params={"grant": "x"})).status_code == 422
    assert (await one.get(url)).status_code == 200
    world.clock.advance(timedelta(minutes=16).total_seconds())
    expired = await one.get(url)
    assert (expired.status_code, expired.json()["code"], expired.json()["retryable"]) == (403, "grant_expired", True)


async def test_a_confidential_call_is_withheld_and_the_refusal_is_in_the_audit(
    world: DeskWorld, person: Person, boss: Person, call: Call
) -> None:
    url = (await listen(boss, call, {"purpose": "training"})).json()["legs"][0]["url"].removeprefix("/api/v1")
    await call.make_confidential()
    for answer in (
        await listen(boss, call, {"purpose": "training"}),
        await listen(boss, call),
        await boss.post(f"/calls/{call.call_id}/number", {"purpose": "training"}),
        await ask_words(boss, call, {"purpose": "training"}),
        await boss.get(url),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "confidential")
    found = (await boss.get(f"/calls/{call.call_id}")).json()
    assert (found["withheld"], found["ani"], found["recording"]) == (True, "", None)
    assert found["transcript"]["utterances"] == []
    (line,) = (await boss.get("/calls")).json()["calls"]
    assert (line["confidential"], line["ani"]) == (True, "")
    refusals = [(act, outcome) for act, _, _, outcome in await entries(world) if outcome == "confidential"]
    assert refusals == [
        ("recordings.listen", "confidential"),
        ("recordings.listen", "confidential"),
        ("numbers.read", "confidential"),
        ("words.read", "confidential"),
    ]  # the page that is read afterwards is the same look
    # His own call stays his, and whoever was given the right may.
    assert (await listen(person, call)).status_code == 200
    trusted = await world.account("trusted", "supervisor", grants={"confidential.read": Scope.ALL})
    assert (await listen(await world.session(trusted), call, {"purpose": "dispute"})).status_code == 200


async def test_a_row_that_names_no_file_of_ours_is_no_way_out(world: DeskWorld, person: Person, tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(b"RIFF")
    for number, name in enumerate(("../secret.wav", "../../secret.wav", "/etc/hostname", "2026/gone.wav")):
        call = Call(world, number * 100)
        await call.answer()
        await call.record(name=name)
        answer = await listen(person, call)
        assert (answer.status_code, answer.json()["code"]) == (404, "recording_missing")


async def test_files_that_are_gone_or_damaged_or_not_ready_say_so(world: DeskWorld, person: Person, call: Call) -> None:
    url = (await listen(person, call)).json()["legs"][0]["url"].removeprefix("/api/v1")
    path = world.recordings / f"2026/{call.call_id}/mixed.wav"
    path.write_bytes(b"nonsense")
    damaged = await listen(person, call)
    assert (damaged.status_code, damaged.json()["code"]) == (409, "recording_damaged")
    path.unlink()
    for answer in (await listen(person, call), await person.get(url)):
        assert (answer.status_code, answer.json()["code"]) == (404, "recording_missing")
    never = Call(world, 100)
    await never.answer()
    assert (await listen(person, never)).json()["code"] == "recording_missing"
