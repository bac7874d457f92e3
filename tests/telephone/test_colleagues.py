"""Callers sent on, colleagues asked, three together: on a real switch, with each party leaving at each moment."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from plain_ami import PlainAmi
from rules_rig import Publishing, Working, publishing, working_on
from scripted import SubCentre, ports
from sqlalchemy import select
from switch_rig import CARRIER, Switch, running_switch, until
from talks import GENERAL, queued, redirect

from foundation.errors import Conflict, HotlineError
from hotline.demo.phone import AgentPhone, Call, Citizen
from queueing.colleagues.transfers import ColleagueBusy, NoConsult
from telephony.calls.state import CallState
from telephony.holds import InConference, NotInCall
from telephony.models import ConsultRow, HelpRow, LedgerRow, QueueVisitRow, RingRow, SupervisionRow, TalkRow

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(120), pytest.mark.xdist_group("colleagues")]

KNOWN = ("1001", "1002", "1003")
PORTS = ports()
GONE = ("Can't move channel. One or both is dead", "Could not gain control of channel")
"""What Asterisk says to a colleague who hangs up in the very moment in which he is given the caller."""


@pytest.fixture(scope="module")
def switch() -> Iterator[Switch]:
    """Yield a switch of its own: a phone rings for 4 s, a number outside for 3 s."""
    carriers = (f"{CARRIER}:{PORTS[0]}",)
    with running_switch(carriers=carriers, transfer_seconds=3, colleague_seconds=4, expected=GONE) as running:
        yield running


@pytest.fixture
async def at(switch: Switch, tmp_path: Any) -> AsyncIterator[Publishing]:
    """Yield a store and a publisher for it."""
    async with publishing(switch, tmp_path) as found:
        yield found


@dataclass
class Talk:
    """A citizen who talks to agent 1001, on a switch that an owner follows."""

    at: Publishing
    working: Working
    ami: PlainAmi
    citizen: Citizen
    phone: AgentPhone
    channel: str
    call_id: str

    @property
    def call(self) -> CallState:
        """The call as the owner knows it."""
        return next(call for call in self.working.owner.calls.values() if call.channel == self.channel)

    @property
    def agent_call(self) -> Call:
        """The call as the agent's phone has it."""
        return self.phone.agent.calls[-1]

    async def ended(self) -> None:
        """Wait until the call is over."""
        await until(lambda: self.call.ended, True, "the call is over", seconds=20)

    async def talks_to(self, agent: str) -> None:
        """Wait until the caller talks to this agent, both in one bridge."""

        def now() -> str:
            talk = self.call.talk
            return talk.agent if talk is not None and self.call.bridged and not talk.apart else ""

        await until(now, agent, f"the caller talks to {agent}", seconds=20)

    async def rows(self, table: Any) -> list[Any]:
        """Return the rows of a table, in order of their begin."""
        begin = {one: one.started_at for one in (TalkRow, ConsultRow, RingRow, SupervisionRow)}
        begin |= {HelpRow: HelpRow.asked_at}
        async with self.at.database.read() as session:
            found = await session.scalars(select(table).order_by(begin.get(table, QueueVisitRow.offered_at)))
            return list(found)

    async def talks(self) -> list[tuple[str, str, str | None]]:
        """Return agent, how the talk began and how it ended."""
        return [(row.agent, row.began_by, row.end_reason) for row in await self.rows(TalkRow)]

    async def result(self) -> str | None:
        """Return how the last consultation ended."""
        rows = await self.rows(ConsultRow)
        return rows[-1].result if rows else None

    async def in_step(self) -> None:
        """Assert that nothing is left over: no channel, no open row, every agent without a call."""
        await self.ended()
        await until(lambda: _channels(self.ami), [], "no channel is left", seconds=10)
        agents = self.working.desk.agents.values
        await until(lambda: [one.agent for one in agents() if one.call or one.legs], [], "no agent has a call")
        assert await self.rows(TalkRow)
        await until(self._open_rows, [], "every row has its end", seconds=5)

    async def _open_rows(self) -> list[str]:
        tables = (TalkRow, ConsultRow, RingRow, SupervisionRow, HelpRow)
        ended = [(row, row.ended_at) for table in tables for row in await self.rows(table)]
        left = [(row, row.outcome and row.left_at) for row in await self.rows(QueueVisitRow)]
        return [type(row).__name__ for row, end in (*ended, *left) if end is None]


