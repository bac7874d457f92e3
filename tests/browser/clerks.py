"""Clerks at the page of tickets, as stories need them: what they press, fill in and look at."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from conftest import OpenPerson, Person, violations
from house import HotlineHouse
from playwright.async_api import Locator, Page, expect
from seat import SOON, overflow

from foundation.ids import new_id
from foundation.people.totp import code_at
from foundation.signing import signed_headers
from hotline.setup.secrets import read_secret

PICTURES = Path(os.environ["HOTLINE_SCREENSHOTS"]) if "HOTLINE_SCREENSHOTS" in os.environ else None
LAMP = ("con_municipal_04", "城市公共设施")
REPLY = "路灯线路已更换，今晚恢复照明。"
CHOICES = frozenset(
    {"是否联系上诉求人", "问题是否解决", "满意度", "紧急热线", "承办单位是否联系", "程序是否合法", "紧急程度"}
)
"""Questions that are answered by choosing one of some words."""


@dataclass(frozen=True)
class Taken:
    """A ticket that the service took in: its number and query code."""

    number: str
    code: str


def take_in(house: HotlineHouse, summary: str, **more: Any) -> Taken:
    """Have the ticket service take a matter in, as the relay brings it."""
    code, label = more.pop("leaf", LAMP)
    body = {
        "contact_id": str(new_id()),
        "ticket_id": str(new_id()),
        "kind": "help",
        "category": {"code": "construction", "label": "城乡建设"},
        "category_level2": {"code": "con_municipal", "label": "城市建设和市政管理"},
        "category_level3": {"code": code, "label": label},
        "district": "天河区",
        "summary": summary,
        "description": f"{summary}，希望尽快处理。",
        "ani": house.number(),
        "accepted_at": datetime.now(UTC).isoformat(),
        "agent": "1001",
        **more,
    }
    sent = json.dumps(body, ensure_ascii=False)
    headers = signed_headers(read_secret(house.var, "webhook_secret"), new_id(), datetime.now(UTC), sent)
    base = f"http://127.0.0.1:{house.settings.http_port}/ticket-service/v1"
    answer = httpx.post(f"{base}/tickets", content=sent.encode(), headers=headers)
    assert answer.status_code == 201, answer.text
    return Taken(answer.json()["service_id"], answer.json()["query_code"])


def spaced(number: str) -> str:
    """Return a number as pages write it."""
    return f"{number[:6]} {number[6:12]} {number[12:18]} {number[18:]}"


class Clerk:
    """Somebody at the page of tickets."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def detail(self) -> Locator:
        """Return the ticket that is open."""
        return self.page.locator("aside.detail")

    @property
    def rows(self) -> Locator:
        """Return the tickets of the list."""
        return self.page.locator(".listing tbody tr")

    async def narrow(self, label: str, name: str) -> None:
        """Choose by what the list is narrowed."""
        box = self.page.get_by_role("group", name="筛选").get_by_label(label, exact=True)
        await box.click(force=True)
        await box.press_sequentially(name)
        await self.page.locator(".el-cascader__suggestion-item, [role=option]").filter(has_text=name).last.click()

    async def open(self, ticket: Taken) -> None:
        """Open a ticket by its address."""
        await self.page.goto(self.page.url.split("/tickets")[0] + f"/tickets/{ticket.number}?view=all")
        await expect(self.detail.locator(".acts")).to_be_visible(timeout=SOON)

    async def act(self, name: str, **fields: Any) -> None:
        """Do an act: press its button, fill in what is asked, confirm."""
        button = self.detail.locator(".acts").get_by_role("button", name=name, exact=True)
        if not await button.count():
            await self.detail.get_by_role("button", name="更多操作").click()
            button = self.page.get_by_role("menuitem", name=re.compile(f"^{name}"))
        before = await self.detail.locator("section[aria-label=办理过程] li").count()
        await button.click()
        await self.fill(name, fields)
        await expect(self.detail.locator("section[aria-label=办理过程] li")).to_have_count(before + 1, timeout=SOON)
        await expect(self.detail.locator("section[aria-label=办理过程] li").first).to_contain_text(name)

    async def fill(self, name: str, fields: dict[str, Any]) -> None:
        """Fill a form in and confirm it; an act without a form has nothing to be filled in."""
        if not fields:
            return
        form = self.page.get_by_role("dialog", name=name)
        for label, value in fields.items():
            if label in ("主办单位", "单位", "协办单位（可多选）"):
                await self.choose(form, label, value)
            elif label in ("依据", "答复模板", "承办人"):
                await form.get_by_label(label).click(force=True)  # the words of the field lie over it
                await self.page.get_by_role("option", name=value).click()
                await expect(self.page.get_by_role("option")).to_have_count(0)
            elif label == "不满意的原因":
                await form.get_by_role("group", name=label).get_by_text(value, exact=True).click()
            elif label in CHOICES:
                await form.get_by_role("radiogroup", name=label).get_by_text(value, exact=True).click()
            else:
                await form.get_by_label(label, exact=True).fill(value)
        await form.get_by_role("button", name=f"确认{name}").click()
        await expect(form).to_be_hidden(timeout=SOON)

    async def choose(self, form: Locator, label: str, name: str) -> None:
        """Choose a unit by its name."""
        box = form.get_by_label(label, exact=True)
        await box.click(force=True)
        await box.fill(name)
        await self.page.get_by_role("option", name=name, exact=True).click()
        title = form.get_by_role("heading").or_(form.locator(".el-dialog__title")).first
        await title.click()  # closes a list of several
        await expect(self.page.get_by_role("option")).to_have_count(0)  # the next list may hold the same names

    async def blocked(self, name: str, why: str) -> None:
        """Find an act that cannot be done, with its reason beside it."""
        await self.detail.get_by_role("button", name="更多操作").click()
        item = self.page.get_by_role("menuitem", name=re.compile(f"^{name}"))
        await expect(item).to_contain_text(why)
        await expect(item).to_be_disabled()
        await self.detail.get_by_role("button", name="更多操作").click()
        await expect(item).to_be_hidden()  # one that is still open would be closed by the next press

    async def state(self, name: str) -> None:
        """Wait until the ticket stands so."""
        await expect(self.detail.locator("header .tag").first).to_have_text(name, timeout=SOON)

    async def look(self, name: str) -> None:
        """Find the page accessible and within its window; with HOTLINE_SCREENSHOTS leave a picture."""
        await expect(self.page.locator(".is-loading")).to_have_count(0)
        if PICTURES:
            await self.page.screenshot(path=PICTURES / f"tickets-{name}.png", animations="disabled")
        found = [name, await violations(self.page), await overflow(self.page)]
        assert found == [name, [], []], found


