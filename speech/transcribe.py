"""Words of a whole recording: for ``hotline transcribe`` and for transcripts after the call."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from speech.batching import Piece, next_batch
from speech.engine import RATE, Recognition, SpeechToText
from speech.errors import RecognitionFailed
from speech.numbers import mask_numbers
from speech.samples import Floats, at_rate, loudness, to_pcm
from speech.voice_activity import FRAME_BYTES, Ended, Endpointer, Event
from speech.wav_file import read_wav
from speech.webrtc_detector import WebRtcDetector


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words between two moments of a recording; ``channel`` counts from 0 (of a stereo file, left)."""

    channel: int
    started_at_seconds: float
    ended_at_seconds: float
    text: str
    confidence: float
    language: str


def transcribe_file(path: Path, engine: SpeechToText, language: str = "zh") -> list[Utterance]:
    """Return the utterances of a WAV file in order of time, each channel recognised by itself.

    Blocks for about a quarter of the speech's length with Whisper base. ``BadAudio`` for files that are no PCM WAV,
    ``RecognitionFailed`` when the engine does not know the language. A recording without speech has no utterances.
    """
    known = engine.capabilities.languages
    if language not in known:
        raise RecognitionFailed(f"the configured engine recognises {', '.join(sorted(known))}, not {language}")
    audio = read_wav(path)
    found: list[Utterance] = []
    for channel, samples in enumerate(audio.channels):
        open_digits = 0
        for piece in pieces_of(at_rate(samples, audio.rate)):
            recognition = engine.transcribe(piece.pcm, language)
            if recognition.rejected is None and recognition.text:
                masked = mask_numbers(recognition.text, open_digits)
                open_digits = masked.open_digits
                found.append(_utterance(channel, piece, recognition, masked.text, language))
    return sorted(found, key=lambda utterance: (utterance.started_at_seconds, utterance.channel))


def pieces_of(samples: Floats) -> Iterator[Piece]:
    """Yield the pieces of 8 kHz sound that hold speech, joined to what a recogniser takes at once."""
    pcm = to_pcm(samples)
    pcm += bytes(-len(pcm) % FRAME_BYTES)
    endpointer, detector = Endpointer(), WebRtcDetector()
    waiting: deque[Piece] = deque()
    events: list[Event] = []
    for at in range(0, len(pcm), FRAME_BYTES):
        frame = pcm[at : at + FRAME_BYTES]
        events += endpointer.accept(detector.is_speech(frame), loudness(frame))
    events += endpointer.finish()
    for event in events:
        if isinstance(event, Ended):
            waiting.append(Piece(len(waiting), event.start, event.end, pcm[event.start * 2 : event.end * 2]))
    while (piece := next_batch(waiting)) is not None:
        yield piece


def _utterance(channel: int, piece: Piece, heard: Recognition, text: str, language: str) -> Utterance:
    """Take the times of the words where the engine gives them: a batch has silence at its edges."""
    start, end = piece.start / RATE, piece.end / RATE
    if heard.words:
        begin = start
        start = min(end, begin + max(0.0, heard.words[0].start_seconds))
        end = max(start, min(end, begin + heard.words[-1].end_seconds))
    return Utterance(channel, round(start, 3), round(end, 3), text, round(heard.confidence, 4), language)
