"""The page of a ticket's life shows the table as it is."""

from __future__ import annotations

from pathlib import Path

from tickets.service.lifecycle.page import PAGE, page
from tickets.service.lifecycle.states import Act, State


def test_the_page_is_fresh() -> None:
    text = (Path(__file__).resolve().parents[4] / PAGE).read_text("utf-8")
    assert page(text) == text, "run `make docs`"
    assert all(f"`{act}`" in text for act in Act if act is not Act.ACCEPT)
    assert all(state in text for state in State)
