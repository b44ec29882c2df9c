"""``/healthz`` (no I/O) and ``/readyz`` (database, migration head, disk; warnings)."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app

from app.core import events, settings, store, web
from app.core.access import public
from app.core.db import reading
from app.core.problems import DatabaseUnavailable

MIN_FREE = 0.05
WITHIN_S = 1.0  # RELIABILITY 13

readiness_asked = events.signal("readiness-asked")  # answers: a list of warnings each


def wire(app: Flask) -> None:
    """Add the two routes."""
    app.extensions["yiqi.readiness"] = Probe()
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@public(anonymous=True)
def healthz() -> Response:
    """The process answers."""
    return web.answer({"status": "ok"})


@public(anonymous=True)
def readyz() -> Response:
    """Ready to serve: the database answers, its schema is the code's, the disk has room, and nobody is about to end us.

    Redis is not needed.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # werkzeug's proxy
    probe: Probe = app.extensions["yiqi.readiness"]
    checks: dict[str, Any] = {"database": probe.ask(app), "disk": _disk()}
    if _is_draining():
        checks["process"] = "draining"
    warnings: list[str] = []
    if all(value == "ok" for value in checks.values()):
        warnings = [warning for answer in events.ask(readiness_asked) for warning in answer]
    if _redis_is_away():
        warnings.append("redis: away, working without it")
    ready = all(value == "ok" for value in checks.values())
    body = {"status": "ok" if ready else "unavailable", "checks": checks, "warnings": warnings}
    return web.answer(body, 200 if ready else 503)


class Probe:
    """Asks the database in a thread of its own, one at a time: a frozen one costs a second, not a thread each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Future[str] | None = None

    def ask(self, app: Flask) -> str:
        """What the database says within ``WITHIN_S``, else "unavailable"."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                threading.Thread(target=self._look, args=(app, self._asked), name="readiness", daemon=True).start()
            asked = self._asked
        try:
            return asked.result(WITHIN_S)
        except TimeoutError:
            return "unavailable"

    @staticmethod
    def _look(app: Flask, asked: Future[str]) -> None:
        with app.app_context():
            try:
                asked.set_result(_database())
            finally:
                if not asked.done():  # something nobody foresaw, which the thread prints
                    asked.set_result("unavailable")


def _database() -> str:
    try:
        with reading() as session:
            found = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (DatabaseUnavailable, sa.exc.DBAPIError):
        return "unavailable"
    return "ok" if found == expected_head() else "migrations missing"


def _redis_is_away() -> bool:
    try:
        store.current().get("readiness")
    except store.StoreUnavailable:
        return True
    return False


def _is_draining() -> bool:
    file = settings.current().drain_file
    return bool(file) and Path(file).exists()


def _disk() -> str:
    usage = shutil.disk_usage(settings.current().data_path if settings.current().data_path.exists() else "/")
    return "ok" if usage.free / usage.total > MIN_FREE else "nearly full"


def expected_head() -> str:
    """The head of the migrations this code was written for (``migrations/.current-head``)."""
    head: str | None = current_app.extensions.get("yiqi.head")
    if head is None:
        head = (settings.current().root / "migrations" / ".current-head").read_text(encoding="utf-8").strip()
        current_app.extensions["yiqi.head"] = head
    return head
