"""At the pages of tickets: answers that are lost, what is typed, lists that fail, a suspension with its end."""

from __future__ import annotations

import asyncio
import re

import pytest
from clerks import clerk, handled, replied, take_in
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import Dialog, Route, expect
from seat import SOON

pytestmark = pytest.mark.timeout(300)
ACTS = re.compile(r"/api/v1/tickets/\d+/acts$")


async def test_an_act_whose_answer_is_lost_is_done_once(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "井盖松动响声大")
    dispatcher, urban = [await clerk(people, name) for name in ("dispatcher", "urban")]
    await handled(dispatcher, urban, ticket)
    history = urban.detail.locator("section[aria-label=办理过程] li")
    before = await history.count()
    lost = 0

    async def lose(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost > 1:
            await route.continue_()
            return
        await route.fetch()  # it is done
        await route.abort()  # and nobody is told

    await urban.page.route(ACTS, lose)
    await urban.detail.locator(".acts").get_by_role("button", name="联系记录").click()
    form = urban.page.get_by_role("dialog", name="联系记录")
    await form.get_by_role("radiogroup", name="是否联系上诉求人").get_by_text("否", exact=True).click()
    await form.get_by_label("内容", exact=True).fill("再次致电，无人接听。")
    await form.get_by_role("button", name="确认联系记录").click()
    await expect(form.get_by_role("alert")).not_to_be_empty(timeout=SOON)
    await expect(form.get_by_label("内容", exact=True)).to_have_value("再次致电，无人接听。")
    await form.get_by_role("button", name="确认联系记录").click()
    await expect(form).to_be_hidden(timeout=SOON)
    await expect(history).to_have_count(before + 1)
    assert lost == 2
    await urban.page.unroute(ACTS)
    await urban.act("联系记录", 是否联系上诉求人="是", 内容="第三次致电，已说明。")
    await expect(history).to_have_count(before + 2)


async def test_what_is_typed_is_not_lost_by_a_key(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "公交站牌倾斜")
    dispatcher, urban = [await clerk(people, name) for name in ("dispatcher", "urban")]
    await handled(dispatcher, urban, ticket)
    await urban.detail.locator(".acts").get_by_role("button", name="答复", exact=True).click()
    form = urban.page.get_by_role("dialog", name="答复")
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    urban.page.on("dialog", stay)
    await form.get_by_label("答复内容").fill("站牌已扶正加固。")
    await form.get_by_label("答复内容").press("Escape")
    await expect(form.get_by_label("答复内容")).to_have_value("站牌已扶正加固。")
    assert asked == ["已填写的内容将丢失，确定关闭？"]
    await form.get_by_label("答复内容").fill("")
    await form.get_by_label("答复内容").press("Escape")
    await expect(form).to_be_hidden()


async def test_a_list_that_fails_says_so(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "公园长椅破损")
    dispatcher = await clerk(people, "dispatcher")
    page = dispatcher.page
    await page.route("**/api/v1/tickets/catalogue", lambda route: route.abort())
    await page.goto(f"{page.url.split('/tickets')[0]}/tickets/{ticket.number}?view=all")
    waiting = page.locator("aside.waits")
    await expect(waiting.get_by_role("button", name="重试")).to_be_visible(timeout=SOON)
    await page.unroute("**/api/v1/tickets/catalogue")
    await waiting.get_by_role("button", name="重试").click()
    await expect(dispatcher.detail.locator(".acts")).to_be_visible(timeout=SOON)
    answers = asyncio.Event()

    async def late(route: Route) -> None:
        await answers.wait()
        await route.abort()

    await page.route(re.compile(r"/api/v1/tickets\?"), late)
    await page.get_by_role("link", name="已办结").click()
    await expect(page.locator(".listing-wait")).to_have_text("正在加载…", timeout=SOON)
    await expect(page.get_by_text("这里没有工单")).to_have_count(0)
    answers.set()
    await expect(page.locator(".listing").get_by_role("button", name="重试")).to_be_visible(timeout=SOON)
    await expect(page.get_by_text("这里没有工单")).to_have_count(0)


async def test_a_suspension_has_its_end_and_a_bad_word_its_clock(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "围墙开裂待鉴定")
    dispatcher, urban, agent = [await clerk(people, name) for name in ("dispatcher", "urban", "1019")]
    await handled(dispatcher, urban, ticket)
    await urban.act("申请挂起", **{"挂起（工作日，最多 30）": "5", "理由": "等待房屋安全鉴定"})
    await expect(urban.detail.locator("section[aria-label=办理过程] li").first).to_contain_text("5 个工作日")
    await dispatcher.open(ticket)
    await dispatcher.act("同意挂起")
    await dispatcher.state("已挂起")
    await expect(dispatcher.detail.locator(".marked")).to_contain_text("挂起 剩")
    await dispatcher.look("suspended")
    await dispatcher.act("恢复办理")
    await urban.open(ticket)
    await replied(dispatcher, urban, ticket)
    await agent.open(ticket)
    await agent.act(
        "回访", 是否联系上诉求人="是", 问题是否解决="未解决", 承办单位是否联系="承办单位联系过", 满意度="不满意"
    )
    await expect(agent.detail.locator(".marked")).to_contain_text("差评退回重办 剩")
    await expect(agent.detail.locator(".acts button").first).to_have_text("重办")
    await agent.look("discontent")
    await agent.act("重办", 理由="来电人表示围墙仍未处理")
    await agent.state("待签收")
