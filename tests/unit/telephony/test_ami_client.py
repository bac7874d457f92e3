"""The kept AMI connection: each fact of SWITCH section 2, against a server that speaks real bytes."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Container
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.errors import LeaseLost
from telephony.ami import actions, messages
from telephony.ami.actions import Action, BadAction
from telephony.ami.client import REFUSED, AmiClient, AmiError, AmiGone, AmiTimeout, is_genuine
from telephony.ami.fake import FakeAmi, Received, Reply, encode
from telephony.ami.framing import AmiMessage, Framer


@pytest.fixture
async def ami() -> AsyncIterator[FakeAmi]:
    async with FakeAmi() as server:
        yield server


class Kept:
    """A client that runs, with what it heard."""

    def __init__(
        self,
        ami: FakeAmi,
        *,
        ping_seconds: float = 5.0,
        pong_seconds: float = 5.0,
        wanted: Container[str] = messages.WANTED,
    ) -> None:
        self.heard: list[AmiMessage] = []
        self.on_event: Callable[[AmiMessage], object] = self.heard.append
        self.ups = self.downs = 0
        self.fail_up: Callable[[], None] = lambda: None
        self.client = AmiClient(
            "127.0.0.1",
            ami.port,
            "hotline_calls",
            ami.secret,
            on_event=lambda message: self.on_event(message),
            wanted=wanted,
            on_up=self._up,
            on_down=self._down,
            ping_seconds=ping_seconds,
            pong_seconds=pong_seconds,
            back_off_seconds=(0.02, 0.5),
        )
        self.changed = asyncio.Condition()

    async def _up(self) -> None:
        self.ups += 1
        self.fail_up()

    def _down(self) -> None:
        self.downs += 1

    async def until(self, what: str, true: Callable[[], bool], seconds: float = 5.0) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not true():  # noqa: ASYNC110 -- nothing tells when
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise TimeoutError(what) from None

    async def __aenter__(self) -> Kept:
        self.task = asyncio.create_task(self.client.run())
        await self.until("the first log-in", lambda: self.ups > 0)
        return self

    async def __aexit__(self, *gone: object) -> None:
        self.client.close()
        self.task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await self.task


def names(heard: list[AmiMessage]) -> list[str]:
    return [message.name for message in heard]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
async def test_switch_2_1_characters_survive_any_chunking(ami: FakeAmi, size: int) -> None:
    ami.chunk_bytes = size
    async with Kept(ami) as kept:
        ami.say("UserEvent", ("UserEvent", "Test"), ("Text", "广州市天河区体育西路"))
        await kept.until("the event", lambda: "UserEvent" in names(kept.heard))
        assert kept.heard[-1]["text"] == "广州市天河区体育西路"


async def test_switch_2_2_queue_add_and_an_agi_command_resolve(ami: FakeAmi) -> None:
    """SWITCH 2.2: with panoramisk's defaults both futures stay pending for ever."""
    async with Kept(ami) as kept:
        async with asyncio.timeout(2):
            await kept.client.request(actions.queue_add("hotline_general", "PJSIP/1001p", "1001"))
            caller = ami.arrive()
            answer = await kept.client.request(actions.agi(caller.name, "GET VARIABLE X", "e1-1"))
        assert answer["response"] == "Success"
        await kept.until("AsyncAGIExec", lambda: "AsyncAGIExec" in names(kept.heard))
        assert kept.heard[-1]["commandid"] == "e1-1"


