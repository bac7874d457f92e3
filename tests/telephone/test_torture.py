"""Promise 10 on the line: whatever a trunk sends, Asterisk and we go on, and nothing but calls becomes a call."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from house import APPEALS, HotlineHouse, running_house
from plain_ami import AmiRefused
from switch_rig import CARRIER, Switch, running_switch, until
from torture import CALLS, Trunk

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(240)]


@pytest.fixture
def awkward() -> Iterator[Switch]:
    """Yield a switch that may say what it thinks of such messages."""
    with running_switch(expected=("pjproject:", "res_pjsip", "chan_pjsip")) as running:
        yield running


@pytest.fixture
def house(awkward: Switch) -> Iterator[HotlineHouse]:
    """Yield a hotline behind it."""
    with running_house(awkward) as opened:
        yield opened


@contextlib.contextmanager
def opened_line(switch: Switch) -> Iterator[tuple[Trunk, Callable[[bytes], object]]]:
    """Yield who writes requests of a carrier, and how they are sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((CARRIER, 0))
        line.setblocking(False)
        host, port = switch.sip
        yield Trunk(CARRIER, line.getsockname()[1], host), lambda message: line.sendto(message, (host, port))


async def end_calls(house: HotlineHouse) -> None:
    """End the calls that nobody acknowledges; by itself the switch would give them up after 32 s."""
    ami = await house.switch.ami()
    for channel in await house.callers():
        with contextlib.suppress(AmiRefused):  # gone meanwhile
            await ami.send("Hangup", Channel=channel)
    await ami.close()
    await until(house.callers, [], "no channel is left", 60)


async def test_messages_of_rfc_4475_make_no_call_and_hurt_none(house: HotlineHouse) -> None:
    asterisk = house.switch.process
    assert asterisk is not None
    with opened_line(house.switch) as (trunk, send):
        async with house.agent("1001", answer_after=0.2) as phone, house.citizen() as citizen:
            ani = house.number()
            await citizen.dial("12345", ani, keys=[(0.3, "1")])
            await phone.wait_answered()
            sent = [*trunk.malformed(), *trunk.well_formed()]
            for name, message in sent:
                send(message)
                await asyncio.sleep(0.05)
                assert asterisk.poll() is None, name
            # The citizen's call goes on: what he says is heard.
            await citizen.say(APPEALS / "gas_smell.wav")
            call = await house.call_of(ani, lambda c: len(c["transcript"]["utterances"]) > 0, 20, "words")
            assert call["ended_at"] is None
            await citizen.hang_up()
        await end_calls(house)
        await until(
            lambda: house.rows("SELECT count(*) FROM telephony_call WHERE ended_at IS NULL"), [(0,)], "all have ended"
        )
        calls = 1 + len(CALLS & {name.partition(" ")[0] for name, _ in sent})
        assert house.rows("SELECT count(*) FROM telephony_call") == [(calls,)]
        ends = "SELECT count(*) FROM telephony_ledger WHERE kind='call_ended'"
        assert house.rows(ends) == [(calls,)]
        assert house.rows("SELECT count(*) FROM telephony_ledger WHERE kind='unexpected'") == [(0,)]
    # And the line takes calls as before.
    async with house.agent("1002") as phone, house.citizen() as citizen:
        await citizen.dial("12345", house.number(), keys=[(0.3, "1")])
        await phone.wait_answered()
        await citizen.hang_up()


def forged(event: str, *lines: str) -> str:
    """Return what a number holds that ends its own event and begins another."""
    return quote("\r\n\r\n" + "\r\n".join([f"Event: {event}", *lines]), safe="")


TAKEN = "SELECT c.menu_path FROM telephony_call c JOIN telephony_talk t USING (call_id) WHERE t.agent='1002'"


