"""``/healthz`` (no I/O) and ``/readyz`` (database, migration head, disk; warnings)."""

from __future__ import annotations

import shutil
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app

from app.core import events, settings, store, web
from app.core.access import public
from app.core.db import reading
from app.core.problems import DatabaseUnavailable

MIN_FREE = 0.05

readiness_asked = events.signal("readiness-asked")  # answers: a list of warnings each


def wire(app: Flask) -> None:
    """Add the two routes."""
    app.add_url_rule("/healthz", "healthz", healthz)
    app.add_url_rule("/readyz", "readyz", readyz)


@public(anonymous=True)
def healthz() -> Response:
    """The process answers."""
    return web.answer({"status": "ok"})


@public(anonymous=True)
def readyz() -> Response:
    """Ready to serve: the database answers, its schema is the code's, the disk has room. Redis is not needed."""
    checks: dict[str, Any] = {"database": _database(), "disk": _disk()}
    warnings: list[str] = []
    if all(value == "ok" for value in checks.values()):
        warnings = [warning for answer in events.ask(readiness_asked) for warning in answer]
    if getattr(store.current(), "degraded", False):
        warnings.append("redis: away, working without it")
    ready = all(value == "ok" for value in checks.values())
    body = {"status": "ok" if ready else "unavailable", "checks": checks, "warnings": warnings}
    return web.answer(body, 200 if ready else 503)


def _database() -> str:
    try:
        with reading() as session:
            found = session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (DatabaseUnavailable, sa.exc.DBAPIError):
        return "unavailable"
    return "ok" if found == expected_head() else "migrations missing"


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
