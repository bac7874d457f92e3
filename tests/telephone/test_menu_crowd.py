"""Two hundred callers in the menu at once, every key counted and nobody lost."""

from collections.abc import Iterator

import pytest
from house import HotlineHouse, running_house
from scripted import Script, play
from switch_rig import running_switch, until

pytestmark = [pytest.mark.telephone, pytest.mark.timeout(300), pytest.mark.alone]
CALLS = 200


@pytest.fixture
def house() -> Iterator[HotlineHouse]:
    """Yield a hotline with ports for that many callers."""
    with running_switch(rtp_ports=1200) as switch, running_house(switch) as opened:
        yield opened


async def test_two_hundred_callers_in_the_menu_at_once_all_come_to_the_queue(house: HotlineHouse) -> None:
    # The last has dialled after five seconds; the welcome lasts longer.
    script = Script(keys=[(6_000, "2")], patience=25_000)
    assert await play(house.switch, script, house.number(), calls=CALLS) == 0, "each call was answered and ended well"

    def ended() -> int:
        return int(house.rows("SELECT count(*) FROM telephony_call WHERE ended_at IS NOT NULL")[0][0])

    await until(ended, CALLS, "every call is in the books", 30)
    menus = house.rows("SELECT ended, path, count(*) FROM telephony_menu_visit GROUP BY ended, path")
    assert menus == [("choice", "2", CALLS)], "no key was lost, nobody was rescued"
    queued = house.rows("SELECT count(DISTINCT call_id) FROM telephony_queue_visit")
    assert queued == [(CALLS,)]