async def test_who_is_cancelled_as_his_answer_arrives_stops(ami: FakeAmi) -> None:
    """A task that went on here would outlive the owner that is being stopped, who would wait for it for ever."""
    ami.answers["Status"] = lambda action: None
    async with Kept(ami) as kept:
        caller = ami.arrive()
        await kept.until("the event", lambda: "Newchannel" in names(kept.heard))
        asking = asyncio.create_task(kept.client.request(actions.status()))
        kept.on_event = lambda message: asking.cancel()
        await ami.until("the action", lambda: len(ami.actions("Status")) > 0)
        head = [("Privilege", "call,all"), ("Timestamp", f"{ami.now():.6f}"), ("SystemName", ami.node)]
        action_id = ami.actions("Status")[-1]["ActionID"]
        both = encode([("Response", "Success"), ("ActionID", action_id)])
        both += encode([("Event", "Hangup"), *head, *caller.headers])
        ami.say_raw(both)
        with pytest.raises(asyncio.CancelledError):
            await asking


async def test_switch_2_3_a_list_cut_off_midway_ends_the_wait(ami: FakeAmi) -> None:
    """SWITCH 2.3: whoever collects gets ``AmiGone``, not silence."""
    for _ in range(5):
        ami.arrive()
    async with Kept(ami) as kept:
        ami.cut_lists_after = 2
        async with asyncio.timeout(2):
            with pytest.raises(AmiGone):
                await kept.client.collect(actions.status())
        ami.cut_lists_after = None
        await kept.until("the next log-in", lambda: kept.ups == 2)
        assert len(await kept.client.collect(actions.status())) == 5


async def test_a_list_of_nothing_is_an_empty_list(ami: FakeAmi) -> None:
    async with Kept(ami) as kept:
        assert await kept.client.collect(actions.status()) == []


async def test_events_between_those_of_a_list_are_not_part_of_it(ami: FakeAmi) -> None:
    def status(action: Received) -> Reply:
        ami.say("Hangup", ("Uniqueid", "9"))
        return Reply([("Response", "Success")], [("Status", [("Uniqueid", "1")])], "StatusComplete")

    ami.answers["Status"] = status
    async with Kept(ami) as kept:
        assert names(await kept.client.collect(actions.status())) == ["Status"]
        assert names(kept.heard) == ["FullyBooted", "Hangup"]


async def test_switch_2_4_nothing_is_sent_again_after_a_reconnect(ami: FakeAmi) -> None:
    """SWITCH 2.4: an ``Originate`` sent again would dial a citizen twice."""
    ami.answers["Originate"] = lambda action: None
    async with Kept(ami) as kept:
        call = actions.originate("PJSIP/1001p", "hotline_consult", "s", account="consult", variables={})
        waiting = asyncio.create_task(kept.client.request(call, within=5))
        await ami.until("the action", lambda: bool(ami.actions("Originate")))
        [posted] = kept.client.post([actions.hang_up("PJSIP/trunk-00000001")])
        await ami.until("the second action", lambda: bool(ami.actions("Hangup")))
        ami.drop()
        with pytest.raises(AmiGone):
            await waiting
        await kept.until("the next log-in", lambda: kept.ups == 2)
        await kept.client.request(actions.ping())
        assert len(ami.actions("Originate")) == 1
        assert len(ami.actions("Hangup")) == 1
        assert posted.done()


async def test_switch_2_5_a_line_break_is_no_second_action(ami: FakeAmi) -> None:
    async with Kept(ami) as kept:
        before = len(ami.received)
        evil = Action("Setvar", (("Variable", "X"), ("Value", "1\r\n\r\nAction: Originate")))
        with pytest.raises(BadAction):
            await kept.client.request(evil)
        with pytest.raises(BadAction):
            kept.client.post([actions.ping(), evil])
        await kept.client.request(actions.ping())
        assert [action.name for action in ami.received[before:]] == ["Ping"]


async def test_switch_2_6_events_keep_their_order(ami: FakeAmi) -> None:
    ami.chunk_bytes = 13
    async with Kept(ami) as kept:
        for number in range(200):
            ami.say("UserEvent", ("Number", str(number)))
        await kept.until("all of them", lambda: len(kept.heard) >= 201)
        assert [m["number"] for m in kept.heard if m.name == "UserEvent"] == [str(n) for n in range(200)]


