"""One runner owns servers, database, service and browser. Servers, a prepared database and the browser are made once;
every file of tests gets a service of its own on a copy of that database, every test phones of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving, serve
from tests.conftest import run_sql, settings_for
from tests.e2e import moved_clock
from tests.e2e.phone import LARGE, SMALL, Phones
from tests.e2e.service import Service, serving
from tests.support import front_end
from tests.support.browser import browser
from tests.support.postgres_server import postgres_server
from tests.support.redis_server import RedisServer, redis_server

HERE = Path(__file__).resolve().parent
PREPARED = "yiqi_prepared"
OWN_HOSTS_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@dataclass(frozen=True)
class Stage:
    """What all journeys of a run share. ``fresh(name)``: the URL of a new copy of the prepared database."""

    fresh: Callable[[str], str]
    redis: RedisServer
    wechat: Serving
    preview: Path
    home: Path
    clock_file: Path


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands here is a journey: slow, and in the pass that has the servers."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """PostgreSQL with a prepared database, Redis, the fake platform, and the preview built from the checkout."""
    home = tmp_path_factory.mktemp("stage")
    front_end.node()
    clock_file = home / "clock"
    moved_clock.move(clock_file, 0)
    with ExitStack() as stack:
        server = stack.enter_context(postgres_server())
        redis = stack.enter_context(redis_server())
        wechat = stack.enter_context(serve())
        stack.callback(moved_clock.follow(clock_file))
        run_sql(f"{server}/postgres", f"CREATE DATABASE {PREPARED}")
        prepare(f"{server}/{PREPARED}", redis.url, wechat, home)

        def fresh(name: str) -> str:
            run_sql(f"{server}/postgres", f"CREATE DATABASE {name} TEMPLATE {PREPARED}")
            return f"{server}/{name}"

        yield Stage(fresh, redis, wechat, front_end.build(home / "preview"), home, clock_file)


def prepare(url: str, redis_url: str, wechat: Serving, home: Path) -> None:
    """Areas, 1,661 stations, demo people and shifts, as ``make run`` prepares them."""
    app = create_app(settings_for(url, home, redis_url, wechat_api_base=wechat.url))
    prepared = app.test_cli_runner().invoke(args=["prepare"])
    assert prepared.exit_code == 0, prepared.output
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser of the run; it resolves no name, so nothing can leave this machine."""
    with browser(OWN_HOSTS_ONLY) as started:
        yield started


@pytest.fixture(scope="module")
def service(
    stage: Stage, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """The house of this file of tests."""
    name = request.module.__name__.rpartition(".")[2]
    stage.redis.empty()
    home = tmp_path_factory.mktemp(name)
    with serving(stage.fresh(name), stage.redis.url, stage.wechat, stage.preview, home, stage.clock_file) as running:
        yield running


@pytest.fixture
def phones(service: Service, chromium: Browser, tmp_path: Path) -> Iterator[Phones]:
    """Phones of this test. It fails when one asked anything beyond loopback, too much at once, or threw uncaught."""
    shots = Path(os.environ.get("E2E_SHOTS") or tmp_path / "shots")
    shots.mkdir(parents=True, exist_ok=True)
    held = Phones(service.url, chromium, shots)
    try:
        yield held
        assert held.complaints() == []
    finally:
        held.close()
        service.move_clock()


@pytest.fixture(params=[LARGE, SMALL], ids=["375", "320"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The screens on which journeys are lived."""
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def later(service: Service, phones: Phones) -> Iterator[Callable[..., None]]:
    """``later(hours=72)``: so much time has passed since the test began, here and on every phone. Undone afterwards."""

    def pass_by(*, hours: float = 0, minutes: float = 0) -> None:
        service.move_clock(hours=hours, minutes=minutes)
        phones.pass_by(hours * 3600 + minutes * 60)

    yield pass_by
    service.move_clock()
