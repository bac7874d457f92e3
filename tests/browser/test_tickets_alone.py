"""The ticket service by itself, at its own port: its pages, and the calendar and the classes that it goes by."""

from __future__ import annotations

import pytest
from conftest import OpenPerson, violations
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline whose ticket service runs alone."""
    return desk_house


async def test_a_city_works_with_the_ticket_service_alone(people: OpenPerson, house: HotlineHouse) -> None:
    alone = house.settings.ticket_service_url.partition("/ticket-service")[0]
    for name, paths in (
        ("dispatcher", ("/tickets",)),
        ("admin", ("/administer/city", "/administer/calendar", "/administer/lists")),
        ("supervisor", ("/supervise/figures", "/tickets/supervision", "/tickets/appraisal")),
    ):
        person = await people()
        person.base = alone
        await person.log_in(name)
        for path in paths:
            page = await person.open(path)
            await expect(page.get_by_role("navigation").get_by_role("link").first).to_be_visible(timeout=SOON)
            await expect(page.locator(".notice.bad, [role=alert]:not(:empty)")).to_have_count(0)
            await expect(page.locator("main h1, main h2").first).to_be_visible(timeout=SOON)
            assert [path, await violations(page)] == [path, []]
            await page.close()