async def test_switch_2_6_a_missing_pong_drops_the_link_and_it_comes_back(ami: FakeAmi) -> None:
    async with Kept(ami, ping_seconds=0.1, pong_seconds=0.2) as kept:
        waiting = asyncio.create_task(kept.client.request(Action("Never"), within=30))
        ami.answers["Never"] = lambda action: None
        ami.silent = True
        await kept.until("the loss", lambda: kept.downs == 1)
        assert not kept.client.connected
        with pytest.raises(AmiGone):
            await waiting
        ami.silent = False
        await kept.until("the next log-in", lambda: kept.ups == 2)
        assert kept.client.connected


async def test_switch_2_6_pongs_keep_the_link(ami: FakeAmi) -> None:
    async with Kept(ami, ping_seconds=0.03, pong_seconds=1.0) as kept:
        await ami.until("some pings", lambda: len(ami.actions("Ping")) > 5)
        assert kept.downs == 0


async def test_switch_2_6_back_off_grows_while_nobody_listens(ami: FakeAmi) -> None:
    async with Kept(ami) as kept:
        port = ami.port
        await ami.stop()
        tried: list[float] = []

        async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tried.append(asyncio.get_running_loop().time())
            writer.close()

        server = await asyncio.start_server(count, "127.0.0.1", port)
        await kept.until("four tries", lambda: len(tried) >= 4, 10)
        server.close()
        gaps = [b - a for a, b in itertools.pairwise(tried)]
        assert gaps[-1] > gaps[0]
        assert gaps[-1] > 0.05


async def test_switch_2_6_back_off_also_when_the_snapshot_fails_each_time(ami: FakeAmi) -> None:
    def refuse() -> None:
        raise AmiTimeout("no snapshot")

    kept = Kept(ami)
    kept.fail_up = refuse
    async with kept:
        await kept.until("four tries", lambda: kept.ups >= 4, 10)
        begun = asyncio.get_running_loop().time()
        await kept.until("a fifth", lambda: kept.ups >= 5, 10)
        assert asyncio.get_running_loop().time() - begun > 0.09


async def test_switch_2_6_sending_before_the_connection_says_so(ami: FakeAmi) -> None:
    """SWITCH 2.6: with panoramisk it is an AttributeError."""
    client = AmiClient("127.0.0.1", ami.port, "hotline_calls", ami.secret)
    with pytest.raises(AmiGone):
        await client.request(actions.ping())
    with pytest.raises(AmiGone):
        await client.collect(actions.status())
    with pytest.raises(AmiGone):
        client.post([actions.ping()])


async def test_nothing_is_sent_before_the_log_in_is_accepted(ami: FakeAmi) -> None:
    ami.answers["Login"] = lambda action: None
    client = AmiClient("127.0.0.1", ami.port, "hotline_calls", ami.secret)
    task = asyncio.create_task(client.run())
    await ami.until("the log-in", lambda: bool(ami.actions("Login")))
    assert not client.connected
    with pytest.raises(AmiGone):
        await client.request(actions.hang_up("PJSIP/trunk-00000001"))
    assert [action.name for action in ami.received] == ["Login"]
    client.close()
    await task


async def test_a_refused_secret_is_tried_again_with_back_off(ami: FakeAmi) -> None:
    client = AmiClient("127.0.0.1", ami.port, "hotline_calls", "wrong")
    with pytest.raises(AmiError, match="Authentication failed"):
        await client.connect()
    client.close()


async def test_an_error_is_raised_with_asterisks_words(ami: FakeAmi) -> None:
    ami.answers["Redirect"] = lambda action: Reply.error("Channel does not exist: PJSIP/trunk-00000009")
    async with Kept(ami) as kept:
        with pytest.raises(AmiError, match="does not exist"):
            await kept.client.request(actions.redirect("PJSIP/trunk-00000009", "hotline_rescue"))
        [future] = kept.client.post([actions.redirect("PJSIP/trunk-00000009", "hotline_rescue")])
        with pytest.raises(AmiError):
            await future


