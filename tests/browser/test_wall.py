"""The wall: what happens to callers and agents is there at once, a supervisor acts, and the report says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


@pytest.fixture
def logged_off(house: HotlineHouse) -> Iterator[None]:
    """Log the agent of this test off whatever happens."""
    yield
    house.api("POST", "/api/v1/agents/1015/logoff", {})


async def test_a_caller_is_seen_waiting_and_withdrawn_and_an_agent_is_led(
    people: OpenPerson, house: HotlineHouse, logged_off: None
) -> None:
    page = await (await people("supervisor")).open("/supervise/wall")
    await expect(page.get_by_role("status").filter(has_text="实时")).to_be_visible(timeout=SOON)
    general = page.locator(".queues tbody tr").filter(has_text="综合队列")
    await expect(general).to_be_visible()

    async with house.switch.phone("1015", answer_after=None):
        house.api("POST", "/api/v1/agents/1015/login", {"phone": "p"})
        tile = page.locator(".tile").filter(has_text="1015")
        await expect(tile).to_contain_text("空闲", timeout=SOON)
        await tile.click()
        dialog = page.get_by_role("dialog", name="坐席 1015")
        await expect(dialog.get_by_role("button", name="示忙")).to_be_disabled()
        await dialog.get_by_label("原因（必填，记入审计）").fill("轮换")
        await dialog.get_by_role("button", name="示忙").click()
        await expect(dialog).to_be_hidden(timeout=SOON)
        await expect(tile).to_contain_text("小休", timeout=SOON)

        async with house.switch.citizen() as citizen:
            await citizen.dial("12345", "19900000077")
            callers = page.get_by_role("region", name="等候中的来电")
            row = callers.locator("li").filter(has_text="12345")
            await expect(row).to_be_visible(timeout=SOON)
            await expect(general.locator("td").first).to_have_text("1")
            await row.get_by_role("button", name="处理").click()
            act = page.get_by_role("dialog", name="处理等候中的来电")
            confirm = act.get_by_role("button", name="确定")
            await expect(confirm).to_be_disabled()
            await act.get_by_label("原因").fill("恶意骚扰")
            await confirm.click()
            await expect(act).to_be_hidden(timeout=SOON)
            await row.get_by_role("button", name="处理").click()
            await act.get_by_text("致歉后结束", exact=True).click()
            await act.get_by_label("原因").fill("恶意骚扰")
            await confirm.click()
            await expect(act).to_be_hidden(timeout=SOON)
            await expect(row).to_have_count(0, timeout=SOON)
            await citizen.call.wait_ended()

    # The report of the same day counts the same visit.
    await page.goto(page.url.partition("/supervise")[0] + "/supervise/reports")
    await page.get_by_role("radiogroup", name="时间间隔").get_by_text("日").click()
    total = page.locator("tr.total")
    await expect(total).to_be_visible(timeout=SOON)
    china = ZoneInfo("Asia/Shanghai")
    today = datetime.now(china).date()
    found = house.api(
        "GET", f"/api/v1/reports?since={today}T00:00&until={today + timedelta(days=1)}T00:00&interval=day"
    )["total"]["counts"]
    assert found["withdrawn"] >= 1
    assert found["offered"] == found["open"] + sum(
        found[one] for one in ("answered", "abandoned", "short_abandoned", "timed_out", "overflowed", "withdrawn")
    ) + sum(found[one] for one in ("callback_requested", "left_empty"))
    await expect(total.locator("td").nth(6)).to_have_text(f"{int(found['offered']):,}")
    await page.get_by_role("button", name=re.compile("接通率：查看算法")).last.click()
    await expect(page.get_by_text("calls_answered / (entered - left_in_greeting)")).to_be_visible()
