"""The page on security shows the roles, acts and data classes that are in force, and acts of the audit that exist."""

from __future__ import annotations

import re
from pathlib import Path

from foundation.people.acts import ACTS
from hotline.security_page import security_page

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_the_tables_are_fresh() -> None:
    assert security_page(PAGE) == PAGE, "run `make docs`"


def test_events_of_the_audit_are_all_on_the_page() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "foundation" / "people").glob("*.py"))
    entered = set(re.findall(r'"((?:session|account|password|second_factor)\.[a-z_]+)"', sources)) - ACTS.keys()
    table = PAGE[PAGE.index("## What is written down") : PAGE.index("## Pages")]
    listed = set(re.findall(r"`((?:session|account|password|second_factor)\.[a-z_]+)`", table))
    listed |= {f"account.{name}" for name in re.findall(r"`account\.\w+`, `account\.(\w+)`", table)}
    assert entered == listed
