"""Codes of the second factor: one step early or late, never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from foundation.people import totp

NOW = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
SECRET = totp.new_secret()


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238 appendix B, SHA-1, the last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert totp.code_at(secret, datetime.fromtimestamp(seconds, UTC)) == code


@pytest.mark.parametrize(("late", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_a_step_off(late: int, accepted: bool) -> None:
    code = totp.code_at(SECRET, NOW + late * timedelta(seconds=30))
    assert (totp.accepted_step(SECRET, code, NOW, 0) is not None) == accepted


def test_a_code_is_good_once() -> None:
    code = totp.code_at(SECRET, NOW)
    step = totp.accepted_step(SECRET, code, NOW, 0)
    assert step is not None
    assert totp.accepted_step(SECRET, code, NOW, step) is None
    assert totp.accepted_step(SECRET, totp.code_at(SECRET, NOW - timedelta(seconds=30)), NOW, step) is None


def test_the_picture_is_svg_without_script_or_style() -> None:
    picture = totp.svg(totp.uri(SECRET, "li.wei"))
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(picture).iter()}
    assert tags == {"svg", "g", "path"}
    assert ElementTree.fromstring(picture).tag.startswith("{http://www.w3.org/2000/svg}"), "no image without it"
    assert "style=" not in picture
