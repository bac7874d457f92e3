"""Four calls with live words, over and over until killed: what else may be busy while something is measured.

Taps, voice activity, recogniser, correction and store as in `test_words`, in a process that stands back as the speech
process does. ``python talkers.py FOLDER``: prints `ready` once words came.
"""

import asyncio
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "telephone"))

from figures import state_folder
from switch_rig import free_port, until
from test_words import Timed, TimedSpeech, _appeals, _level

from foundation.clock import SystemClock
from foundation.database import Database
from foundation.settings import Settings
from foundation.wake import LocalWake
from hotline.migrate import migrate
from hotline.process import take_priority
from hotline.speech_process import build_engine, word_list
from speech.pool import RecogniserPool
from tickets.prefill import packaged_lists

TALKERS = 4


async def main(folder: Path) -> None:
    """Have four people talk until the process is killed."""
    settings = Settings(var=folder, speech_engine="whisper", speech_model=str(state_folder() / "models/whisper-base"))
    database = Database(f"sqlite+aiosqlite:///{folder / 'talkers.sqlite3'}")
    await migrate(database)
    pool = RecogniserPool(partial(build_engine, settings), settings.speech_workers)
    port = free_port()
    live = TimedSpeech(
        database,
        LocalWake(),
        SystemClock(),
        Timed(pool),
        address=f"127.0.0.1:{port}",
        languages=frozenset({"zh"}),
        capacity=2 * TALKERS,
        incoming=folder / "incoming",
        words=word_list(packaged_lists(settings.region)),
    )
    live.waits = []
    await pool.start()
    assert await pool.wait_ready(), "the recogniser is not ready"
    serving = asyncio.create_task(live.run())
    appeals = _appeals()
    talking = asyncio.create_task(_level(database, live, port, [appeals * 20] * TALKERS))
    await until(lambda: bool(live.waits), True, "words came", 60)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.gather(serving, talking)


if __name__ == "__main__":
    take_priority("speech")
    asyncio.run(main(Path(sys.argv[1])))
