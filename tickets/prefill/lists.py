"""All lists that pre-fill reads, ready to be used: the packaged ones, or an operator's in their place."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tickets.prefill.calibration import Calibration, packaged_calibration
from tickets.prefill.classify import Classifier, load_classifier
from tickets.prefill.places import Gazetteer, load_gazetteer, parse_gazetteer
from tickets.prefill.requests import Wishes
from tickets.prefill.taxonomy import Taxonomy, parse_taxonomy
from tickets.prefill.units import Duties, packaged_duties, parse_duties
from tickets.prefill.wording import Wording, packaged_wording
from tickets.prefill.words import parse_words


@dataclass(frozen=True, eq=False)
class Lists:
    """Immutable; may be shared by threads."""

    gazetteer: Gazetteer | None
    classifier: Classifier
    wording: Wording
    wishes: Wishes
    duties: Duties
    calibration: Calibration

    @property
    def taxonomy(self) -> Taxonomy:
        """The classes."""
        return self.classifier.taxonomy


@functools.lru_cache(maxsize=16)
def packaged_lists(region: str) -> Lists:
    """Return the lists as they are shipped; a region without a list of places has none."""
    wording = packaged_wording()
    return Lists(
        gazetteer=load_gazetteer(region),
        classifier=load_classifier(),
        wording=wording,
        wishes=Wishes(wording.words.wishes, wording.words.wishes_neutral),
        duties=packaged_duties(),
        calibration=packaged_calibration(),
    )


def lists_of(region: str, own: Mapping[str, Mapping[str, Any]]) -> Lists:
    """Return the lists with an operator's documents (``taxonomy places words units``) in place of the packaged ones.

    Raises:
        ValueError, KeyError: a document is not what its owner's model lets through.
    """
    base = packaged_lists(region)
    wording = Wording(parse_words(own["words"])) if "words" in own else base.wording
    classifier = Classifier(parse_taxonomy(own["taxonomy"])) if "taxonomy" in own else base.classifier
    return Lists(
        gazetteer=parse_gazetteer(own["places"]) if "places" in own else base.gazetteer,
        classifier=classifier,
        wording=wording,
        wishes=Wishes(wording.words.wishes, wording.words.wishes_neutral),
        duties=parse_duties(own["units"], classifier.taxonomy) if "units" in own else base.duties,
        calibration=base.calibration,
    )
