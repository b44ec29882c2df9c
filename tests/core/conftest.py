"""Applications with the probe's room on a database of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.factory import create_app
from tests.conftest import Ground, settings_for
from tests.core.audited import run, write
from tests.core.probe import add_probe, make_account


@pytest.fixture(scope="module")
def probe(ground: Ground, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application with the probe's room, for the tests of one file; it really commits."""
    name = "probe_" + request.module.__name__.rpartition(".")[2]
    app = add_probe(create_app(settings_for(ground.fresh(name), tmp_path_factory.mktemp(name), ground.redis_url)))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def edge(probe: Flask) -> FlaskClient:
    """A caller of the probe."""
    return probe.test_client()


@pytest.fixture
def person(probe: Flask) -> dict[str, str]:
    """Headers of a signed-in person of their own."""
    return {"Authorization": f"Bearer person-{make_account(probe)}"}


@pytest.fixture
def probe_on(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Makes applications with the probe's room on any database and Redis address."""
    made: list[Flask] = []

    def make(url: str, redis_url: str = "", **settings: object) -> Flask:
        made.append(add_probe(create_app(settings_for(url, tmp_path, redis_url, **settings))))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``moved(days=3)`` moves the clock on."""
    now = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: now[0])

    def move(**delta: float) -> None:
        now[0] += timedelta(**delta)

    return move


@pytest.fixture
def sealed(app: Flask) -> list[int]:
    """Five rows, sealed."""
    rows = write(*(f"station:{n}" for n in "ABCDE"))
    run(app)
    return rows
