"""Serves one folder the way the pages are served: the same router, the same headers, and nothing else."""

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from agent_desktop.headers import SecurityHeaders
from agent_desktop.pages import create_pages


def main(port: int, folder: Path) -> None:
    """Serve until killed."""
    app = FastAPI()
    app.include_router(create_pages(folder))
    app.add_middleware(SecurityHeaders)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
