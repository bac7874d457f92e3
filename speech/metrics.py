"""What the speech process counts."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SOCKETS = Gauge("hotline_speech_taps", "Live taps connected")
SOCKETS_REFUSED = Counter("hotline_speech_taps_refused_total", "Connections that were not taken", ["reason"])
UTTERANCES = Counter("hotline_speech_utterances_total", "Utterances of live taps by what became of them", ["outcome"])
BACKLOG = Gauge("hotline_speech_backlog", "Pieces of audio waiting for a recogniser")
JOBS = Counter("hotline_speech_jobs_total", "Pieces of audio by how recognition ended", ["outcome"])
WORKER_STARTS = Counter("hotline_speech_worker_starts_total", "Recogniser processes started")
WORKER_KILLS = Counter("hotline_speech_worker_ends_total", "Recogniser processes that ended unasked", ["reason"])
RECOGNITION_SECONDS = Histogram(
    "hotline_speech_recognition_seconds",
    "From the end of an utterance to its text",
    buckets=(0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 13, 30),
)
