"""What can go wrong between a tap and its words."""

from __future__ import annotations

from foundation.errors import BadInput, HotlineError, Unavailable


class BadAudio(BadInput):
    """The file or the samples are not audio that we can read; the message says what would be."""

    code = "bad_audio"


class StreamingUnsupported(HotlineError):
    """The engine recognises whole utterances only; ask ``capabilities.streaming`` first."""

    code = "streaming_unsupported"


class ModelMissing(Unavailable):
    """The model's files are absent or damaged; the message names the folder and the remedy."""

    code = "speech_model_missing"
    retryable = False


class RecognitionFailed(Unavailable):
    """The engine gave up on a piece of audio."""

    code = "recognition_failed"
