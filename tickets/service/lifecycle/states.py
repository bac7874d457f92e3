"""States of a ticket and the acts that move it; the values are API."""

from __future__ import annotations

from enum import StrEnum

from tickets.contract import TicketState as State

__all__ = ["DONE", "RUNNING", "WITH_UNITS", "Act", "State"]

WITH_UNITS = frozenset({State.DISPATCHED, State.HANDLING})
"""Units have it, and its time runs."""
RUNNING = (State.ACCEPTED, State.DISPATCHED, State.HANDLING, State.SENT_BACK, State.JOINED)
"""The citizen's clock runs."""
DONE = frozenset({State.CLOSED, State.NOT_ACCEPTED, State.ARCHIVED})
"""The citizen has been answered."""


class Act(StrEnum):
    """What somebody does to a ticket."""

    ACCEPT = "accept"  # 受理
    CORRECT = "correct"  # kind, class or place put right before or after dispatch
    RESOLVE_DIRECTLY = "resolve_directly"  # 直办
    REFUSE = "refuse"  # 不予受理, with the text and where to go
    DISPATCH = "dispatch"  # 派单
    ADD_UNIT = "add_unit"  # 协调: one more unit assists
    WITHDRAW_UNIT = "withdraw_unit"
    REASSIGN = "reassign"  # 转派
    ACKNOWLEDGE = "acknowledge"  # 签收
    ASSIGN_INSIDE = "assign_inside"
    CONTACT = "contact"  # the unit spoke, or tried to speak, with the citizen
    ANSWER_PART = "answer_part"  # an assisting unit's own answer
    REQUEST_EXTENSION = "request_extension"  # 延期
    GRANT_EXTENSION = "grant_extension"
    DENY_EXTENSION = "deny_extension"
    REQUEST_SUSPENSION = "request_suspension"  # 挂起
    GRANT_SUSPENSION = "grant_suspension"
    DENY_SUSPENSION = "deny_suspension"
    RESUME = "resume"
    SEND_BACK = "send_back"  # 退单
    ACCEPT_SEND_BACK = "accept_send_back"
    REFUSE_SEND_BACK = "refuse_send_back"
    REPLY = "reply"  # 答复
    APPROVE = "approve"  # 办结
    RETURN_REPLY = "return_reply"
    FOLLOW_UP = "follow_up"  # 回访
    RATE = "rate"  # 评价
    REWORK = "rework"  # 重办
    ARCHIVE = "archive"  # 归档
    MISS = "miss"  # 超期: a clock passed its end; written by the house, changes nothing
    REMIND = "remind"  # 催办
    SUPERVISE = "supervise"  # 督办
    ANSWER_SUPERVISION = "answer_supervision"  # 督办反馈: what the unit says to it
    ESCALATE = "escalate"  # 提级督办
    HAND_OVER = "hand_over"  # to 110, 119, 120, 122
    FEED_BACK = "feed_back"  # what they answered, and what was done
    JOIN = "join"  # 同事项: under the ticket that leads the matter
    DETACH = "detach"
    CLOSE_WITH_MAIN = "close_with_main"  # answered together with the ticket that leads the matter
