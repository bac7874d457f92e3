"""Where an event that was heard contradicts what we knew (pure): Asterisk is right, and the disagreement is a fact."""

from __future__ import annotations

from telephony.ami import messages as m
from telephony.calls.state import CallState
from telephony.calls.tracker import Draft
from telephony.events import Kind


def disagreement(state: CallState, event: m.SwitchEvent) -> Draft | None:
    """Return the draft of ``unexpected`` for an event that only makes sense if another was missed.

    ``what`` is talk_end_missed, queue_join_missed, ring_missed or queue_end_missed. Asked of events that were heard
    alone: after a gap something is missing as a matter of course.
    """
    if state.ended or not state.entered or event.uniqueid != state.uniqueid:
        return None
    match event:
        case m.AgentConnected() if event.leg not in state.talked:
            if state.talk is not None:
                return _draft("talk_end_missed", event.leg)
            if state.visit is None:
                return _draft("queue_join_missed", event.leg)
            if event.leg not in state.rung:
                return _draft("ring_missed", event.leg)
        case m.CallerJoined() if state.visit is not None:
            if state.visit.queue != event.queue and event.at >= state.visit.offered_at:
                return _draft("queue_end_missed", str(len(state.visits)))
    return None


def _draft(what: str, key: str) -> Draft:
    return Kind.unexpected, (what, key), {"what": what}
