"""Pre-fill of the ticket form: text in, suggested fields out. Pure; reads only the data files packaged here, once."""

from tickets.prefill.engine import FIELDS, THRESHOLDS, prefill
from tickets.prefill.lists import Lists, lists_of, packaged_lists
from tickets.prefill.model import PrefillContext, Sentence, Suggestion, Value
from tickets.prefill.taxonomy import Taxonomy, load_taxonomy
from tickets.prefill.text import normalise, split_sentences
from tickets.prefill.times import warm_up
from tickets.prefill.wording import danger_words, service_for

__all__ = [
    "FIELDS",
    "THRESHOLDS",
    "Lists",
    "PrefillContext",
    "Sentence",
    "Suggestion",
    "Taxonomy",
    "Value",
    "danger_words",
    "lists_of",
    "load_taxonomy",
    "normalise",
    "packaged_lists",
    "prefill",
    "service_for",
    "split_sentences",
    "warm_up",
]
