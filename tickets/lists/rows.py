"""Each list as rows of three texts, for a table on a screen and for a spreadsheet; pure.

| list | key | what | value |
| --- | --- | --- | --- |
| ``taxonomy`` | code of a class, or ``-`` | ``label parent prior``, grade, ``term``; ``neutral`` of ``-`` | the text |
| ``places`` | district, or ``-`` | ``short streets communities roads landmarks``; ``region city`` of ``-`` | the name |
| ``words`` | the list | its part (``fire``, ``complaint.explicit``), or empty | the word |
| ``units`` | unit, or ``-`` | ``class word district_assists``; ``district_unit`` of ``-`` | code, word, ``yes`` |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tickets.prefill.places import GRADES
from tickets.prefill.taxonomy import WEIGHTS
from tickets.prefill.words import load_document

Row = tuple[str, str, str]
GENERAL = "-"
NAMES = ("taxonomy", "places", "words", "units")
MAY_BE_EMPTY = ((GENERAL, "city"), (GENERAL, "district_unit"))


class BadRow(ValueError):
    """A row that says nothing its list knows; ``number`` counts from 1."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(f"row {number}: {message}")
        self.number = number


def packaged_rows(name: str, region: str) -> list[Row]:
    """Return a list as it is shipped; a region without places has none."""
    file = f"places_{region}.yaml" if name == "places" else f"{name}.yaml"
    try:
        return rows_of(name, load_document(file))
    except FileNotFoundError:
        return [(GENERAL, "region", region), (GENERAL, "city", "")]


def rows_of(name: str, document: Mapping[str, Any]) -> list[Row]:
    """Return a document as rows."""
    return list(_ROWS[name](document))


def document_of(name: str, rows: Iterable[Row]) -> dict[str, Any]:
    """Return rows as the document that pre-fill reads.

    Raises:
        BadRow: the first row that does not fit.
    """
    given = list(rows)
    for number, (key, what, value) in enumerate(given, start=1):
        if not value.strip() and (key, what) not in MAY_BE_EMPTY:
            raise BadRow(number, "it has no value")
    return _DOCUMENTS[name](given)


def _taxonomy_rows(document: Mapping[str, Any]) -> Iterable[Row]:
    for term in document.get("neutral", ()):
        yield GENERAL, "neutral", str(term)
    for root in document["classes"]:
        yield root["code"], "label", root["label"]
        yield root["code"], "prior", str(root.get("prior", 1.0))
        for branch in root.get("children", ()):
            code = branch["code"]
            yield code, "label", branch["label"]
            yield code, "parent", root["code"]
            for grade in WEIGHTS:
                for term in branch.get(grade, ()):
                    yield code, grade, str(term)
            for leaf, content in branch.get("children", {}).items():
                label = content["label"] if isinstance(content, Mapping) else content
                yield leaf, "label", label
                yield leaf, "parent", code
                for term in content.get("terms", ()) if isinstance(content, Mapping) else ():
                    yield leaf, "term", str(term)


def _taxonomy(rows: list[Row]) -> dict[str, Any]:
    labels: dict[str, str] = {}
    parents: dict[str, tuple[int, str]] = {}
    priors: dict[str, float] = {}
    terms: dict[str, dict[str, list[str]]] = {}
    neutral: list[str] = []
    first: dict[str, int] = {}
    for number, (code, what, value) in enumerate(rows, start=1):
        first.setdefault(code, number)
        if code == GENERAL and what == "neutral":
            neutral.append(value)
        elif what == "label":
            if code in labels:
                raise BadRow(number, f"the class {code} has a label already")
            labels[code] = value
        elif what == "parent":
            parents[code] = (number, value)
        elif what == "prior":
            priors[code] = _number(number, value)
        elif what in WEIGHTS or what == "term":
            terms.setdefault(code, {}).setdefault(what, []).append(value)
        else:
            raise BadRow(number, f"{what!r} is nothing that a class has")
    for code, number in first.items():
        if code != GENERAL and code not in labels:
            raise BadRow(number, f"the class {code} has no label")
    for number, parent in parents.values():
        if parent not in labels:
            raise BadRow(number, f"there is no class {parent}")
    children: dict[str, list[str]] = {}
    for code in labels:
        if code in parents:
            children.setdefault(parents[code][1], []).append(code)
    roots = [code for code in labels if code not in parents]
    for root in roots:
        for branch in children.get(root, ()):
            for leaf in children.get(branch, ()):
                if leaf in children:
                    raise BadRow(first[leaf], f"{leaf} is of the third level and cannot have classes below it")
    if not roots:
        raise BadRow(1, "there is no first-level class")
    return {
        "version": 1,
        "neutral": neutral,
        "classes": [
            {
                "code": root,
                "label": labels[root],
                "prior": priors.get(root, 1.0),
                "children": [
                    {
                        "code": branch,
                        "label": labels[branch],
                        **{grade: terms.get(branch, {}).get(grade, []) for grade in WEIGHTS},
                        "children": {
                            leaf: {"label": labels[leaf], "terms": terms.get(leaf, {}).get("term", [])}
                            for leaf in children.get(branch, ())
                        },
                    }
                    for branch in children.get(root, ())
                ],
            }
            for root in roots
        ],
    }