async def _channels(ami: PlainAmi) -> list[str]:
    rows = await ami.list("Status", "StatusComplete")
    names = [row["Channel"] for row in rows if row["Event"] == "Status"]
    return [name for name in names if not name.startswith("Local/s@hotline_watchdog")]


@pytest.fixture
async def talk(at: Publishing) -> AsyncIterator[Talk]:
    """Yield a citizen in talk with agent 1001."""
    await at.publish(queues=(GENERAL, "english"))
    async with (
        at.switch.phone("1001") as phone,
        working_on(at, KNOWN) as working,
        _ami(at) as ami,
        at.switch.citizen() as citizen,
    ):
        await until(lambda: len(working.desk.rules.queues), 2, "the desk has the rules")
        await working.desk.login("1001")
        channel = await queued(ami, citizen)
        await phone.wait_answered()
        found = Talk(at, working, ami, citizen, phone, channel, working.id_of(channel))
        await found.talks_to("1001")
        # No queue rings him again.
        await working.desk.pause("1001", "training", "yes")
        yield found
        for agent in KNOWN:
            with contextlib.suppress(HotlineError):
                await working.desk.logoff(agent)


@contextlib.asynccontextmanager
async def _ami(at: Publishing) -> AsyncIterator[PlainAmi]:
    ami = await at.switch.ami()
    yield ami
    await ami.close()


@contextlib.asynccontextmanager
async def _colleague(talk: Talk, answer_after: float | None = 0.2, code: str = "1002") -> AsyncIterator[AgentPhone]:
    """A colleague who is logged in and paused, so that no queue rings him."""
    async with talk.at.switch.phone(code, answer_after) as phone:
        await talk.working.desk.login(code)
        await talk.working.desk.pause(code, "training")
        yield phone


async def _asked(talk: Talk, phone: AgentPhone) -> Call:
    """Ask the colleague, and wait until he has answered; returns his call."""
    await talk.working.transfers.consult("1001", talk.call_id, "agent", "1002")
    call = await phone.wait_answered()
    await until(lambda: talk.call.consult is not None and talk.call.consult.answered, True, "he has answered")
    await until(lambda: talk.working.desk.agents["1002"].shown_state, "talking", "he is shown as talking")
    return call


# -- without a word before ------------------------------------------------------------------------------------------


async def test_sent_to_a_queue_he_comes_first_there(talk: Talk) -> None:
    start = len(talk.ami.events)
    async with talk.at.switch.citizen() as other:
        fresh = await queued(talk.ami, other, NEXT_QUEUE="english")
        await talk.working.transfers.transfer("1001", talk.call_id, "queue", "english", "other_language")
        await talk.ami.wait_event("QueueCallerJoin", start=start, Channel=talk.channel, Queue="english")
        rows = await talk.ami.list("QueueStatus", "QueueStatusComplete", Queue="english")
        order = [(r["Position"], r["Channel"]) for r in rows if r["Event"] == "QueueEntry"]
        assert sorted(order) == [("1", talk.channel), ("2", fresh)]
        await other.hang_up()
    await until(lambda: talk.working.desk.agents["1001"].shown_state, "paused", "the agent is free again", seconds=10)
    await talk.citizen.hang_up()
    await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "transfer")]
    assert [(row.queue, row.outcome) for row in await talk.rows(QueueVisitRow)][:1] == [(GENERAL, "answered")]
    async with talk.at.database.read() as session:
        kept = list(await session.scalars(select(LedgerRow.payload).where(LedgerRow.kind == "command_done")))
    told = {name: kept[0][name] for name in ("command", "agent", "kind", "code", "reason")}
    wanted = {"command": "transfer", "agent": "1001", "kind": "queue", "code": "english", "reason": "other_language"}
    assert told == wanted


