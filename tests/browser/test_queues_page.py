"""Queue rules by their page: drawn, looked at as the switch will be told, published, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON
from switch_rig import until
from test_menus import choose

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


@pytest.fixture
def rules_as_before(house: HotlineHouse) -> Iterator[None]:
    """Take back whatever was published: every other test's agents would be moved."""
    before = house.api("GET", "/api/v1/queue-rules")["in_force"]
    yield
    while (now := house.api("GET", "/api/v1/queue-rules")["in_force"]) != before:
        house.api("POST", "/api/v1/queue-rules/roll-back", {"version": now, "reason": "a test is over"})


async def plan(house: HotlineHouse, queue: str) -> str:
    """Return what the switch was told of a queue."""
    ami = await house.switch.ami()
    try:
        return await ami.get_global(f"QUEUE_PLAN_{queue}")
    finally:
        await ami.close()


async def test_a_skill_queue_is_drawn_previewed_published_and_taken_back(
    people: OpenPerson, house: HotlineHouse, rules_as_before: None
) -> None:
    page = await (await people("admin")).open("/administer/queues")
    await expect(page.get_by_text("与交换机一致")).to_be_visible(timeout=SOON)
    preview = page.get_by_role("button", name="预览并发布")
    await expect(preview).to_be_disabled()

    # A skill, and who has it on which level.
    await page.get_by_text("技能", exact=True).click()
    await page.get_by_role("button", name="新增技能").click()
    await page.get_by_label("技能 skill 的名称").fill("英语")
    await choose(page, "1011 的 英语 等级", "1 级", page.locator(".skills"))
    await choose(page, "1012 的 英语 等级", "3 级", page.locator(".skills"))

    # A queue for it, widened after 10 s.
    await page.get_by_text("队列", exact=True).last.click()
    await page.get_by_role("button", name="新增队列").click()
    form = page.locator(".form")
    await form.get_by_label("名称", exact=True).fill("英语座席")
    await choose(page, "所需技能", "英语", form)
    await page.keyboard.press("Escape")
    await choose(page, "起初只振到", "1 级及以上熟练度", form)
    await expect(form.get_by_text("成员 2 人")).to_be_visible()
    await form.get_by_role("button", name="放宽").click()
    level = form.get_by_label("放宽到的等级")
    await level.fill("1")
    await page.keyboard.press("Tab")
    await expect(level).to_have_value("2")  # nothing is narrower than that
    await form.get_by_role("button", name="转出").click()
    after = form.get_by_label("第 2 步的等候秒数")
    await after.fill("5")
    await page.keyboard.press("Tab")
    await expect(form.get_by_role("alert").filter(has_text="前后相接")).to_be_visible(timeout=SOON)
    await after.fill("60")
    await page.keyboard.press("Tab")
    await expect(form.get_by_role("alert")).to_have_count(0, timeout=SOON)
    await level.fill("3")
    await page.keyboard.press("Tab")

    # What the switch will be told, to the letter.
    await preview.click()
    dialog = page.get_by_role("dialog", name="发布前预览")
    await expect(dialog.get_by_text("QUEUE_PLAN_queue = open|0|2|60|queue:hotline_general")).to_be_visible(timeout=SOON)
    await expect(dialog.get_by_text("penaltychange = 10,2")).to_be_visible()
    await expect(dialog.get_by_text("坐席归属变化 2 处")).to_be_visible()
    publish = dialog.get_by_role("button", name="发布", exact=True)
    await expect(publish).to_be_disabled()
    await dialog.get_by_label("原因").fill("增开英语座席")
    await publish.click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    await until(lambda: plan(house, "queue"), "open|0|2|60|queue:hotline_general", "the switch has the plan", 15)
    assert "[queue]" in (house.switch.plan.base / "etc" / "queues.conf").read_text()
    await expect(page.get_by_text("与交换机一致")).to_be_visible(timeout=SOON)

    await page.get_by_text("版本", exact=True).click()
    await expect(page.locator("tbody tr").first).to_contain_text("增开英语座席")
    await page.get_by_role("button", name="回退到上一版").click()
    dialog = page.get_by_role("dialog", name="回退到上一版")
    await dialog.get_by_label("原因").fill("先不开")
    await dialog.get_by_role("button", name="回退到上一版").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    await expect(page.locator("tbody tr").first).to_contain_text("已回退")
    assert "[queue]" not in (house.switch.plan.base / "etc" / "queues.conf").read_text()


async def test_rules_without_a_path_to_a_person_cannot_be_published(people: OpenPerson, house: HotlineHouse) -> None:
    page = await (await people("admin")).open("/administer/queues")
    await expect(page.get_by_text("与交换机一致")).to_be_visible(timeout=SOON)
    await page.get_by_text("并非全天有人").click()
    form = page.locator(".form")
    await expect(form.get_by_role("alert")).to_be_visible(timeout=SOON)  # a number is missing
    await form.get_by_label("号码", exact=True).fill("02087654321")
    await expect(form.get_by_role("alert")).to_have_count(0, timeout=SOON)
    # No way out but a queue that sleeps as well.
    await page.get_by_role("button", name="新增队列").click()
    await page.get_by_text("并非全天有人").click()
    await page.get_by_role("button", name="综合队列").click()
    await choose(page, "其余时间来电转到", "其他队列", form)
    await expect(form.get_by_role("alert").filter(has_text="这个时刻来电找不到人")).to_be_visible(timeout=SOON)
    await page.get_by_role("button", name="预览并发布").click()
    dialog = page.get_by_role("dialog", name="发布前预览")
    await dialog.get_by_label("原因").fill("夜里没有人")
    await expect(dialog.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    await expect(dialog.get_by_text("这个时刻来电找不到人").first).to_be_visible()
