"""Who reads the streams: each subscriber of the worker, which the command that tries a stuck event again uses too."""

from __future__ import annotations

from foundation.streams import DomainEvents, Subscriber
from hotline.speech_process import engine_choices
from hotline.wiring import CallRecordings, CallWords, House, bridge_marks, lists_shelf
from recordings.handlers import ledger_handlers as recording_handlers
from speech.after_call import domain_handlers as transcript_handlers
from telephony.ledger.repository import Ledger
from tickets.intake import IntakeDeps, domain_handlers, ledger_handlers
from tickets.lists import ListsShelf
from tickets.prefill import prefill
from tickets.prefill.plugin import PluggedPrefill, load_plugin


def intake_deps(h: House, shelf: ListsShelf | None = None) -> IntakeDeps:
    """Return what drafts are made with; without a shelf by the shipped lists."""
    shelf = shelf or lists_shelf(h)
    return IntakeDeps(
        words=CallWords(),
        prefill=PluggedPrefill(load_plugin(plugin)) if (plugin := h.settings.prefill_plugin) else prefill,
        region=h.settings.region,
        clock=h.clock,
        classes=shelf.classes,
        lists=lambda: shelf.current,
    )


def subscribers(h: House, deps: IntakeDeps) -> list[Subscriber]:
    """Return every subscriber."""
    ledger, domain = Ledger(), DomainEvents()
    recordings = CallRecordings(h.settings.var / "recordings")
    transcripts = transcript_handlers(recordings, frozenset(engine_choices(h.settings)))
    return [
        Subscriber("intake", ledger, ledger_handlers(deps), h.database, h.wake),
        Subscriber("intake", domain, domain_handlers(deps), h.database, h.wake),
        Subscriber("recordings", ledger, recording_handlers(bridge_marks), h.database, h.wake),
        Subscriber("transcripts", domain, transcripts, h.database, h.wake),
    ]
