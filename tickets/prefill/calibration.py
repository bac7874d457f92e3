"""Turns what a field's rules think of themselves into the share of cases in which they are right."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from tickets.prefill.words import load_document

Points = tuple[tuple[float, float], ...]
"""Corner points (raw confidence, share right), both rising."""

Calibration = Mapping[str, Points]
"""By field; ``category_level1`` to ``category_level3`` for the class."""


def calibrated(calibration: Calibration, field: str, raw: float) -> float:
    """Return the share of values as sure as `raw` that were right when it was measured; `raw` where nothing was."""
    points = calibration.get(field)
    return line(points, raw) if points else raw


def line(points: Sequence[tuple[float, float]], raw: float) -> float:
    """Return the height of the line through `points` at `raw`, level beyond its ends."""
    at = bisect_right([x for x, _ in points], raw)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return y0 + (y1 - y0) * (raw - x0) / (x1 - x0) if x1 > x0 else y1


@functools.cache
def packaged_calibration() -> Calibration:
    """Return the packaged corner points."""
    document = load_document("calibration.yaml")
    return {str(field): tuple((float(x), float(y)) for x, y in points) for field, points in document["fields"].items()}
