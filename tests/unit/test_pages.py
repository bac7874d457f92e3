"""Built pages as a browser gets them: which file, how packed, how long kept, and what is never sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agent_desktop.pages import create_pages
from agent_desktop.problems import add_problems

SCRIPT = "assets/desk-A1b2_c.js"


def built(folder: Path) -> Path:
    """Return a folder as a build leaves it."""
    (folder / "assets").mkdir(parents=True)
    for name in ("index.html", "phone.html", "citizen.html", "progress.html"):
        (folder / name).write_text(f"<!doctype html><title>{name}</title>")
    (folder / SCRIPT).write_text("plain")
    (folder / f"{SCRIPT}.br").write_bytes(b"brotli")
    (folder / f"{SCRIPT}.gz").write_bytes(b"gzip")
    (folder / "secret.txt").write_text("beside the pages")
    return folder


def client(folder: Path) -> TestClient:
    app = FastAPI()
    add_problems(app)
    app.include_router(create_pages(folder))
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture
def browser(tmp_path: Path) -> TestClient:
    return client(built(tmp_path / "pages"))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/desk", "index.html"),
        ("/supervise/calls/01a2", "index.html"),
        ("/administer/audit", "index.html"),
        ("/phone", "phone.html"),
        ("/citizen", "citizen.html"),
        ("/progress", "progress.html"),
    ],
)
def test_each_address_has_its_page_and_asks_first(browser: TestClient, address: str, name: str) -> None:
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert name in answer.text


def test_a_page_that_the_browser_has_is_not_sent_again(browser: TestClient) -> None:
    tag = browser.get("/").headers["etag"]
    answer = browser.get("/", headers={"if-none-match": f"W/{tag}"})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "encoding", "type_"),
    [
        ("gzip, deflate, br", "br", "text/javascript"),
        ("gzip", "gzip", "text/javascript"),
        ("identity", None, "text/javascript"),
    ],
)
def test_hashed_files_come_packed_as_the_browser_takes_them_and_stay(
    browser: TestClient, accepted: str, encoding: str | None, type_: str
) -> None:
    with browser.stream("GET", f"/{SCRIPT}", headers={"accept-encoding": accepted}) as answer:
        assert answer.status_code == 200
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["content-type"].startswith(type_)
        assert "immutable" in answer.headers["cache-control"]
        assert b"".join(answer.iter_raw()) == {"br": b"brotli", "gzip": b"gzip", None: b"plain"}[encoding]


@pytest.mark.parametrize(
    "address",
    [
        "/assets/none.js", "/assets/..%2findex.html", "/assets/%2e%2e%2fsecret.txt", "/secret.txt",
        "/assets/.hidden", f"/{SCRIPT}.br", "/index.html", "/other", "/assets/a%00b.js",
    ],
)  # fmt: skip
def test_nothing_else_is_sent(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 404
    assert (answer.headers["content-type"], answer.json()["code"]) == ("application/problem+json", "not_found")


def test_pages_that_are_not_built_say_what_to_do(tmp_path: Path) -> None:
    answer = client(tmp_path / "none").get("/")
    assert answer.status_code == 503
    assert "make setup" in answer.text
    assert "页面尚未生成" in answer.text