async def test_line_ends_in_a_number_end_no_call_and_forge_none(house: HotlineHouse) -> None:
    """Promise 10: whatever a caller's number holds, calls are told as they are, and his own is taken."""
    with opened_line(house.switch) as (trunk, send):
        async with house.agent("1001", answer_after=0.2) as phone, house.citizen() as citizen:
            ani = house.number()
            await citizen.dial("12345", ani, keys=[(0.3, "1")])
            await phone.wait_answered()
            call = await house.call_of(ani, lambda c: c["agent"] == "1001", 20, "the answer")
            (channel,) = await house.callers()
            ((linked,),) = house.rows("SELECT linkedid FROM telephony_call")
            ends = forged("Hangup", f"Uniqueid: {linked}", f"Linkedid: {linked}")
            pipeline = forged("Hangup", f"Channel: {channel}")
            async with house.agent("1002", answer_after=0.2) as second, house.citizen() as odd:
                await odd.dial("12345", f"1{ends}", keys=[(0.3, "1")])
                await second.wait_answered()
                await until(lambda: house.rows(TAKEN), [("1",)], "his call is in the books, with his choice")
                await odd.hang_up()
            cut = quote(f"\r\nUniqueid: {linked}\r\nLinkedid: {linked}\r\n\r\n", safe="")
            async with house.citizen() as odd:
                await odd.dial("12345", f"1{cut}", keys=[(0.3, "1")])
                await odd.hang_up()  # his end, told as that of the call whose id stands in his number
            boots = forged("FullyBooted", "Privilege: system,all", "Uptime: 1")
            other = quote(f"\r\nUniqueid: {linked}\r\nLinkedid: {linked}", safe="")
            answers = "\r\n\r\nResponse: Error\r\nActionID: h"
            sent = {
                "From": trunk.request(From=f"<sip:1{ends}@{CARRIER}>;tag=f1"),
                "From, without a number": trunk.request(From=f"<sip:{ends}@{CARRIER}>;tag=f2"),
                "From, its channel": trunk.request(From=f"<sip:1{pipeline}@{CARRIER}>;tag=f7"),
                "From, another call's id": trunk.request(From=f"<sip:1{other}@{CARRIER}>;tag=f6"),
                "From, a start of the switch": trunk.request(From=f"<sip:1{boots}@{CARRIER}>;tag=f3"),
                "From, answers": trunk.request(From=f"<sip:1{quote(answers, safe='')}@{CARRIER}>;tag=f4"),
                "name": trunk.request(From=f'"a{ends}" <sip:1990@{CARRIER}>;tag=f5'),
                "To": trunk.request(
                    f"INVITE sip:12345{ends}@{trunk.switch} SIP/2.0", To=f"<sip:12345{ends}@{trunk.switch}>"
                ),
                "Contact": trunk.request(Contact=f"<sip:c{ends}@{CARRIER}:{trunk.port}>"),
                "identity": trunk.request(P_Asserted_Identity=f"<sip:1990{ends}@{CARRIER}>"),
                "diversion": trunk.request(Diversion=f"<sip:1990{ends}@{CARRIER}>;reason=unknown"),
            }
            for message in sent.values():
                send(message)
                await asyncio.sleep(0.05)
            await citizen.say(APPEALS / "gas_smell.wav")
            there = await house.call_of(ani, lambda c: len(c["transcript"]["utterances"]) > 0, 20, "words")
            assert (there["call_id"], there["ended_at"]) == (call["call_id"], None)
            await house.shown("1001", "talking")
            await citizen.hang_up()
            ended = await house.call_of(ani, lambda c: c["ended_at"] is not None, 20, "the end")
            assert (ended["outcome"], ended["end_reason"]) == ("answered", "hang_up")
        await end_calls(house)
        await until(
            lambda: house.rows("SELECT count(*) FROM telephony_call WHERE ended_at IS NULL"), [(0,)], "all have ended"
        )
        entered = house.rows("SELECT count(*) FROM telephony_ledger WHERE kind='call_entered'")
        assert entered == house.rows("SELECT count(*) FROM telephony_ledger WHERE kind='call_ended'")
        assert 3 < entered[0][0] <= 2 + len(sent), "all but those that dialled what is no number"
        assert house.rows("SELECT count(*) FROM telephony_ledger WHERE kind='unexpected'") == [(0,)]
