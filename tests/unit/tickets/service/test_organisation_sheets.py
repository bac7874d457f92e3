"""The organisation as a spreadsheet: what is written is read back the same, and what is wrong is named by its row."""

from __future__ import annotations

from typing import Any

import pytest

from agent_desktop.spreadsheets import Sheet, as_xlsx, read_xlsx
from foundation.errors import BadInput
from tickets.service.organisation.model import Organisation
from tickets.service.organisation.sheets import HEADS, from_rows, to_rows
from tickets.service.organisation.shelf import shipped_organisation

SMALL = Organisation.model_validate(
    {
        "units": [
            {"code": "city", "name": "市人民政府", "level": "city"},
            {
                "code": "water",
                "name": "市水务局",
                "level": "city",
                "parent": "city",
                "substitute": "city",
                "since": "2026-01-01",
                "contacts": [{"name": "甲", "phone": "020-0000 0001"}],
                "roster": [{"name": "乙", "phone": "", "since": "2026-10-01", "until": "2026-10-07"}],
            },
        ],
        "duties": [
            {
                "unit": "water",
                "classes": ["con_municipal_16", "agr_water"],
                "districts": ["天河区"],
                "basis": "三定方案",
            }
        ],
    }
)


def written(organisation: Organisation) -> dict[str, list[dict[str, str]]]:
    rows = to_rows(organisation)
    return read_xlsx(as_xlsx([Sheet(name, head, rows[name]) for name, head in HEADS.items()]), tuple(HEADS))


@pytest.mark.parametrize("organisation", [SMALL, shipped_organisation("440100")], ids=["small", "shipped"])
def test_what_is_written_is_read_back_the_same(organisation: Organisation) -> None:
    assert from_rows(written(organisation)) == organisation


def changed(sheet: str, row: int, **cells: str) -> dict[str, list[dict[str, Any]]]:
    sheets = written(SMALL)
    sheets[sheet][row] |= cells
    return sheets


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        (changed("units", 1, level="village"), r"units, row 3, level"),
        (changed("units", 1, parent="nowhere"), "water names nowhere"),
        (changed("units", 1, since="someday"), r"units, row 3, since"),
        (changed("people", 0, unit="nowhere"), "people, row 2"),
        (changed("duties", 0, unit="nowhere"), "duty 1 belongs to nowhere"),
    ],
)
def test_what_is_wrong_is_named(sheets: dict[str, list[dict[str, str]]], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        from_rows(sheets)


@pytest.mark.parametrize(
    ("sheets", "reason", "names"),
    [
        (changed("units", 1, parent="nowhere"), "organisation_unknown", {"unit": "water", "other": "nowhere"}),
        (changed("units", 1, parent="water"), "organisation_circle", {"unit": "water"}),
        (changed("duties", 0, unit="nowhere"), "organisation_duty", {"place": 1, "unit": "nowhere"}),
    ],
)
def test_what_does_not_fit_together_has_a_code_that_pages_have_words_for(
    sheets: dict[str, list[dict[str, str]]], reason: str, names: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as caught:
        from_rows(sheets)
    assert caught.value.details == {"reason": reason} | names


def test_a_column_that_is_missing_is_named() -> None:
    sheets = written(SMALL)
    for row in sheets["duties"]:
        del row["basis"]
    with pytest.raises(BadInput, match="duties lacks the columns basis"):
        from_rows(sheets)


@pytest.mark.parametrize("body", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet_is_refused(body: bytes) -> None:
    with pytest.raises(BadInput, match="no spreadsheet"):
        read_xlsx(body, ("units",))


def test_a_sheet_that_is_missing_is_named() -> None:
    with pytest.raises(BadInput, match="no sheet named duties"):
        read_xlsx(as_xlsx([Sheet("units", ["code"], [["a"]])]), ("units", "duties"))
