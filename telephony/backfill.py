"""What happened while nobody listened, read from Asterisk's own CEL and queue_log files (pure parsing)."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from telephony.ami import messages as m
from telephony.calls.tracker import ENTRY_CONTEXTS, FALLBACK_QUEUE
from telephony.snapshot import HOLD_CONTEXT

QUEUE_APPLICATION = "Queue"
MENU_APPLICATION = "AGI"
MUSIC_APPLICATION = "MusicOnHold"
CONFERENCE = "softmix"
"""Technology of a bridge of more than two."""
LOG_SECONDS = 2.0  # queue_log has whole seconds

# queue_log's word for the end of a visit -> QUEUESTATUS; ABANDON has none, the hang-up follows.
STATUS_BY_EVENT = {
    "EXITWITHTIMEOUT": "TIMEOUT",
    "EXITEMPTY": "LEAVEEMPTY",
    "WITHDRAW": "WITHDRAW",
    "COMPLETEAGENT": "CONTINUE",
}


@dataclass(frozen=True)
class LoggedVisit:
    """One stay in a queue as queue_log tells it; ``status`` is QUEUESTATUS where it follows from there.

    ``unanswered`` holds agent and Unix seconds of each ring that ran out.
    """

    queue: str
    status: str = ""
    unanswered: tuple[tuple[str, float], ...] = ()


def visits_by_caller(lines: Iterable[str]) -> dict[str, list[LoggedVisit]]:
    """Return the visits of each caller's channel in order, from queue_log lines."""
    visits: dict[str, list[LoggedVisit]] = {}
    for line in lines:
        parts = line.rstrip("\n").split("|")
        if len(parts) < 5:
            continue
        time, uniqueid, queue, agent, event = parts[:5]
        if event == "ENTERQUEUE":
            visits.setdefault(uniqueid, []).append(LoggedVisit(queue))
            continue
        if not visits.get(uniqueid):
            continue
        last = visits[uniqueid][-1]
        if event in STATUS_BY_EVENT:
            visits[uniqueid][-1] = replace(last, status=STATUS_BY_EVENT[event])
        elif event == "RINGNOANSWER" and time.isdecimal():
            visits[uniqueid][-1] = replace(last, unanswered=(*last.unanswered, (agent, float(time))))
    return visits


