"""Another's pre-fill behind ours: a language model, say, that an operator runs himself. Off unless a setting names one.

A package adds one by an entry point of the group ``hotline.prefill``. Its object is called with what was said, the
context and what was found by rules, and returns the suggestions that it would change. It has a second or so; one that
raises, is late or says what cannot be is left out, and after a lateness it is not asked for a while. No text leaves the
house by us: what a plug-in does with it is its operator's to know.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import replace
from importlib.metadata import entry_points

from foundation.errors import BadInput
from foundation.logs import logger
from tickets.prefill.engine import THRESHOLDS, prefill
from tickets.prefill.model import PrefillContext, Sentence, Suggestion

log = logger(__name__)

GROUP = "hotline.prefill"
LIMIT_SECONDS = 1.5
REST_SECONDS = 30.0
"""So long a plug-in that was late is not asked."""

Found = dict[str, Suggestion]
PrefillPlugin = Callable[[Sequence[Sentence], PrefillContext, Mapping[str, Suggestion]], Mapping[str, Suggestion]]


def load_plugin(name: str) -> PrefillPlugin:
    """Return the plug-in of a name.

    Raises:
        BadInput: nobody provides it; the message names those that there are.
    """
    known = {point.name: point for point in entry_points(group=GROUP)}
    if name not in known:
        raise BadInput(
            f"HOTLINE_PREFILL_PLUGIN: there is no {name!r}: {', '.join(sorted(known)) or 'none is installed'}"
        )
    found: PrefillPlugin = known[name].load()
    return found


class PluggedPrefill:
    """Pre-fill by rules, then by a plug-in; called from several threads, it asks the plug-in one at a time."""

    def __init__(
        self, plugin: PrefillPlugin, *, limit_seconds: float = LIMIT_SECONDS, rest_seconds: float = REST_SECONDS
    ) -> None:
        self._plugin = plugin
        self._limit, self._rest = limit_seconds, rest_seconds
        self._threads = ThreadPoolExecutor(1, "prefill-plugin")
        self._again_at = 0.0

    def __call__(self, sentences: Sequence[Sentence], context: PrefillContext) -> Found:
        """Return the suggestions; as ``prefill`` where the plug-in has nothing sound to say."""
        found = prefill(sentences, context)
        if time.monotonic() < self._again_at:
            return found
        asked = self._threads.submit(self._plugin, sentences, context, dict(found))
        try:
            changed = sound(asked.result(self._limit))
        except Late:
            asked.cancel()
            self._again_at = time.monotonic() + self._rest
            log.warning("prefill_plugin_late", limit_seconds=self._limit)
            return found
        except Exception as error:
            log.error("prefill_plugin_failed", error=type(error).__name__)
            return found
        return found | changed


def sound(changed: object) -> Found:
    """Return the suggestions that can stand: of a field that there is, with a value of its kind."""
    if not isinstance(changed, Mapping):
        return {}
    found: Found = {}
    for name, one in changed.items():
        if name in THRESHOLDS and isinstance(one, Suggestion) and _is_sound(one):
            confidence = min(1.0, max(0.0, float(one.confidence)))
            filled = one.value is not None and confidence >= THRESHOLDS[name]
            found[name] = replace(one, field=name, confidence=confidence, filled=filled)
    return found


def _is_sound(one: Suggestion) -> bool:
    value = one.value
    texts = value if isinstance(value, tuple) else tuple(value.values()) if isinstance(value, dict) else (value,)
    said = (one.source, one.utterance_id)
    return all(isinstance(text, str) for text in texts if text is not None or value is not None) and all(
        isinstance(text, str | None) for text in said
    )