async def test_who_hangs_up_while_he_sends_his_caller_on_does_not_end_the_call(talk: Talk) -> None:
    start = len(talk.ami.events)
    # As each act begins; what follows is too quick to hang up in between.
    async with talk.working.holds.order(talk.call.linkedid):
        await talk.working.holds.part("1001", talk.call_id)
        await talk.agent_call.hang_up()
        await talk.ami.wait_event("QueueCallerJoin", start=start, Channel=talk.channel)
    assert not talk.call.ended
    await talk.citizen.hang_up()
    await talk.in_step()


async def test_back_to_the_same_queue_is_another_visit(talk: Talk) -> None:
    await talk.working.transfers.transfer("1001", talk.call_id, "queue", GENERAL, "other_skill")
    await until(lambda: [(v.queue, v.answered) for v in talk.call.visits], [(GENERAL, True), (GENERAL, False)], "again")
    await talk.citizen.hang_up()
    await talk.in_step()
    outcomes = [row.outcome for row in await talk.rows(QueueVisitRow)]
    assert outcomes[0] == "answered"
    assert outcomes[1] in ("abandoned", "short_abandoned")


async def test_sent_to_an_agent_who_answers(talk: Talk) -> None:
    async with _colleague(talk) as colleague:
        await talk.working.transfers.transfer("1001", talk.call_id, "agent", "1002")
        call = await colleague.wait_answered()
        await talk.talks_to("1002")
        assert talk.working.desk.agents["1002"].shown_state == "talking"
        await until(lambda: talk.agent_call.ended.is_set(), True, "the first agent's phone is free")
        await call.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "transfer"), ("1002", "transfer", "agent")]
    assert [row.result for row in await talk.rows(RingRow)] == ["answered", "answered"]
    assert [row.outcome for row in await talk.rows(QueueVisitRow)] == ["answered"]


async def test_sent_to_an_agent_who_does_not_answer_he_comes_first_in_the_queue(talk: Talk) -> None:
    async with _colleague(talk, answer_after=None) as colleague:
        start = len(talk.ami.events)
        await talk.working.transfers.transfer("1001", talk.call_id, "agent", "1002")
        await colleague.wait_ringing()
        await talk.ami.wait_event("QueueCallerJoin", start=start, Channel=talk.channel, Queue=GENERAL)
        await talk.citizen.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "transfer")]


async def test_sent_to_an_agent_he_hangs_up_while_it_rings(talk: Talk) -> None:
    async with _colleague(talk, answer_after=None) as colleague:
        await talk.working.transfers.transfer("1001", talk.call_id, "agent", "1002")
        await colleague.wait_ringing()
        await talk.citizen.hang_up()
        await talk.in_step()
        assert all(call.ended.is_set() for call in colleague.agent.calls), "nobody is rung for a caller who is gone"


async def test_sent_outside_he_is_connected_and_seen(talk: Talk, tmp_path: Any) -> None:
    async with SubCentre(tmp_path, PORTS[0]) as outside:
        await talk.working.transfers.transfer("1001", talk.call_id, "outside", "police", "emergency")
        await until(lambda: len(outside.heard()), 1, "the number outside was called")
        (invite,) = outside.heard()
        assert invite["to"].startswith("sip:110@")
        assert (invite["X-Hotline-Line"], "13912340987" in invite["From"]) == ("12345", True)
        await until(lambda: talk.call.bridged, True, "both talk")
        await talk.citizen.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "transfer")]


async def test_sent_outside_where_nobody_is_he_comes_first_in_the_queue(talk: Talk) -> None:
    start = len(talk.ami.events)
    await talk.working.transfers.transfer("1001", talk.call_id, "outside", "fire", "emergency")
    await talk.ami.wait_event("QueueCallerJoin", start=start, Channel=talk.channel, Queue=GENERAL)
    priority = (await talk.ami.send("Getvar", Channel=talk.channel, Variable="QUEUE_PRIO"))["Value"]
    assert int(priority) == 10
    await talk.citizen.hang_up()
    await talk.in_step()


