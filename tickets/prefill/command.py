"""Pre-fill of lines of text, for the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from tickets.prefill.engine import prefill
from tickets.prefill.model import PrefillContext, Sentence
from tickets.prefill.text import normalise, split_sentences
from tickets.prefill.times import SHANGHAI

_TIME_FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")


def run_lines(lines: Iterable[str], *, region: str, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield one result per line that is not blank.

    A line is plain text, or a JSON object with `text` and optionally `id`, `subject` (read as the first sentence) and
    `time` (the moment that relative times refer to, `now` otherwise). What is not such an object is plain text.
    Without an `id` the result carries the number of the line, from 1.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _record(line)
        moment = _moment(record.get("time")) or now
        texts = [str(record.get("subject") or ""), str(record.get("text") or "")]
        sentences = [Sentence(piece) for text in texts for piece in split_sentences(normalise(text[:100_000]))]
        fields = prefill(sentences, PrefillContext(region=region, now=moment))
        yield {
            "id": record.get("id", number),
            "fields": {
                name: {"value": s.value, "source": s.source, "confidence": s.confidence, "filled": s.filled}
                for name, s in fields.items()
            },
        }


def _record(line: str) -> dict[str, Any]:
    if line.lstrip().startswith("{"):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return {"text": line}
        if isinstance(record, dict) and isinstance(record.get("text"), str):
            return record
    return {"text": line}


def _moment(value: object) -> datetime | None:
    """Read a moment as ISO 8601 or as 2019/2/28 10:42:00; without an offset it is Asia/Shanghai."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    moment: datetime | None = None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        for form in _TIME_FORMATS:
            try:
                moment = datetime.strptime(text, form).replace(tzinfo=SHANGHAI)
            except ValueError:
                continue
            break
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment
