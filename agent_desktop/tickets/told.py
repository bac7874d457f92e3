"""Names of states, kinds and acts in documents that the server writes; pages have their own catalogues."""

from __future__ import annotations

import re

from tickets.contract import Kind, TicketState
from tickets.service.lifecycle import Act, ClockName
from tickets.service.supervision import Sign

STATES: dict[str, str] = {
    TicketState.ACCEPTED: "待派单",
    TicketState.DISPATCHED: "待签收",
    TicketState.HANDLING: "办理中",
    TicketState.SUSPENDED: "已挂起",
    TicketState.SENT_BACK: "退单待定",
    TicketState.REPLIED: "待审核",
    TicketState.CLOSED: "已办结",
    TicketState.NOT_ACCEPTED: "不予受理",
    TicketState.JOINED: "同事项",
    TicketState.ARCHIVED: "已归档",
}
KINDS: dict[str, str] = {
    Kind.INQUIRY: "咨询",
    Kind.HELP: "求助",
    Kind.COMPLAINT: "投诉",
    Kind.REPORT: "举报",
    Kind.SUGGESTION: "建议",
    Kind.PRAISE: "表扬",
}
ACTS: dict[str, str] = {
    Act.ACCEPT: "受理",
    Act.CORRECT: "更正",
    Act.RESOLVE_DIRECTLY: "直接答复",
    Act.REFUSE: "不予受理",
    Act.DISPATCH: "派单",
    Act.ADD_UNIT: "增加协办",
    Act.WITHDRAW_UNIT: "撤回协办",
    Act.REASSIGN: "转派",
    Act.ACKNOWLEDGE: "签收",
    Act.ASSIGN_INSIDE: "指定承办人",
    Act.CONTACT: "联系记录",
    Act.ANSWER_PART: "协办答复",
    Act.REQUEST_EXTENSION: "申请延期",
    Act.GRANT_EXTENSION: "同意延期",
    Act.DENY_EXTENSION: "不同意延期",
    Act.REQUEST_SUSPENSION: "申请挂起",
    Act.GRANT_SUSPENSION: "同意挂起",
    Act.DENY_SUSPENSION: "不同意挂起",
    Act.RESUME: "恢复办理",
    Act.SEND_BACK: "退单",
    Act.ACCEPT_SEND_BACK: "同意退单",
    Act.REFUSE_SEND_BACK: "驳回退单",
    Act.REPLY: "答复",
    Act.APPROVE: "审核通过",
    Act.RETURN_REPLY: "退回重答",
    Act.FOLLOW_UP: "回访",
    Act.RATE: "评价",
    Act.REWORK: "重办",
    Act.ARCHIVE: "归档",
    Act.REMIND: "催办",
    Act.SUPERVISE: "督办",
    Act.ESCALATE: "提级督办",
    Act.HAND_OVER: "移交紧急热线",
    Act.FEED_BACK: "险情反馈",
    Act.JOIN: "并入同事项",
    Act.DETACH: "撤出同事项",
    Act.CLOSE_WITH_MAIN: "随同事项办结",
    Act.MISS: "超期",
    Act.ANSWER_SUPERVISION: "督办反馈",
}
SIGNS: dict[str, str] = {
    Sign.OVERDUE: "办理超期",
    Sign.NOT_ACKNOWLEDGED: "超时未签收",
    Sign.STEP_LATE: "环节超时",
    Sign.REWORKED_OFTEN: "多次重办",
    Sign.PASSED_OFTEN: "多次转派",
    Sign.CLOSED_WITHOUT_CONTACT: "未联系即办结",
    Sign.FALSE_CONTACT: "疑似虚假联系",
    Sign.IMPROPER_SEND_BACK: "不当退单",
}
CLOCKS: dict[str, str] = {
    ClockName.DISPATCH: "派单",
    ClockName.ACKNOWLEDGE: "签收",
    ClockName.HANDLE: "办理",
    ClockName.FEEDBACK: "险情反馈",
    ClockName.DECIDE: "退单裁定",
    ClockName.REVIEW: "审核",
    ClockName.FOLLOW_UP: "回访",
    ClockName.SUSPEND: "挂起",
    ClockName.REWORK: "差评退回重办",
    ClockName.SUPERVISE: "督办反馈",
}
METRICS: dict[str, str] = {
    "response_rate": "响应率",
    "in_time_rate": "按时办结率",
    "resolution_rate": "解决率",
    "heard_rate": "市民反馈率",
    "satisfaction_rate": "满意率",
    "confirmed_rate": "确认解决率",  # of months that were published before
    "direct_rate": "直办率",
}
COUNTS: dict[str, str] = {
    "straight": "首派单位签收且未退未转",
    "settled": "首派已签收、退单或转派",
    "dispatched": "派出",
    "promptly": "期限内签收",
    "acknowledged": "签收",
    "confirmed": "市民反馈已解决",
    "asked": "市民反馈了是否解决",
    "closed": "办结",
    "satisfied": "基本满意及以上",
    "scored": "有满意度（不含执法、调解类）",
    "in_time": "期限内办结",
    "handled": "停止的办理时限",
    "direct": "直接答复",
    "received": "受理",
}


def formula(text: str) -> str:
    """Return a formula of counts by their names."""
    return re.sub(r"[a-z_]+", lambda found: COUNTS.get(found[0], found[0]), text).replace("/", "÷")
