"""Marks each test by the folder of its tier."""

import os
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

# Time is measured by the bench, never by a test: a busy machine must not fail one.
settings.register_profile(
    "hotline",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=int(os.environ.get("HOTLINE_EXAMPLES", "100")),  # fewer where one waits for them
)
settings.load_profile("hotline")

# As in every process of ours: standard output is for results. Of the moment, for tests change what it is.
structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))

TIERS = ("unit", "scenario", "integration", "telephone", "browser", "soak", "bench")
ROOT = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test the mark of its tier, so that `-m unit` and `tests/unit` choose the same."""
    for item in items:
        tier = item.path.relative_to(ROOT).parts[0]
        if tier in TIERS:
            item.add_marker(tier)
