"""The suite's ground: one application on one engine, each test rolled back.

``TEST_ENGINE=sqlite`` (default) or ``postgres``; the latter starts a private PostgreSQL and a private Redis. Ordinary
tests run inside one outer transaction that is rolled back; tests of concurrency ask for ``committed``, a database of
their own with real commits.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings
from redis import Redis

from app.core import duties
from app.core.db import db
from app.core.limits import Counters
from app.core.settings import Settings
from app.factory import create_app
from app.wechat.fake import Serving, serve
from tests.support.browser import ChromiumMissing
from tests.support.front_end import FrontEndMissing
from tests.support.nginx_server import NginxMissing
from tests.support.places import load_areas
from tests.support.postgres_server import PostgresMissing, postgres_server
from tests.support.redis_server import RedisMissing, redis_server

ENGINE = os.environ.get("TEST_ENGINE", "sqlite")
EMPTY, SETTLED = "yiqi_empty", "yiqi_settled"  # migrated; the latter with the official areas, which most tests need
LONGEST = ("month/test_month.py", "month/test_mutants.py", "test_access.py")


@dataclass(frozen=True)
class Ground:
    """Where this run's databases live. Both give the URL of a new one: ``fresh`` with the official areas, ``bare`` empty."""

    redis_url: str
    fresh: Callable[[str], str]
    bare: Callable[[str], str]


def pytest_configure(config: pytest.Config) -> None:
    if ENGINE not in {"sqlite", "postgres"}:
        raise pytest.UsageError("TEST_ENGINE must be sqlite or postgres")
    hypothesis_settings.register_profile("unhurried", hypothesis_settings.default, deadline=None)  # machines are busy
    hypothesis_settings.load_profile("unhurried")
    config.option.loadscopereorder = False  # else files with many tests would go before those that take long


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database of this engine is run: the rest knows none and ran on SQLite.

    Files that take longest go out first, so that none is left over for one process when the other has ended.
    """
    items.sort(key=longest_first(items))
    if ENGINE != "postgres":
        return
    touching = [
        item for item in items if item.get_closest_marker("e2e") or "ground" in getattr(item, "fixturenames", ())
    ]
    config.hook.pytest_deselected(items=sorted(set(items) - set(touching), key=str))
    items[:] = touching


def longest_first(items: list[pytest.Item]) -> Callable[[pytest.Item], tuple[int, int]]:
    """How files are ordered: those named in ``LONGEST``, then those with slow tests, then all others as they came."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    named = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    return lambda item: (named.get(item.path, len(named)), item.path not in slow)


def pytest_report_header() -> str:
    return f"engine: {ENGINE}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    """Where a server's program is missing, what needs it is skipped with the line that says so."""
    return (yield from _skipping_what_is_missing())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """As above, for servers that a test starts itself."""
    return (yield from _skipping_what_is_missing())


def _skipping_what_is_missing() -> Generator[None, None, None]:
    try:
        return (yield)
    except (ChromiumMissing, FrontEndMissing, NginxMissing, PostgresMissing, RedisMissing) as missing:
        pytest.skip(str(missing))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CI=true a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def settings_for(url: str, data_dir: Path, redis_url: str = "", **overrides: object) -> Settings:
    """Settings of a test application. The fake platform's address is closed unless a test gives one."""
    defaults: dict[str, object] = {
        "app_env": "test",
        "secret_key": "test-secret-key-of-at-least-32-characters",
        "database_url": url,
        "redis_url": redis_url,
        "data_dir": str(data_dir),
        "wechat_api_base": "http://127.0.0.1:9",
        "snapshot_poll_s": 0,
    }
    return Settings.from_env({}, **(defaults | overrides))


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """The engine of this run with a migrated template database."""
    home = tmp_path_factory.mktemp("ground")
    with ExitStack() as stack:
        if ENGINE == "sqlite":
            redis_url = ""

            def copy(template: str, name: str) -> str:
                if template:
                    shutil.copyfile(home / f"{template}.db", home / f"{name}.db")
                return f"sqlite:///{home / name}.db"
        else:
            server = stack.enter_context(postgres_server())
            redis_url = stack.enter_context(redis_server()).url

            def copy(template: str, name: str) -> str:
                run_sql(f"{server}/postgres", f"CREATE DATABASE {name}{template and f' TEMPLATE {template}'}")
                return f"{server}/{name}"

        migrate_database(copy("", EMPTY), home)
        areas_into(copy(EMPTY, "yiqi_loaded"), home)  # as an operator does, which leaves a line in the audit
        areas_into(copy(EMPTY, SETTLED), home)  # the same rows alone
        yield Ground(redis_url, partial(copy, SETTLED), partial(copy, EMPTY))


def run_sql(url: str, statement: str) -> None:
    """One statement outside a transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def migrate_database(url: str, data_dir: Path) -> None:
    """Bring an empty database to the head of the migrations."""
    app = create_app(settings_for(url, data_dir))
    with app.app_context():
        upgrade()
        db.engine.dispose()


def areas_into(url: str, data_dir: Path) -> None:
    """The official areas, in a migrated database; before any instant that a test may set its clock to."""
    app = create_app(settings_for(url, data_dir))
    with time_machine.travel(datetime(2024, 1, 1, tzinfo=UTC), tick=False):
        load_areas(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def wechat() -> Iterator[Serving]:
    """The fake platform of this run on a free loopback port; ``platform`` counts calls and takes faults."""
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def shared_app(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all rolled-back tests, its WeChat the fake platform of the run."""
    return app_alone(ground.fresh("shared"), tmp_path_factory.mktemp("data"), ground, wechat)


def app_alone(url: str, home: Path, ground: Ground, wechat: Serving) -> Flask:
    """An application that nobody else's changes of the areas concern: it looks for them once an hour."""
    app = create_app(settings_for(url, home, ground.redis_url, wechat_api_base=wechat.url))
    app.extensions["yiqi.areas"].poll_s = 3600
    return app


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application inside an outer transaction that is rolled back after the test."""
    engines = db._app_engines[shared_app]
    with shared_app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        connection.begin_nested()  # sessions then join by savepoints: a refused call rolls back its own part only
        db.session.remove()
        engines[None] = connection
        duties.forget_everything(shared_app)
        shared_app.extensions["yiqi.limits"] = Counters("")  # nobody pays for the test before
        try:
            yield shared_app
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()
            connection.close()
            duties.forget_everything(shared_app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A caller of the rolled-back application."""
    return app.test_client()


@pytest.fixture
def committed(ground: Ground, wechat: Serving, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application with a database of its own, real commits, and a Redis that is empty."""
    if ground.redis_url:
        Redis.from_url(ground.redis_url).flushall()
    name = "t" + format(abs(hash(request.node.nodeid)), "x")[:12]
    app = create_app(settings_for(ground.fresh(name), tmp_path, ground.redis_url, wechat_api_base=wechat.url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
