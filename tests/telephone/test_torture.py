"""Promise 10 on the line: whatever a trunk sends, Asterisk and we go on, and nothing but calls becomes a call."""

import asyncio
import socket
from collections.abc import Iterator

import pytest
from house import APPEALS, HotlineHouse, running_house
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


async def test_messages_of_rfc_4475_make_no_call_and_hurt_none(house: HotlineHouse) -> None:
    asterisk = house.switch.process
    assert asterisk is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind((CARRIER, 0))
        line.setblocking(False)
        host, port = house.switch.sip
        trunk = Trunk(CARRIER, line.getsockname()[1], host)
        async with house.agent("1001", answer_after=0.2) as phone, house.citizen() as citizen:
            ani = house.number()
            await citizen.dial("12345", ani, keys=[(0.3, "1")])
            await phone.wait_answered()
            sent = [*trunk.malformed(), *trunk.well_formed()]
            for name, message in sent:
                line.sendto(message, (host, port))
                await asyncio.sleep(0.05)
                assert asterisk.poll() is None, name
            # The citizen's call goes on: what he says is heard.
            await citizen.say(APPEALS / "gas_smell.wav")
            call = await house.call_of(ani, lambda c: len(c["transcript"]["utterances"]) > 0, 20, "words")
            assert call["ended_at"] is None
            await citizen.hang_up()
        # Nobody acknowledges the others: the switch gives them up, and each is in the books with its end.
        await until(house.callers, [], "no channel is left", 60)
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
