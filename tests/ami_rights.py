"""What Asterisk 22 asks of an account for each action and event; a telephone test compares it with the real one."""

ACTION_CLASSES: dict[str, frozenset[str]] = {
    # One of the classes is enough; none = every account may.
    **dict.fromkeys(("Login", "Ping", "Events", "QueueStatus", "QueueSummary", "QueueReload"), frozenset()),
    **dict.fromkeys(("QueueAdd", "QueueRemove", "QueuePause", "QueuePenalty"), frozenset({"agent"})),
    **dict.fromkeys(("QueueChangePriorityCaller", "QueueWithdrawCaller"), frozenset()),
    **dict.fromkeys(("UpdateConfig", "CreateConfig"), frozenset({"config"})),
    "GetConfig": frozenset({"system", "config"}),
    "Setvar": frozenset({"call"}),
    "Getvar": frozenset({"call", "reporting"}),
    "Status": frozenset({"system", "call", "reporting"}),
    **dict.fromkeys(("DBGet", "LoggerRotate"), frozenset({"system", "reporting"})),
    "Redirect": frozenset({"call"}),
    "Hangup": frozenset({"system", "call"}),
    "Originate": frozenset({"originate"}),
    "AGI": frozenset({"agi"}),
}
"""Action -> write classes."""

EVENT_CLASSES: dict[str, str] = {
    **dict.fromkeys(("Newchannel", "Hangup", "HangupRequest", "Hold", "Unhold", "BridgeEnter", "BridgeLeave"), "call"),
    **dict.fromkeys(("AsyncAGIStart", "AsyncAGIExec", "AsyncAGIEnd"), "agi"),
    **dict.fromkeys(("QueueCallerJoin", "QueueCallerLeave"), "agent"),
    **dict.fromkeys(("AgentCalled", "AgentConnect", "AgentRingNoAnswer", "AgentComplete"), "agent"),
    **dict.fromkeys(("QueueMemberAdded", "QueueMemberStatus", "QueueMemberPause", "QueueMemberRemoved"), "agent"),
    "QueueMemberPenalty": "agent",
    "UserEvent": "user",
    "PeerStatus": "system",
    "FullyBooted": "system",
}
"""Event -> read class."""

LIST_ANSWERS = {"Status", "QueueEntry", "QueueMember"}
"""Rows of the answer to an action: whoever may send it gets them."""
