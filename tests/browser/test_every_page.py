"""Every page for everyone who sees it: accessible and fitting, in both themes, sizes and languages.

With HOTLINE_SCREENSHOTS set, a full set of pictures is left in `$HOTLINE_VAR/test/screenshots`.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from conftest import OpenPerson, Person, violations
from house import HotlineHouse
from playwright.async_api import Page, expect
from seat import SIZES, SOON, add_difference, overflow

from foundation.people.totp import code_at

pytestmark = pytest.mark.timeout(240)

STATE = Path(os.environ.get("HOTLINE_VAR", "var"))
PICTURES = STATE / "test" / "screenshots" if "HOTLINE_SCREENSHOTS" in os.environ else None
STILL = """() => document.getAnimations()
  .every((one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""
"""Nothing fades or turns into another colour; what pulses for ever may."""
Sizes = tuple[dict[str, int], ...]
WINDOW: Sizes = ({"width": 380, "height": 640},)
"""The size that the desktop opens the phone in."""


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


@pytest.fixture(params=["zh-CN", pytest.param("en", marks=pytest.mark.long)])
def language(request: pytest.FixtureRequest) -> str:
    """Return each language of the pages."""
    return str(request.param)


class Walk:
    """Looks at pages as they stand: `look` fails where one is not accessible or larger than its window."""

    def __init__(self, people: OpenPerson, language: str) -> None:
        self._people, self.language = people, language
        self.found: list[str] = []

    async def person(self, name: str = "", **options: Any) -> Person:
        """Open somebody's browser in the language of this walk."""
        person = await self._people(name, reduced_motion="reduce", **options)
        await person.context.add_init_script(
            f"if (location.protocol !== 'about:') localStorage.setItem('hotline.language', '{self.language}')"
        )
        return person

    async def look(self, page: Page, name: str, *, sizes: Sizes = SIZES, scrolls: bool = False) -> None:
        """Look at a page in each theme and size; what is wrong is kept in `found`."""
        await expect(page.locator("html")).to_have_attribute("lang", self.language)
        await expect(page.locator("[aria-busy=true]")).to_have_count(0)
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            await expect(page.locator("html.dark")).to_have_count(int(theme == "dark"))
            await page.wait_for_function(STILL, timeout=SOON)
            for size in sizes:
                await page.set_viewport_size(size)  # type: ignore[arg-type]  # a size by its names
                where = f"{name} {self.language} {theme} {size['width']}x{size['height']}"
                if size == sizes[0]:
                    self.found += [f"{where}: {one}" for one in await violations(page)]
                if not scrolls:
                    self.found += [f"{where}: {one} does not fit" for one in await overflow(page)]
                if PICTURES:
                    file = f"{name}-{self.language}-{theme}-{size['width']}.png"
                    await page.screenshot(path=PICTURES / file, animations="disabled")


@pytest_asyncio.fixture(loop_scope="session")
async def walk(people: OpenPerson, language: str) -> AsyncIterator[Walk]:
    """Yield a walk in each language; everything that was found on it stands in one failure."""
    walking = Walk(people, language)
    yield walking
    assert not walking.found, "\n".join(walking.found)


async def test_entrance_in_every_step(walk: Walk, house: HotlineHouse, language: str) -> None:
    page = await (await walk.person()).open("/")
    await expect(page.locator("[name=username]")).to_be_focused()
    await walk.look(page, "login")
    await page.locator("[name=username]").fill("supervisor")
    await page.locator("[name=password]").fill("wrong-password")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).not_to_be_empty()
    await walk.look(page, "login-refused")
    await page.locator("[name=password]").fill("demo-supervisor")
    await page.keyboard.press("Enter")
    await expect(page.locator("[name=code]")).to_be_focused()
    await walk.look(page, "second-factor")

    name = f"walker.{language.lower()}"
    made = json.loads(await house.command("account", "create", name, "--role", "supervisor", "--json"))
    page = await (await walk.person()).open("/")
    await page.locator("[name=username]").fill(name)
    await page.locator("[name=password]").fill(made["password"])
    await page.keyboard.press("Enter")
    await expect(page.locator("img.qr")).to_be_visible(timeout=SOON)
    assert await page.locator("img.qr").evaluate("(image) => image.decode().then(() => image.naturalWidth > 0)")
    await walk.look(page, "second-factor-set-up")
    secret = (await page.locator("form.steps code").inner_text()).replace(" ", "")
    await page.locator("[name=code]").fill(code_at(secret, datetime.now(UTC)))
    fresh = page.locator("input[autocomplete=new-password]")
    await expect(fresh).to_have_count(2, timeout=SOON)
    await walk.look(page, "new-password")


async def test_desktop_of_an_agent(walk: Walk, house: HotlineHouse, settled_call: dict[str, Any]) -> None:
    person = await walk.person("1011")
    page = await person.open("/desk")
    await expect(page.locator("button.state")).to_be_attached(timeout=SOON)
    await expect(page.locator(".light.good")).to_be_attached(timeout=SOON)
    await walk.look(page, "desk-idle")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await walk.look(page, "key-overview")
    await page.keyboard.press("Escape")

    await page.keyboard.press("Alt+d")
    await page.locator(".details .player button").first.click(timeout=SOON)
    await page.wait_for_function("() => document.querySelector('audio')?.currentTime > 0.2", timeout=SOON)
    await page.keyboard.press("k")
    await walk.look(page, "own-day")
    await page.locator(".words-field input").fill("路灯")
    await page.locator(".words-field input").press("Enter")
    await page.locator(".found li button").first.click(timeout=SOON)
    await expect(page.locator(".details li.sought")).to_be_visible(timeout=SOON)
    await walk.look(page, "own-day-found")
    await page.locator(".found header button").click()

    await page.locator(".columns tbody tr").first.click()
    await person.ask("DELETE", "session", csrf=(await person.ask("GET", "session"))["csrf"])
    await page.keyboard.press("Alt+d")
    await page.keyboard.press("Alt+d")
    await expect(page.locator("dialog[open]")).to_be_visible(timeout=SOON)
    await walk.look(page, "lock")


async def test_pages_of_a_supervisor(walk: Walk, house: HotlineHouse, settled_call: dict[str, Any]) -> None:
    page = await (await walk.person("supervisor")).open("/supervise/wall")
    await expect(page.locator(".queues tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "wall")
    await page.goto(page.url.partition("/supervise")[0] + "/supervise/reports")
    await expect(page.locator("tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "reports")
    await page.goto(page.url.partition("/supervise")[0] + "/supervise/calls")
    await expect(page.locator("tbody tr")).not_to_have_count(0, timeout=SOON)
    await expect(page.get_by_role("search")).to_be_visible()
    await walk.look(page, "calls")
    words = page.locator(".words-field input")
    await words.fill("路灯")
    await words.press("Enter")
    await page.get_by_role("dialog").locator(".el-radio").first.click()
    await page.get_by_role("dialog").locator("button[type=submit]").click()
    await expect(page.locator(".found mark")).not_to_have_count(0, timeout=SOON)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await walk.look(page, "calls-found")
    await page.locator(".found li button").first.click()
    await expect(page.locator("aside.detail dl.facts")).to_be_visible(timeout=SOON)
    await walk.look(page, "calls-found-open")
    await page.keyboard.press("Escape")
    await words.fill("灯笼裤")
    await words.press("Enter")
    await expect(page.locator(".found .notice")).to_be_visible(timeout=SOON)
    await walk.look(page, "calls-found-none")
    await page.goto(f"{page.url}/{settled_call['call_id']}")
    await expect(page.locator("aside.detail dl.facts")).to_be_visible(timeout=SOON)
    await walk.look(page, "call-detail")
    await page.locator("aside.detail .player .el-button, aside.detail .el-button--primary").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await walk.look(page, "purpose")
    await page.keyboard.press("Escape")
    async with house.agent("1013"):
        await page.goto(page.url.partition("/supervise")[0] + "/supervise/agents")
        await expect(page.locator("tbody tr")).not_to_have_count(0, timeout=SOON)
        await walk.look(page, "agents")
    await page.goto(page.url.partition("/supervise")[0] + "/supervise/messages")
    await expect(page.locator("section.listing")).to_have_attribute("aria-busy", "false", timeout=SOON)
    await expect(page.locator("section.listing")).not_to_be_empty()
    await walk.look(page, "messages")
    add_difference(house, f"1764000000.{len(walk.language)}.wav")
    await page.goto(page.url.partition("/supervise")[0] + "/supervise/differences")
    await expect(page.locator("tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "differences")
    await page.locator("tbody .el-button").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await walk.look(page, "difference-dialog")


def add_line_and_announcement(house: HotlineHouse) -> None:
    """Register a merged line with an announcement of its own, unless they are there."""
    lines = house.api("GET", "/api/v1/lines")
    if "12315" not in {one["number"] for one in lines["lines"]}:
        merged = {"number": "12315", "name": "消费维权", "mode": "absorbed", "owner": "市场监督管理局"}
        merged["checks"] = [{"what": "运营商已将号码接入", "done_on": "2026-11-20"}, {"what": "试拨通过"}]
        known = {one["number"]: one for one in lines["lines"]}
        own = known.pop("12345", {"number": "12345", "name": "政务服务便民热线"})
        body = {"version": lines["version"], "lines": [own, merged, *known.values()], "reason": "归并"}
        house.api("PUT", "/api/v1/lines", body)
    board = house.api("GET", "/api/v1/announcements")
    if not board["announcements"]:
        now = datetime.now(UTC)
        water = {"code": "water", "name": "天河区停水", "prompt": "hotline/hold_please", "lines": ["12315"]}
        water |= {"since": now.isoformat(), "until": (now + timedelta(hours=6)).isoformat()}
        body = {"version": board["version"], "announcements": [water], "reason": "抢修"}
        house.api("PUT", "/api/v1/announcements", body)


async def test_pages_of_administrators(walk: Walk, house: HotlineHouse) -> None:
    page = await (await walk.person("security")).open("/administer/accounts")
    await expect(page.locator("tbody tr")).not_to_have_count(0)
    await walk.look(page, "accounts")
    await page.keyboard.press("n")
    dialog = page.get_by_role("dialog")
    await dialog.locator(".el-checkbox").filter(has=page.locator("input[value=supervisor]")).click()
    await dialog.locator("button[type=submit]").click()
    await expect(dialog.locator("[aria-invalid=true]")).not_to_have_count(0)
    await walk.look(page, "account-dialog")
    page = await (await walk.person("admin")).open("/administer/flows")
    await expect(page.locator("button.node")).not_to_have_count(0, timeout=SOON)
    await page.locator("section.try .pad button").first.click()
    await expect(page.locator("section.try .end")).to_be_visible(timeout=SOON)
    await page.locator(".sums .el-checkbox").click()
    await expect(page.locator(".sums [role=status]")).to_be_visible(timeout=SOON)
    await walk.look(page, "menus")
    await (
        page.locator(".listing-page header button, .acts button")
        .filter(has_text=re.compile("真实试拨|Call it"))
        .click()
    )
    await expect(page.get_by_role("dialog").locator(".pad")).to_be_visible(timeout=SOON)
    await walk.look(page, "menu-trial")
    await page.keyboard.press("Escape")
    await page.goto(page.url.partition("/administer")[0] + "/administer/queues")
    await expect(page.get_by_text("hotline_general").first).to_be_visible(timeout=SOON)
    await walk.look(page, "queues")
    for number, name in enumerate(("skills", "precedence", "directory", "surges", "versions"), 2):
        await page.locator(f".tabs .el-radio-button:nth-of-type({number})").click()
        await walk.look(page, f"queues-{name}")
    await page.goto(page.url.partition("/administer")[0] + "/administer/calendar")
    await expect(page.locator("section.year .month")).to_have_count(12, timeout=SOON)
    await page.locator("section.year .days button.holiday").first.click()
    await walk.look(page, "calendar")
    await page.goto(page.url.partition("/administer")[0] + "/administer/prompts")
    await expect(page.locator("article.language")).to_have_count(3, timeout=SOON)
    await walk.look(page, "prompts")
    add_line_and_announcement(house)
    await page.goto(page.url.partition("/administer")[0] + "/administer/lines")
    await expect(page.locator("tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "lines")
    await page.goto(page.url.partition("/administer")[0] + "/supervise/announcements")
    await expect(page.locator("article")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "announcements")
    await page.get_by_role("main").locator("button.el-button--primary").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await walk.look(page, "announcement-dialog")
    page = await (await walk.person("auditor")).open("/administer/audit")
    await expect(page.locator("tbody tr")).not_to_have_count(0)
    await expect(page.get_by_role("search")).to_be_visible()
    await walk.look(page, "audit")


def add_outcomes(house: HotlineHouse, place: str) -> None:
    """Have agents put places right, one of them into `place`, and keep other fields, in tickets of today."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    corrections = (("street", "五山街", "石牌街", 3), ("place", "华南理工大学", place, 2), ("place", None, "麓湖路", 1))
    kept = tuple((field, "x", "x", 8) for field in ("kind", "category", "district", "summary"))
    for field, suggested, final in [one[:3] for one in (*corrections, *kept) for _ in range(one[3])]:
        house.change(
            "INSERT INTO tickets_field_outcome"
            " (contact_id, field, outcome, filled, confidence, suggested, final, agent, category, concluded_at)"
            " VALUES (?,?,?,?,?,?,?,?,?,?)",
            uuid.uuid4().hex,
            field,
            "kept" if suggested == final else "edited" if suggested else "typed",
            suggested is not None,
            0.8 if suggested else None,
            json.dumps([suggested]) if suggested else None,
            json.dumps([final]),
            "1011",
            "" if field == "kind" else "城乡建设",
            now,
        )


async def test_results_of_prefill(walk: Walk, house: HotlineHouse, settled_call: dict[str, Any]) -> None:
    page = await (await walk.person("supervisor")).open("/supervise/prefill")
    add_outcomes(house, "华南理工大学正门")
    await page.reload()
    await expect(page.locator("table.fields tbody tr")).not_to_have_count(0, timeout=SOON)
    await expect(page.locator("table.writing tbody tr")).not_to_have_count(0)
    await walk.look(page, "prefill")
    for number, name in enumerate(("category", "agent"), 1):
        await page.locator("header .pick").click()
        await page.locator(".el-select-dropdown__item:visible").nth(number).click()
        if name == "category":
            await page.locator("table.fields button.fold").first.click(timeout=SOON)
        await expect(page.locator("table.fields tr.part")).not_to_have_count(0)
        await walk.look(page, f"prefill-{name}")
    await page.locator("table.fields .explain").last.click()
    await expect(page.locator(".el-popover:visible")).to_be_visible()
    await walk.look(page, "prefill-formula")
    await page.goto(page.url.partition("/supervise")[0] + "/supervise/prefill")
    await page.locator(".el-radio-button").first.click()
    days = page.locator(".el-date-editor input")
    for place in (0, 1):
        await days.nth(place).fill("2026-01-01")
    await page.keyboard.press("Enter")
    await expect(page.locator(".notice")).to_be_visible(timeout=SOON)
    await walk.look(page, "prefill-none")


async def test_lists_of_prefill(walk: Walk, house: HotlineHouse, language: str) -> None:
    add_outcomes(house, f"华南理工大学五山校区{len(language)}号门")
    page = await (await walk.person("admin")).open("/administer/lists")
    page.on("dialog", lambda dialog: dialog.accept())
    rows = page.locator("table.rows tbody tr")
    tabs = page.locator(".listing-page > header .el-radio-button")
    dialog = page.get_by_role("dialog")
    publish = page.locator(".listing-page > header .el-button--primary")

    async def change(value: str) -> None:
        await rows.first.locator(".acts .el-button").first.click()
        await dialog.locator(".entry").last.locator("input").fill(value)
        await dialog.locator("button[type=submit]").click()
        await expect(dialog).to_be_hidden()

    async def give_reason() -> None:
        await publish.click()
        await dialog.locator("textarea").fill("坐席更正较多的地名补入词表")

    for number, name in enumerate(("taxonomy", "places", "words", "units")):
        await tabs.nth(number).click()
        await expect(rows).not_to_have_count(0, timeout=SOON)
        await page.locator("form.try textarea").press("Control+Enter")
        await expect(page.locator("form.try tbody tr")).not_to_have_count(0, timeout=SOON)
        await walk.look(page, f"lists-{name}")

    await tabs.first.click()  # a class below one that there is not
    await page.locator(".wanted input").fill("con_safety_01")
    await expect(rows.nth(1)).to_contain_text("con_safety_01")
    await rows.nth(1).locator(".acts .el-button").first.click()
    await dialog.locator(".entry").last.locator("input").fill("nowhere")
    await walk.look(page, "lists-row")
    await dialog.locator("button[type=submit]").click()
    await expect(dialog).to_be_hidden()
    await give_reason()
    await dialog.locator("button[type=submit]").click()
    await expect(page.locator("p.refused")).to_be_visible(timeout=SOON)
    await expect(page.locator("tr.unfit")).to_be_visible()
    await walk.look(page, "lists-refused")
    await page.locator(".listing-page > header .acts .el-button").nth(1).click()

    await tabs.nth(1).click()
    await page.locator("aside .el-radio-button").last.click()
    await expect(page.locator(".wrong tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "lists-wrong")
    await page.locator(".wrong .el-button").first.click()
    await expect(dialog.locator("input").last).not_to_have_value("")
    await dialog.locator("input").first.fill("天河区")
    await dialog.locator("button[type=submit]").click()
    await expect(page.locator("tr.added")).to_be_visible()
    await rows.nth(3).locator(".el-checkbox").click()
    await rows.nth(4).locator(".el-checkbox").click()
    await page.locator(".tools .remove").click()
    await rows.nth(6).locator(".acts .el-button").first.click()
    await dialog.locator(".entry").last.locator("input").fill("试验路")
    await dialog.locator("button[type=submit]").click()
    await expect(page.locator("tr.changed")).to_be_visible()
    await page.locator("aside .el-radio-button").first.click()
    await page.locator("form.try textarea").fill("天河区麓湖路和试验路交界的路灯不亮。")
    await page.locator("form.try textarea").press("Control+Enter")
    await expect(page.locator("form.try tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "lists-draft")
    await page.locator(".tools .el-button").filter(has_text=re.compile("粘贴多行|Paste lines")).click()
    await dialog.locator("textarea").fill("天河区,道路,五山东路\n天河区,湖泊,麓湖\n越秀区")
    await expect(dialog.locator("li")).not_to_have_count(0)
    await walk.look(page, "lists-paste")
    await page.keyboard.press("Escape")
    await give_reason()
    await walk.look(page, "lists-publish")
    await dialog.locator("button[type=submit]").click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    await expect(publish).to_be_disabled()
    await page.locator(".listing-page > header .acts .el-button").first.click()
    await expect(dialog.locator("tbody tr")).not_to_have_count(0, timeout=SOON)
    await walk.look(page, "lists-history")


async def test_phones(walk: Walk) -> None:
    phone = await (await walk.person("1012")).open("/phone")
    await expect(phone.locator("main")).to_have_attribute("data-state", "registered", timeout=SOON)
    await walk.look(phone, "phone", sizes=WINDOW)
    await phone.locator(".foot button").click()
    await walk.look(phone, "phone-devices", sizes=WINDOW, scrolls=True)
    citizen = await (await walk.person()).open("/citizen")
    await expect(citizen.locator(".line")).to_have_text("12345")
    await walk.look(citizen, "citizen", scrolls=True)
