"""What set_up_logs lets through: our own words at any level, those of libraries from INFO on."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import asyncio, logging, sys
from foundation.database import Database
from foundation.logs import logger, set_up_logs
from sqlalchemy import text

set_up_logs("test", sys.argv[1])
logger("ours").debug("ours_debug")
logger("ours").info("ours_info")
logging.getLogger("library").debug("library_debug")
logging.getLogger("library").info("library_info")

async def main():
    database = Database(f"sqlite+aiosqlite:///{sys.argv[2]}/store")
    async with database.write() as session:
        await session.execute(text("SELECT :number"), {"number": "19900010001"})
    await database.close()

asyncio.run(main())
"""


def _said(level: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, level, folder], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_at_debug_libraries_say_no_statement_with_its_values(tmp_path: Path) -> None:
    said = _said("DEBUG", tmp_path)
    assert "ours_debug" in said
    assert "library_info" in said
    assert "library_debug" not in said
    assert "19900010001" not in said


def test_at_warning_nobody_speaks_of_less(tmp_path: Path) -> None:
    said = _said("WARNING", tmp_path)
    assert "ours_info" not in said
    assert "library_info" not in said