async def test_nobody_is_sent_where_nobody_is(talk: Talk) -> None:
    transfers = talk.working.transfers
    with pytest.raises(HotlineError, match="no agent"):
        await transfers.transfer("1001", talk.call_id, "agent", "1003")
    async with _colleague(talk):
        await talk.working.desk.logoff("1002")
        with pytest.raises(ColleagueBusy):
            await transfers.transfer("1001", talk.call_id, "agent", "1002")
    with pytest.raises(HotlineError, match="directory"):
        await transfers.transfer("1001", talk.call_id, "outside", "02087654321")
    with pytest.raises(HotlineError, match="no queue"):
        await transfers.transfer("1001", talk.call_id, "queue", "nowhere")
    with pytest.raises(NotInCall):
        await transfers.transfer("1002", talk.call_id, "queue", GENERAL)
    with pytest.raises(HotlineError, match="his own"):
        await transfers.consult("1001", talk.call_id, "agent", "1001")
    with pytest.raises(NoConsult):
        await transfers.complete("1001", talk.call_id)
    await talk.talks_to("1001")
    assert not talk.call.holds, "a refusal does not touch the call"


# -- asked before ---------------------------------------------------------------------------------------------------


async def test_asked_and_taken_on(talk: Talk) -> None:
    async with _colleague(talk) as colleague:
        call = await _asked(talk, colleague)
        assert "1001" in call.shown_caller, "he sees who asks"
        await talk.working.transfers.complete("1001", talk.call_id)
        await talk.talks_to("1002")
        await until(lambda: talk.agent_call.ended.is_set(), True, "the first agent's phone is free")
        # The colleague's leg is one like any other: hold and resume, and his end leads to the last word.
        await talk.working.holds.hold("1002", talk.call_id)
        await talk.working.holds.resume("1002", talk.call_id)
        await talk.talks_to("1002")
        await call.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "transfer"), ("1002", "transfer", "agent")]
    assert await talk.result() == "took_on"


async def test_asked_and_back_to_the_caller(talk: Talk) -> None:
    async with _colleague(talk) as colleague:
        call = await _asked(talk, colleague)
        await talk.working.holds.resume("1001", talk.call_id)
        await talk.talks_to("1001")
        await until(lambda: call.ended.is_set(), True, "the colleague is let go")
        await until(lambda: talk.working.desk.agents["1002"].call, "", "the colleague has no call")
        await talk.citizen.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "caller")]
    assert await talk.result() == "ended"


async def test_rung_and_back_to_the_caller(talk: Talk) -> None:
    async with _colleague(talk, answer_after=None) as colleague:
        await talk.working.transfers.consult("1001", talk.call_id, "agent", "1002")
        await colleague.wait_ringing()
        assert talk.working.desk.agents["1002"].shown_state == "ringing"
        with pytest.raises(NoConsult):
            await talk.working.transfers.complete("1001", talk.call_id)
        await talk.working.holds.resume("1001", talk.call_id)
        await talk.talks_to("1001")
        await until(lambda: all(call.ended.is_set() for call in colleague.agent.calls), True, "his phone rings no more")
        await talk.citizen.hang_up()
        await talk.in_step()
    assert await talk.result() == "no_answer"


async def test_nobody_answers_and_the_agent_waits_for_his_caller(talk: Talk) -> None:
    async with _colleague(talk, answer_after=None) as colleague:
        await talk.working.transfers.consult("1001", talk.call_id, "agent", "1002")
        await colleague.wait_ringing()
        await until(lambda: talk.call.consult, None, "it has rung in vain", seconds=10)
        assert not talk.agent_call.ended.is_set()
        await talk.working.holds.resume("1001", talk.call_id)
        await talk.talks_to("1001")
        await talk.agent_call.hang_up()
        await talk.in_step()
    assert await talk.result() == "no_answer"


