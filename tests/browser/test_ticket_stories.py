"""Stories of tickets, played through the pages by everybody who has a part in them, from taking in to archive."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from clerks import REPLY, Clerk, Taken, archived, clerk, handled, newcomer, replied, spaced, take_in
from conftest import OpenPerson, violations
from house import HotlineHouse
from playwright.async_api import expect
from seat import SOON, calling, seat

from foundation.work_calendar import ZONE, Limit, due_at, shipped_calendar

pytestmark = pytest.mark.timeout(300)


async def test_answered_directly_from_a_call(people: OpenPerson, house: HotlineHouse) -> None:
    async with seat(people, house, "1018") as at, calling(house, at, speaks=False) as citizen:
        await at.page.get_by_text("咨询", exact=True).click()
        await at.field("summary").fill("外地老人如何办理乘车卡")
        await at.page.keyboard.press("Control+Enter")
        number = at.page.get_by_text(re.compile(r"^\d{19}$"))
        await expect(number).to_be_visible(timeout=30_000)
        ticket = Taken(await number.inner_text(), "")
        await citizen.hang_up()
        agent = Clerk(await at.person.open("/tickets"))
        await agent.open(ticket)
        await agent.state("待派单")
        await agent.act("直接答复", 答复内容="携带身份证到任一地铁站客服中心即可办理。")
        await agent.state("已办结")
        await agent.look("direct")
        await agent.detail.get_by_role("button", name="领取回访").click()
        await agent.act("回访", 是否联系上诉求人="是", 问题是否解决="已解决", 满意度="很满意", 内容="市民已办好")
        await agent.act("归档")
        await agent.state("已归档")


async def test_dispatched_handled_on_a_phone_and_closed_in_time(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "石牌西路路灯不亮")
    dispatcher = await clerk(people, "dispatcher")
    await expect(dispatcher.page.get_by_role("link", name=re.compile("^待派单"))).to_have_attribute(
        "aria-current", "page"
    )
    unit = await clerk(people, "urban", viewport={"width": 390, "height": 800}, has_touch=True)
    await dispatcher.page.get_by_label("工单编号或关键词").fill("石牌西路 路灯")
    await dispatcher.page.get_by_role("link", name=spaced(ticket.number)).click(timeout=SOON)
    await expect(dispatcher.detail.locator(".acts")).to_be_visible(timeout=SOON)
    await dispatcher.open(ticket)
    await expect(dispatcher.detail.get_by_role("region", name="派单建议")).to_contain_text("职责：城市公共设施")
    await dispatcher.look("to-dispatch")
    await dispatcher.detail.get_by_role("button", name="派给 市城市管理和综合执法局").click()
    await dispatcher.fill("派单", {"主办单位": "市城市管理和综合执法局"})
    await dispatcher.state("待签收")
    await unit.open(ticket)
    await unit.look("unit-phone")
    await unit.act("签收")
    await unit.blocked("答复", "先联系诉求人")
    await unit.detail.get_by_role("button", name="显示号码").click()
    await unit.page.get_by_role("dialog", name="说明用途").get_by_role("button", name="确定").click()
    await expect(unit.detail).to_contain_text(re.compile(r"199\d{8}"), timeout=SOON)
    await unit.act("联系记录", 是否联系上诉求人="是", 内容="已电话联系，约定今日到场。")
    await replied(dispatcher, unit, ticket)
    await expect(dispatcher.detail.get_by_role("row", name=re.compile("^办理"))).to_contain_text("按时")
    await dispatcher.look("closed")
    citizen = await (await people()).open("/progress")
    await citizen.get_by_label("工单编号").fill(ticket.number)
    await citizen.get_by_label("查询码").fill(ticket.code)
    await citizen.get_by_role("button", name="查询").click()
    await expect(citizen.get_by_role("heading", name="已办结")).to_be_visible(timeout=SOON)
    await expect(citizen.get_by_text(REPLY)).to_be_visible()
    assert await violations(citizen) == []
    await citizen.get_by_role("button", name="很满意").click()
    await expect(citizen.get_by_role("alert")).to_have_text("请先选择问题是否已解决。")
    await citizen.get_by_role("button", name="已解决", exact=True).click()
    await citizen.get_by_role("button", name="很满意").click()
    await expect(citizen.get_by_role("status")).to_contain_text("您的评价：很满意")
    looks = house.rows("SELECT act FROM foundation_audit WHERE subject=? AND act='numbers.read'", ticket.number)
    assert looks == [("numbers.read",)]
    agent = await clerk(people, "1019")
    await agent.open(ticket)
    await agent.act("归档")
    await agent.state("已归档")


async def test_sent_back_accepted_refused_and_escalated_at_the_third(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "井盖松动响声大")
    dispatcher, urban = await clerk(people, "dispatcher"), await clerk(people, "urban")
    water, supervisor = await clerk(people, "water"), await clerk(people, "supervisor")
    sent = {"依据": "不属于本单位职责", "理由": "井盖属供水设施"}
    await dispatcher.open(ticket)
    await dispatcher.act("派单", 主办单位="市城市管理和综合执法局")
    await urban.open(ticket)
    await urban.act("退单", **sent)
    await dispatcher.open(ticket)
    suggested = dispatcher.detail.get_by_role("region", name="派单建议")
    await expect(suggested).to_contain_text("职责：城市公共设施")
    await dispatcher.look("send-back-to-decide")
    await dispatcher.act("同意退单", 理由="按井盖权属")
    await expect(suggested.get_by_role("listitem").first).to_contain_text("已退单")
    await dispatcher.act("派单", 主办单位="市自来水公司")
    await water.open(ticket)
    await water.act("退单", **sent)
    await dispatcher.open(ticket)
    await dispatcher.act("驳回退单", 理由="权属清单第 12 条")
    await water.open(ticket)
    await water.act("退单", **sent)
    await expect(water.detail).to_contain_text("提级督办")
    await dispatcher.open(ticket)
    await dispatcher.blocked("驳回退单", "须由督办人员裁定")
    await supervisor.open(ticket)
    await supervisor.look("third-send-back")
    await supervisor.act("驳回退单", 理由="由自来水公司办理")
    await water.open(ticket)
    await expect(water.detail).to_contain_text("退单已终局")
    await water.blocked("退单", "不能再退")
    await water.act("督办反馈", 内容="今日下午更换井盖")
    await water.act("联系记录", 是否联系上诉求人="是", 内容="已电话联系")
    await replied(dispatcher, water, ticket)
    await archived(await clerk(people, "1019"), ticket)


async def test_two_units_with_a_lead(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "道路塌陷积水")
    dispatcher, urban, water = [await clerk(people, name) for name in ("dispatcher", "urban", "water")]
    await dispatcher.open(ticket)
    await dispatcher.act("派单", **{"主办单位": "市城市管理和综合执法局", "协办单位（可多选）": "市自来水公司"})
    await urban.open(ticket)
    await urban.act("签收")
    await urban.act("联系记录", 是否联系上诉求人="是", 内容="已到现场")
    await urban.blocked("答复", "还有协办单位没有答复")
    await water.open(ticket)
    await water.act("签收")
    await water.act("协办答复", 答复内容="漏水点已修复。")
    await urban.open(ticket)
    await urban.look("two-units")
    await replied(dispatcher, urban, ticket)
    await expect(dispatcher.detail).to_contain_text("漏水点已修复。")
    await archived(await clerk(people, "1019"), ticket)


async def test_danger_is_handed_over_and_fed_back(people: OpenPerson, house: HotlineHouse) -> None:
    gas = ("con_municipal_13", "燃气供应")
    ticket = take_in(house, "楼道有煤气味", urgency="emergency", danger_words=["煤气味"], leaf=gas)
    dispatcher, urban = await clerk(people, "dispatcher"), await clerk(people, "urban")
    await dispatcher.open(ticket)
    await expect(dispatcher.detail.locator(".marked")).to_contain_text("险情反馈 剩 1 小时")
    await dispatcher.act("移交紧急热线", 紧急热线="119", 内容="已三方通话转接 119")
    await dispatcher.blocked("直接答复", "请先填写险情反馈")
    await handled(dispatcher, urban, ticket)
    await urban.blocked("答复", "请先填写险情反馈")
    await urban.act("险情反馈", 内容="消防已关阀，无人员受伤")
    await urban.look("danger")
    await expect(urban.detail.get_by_role("row", name=re.compile("^险情反馈"))).to_contain_text("按时")
    await replied(dispatcher, urban, ticket)
    await archived(await clerk(people, "1019"), ticket)


async def test_a_danger_that_was_taken_for_something_usual_is_put_right(
    people: OpenPerson, house: HotlineHouse
) -> None:
    ticket = take_in(house, "厨房有异味")
    dispatcher = await clerk(people, "dispatcher")
    await dispatcher.open(ticket)
    await dispatcher.act("更正", 紧急程度="险情", 理由="再次询问为煤气味")
    await expect(dispatcher.detail.locator(".marked")).to_contain_text("险情")
    await expect(dispatcher.detail.locator(".marked")).to_contain_text("险情反馈 剩")
    await expect(dispatcher.detail.locator(".marked")).to_contain_text(re.compile("派单 剩 1[0-5] 分"))
    await dispatcher.look("urgency-put-right")


async def test_fifty_callers_of_one_matter(people: OpenPerson, house: HotlineHouse) -> None:
    tap = ("con_municipal_16", "自来水供应")
    tickets = [take_in(house, f"同德围停水 {n}", leaf=tap, district="白云区", street="同德街") for n in range(50)]
    dispatcher, water = await clerk(people, "dispatcher"), await clerk(people, "water")
    await dispatcher.narrow("诉求分类", tap[1])
    await dispatcher.narrow("区", "白云区")
    await expect(dispatcher.rows).to_have_count(50, timeout=SOON)
    await dispatcher.page.get_by_label(f"选择 {tickets[7].number}").check(force=True)
    every = dispatcher.page.get_by_label("选择本页全部")
    assert await every.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    await every.check()
    await dispatcher.look("mass-chosen")
    await dispatcher.page.get_by_role("button", name="并为同事项").click()
    form = dispatcher.page.get_by_role("dialog", name="并入同事项")
    await form.get_by_label("同事项的主工单编号").fill(tickets[0].number)
    await form.get_by_role("button", name="确认并入同事项").click()
    await expect(form).to_be_hidden(timeout=60_000)
    await handled(dispatcher, water, tickets[0], "市自来水公司")
    await expect(water.detail.locator(".marked")).to_contain_text("同事项 49")
    await dispatcher.open(tickets[0])
    await dispatcher.look("mass-matter")
    told = "同德围片区供水已恢复。"
    await replied(dispatcher, water, tickets[0], 告知同类诉求人=told)
    states = house.rows("SELECT state, reply FROM tickets_service_ticket WHERE main=?", tickets[0].number)
    assert states == [("closed", told)] * 49
    citizen = await (await people()).open("/progress")
    await citizen.get_by_label("工单编号").fill(tickets[7].number)
    await citizen.get_by_label("查询码").fill(tickets[7].code)
    await citizen.keyboard.press("Enter")
    await expect(citizen.get_by_text(told)).to_be_visible(timeout=SOON)
    agent = await clerk(people, "1019")
    for ticket, contacted in ((tickets[0], "承办单位联系过"), (tickets[7], "承办单位没有联系")):
        await archived(agent, ticket, 承办单位是否联系=contacted)


async def test_three_go_each_to_its_own_unit_and_are_acknowledged_at_once(
    people: OpenPerson, house: HotlineHouse
) -> None:
    tap = ("con_municipal_16", "自来水供应")
    place = {"district": "从化区"}
    lamp, *taps = [
        take_in(house, "街心路灯昏暗", **place),
        *(take_in(house, f"水压低 {n}", leaf=tap, **place) for n in range(2)),
    ]
    dispatcher = await clerk(people, "dispatcher")
    await dispatcher.narrow("区", "从化区")
    await expect(dispatcher.rows).to_have_count(3, timeout=SOON)
    row = dispatcher.page.get_by_role("row", name=re.compile(spaced(lamp.number)))
    await expect(row).to_contain_text("市城市管理和综合执法局")
    await expect(row).to_contain_text("按职责")
    await dispatcher.page.get_by_label("选择本页全部").check()
    await dispatcher.look("queue-suggestions")
    await dispatcher.page.set_viewport_size({"width": 390, "height": 800})
    await dispatcher.look("queue-phone")
    await dispatcher.page.set_viewport_size({"width": 1440, "height": 900})
    await dispatcher.page.get_by_role("button", name="按建议派单").click()
    form = dispatcher.page.get_by_role("dialog", name="按建议派单")
    await expect(form.get_by_role("listitem")).to_have_text(["市自来水公司2 件", "市城市管理和综合执法局1 件"])
    await dispatcher.look("by-suggestion")
    await form.get_by_role("button", name="确认派出 3 件").click()
    await expect(form).to_be_hidden(timeout=SOON)
    await expect(dispatcher.page.get_by_text("这里没有工单")).to_be_visible(timeout=SOON)
    await dispatcher.open(lamp)
    await dispatcher.page.go_back()
    await expect(dispatcher.page).to_have_url(re.compile("district="))

    water = await clerk(people, "water")
    await water.narrow("区", "从化区")
    await expect(water.rows).to_have_count(2, timeout=SOON)
    await water.page.get_by_label("选择本页全部").check()
    await water.page.get_by_role("button", name="批量签收").click()
    form = water.page.get_by_role("dialog", name="签收")
    await expect(form).to_contain_text("已选 2 件")
    await form.get_by_role("button", name="确认签收").click()
    await expect(form).to_be_hidden(timeout=SOON)
    await water.page.get_by_role("link", name=re.compile("^办理中")).click()
    await expect(water.rows).to_have_count(2, timeout=SOON)
    await water.page.get_by_role("link", name=spaced(taps[0].number)).click()
    await expect(water.detail.locator(".acts")).to_be_visible(timeout=SOON)
    await water.act("指定承办人", 承办人="演示承办人员（自来水）（water）")
    await water.page.get_by_text("我承办的", exact=True).click()
    await expect(water.rows).to_have_count(1, timeout=SOON)
    await expect(water.rows).to_contain_text("承办人 演示承办人员（自来水）")
    await water.look("unit-inbox-mine")
    await water.page.set_viewport_size({"width": 390, "height": 800})
    await water.page.get_by_role("button", name="关闭").click()
    await water.look("unit-inbox-phone")
    states = house.rows("SELECT lead, state FROM tickets_service_ticket WHERE district=? ORDER BY position", "从化区")
    assert states == [("urban_management", "dispatched"), *[("water_company", "handling")] * 2]


async def test_confidential_report_is_seen_by_those_named(people: OpenPerson, house: HotlineHouse) -> None:
    street = ("con_municipal_02", "城管执法")
    words = "某店占道，店主与执法人员相识"
    ticket = take_in(house, words, kind="report", confidential=True, leaf=street)
    keeper = "须由能查看其内容的人员进行"
    security = await (await people("security")).open("/administer/accounts")
    officer = await newcomer(people, security, "bao.mi", "保密专员", "派单员")
    dispatcher, urban = await clerk(people, "dispatcher"), await clerk(people, "urban")
    agent, colleague = await clerk(people, "1001"), await clerk(people, "1019")
    row = security.get_by_role("row").filter(has_text="bao.mi")
    await security.get_by_label("按用户名或姓名查找").fill("bao.mi")
    await expect(row).to_contain_text("查看保密内容")
    await Clerk(security).look("accounts-with-a-right")

    # Dispatched by class and district; the unit is told whom to ask.
    await dispatcher.open(ticket)
    await expect(dispatcher.detail).to_contain_text("保密诉求：诉求内容和来电人信息仅指定人员可见。")
    await expect(dispatcher.detail).to_contain_text("可以指定可见人员的 bao.mi。")
    await expect(dispatcher.page.get_by_text(words)).to_have_count(0)
    await dispatcher.look("confidential")
    await dispatcher.blocked("直接答复", keeper)
    await dispatcher.act("派单", 主办单位="市城市管理和综合执法局")
    await urban.open(ticket)
    await urban.act("签收")
    await urban.blocked("联系记录", keeper)
    await expect(urban.detail).to_contain_text("可以指定可见人员的 bao.mi。")
    await expect(urban.page.get_by_text(words)).to_have_count(0)
    await expect(urban.detail.get_by_role("region", name="可见人员")).to_have_count(0)

    # Who may finds it among those that nobody reads, and names who handles it.
    await officer.page.get_by_role("link", name="保密待指定").click()
    listed = officer.page.get_by_role("row").filter(has_text=spaced(ticket.number))
    await expect(listed).to_be_visible(timeout=SOON)
    await officer.look("to-name")
    await officer.open(ticket)
    await expect(officer.detail.get_by_text(words, exact=True)).to_be_visible(timeout=SOON)
    readers = officer.detail.get_by_role("region", name="可见人员")
    await expect(readers).to_contain_text("承办单位还没有可见人员")
    await officer.look("readers-nobody")
    for name in ("urbann", "water", "urban"):
        await readers.get_by_label("指定可见人员（登录名）").fill(name)
        await readers.get_by_role("button", name="指定", exact=True).click()
        if name == "urbann":
            await expect(officer.detail.get_by_role("alert")).to_have_text(
                "没有这个登录名的账号，请核对。", timeout=SOON
            )
        else:
            await expect(readers.get_by_role("listitem").filter(has_text=name)).to_be_visible(timeout=SOON)
    await readers.get_by_role("button", name="撤销 water").click()
    await expect(readers.get_by_role("listitem")).to_have_text(["urban"], timeout=SOON)
    await officer.look("readers")
    ids = dict(house.rows("SELECT name, account_id FROM foundation_account WHERE name IN ('urban', 'water')"))
    noted = house.rows(
        "SELECT act, note FROM foundation_audit WHERE subject=?"
        " AND act IN ('ticket.name_reader', 'ticket.withdraw_reader') ORDER BY position",
        ticket.number,
    )
    assert [(act, note.replace("-", "")) for act, note in noted] == [
        (f"ticket.{act}_reader", str(ids[who]).replace("-", ""))
        for act, who in (("name", "water"), ("name", "urban"), ("withdraw", "water"))
    ]

    # The unit answers, and the reply is reviewed by who reads it.
    await urban.open(ticket)
    await expect(urban.detail.get_by_text(words, exact=True)).to_be_visible(timeout=SOON)
    await urban.act("联系记录", 是否联系上诉求人="是", 内容="已电话联系，约定不透露来电人。")
    await urban.act("答复", 答复内容="已责令整改，并更换执法人员复查。")
    await dispatcher.open(ticket)
    await expect(dispatcher.detail).to_contain_text("答复由能查看此件的派单员审核：bao.mi。")
    await dispatcher.look("confidential-reply")
    await dispatcher.blocked("审核通过", keeper)
    await dispatcher.blocked("退回重答", keeper)
    await expect(dispatcher.page.get_by_text(re.compile("责令整改"))).to_have_count(0)
    await officer.open(ticket)
    await expect(officer.detail.get_by_role("region", name="答复")).to_contain_text("已责令整改")
    await officer.act("审核通过", 程序是否合法="合法")
    await officer.state("已办结")
    await expect(officer.detail.get_by_role("button", name="公开答复")).to_have_count(0)

    # It is followed up by the agent who took it in, and by no colleague.
    await colleague.open(ticket)
    await colleague.blocked("回访", keeper)
    await expect(colleague.detail.get_by_role("button", name="领取回访")).to_have_count(0)
    await agent.open(ticket)
    await agent.detail.get_by_role("button", name="领取回访").click()
    await agent.act(
        "回访",
        是否联系上诉求人="是",
        问题是否解决="已解决",
        承办单位是否联系="承办单位联系过",
        满意度="满意",
        内容="市民认可",
    )
    await agent.act("归档")
    await agent.state("已归档")

    # A change of anything else leaves the right with its account.
    await row.get_by_role("button", name="编辑").click()
    form = security.get_by_role("dialog", name="编辑账号 bao.mi")
    await form.get_by_label("姓名", exact=True).fill("保密派单员")
    await form.get_by_role("button", name="保存").click()
    await expect(row).to_contain_text("保密派单员", timeout=SOON)
    await expect(row).to_contain_text("查看保密内容")
    own = "SELECT g.act, g.scope FROM foundation_account_grant g JOIN foundation_account a USING (account_id)"
    assert house.rows(f"{own} WHERE a.name='bao.mi'") == [("confidential.read", "all")]


async def test_rework_after_a_bad_rating(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "路灯修了又坏")
    dispatcher, urban, agent = [await clerk(people, name) for name in ("dispatcher", "urban", "1019")]
    await handled(dispatcher, urban, ticket)
    await replied(dispatcher, urban, ticket)
    citizen = await (await people()).open("/progress")
    await citizen.get_by_label("工单编号").fill(ticket.number)
    await citizen.get_by_label("查询码").fill(ticket.code)
    await citizen.get_by_role("button", name="查询").click()
    await citizen.get_by_role("button", name="未解决", exact=True).click()
    await citizen.get_by_role("button", name="很不满意").click()
    await citizen.get_by_label("问题没有解决").check()
    assert await violations(citizen) == []
    await citizen.get_by_role("button", name="提交评价").click()
    await expect(citizen.get_by_role("status")).to_contain_text("很不满意")
    await agent.open(ticket)
    await agent.blocked("归档", "请先重办")
    await agent.act("重办", 理由="市民称仍不亮")
    await urban.open(ticket)
    await expect(urban.detail.locator("header")).to_contain_text("第 2 次办理")
    await urban.look("rework")
    await urban.act("签收")
    await urban.act("联系记录", 是否联系上诉求人="是", 内容="已再次到场")
    await replied(dispatcher, urban, ticket)
    assert house.rows("SELECT round, reworks FROM tickets_service_ticket WHERE service_id=?", ticket.number) == [(2, 1)]
    await archived(agent, ticket)


async def test_extension_follows_the_calendar(people: OpenPerson, house: HotlineHouse) -> None:
    ticket = take_in(house, "违建投诉取证需时", kind="complaint")
    dispatcher, urban = await clerk(people, "dispatcher"), await clerk(people, "urban")
    await handled(dispatcher, urban, ticket)
    await urban.act("申请延期", **{"延长（工作日）": "15", "理由": "需要勘测取证"})
    await urban.blocked("答复", "有申请待审批")
    await dispatcher.open(ticket)
    await expect(dispatcher.detail.locator(".marked")).to_contain_text("申请延期")
    await dispatcher.act("同意延期")
    now = datetime.now(UTC)
    end = due_at(shipped_calendar(), now, Limit(15, "working_days"), more=15, now=now).astimezone(ZONE)
    await expect(dispatcher.detail.get_by_role("row", name=re.compile("^办理"))).to_contain_text(
        f"{end:%Y-%m-%d %H:%M}"
    )
    await dispatcher.look("extension")
    await urban.open(ticket)
    await replied(dispatcher, urban, ticket)
    await archived(await clerk(people, "1019"), ticket)


async def test_an_account_is_given_its_unit_by_name(people: OpenPerson, house: HotlineHouse) -> None:
    page = await (await people("security")).open("/administer/accounts")
    await page.get_by_role("button", name="新建账号").click()
    form = page.get_by_role("dialog", name="新建账号")
    await form.get_by_label("用户名", exact=True).fill("new.clerk")
    await form.get_by_label("姓名", exact=True).fill("新承办员")
    await form.get_by_text("承办人员", exact=True).click()
    await Clerk(page).choose(form, "承办单位", "市自来水公司（water_company）")
    await form.get_by_role("button", name="新建账号").click()
    await expect(page.get_by_role("dialog", name="new.clerk 的一次性密码")).to_be_visible(timeout=SOON)
    assert house.rows("SELECT unit FROM foundation_account WHERE name='new.clerk'") == [("water_company",)]