def _number(number: int, value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        raise BadRow(number, f"{value!r} is no number") from None
    if not 0.0 < found <= 2.0:
        raise BadRow(number, "a prior lies above 0 and is 2 at most")
    return found


def _places_rows(document: Mapping[str, Any]) -> Iterable[Row]:
    yield GENERAL, "region", str(document["region"])
    yield GENERAL, "city", document["city"]
    for district, groups in document["districts"].items():
        for grade in GRADES:
            for name in groups.get(grade, ()):
                yield district, grade, str(name)


def _places(rows: list[Row]) -> dict[str, Any]:
    general: dict[str, str] = {}
    districts: dict[str, dict[str, list[str]]] = {}
    for number, (district, what, name) in enumerate(rows, start=1):
        if district == GENERAL:
            if what not in ("region", "city"):
                raise BadRow(number, f"{what!r} is nothing that a region has")
            general[what] = name
        elif what in GRADES:
            districts.setdefault(district, {}).setdefault(what, []).append(name)
        else:
            raise BadRow(number, f"{what!r} is no kind of place: {', '.join(GRADES)}")
    for what in ("region", "city"):
        if what not in general:
            raise BadRow(1, f"the row {GENERAL}, {what} is missing")
    return {**general, "districts": districts}


def _words_rows(document: Mapping[str, Any]) -> Iterable[Row]:
    for key, held in document.items():
        if key == "version":
            continue
        for what, word in _flat(held):
            yield key, what, word


def _flat(held: object, prefix: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(held, Mapping):
        for name, inner in held.items():
            yield from _flat(inner, f"{prefix}.{name}" if prefix else str(name))
    elif isinstance(held, list | tuple):
        for word in held:
            yield prefix, str(word)


def _words(rows: list[Row]) -> dict[str, Any]:
    known = dict.fromkeys((key, what) for key, what, _ in packaged_rows("words", ""))
    document: dict[str, Any] = {}
    for key, what in known:  # every list is there, be it empty
        _place(document, key, what)
    for number, (key, what, word) in enumerate(rows, start=1):
        if (key, what) not in known:
            raise BadRow(number, f"there is no list {key} {what}".rstrip())
        _place(document, key, what).append(word)
    return document


def _place(document: dict[str, Any], key: str, what: str) -> list[str]:
    if not what:
        found: list[str] = document.setdefault(key, [])
        return found
    held = document.setdefault(key, {})
    *outer, last = what.split(".")
    for name in outer:
        held = held.setdefault(name, {})
    words: list[str] = held.setdefault(last, [])
    return words


def _units_rows(document: Mapping[str, Any]) -> Iterable[Row]:
    yield GENERAL, "district_unit", str(document.get("district_unit", ""))
    for entry in document["units"]:
        unit = str(entry["unit"])
        if entry.get("district_assists"):
            yield unit, "district_assists", "yes"
        for what, key in (("class", "classes"), ("word", "words")):
            for value in entry.get(key) or ():
                yield unit, what, str(value)


def _units(rows: list[Row]) -> dict[str, Any]:
    district_unit = "{district}"
    units: dict[str, dict[str, Any]] = {}
    for number, (unit, what, value) in enumerate(rows, start=1):
        if unit == GENERAL:
            if what != "district_unit":
                raise BadRow(number, f"{what!r} is nothing that all units have")
            if value.replace("{district}", "").count("{") or value.count("}") != value.count("{district}"):
                raise BadRow(number, "only {district} may stand in braces")
            district_unit = value
            continue
        entry = units.setdefault(unit, {"unit": unit, "classes": [], "words": [], "district_assists": False})
        if what == "class":
            entry["classes"].append(value)
        elif what == "word":
            entry["words"].append(value)
        elif what == "district_assists" and value in ("yes", "no"):
            entry["district_assists"] = value == "yes"
        else:
            raise BadRow(number, f"{what!r} {value!r} is nothing that a unit has")
    return {"district_unit": district_unit, "units": list(units.values())}


_ROWS: Mapping[str, Callable[[Mapping[str, Any]], Iterable[Row]]] = {
    "taxonomy": _taxonomy_rows,
    "places": _places_rows,
    "words": _words_rows,
    "units": _units_rows,
}
_DOCUMENTS: Mapping[str, Callable[[list[Row]], dict[str, Any]]] = {
    "taxonomy": _taxonomy,
    "places": _places,
    "words": _words,
    "units": _units,
}