@pytest.mark.parametrize("who", ["caller", "agent", "colleague"])
@pytest.mark.parametrize("when", ["rings", "talks"])
async def test_each_leaves_while_a_colleague_is_asked(talk: Talk, who: str, when: str) -> None:
    async with _colleague(talk, 0.2 if when == "talks" else None) as colleague:
        if when == "talks":
            call = await _asked(talk, colleague)
        else:
            await talk.working.transfers.consult("1001", talk.call_id, "agent", "1002")
            call = await colleague.wait_ringing()
        start = len(talk.ami.events)
        match who:
            case "caller":
                await talk.citizen.hang_up()
                await until(
                    lambda: talk.agent_call.ended.is_set() and call.ended.is_set(),
                    True,
                    "both phones are free",
                    seconds=10,
                )
            case "agent":
                await talk.agent_call.hang_up()
                # He is not lost: another agent takes him, before all who wait.
                await talk.ami.wait_event("QueueCallerJoin", start=start, Channel=talk.channel, Queue=GENERAL)
                await until(lambda: call.ended.is_set(), True, "the colleague's phone is free")
                await talk.citizen.hang_up()
            case _:
                if when == "talks":
                    await call.hang_up()
                else:
                    call.refuse()
                await until(lambda: talk.call.consult, None, "the colleague is gone")
                assert not talk.agent_call.ended.is_set()
                await talk.working.holds.resume("1001", talk.call_id)
                await talk.talks_to("1001")
                await talk.citizen.hang_up()
        await talk.in_step()
    assert len(await talk.talks()) == 1
    assert await talk.result() == {"caller": "caller_left"}.get(who, "ended" if when == "talks" else "no_answer")


@pytest.mark.parametrize("who", ["caller", "agent", "colleague"])
async def test_each_leaves_in_the_moment_of_the_handover(talk: Talk, who: str) -> None:
    async with _colleague(talk) as colleague:
        call = await _asked(talk, colleague)
        start = len(talk.ami.events)
        leaving = {"caller": talk.citizen.hang_up, "agent": talk.agent_call.hang_up, "colleague": call.hang_up}[who]
        given = talk.working.transfers.complete("1001", talk.call_id)
        answer, _ = await asyncio.gather(given, leaving(), return_exceptions=True)
        if who == "colleague" and isinstance(answer, NoConsult):  # he was quicker: the caller is still the agent's
            await talk.working.holds.resume("1001", talk.call_id)
            await talk.talks_to("1001")
            await talk.citizen.hang_up()
        elif who != "caller":
            # Whoever was quicker: he talks to the colleague, waits at the front, or hears the last word.
            await until(lambda: _where(talk, start), True, "the caller is somewhere", seconds=15)
            await talk.citizen.hang_up()
        await talk.in_step()
    agents = [agent for agent, _, _ in await talk.talks()]
    assert agents in (["1001"], ["1001", "1002"])


def _where(talk: Talk, start: int) -> bool:
    call = talk.call
    joined = any(e["Event"] == "QueueCallerJoin" and e["Channel"] == talk.channel for e in talk.ami.events[start:])
    return call.ended or joined or (call.talk is not None and call.talk.agent == "1002") or call.talk is None


async def test_a_number_outside_is_asked_and_sees_who_calls(talk: Talk, tmp_path: Any) -> None:
    async with SubCentre(tmp_path, PORTS[0]) as outside:
        await talk.working.transfers.consult("1001", talk.call_id, "outside", "police")
        await until(lambda: talk.call.consult is not None and talk.call.consult.answered, True, "it has answered")
        (invite,) = outside.heard()
        assert invite["to"].startswith("sip:110@")
        assert "13912340987" in invite["From"], "the caller's number, not the agent's"
        assert (invite["X-Hotline-Line"], invite["X-Hotline-Call"]) == ("12345", talk.call.uniqueid)
        await talk.working.transfers.complete("1001", talk.call_id)
        await until(lambda: talk.call.bridged and talk.call.talk is None, True, "the caller talks outside")
        await until(lambda: talk.agent_call.ended.is_set(), True, "the agent's phone is free")
        await asyncio.sleep(1)
        assert not talk.call.ended
        await talk.citizen.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "transfer")]
    assert await talk.result() == "took_on"


# -- three together -------------------------------------------------------------------------------------------------


async def _three(talk: Talk, colleague: AgentPhone) -> Call:
    call = await _asked(talk, colleague)
    await talk.working.transfers.confer("1001", talk.call_id)
    await until(lambda: _in_conference(talk.ami), 3, "three are in the conference")
    return call


