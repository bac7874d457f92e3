"""Writes the tables of `docs/security.md` from roles, acts and data classes, so that the page never lags behind."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from foundation.people.acts import ACTS, ROLES, Scope
from foundation.people.masking import RULES, Exposure, exposure

PAGE = Path("docs/security.md")
_WORDS = {Exposure.ON_REQUEST: "on request"}


def security_page(page: str) -> str:
    """Return the page with what stands between its markers made anew."""
    for name, made in (("acts", _acts()), ("roles", _roles()), ("classes", _classes())):
        between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        if not between.search(page):
            raise SystemExit(f"docs/security.md has no marker {name}")
        page = between.sub(lambda found, made=made: found[1] + made + found[2], page)  # type: ignore[misc]
    return page


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def _acts() -> str:
    return _table(["act", "what it permits"], [[f"`{act}`", text] for act, text in ACTS.items()])


def _roles() -> str:
    rows = [[f"`{act}`", *(str(role.grants.get(act, "")) for role in ROLES.values())] for act in ACTS]
    excluded = ["excluded by", *(_others(name, role.excludes) for name, role in ROLES.items())]
    return _table(["act", *ROLES], [*rows, excluded])


def _others(name: str, group: str) -> str:
    return ", ".join(other for other, role in ROLES.items() if group and role.excludes == group and other != name)


def _classes() -> str:
    rows = [
        [f"`{data_class}`", *(_cell(dict(role.grants), data_class) for role in ROLES.values())] for data_class in RULES
    ]
    return _table(["data class", *ROLES], rows)


def _cell(grants: dict[str, Scope], data_class: str) -> str:
    own, others = (exposure(grants, data_class, own=is_own) for is_own in (True, False))
    if own is others or grants.get(RULES[data_class].act) is Scope.ALL:
        return _WORDS.get(others, str(others))
    return f"own {_WORDS.get(own, str(own))}, else {_WORDS.get(others, str(others))}"


if __name__ == "__main__":
    PAGE.write_text(security_page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(0)
