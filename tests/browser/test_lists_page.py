"""Lists of pre-fill by their page: to a spreadsheet and back, published beside somebody else, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import OpenPerson
from house import HotlineHouse
from playwright.async_api import Dialog, expect
from seat import SOON

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def house(desk_house: HotlineHouse) -> HotlineHouse:
    """Return the hotline of all desktops."""
    return desk_house


def units(house: HotlineHouse) -> dict[str, Any]:
    """Return the list of units in force."""
    found: dict[str, Any] = house.api("GET", "/api/v1/lists/units")
    return found


async def test_a_list_goes_to_a_spreadsheet_and_back(people: OpenPerson, house: HotlineHouse, tmp_path: Path) -> None:
    before = units(house)
    page = await (await people("admin")).open("/administer/lists")
    answers: list[bool] = []
    asked: list[str] = []

    async def decide(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if answers.pop(0) else dialog.dismiss())

    page.on("dialog", decide)
    await page.get_by_text("承办单位职责", exact=True).click()
    rows = page.locator("table.rows tbody tr")
    await expect(rows).not_to_have_count(0, timeout=SOON)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="导出 CSV").click()
    file = tmp_path / "units.csv"
    await (await download.value).save_as(file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("\ufeff承办单位,项目,内容\n'-,district_unit,{district}人民政府\n")
    assert text.count("\n") == len(before["content"]) + 1

    # Two rows more, one less, in the encoding of Chinese spreadsheets; what is the same stays.
    lines = text.removeprefix("\ufeff").splitlines()
    changed = [line for line in lines if line != "市公安局,word,户口"] + [
        "市公安局,相关用词,电动平衡车",
        "市公安局,word,滑板车",
    ]
    file.write_text("\n".join(changed), encoding="gb18030")
    await page.locator("input[type=file]").set_input_files(file)
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("新增 2 行，修改 0 行，删除 1 行。")).to_be_visible(timeout=SOON)
    await dialog.get_by_role("button", name="加入草稿").click()
    await expect(page.get_by_text("3 处修改未发布").first).to_be_visible()
    await expect(rows).to_have_count(3)

    # Leaving asks; staying keeps everything.
    answers.append(False)
    await page.get_by_role("link", name="日历").click()
    assert asked == ["词表有未发布的修改，确定要放弃吗？"]
    await expect(rows).to_have_count(3)

    # Somebody else publishes meanwhile: the changes go on upon what is in force now.
    theirs = [*before["content"], ["市公安局", "word", "独轮车"]]
    body = {"content": theirs, "version": before["version"], "reason": "同事先发布"}
    other = house.api("PUT", "/api/v1/lists/units", body)
    await page.get_by_role("button", name="发布", exact=True).click()
    await dialog.get_by_label("说明").fill("补充平衡车")
    await dialog.get_by_role("button", name="发布", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text(f"第 {other['version']} 版", timeout=SOON)
    await dialog.get_by_role("button", name="并入新版本").click()
    await dialog.get_by_role("button", name="发布", exact=True).click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    now = units(house)
    mine = {("市公安局", "word", "电动平衡车"), ("市公安局", "word", "滑板车")}
    expected = {tuple(row) for row in theirs} - {("市公安局", "word", "户口")} | mine
    assert {tuple(row) for row in now["content"]} == expected
    await expect(page.locator(".version")).to_contain_text(f"第 {now['version']} 版 · ")
    await expect(page.locator(".version")).to_contain_text("补充平衡车")

    # Taken back; then as it was shipped.
    await page.get_by_role("button", name="版本历史").click()
    await dialog.get_by_role("button", name="撤回", exact=True).click()
    await page.get_by_role("dialog", name=f"撤回第 {now['version']} 版").get_by_label("说明").fill("先不改")
    await page.get_by_role("dialog").get_by_role("button", name="撤回", exact=True).click()
    await expect(page.locator(".version")).to_contain_text("同事先发布", timeout=SOON)
    assert units(house)["version"] == other["version"]
    await page.get_by_role("button", name="版本历史").click()
    await page.get_by_role("button", name="恢复出厂").click()
    await expect(page.get_by_text("1 处修改未发布").first).to_be_visible(timeout=SOON)
    await page.get_by_role("button", name="发布", exact=True).click()
    await dialog.get_by_label("说明").fill("恢复出厂")
    await dialog.get_by_role("button", name="发布", exact=True).click()
    await expect(dialog).to_be_hidden(timeout=SOON)
    assert units(house)["content"] == house.api("GET", "/api/v1/lists/units/shipped")
