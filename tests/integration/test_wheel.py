"""The wheel holds every package with its data: it is built, installed into a clean environment and imported whole."""

import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "agent_desktop" / "pages"
IMPORT_ALL = """
import importlib, pkgutil, sys
failed = []
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    assert "environment" in package.__file__, package.__file__
    # Migration scripts run inside alembic only.
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        if found.name.rpartition(".")[2] == "__main__" or found.name.startswith("hotline.migrations."):
            continue
        try:
            importlib.import_module(found.name)
        except Exception as error:
            failed.append(f"{found.name}: {error!r}")
print("\\n".join(failed))
sys.exit(bool(failed))
"""


def run(*command: str | Path, cwd: Path) -> str:
    answer = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=110, check=False)
    assert answer.returncode == 0, f"{answer.stdout[-3000:]}\n{answer.stderr[-3000:]}"
    return answer.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def tops(wheel: Path) -> list[str]:
    names = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist() if name.endswith("/__init__.py")}
    return sorted(name for name in names if not name.endswith(".dist-info"))


def test_every_package_of_the_checkout_is_inside(wheel: Path) -> None:
    assert set(tops(wheel)) == {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "scripts"}


def test_data_beside_the_code_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    command = ["git", "ls-files", "-z", "--", *tops(wheel)]
    kept = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30).stdout.decode().split("\0")
    beside = {name for name in kept if name and (ROOT / name).is_file()}
    assert {name for name in beside if not name.startswith("agent_desktop/web/")} - inside == set()


def test_the_built_pages_are_inside_and_their_sources_are_not(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    pages = {name.removeprefix("agent_desktop/pages/") for name in inside if name.startswith("agent_desktop/pages/")}
    assert {"index.html", "phone.html", "citizen.html", "progress.html"} <= pages, "run `make setup`"
    assert {f"assets/{name}" for name in re.findall(r'"/assets/([^"]+)"', (PAGES / "index.html").read_text())} <= pages
    assert [name for name in inside if name.startswith("agent_desktop/web/")] == []


def test_every_module_imports_from_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    site = environment / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps", "--no-index",
        "--target", site, wheel,
        cwd=tmp_path,
    )  # fmt: skip
    # The dependencies come from this environment, without its .pth files: the checkout itself stays out of reach.
    code = f"import sys; sys.path.append({sysconfig.get_path('purelib')!r})\n" + IMPORT_ALL
    run(environment / "bin" / "python", "-I", "-c", code, *tops(wheel), cwd=tmp_path)
