"""Writes the contract as a document: ``python -m tickets.service.openapi > tickets/contract/openapi.json``."""

from __future__ import annotations

import json
import sys

from foundation.crypto import Vault
from foundation.database import Database
from tickets.service.app import create_service_app


def document() -> str:
    """Return the OpenAPI document of the contract as text; needs no database and no secret."""
    vault = Vault({"k1": bytes(32)}, "k1", bytes(32))
    database = Database("sqlite+aiosqlite:///./never-opened.sqlite3")
    app = create_service_app(database, region="440100", webhook_secret="not-a-secret-only-a-shape", vault=vault)
    return json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
