"""Alert rules: every metric, label value and command that they name exists; each says what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = [
    rule for group in yaml.safe_load((ROOT / "docs" / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
METRICS = (ROOT / "docs" / "metrics.md").read_text()


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_a_rule_names_what_is_there_and_says_what_to_do(rule: dict) -> None:  # type: ignore[type-arg]
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert re.search(r"[\u4e00-\u9fff]", rule["annotations"]["summary"])
    assert len(rule["annotations"]["action"]) > 20
    names = re.findall(r"\bhotline_[a-z_]+", rule["expr"])
    assert names
    for name in names:
        line = re.search(rf"^\| `{name.removesuffix('_bucket')}` \|.*$", METRICS, re.MULTILINE)
        assert line, f"{name} is not on the page of metrics"
        assert name.endswith("_bucket") == ("histogram" in line[0])
    for label, value in re.findall(r'(\w+)=~?"([^"]+)"', rule["expr"]):
        for one in value.split("|"):
            assert _knows(names, label, one), f"{label}={one} is on no line of {names}"


def _knows(names: list[str], label: str, value: str) -> bool:
    """Tell whether the page names this value of a label for one of the metrics, or the label stands for codes."""
    lines = [line for line in METRICS.splitlines() if any(f"`{name}`" in line for name in names)]
    listed = [line for line in lines if f"`{label}`" in line]
    return any(value in line or label in ("destination", "state") for line in listed)


def test_rules_have_names_of_their_own() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names)) >= 12
    assert all(re.fullmatch(r"Hotline[A-Z][A-Za-z]+", name) for name in names)
