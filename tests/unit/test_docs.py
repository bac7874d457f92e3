"""The pages say what is there: links, files, names in files, metrics, tables, personal data, commands, decisions."""

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest
from typer.main import get_command

from hotline import tables
from hotline.cli import app

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *(page for package in PACKAGES for page in sorted(package.rglob("*.md")) if "node_modules" not in page.parts),
]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]

LINK = re.compile(r"\]\(([^)\s]+)\)")
FILE = re.compile(r"(?<![\w/.<>{}-])((?:[a-z_]+/)+[\w.-]+\.(?:py|sh|yaml|j2|json|xml|md|wav))\b")
NAME_IN_FILE = re.compile(r"`([\w/]+\.py):([\w.]+)`")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
METRIC = re.compile(r"`(hotline_[a-z_]+)(?:\{[^`]*\})?`")
COMMAND = re.compile(r"\.venv/bin/hotline ((?:[a-z][a-z-]* ?)+)((?:--[a-z]+ ?(?:[a-z]+ ?)?)*)")


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@lru_cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_files_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = [link.partition("#")[0] for link in LINK.findall(text) if not re.match(r"[a-z]+:|#", link)]
    lost = [link for link in links if not (path.parent / link).exists()]
    named = [file for file in FILE.findall(LINK.sub("]", text)) if not file.startswith("var/")]
    lost += [file for file in named if not (ROOT / file).exists() and not (path.parent / file).exists()]
    assert lost == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_in_files_exist(path: Path) -> None:
    lost = []
    for file, name in NAME_IN_FILE.findall(path.read_text(encoding="utf-8")):
        if not (ROOT / file).is_file() or not defines(tree_of(ROOT / file).body, name.split(".")):
            lost.append(f"{file}:{name}")
    assert lost == []


@pytest.mark.parametrize("path", [ROOT / "docs" / "promises.md", ROOT / "docs" / "asterisk-tests.md"], ids=str)
def test_tests_that_a_page_names_exist(path: Path) -> None:
    named = TEST.findall(path.read_text(encoding="utf-8"))
    assert len(named) > 20
    assert [name for file, name in named if not defines(tree_of(ROOT / file).body, [name])] == []


def defines(body: list[ast.stmt], names: list[str]) -> bool:
    """Tell whether a body holds a function, class or assignment, and in it the next name."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name == names[0]:
                return len(names) == 1
            case ast.ClassDef(name=name) if name == names[0]:
                return len(names) == 1 or defines(node.body, names[1:])
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)) if name == names[0]:
                return len(names) == 1
    return False


def metrics_in_code() -> set[str]:
    """Return each metric as Prometheus is shown it: a counter ends in `_total`."""
    found = set()
    for path in (file for package in PACKAGES for file in package.rglob("*.py")):
        if "prometheus_client" not in path.read_text(encoding="utf-8"):
            continue
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.Call(func=ast.Name(id="Counter" | "Gauge" | "Histogram" | "Summary" as kind)):
                    match node.args:
                        case [ast.Constant(value=str(name)), *_]:
                            found.add(f"{name.removesuffix('_total')}_total" if kind == "Counter" else name)
    return found


def test_every_metric_is_on_its_page_and_the_reverse() -> None:
    listed = METRIC.findall(page("docs/metrics.md"))
    assert metrics_in_code() == set(listed)


def test_every_table_is_on_its_page_and_every_name_there_is_a_table() -> None:
    declared = set(tables.Base.metadata.tables)
    listed = set(re.findall(r"^\| `([a-z]+_[a-z_]+)` \|", page("docs/store.md"), re.MULTILINE))
    assert declared - listed == set(), "docs/store.md lacks them"
    sources = "\n".join(path.read_text() for package in PACKAGES for path in package.rglob("models.py"))
    assert listed - set(re.findall(r'__tablename__ = "([a-z_]+)"', sources)) == set(), "no such table"


def test_every_column_of_personal_data_is_on_the_page_with_its_class() -> None:
    declared = {
        (f"{table.name}.{column.name}", column.info["data_class"])
        for table in tables.Base.metadata.tables.values()
        for column in table.columns
        if "data_class" in column.info
    }
    listed = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| ([a-z_]+) \|", page("docs/store.md"), re.MULTILINE))
    assert listed == declared


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_commands_of_the_readme_exist(path: Path) -> None:
    """Commands, their sub-commands and their options are those of `hotline`."""
    root = get_command(app)
    found = COMMAND.findall(path.read_text(encoding="utf-8"))
    assert found
    for words, options in found:
        command, rest = root, words.split()
        while rest and hasattr(command, "commands"):
            assert rest[0] in command.commands, f"hotline {words}"
            command = command.commands[rest.pop(0)]
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z]+", options)) <= known, f"hotline {words} {options}"


def test_commands_of_the_changelog_exist() -> None:
    named = set(re.search(r"Commands: `([^`]+)`", page("CHANGELOG.md"))[1].split())  # type: ignore[index]
    assert named <= set(get_command(app).commands)  # type: ignore[attr-defined]


def test_decisions_are_numbered_once_and_indexed() -> None:
    files = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    numbers = [name[:4] for name in files]
    assert len(set(numbers)) == len(numbers)
    assert re.findall(r"\| \[\d{4}\]\((\S+)\) \|", page("docs/adr/README.md")) == files
    for name in files:
        text = page(f"docs/adr/{name}")
        assert text.startswith(f"# {name[:4]} ")
        assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Alternatives"]
        assert re.search(r"^> ", text, re.MULTILINE), f"{name} has no line to quote"


def test_both_readmes_name_the_same_commands_and_folders() -> None:
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)
    assert [m[0].strip() for m in COMMAND.findall(english)] == [m[0].strip() for m in COMMAND.findall(chinese)]
    folders = [re.findall(r"^\| `(\w+/)` \|", text, re.MULTILINE) for text in (english, chinese)]
    assert folders[0] == folders[1]
    assert {f"{package.name}/" for package in PACKAGES} <= set(folders[0])
