"""Pre-fill of invented appeals: time an utterance, appeals a second, fields right, and whether it is as sure as right.

The peer is the work that no pre-fill can leave out, by the libraries alone: segmentation (rjieba) and times (jionlp) of
the same utterances. The reliability table and the shares are of the appeals that the calibration was not made from.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

import rjieba
from field_truth import FIELDS, right, true
from figures import ROOT, Report

from tickets.prefill import PrefillContext, Sentence, normalise, packaged_lists, prefill, split_sentences, warm_up
from tickets.prefill.times import find_happened_at

ROUNDS = 3
BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))


def appeals() -> list[dict[str, Any]]:
    """Return the invented appeals."""
    lines = (ROOT / "tests" / "bench" / "appeals" / "invented.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def sentences(text: str) -> list[Sentence]:
    """Return a text as utterances."""
    return [Sentence(piece, "caller", f"u{at}") for at, piece in enumerate(split_sentences(normalise(text)))]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def test_prefill(report: Callable[[str], Report]) -> None:
    made = report("rjieba and jionlp alone, same utterances")
    warm_up()
    packaged_lists("440100")
    rows = appeals()
    said = [(sentences(row["text"]), PrefillContext(now=datetime.fromisoformat(row["now"]))) for row in rows]
    for parts, context in said[:10]:
        prefill(parts, context)
    with made.watched():
        # As a draft grows: after each utterance everything said so far is read again.
        growing = [(parts[:at], context) for parts, context in said for at in range(1, len(parts) + 1)]
        ours = min(_timed(lambda: [prefill(parts, context) for parts, context in growing]) for _ in range(ROUNDS))
        peer = min(_timed(lambda: [_bare(parts, context) for parts, context in growing]) for _ in range(ROUNDS))
        whole = min(_timed(lambda: [prefill(parts, context) for parts, context in said]) for _ in range(ROUNDS))
        bare = min(_timed(lambda: [_bare(parts, context) for parts, context in said]) for _ in range(ROUNDS))
    made.add("a growing draft", "utterance", "ms", ours / len(growing) * 1000, peer / len(growing) * 1000)
    made.add("whole appeals", "a second", "", len(said) / whole, len(said) / bare)
    held_out = [(row, prefill(*one)) for number, (row, one) in enumerate(zip(rows, said, strict=True)) if number % 2]
    shares = {
        name: sum(right(name, fields[name], row["truth"]) for row, fields in held_out) / len(held_out)
        for name in FIELDS
    }
    made.add("held-out appeals", "fields right", "", sum(shares.values()) / len(shares))
    made.details["right_by_field"] = {name: round(share, 3) for name, share in shares.items()}
    made.details["reliability"] = _reliability(held_out)
    made.write()


def _bare(parts: list[Sentence], context: PrefillContext) -> None:
    for part in parts:
        rjieba.tag(part.text)
    find_happened_at(parts, context.now)


def _reliability(found: list[tuple[dict[str, Any], Any]]) -> list[dict[str, float]]:
    """Return of each bin of confidence how many values were suggested, how sure they were, how many were right."""
    bins: dict[tuple[float, float], list[tuple[float, bool]]] = defaultdict(list)
    for row, fields in found:
        for name in FIELDS:
            if fields[name].value is not None:
                sure = fields[name].confidence
                bins[next(one for one in BINS if one[0] <= sure < one[1])].append(
                    (sure, true(name, fields[name], row["truth"]))
                )
    return [
        {
            "from": low,
            "to": min(high, 1.0),
            "values": len(seen),
            "sure": round(sum(sure for sure, _ in seen) / len(seen), 3),
            "right": round(sum(is_right for _, is_right in seen) / len(seen), 3),
        }
        for (low, high), seen in sorted(bins.items())
    ]
