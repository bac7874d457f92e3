"""Who reads the streams: each subscriber of the worker, which the command that tries a stuck event again uses too."""

from __future__ import annotations

from foundation.streams import DomainEvents, Subscriber
from hotline.wiring import CallRecordings, CallWords, House, bridge_marks
from recordings.handlers import ledger_handlers as recording_handlers
from speech.after_call import domain_handlers as transcript_handlers
from speech.languages import languages_of
from telephony.ledger.repository import Ledger
from tickets.intake import IntakeDeps, domain_handlers, ledger_handlers
from tickets.prefill import prefill


def intake_deps(h: House) -> IntakeDeps:
    """Return what drafts are made with."""
    return IntakeDeps(words=CallWords(), prefill=prefill, region=h.settings.region, clock=h.clock)


def subscribers(h: House, deps: IntakeDeps) -> list[Subscriber]:
    """Return every subscriber."""
    ledger, domain = Ledger(), DomainEvents()
    recordings = CallRecordings(h.settings.var / "recordings")
    transcripts = transcript_handlers(recordings, languages_of(h.settings.speech_engine))
    return [
        Subscriber("intake", ledger, ledger_handlers(deps), h.database, h.wake),
        Subscriber("intake", domain, domain_handlers(deps), h.database, h.wake),
        Subscriber("recordings", ledger, recording_handlers(bridge_marks), h.database, h.wake),
        Subscriber("transcripts", domain, transcripts, h.database, h.wake),
    ]
