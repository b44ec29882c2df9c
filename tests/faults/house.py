"""The whole house as processes of its own that can be hurt: gunicorn, worker, database, Redis, the fake platform."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.core import clock, duties
from app.core.db import db
from app.core.settings import Settings
from app.factory import create_app
from app.wechat.fake import Serving, serve
from app.worker import run_worker
from bench import dataset
from tests.conftest import run_sql
from tests.support.ports import free_port
from tests.support.postgres_server import PostgresServer, private_postgres
from tests.support.redis_server import RedisServer, redis_server
from tests.support.servers import ROOT, wait_until

WORKERS = 2
PATIENCE_S = 60.0


@dataclass
class House:
    """One house. ``app`` is the same house in this process, for setting the stage and for looking afterwards.

    ``address`` and ``inside``: where it listens, and what its commands begin with, when it is a machine of its own.
    """

    folder: Path
    env: dict[str, str]
    app: Flask
    wechat: Serving
    redis: RedisServer
    postgres: PostgresServer | None
    port: int = field(default_factory=free_port)
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None
    address: str = "127.0.0.1"
    inside: tuple[str, ...] = ()

    @property
    def on_sqlite(self) -> bool:
        return self.postgres is None

    @property
    def sqlite_file(self) -> Path:
        return Path(self.env["DATA_DIR"]) / "yiqi.db"

    # --- processes ---

    def start_web(self, serves: str = "wsgi:app", **env: str) -> None:
        """gunicorn as deployed, on the house's port; returns when it is ready."""
        command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py"), serves]
        command += ["--bind", f"{self.address}:{self.port}"]
        self.web = self._popen(command, "web.log", {"PORT": str(self.port), "WEB_WORKERS": str(WORKERS)} | env)
        self.until_ready()

    def start_worker(self, **env: str) -> None:
        self.worker = self._popen([sys.executable, "-m", "flask", "--app", "wsgi", "worker"], "worker.log", env)

    def until_ready(self) -> float:
        """Seconds until ``/readyz`` is 200; what its processes wrote, when it does not come."""
        try:
            return wait_until(self.is_ready, PATIENCE_S, "the service")
        except AssertionError as late:
            raise AssertionError(f"{late}: {self.said()[-2000:]}") from None

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self.address}:{self.port}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def web_pids(self) -> list[int]:
        """The master and its workers."""
        assert self.web is not None
        pid = self.web.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]

    def kill_a_web_worker(self) -> None:
        os.kill(self.web_pids[-1], signal.SIGKILL)

    def kill_web(self) -> None:
        """All of it at once, as when the machine's power goes."""
        if self.web is not None and self.web.poll() is None:
            for pid in reversed(self.web_pids):
                os.kill(pid, signal.SIGKILL)
            self._reap()

    def kill_web_master(self) -> None:
        """Its workers notice and end by themselves."""
        assert self.web is not None
        self.web.kill()
        self._reap()

    def end_web(self) -> None:
        if self.web is not None and self.web.poll() is None:
            self.web.terminate()
            self._reap()

    def end_worker(self, number: int = signal.SIGTERM) -> None:
        if self.worker is not None and self.worker.poll() is None:
            self.worker.send_signal(number)
            self.worker.wait(PATIENCE_S)

    def said(self) -> str:
        """All that its processes wrote."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self.folder.glob("*.log"))

    def _reap(self) -> None:
        assert self.web is not None
        self.web.wait(PATIENCE_S)

        def is_free() -> bool:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", self.port))
                except OSError:
                    return False
                return True

        wait_until(is_free, PATIENCE_S, "the port of those who ended")

    def _popen(self, command: list[str], log: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
        whole = os.environ | self.env | {"LOG_LEVEL": "INFO", "PYTHONPATH": str(ROOT)} | env
        with (self.folder / log).open("ab") as lines:
            return subprocess.Popen(
                [*self.inside, *command], cwd=ROOT, env=whole, stdin=subprocess.DEVNULL, stdout=lines, stderr=lines
            )

    # --- looking ---

    def broken(self) -> list[str]:
        """What does not hold of all that must always hold; on SQLite also whether the file is whole.

        First the sweeps run once, as the worker's do every minute.
        """
        self.app.extensions["yiqi.snapshot"].end()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()  # connections of before the fault
        run_worker(self.app, once=True)
        with self.app.app_context():
            found = [f"{name}: {line}" for name, check in duties.invariants(self.app).items() for line in check()]
            if self.on_sqlite:
                told = db.session.execute(sa.text("PRAGMA integrity_check")).scalar_one()
                found += [] if told == "ok" else [f"integrity_check: {told}"]
            db.session.remove()
        return found

    def value(self, sql: str, **parameters: Any) -> Any:
        with self.app.app_context():
            found = db.session.execute(sa.text(sql), parameters).scalar()
            db.session.remove()
        return found


@contextmanager
def house(engine: str, folder: Path, **env: str) -> Iterator[House]:
    """A migrated house with the areas and one station, nothing of it running yet but database, Redis and platform."""
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        postgres = stack.enter_context(private_postgres(durable=True)) if engine == "postgres" else None
        redis = stack.enter_context(redis_server())
        wechat = stack.enter_context(serve())
        url = ""
        if postgres is not None:
            run_sql(f"{postgres.url}/postgres", "CREATE DATABASE faults")
            url = f"{postgres.url}/faults"
        env = {
            "APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "REDIS_URL": redis.url,
            "WECHAT_MODE": "fake", "WECHAT_API_BASE": wechat.url, "WECHAT_TIMEOUT_CONNECT": "0.3",
            "WECHAT_TIMEOUT_READ": "0.6", "WECHAT_DEADLINE": "1.5", "SCANS_PER_ACCOUNT": "100000/minute",
            "SIGNUPS_PER_ACCOUNT": "100000/minute", "FUTURE_SIGNUPS_MOST": "100000", "WAITING_SIGNUPS_MOST": "100000",
            **env,
        }  # fmt: skip
        app = create_app(Settings.from_env(env, log_level="WARNING"))
        dataset.prepare(app, dataset.make_places(3, clock.now()))
        found = House(folder, env, app, wechat, redis, postgres)
        try:
            yield found
        finally:
            found.end_worker(signal.SIGKILL)
            found.kill_web()  # an end in good order takes seconds, and has a test of its own
            app.extensions["yiqi.snapshot"].end()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def seconds() -> float:
    return time.monotonic()
