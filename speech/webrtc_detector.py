"""Says of one frame whether it holds a voice. The only importer of ``webrtcvad``."""

from __future__ import annotations

from typing import Protocol

import webrtcvad

from speech.engine import RATE
from speech.voice_activity import FRAME_BYTES


class SpeechDetector(Protocol):
    """Tells voice from the rest, frame by frame, in order."""

    def is_speech(self, frame: bytes) -> bool:
        """Judge one frame of ``FRAME_BYTES``."""
        ...


class WebRtcDetector:
    """WebRTC's detector at 8 kHz; adapts to the line's noise, so one copy a tap."""

    def __init__(self, aggressiveness: int = 2) -> None:
        self._detector = webrtcvad.Vad(aggressiveness)

    def is_speech(self, frame: bytes) -> bool:
        """Judge one frame of ``FRAME_BYTES``."""
        if len(frame) != FRAME_BYTES:
            raise ValueError(f"a frame has {FRAME_BYTES} bytes, not {len(frame)}")
        return bool(self._detector.is_speech(frame, RATE))
