"""One runner owns servers, database, service and browser. Servers, a prepared database and the browser are made once;
every file of tests gets a service of its own on a copy of that database, every test phones of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.wechat.fake import Serving, serve
from tests.conftest import run_sql
from tests.e2e import moved_clock, prepared
from tests.e2e.phone import LARGE, SMALL, Phones
from tests.e2e.service import Service, serving
from tests.support import front_end
from tests.support.browser import browser
from tests.support.postgres_server import postgres_server
from tests.support.redis_server import RedisServer, redis_server

HERE = Path(__file__).resolve().parent
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

    def serve(self, database_url: str, home: Path, preview: Path | None = None) -> AbstractContextManager[Service]:
        """A service on this database, with another preview if given; ``home`` is its DATA_DIR."""
        return serving(
            database_url,
            self.redis.url,
            wechat=self.wechat,
            preview=preview or self.preview,
            home=home,
            clock_file=self.clock_file,
        )


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
        prepared.prepare(server, redis.url, wechat, home)

        def fresh(name: str) -> str:
            run_sql(f"{server}/postgres", f"CREATE DATABASE {name} TEMPLATE {prepared.NAME}")
            return f"{server}/{name}"

        yield Stage(fresh, redis, wechat, front_end.build(home / "preview"), home, clock_file)


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
    with stage.serve(stage.fresh(name), home) as running:
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


SIZES = {"375": LARGE, "320": SMALL}
CHOSEN = os.environ.get("E2E_SIZES", "320" if os.environ.get("CI") == "true" else "375,320").split(",")


@pytest.fixture(params=[SIZES[name] for name in CHOSEN], ids=CHOSEN)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The screens on which journeys are lived: both, and in a build, whose time is short, the narrow one."""
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
