"""An agent at his desktop with a telephone beside it, calls that come there, and a page that fits its screen."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from conftest import OpenPerson, Person, violations
from house import APPEALS, HotlineHouse
from phone_pages import phone_window
from playwright.async_api import Locator, Page, expect

from hotline.demo.phone import AgentPhone, Citizen

APPEAL = APPEALS / "broken_street_lamp.wav"
SOON = 20_000
SIZES = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})


@dataclass
class Seat:
    """An agent at his desktop, with a SIP phone beside it."""

    code: str
    person: Person
    page: Page
    phone: AgentPhone

    def field(self, name: str) -> Locator:
        """Return the control of a field."""
        return self.page.locator(f'[data-field="{name}"] :is(input, textarea)').first

    @property
    def saved(self) -> Locator:
        """Return what says whether everything is saved."""
        return self.page.locator(".save")

    async def call_state(self, name: str) -> None:
        """Wait until the call on the screen is in a state."""
        await expect(self.page.get_by_role("region", name="来电").get_by_role("heading", name=name)).to_be_visible(
            timeout=SOON
        )

    async def draft(self) -> dict[str, Any]:
        """Return the only unfinished draft as the server has it."""
        drafts: list[dict[str, Any]] = await self.person.ask("GET", "desk/drafts")
        assert len(drafts) == 1, [draft["contact_id"] for draft in drafts]
        return drafts[0]


def add_difference(house: HotlineHouse, file: str) -> None:
    """Have the books differ in a file that belongs to no call.

    It was last seen before the time that is compared: a turn of the reconciliation would find it gone.
    """
    now = datetime.now(UTC)
    moments = [moment.strftime("%Y-%m-%d %H:%M:%S.%f") for moment in (now, now - timedelta(days=30))]
    house.change(
        "INSERT INTO telephony_difference"
        " (difference_id, kind, subject, books, first_seen_at, last_seen_at, explanation)"
        " VALUES (?, 'recording_without_call', ?, ?, ?, ?, '')",
        uuid.uuid4().hex,
        file,
        json.dumps({"recordings": "a file", "rows": "none"}),
        *moments,
    )


@asynccontextmanager
async def seat(people: OpenPerson, house: HotlineHouse, code: str, **options: Any) -> AsyncIterator[Seat]:
    """Yield an agent who takes calls; what he has not finished is concluded afterwards."""
    async with house.agent(code, answer_after=None) as phone:
        person = await people(code, **options)
        page = await person.open("/desk")
        await expect(page.get_by_text("等待来电", exact=True)).to_be_visible(timeout=SOON)
        try:
            yield Seat(code, person, page, phone)
        finally:
            await person.context.set_offline(False)
            for draft in await person.ask("GET", "desk/drafts"):
                await _conclude(person, draft["contact_id"])
            if (await person.ask("GET", "desk/day"))["calls"]:
                await asyncio.to_thread(house.api, "POST", f"/api/v1/agents/{code}/end-wrap-up")


async def _conclude(person: Person, contact: str) -> None:
    """End a contact without a ticket, unless it has become a colleague's meanwhile."""
    try:
        await person.ask("POST", f"desk/drafts/{contact}/no-ticket", {"reason": "test"})
    except AssertionError as refused:
        if ": 404 " not in str(refused):
            raise


@asynccontextmanager
async def calling(
    house: HotlineHouse, at: Seat, *, answered: bool = True, speaks: bool = True
) -> AsyncIterator[Citizen]:
    """Yield a citizen whose call rings at the agent's phone, or is answered there."""
    async with house.citizen() as citizen:
        await citizen.dial("12345", house.number(), keys=[(0.5, "1")], audio=APPEAL if speaks else None)
        await at.phone.wait_ringing(60)
        await at.call_state("来电振铃")
        if answered:
            await at.phone.answer()
            await at.call_state("通话中")
        yield citizen


@dataclass
class SoftSeat:
    """An agent at his desktop whose phone is the browser's own."""

    code: str
    person: Person
    page: Page
    phone: Page

    @property
    def call(self) -> Locator:
        """Return the part of the page that is about the call."""
        return self.page.get_by_role("region", name="来电")

    async def call_state(self, name: str, seconds: float = 60) -> None:
        """Wait until the call on the screen is in a state."""
        await expect(self.call.get_by_role("heading", name=name)).to_be_visible(timeout=seconds * 1000)

    async def press(self, key: str) -> None:
        """Press a key of the desktop."""
        await self.page.locator("body").press(key)


@asynccontextmanager
async def soft_seat(people: OpenPerson, house: HotlineHouse, code: str, **options: Any) -> AsyncIterator[SoftSeat]:
    """Yield an agent who takes calls at the softphone; what he has not finished is concluded afterwards."""
    person = await people(code, **options)
    phone = await phone_window(person)
    page = await person.open("/desk")
    await page.get_by_role("button", name="签入：本机软电话").click()
    await expect(page.get_by_text("等待来电", exact=True)).to_be_visible(timeout=SOON)
    yield SoftSeat(code, person, page, phone)
    for draft in await person.ask("GET", "desk/drafts"):
        await person.ask("POST", f"desk/drafts/{draft['contact_id']}/no-ticket", {"reason": "test"})
    if house.rows("SELECT 1 FROM queueing_agent_state WHERE agent=? AND shown_state='wrap_up'", code):
        await asyncio.to_thread(house.api, "POST", f"/api/v1/agents/{code}/end-wrap-up")
    await asyncio.to_thread(house.api, "POST", f"/api/v1/agents/{code}/logoff")


async def suggested(at: Seat) -> None:
    """Wait until the words have filled the form."""
    await expect(at.page.get_by_role("log", name="通话文字")).to_contain_text("中山大道", timeout=60_000)
    await expect(at.field("summary")).not_to_have_value("", timeout=SOON)


async def fits(page: Page) -> None:
    """Find a page without violations and without scroll bars, in each size and theme."""
    for size in SIZES:
        await page.set_viewport_size(size)  # type: ignore[arg-type]  # a size by its names
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour half-way
            await expect(page.locator("html.dark")).to_have_count(int(theme == "dark"))
            assert [size, theme, await violations(page), await overflow(page)] == [size, theme, [], []]


async def overflow(page: Page) -> list[str]:
    """Return what is larger than the window: the page itself, or the form that has to fit into it."""
    found: list[str] = await page.evaluate(
        """[document.documentElement, ...document.querySelectorAll('#content, .fields, dialog[open], .el-dialog')]
        .filter((box) => (box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1))
        .map((box) => `${box.tagName}.${box.className}`)"""
    )
    return found
