"""``/healthz`` does nothing; ``/readyz`` asks the database, the schema and the disk, and does without Redis."""

from __future__ import annotations

import dataclasses
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import events, health
from app.core.db import db, transaction
from app.core.problems import DatabaseUnavailable
from app.core.store import StoreUnavailable
from tests.conftest import Ground

NOWHERE = "postgresql+psycopg://yiqi@127.0.0.1:9/yiqi"


def test_alive_and_ready(edge: FlaskClient):
    assert edge.get("/healthz").get_json() == {"status": "ok"}
    ready = edge.get("/readyz")
    assert ready.status_code == 200
    assert ready.get_json()["checks"] == {"database": "ok", "disk": "ok"}


def test_alive_but_not_ready_without_a_database(probe_on: Callable[..., Flask]):
    client = probe_on(NOWHERE).test_client()
    assert client.get("/healthz").status_code == 200
    unready = client.get("/readyz")
    assert (unready.status_code, unready.get_json()["status"]) == (503, "unavailable")
    assert unready.get_json()["checks"]["database"] == "unavailable"


def test_not_ready_on_an_empty_database(probe_on: Callable[..., Flask], tmp_path: Path):
    unready = probe_on(f"sqlite:///{tmp_path / 'empty.db'}").test_client().get("/readyz")
    assert (unready.status_code, unready.get_json()["checks"]["database"]) == (503, "unavailable")


def test_not_ready_on_another_schema_than_the_codes(probe_on: Callable[..., Flask], ground: Ground):
    app = probe_on(ground.fresh("other_schema"))
    with app.app_context(), transaction():
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    unready = app.test_client().get("/readyz")
    assert (unready.status_code, unready.get_json()["checks"]["database"]) == (503, "migrations missing")


def test_not_ready_on_a_disk_nearly_full(edge: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=100, free=5))
    assert edge.get("/readyz").get_json()["checks"]["disk"] == "nearly full"
    assert edge.get("/readyz").status_code == 503
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=100, free=6))
    assert edge.get("/readyz").status_code == 200


def test_redis_away_is_a_warning_and_the_service_is_ready(probe_on: Callable[..., Flask], ground: Ground):
    app = probe_on(ground.fresh("no_redis"), "redis://127.0.0.1:1/0")
    client = app.test_client()
    with app.app_context(), pytest.raises(StoreUnavailable):
        app.extensions["yiqi.store"].get("a")
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert any("redis" in warning for warning in ready.get_json()["warnings"])


def test_features_add_their_warnings(probe: Flask, edge: FlaskClient):
    def warn() -> list[str]:
        return ["calendar: 2027 is missing"]

    before = edge.get("/readyz").get_json()["warnings"]
    events.on(probe, health.readiness_asked, warn)
    assert set(edge.get("/readyz").get_json()["warnings"]) == {*before, "calendar: 2027 is missing"}


def test_a_database_that_does_not_answer_costs_a_second_and_one_thread(app: Flask, monkeypatch: pytest.MonkeyPatch):
    thaw, looks = threading.Event(), []

    def frozen() -> str:
        looks.append(1)
        thaw.wait(30)
        return "ok"

    monkeypatch.setattr(health, "_database", frozen)
    monkeypatch.setattr(health, "WITHIN_S", 0.05)
    client = app.test_client()
    answers = [client.get("/readyz") for _ in range(3)]
    thaw.set()
    assert [(answer.status_code, answer.get_json()["checks"]["database"]) for answer in answers] == [
        (503, "unavailable")
    ] * 3
    assert len(looks) == 1


def test_a_signed_in_rider_looks_as_a_guest_while_the_database_is_away(app: Flask, monkeypatch: pytest.MonkeyPatch):
    class Away:
        def identify(self, token: str, *, fresh: bool) -> None:
            raise DatabaseUnavailable

    monkeypatch.setitem(app.extensions, "yiqi.guard", Away())
    client, headers = app.test_client(), {"Authorization": "Bearer somebody"}
    listed = client.get("/api/v1/stations", headers=headers)
    assert (listed.status_code, listed.headers.get("X-Session")) == (200, None)
    assert client.get("/api/v1/me", headers=headers).status_code == 503


def test_whoever_is_about_to_be_ended_says_so_first(app, tmp_path):
    """A balancer lets go before the process stops listening (RELIABILITY 13)."""
    file = tmp_path / "draining"
    settings = app.extensions["yiqi.settings"]
    app.extensions["yiqi.settings"] = dataclasses.replace(settings, drain_file=str(file))
    try:
        assert app.test_client().get("/readyz").status_code == 200
        file.touch()
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["checks"]["process"]) == (503, "draining")
        assert app.test_client().get("/healthz").status_code == 200
    finally:
        app.extensions["yiqi.settings"] = settings
