"""The service as journeys find it: the real gunicorn with the preview at ``/``, one database a file of tests."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db
from app.factory import create_app
from app.wechat.fake import FakePlatform, Serving
from app.worker import run_worker
from tests.conftest import settings_for
from tests.e2e import moved_clock
from tests.support.servers import web_server

SECRET = "test-secret-key-of-at-least-32-characters"  # of settings_for: this process and gunicorn are one house
WRITES = {"POST", "PUT", "DELETE"}


@dataclass
class Service:
    """A running house. Tests of one file share it."""

    url: str
    database_url: str
    app: Flask  # the same house in this process, for setting the stage
    wechat: Serving
    clock_file: Path
    engine: sa.Engine
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def platform(self) -> FakePlatform:
        return self.wechat.platform

    def rows(self, sql: str, **parameters: object) -> Sequence[sa.Row[Any]]:
        """What the database holds now."""
        with self.engine.connect() as connection:
            return connection.execute(sa.text(sql), parameters).all()

    def value(self, sql: str, **parameters: object) -> Any:
        """The first column of the only row, None without a row."""
        with self.engine.connect() as connection:
            return connection.execute(sa.text(sql), parameters).scalar_one_or_none()

    def call(
        self, method: str, path: str, body: Any = None, *, person: str = "", headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        """One request to the API (``path`` below ``/api/v1``): status and decoded body. ``person``: as this fake user."""
        sent = dict(headers or {})
        if method in WRITES:
            sent.setdefault("Idempotency-Key", uuid.uuid4().hex)
        if person:
            sent["Authorization"] = f"Bearer {self._token(person)}"
        status, found, ended = self._send(method, path, body, sent)
        if ended and person:  # a role given meanwhile ends sign-ins
            del self.tokens[person]
            sent["Authorization"] = f"Bearer {self._token(person)}"
            status, found, _ = self._send(method, path, body, sent)
        return status, found

    def move_clock(self, *, hours: float = 0, minutes: float = 0) -> None:
        """The service's clock is so far ahead of the real one from now on; the phones' are not (see ``later``)."""
        moved_clock.move(self.clock_file, timedelta(hours=hours, minutes=minutes).total_seconds())

    def now(self) -> datetime:
        return clock.now()

    def work(self) -> None:
        """Every sweep once and every errand until nothing is left, as the worker does; no worker process runs."""
        run_worker(self.app, once=True)

    def _token(self, person: str) -> str:
        if person not in self.tokens:
            body = {"code": f"{person}.{uuid.uuid4().hex}", "age_ok": True}
            status, found, _ = self._send("POST", "/sessions", body, {})
            assert status == 201, found
            self.tokens[person] = found["token"]
        return self.tokens[person]

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any, bool]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=30)
        raw = None if body is None else json.dumps(body).encode()
        kind = {} if raw is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, f"/api/v1{path}", raw, kind | headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        ended = answer.status == 401 or answer.headers.get("X-Session") == "ended"
        return answer.status, json.loads(text) if text else None, ended


@contextmanager
def serving(
    database_url: str, redis_url: str, *, wechat: Serving, preview: Path, home: Path, clock_file: Path
) -> Iterator[Service]:
    """A service on this database until the block ends; ``home`` is its DATA_DIR and holds its log."""
    environ = {
        "APP_ENV": "test",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(home),
        "WECHAT_API_BASE": wechat.url,
        "PREVIEW_DIR": str(preview),
        moved_clock.FILE: str(clock_file),
    }
    app = create_app(settings_for(database_url, home, redis_url, wechat_api_base=wechat.url, secret_key=SECRET))
    engine = sa.create_engine(database_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with web_server(environ, log=home / "web.log", serves="tests.e2e.moved_clock:serve()") as server:
        yield Service(server.url, database_url, app, wechat, clock_file, engine)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
