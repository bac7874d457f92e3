"""The organisation as rows of a spreadsheet, and back: units, contacts, rosters, duties (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from foundation.errors import BadInput
from tickets.service.organisation.model import UNFIT, Contact, Organisation

APART = "、"
UNITS = ("code", "name", "level", "parent", "substitute", "since", "until")
PEOPLE = ("unit", "list", "name", "phone", "since", "until")
DUTIES = ("unit", "classes", "districts", "streets", "communities", "basis", "since", "until")
HEADS: dict[str, Sequence[str]] = {"units": UNITS, "people": PEOPLE, "duties": DUTIES}
"""Sheets and their columns; ``list`` is ``contacts`` or ``roster``, several values stand apart by ``、``."""
Rows = Mapping[str, str]


def to_rows(organisation: Organisation) -> dict[str, list[list[str]]]:
    """Return the rows of each sheet."""

    def day(value: object) -> str:
        return str(value) if value is not None else ""

    def person(unit: str, which: str, one: Contact) -> list[str]:
        return [unit, which, one.name, one.phone, day(one.since), day(one.until)]

    return {
        "units": [
            [
                one.code,
                one.name,
                one.level.value,
                one.parent or "",
                one.substitute or "",
                day(one.since),
                day(one.until),
            ]
            for one in organisation.units
        ],
        "people": [
            person(unit.code, which, one)
            for unit in organisation.units
            for which, people in (("contacts", unit.contacts), ("roster", unit.roster))
            for one in people
        ],
        "duties": [
            [
                one.unit,
                *(APART.join(names) for names in (one.classes, one.districts, one.streets, one.communities)),
                one.basis,
                day(one.since),
                day(one.until),
            ]
            for one in organisation.duties
        ],
    }


def from_rows(sheets: Mapping[str, Sequence[Rows]]) -> Organisation:
    """Return the organisation that rows say.

    Raises:
        BadInput: a column is missing, or the sentence names sheet, row and what is wrong there.
    """
    for name, head in HEADS.items():
        rows = sheets.get(name, ())
        missing = [column for column in head if rows and column not in rows[0]]
        if missing:
            names = ", ".join(missing)
            raise BadInput(f"sheet {name} lacks the columns {names}", reason="columns", sheet=name, columns=names)
    known = {row["code"] for row in sheets["units"]}
    people: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for at, row in enumerate(sheets.get("people", ()), 2):
        if row["unit"] not in known or row["list"] not in ("contacts", "roster"):
            raise BadInput(
                f"people, row {at}: no such unit, or a list that is neither contacts nor roster",
                reason="row",
                sheet="people",
                row=at,
                column="unit / list",
            )
        lists = people.setdefault(row["unit"], {"contacts": [], "roster": []})
        lists[row["list"]].append(_given(row, ("name", "phone", "since", "until")))
    units = [_given(row, UNITS) | people.get(row["code"], {}) for row in sheets["units"]]
    duties = [
        _given(row, ("unit", "basis", "since", "until"))
        | {name: _names(row[name]) for name in ("classes", "districts", "streets", "communities")}
        for row in sheets.get("duties", ())
    ]
    try:
        return Organisation.model_validate({"units": units, "duties": duties})
    except ValidationError as error:
        raise _named(error) from error


def _named(error: ValidationError) -> BadInput:
    """Return what is wrong first, by sheet, row and column."""
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"]]
    if len(where) > 1 and where[1].isdigit():
        row = int(where[1]) + 2
        sentence = f"{where[0]}, row {row}, {', '.join(where[2:])}: {first['msg']}"
        return BadInput(sentence, reason="row", sheet=where[0], row=row, column=" ".join(where[2:]))
    if first["type"].startswith(UNFIT):
        return BadInput(f"organisation: {first['msg']}", reason=first["type"], **first.get("ctx", {}))
    return BadInput(f"organisation: {first['msg']}", reason="organisation", says=first["msg"])


def _given(row: Rows, names: Sequence[str]) -> dict[str, Any]:
    return {name: row[name] for name in names if row.get(name)}


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", APART).replace("，", APART).split(APART) if part.strip()]
