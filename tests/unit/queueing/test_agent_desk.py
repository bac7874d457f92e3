"""The desk over played queues: Asterisk is right, members are as logged in, an answer means that Asterisk confirmed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from desk_world import CALL, Desk, database_in

from foundation.clock import FakeClock
from foundation.documents import Version
from foundation.errors import BadInput, Conflict, NotFound, Unavailable
from queueing.agents.desk import (
    COMPARE_SECONDS,
    GENERAL,
    NoWrapUp,
    PhoneNotRegistered,
    PhoneUnreachable,
    WrapUpExtended,
)
from queueing.agents.state import Ticks
from queueing.publish.book import Held, SurgeOn
from queueing.rules.model import QueueRules
from telephony.ami.client import AmiGone, AmiTimeout

P, W = "PJSIP/1001p", "PJSIP/1001w"


async def test_login_is_answered_when_asterisk_has_the_member(at: Desk) -> None:
    state = await at.desk.login("1001")
    assert (state.shown_state, state.endpoint) == ("ready", P)
    assert await at.wanted() == {("1001", GENERAL, P)}
    await at.desk.login("1001")
    assert len(at.world.ami.named("QueueAdd")) == 1, "twice is once"


@pytest.mark.parametrize(("agent", "phone", "error"), [("9", "p", NotFound), ("1001", "x", BadInput)])
async def test_login_refuses_what_it_does_not_know(at: Desk, agent: str, phone: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await at.desk.login(agent, phone)
    assert at.world.ami.sent == []


async def test_a_login_that_asterisk_refuses_says_so(at: Desk) -> None:
    at.queues.queues.clear()
    with pytest.raises(Unavailable, match="No such queue"):
        await at.desk.login("1001")


async def test_a_login_that_is_never_confirmed_says_so(at: Desk) -> None:
    at.queues.confirms = False
    with pytest.raises(Unavailable, match="did not confirm"):
        await at.desk.login("1001")


async def test_a_login_without_a_link_says_so(at: Desk) -> None:
    at.queues.refuses = AmiGone("no AMI connection")
    with pytest.raises(AmiGone):
        await at.desk.login("1001")


async def test_log_off_takes_the_member_out(at: Desk) -> None:
    await at.desk.login("1001")
    state = await at.desk.logoff("1001")
    assert state.shown_state == "logged_off"
    assert at.queues.members == {}
    assert await at.wanted() == set()
    assert (await at.desk.logoff("1001")).shown_state == "logged_off"


async def test_another_phone_takes_the_place_of_the_first(at: Desk) -> None:
    await at.desk.login("1001", "p")
    await at.desk.login("1001", "w")
    assert list(at.queues.members) == [(GENERAL, W)]
    assert at.state().endpoint == W


async def test_another_phone_stays_paused(at: Desk) -> None:
    await at.desk.login("1001", "p")
    await at.desk.pause("1001", "lunch")
    state = await at.desk.login("1001", "w")
    assert (state.shown_state, state.pause_reason) == ("paused", "lunch")


async def test_two_log_ins_at_once_leave_one_member(at: Desk) -> None:
    await asyncio.gather(at.desk.login("1001", "p"), at.desk.login("1001", "w"), at.desk.login("1001", "p"))
    assert len(at.queues.members) == 1
    assert {(agent, queue, endpoint) for agent, queue, endpoint in await at.wanted()} == {
        ("1001", queue, endpoint) for queue, endpoint in at.queues.members
    }


@pytest.mark.parametrize("answered", [False, True], ids=["rings", "talks"])
async def test_the_phone_is_not_changed_in_a_call(at: Desk, answered: bool) -> None:
    await at.desk.login("1001", "p")
    at.rings()
    if answered:
        at.answers()
    with pytest.raises(Conflict, match="in a call"):
        await at.desk.login("1001", "w")
    assert list(at.queues.members) == [(GENERAL, P)]
    assert await at.wanted() == {("1001", GENERAL, P)}


async def test_who_logs_off_in_a_talk_comes_back_with_the_same_phone_while_it_goes_on(at: Desk) -> None:
    await at.desk.login("1001", "p")
    at.rings()
    at.answers()
    await at.desk.logoff("1001")
    with pytest.raises(Conflict, match="in a call"):
        await at.desk.login("1001", "w")
    state = await at.desk.login("1001", "p")
    assert (state.logged_in, state.shown_state) == (True, "talking")
    assert list(at.queues.members) == [(GENERAL, P)]


async def test_pause_is_answered_when_asterisk_confirms_that_reason(at: Desk) -> None:
    await at.desk.login("1001")
    assert (await at.desk.pause("1001", "lunch")).pause_reason == "lunch"
    assert (await at.desk.pause("1001", "training")).pause_reason == "training"
    at.queues.confirms = False
    with pytest.raises(Unavailable, match="did not confirm"):
        await at.desk.pause("1001", "meeting")
    with pytest.raises(Unavailable, match="did not confirm"):
        await at.desk.unpause("1001")
    at.queues.confirms = True
    assert (await at.desk.unpause("1001")).shown_state == "ready"


@pytest.mark.parametrize(
    "reason", ["wrap_up", "unreachable", "phone_awaited", "owner_gone", "a,b", "", "Lunch", "x" * 33]
)
async def test_reasons_that_are_no_codes_or_ours_are_refused(at: Desk, reason: str) -> None:
    await at.desk.login("1001")
    with pytest.raises(BadInput):
        await at.desk.pause("1001", reason)
    assert at.world.ami.named("QueuePause") == []


async def test_commands_for_somebody_who_is_not_there_are_refused(at: Desk) -> None:
    for command in (at.desk.pause("1001", "lunch"), at.desk.unpause("1001"), at.desk.end_wrap_up("1001")):
        with pytest.raises(Conflict, match="not logged in"):
            await command


async def test_from_ring_to_ready(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    assert at.state().shown_state == "ringing"
    at.answers()
    assert (at.state().shown_state, at.state().call) == ("talking", CALL)
    at.talk_ends()
    await at.world.settle()
    await asyncio.sleep(0)
    assert (at.state().shown_state, at.state().pause_reason) == ("wrap_up", "wrap_up")
    assert (await at.desk.end_wrap_up("1001")).shown_state == "ready"
    assert at.queues.members[GENERAL, P]["Paused"] == "0"


async def test_the_end_of_wrap_up_is_answered_when_asterisk_confirms(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    at.answers()
    at.talk_ends()
    await at.world.settle()
    await asyncio.sleep(0)
    at.queues.confirms = False
    with pytest.raises(Unavailable, match="did not confirm"):
        await at.desk.end_wrap_up("1001")


async def test_a_pause_asked_for_in_a_call_does_not_touch_the_call(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    assert (await at.desk.pause("1001", "lunch")).requested == "lunch"
    at.answers()
    await at.world.settle()
    assert at.world.ami.named("QueuePause") == []
    at.talk_ends()
    await at.world.settle()
    await asyncio.sleep(0)
    state = await at.desk.end_wrap_up("1001")
    assert (state.shown_state, state.pause_reason) == ("paused", "lunch")


async def test_a_pause_asked_for_while_ringing_follows_a_ring_that_nobody_answered(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    await at.desk.pause("1001", "lunch")
    at.world.of_caller("AgentRingNoAnswer", Queue=GENERAL, MemberName="1001", DestUniqueid="leg1")
    await at.world.settle()
    await asyncio.sleep(0)
    assert (at.state().shown_state, at.state().pause_reason) == ("paused", "lunch")


async def test_members_that_vanished_come_back_as_paused_as_they_were(at: Desk) -> None:
    await at.desk.login("1001")
    await at.desk.login("1002")
    await at.repaired()
    await at.desk.pause("1002", "lunch")
    at.queues.members.clear()
    await at.repaired()
    assert set(at.queues.members) == {(GENERAL, P), (GENERAL, "PJSIP/1002p")}
    assert (at.state("1001").shown_state, at.state("1002").shown_state) == ("ready", "paused")


async def test_members_that_vanished_with_their_owner_come_back_as_paused_as_they_were(at: Desk) -> None:
    await at.desk.login("1001")
    await at.desk.pause("1001", "lunch")
    await at.desk._store()
    assert await at.stored() == ("paused", "lunch")
    at.queues.members.clear()
    at.desk = at.new_desk()
    await at.repaired()
    assert at.queues.members[GENERAL, P]["PausedReason"] == "lunch"


async def test_members_come_back_once_their_queue_does(at: Desk) -> None:
    await at.desk.login("1001")
    at.queues.members.clear()
    at.queues.queues.clear()
    await at.repaired()
    assert at.queues.members == {}
    at.queues.queues.add(GENERAL)
    await at.desk._repair()
    assert list(at.queues.members) == [(GENERAL, P)]


async def test_members_that_should_not_be_there_are_taken_out(at: Desk) -> None:
    await at.desk.login("1001")
    at.queues.members[GENERAL, "PJSIP/1002p"] = {**at.queues.members[GENERAL, P], "MemberName": "1002"}
    at.queues.members[GENERAL, "PJSIP/1002p"]["Interface"] = "PJSIP/1002p"
    at.queues.members[GENERAL, W] = {**at.queues.members[GENERAL, P], "Interface": W}
    await at.repaired()
    assert list(at.queues.members) == [(GENERAL, P)], "another agent, and a second phone of the same"
    assert at.state("1002").shown_state == "logged_off"


async def test_members_of_nobody_we_know_are_left_alone(at: Desk) -> None:
    await at.desk.login("1001")
    at.queues.members[GENERAL, "PJSIP/x"] = {
        **at.queues.members[GENERAL, P],
        "MemberName": "visitor",
        "Interface": "PJSIP/x",
    }
    await at.repaired()
    assert (GENERAL, "PJSIP/x") in at.queues.members


async def test_the_other_phone_after_a_crash_between_store_and_switch(at: Desk) -> None:
    await at.desk.login("1001", "p")
    await at.desk._remember("1001", W, {GENERAL: 0})
    await at.repaired()
    assert list(at.queues.members) == [(GENERAL, W)]


async def test_a_new_owner_knows_who_talks_and_frees_who_does_not(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    at.answers()
    at.desk = at.new_desk()
    await at.repaired()
    assert (at.state().shown_state, at.state().call) == ("talking", CALL)
    at.world.owner.calls.clear()  # it ended while the link was away
    await at.repaired()
    assert at.state().shown_state == "wrap_up"


async def test_a_ring_that_ended_unheard_is_over_after_the_snapshot(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    await at.repaired()
    assert at.state().shown_state == "ready"


async def test_wrap_up_of_a_dead_owner_ends_in_time(at: Desk) -> None:
    await at.desk.login("1001")
    begun = datetime.now(UTC) - timedelta(seconds=31)
    paused = {"Paused": "1", "PausedReason": "wrap_up", "LastPause": str(int(begun.timestamp()))}
    at.queues.members[GENERAL, P].update(paused)
    at.desk = at.new_desk()
    await at.repaired()
    assert at.state().shown_state == "wrap_up"
    at.desk._feed("1001", Ticks())
    await at.world.settle()
    await asyncio.sleep(0)
    assert at.state().shown_state == "ready"


async def test_a_pause_asked_for_outlives_the_owner(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    at.answers()
    await at.desk.pause("1001", "lunch")
    await at.desk._store()
    assert await at.stored() == ("pause_requested", "lunch")
    at.desk = at.new_desk()
    await at.repaired()
    await at.desk._store()
    assert (at.state().shown_state, at.state().requested) == ("talking", "lunch")


async def test_a_phone_that_registers_after_the_log_in_takes_calls(at: Desk) -> None:
    at.queues.device = "5"
    await at.desk.login("1001")
    await at.world.settle()
    await asyncio.sleep(0)
    assert (at.state().shown_state, at.state().pause_reason) == ("unreachable", "phone_awaited")
    at.queues.device_is(P, "1")
    await at.world.settle()
    await asyncio.sleep(0)
    assert at.state().shown_state == "ready"


async def settled(at: Desk) -> None:
    await at.world.settle()
    await asyncio.sleep(0)


async def test_a_phone_that_vanished_and_is_back_waits_for_its_agent(at: Desk) -> None:
    await at.desk.login("1001")
    at.queues.device_is(P, "5")
    await settled(at)
    assert (at.state().shown_state, at.state().pause_reason) == ("unreachable", "unreachable")
    with pytest.raises(PhoneUnreachable) as refused:
        await at.desk.unpause("1001")
    assert isinstance(refused.value, Conflict)
    at.queues.device_is(P, "1")
    await settled(at)
    state = at.state()
    assert (state.shown_state, state.pause_reason, state.reachable) == ("paused", "unreachable", True)
    assert (await at.desk.unpause("1001")).shown_state == "ready"


async def test_phones_that_are_away_after_a_restart_of_the_switch_take_calls_by_themselves(at: Desk) -> None:
    await at.desk.login("1001")
    at.queues.members[GENERAL, P]["Status"] = "5"
    await at.repaired()
    await settled(at)
    assert (at.state().shown_state, at.state().pause_reason) == ("unreachable", "phone_awaited")
    at.queues.device_is(P, "1")
    await settled(at)
    assert at.state().shown_state == "ready"


async def test_a_phone_that_is_lost_a_moment_after_the_connection_did_not_vanish(at: Desk) -> None:
    await at.desk.login("1001")
    at.desk._settle_seconds = 30
    await at.repaired()
    at.queues.phone_is(P, there=False)
    at.queues.device_is(P, "5")
    await settled(at)
    assert at.state().pause_reason == "phone_awaited"


async def test_a_phone_that_is_lost_in_a_talk_is_shown(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    at.answers()
    at.queues.device_is(P, "2")
    at.queues.phone_is(P, there=False)
    at.queues.phone_is("PJSIP/visitor", there=False)
    assert (at.state().shown_state, at.state().reachable) == ("talking", False)
    at.queues.phone_is(P, there=True)
    assert at.state().reachable


async def test_a_browsers_phone_that_is_not_open_is_refused(at: Desk) -> None:
    await at.desk.login("1001", "p")
    at.queues.absent.add(W)
    with pytest.raises(PhoneNotRegistered):
        await at.desk.login("1001", "w")
    assert list(at.queues.members) == [(GENERAL, P)], "the other phone stays in the queue"
    asyncio.get_running_loop().call_later(0.1, at.queues.absent.clear)
    assert (await at.desk.login("1001", "w")).endpoint == W


async def test_a_clock_that_is_set_back_keeps_nobody_in_wrap_up(tmp_path: Path) -> None:
    clock, database = FakeClock(), await database_in(tmp_path)
    at = Desk(database, clock)
    await at.desk.login("1001")
    at.rings()
    at.answers()
    at.talk_ends()
    until = at.state().wrap_up_until
    assert until is not None
    running = asyncio.create_task(at.desk.run())
    await asyncio.sleep(0.05)
    clock.set(-3600)
    async with asyncio.timeout(5):
        while at.state().wrap_up_until == until:  # noqa: ASYNC110 -- the desk looks at the clock by itself
            await asyncio.sleep(0.02)
    assert at.state().wrap_up_until == until - timedelta(hours=1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await at.world.stop()
    await database.close()


async def test_wrap_up_is_made_longer_once(at: Desk) -> None:
    await at.desk.login("1001")
    with pytest.raises(NoWrapUp):
        await at.desk.extend_wrap_up("1001", "30")
    at.rings()
    at.answers()
    at.talk_ends()
    await settled(at)
    before = at.state().wrap_up_until
    assert before is not None
    for seconds in ("0", "61", "-1", "1.5", "long", ""):
        with pytest.raises(BadInput):
            await at.desk.extend_wrap_up("1001", seconds)
    assert (await at.desk.extend_wrap_up("1001", "60")).wrap_up_until == before + timedelta(seconds=60)
    with pytest.raises(WrapUpExtended):
        await at.desk.extend_wrap_up("1001", "1")
    await at.desk._store()
    at.desk = at.new_desk()
    await at.repaired()
    assert at.state().wrap_up_until == before + timedelta(seconds=60)
    with pytest.raises(WrapUpExtended):
        await at.desk.extend_wrap_up("1001", "1")


async def test_a_new_owner_knows_who_is_on_hold(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    at.answers()
    at.world.hear("Hold", Channel="PJSIP/x-1", Uniqueid="leg1", Linkedid=CALL)
    assert at.state().shown_state == "on_hold"
    at.desk = at.new_desk()
    await at.repaired()
    assert at.state().shown_state == "on_hold"


async def test_an_order_that_fails_breaks_nothing(at: Desk) -> None:
    await at.desk.login("1001")
    at.queues.refuses = AmiTimeout("late")
    at.queues.device_is(P, "5")
    await at.world.settle()
    assert at.state().shown_state == "unreachable"


async def test_events_of_the_past_change_nothing(at: Desk) -> None:
    at.world.hear("QueueMemberRemoved", Queue=GENERAL, MemberName="1001", Interface=P)
    at.world.hear("QueueMemberStatus", Queue=GENERAL, MemberName="", Interface="", Status="1", Paused="0")
    assert at.desk.agents == {}


SKILLED = {
    "skills": {"english": {}, "tax": {}},
    "queues": {
        GENERAL: {},
        "english": {"requires": ["english"]},
        "tax": {"requires": ["tax"], "after_call_seconds": 90},
    },
    "agents": {"1001": {"english": 3}},
}


def _held(content: dict[str, Any]) -> Held:
    version = cast("Version", SimpleNamespace(version=2))
    return Held(version, QueueRules.model_validate(content), {}, SurgeOn())


async def _rules(at: Desk, content: dict[str, Any]) -> None:
    at.queues.queues |= set(content["queues"])
    at.desk.take_rules(_held(content))
    await at.world.settle()


async def _repair(at: Desk) -> None:
    at.world.owner.in_step = True
    await at.desk._place_everybody()
    await at.world.settle()


def _penalties(at: Desk) -> dict[str, str]:
    return {queue: fields["Penalty"] for (queue, _), fields in at.queues.members.items()}


async def test_a_login_puts_an_agent_into_the_queues_of_his_skills(at: Desk) -> None:
    await _rules(at, SKILLED)
    await at.desk.login("1001")
    assert _penalties(at) == {GENERAL: "0", "english": "2"}
    assert await at.wanted() == {("1001", GENERAL, P), ("1001", "english", P)}


async def test_other_rules_move_who_is_logged_in_and_leave_his_pause(at: Desk) -> None:
    await _rules(at, SKILLED)
    await at.desk.login("1001")
    await at.desk.pause("1001", "lunch")
    await _rules(at, {**SKILLED, "agents": {"1001": {"tax": 1, "english": 1}}})
    await _repair(at)
    assert _penalties(at) == {GENERAL: "0", "english": "0", "tax": "0"}
    assert {fields["PausedReason"] for fields in at.queues.members.values()} == {"lunch"}
    await _rules(at, {**SKILLED, "agents": {}})
    await _repair(at)
    assert _penalties(at) == {GENERAL: "0"}
    assert at.state().shown_state == "paused"


async def test_rules_that_could_not_be_kept_are_kept_at_the_next_look(tmp_path: Path) -> None:
    database = await database_in(tmp_path, busy_seconds=0.2)
    at = Desk(database)
    await _rules(at, SKILLED)
    await at.desk.login("1001")
    await at.desk._store()
    with contextlib.closing(sqlite3.connect(tmp_path / "hotline.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        await _rules(at, {**SKILLED, "agents": {"1001": {"tax": 1}}})
        assert _penalties(at) == {GENERAL: "0", "english": "2"}, "somebody else has the store"
    at.world.owner.in_step = True
    running = asyncio.create_task(at.desk.run())
    async with asyncio.timeout(3 * COMPARE_SECONDS):
        while _penalties(at) != {GENERAL: "0", "tax": "0"}:  # noqa: ASYNC110 -- the desk looks by itself
            await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await at.world.stop()
    await database.close()


async def test_a_queue_that_the_switch_does_not_have_yet_keeps_nobody_from_working(at: Desk) -> None:
    at.desk.rules = QueueRules.model_validate(SKILLED)
    assert (await at.desk.login("1001")).shown_state == "ready"
    assert _penalties(at) == {GENERAL: "0"}
    at.queues.queues.add("english")
    await _repair(at)
    assert _penalties(at) == {GENERAL: "0", "english": "2"}


async def test_a_move_holds_until_the_agent_logs_off_and_never_leaves_him_nowhere(at: Desk) -> None:
    await _rules(at, SKILLED)
    with pytest.raises(Conflict):
        await at.desk.move("1001", "tax", "0")
    await at.desk.login("1001")
    await at.desk.move("1001", "tax", "4", by="boss")
    await at.desk.move("1001", "english", "")
    assert _penalties(at) == {GENERAL: "0", "tax": "4"}
    await _rules(at, SKILLED)
    await _repair(at)
    assert _penalties(at) == {GENERAL: "0", "tax": "4"}, "rules do not undo what a supervisor decided"
    await at.desk.move("1001", GENERAL, "")
    with pytest.raises(Conflict, match="in no queue"):
        await at.desk.move("1001", "tax", "")
    for queue, penalty in (("gone", "0"), ("tax", "x"), ("tax", "100")):
        with pytest.raises(BadInput):
            await at.desk.move("1001", queue, penalty)
    await at.desk.logoff("1001")
    await at.desk.login("1001")
    assert _penalties(at) == {GENERAL: "0", "english": "2"}


async def test_a_phone_that_rang_in_vain_is_paused_with_a_reason(at: Desk) -> None:
    await at.desk.login("1001")
    at.rings()
    at.world.of_caller("AgentRingNoAnswer", Queue=GENERAL, MemberName="1001", DestUniqueid="leg1", DestChannel="x")
    await at.world.settle()
    assert (at.state().shown_state, at.state().pause_reason) == ("paused", "ring_no_answer")
    with pytest.raises(BadInput):
        await at.desk.pause("1001", "ring_no_answer")
    assert (await at.desk.unpause("1001")).shown_state == "ready"


async def test_a_reason_that_is_no_code_ends_nothing(at: Desk) -> None:
    await _rules(at, SKILLED)
    await at.desk.login("1001")
    for fields in at.queues.members.values():
        fields |= {"Paused": "1", "PausedReason": "Lunch break"}
        at.world.hear("QueueMemberPause", **fields)
    await _rules(at, {**SKILLED, "agents": {"1001": {"tax": 1}}})
    await _repair(at)
    assert at.queues.members["tax", P]["PausedReason"] == "paused"
