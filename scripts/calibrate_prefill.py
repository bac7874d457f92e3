"""Write tickets/prefill/calibration.yaml from labelled appeals: which share of values as sure as that is right.

usage: python scripts/calibrate_prefill.py [FILE]

FILE holds one appeal per line (tests/bench/appeals/README.md says how); the invented appeals of the benchmark when none
is given. Every other appeal is used, the rest is left to the benchmark's reliability table.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import yaml
from sklearn.isotonic import IsotonicRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench")]

from field_truth import FIELDS, true  # noqa: E402 - found by the path above

from tickets.prefill import PrefillContext, Sentence, normalise, packaged_lists, prefill, split_sentences  # noqa: E402

PRIOR = 3.0
"""Appeals that speak for the raw confidence itself, so that few cases do not make certain."""
MOST_POINTS = 6


def pairs(rows: list[dict[str, object]]) -> dict[str, list[tuple[float, bool]]]:
    """Return raw confidence and truth of every value that is suggested, by field."""
    lists = replace(packaged_lists("440100"), calibration={})
    found: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        text, truth = str(row["text"]), row["truth"]
        assert isinstance(truth, dict)
        sentences = [Sentence(piece) for piece in split_sentences(normalise(text))]
        fields = prefill(sentences, PrefillContext(now=datetime.fromisoformat(str(row["now"])), lists=lists))
        for name in FIELDS:
            if name != "category" and fields[name].value is not None:
                found[name].append((fields[name].confidence, true(name, fields[name], truth)))
        classes = lists.classifier.classify([sentence.text for sentence in sentences])
        levels = (classes.label, classes.level2, classes.level3)
        sure = (classes.confidence, classes.level2_confidence, classes.level3_confidence)
        for level in range(3):
            if levels[level] is not None and len(truth["category"]) > level:
                right = list(levels[: level + 1]) == truth["category"][: level + 1]
                found[f"category_level{level + 1}"].append((sure[level], right))
    return found


def corners(seen: list[tuple[float, bool]]) -> list[list[float]]:
    """Return the corner points of a rising line through what was seen."""
    raw = np.array([x for x, _ in seen])
    right = np.array([float(y) for _, y in seen])
    prior = np.linspace(0.05, 0.95, 10)
    fit = IsotonicRegression(y_min=0.02, y_max=0.98, out_of_bounds="clip")
    weights = np.concatenate([np.ones(len(raw)), np.full(len(prior), PRIOR / len(prior))])
    fit.fit(np.concatenate([raw, prior]), np.concatenate([right, prior]), sample_weight=weights)
    grid = np.unique(np.quantile(np.concatenate([raw, [0.0, 1.0]]), np.linspace(0, 1, MOST_POINTS)).round(2))
    # The mean around a point, not its step: neighbours are told apart.
    heights = [float(np.mean(fit.predict(np.clip(np.linspace(x - 0.06, x + 0.06, 9), 0, 1)))) for x in grid]
    return [[float(x), round(y, 3)] for x, y in zip(grid, np.maximum.accumulate(heights), strict=True)]


def main() -> int:
    """Write the file."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "tests" / "bench" / "appeals" / "invented.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()][::2]
    fields = {name: corners(seen) for name, seen in sorted(pairs(rows).items()) if len(seen) >= 10}
    target = ROOT / "tickets" / "prefill" / "calibration.yaml"
    head = (
        "# Raw confidence -> share that was right, as corner points of a rising line (scripts/calibrate_prefill.py).\n"
    )
    lines = [f"  {name}: {json.dumps(points)}\n" for name, points in fields.items()]
    target.write_text(f"{head}version: 1\nfields:\n{''.join(lines)}", encoding="utf-8")
    assert yaml.safe_load(target.read_text(encoding="utf-8"))["fields"].keys() == fields.keys()
    return 0


if __name__ == "__main__":
    sys.exit(main())
