"""Which files a build of the pages depends on, and what it reports."""

import json
from pathlib import Path

import pytest

from hotline.setup import web
from hotline.setup.stages import SetupFailed


def test_sources_are_all_but_packages_and_tests() -> None:
    names = {str(path.relative_to(web.SOURCES)) for path in web.source_files()}
    assert {"package-lock.json", "index.html", "src/app/main.ts", "vite.config.ts"} <= names
    assert [name for name in names if name.startswith("node_modules/") or name.endswith(".test.ts")] == []


def test_versions_of_the_pages_are_exact() -> None:
    package = json.loads((web.SOURCES / "package.json").read_text())
    assert package["private"] is True
    versions = package["dependencies"] | package["devDependencies"]
    assert {name: version for name, version in versions.items() if not version[0].isdigit()} == {}


def test_first_paint_counts_what_the_page_names_as_it_is_sent(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    page = '<script src="/assets/a.js"></script><link href="/assets/b.css"><link href="/assets/a.js">'
    (tmp_path / "index.html").write_text(page)
    (tmp_path / "assets" / "a.js").write_text("x" * 1000)
    (tmp_path / "assets" / "a.js.br").write_text("x" * 100)
    (tmp_path / "assets" / "b.css").write_text("y" * 10)
    (tmp_path / "assets" / "later.js").write_text("z" * 5000)
    assert web.first_paint(tmp_path) == len(page) + 100 + 10


def test_a_command_that_fails_says_how(tmp_path: Path) -> None:
    script = tmp_path / "vite.js"
    script.write_text("console.log('src/desk/DeskPage.vue: Unexpected token'); process.exit(2)")
    node = web.node_binary()
    assert node is not None
    with pytest.raises(SetupFailed, match="Unexpected token"):
        web.run_node([str(node), str(script), "build"], 30)
