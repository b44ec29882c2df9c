"""Keys over HTTP on calls that exist: ten at once, the database failing in between, 72 hours, calls without keys."""

from __future__ import annotations

import inspect
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from app.areas import views as area_views
from app.core import clock, idempotency, web
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.idempotency import KEPT, IdempotencyKey
from app.stations.models import AmenityReport
from tests.core.test_idempotency import in_parallel
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station

TEN = 10
KEY = {"Idempotency-Key": "one-key-for-ten"}
REPORTS, REPORT = "/api/v1/stations/T-001/amenity-reports", {"amenity": "hot_water", "status": "broken"}
GRIDS, GRID = "/api/v1/areas/652701001001/grids", {"name": "一号网格"}
DAILY, DAY = "/api/v1/stations/T-001/daily-confirmation", {"amenities": []}


@pytest.fixture
def town(committed: Flask) -> Flask:
    """Real commits; a station with its manager, an official, a rider."""
    load_areas(committed)
    with committed.app_context():
        make_station("T-001", amenities=["hot_water"])
        grant("manager", "station_manager", "T-001")
        grant("official", "township_admin", "652701001")
    return committed


def in_ten(app: Flask, path: str, body: dict[str, Any], headers: Headers) -> list[TestResponse]:
    """One call sent ten times at the same moment."""
    return in_parallel(TEN, lambda _: app.test_client().post(path, json=body, headers=headers))


def count(app: Flask, model: Any, *which: sa.ColumnElement[bool]) -> int:
    with app.app_context():
        return int(db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*which)) or 0)


# --- T02, ten at once ---