async def clerk(people: OpenPerson, name: str, **options: Any) -> Clerk:
    """Return somebody at the page of tickets."""
    person: Person = await people(name, **options)
    return Clerk(await person.open("/tickets"))


async def newcomer(people: OpenPerson, security: Page, name: str, shown: str, role: str) -> Clerk:
    """Have a security administrator make an account that reads confidential contacts; return its owner at the tickets.

    ``security`` is the page of accounts. He sets up the second step and a password of his own, as at any first log-in.
    """
    await security.get_by_role("button", name="新建账号").click()
    form = security.get_by_role("dialog", name="新建账号")
    await form.get_by_label("用户名", exact=True).fill(name)
    await form.get_by_label("姓名", exact=True).fill(shown)
    await form.get_by_text(role, exact=True).click()
    right = form.get_by_role("radiogroup", name=re.compile("查看保密内容"))
    await right.get_by_text("全部", exact=True).click()
    await Clerk(security).look("account-with-a-right")
    await form.get_by_role("button", name="新建账号").click()
    told = security.get_by_role("dialog", name=f"{name} 的一次性密码")
    password = await told.locator("output").inner_text(timeout=SOON)
    await told.get_by_role("button", name="我已记下").click()
    page = await (await people()).open("/")
    await page.get_by_label("用户名").fill(name)
    await page.get_by_label("密码", exact=True).fill(password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible(timeout=SOON)
    secret = (await page.locator("form.steps code").inner_text()).replace(" ", "")
    await page.get_by_label("验证码", exact=True).fill(code_at(secret, datetime.now(UTC)))
    for label in ("新密码", "再次输入新密码"):
        await page.get_by_label(label, exact=True).fill("twenty-four-lamps-go-out", timeout=SOON)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("navigation", name="主导航")).to_be_visible(timeout=SOON)
    await page.goto(f"{security.url.split('/administer')[0]}/tickets")
    return Clerk(page)


async def handled(dispatcher: Clerk, unit: Clerk, ticket: Taken, name: str = "市城市管理和综合执法局") -> None:
    """Have a ticket dispatched, acknowledged, and the citizen spoken with."""
    await dispatcher.open(ticket)
    await dispatcher.act("派单", 主办单位=name)
    await unit.open(ticket)
    await unit.act("签收")
    await unit.act("联系记录", 是否联系上诉求人="是", 内容="已电话联系，约定今日到场。")


async def replied(dispatcher: Clerk, unit: Clerk, ticket: Taken, **asked: str) -> None:
    """Have a handled ticket answered and the reply approved; ``asked`` is what an approval asks for of this one."""
    await unit.act("答复", 答复内容=REPLY)
    await dispatcher.open(ticket)
    await dispatcher.act("审核通过", **asked)
    await dispatcher.state("已办结")


async def archived(agent: Clerk, ticket: Taken, **more: str) -> None:
    """Have a citizen asked by whoever took the follow-up, and the ticket archived."""
    await agent.open(ticket)
    await agent.detail.get_by_role("button", name="领取回访").click()
    said = {"是否联系上诉求人": "是", "问题是否解决": "已解决", "满意度": "很满意", "内容": "市民表示已解决"}
    await agent.act("回访", **{**said, "承办单位是否联系": "承办单位联系过", **more})
    await agent.act("归档")
    await agent.state("已归档")