def cel_events(
    lines: Iterable[str],
    since: datetime,
    visits: Mapping[str, Sequence[LoggedVisit]],
    agents: Mapping[str, str],
) -> Iterator[tuple[str, m.SwitchEvent]]:
    """Yield ``(linkedid, event)`` for the CEL rows at or after ``since``, in the order of the file.

    Columns as ``cel_custom.conf`` writes them: event, time, unique id, linked id, channel, context, application,
    account, extra. Rows of any other shape are passed over: the last one may be cut off.
    """
    joined: Counter[str] = Counter()
    answered: set[str] = set()  # agents' channels that were in a bridge
    spent: set[tuple[str, str, float]] = set()  # rings in vain that have found their channel
    rows = [row for row in csv.reader(line for line in lines if line.endswith("\n")) if len(row) >= 9]
    with_callers = {_bridge(row[8])[0] for row in rows if row[0] == "BRIDGE_ENTER" and row[2] == row[3]}
    for row in rows:
        kind, time, uniqueid, linkedid, channel, context, application, account, extra = row[:9]
        try:
            at = datetime.fromtimestamp(float(time), UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if kind == "APP_START" and application == QUEUE_APPLICATION:
            joined[uniqueid] += 1
        elif kind == "BRIDGE_ENTER" and uniqueid != linkedid:
            answered.add(uniqueid)
        place = joined[linkedid] - 1
        known = visits.get(linkedid, ())
        visit = known[place] if 0 <= place < len(known) else LoggedVisit(FALLBACK_QUEUE)
        agent = agents.get(channel.rpartition("-")[0], "") if uniqueid != linkedid else ""
        in_vain = False
        if kind == "HANGUP" and agent and uniqueid not in answered:
            rings = [(linkedid, who, when) for who, when in visit.unanswered if who == agent]
            near = [ring for ring in rings if abs(ring[2] - at.timestamp()) <= LOG_SECONDS and ring not in spent]
            in_vain = bool(near)
            spent.update(near[:1])
        if at < since:
            continue
        bridge, technology = _bridge(extra)
        if kind == "BRIDGE_ENTER" and agent and (bridge not in with_callers or technology == CONFERENCE):
            continue  # he waits, or talks to a colleague; in a conference all are with the caller
        base: dict[str, Any] = {"at": at, "channel": channel, "uniqueid": uniqueid, "linkedid": linkedid}
        if in_vain:
            yield linkedid, m.AgentDidNotAnswer(queue=visit.queue, agent=agent, leg=uniqueid, **base)
            continue
        if kind == "BRIDGE_ENTER" and uniqueid == linkedid and technology == CONFERENCE:
            yield linkedid, m.Conferred(**base)
        event = _event(kind, context, application, account, extra, base, visit, agent)
        if event is not None:
            yield linkedid, event


def _event(
    kind: str,
    context: str,
    application: str,
    account: str,
    extra: str,
    base: dict[str, Any],
    visit: LoggedVisit,
    agent: str,
) -> m.SwitchEvent | None:
    uniqueid, linkedid, channel = str(base["uniqueid"]), str(base["linkedid"]), str(base["channel"])
    # Rows about an agent's channel become events about the caller's.
    of_agent: dict[str, Any] = {"queue": visit.queue, "agent": agent, "leg": uniqueid, "leg_channel": channel}
    of_caller: dict[str, Any] = {"at": base["at"], "uniqueid": linkedid, "linkedid": linkedid}
    match kind:
        case "CHAN_START" if uniqueid == linkedid and context in ENTRY_CONTEXTS:
            return m.ChannelCreated(context=context, dnis="", ani="", account=account, **base)
        case "CHAN_START" if agent:
            return m.AgentCalled(**of_caller, **of_agent)
        case "APP_START" if application == MENU_APPLICATION and uniqueid == linkedid:
            return m.AgiStarted(env={}, **base)
        case "APP_END" if application == MENU_APPLICATION and uniqueid == linkedid:
            return m.MenuLeft(**base)
        case "APP_START" if application == QUEUE_APPLICATION and uniqueid == linkedid:
            return m.CallerJoined(queue=visit.queue, position=0, **base)
        case "APP_START" if application == MUSIC_APPLICATION and context == HOLD_CONTEXT and uniqueid == linkedid:
            return m.Parted(**base)
        case "APP_END" if context == HOLD_CONTEXT:
            return None  # taken out of the queue for a hold: the visit goes on
        case "APP_END" if application == QUEUE_APPLICATION and uniqueid == linkedid and visit.status:
            return m.QueueReturned(queue=visit.queue, status=visit.status, **base)
        case "BRIDGE_ENTER" if agent:
            return m.AgentConnected(**of_caller, **of_agent)
        case "BRIDGE_ENTER":
            return m.BridgeJoined(bridge="", **base)
        case "BRIDGE_EXIT":
            return m.BridgeLeft(bridge="", **base)
        case "HotlineSurvey" if uniqueid == linkedid:
            return m.SurveyAnswered(level=_level(extra), **base)
        case "HANGUP":
            return m.HungUp(cause=_cause(extra), **base)
    return None


def _bridge(extra: str) -> tuple[str, str]:
    """Return id and technology of the bridge that a row is about, empty where it does not say."""
    try:
        told = json.loads(extra)
        return str(told["bridge_id"]), str(told["bridge_technology"])
    except (ValueError, KeyError, TypeError):
        return "", ""


def _level(extra: str) -> int:
    try:
        return int(json.loads(extra)["extra"])
    except (ValueError, KeyError, TypeError):
        return 0


def _cause(extra: str) -> int:
    try:
        return int(json.loads(extra)["hangupcause"])
    except (ValueError, KeyError, TypeError):
        return 0
