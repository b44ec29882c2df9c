"""The mini-program's preview at ``/``: built files of ours, served only where ``PREVIEW_DIR`` names their folder.

``make run`` builds and names it; otherwise there is no such route, and ``/`` is the page of ``app.welcome``. The files
use the API on their own origin, run no script but their own, and are never framed.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, send_from_directory

from app.core import settings
from app.core.access import public
from app.core.web import takes_any_query

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data: blob:; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
FOR_EVER = 365 * 24 * 3600  # seconds: a script's name holds the hash of its content


def wire(app: Flask, folder: str) -> None:
    """Add the routes where there is something to serve."""
    if not folder:
        return
    app.add_url_rule("/", "preview", page)
    app.add_url_rule("/worker.js", "preview_worker", worker)
    app.add_url_rule("/js/<name>", "preview_script", script)
    app.add_url_rule("/assets/<path:name>", "preview_asset", asset)


@public(anonymous=True)
@takes_any_query
def page() -> Response:
    """The phone and its switches; the query says who holds it and which page opens."""
    return _file("index.html")


@public(anonymous=True)
def worker() -> Response:
    """What keeps the built files in the browser; it must stand at the root to reach all of them."""
    return _file("worker.js")


@public(anonymous=True)
def script(name: str) -> Response:
    """A built script."""
    return _file(f"js/{name}", max_age=FOR_EVER)


@public(anonymous=True)
def asset(name: str) -> Response:
    """A picture."""
    return _file(f"assets/{name}")


def _file(path: str, *, max_age: int | None = None) -> Response:
    """Without ``max_age`` the browser asks each time whether the file is still the same. Absent is 404."""
    folder = Path(settings.current().preview_dir).resolve()
    response = send_from_directory(folder, path, max_age=max_age)
    response.headers["Content-Security-Policy"] = POLICY
    return response
