"""Learns first-level classes from labelled appeals and says whether that is better than the lists. Needs scikit-learn.

N-grams that fewer than three appeals have are left out, so that no name of a person gets into a model.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from foundation.errors import BadInput
from tickets.learning.learned import LearnedModel, lexicon_value, ngram_values, ngrams
from tickets.prefill.classify import Classifier
from tickets.prefill.text import normalise, split_sentences

FEWEST = 100
"""Appeals below which nothing is learnt."""
FEWEST_OF_CLASS = 8
RARE = 3
MOST_NGRAMS = 60_000
HELD_OUT = 0.2
BETTER = 0.01
"""By how much macro-F1 has to grow for a switch."""
SURE = 0.95
SAMPLES = 2000


@dataclass(frozen=True)
class Labelled:
    """An appeal with the first-level code that agents gave it."""

    text: str
    code: str


@dataclass(frozen=True)
class Comparison:
    """What both made of the appeals held out; ``better_share``: how often the learnt one wins in resampled sets."""

    learnt_from: int
    held_out: int
    classes: int
    shipped_macro_f1: float
    shipped_accuracy: float
    learnt_macro_f1: float
    learnt_accuracy: float
    better_share: float
    switch: bool


def train(appeals: Sequence[Labelled], classifier: Classifier, now: datetime) -> tuple[LearnedModel, Comparison]:
    """Learn from four of five and compare on the fifth; ``appeals`` are in the order of time.

    The model that is returned has learnt from all of them.

    Raises:
        BadInput: there are too few, of too few classes.
    """
    roots = tuple(root.code for root in classifier.taxonomy.roots)
    known = [one for one in appeals if one.code in roots and one.text.strip()]
    counts = Counter(one.code for one in known)
    kept = [one for one in known if counts[one.code] >= FEWEST_OF_CLASS]
    if len(kept) < FEWEST or len({one.code for one in kept}) < 2:
        raise BadInput(
            f"{len(kept)} appeals of {len({one.code for one in kept})} classes with {FEWEST_OF_CLASS} or more each: "
            f"{FEWEST} of two classes are needed"
        )
    read = [_sentences(one.text) for one in kept]
    codes = [one.code for one in kept]
    shares = [_shares(classifier, sentences) for sentences in read]
    # Every fifth is held out: of a busy week as of a quiet one.
    step = round(1 / HELD_OUT)
    out = [at for at in range(len(kept)) if at % step == step - 1]
    rest = [at for at in range(len(kept)) if at % step != step - 1]
    part = _fit([read[at] for at in rest], [shares[at] for at in rest], [codes[at] for at in rest], roots, "")
    labels = {root.label: root.code for root in classifier.taxonomy.roots}
    truth = [codes[at] for at in out]
    shipped = [labels.get(classifier.classify(read[at]).label or "", "") for at in out]
    learnt = [part.classes[int(part.probabilities(read[at], shares[at]).argmax())] for at in out]
    comparison = compared(truth, shipped, learnt, len(rest))
    name = f"{now:%Y%m%dT%H%M%S}"
    whole = _fit(read, shares, codes, roots, name)
    report = {"made_at": now.isoformat(), "appeals": len(kept), "by_class": dict(Counter(codes)), **asdict(comparison)}
    return replace(whole, report=report), comparison


def compared(truth: Sequence[str], shipped: Sequence[str], learnt: Sequence[str], learnt_from: int) -> Comparison:
    """Return the figures of both, and whether the learnt one is surely better."""
    real, first, second = (np.array(one, dtype=object) for one in (truth, shipped, learnt))
    classes = sorted(set(truth))
    before, after = (_macro(real, one, classes) for one in (first, second))
    draw = np.random.default_rng(12345)
    wins = 0.0
    for _ in range(SAMPLES):
        at = draw.integers(0, len(real), len(real))
        wins += float(np.mean(real[at] == second[at]) > np.mean(real[at] == first[at]))
    share = wins / SAMPLES
    return Comparison(
        learnt_from=learnt_from,
        held_out=len(truth),
        classes=len(classes),
        shipped_macro_f1=round(before, 4),
        shipped_accuracy=round(float(np.mean(real == first)), 4),
        learnt_macro_f1=round(after, 4),
        learnt_accuracy=round(float(np.mean(real == second)), 4),
        better_share=round(share, 3),
        switch=after - before >= BETTER and share >= SURE,
    )


def _macro(truth: np.ndarray, given: np.ndarray, classes: list[str]) -> float:
    return float(f1_score(truth, given, labels=classes, average="macro", zero_division=0))


def _sentences(text: str) -> list[str]:
    return split_sentences(normalise(text[:20_000]))


def _shares(classifier: Classifier, sentences: Sequence[str]) -> list[float]:
    found = dict(classifier.classify(sentences).shares)
    return [found.get(root.label, 0.0) for root in classifier.taxonomy.roots]


def _fit(
    read: Sequence[Sequence[str]],
    shares: Sequence[Sequence[float]],
    codes: Sequence[str],
    roots: tuple[str, ...],
    name: str,
) -> LearnedModel:
    seen: Counter[str] = Counter(gram for sentences in read for gram in ngrams(sentences))
    grams = sorted((gram for gram, count in seen.items() if count >= RARE), key=lambda gram: (-seen[gram], gram))
    grams = grams[:MOST_NGRAMS]
    vocabulary = {gram: at for at, gram in enumerate(grams)}
    idf = np.array([np.log((1 + len(read)) / (1 + seen[gram])) + 1 for gram in grams], dtype=np.float32)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for number, sentences in enumerate(read):
        found = ngram_values(sentences, vocabulary, idf)
        found.update({len(grams) + at: lexicon_value(share) for at, share in enumerate(shares[number])})
        rows += [number] * len(found)
        columns += found.keys()
        values += found.values()
    matrix = csr_matrix((values, (rows, columns)), shape=(len(read), len(grams) + len(roots)))
    fit = LogisticRegression(C=4.0, max_iter=400)
    fit.fit(matrix, list(codes))
    weights, bias = fit.coef_.T, fit.intercept_
    if len(fit.classes_) == 2:  # one column says both
        weights, bias = np.hstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return LearnedModel(
        name=name,
        classes=tuple(str(code) for code in fit.classes_),
        roots=roots,
        vocabulary=vocabulary,
        idf=idf,
        weights=weights.astype(np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        report={},
    )


def save(model: LearnedModel, models: Path) -> Path:
    """Write a model into a folder of its name; it is there whole or not at all."""
    models.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=".making-", dir=models))
    try:
        described = {
            "classes": model.classes,
            "roots": model.roots,
            "vocabulary": list(model.vocabulary),
            "report": model.report,
        }
        (making / "model.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(making / "weights.npz", idf=model.idf, weights=model.weights, bias=model.bias)
        making.chmod(0o755)
        making.rename(models / model.name)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return models / model.name
