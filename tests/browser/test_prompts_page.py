"""An administrator records a prompt of the hotline's own, listens to it, and a caller hears it."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

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
def recording(tmp_path: Path) -> Path:
    """Return two seconds of a tone as somebody's telephone records them."""
    path = tmp_path / "typhoon.m4a"
    source = "sine=frequency=440:duration=2:sample_rate=44100"
    subprocess.run(["ffmpeg", "-y", "-loglevel", "error", "-f", "lavfi", "-i", source, str(path)], check=True)
    return path


async def test_a_prompt_is_recorded_and_put_in_force(
    people: OpenPerson, house: HotlineHouse, recording: Path, tmp_path: Path
) -> None:
    page = await (await people("admin")).open("/administer/prompts")
    names = page.get_by_role("navigation", name="提示音")
    await expect(names.get_by_role("button").first).to_be_visible(timeout=SOON)
    await page.get_by_role("button", name="新建提示音").click()
    dialog = page.get_by_role("dialog", name="新建提示音")
    await dialog.get_by_label("名称").fill("Typhoon!")
    await dialog.get_by_role("button", name="确定").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("小写字母")
    await dialog.get_by_label("名称").fill("typhoon")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="own/typhoon")).to_be_visible()

    # A file that is none is refused with a sentence, and one that is can be heard before anything is kept.
    bad = tmp_path / "letter.mp3"
    bad.write_text("台风期间请勿外出。")
    mandarin = page.locator("article.language").filter(has_text="普通话").first
    await mandarin.get_by_label("普通话文字").fill("台风期间请勿外出。")
    await mandarin.get_by_label("上传普通话录音").set_input_files(bad)
    await expect(mandarin.get_by_role("alert")).to_contain_text("不是可用的录音", timeout=SOON)
    await mandarin.get_by_label("上传普通话录音").set_input_files(recording)
    await expect(mandarin.get_by_text("真人录音")).to_be_visible(timeout=SOON)
    player = mandarin.locator("audio")
    assert await player.evaluate("one => new Promise(done => { one.onloadedmetadata = () => done(true); one.load() })")
    assert 1.8 < await player.evaluate("one => one.duration") < 2.3
    await page.get_by_role("button", name="保存并启用").click()
    dialog = page.get_by_role("dialog", name="保存并启用")
    await dialog.get_by_label("说明").fill("台风将至")
    await dialog.get_by_role("button", name="确定").click()
    await expect(page.get_by_text("第 1 版 · admin")).to_be_visible(timeout=SOON)
    await expect(names.get_by_role("button", name="own/typhoon")).to_be_visible()
    english = page.locator("article.language").filter(has_text="英语").first
    await expect(english.get_by_text("来电人听到的是普通话")).to_be_visible()

    # The switch has it, in each language; other words are seen to need another recording.
    there = house.var / "asterisk" / "sounds"
    for language in ("zh", "yue", "en"):
        file = there / language / "own" / "typhoon.wav"
        await until(lambda file=file: asyncio.to_thread(file.exists), True, f"{language} is brought", 15)
    await mandarin.get_by_label("普通话文字").fill("台风已经过去。")
    await expect(mandarin.get_by_text("文字已改，需重录")).to_be_visible()
    await page.get_by_role("button", name="放弃改动").click()
    await expect(mandarin.get_by_text("真人录音")).to_be_visible()
    # Menus can choose it.
    await page.goto(page.url.partition("/administer")[0] + "/administer/flows")
    nodes = page.locator("button.node")
    await expect(nodes).not_to_have_count(0, timeout=SOON)
    await nodes.filter(has_text="开头菜单").click()
    await choose(page, "播放的录音", "台风期间请勿外出。")
    await expect(page.get_by_text("“台风期间请勿外出。”").first).to_be_visible()
    await page.reload()
