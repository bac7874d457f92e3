"""Logs: one JSON object a line on standard error; ids only, never numbers, names, keys or words."""

from __future__ import annotations

import logging
import sys
from typing import cast

import structlog


def set_up_logs(process: str, level: str = "INFO") -> None:
    """Configure logging of this process; every line carries ``process``.

    Below INFO only our own modules speak: libraries then write whole statements with their values, frames and messages.
    """
    libraries = max(logging.INFO, logging.getLevelNamesMapping()[level])
    logging.basicConfig(stream=sys.stderr, level=libraries, format="%(levelname)s %(name)s %(message)s", force=True)
    for noisy in ("httpx", "httpcore", "panoramisk", "uvicorn.access", "alembic", "faster_whisper"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(module=name))