async def _in_conference(ami: PlainAmi) -> int:
    rows = await ami.list("Status", "StatusComplete")
    bridges = [row.get("BridgeID") for row in rows if row["Event"] == "Status" and row.get("BridgeID")]
    return max((bridges.count(one) for one in bridges), default=0)


@pytest.mark.parametrize("who", ["caller", "agent", "agent, then caller", "colleague"])
async def test_three_talk_and_each_may_leave_first(talk: Talk, who: str) -> None:
    async with _colleague(talk) as colleague:
        call = await _three(talk, colleague)
        with pytest.raises(InConference):
            await talk.working.holds.hold("1001", talk.call_id)
        await talk.working.transfers.confer("1001", talk.call_id)  # pressed twice
        match who:
            case "caller":
                await talk.citizen.hang_up()
                await talk.ended()
                await talk.agent_call.hang_up()
                await call.hang_up()
            case "agent":
                await talk.agent_call.hang_up()
                await talk.talks_to("1002")
                await until(lambda: _in_conference(talk.ami), 2, "two go on")
                await call.hang_up()
            case "agent, then caller":
                await talk.agent_call.hang_up()
                await talk.talks_to("1002")
                await talk.citizen.hang_up()
                await until(lambda: call.ended.is_set(), True, "nobody stays alone")
            case _:
                await call.hang_up()
                await until(lambda: talk.call.consult, None, "the colleague is gone")
                await talk.talks_to("1001")
                await talk.working.holds.hold("1001", talk.call_id)
                await talk.working.holds.resume("1001", talk.call_id)
                await talk.talks_to("1001")
                await talk.agent_call.hang_up()
        await talk.in_step()
    talks = await talk.talks()
    if who.startswith("agent"):
        last = "caller" if "caller" in who else "agent"
        assert talks == [("1001", "queue", "agent"), ("1002", "conference", last)]
    else:
        assert [agent for agent, _, _ in talks] == ["1001"]
    (row,) = await talk.rows(ConsultRow)
    assert row.joined_at is not None
    assert row.result == {"caller": "caller_left", "colleague": "ended"}.get(who, "took_on")


async def test_three_with_a_number_outside_that_keeps_the_caller(talk: Talk, tmp_path: Any) -> None:
    async with SubCentre(tmp_path, PORTS[0]):
        await talk.working.transfers.consult("1001", talk.call_id, "outside", "police")
        await until(lambda: talk.call.consult is not None and talk.call.consult.answered, True, "it has answered")
        await talk.working.transfers.confer("1001", talk.call_id)
        await until(lambda: _in_conference(talk.ami), 3, "three are in the conference")
        await talk.agent_call.hang_up()
        await until(lambda: talk.call.talk, None, "the agent has left")
        await asyncio.sleep(1)
        assert await _in_conference(talk.ami) == 2
        await talk.citizen.hang_up()
        await talk.ended()


# -- help -----------------------------------------------------------------------------------------------------------


async def test_a_call_for_help_ends_with_the_talk(talk: Talk) -> None:
    await talk.working.transfers.ask_help("1001", talk.call_id, "difficult_caller")
    asked = talk.call.help_id
    assert asked is not None
    await talk.working.transfers.ask_help("1001", talk.call_id, "question")
    assert talk.call.help_id == asked
    await talk.working.transfers.end_help(talk.call_id)
    assert talk.call.help_id is None
    await talk.working.transfers.ask_help("1001", talk.call_id, "question")
    await talk.agent_call.hang_up()
    await talk.in_step()
    assert talk.call.help_id is None


# -- supervisors ----------------------------------------------------------------------------------------------------


