"""`python -m hotline.openapi`: prints the description of the HTTP interface without a running hotline."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx

from foundation.clock import SystemClock
from foundation.crypto import Vault
from foundation.database import Database
from foundation.settings import Settings
from foundation.wake import LocalWake
from hotline.setup.secrets import FOLDER, ensure_secrets
from hotline.web import create_app
from hotline.wiring import House


async def openapi() -> dict[str, Any]:
    """Return what `/openapi.json` answers, demonstration routes included; nothing of this copy is read."""
    with tempfile.TemporaryDirectory() as folder:
        ensure_secrets(Path(folder))
        settings = Settings(
            var=Path(folder),
            database_url="",
            redis_url="none",
            ticket_service_url="",
            public_host="",
            demonstration=True,
        )
        database = Database(settings.database)
        house = House(settings, database, LocalWake(), Vault.from_files(settings.var / FOLDER), SystemClock())
        try:
            async with httpx.AsyncClient() as client:
                return create_app(house, client).openapi()
        finally:
            await database.close()


def openapi_text() -> str:
    """Return the description as text that is the same for the same routes."""
    return json.dumps(asyncio.run(openapi()), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(openapi_text())
