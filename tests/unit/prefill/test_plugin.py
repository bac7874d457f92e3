"""Another's pre-fill behind ours: sound, wrong, late, absent."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest

from foundation.errors import BadInput
from tickets.prefill import PrefillContext, Sentence, Suggestion, prefill
from tickets.prefill.plugin import PluggedPrefill, load_plugin
from tickets.prefill.times import SHANGHAI

pytestmark = pytest.mark.unit
CONTEXT = PrefillContext(now=datetime(2026, 11, 23, 9, 5, tzinfo=SHANGHAI))
SAID = [Sentence("天河区的路灯坏了")]
Found = Mapping[str, Suggestion]


def plugin(found: object = None, *, seconds: float = 0.0, error: type[Exception] | None = None) -> PluggedPrefill:
    def answer(sentences: Sequence[Sentence], context: PrefillContext, by_rules: Found) -> Found:
        time.sleep(seconds)
        if error is not None:
            raise error("words of a citizen")
        return found  # type: ignore[return-value]

    return PluggedPrefill(answer, limit_seconds=0.2, rest_seconds=60)


def test_it_changes_what_it_names_and_no_more() -> None:
    company = Suggestion("company", "某公司", None, 0.9, False, None)
    asked = plugin({"company": company})(SAID, CONTEXT)
    assert (asked["company"].value, asked["company"].filled) == ("某公司", True)
    assert {name: one for name, one in asked.items() if name != "company"} == {
        name: one for name, one in prefill(SAID, CONTEXT).items() if name != "company"
    }


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        [],
        {"colour": Suggestion("colour", "red", None, 1.0, True, None)},
        {"company": "某公司"},
        {"company": None},
    ],
)
def test_what_cannot_be_is_left_out(nonsense: object) -> None:
    assert plugin(nonsense)(SAID, CONTEXT) == prefill(SAID, CONTEXT)


def test_it_is_never_surer_than_certain_nor_fills_below_the_threshold() -> None:
    found = plugin(
        {
            "company": Suggestion("x", "某", None, 7.0, False, None),
            "place": Suggestion("x", "某", None, -1.0, True, None),
        }
    )(SAID, CONTEXT)
    assert (found["company"].field, found["company"].confidence, found["company"].filled) == ("company", 1.0, True)
    assert (found["place"].confidence, found["place"].filled) == (0.0, False)


def test_one_that_raises_costs_nothing() -> None:
    asked = plugin(error=RuntimeError)
    assert asked(SAID, CONTEXT) == asked(SAID, CONTEXT) == prefill(SAID, CONTEXT)


def test_one_that_is_late_is_left_alone_for_a_while() -> None:
    asked = plugin({}, seconds=1.0)
    began = time.monotonic()
    assert asked(SAID, CONTEXT) == prefill(SAID, CONTEXT)
    assert time.monotonic() - began < 0.9
    began = time.monotonic()
    asked(SAID, CONTEXT)
    assert time.monotonic() - began < 0.15, "it is not waited for again"


def test_one_that_nobody_provides_is_named() -> None:
    with pytest.raises(BadInput, match="HOTLINE_PREFILL_PLUGIN"):
        load_plugin("gpt")
