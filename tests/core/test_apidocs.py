"""The docs page and the problem pages, as a browser sees them."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from werkzeug.serving import make_server

from app.core import apidocs
from app.core.problems import every_problem
from app.factory import create_app
from tests.conftest import settings_for
from tests.support.browser import browser

VENDOR = Path(__file__).resolve().parents[2] / "app" / "static" / "vendor"


def test_every_vendored_file_is_named_with_its_hash_and_licence():
    table = (VENDOR / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", table, re.MULTILINE))
    scripts = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert scripts == rows
    assert all(licence in {path.name for path in VENDOR.iterdir()} for licence in re.findall(r"`([\w-]+\.txt)`", table))


def test_every_problem_has_a_page(edge: FlaskClient):
    for slug, cls in every_problem().items():
        page = edge.get(f"/problems/{slug}")
        assert page.status_code == 200, slug
        assert cls.title in page.get_data(as_text=True), slug
        assert slug in page.get_data(as_text=True), slug


@pytest.mark.parametrize("path", ["/problems", "/problems/"])
def test_every_problem_is_listed_with_a_link_to_its_page(edge: FlaskClient, path: str):
    listed = edge.get(path)
    assert (listed.status_code, listed.headers["Content-Security-Policy"]) == (200, apidocs.PAGE_CSP)
    assert re.findall(r'href="/problems/([^"]+)"', listed.get_data(as_text=True)) == list(every_problem())


def test_the_document_and_its_page_can_be_turned_off(tmp_path: Path):
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path, docs_enabled=False))
    client = app.test_client()
    assert client.get("/api/docs").status_code == 404
    assert client.get("/api/openapi.json").status_code == 404
    assert client.get("/problems/invalid").status_code == 200
    assert "/api/docs" not in client.get("/").get_data(as_text=True)


def test_the_pages_allow_no_inline_script_no_eval_and_nothing_from_elsewhere(edge: FlaskClient):
    for path in ("/", "/api/docs", "/problems/invalid"):
        policy = edge.get(path).headers["Content-Security-Policy"]
        assert policy == apidocs.PAGE_CSP
        scripts = re.search(r"script-src ([^;]+)", policy)
        assert scripts is not None
        assert scripts[1] == "'self'"
        assert "http" not in policy
        assert "unsafe-eval" not in policy


def test_the_first_page_escapes_what_it_shows(tmp_path: Path):
    url = "http://127.0.0.1/<svg onload=alert(1)>"
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path, public_url=url))
    text = app.test_client().get("/").get_data(as_text=True)
    assert "<svg" not in text
    assert "&lt;svg" in text


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service's pages on a loopback port; its database is never asked."""
    home = tmp_path_factory.mktemp("site")
    app = create_app(settings_for(f"sqlite:///{home / 'none.db'}", home))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a real headless Chromium."""
    with browser() as chromium:
        yield chromium.new_page()


@pytest.mark.slow
def test_the_docs_page_shows_every_operation_without_a_violation_or_a_request_elsewhere(site: str, page: Page):
    complaints: list[str] = []
    requested: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    document = page.request.get(f"{site}/api/openapi.json").json()
    operations = [
        (method, path) for path, item in document["paths"].items() for method in item if method in apidocs.METHODS
    ]
    page.goto(f"{site}/api/docs")
    page.wait_for_function(
        "count => document.querySelector('rapi-doc').shadowRoot"
        ".querySelectorAll('.expanded-endpoint-body').length >= count",
        arg=len(operations),
        timeout=60_000,
    )
    shown = page.locator("rapi-doc").evaluate("doc => doc.shadowRoot.querySelector('#the-main-body').innerText")
    for method, path in operations:
        assert f"{method.upper()} {path}" in " ".join(shown.split()), (method, path)
    assert complaints == []
    assert {url.split("/")[2] for url in requested if not url.startswith("data:")} == {site.split("/")[2]}


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/problems/not-found"])
def test_our_pages_load_without_a_complaint(site: str, page: Page, path: str):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{site}{path}")
    assert page.locator("h1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "too wide for a phone"
    assert complaints == []
