"""The desktop's socket: snapshot, deltas in order, gaps, tabs, sessions, a store and a Redis that are away."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import call_story as story
from desk_world import WAIT_SECONDS, Call, DeskWorld

from agent_desktop.desk.hub import DROPPED
from queueing.agents.state import AgentState
from tickets.events import DRAFT_UPDATED

SILENCE_SECONDS = 8.0
"""What the page takes for a dead way (``shared/socket.ts``)."""
READY = AgentState("1001", "PJSIP/1001w", logged_in=True)
WRAP_UP = replace(READY, paused=True, pause_reason="wrap_up")
PARTS = {"agent", "queues", "call", "words", "draft", "open_drafts", "figures", "phone", "alarms"}


async def test_the_first_frame_is_a_snapshot_of_everything(served: DeskWorld) -> None:
    person = await served.agent()
    async with served.screen(person) as screen:
        body = screen.snapshot
    assert set(body) == PARTS
    assert (body["agent"], body["call"], body["draft"], body["words"]) == (None, None, None, [])
    assert body["figures"]["average_handle_seconds"] is None


async def test_a_call_from_ring_to_ticket(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    async with served.screen(person) as screen:
        await call.ring()
        rung = await screen.until("call", what="while it rings")
        assert (rung["state"], rung["ani"], rung["call_id"]) == ("ringing", "199****0001", str(call.call_id))
        await served.work()
        assert (await screen.until("draft", bool, "when it is opened"))["contact_id"] == str(call.contact_id)
        await call.play(story.connects(8, 2), story.bridged(8.1))
        assert (await screen.until("call", lambda c: c["state"] == "talking"))["wait_seconds"] == 2
        spoken = await call.say("路灯坏了")
        words = await screen.until("words", what="of the caller")
        assert [(u["utterance_id"], u["text"], u["partial"]) for u in words["utterances"]] == [
            (str(spoken), "路灯坏了", False)
        ]
        again = await call.say("在天河区", second=14)
        assert [u["utterance_id"] for u in (await screen.until("words"))["utterances"]] == [str(again)]
        await call.play(story.holds(20))
        await screen.until("call", lambda c: c["state"] == "on_hold")
        await call.play(story.resumes(25))
        await screen.until("call", lambda c: c["state"] == "talking")
        await served.work()
        await call.end()
        await screen.until("call", lambda c: c["state"] == "ended" and c["ended_at"])
        await served.agent_is(WRAP_UP)
        await screen.until("agent", lambda a: a["activity"] == "wrap_up")
        answer = await person.post(
            f"/desk/drafts/{call.contact_id}/submit",
            {"fields": {"kind": "help", "summary": "路灯坏了"}, "request_id": "one"},
        )
        assert answer.status_code == 200, answer.text
        draft = await screen.until("draft", lambda d: d and d["state"] == "submitted")
        assert draft["ticket"]["id"] == answer.json()["id"]
        figures = await screen.until("figures", lambda f: f["tickets"] == 1)
        assert (figures["answered"], figures["average_handle_seconds"]) == (1, 52)
        await served.agent_is(READY)
        await screen.until("call", lambda c: c is None, "after wrap-up and conclusion")


async def test_a_draft_that_opens_while_its_call_is_read_for_the_first_time_is_shown(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    taken: asyncio.Queue[str] = asyncio.Queue()
    served.hub.event_followers.append(lambda event: taken.put_nowait(event.kind))
    async with served.screen(person) as screen:
        served.store.let_go.clear()
        served.store.has_read.clear()
        # A phone that answers by itself: all of it is one moment.
        answers = (story.rings(6.5, 2), story.connects(6.5, 2), story.bridged(6.5))
        await call.play(story.enters(), story.menu(), story.joins(6), *answers)
        await asyncio.wait_for(served.store.has_read.wait(), WAIT_SECONDS)
        await served.work()
        while await asyncio.wait_for(taken.get(), WAIT_SECONDS) != DRAFT_UPDATED or not taken.empty():
            pass
        served.store.let_go.set()
        assert (await screen.until("call"))["state"] == "talking"
        draft = await screen.until("draft", what="that opened while its call was read")
        assert (draft["contact_id"], draft["agent"]) == (str(call.contact_id), "1001")


async def test_a_reload_shows_where_it_stands(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    await call.answer()
    await call.say("路灯坏了")
    async with served.screen(person) as screen:
        body = screen.snapshot
    assert body["call"]["state"] == "talking"
    assert [u["text"] for u in body["words"]] == ["路灯坏了"]
    assert body["draft"]["contact_id"] == str(call.contact_id)
    assert [d["contact_id"] for d in body["open_drafts"]] == [str(call.contact_id)]
    assert "fields" not in body["open_drafts"][0]


async def test_an_agents_state_is_told_by_the_fact_and_completed_by_the_row(served: DeskWorld) -> None:
    person = await served.agent()
    until = served.clock.now() + timedelta(seconds=30)
    wrap_up = replace(WRAP_UP, wrap_up_until=until, since=served.clock.now())
    async with served.screen(person) as screen:
        await served.agent_is(wrap_up, row=False)
        told = await screen.until("agent", lambda a: a["shown_state"] == "wrap_up")
        assert told["wrap_up_until"] is None
        await served.agent_is(wrap_up, fact=False)
        told = await screen.until("agent", lambda a: a["wrap_up_until"])
        assert told["wrap_up_until"].startswith(until.strftime("%Y-%m-%dT%H:%M:%S"))


async def test_a_pause_asked_for_reaches_every_tab(served: DeskWorld) -> None:
    await served.own()
    person, talking = await served.agent(), replace(READY, call="x", since=served.clock.now())
    async with served.screen(person) as one, served.screen(person) as two:
        await served.agent_is(talking)
        await served.agent_is(replace(talking, requested="meal"), fact=False)
        assert (await person.post("/desk/pause", {"reason": "meal"})).status_code == 200
        for screen in (one, two):
            told = await screen.until("agent", lambda a: a["availability"] == "pause_requested")
            assert told["pause_reason"] == "meal"


async def test_queues_count_callers_and_agents(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    async with served.screen(person) as screen:
        await served.agent_is(READY)
        await screen.until("queues", lambda q: q and q[0]["ready"] == 1, "of the agent")
        await call.play(story.enters(), story.menu(), story.joins(6))
        queues = await screen.until("queues", lambda q: q and q[0]["waiting"] == 1, "of the caller")
        assert queues[0]["queue"] == story.GENERAL
        assert queues[0]["longest_since"] is not None
        await call.play(story.hangs_up(20))
        await screen.until("queues", lambda q: q[0]["waiting"] == 0, "when he hung up")


async def test_a_client_that_saw_a_gap_gets_a_snapshot(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    await call.answer()
    async with served.screen(person) as screen:
        await screen.connection.send(json.dumps({"type": "pong"}))
        await screen.connection.send(json.dumps({"type": "snapshot"}))
        body = await screen.until("snapshot")
        assert body["call"]["call_id"] == str(call.call_id)
        assert screen.frames[-1]["sequence"] == len(screen.frames) > 1


NONSENSE = ("", "{", "[]", "null", '"snapshot"', '{"type":{}}', "[" * 900, "x" * 5000, "中\x00")


async def test_nonsense_of_a_client_ends_nothing(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    async with served.screen(person) as screen:
        for message in NONSENSE:
            await screen.connection.send(message)
        await call.ring()
        await screen.until("call", bool)


async def test_two_tabs_get_the_same(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    async with served.screen(person) as one, served.screen(person) as two:
        await call.ring()
        assert await one.until("call", bool) == await two.until("call", bool)
        await one.connection.close()
        await call.say("喂")
        await two.until("words", what="though the other tab was closed")


async def test_another_agents_data_never_comes(served: DeskWorld) -> None:
    mine, theirs = await served.agent("1001"), await served.agent("1002")
    call, own = Call(served, 1), Call(served, 2, "19900000002")
    async with served.screen(mine), served.screen(theirs) as screen:
        await call.answer("1001")
        await call.say("别人的话")
        await call.end("1001")
        await own.ring("1002")
        await screen.until("call", bool, "of the other's own")
        came = json.dumps([f for f in screen.frames if f["type"] not in ("queues", "alarms", "ping")])
    assert str(call.call_id) not in came
    assert str(call.contact_id) not in came
    assert "别人的话" not in came


async def test_a_call_that_rings_elsewhere_now_is_gone(served: DeskWorld) -> None:
    mine, theirs, call = await served.agent("1001"), await served.agent("1002"), Call(served, 1)
    async with served.screen(mine) as one, served.screen(theirs) as two:
        await call.ring("1001")
        await one.until("call", bool)
        await call.play(story.rings_out(21, 2), story.rings(22, 3, "1002"))
        await one.until("call", lambda c: c is None, "after it rang in vain")
        assert (await one.until("figures", lambda f: f["no_answer"] == 1))["answered"] == 0
        await two.until("call", lambda c: c and c["state"] == "ringing")


async def test_the_next_call_takes_the_screen_and_the_draft_stays_in_the_list(served: DeskWorld) -> None:
    person, first, second = await served.agent(), Call(served, 1), Call(served, 100, "19900000002")
    async with served.screen(person) as screen:
        await first.answer()
        await first.end()
        await screen.until("call", lambda c: c and c["state"] == "ended")
        await second.ring()
        await screen.until("call", lambda c: c and c["call_id"] == str(second.call_id))
        await screen.connection.send(json.dumps({"type": "snapshot"}))
        body = await screen.until("snapshot")
    assert [draft["contact_id"] for draft in body["open_drafts"]] == [str(first.contact_id)]
    assert body["draft"] is None or body["draft"]["contact_id"] == str(second.contact_id)


async def test_what_is_known_of_the_caller(served: DeskWorld) -> None:
    person = await served.agent()
    first, second = Call(served, 1, "02099990000"), Call(served, 3600, "02099990000")
    await first.answer()
    await served.intake.submit(first.contact_id, "1001", {"kind": "help", "summary": "水" * 100}, "r")
    await first.end()
    async with served.screen(person) as screen:
        await second.ring()
        call = await screen.until("call", lambda c: c and c["call_id"] == str(second.call_id))
    assert call["repeat_calls"] == {"today": 1, "days7": 1, "days30": 1}
    assert call["district_guess"] == {"label": "广州市", "source": "number"}
    assert [(t["kind"], t["summary"], t["status"]) for t in call["earlier_tickets"]] == [("help", "水" * 80, None)]


async def test_the_phone_that_moved_is_told(served: DeskWorld) -> None:
    person, window = await served.agent(), uuid.uuid4()
    async with served.screen(person) as screen:
        await served.claim("1001", window, "Chromium on Linux", served.clock.now())
        told = await screen.until("phone")
        assert (told["window"], told["label"]) == (str(window), "Chromium on Linux")
        await served.claim("1001", uuid.uuid4(), "an older claim", served.clock.now() - timedelta(minutes=1))
        newest = uuid.uuid4()
        await served.claim("1001", newest, "Firefox", served.clock.now() + timedelta(minutes=1))
        assert (await screen.until("phone"))["window"] == str(newest)


async def test_a_session_that_ends_closes_the_socket_and_nothing_else(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    other = await served.session(await served.account("again", "agent", agent="1005"))
    async with served.screen(person) as screen, served.screen(other) as still:
        await call.ring()
        await served.log_out(person)
        assert await screen.closed() == 4401
        await still.connection.send(json.dumps({"type": "snapshot"}))
        await still.until("snapshot")
    async with served.screen(await served.agent("1006")):
        pass


async def test_a_session_that_expires_is_noticed_though_frames_flow(served: DeskWorld) -> None:
    person = await served.agent()
    async with served.screen(person) as screen:
        served.clock.advance(timedelta(minutes=31).total_seconds())
        assert await screen.closed() == 4401


async def test_who_has_no_session_or_no_desk_is_told_why(served: DeskWorld) -> None:
    person = await served.agent()
    await served.log_out(person)
    async with served.screen(person, snapshot=False) as screen:
        assert await screen.closed() == 4401
    supervisor = await served.session(await served.account("boss", "supervisor"))
    async with served.screen(supervisor, snapshot=False) as screen:
        assert await screen.closed() == 4403
    async with served.screen(await served.agent("1007"), snapshot=False, origin="http://elsewhere.test") as screen:
        assert await screen.closed() == 4403


async def test_a_slow_socket_is_dropped_and_holds_up_nobody(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    await call.answer()
    async with served.screen(person, compression=None) as slow, served.screen(person, compression=None) as fast:
        # It reads nothing: the frames pile up in its connection, then in its queue, then it is given up.
        slow.connection.transport.pause_reading()
        before = DROPPED._value.get()
        for number in range(600):
            await call.say("话" * 600, second=10 + number)
            await fast.until("words")
            if DROPPED._value.get() > before:
                break
        assert DROPPED._value.get() == before + 1
        await call.say("还在", second=9000)
        assert (await fast.until("words"))["utterances"][0]["text"] == "还在"
        slow.connection.transport.abort()
    async with served.screen(person) as again:
        assert again.snapshot["words"][-1]["text"] == "还在"


async def test_a_store_that_is_away_is_said_and_the_snapshot_follows(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    async with served.screen(person) as screen:
        served.store.away = True
        alarms = await screen.until("alarms", what="of the store")
        assert [alarm["code"] for alarm in alarms] == ["store_away"]
        await call.ring()  # stored by another process, read by nobody here
        served.store.away = False
        await screen.until("alarms", lambda a: a == [], "when it is back")
        assert (await screen.until("snapshot"))["call"]["state"] == "ringing"


async def test_without_wake_ups_everything_comes_all_the_same(served: DeskWorld) -> None:
    served.wake.away = True
    person, call = await served.agent(), Call(served, 1)
    async with served.screen(person) as screen:
        await call.ring()
        await screen.until("call", bool)
        await call.say("喂")
        await screen.until("words")


async def test_what_did_not_change_is_not_sent_again(served: DeskWorld) -> None:
    person, call = await served.agent(), Call(served, 1)
    await call.answer()
    async with served.screen(person) as screen:
        await call.play(story.holds(20))
        await call.say("喂", second=30)
        await screen.until("words")
        await call.say("您好", speaker="agent", second=40)
        await screen.until("words")
        kinds: list[Any] = [frame["type"] for frame in screen.frames]
    assert kinds.count("figures") == kinds.count("draft") == kinds.count("open_drafts") == 0


async def test_it_says_twice_that_it_is_there_before_the_page_gives_it_up(served: DeskWorld) -> None:
    async with served.screen(await served.agent()) as screen:
        began = asyncio.get_running_loop().time()
        for _ in range(2):
            await screen.until("ping")
        assert asyncio.get_running_loop().time() - began < SILENCE_SECONDS
