"""The mini-program's preview at ``/``: there only where it is asked for, whole, and nothing beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import preview
from app.core import apidocs
from app.core.settings import Settings, SettingsError
from app.factory import create_app
from tests.conftest import settings_for

FILES = {
    "index.html": "<div id=phone></div>",
    "worker.js": "// keeps",
    "js/main-ABC.js": "// code",
    "assets/icons/station.svg": "<svg/>",
}


def client_for(home: Path, **settings: object) -> FlaskClient:
    return create_app(settings_for(f"sqlite:///{home / 'none.db'}", home, **settings)).test_client()


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the front end's build leaves it, with a secret beside it."""
    folder = tmp_path / "web"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return folder


@pytest.fixture
def client(built: Path, tmp_path: Path) -> FlaskClient:
    return client_for(tmp_path, preview_dir=str(built))


def test_nobody_serves_it_unless_told_where_it_is(tmp_path: Path):
    plain = client_for(tmp_path)
    assert "第一个请求" in plain.get("/").get_data(as_text=True)
    assert [plain.get(path).status_code for path in ("/worker.js", "/js/main-ABC.js", "/welcome")] == [404, 404, 404]


def test_it_has_the_first_address_and_the_welcome_page_moves_aside(client: FlaskClient):
    assert client.get("/").get_data(as_text=True) == FILES["index.html"]
    assert client.get("/?person=manager&page=pages/shift/shift&query=id%3D3").status_code == 200
    welcome = client.get("/welcome")
    assert "第一个请求" in welcome.get_data(as_text=True)
    assert welcome.headers["Content-Security-Policy"] == apidocs.PAGE_CSP


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/worker.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/js/main-ABC.js", "text/javascript; charset=utf-8", "public, max-age=31536000"),
        ("/assets/icons/station.svg", "image/svg+xml; charset=utf-8", "no-cache"),
    ],
)
def test_every_file_comes_with_its_kind_and_how_long_it_keeps(client: FlaskClient, path: str, kind: str, cache: str):
    found = client.get(path)
    assert (found.status_code, found.content_type) == (200, kind)
    assert found.headers["Cache-Control"] == cache
    assert client.get(path, headers={"If-None-Match": found.headers["ETag"]}).status_code == 304


def test_its_pages_run_our_own_scripts_only_and_speak_to_nobody_else(client: FlaskClient):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert policy == preview.POLICY
    assert "script-src 'self';" in policy and "connect-src 'self';" in policy and "default-src 'none';" in policy
    assert "unsafe-eval" not in policy and "http" not in policy
    assert client.get("/healthz").headers["Content-Security-Policy"] != policy, "for these files only"


@pytest.mark.parametrize("path", ["/js/../secret.txt", "/assets/../../secret.txt", "/js/..%2F..%2Fsecret.txt"])
def test_nothing_outside_the_folder_is_reached(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404
    assert client.get(path.replace("js/", "assets/")).status_code == 404


@pytest.mark.parametrize("path", ["/js/absent.js", "/assets/absent.png", "/assets/a%00b", "/index.html", "/js"])
def test_what_is_not_there_is_no_server_error(client: FlaskClient, path: str):
    assert client.get(path).status_code == 404


def test_a_folder_that_holds_no_preview_is_refused_at_the_start(tmp_path: Path):
    with pytest.raises(SettingsError, match="PREVIEW_DIR"):
        Settings.from_env({"PREVIEW_DIR": str(tmp_path)})