async def test_a_supervisor_listens_speaks_and_takes_over(talk: Talk) -> None:
    watches = talk.working.watches
    async with talk.at.switch.phone("1003") as supervisor:
        await watches.supervise("1003", "1001")
        call = await supervisor.wait_answered()
        assert await _noted(talk) == [("supervision_began", "monitor")]
        await watches.supervise("1003", "1001", "whisper")
        await watches.supervise("1003", "1001", "barge")
        with pytest.raises(HotlineError, match="himself"):
            await watches.supervise("1001", "1001")
        await talk.talks_to("1001")
        await watches.take_over("1003", "1001")
        await talk.talks_to("1003")
        await until(lambda: talk.agent_call.ended.is_set(), True, "the agent's phone is free")
        await talk.working.holds.hold("1003", talk.call_id)
        await talk.working.holds.resume("1003", talk.call_id)
        await talk.talks_to("1003")
        await call.hang_up()
        await talk.in_step()
    assert await talk.talks() == [("1001", "queue", "take_over"), ("1003", "take_over", "agent")]
    noted = await _noted(talk)
    assert [mode for kind, mode in noted if kind == "supervision_began"] == ["monitor", "whisper", "barge"]
    assert len([kind for kind, _ in noted if kind == "supervision_ended"]) == 3


async def _noted(talk: Talk) -> list[tuple[str, str]]:
    await talk.working.owner.writer.drain()
    async with talk.at.database.read() as session:
        asked = select(LedgerRow).where(LedgerRow.kind.like("supervision%")).order_by(LedgerRow.position)
        return [(row.kind, row.payload.get("mode", "")) for row in await session.scalars(asked)]


@pytest.mark.parametrize("who", ["caller", "agent", "supervisor"])
async def test_each_leaves_while_a_supervisor_listens(talk: Talk, who: str) -> None:
    watches = talk.working.watches
    async with talk.at.switch.phone("1003") as supervisor:
        await watches.supervise("1003", "1001", "barge")
        call = await supervisor.wait_answered()
        match who:
            case "caller":
                await talk.citizen.hang_up()
            case "agent":
                await talk.agent_call.hang_up()
            case _:
                await watches.stop_supervising("1003")
                await until(lambda: call.ended.is_set(), True, "his phone is free")
                await talk.talks_to("1001")
                await talk.citizen.hang_up()
        await until(lambda: call.ended.is_set(), True, "the supervisor's phone is free", seconds=10)
        await talk.in_step()
        with pytest.raises(Conflict):
            await watches.supervise("1003", "1001")


async def test_a_supervisor_who_does_not_answer_listens_to_nobody(talk: Talk) -> None:
    async with talk.at.switch.phone("1003", None):
        with pytest.raises(Conflict, match="did not answer"):
            await talk.working.watches.supervise("1003", "1001")
    await talk.talks_to("1001")
    with pytest.raises(Conflict):
        await talk.working.watches.take_over("1003", "1001")
    await talk.citizen.hang_up()
    await talk.in_step()
    assert await _noted(talk) == []


async def test_nobody_takes_over_out_of_three(talk: Talk) -> None:
    async with _colleague(talk) as colleague, talk.at.switch.phone("1003") as supervisor:
        await _asked(talk, colleague)
        await talk.working.transfers.confer("1001", talk.call_id)
        await talk.working.watches.supervise("1003", "1001")
        await supervisor.wait_answered()
        with pytest.raises(InConference):
            await talk.working.watches.take_over("1003", "1001")
        await talk.citizen.hang_up()
        await talk.in_step()


async def test_whoever_listens_is_sent_away_once_the_contact_is_confidential(talk: Talk) -> None:
    async with talk.at.switch.phone("1003") as supervisor:
        await talk.working.watches.supervise("1003", "1001")
        call = await supervisor.wait_answered()
        await talk.working.watches.end_supervision(talk.call_id)
        await until(lambda: call.ended.is_set(), True, "nobody listens")
        await talk.talks_to("1001")
    async with talk.at.switch.phone("1003", None) as deaf:
        listening = asyncio.create_task(talk.working.watches.supervise("1003", "1001"))
        ringing = await deaf.wait_ringing()
        await talk.working.watches.end_supervision(talk.call_id)
        with pytest.raises(Conflict):
            await listening
        await until(lambda: ringing.ended.is_set(), True, "his phone rings no more")
    await talk.citizen.hang_up()
    await talk.in_step()


# -- the next owner --------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _another_owner(talk: Talk, meanwhile: Any) -> AsyncIterator[None]:
    """Kill the owner, let something happen that nobody hears, and have the next one follow the same switch."""
    await talk.working.kill()
    await meanwhile()
    async with working_on(talk.at, KNOWN) as working:
        talk.working = working
        yield