@pytest.mark.parametrize(
    ("who", "path", "body", "other"),
    [
        ("rider", REPORTS, REPORT, REPORT | {"status": "limited"}),
        ("official", GRIDS, GRID, {"name": "二号网格"}),
        ("manager", DAILY, DAY, {"amenities": [{"amenity": "hot_water", "status": "broken"}]}),
    ],
)
def test_t02_one_key_sent_ten_times_in_parallel_ten_equal_answers_one_effect_other_body_422(
    town: Flask, who: str, path: str, body: dict[str, Any], other: dict[str, Any]
) -> None:
    headers = sign_in(town.test_client(), who) | KEY
    before = {model: count(town, model) for model in (AuditEvent, AmenityReport)}
    answers = in_ten(town, path, body, headers)
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({(answer.status_code, answer.data) for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert sum(count(town, model) - was for model, was in before.items()) == 1
    refused = town.test_client().post(path, json=other, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/idempotency-mismatch")
    assert count(town, IdempotencyKey) == 1


def test_negative_control_without_a_key_nine_of_ten_are_refused_or_act_again(town: Flask) -> None:
    official, manager = sign_in(town.test_client(), "official"), sign_in(town.test_client(), "manager")
    grids = sorted(answer.status_code for answer in in_ten(town, GRIDS, GRID, official))
    assert grids == [201] + [409] * 9
    before = count(town, AuditEvent)
    assert {answer.status_code for answer in in_ten(town, DAILY, DAY, manager)} == {200}
    assert count(town, AuditEvent) == before + TEN


def test_negative_control_without_the_row_a_key_is_worth_nothing(town: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "keep", web.answer)
    monkeypatch.setattr(area_views, "keep", web.answer)
    official, manager = sign_in(town.test_client(), "official") | KEY, sign_in(town.test_client(), "manager") | KEY
    assert sorted(answer.status_code for answer in in_ten(town, GRIDS, GRID, official)) == [201] + [409] * 9
    before = count(town, AuditEvent)
    in_ten(town, DAILY, DAY, manager)
    assert count(town, AuditEvent) == before + TEN


def test_ten_people_with_one_key_are_ten_effects(town: Flask) -> None:
    people = [sign_in(town.test_client(), f"rider-{n}") | KEY for n in range(TEN)]
    answers = in_parallel(TEN, lambda n: town.test_client().post(REPORTS, json=REPORT, headers=people[n]))
    assert {answer.status_code for answer in answers} == {201}
    assert count(town, AmenityReport) == count(town, IdempotencyKey) == TEN


# --- the database fails in between ---


@contextmanager
def failing(app: Flask, when: str) -> Iterator[None]:
    """The database goes away at the key's row, or at the commit of a call that wrote it."""

    def at_the_row(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO idempotency_keys"):
            raise OperationalError("insert", None, RuntimeError("gone"))

    def at_the_commit(_connection: Any) -> None:
        raise OperationalError("commit", None, RuntimeError("gone"))

    with app.app_context():
        engine = db.engine
    event, listener = ("before_cursor_execute", at_the_row) if when == "at the row" else ("commit", at_the_commit)
    sa.event.listen(engine, event, listener)
    try:
        yield
    finally:
        sa.event.remove(engine, event, listener)


@pytest.mark.parametrize("when", ["at the row", "at the commit"])
def test_a_key_whose_call_met_a_503_is_free_and_the_next_try_acts_once(town: Flask, when: str) -> None:
    headers = sign_in(town.test_client(), "rider") | KEY
    client = town.test_client()
    with failing(town, when):
        for _ in range(2):
            refused = client.post(REPORTS, json=REPORT, headers=headers)
            assert (refused.status_code, refused.json["type"]) == (503, "/problems/database-unavailable")
            assert int(refused.headers["Retry-After"]) >= 1
    assert count(town, AmenityReport) == count(town, IdempotencyKey) == 0
    first, again = (client.post(REPORTS, json=REPORT, headers=headers) for _ in range(2))
    assert (first.status_code, "Idempotent-Replayed" in first.headers) == (201, False)
    assert (again.data, again.headers["Idempotent-Replayed"]) == (first.data, "true")
    assert count(town, AmenityReport) == 1


def test_a_lost_answer_is_had_again_with_the_key(town: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Committed, and then the process breaks before it has answered."""
    headers, client = sign_in(town.test_client(), "rider") | KEY, town.test_client()
    broken = [True]

    def after(response: Any) -> Any:
        if broken:
            broken.pop()
            raise ConnectionError
        return response

    town.after_request_funcs.setdefault(None, []).append(after)
    assert client.post(REPORTS, json=REPORT, headers=headers).status_code == 500
    again = client.post(REPORTS, json=REPORT, headers=headers)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert count(town, AmenityReport) == 1


# --- 72 hours ---


def test_a_key_is_kept_72_hours_by_the_clock_and_then_free(town: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    headers, client, now = sign_in(town.test_client(), "manager") | KEY, town.test_client(), [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    first = client.post(DAILY, json=DAY, headers=headers)
    now[0] += KEPT
    assert timedelta(hours=72) == KEPT
    kept = client.post(DAILY, json=DAY, headers=headers)
    assert (kept.data, kept.headers["Idempotent-Replayed"]) == (first.data, "true")
    now[0] += timedelta(seconds=1)
    fresh = client.post(DAILY, json={"amenities": [{"amenity": "hot_water", "status": "limited"}]}, headers=headers)
    assert (fresh.status_code, "Idempotent-Replayed" in fresh.headers) == (200, False)
    assert count(town, IdempotencyKey) == 1


# --- calls that take no key ---


def keyless(app: Flask) -> dict[str, str]:
    """Paths, something in their variable parts, of all calls that ignore the key, by endpoint."""
    found = [rule for rule in app.url_map.iter_rules() if hasattr(app.view_functions[rule.endpoint], "__keyless__")]
    return {rule.endpoint: re.sub(r"<int:\w+>", "1", re.sub(r"<\w+>", "T-001", rule.rule)) for rule in found}


BODIES: dict[
    str, Callable[[], dict[str, Any]]
] = {  # of those that take a body, so that the call gets as far as its end
    "/api/v1/sessions": lambda: {"code": f"rider.{uuid.uuid4().hex}"},
    "/api/v1/me/phone": lambda: {"code": f"phone-13812345678.{uuid.uuid4().hex}"},
    "/api/v1/me/transfers": lambda: {"code": "00000000"},
    "/api/v1/missing-station-votes": lambda: {"lat": 44.9, "lng": 82.07},
}
SUCCEED = {"/api/v1/sessions", "/api/v1/me/phone", "/api/v1/me/transfer-codes", "/api/v1/missing-station-votes"}


def test_t64_what_ignores_the_key_keeps_nothing_whatever_it_answers(app: Flask, client: FlaskClient) -> None:
    load_areas(app)
    make_station("T-001")
    tried = set()
    for path in keyless(app).values():
        headers = sign_in(client, "rider") | KEY
        for _ in range(2):
            answer = client.post(path, json=BODIES.get(path, dict)(), headers=headers)
            assert "Idempotent-Replayed" not in answer.headers, path
            assert answer.status_code < 300 or path not in SUCCEED, (path, answer.json)
            tried |= {path} if answer.status_code < 300 else set()
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(IdempotencyKey)) == 0
    assert tried >= SUCCEED


def test_t64_a_malformed_key_does_not_stop_a_call_that_ignores_it(client: FlaskClient) -> None:
    headers = sign_in(client, "rider") | {"Idempotency-Key": "?"}
    assert client.post("/api/v1/me/transfer-codes", headers=headers).status_code == 201


def test_t64_no_call_without_keys_keeps_an_answer_by_mistake(shared_app: Flask) -> None:
    for endpoint in keyless(shared_app):
        source = inspect.getsource(inspect.unwrap(shared_app.view_functions[endpoint]))
        assert not re.search(r"\bkeep\(", source), endpoint
