"""A learnt model in use: character n-grams and what the lists say, weighed. Pure but for reading its files.

A model is a folder: ``model.json`` (classes, vocabulary, how it was measured) and ``weights.npz``. Both are data:
nothing in them is run. The file ``current`` beside the folders names the one in use.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tickets.prefill.classify import Classification, Classifier
from tickets.prefill.taxonomy import Taxonomy

CURRENT = "current"
SIZES = (1, 2, 3)
LEAD = 2
"""How often the n-grams of the first sentence count."""
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LearnedModel:
    """Weights of shape (features, classes): first the n-grams of ``vocabulary``, then a share for each root.

    ``roots``: codes of the lists' first level, in the order of the shares. ``classes``: codes that were learnt.
    """

    name: str
    classes: tuple[str, ...]
    roots: tuple[str, ...]
    vocabulary: dict[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    report: dict[str, Any]

    def probabilities(self, sentences: Sequence[str], shares: Sequence[float]) -> Floats:
        """Return the probability of each class."""
        values = self.bias.copy()
        for at, value in ngram_values(sentences, self.vocabulary, self.idf).items():
            values += value * self.weights[at]
        for number, share in enumerate(shares):
            values += lexicon_value(share) * self.weights[len(self.vocabulary) + number]
        values -= values.max()
        grown = np.exp(values)
        found: Floats = grown / grown.sum()
        return found


def ngrams(sentences: Sequence[str]) -> Counter[str]:
    """Count the n-grams of 1 to 3 characters; those of the first sentence count twice."""
    counts: Counter[str] = Counter()
    for number, sentence in enumerate(sentences[:80]):
        text = "".join(one for one in sentence if one.isalnum())
        for size in SIZES:
            for at in range(len(text) - size + 1):
                counts[text[at : at + size]] += LEAD if number == 0 else 1
    return counts


def ngram_values(sentences: Sequence[str], vocabulary: dict[str, int], idf: Floats) -> dict[int, float]:
    """Return the weighted n-grams of a text, of length 1 together."""
    values = {
        vocabulary[gram]: (1.0 + math.log(count)) * float(idf[vocabulary[gram]])
        for gram, count in ngrams(sentences).items()
        if gram in vocabulary
    }
    norm = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {at: value / norm for at, value in values.items()}


def lexicon_value(share: float) -> float:
    """Return what a share of the lists weighs as a feature."""
    return math.log(share + 0.02) - math.log(0.02)


class LearnedClassifier(Classifier):
    """The shipped lists with a learnt first level; levels below it come from the lists."""

    def __init__(self, taxonomy: Taxonomy, model: LearnedModel) -> None:
        super().__init__(taxonomy)
        self._model = model
        self._labels = {root.code: root.label for root in taxonomy.roots}

    def classify(self, sentences: Sequence[str], first: str | None = None) -> Classification:
        """Weigh the sentences; a class that the lists do not have any more is not chosen."""
        by_lists = super().classify(sentences, first)
        if first is not None or not any(sentences):
            return by_lists
        shares = dict(by_lists.shares)
        found = self._model.probabilities(
            [one for one in sentences if one],
            [shares.get(self._labels.get(code, ""), 0.0) for code in self._model.roots],
        )
        known = [at for at, code in enumerate(self._model.classes) if code in self._labels]
        if not known:
            return by_lists
        best = max(known, key=lambda at: (found[at], -at))
        label, confidence = self._labels[self._model.classes[best]], round(float(found[best]), 3)
        chosen = by_lists if by_lists.label == label else super().classify(sentences, label)
        scale = confidence / chosen.confidence if chosen.confidence else 0.0
        return replace(
            chosen,
            label=label,
            confidence=confidence,
            level2_confidence=round(min(1.0, chosen.level2_confidence * scale), 3),
            level3_confidence=round(min(1.0, chosen.level3_confidence * scale), 3),
        )


def load_model(folder: Path) -> LearnedModel:
    """Read a model.

    Raises:
        ValueError: it is damaged. OSError: it is not there.
    """
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        idf, weights, bias = (arrays[name].astype(np.float32) for name in ("idf", "weights", "bias"))
    vocabulary = {gram: at for at, gram in enumerate(described["vocabulary"])}
    model = LearnedModel(
        name=folder.name,
        classes=tuple(described["classes"]),
        roots=tuple(described["roots"]),
        vocabulary=vocabulary,
        idf=idf,
        weights=weights,
        bias=bias,
        report=described["report"],
    )
    if weights.shape != (len(vocabulary) + len(model.roots), len(model.classes)) or len(bias) != len(model.classes):
        raise ValueError(f"the model in {folder} is damaged: its weights do not fit its classes")
    return model


def use(models: Path, name: str | None) -> None:
    """Have a model used from now on, or none."""
    pointer = models / CURRENT
    if name is None:
        pointer.unlink(missing_ok=True)
        return
    load_model(models / name)
    fresh = pointer.with_suffix(".new")
    fresh.write_text(f"{name}\n", encoding="ascii")
    fresh.replace(pointer)


def current_name(models: Path) -> str:
    """Return the name of the model in use; empty where there is none, or what says so is damaged."""
    try:
        return (models / CURRENT).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def load_current(models: Path) -> LearnedModel | None:
    """Read the model in use; ``None`` where there is none."""
    name = current_name(models)
    return load_model(models / name) if name else None