async def test_the_next_owner_knows_a_colleague_who_answered_meanwhile(talk: Talk) -> None:
    async with _colleague(talk, answer_after=None) as colleague:
        await talk.working.transfers.consult("1001", talk.call_id, "agent", "1002")
        await colleague.wait_ringing()
        async with _another_owner(talk, colleague.answer):
            await until(lambda: talk.call.consult is not None and talk.call.consult.answered, True, "he has answered")
            await until(lambda: talk.working.desk.agents["1002"].shown_state, "talking", "he is shown as talking")
            await talk.working.transfers.complete("1001", talk.call_id)
            await talk.talks_to("1002")
            await talk.citizen.hang_up()
            await talk.in_step()
            assert await talk.talks() == [("1001", "queue", "transfer"), ("1002", "transfer", "caller")]
            assert len(await talk.rows(QueueVisitRow)) == 1


async def test_the_next_owner_knows_whom_the_caller_was_given_to(talk: Talk) -> None:
    async with _colleague(talk) as colleague:
        call = await _asked(talk, colleague)
        consult = talk.call.consult
        assert consult is not None

        async def hand_over() -> None:
            told = {"HOW": "transfer", "AGENT": "1002", "LEG": consult.leg, "CHANNEL": consult.leg_channel}
            for name, value in told.items():
                await talk.ami.send("Setvar", Channel=talk.channel, Variable=f"HANDOVER_{name}", Value=value)
            start = len(talk.ami.events)
            await redirect(talk.ami, talk.channel, "hotline_handover")
            await talk.ami.wait_event("BridgeEnter", start=start, Channel=talk.channel)

        async with _another_owner(talk, hand_over):
            await talk.talks_to("1002")
            await until(lambda: talk.agent_call.ended.is_set(), True, "the first agent is free")
            await talk.working.holds.hold("1002", talk.call_id)
            await talk.working.holds.resume("1002", talk.call_id)
            await talk.talks_to("1002")
            await call.hang_up()
            await talk.in_step()
            assert await talk.talks() == [("1001", "queue", "transfer"), ("1002", "transfer", "agent")]
            assert await talk.result() == "took_on"
            assert [row.outcome for row in await talk.rows(QueueVisitRow)] == ["answered"]


async def test_the_next_owner_knows_to_whom_the_caller_was_sent(talk: Talk) -> None:
    async with _colleague(talk, answer_after=None) as colleague:
        await talk.working.transfers.transfer("1001", talk.call_id, "agent", "1002")
        await colleague.wait_ringing()
        async with _another_owner(talk, colleague.answer):
            await talk.talks_to("1002")
            await talk.citizen.hang_up()
            await talk.in_step()
            assert await talk.talks() == [("1001", "queue", "transfer"), ("1002", "transfer", "caller")]
            assert len(await talk.rows(QueueVisitRow)) == 1


async def test_the_next_owner_knows_three_who_talk(talk: Talk) -> None:
    async with _colleague(talk) as colleague:
        call = await _asked(talk, colleague)
        await talk.working.transfers.confer("1001", talk.call_id)

        async def nothing() -> None:
            """All three talk on."""

        async with _another_owner(talk, nothing):
            await talk.agent_call.hang_up()
            await talk.talks_to("1002")
            await talk.citizen.hang_up()
            await until(lambda: call.ended.is_set(), True, "the colleague is free")
            await talk.in_step()
            assert [one[:2] for one in await talk.talks()] == [("1001", "queue"), ("1002", "conference")]


async def test_nobody_listens_whom_the_next_owner_does_not_know(talk: Talk) -> None:
    async with talk.at.switch.phone("1003") as supervisor:
        await talk.working.watches.supervise("1003", "1001")
        call = await supervisor.wait_answered()

        async def nothing() -> None:
            """He listens on."""

        async with _another_owner(talk, nothing):
            await until(lambda: call.ended.is_set(), True, "he is sent away")
            await until(lambda: talk.call.supervisions, frozenset(), "and no row says otherwise")
            await talk.talks_to("1001")
            await talk.citizen.hang_up()
            await talk.in_step()
