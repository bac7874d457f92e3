"""The long form of the two hundred callers in the menu of a house that is killed whole."""

from collections.abc import Iterator

import pytest
from all_dead import menu_full_of_calls_is_drained
from house import HotlineHouse, running_house
from switch_rig import running_switch

pytestmark = pytest.mark.timeout(1200)


@pytest.fixture
def house() -> Iterator[HotlineHouse]:
    """Yield a hotline with ports for that many callers, whose wrap-up only the watchdog can end."""
    with running_switch(rtp_ports=3000) as switch, running_house(switch, HOTLINE_WRAP_UP_SECONDS="600") as opened:
        yield opened


async def test_five_hundred_callers_in_the_menu_all_talk_to_one_of_twenty_phones(house: HotlineHouse) -> None:
    # Twenty phones and five hundred streams of audio share this machine: some 1.6 callers a second on two cores.
    await menu_full_of_calls_is_drained(house, 500, seconds=600)