async def test_an_answer_that_comes_too_late_finds_nobody(ami: FakeAmi) -> None:
    late: list[str] = []

    def keep(action: Received) -> Reply | None:
        late.append(action["ActionID"])
        return None

    ami.answers["Slow"] = keep
    async with Kept(ami) as kept:
        with pytest.raises(AmiTimeout):
            await kept.client.request(Action("Slow"), within=0.05)
        ami.say_raw(f"Response: Success\r\nActionID: {late[0]}\r\n\r\n".encode())
        assert (await kept.client.request(actions.ping()))["ping"] == "Pong"


async def test_the_result_of_an_originate_is_an_event_though_it_bears_the_action_id(ami: FakeAmi) -> None:
    async with Kept(ami, wanted={"OriginateResponse"}) as kept:
        await kept.client.request(
            actions.originate("PJSIP/1001p", "hotline_consult", "s", account="consult", variables={})
        )
        ami.say("OriginateResponse", ("ActionID", ami.actions("Originate")[0]["ActionID"]), ("Response", "Failure"))
        await kept.until("the event", lambda: "OriginateResponse" in names(kept.heard))


async def test_another_protocol_on_the_port_is_dropped(ami: FakeAmi) -> None:
    async with Kept(ami) as kept:
        ami.say_raw(b"x" * (1 << 20) + b"y" * 100)
        await kept.until("the loss", lambda: kept.downs == 1)


async def test_a_lost_lease_ends_the_run(ami: FakeAmi) -> None:
    """``LeaseLost`` is no reason to connect again."""

    def lost() -> None:
        raise LeaseLost("another process owns node1")

    kept = Kept(ami)
    kept.fail_up = lost
    async with kept:
        with pytest.raises(LeaseLost):
            await asyncio.wait_for(asyncio.shield(kept.task), 2)


async def test_closing_ends_every_wait(ami: FakeAmi) -> None:
    ami.answers["Slow"] = lambda action: None
    async with Kept(ami) as kept:
        waiting = asyncio.create_task(kept.client.request(Action("Slow"), within=30))
        await ami.until("the action", lambda: bool(ami.actions("Slow")))
        kept.client.close()
        with pytest.raises(AmiGone):
            await waiting
        await asyncio.wait_for(kept.task, 2)
        assert kept.downs == 1


async def test_the_end_of_a_given_up_connection_does_not_drop_the_next(ami: FakeAmi) -> None:
    client = AmiClient("127.0.0.1", ami.port, "hotline_calls", ami.secret)
    await client.connect()
    first = client._protocol
    assert first is not None
    client._protocol = None  # given up without hearing of its end
    await client.connect()
    first.transport.abort()
    await asyncio.sleep(0.01)
    assert client.connected
    assert (await client.request(actions.ping()))["ping"] == "Pong"
    client.close()


OWN = "node1-1.2"
NUMBER_BYTES = 79
"""So much of a caller's number does Asterisk tell; see ``is_genuine``."""


def told_of(number: str) -> bytes:
    """Return the event that Asterisk writes for a call from such a number, as it writes it."""
    lines = (
        *("Event: Newchannel", "Privilege: call,all", "Timestamp: 1795400000.250000", "SystemName: node1"),
        *("Channel: PJSIP/trunk-00000001", "ChannelState: 4", "ChannelStateDesc: Ring", f"CallerIDNum: {number}"),
        *("CallerIDName: <unknown>", "ConnectedLineNum: <unknown>", "ConnectedLineName: <unknown>", "Language: zh"),
        *("AccountCode: ", "Context: from_trunk", "Exten: 12345", "Priority: 1", f"Uniqueid: {OWN}"),
        f"Linkedid: {OWN}",
    )
    return "\r\n".join((*lines, "", "")).encode()


