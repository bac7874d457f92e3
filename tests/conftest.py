"""Marks each test by the folder of its tier."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Time is measured by the bench, never by a test: a busy machine must not fail one.
settings.register_profile(
    "hotline",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=int(os.environ.get("HOTLINE_EXAMPLES", "100")),  # fewer where one waits for them
)
settings.load_profile("hotline")

TIERS = ("unit", "scenario", "integration", "telephone", "browser", "soak", "bench")
ROOT = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test the mark of its tier, so that `-m unit` and `tests/unit` choose the same."""
    for item in items:
        tier = item.path.relative_to(ROOT).parts[0]
        if tier in TIERS:
            item.add_marker(tier)
