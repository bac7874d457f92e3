"""A whole call with the pages over HTTPS and the phones over WSS, as a public host name sets it up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from conftest import OpenPerson
from house import HotlineHouse, running_house
from phone_pages import counted, dialling, grows, state
from playwright.async_api import Page, expect
from seat import SOON, soft_seat
from switch_rig import free_port, running_switch

from agent_desktop.access import COOKIE
from foundation.settings import Settings
from hotline.setup.certificate import ensure_certificate

pytestmark = pytest.mark.timeout(240)
HOST = "127.0.0.1"
NO_TRUST = ("ssl connection", "SSL_shutdown() failed")
"""What Asterisk says of a browser that looks at the certificate, does not know its maker, or closes its window."""


@pytest.fixture(scope="module")
def house(pages: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HotlineHouse]:
    """Yield a hotline of a public host, with the certificate that the setup makes."""
    made = tmp_path_factory.mktemp("tls")
    held = ensure_certificate(Settings(var=made, public_host=HOST))
    with running_switch(
        expected=NO_TRUST,
        demonstration_secret="visitors-secret-of-the-tests",
        ring_seconds=20,
        tls=(held.certificate, held.key),
    ) as switch:
        shutil.copytree(made / "tls", switch.plan.var / "tls")
        with running_house(
            switch,
            HOTLINE_PUBLIC_HOST=HOST,
            HOTLINE_HTTPS_PORT=str(free_port()),
            HOTLINE_DEMONSTRATION="true",
            HOTLINE_RING_SECONDS="20",
        ) as running:
            yield running


async def test_one_call_over_https_and_wss(people: OpenPerson, house: HotlineHouse) -> None:
    sockets: list[str] = []

    def watch(page: Page) -> None:
        page.on("websocket", lambda socket: sockets.append(socket.url))

    async with soft_seat(people, house, "1001", ignore_https_errors=True) as at:
        (cookie,) = [one for one in await at.person.context.cookies() if one["name"] == COOKIE]
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        assert at.page.url.startswith("https://")
        at.person.context.on("page", watch)
        watch(at.phone)
        watch(at.page)
        await at.phone.reload()
        await at.page.reload()
        await state(at.phone, "registered")
        await expect(at.page.get_by_text("等待来电", exact=True)).to_be_visible(timeout=SOON)

        citizen = await dialling(people, ignore_https_errors=True)
        await at.call_state("来电振铃")
        await at.press("F2")
        await at.call_state("通话中")
        await citizen.locator("[data-appeal=broken_street_lamp]").click()
        await grows(lambda: counted(at.phone, "received"), "audio arrives")
        await grows(lambda: counted(at.phone, "sent"), "audio is sent")
        summary = at.page.locator('[data-field="summary"] input')
        await expect(summary).to_be_editable(timeout=SOON)
        await at.page.get_by_text("求助", exact=True).click()
        await summary.fill("加密连接上的工单")
        await at.press("Control+Enter")
        await expect(at.page.get_by_text(re.compile(r"^\d{19}$"))).to_be_visible(timeout=30_000)
        await citizen.get_by_role("button", name="挂断").click()
        await state(at.phone, "registered")
    assert {address.partition(":")[0] for address in sockets} == {"wss"}
    assert any(str(house.settings.sip_ws_port) in address for address in sockets), sockets
