"""Writes the diagram and the table of `docs/tickets.md` from the table of a ticket's life."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from tickets.service.lifecycle.states import Act, State
from tickets.service.lifecycle.table import TABLE, Rule

PAGE = Path("docs/tickets.md")


def diagram() -> str:
    """Return the states and what leads from one to another; acts that leave the state as it is are in the table."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    edges["[*]", State.ACCEPTED].append(Act.ACCEPT)
    for (state, act), rule in TABLE.items():
        if rule.after is not None and rule.after is not state:
            edges[state, rule.after].append(act)
    edges[State.ARCHIVED, "[*]"].append("")
    lines = [
        f"  {before} --> {after}" + (f": {', '.join(acts)}" if any(acts) else "")
        for (before, after), acts in edges.items()
    ]
    return "\n```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```\n\n"


def table() -> str:
    """Return what each act needs and does, one row for each act and rule."""
    grouped: dict[tuple[Act, Rule], list[State]] = defaultdict(list)
    for (state, act), rule in TABLE.items():
        grouped[act, rule].append(state)
    lines = ["| act | in | then | right | asks | does |", "| --- | --- | --- | --- | --- | --- |"]
    for (act, rule), states in sorted(grouped.items(), key=lambda one: list(Act).index(one[0][0])):
        cells = [
            f"`{act}`",
            " ".join(states),
            rule.after or "",
            f"`{rule.right}`",
            " ".join(guard.__name__ for guard in rule.guards),
            " ".join(effect.__name__ for effect in rule.effects),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n" + "\n".join(lines) + "\n\n"


def page(text: str) -> str:
    """Return the page with what stands between its markers made anew."""
    for name, made in (("diagram", diagram()), ("acts", table())):
        between = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        if not between.search(text):
            raise SystemExit(f"docs/tickets.md has no marker {name}")
        text = between.sub(lambda found, made=made: found[1] + made + found[2], text)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