FORGED = st.lists(
    st.sampled_from(
        [
            "\r\n\r\n",
            "\r\n",
            "Event: Hangup",
            "Event: FullyBooted",
            "Privilege: call,all",
            "Timestamp: 1795400000.250000",
            "SystemName: n",
            *("\r\nCallerIDName:", "\r\nConnectedLineNum:", "\r\nConnectedLineName:", "\r\nLanguage:"),
            *("\r\nAccountCode:", "\r\nContext:", "\r\nExten:", "\r\nPriority:", "\r\nUniqueid:9"),
            "\r\nLinkedid:9",
            "Response: Success",
            "ActionID: h1",
        ]
    ),
    max_size=12,
).map(lambda parts: "".join(parts)[:NUMBER_BYTES])


@given(FORGED)
@example("\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nUniqueid: 9\r\n\r\n")
@example("\r\n\r\nEvent: FullyBooted\r\nPrivilege: system,all\r\nUptime: 1")
@example("1\r\nUniqueid: 9")
@example("1\r\nExten: 110")
@example("\r\nUniqueid: 9\r\nLinkedid: 9\r\n\r\n")
def test_no_number_that_fits_tells_anything_of_another_call(number: str) -> None:
    framer = Framer()
    framer.feed(b"Asterisk Call Manager/11.0.0\r\n")
    told = [message for message in framer.feed(told_of(number)) if is_genuine(message)]
    assert [message.name for message in told] in ([], ["Newchannel"])
    assert {(message["uniqueid"], message["linkedid"], message["exten"]) for message in told} <= {(OWN, OWN, "12345")}


async def test_a_forged_event_is_refused_and_the_next_one_is_heard(ami: FakeAmi) -> None:
    async with Kept(ami) as kept:
        await kept.until("the start", lambda: names(kept.heard) == ["FullyBooted"])
        refused = REFUSED._value.get()
        ami.say_raw(told_of("1\r\n\r\nEvent: Hangup\r\nUniqueid: 9\r\nChannel: PJSIP/trunk-00000000"))
        ami.say_raw(told_of("1\r\n\r\nEvent: FullyBooted\r\nPrivilege: system,all\r\nUptime: 1"))
        ami.say_raw(told_of("1\r\nUniqueid: 9\r\nLinkedid: 9"))
        ami.say("Hangup", ("Uniqueid", "8"))
        await kept.until("what is genuine", lambda: "Hangup" in names(kept.heard))
        assert names(kept.heard) == ["FullyBooted", "Hangup"]
        assert kept.heard[-1]["uniqueid"] == "8"
        assert REFUSED._value.get() - refused == 5


async def test_a_row_of_a_list_that_says_something_twice_or_is_cut_off_is_refused(ami: FakeAmi) -> None:
    def status(action: Received) -> Reply:
        rows = [
            ("Status", [("Uniqueid", "1"), ("Variable", "LINE=12345"), ("Variable", "IN_MENU=1")]),
            ("Status", [("CallerIDNum", "1"), ("Uniqueid", "9"), ("Uniqueid", "2")]),
            ("Status", [("ChannelState", "6"), ("CallerIDNum", ""), ("Uniqueid", "9")]),
        ]
        return Reply([("Response", "Success")], rows, "StatusComplete")

    ami.answers["Status"] = status
    async with Kept(ami) as kept:
        assert [row["uniqueid"] for row in await kept.client.collect(actions.status())] == ["1"]


async def test_ids_of_actions_are_not_those_of_another_client(ami: FakeAmi) -> None:
    async with Kept(ami) as one, Kept(ami) as other:
        for kept in (one, other):
            await kept.client.request(actions.ping())
        ids = [received["ActionID"] for received in ami.received if received.name == "Ping"]
        assert len(ids) == len({found.partition("-")[0] for found in ids}) == 2
