"""Any recording into the WAV file that Asterisk plays; ffmpeg does the work."""

from __future__ import annotations

import asyncio
import tempfile
import wave
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from foundation.errors import BadInput
from foundation.logs import logger
from ivr.prompts.synthesis import EngineFailed

log = logger(__name__)

RATE = 8000
MOST_BYTES = 20 << 20
"""Of what is uploaded: five minutes of uncompressed stereo are some 50 MB, and no prompt is that long."""
LONGEST_SECONDS = 60.0
SHORTEST_SECONDS = 0.2
READ_SECONDS = 180.0
"""Of an upload: what stands behind it is silence to be cut, or too long."""
CONVERT_SECONDS = 60.0
_TURN = asyncio.Semaphore(1)

# A container that names other files (a playlist) could make ffmpeg read them: only these kinds are opened.
_KINDS = "aac,aiff,amr,asf,caf,flac,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,ogg,w64,wav"
# By peaks: by loudness what begins at once is cut up to its first pause.
_TRIM = "silenceremove=start_periods=1:start_silence=0.15:start_threshold=-45dB:detection=peak"
# Silence of both ends but 150 ms, then the loudness of the shipped prompts.
_FILTER = f"aresample={RATE},{_TRIM},areverse,{_TRIM},areverse,loudnorm=I=-20:TP=-3:LRA=11"


@dataclass(frozen=True)
class Sound:
    """A WAV file of 8000 Hz, mono, 16 bit; its SHA-256 and its length."""

    wav: bytes
    sha256: str
    seconds: float


async def to_prompt(data: bytes) -> Sound:
    """Return a recording of any usual format, trimmed, levelled, at 8 kHz.

    Raises:
        BadInput: it is no sound, nothing is heard in it, or it is too long. EngineFailed: ffmpeg is not there.
    """
    if len(data) > MOST_BYTES:
        raise BadInput(f"a recording has at most {MOST_BYTES >> 20} MB")
    async with _TURN:
        return await _converted(data)


async def _converted(data: bytes) -> Sound:
    with tempfile.TemporaryDirectory(prefix="prompt") as folder:
        source, made = Path(folder) / "source", Path(folder) / "made.wav"
        await asyncio.to_thread(source.write_bytes, data)
        command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-format_whitelist", _KINDS]
        # An hour of speech is a small file, and played backwards it stands in memory as a whole.
        command += ["-threads", "1", "-protocol_whitelist", "file", "-t", str(READ_SECONDS), "-i", str(source), "-vn"]
        command += ["-af", _FILTER, "-ar", str(RATE), "-ac", "1", "-c:a", "pcm_s16le", "-bitexact", str(made)]
        if await _run(command) != 0 or not made.exists():
            raise BadInput("this file cannot be read as a recording")
        return sound_of(await asyncio.to_thread(made.read_bytes))


def sound_of(wav: bytes) -> Sound:
    """Return a WAV file with its measures.

    Raises:
        BadInput: it is not what Asterisk plays, too short or too long.
    """
    try:
        with wave.open(BytesIO(wav)) as file:
            shape = (file.getframerate(), file.getnchannels(), file.getsampwidth())
            seconds = file.getnframes() / RATE
    except (wave.Error, EOFError) as error:
        raise BadInput("this is no WAV file") from error
    if shape != (RATE, 1, 2):
        raise BadInput("a prompt has 8000 Hz, one channel and 16 bit")
    if seconds < SHORTEST_SECONDS:
        raise BadInput("nothing can be heard in this recording")
    if seconds > LONGEST_SECONDS:
        raise BadInput(f"a prompt lasts at most {LONGEST_SECONDS:.0f} s, this one {seconds:.0f} s")
    return Sound(wav, sha256(wav).hexdigest(), round(seconds, 3))


async def _run(command: list[str]) -> int | None:
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except FileNotFoundError as error:
        raise EngineFailed("ffmpeg is not installed") from error
    try:
        async with asyncio.timeout(CONVERT_SECONDS):
            await process.communicate()
    except TimeoutError:
        log.warning("recording_not_converted", seconds=CONVERT_SECONDS)
    finally:
        if process.returncode is None:  # too slow, or whoever asked is gone
            process.kill()
            await process.wait()
    return process.returncode
