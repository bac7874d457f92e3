"""Which agent a demonstration call plays: one process each, by a locked file that the kernel frees with its holder."""

from __future__ import annotations

import fcntl
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from foundation.errors import Unavailable


@contextmanager
def claimed_agent(folder: Path, agents: Sequence[str], free: Callable[[str], bool]) -> Iterator[str]:
    """Yield an agent that is ``free`` and that no other process plays, held until the block ends.

    ``free`` is asked once the claim is held: whoever held it before has logged the agent off by then.

    Raises:
        Unavailable: every agent is played by another call or logged in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for agent in random.sample(list(agents), len(agents)):
        with (folder / f"agent-{agent}.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            if free(agent):
                yield agent
                return
    raise Unavailable(
        "every demonstration agent is logged in or in another demonstration call: wait for its end, "
        "or log one off with `hotline agent logoff CODE`"
    )
