"""One class name on two pages and in a component of theirs: each keeps the colour that its own sheet gives it."""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import front_end

META = '<page-meta root-font-size="system" page-font-size="system" />'
COLOURS = {"red": "rgb(255, 0, 0)", "blue": "rgb(0, 0, 255)", "green": "rgb(0, 128, 0)"}
SCOPE = "return `s${createHash('sha256').update(path).digest('hex').slice(0, 6)}`"


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


def planted(folder: Path) -> Path:
    """The app with two pages more, each with a ``mark`` of its own and a component that has one, too."""
    src = front_end.workshop(folder) / "src"
    app = json.loads((src / "app.json").read_text(encoding="utf-8"))
    app["pages"] += ["pages/red/red", "pages/blue/blue"]
    (src / "app.json").write_text(json.dumps(app), encoding="utf-8")
    for page in ("red", "blue"):
        using = {"usingComponents": {"mark-it": "/components/mark-it/mark-it"}}
        text = f'{META}<view class="mark">{page}</view><mark-it />'
        write(src / "pages" / page, text, f".mark {{ color: {page} }}", using, "Page({})")
    inner = '<view class="mark">green</view>'
    write(src / "components" / "mark-it", inner, ".mark { color: green }", {"component": True}, "Component({})")
    return folder


def write(folder: Path, wxml: str, wxss: str, config: object, code: str) -> None:
    folder.mkdir()
    files = {"wxml": wxml, "wxss": wxss, "json": json.dumps(config), "ts": code}
    for end, text in files.items():
        (folder / f"{folder.name}.{end}").write_text(text, encoding="utf-8")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)


def colours(browser: Browser, base: str, page: str) -> dict[str, str]:
    """Text and colour of what is marked on a page."""
    context = browser.new_context(service_workers="block")
    tab = context.new_page()
    tab.goto(f"{base}/?page=pages/{page}/{page}", wait_until="domcontentloaded")
    tab.get_by_text("green", exact=True).wait_for()
    found = {
        text: tab.get_by_text(text, exact=True).evaluate("host => getComputedStyle(host).color")
        for text in (page, "green")
    }
    context.close()
    return found


def seen(browser: Browser, home: Path, folder: Path) -> list[dict[str, str]]:
    with served(front_end.build(home / "preview", home=folder)) as base:
        return [colours(browser, base, page) for page in ("red", "blue")]


def test_two_pages_and_a_component_with_one_class_keep_three_colours(chromium: Browser, tmp_path: Path):
    found = seen(chromium, tmp_path, planted(tmp_path / "workshop"))
    assert found == [{name: COLOURS[name] for name in (page, "green")} for page in ("red", "blue")]


def test_negative_control_without_scopes_the_last_sheet_paints_them_all(chromium: Browser, tmp_path: Path):
    folder = planted(tmp_path / "workshop")
    build = folder / "web" / "build.mjs"
    text = build.read_text(encoding="utf-8")
    assert text.count(SCOPE) == 1
    build.write_text(text.replace(SCOPE, "return 's0'"), encoding="utf-8")
    found = seen(chromium, tmp_path, folder)
    with pytest.raises(AssertionError):
        assert found == [{name: COLOURS[name] for name in (page, "green")} for page in ("red", "blue")]
