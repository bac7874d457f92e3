"""Pre-fill of the ticket form: text in, suggested fields out. Pure; reads only the data files packaged here, once."""

from tickets.prefill.engine import FIELDS, THRESHOLDS, prefill
from tickets.prefill.model import PrefillContext, Sentence, Suggestion
from tickets.prefill.taxonomy import Taxonomy, load_taxonomy
from tickets.prefill.text import normalise, split_sentences
from tickets.prefill.times import warm_up
from tickets.prefill.wording import danger_words, service_for

__all__ = [
    "FIELDS",
    "THRESHOLDS",
    "PrefillContext",
    "Sentence",
    "Suggestion",
    "Taxonomy",
    "danger_words",
    "load_taxonomy",
    "normalise",
    "prefill",
    "service_for",
    "split_sentences",
    "warm_up",
]
