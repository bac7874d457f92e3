"""Measure the pre-fill's first-level classification on a labelled file.

usage: python scripts/measure_prefill.py FILE [--json] [--errors]

FILE holds one JSON object per line with `text`, `category` and optionally `subject`. Prints macro-F1 over the classes
of the file, accuracy, the share of messages whose category would be filled and how often that is right, milliseconds
per message and the confusions. Texts are never printed; --errors lists ids only.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tickets.prefill.command import run_lines
from tickets.prefill.times import warm_up


def macro_f1(gold: list[str], predicted: list[str | None]) -> float:
    """Mean F1 over the classes that occur in `gold`."""
    scores = []
    for label in sorted(set(gold)):
        hits = sum(g == p == label for g, p in zip(gold, predicted, strict=True))
        total = gold.count(label) + predicted.count(label)
        scores.append(2 * hits / total if total else 0.0)
    return sum(scores) / len(scores) if scores else 0.0


def main() -> int:
    """Run the measurement; 0 when the file held labelled messages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--errors", action="store_true", help="also list the ids of misclassified messages")
    options = parser.parse_args()
    lines = [line for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines:
        print("no messages in the file", file=sys.stderr)  # noqa: T201
        return 1
    gold = [str(json.loads(line)["category"]) for line in lines]
    warm_up()
    started = time.perf_counter()
    results = list(run_lines(lines, region="440100", now=datetime.now(UTC)))
    elapsed = time.perf_counter() - started
    categories = [result["fields"]["category"] for result in results]
    predicted: list[str | None] = [category["value"] for category in categories]
    filled = [(g, c["value"]) for g, c in zip(gold, categories, strict=True) if c["filled"]]
    wrong = Counter((g, p) for g, p in zip(gold, predicted, strict=True) if g != p)
    report = {
        "messages": len(gold),
        "macro_f1": round(macro_f1(gold, predicted), 4),
        "accuracy": round(sum(g == p for g, p in zip(gold, predicted, strict=True)) / len(gold), 4),
        "filled_rate": round(len(filled) / len(gold), 4),
        "filled_accuracy": round(sum(g == p for g, p in filled) / len(filled), 4) if filled else None,
        "milliseconds_per_message": round(1000 * elapsed / len(gold), 2),
        "confusions": [{"is": g, "taken_for": p, "count": n} for (g, p), n in wrong.most_common()],
    }
    if options.errors:
        report["errors"] = [r["id"] for r, g, p in zip(results, gold, predicted, strict=True) if g != p]
    if options.json:
        print(json.dumps(report, ensure_ascii=False))  # noqa: T201
    else:
        for key, value in report.items():
            print(f"{key}: {value}" if not isinstance(value, list) else f"{key}:")  # noqa: T201
            for item in value if isinstance(value, list) else ():
                print("  ", item)  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
