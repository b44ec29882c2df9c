"""The service as deployed, over an empty database with places in it: what every trial stands on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from bench import dataset, hot_row
from bench.servers import Server, serving
from tests.stations.oracle import Place
from tests.support.postgres_server import postgres_server

THREADS = 4  # of a worker as deployed: connections of its pool
PLAIN = "bench/gunicorn_plain.py"


def furnish(url: str, folder: Path, places: list[Place], **more: str) -> tuple[Flask, dict[str, str]]:
    """The app over its migrated database, which holds areas, holidays and these places; what its processes read."""
    from app.core.settings import Settings
    from app.factory import create_app

    folder.mkdir(exist_ok=True)
    env = {"APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "WECHAT_MODE": "fake", **more}
    app = create_app(Settings.from_env(env, log_level="WARNING"))
    dataset.prepare(app, places)
    return app, env


@contextmanager
def deployed(
    name: str, env: dict[str, str], folder: Path, *, ready: str = "/readyz", threads: int = THREADS
) -> Iterator[Server]:
    """Our own server with these settings."""
    log = folder / f"{name.replace(' ', '-')}.log"
    with serving(name, "wsgi:app", env, log, config="gunicorn.conf.py", ready=ready, threads=threads) as server:
        yield server


@contextmanager
def plain(name: str, app: str, folder: Path, *, ready: str = "/constant", **env: str) -> Iterator[Server]:
    """A server that is not ours, with workers and threads as PERFORMANCE has them for its constant route."""
    log = folder / f"{name.replace(' ', '-')}.log"
    with serving(name, app, env, log, config=PLAIN, ready=ready) as server:
        yield server


@contextmanager
def database(name: str, *, durable: bool = True) -> Iterator[str]:
    """An empty database on a private PostgreSQL whose commits wait for the disk."""
    with postgres_server(durable=durable) as base:
        hot_row.create_database(base, name)
        yield f"{base}/{name}"


def leave(app: Flask) -> None:
    """Let go of the app's own connections, before the server they lead to ends."""
    from app.core.db import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()
