"""A key sent twice has one effect and one answer (API "Idempotency-Key", RELIABILITY 5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock, idempotency
from app.core.db import db, transaction
from app.core.idempotency import IdempotencyKey
from tests.core.probe import add_probe, effects, make_account
from tests.stations.sheets import as_csv, row, table
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

URL = "/api/v1/probe/effects"
KEY = "key-0001"


@pytest.fixture
def post(edge: FlaskClient, person: dict[str, str]) -> Callable[..., TestResponse]:
    """Post as one signed-in person."""

    def send(name: str = "a", *, url: str = URL, key: str | None = KEY, **headers: str) -> TestResponse:
        sent = person | headers | ({"Idempotency-Key": key} if key is not None else {})
        return edge.post(url, json={"name": name}, headers=sent)

    return send


def test_t02_the_same_key_and_body_answer_the_same_and_act_once(probe: Flask, post: Callable[..., TestResponse]):
    before = effects(probe)
    first, second = post(), post()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert effects(probe) == before + 1


def test_t02_the_same_key_with_another_body_is_422(probe: Flask, post: Callable[..., TestResponse]):
    post("a")
    before = effects(probe)
    refused = post("b")
    assert (refused.status_code, refused.get_json(force=True)["type"]) == (422, "/problems/idempotency-mismatch")
    assert effects(probe) == before


def test_the_same_key_on_another_route_is_422(post: Callable[..., TestResponse]):
    post()
    assert post(url="/api/v1/probe/demanding").get_json(force=True)["type"] == "/problems/idempotency-mismatch"


def test_another_person_may_use_the_same_key(probe: Flask, edge: FlaskClient, post: Callable[..., TestResponse]):
    post()
    other = {"Authorization": f"Bearer person-{make_account(probe)}", "Idempotency-Key": KEY}
    answer = edge.post(URL, json={"name": "b"}, headers=other)
    assert (answer.status_code, answer.get_json()) == (201, {"made": "b"})


def test_without_a_key_two_posts_are_two_effects(probe: Flask, post: Callable[..., TestResponse]):
    before = effects(probe)
    post(key=None)
    post(key=None)
    assert effects(probe) == before + 2


def test_a_refusal_is_not_kept_so_the_key_may_succeed_later(probe: Flask, post: Callable[..., TestResponse]):
    probe.extensions["probe.willing"] = False
    before = effects(probe)
    assert post(url="/api/v1/probe/refusals").status_code == 409
    assert effects(probe) == before
    again = post(url="/api/v1/probe/refusals")
    assert (again.status_code, "Idempotent-Replayed" in again.headers) == (201, False)
    assert effects(probe) == before + 1


def test_a_malformed_call_is_not_kept(post: Callable[..., TestResponse], edge: FlaskClient, person: dict[str, str]):
    bad = edge.post(URL, json={"name": 3}, headers=person | {"Idempotency-Key": KEY})
    assert bad.status_code == 422
    assert post().status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 65, "with space", "sch\xf6n-key", "tab\tinside", ""])
def test_a_key_is_8_to_64_visible_ascii_characters(post: Callable[..., TestResponse], key: str):
    refused = post(key=key)
    assert refused.status_code == 422
    assert refused.get_json(force=True)["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize("key", ["x" * 8, "x" * 64, "!~{}|\"'<>"])
def test_any_visible_ascii_is_a_key(post: Callable[..., TestResponse], key: str):
    assert post(key=key).status_code == 201


def test_a_key_is_demanded_where_nothing_else_tells_a_repeat(post: Callable[..., TestResponse]):
    refused = post(url="/api/v1/probe/demanding", key=None)
    assert (refused.status_code, refused.get_json(force=True)["type"]) == (422, "/problems/idempotency-key-missing")
    assert post(url="/api/v1/probe/demanding").status_code == 201


def test_a_secret_ignores_the_key_and_keeps_no_answer(probe: Flask, post: Callable[..., TestResponse]):
    before, kept = effects(probe), _keys(probe)
    post(url="/api/v1/probe/secrets")
    post(url="/api/v1/probe/secrets")
    assert (effects(probe), _keys(probe)) == (before + 2, kept)


def test_a_guest_has_no_keys(edge: FlaskClient):
    for _ in range(2):
        answer = edge.post("/api/v1/probe/things", json={"name": "a"}, headers={"Idempotency-Key": KEY})
        assert (answer.status_code, "Idempotent-Replayed" in answer.headers) == (201, False)


def test_what_is_kept_of_a_call_is_no_plain_text(probe: Flask, post: Callable[..., TestResponse]):
    post("44.904778,82.070814")
    with probe.app_context():
        row = db.session.execute(sa.select(IdempotencyKey).order_by(IdempotencyKey.account_id.desc())).scalars().first()
        assert row is not None
        assert len(row.fingerprint) == 64
        assert "44.9" not in row.fingerprint


def test_a_key_older_than_72_hours_is_forgotten_by_the_sweep_only(probe: Flask, post: Callable[..., TestResponse]):
    post(key="key-old-1")
    post(key="key-new-1")
    with probe.app_context(), transaction():
        old = sa.update(IdempotencyKey).where(IdempotencyKey.key == "key-old-1")
        db.session.execute(old.values(created_at=clock.now() - timedelta(hours=72, seconds=1)))
    with probe.app_context(), transaction():
        assert idempotency.forget_old() == 1
    with probe.app_context(), transaction():
        assert idempotency.forget_old() == 0
    assert post(key="key-new-1").headers["Idempotent-Replayed"] == "true"


def test_an_old_key_not_yet_swept_is_used_afresh(probe: Flask, post: Callable[..., TestResponse]):
    post("a", key="key-old-2")
    with probe.app_context(), transaction():
        old = sa.update(IdempotencyKey).where(IdempotencyKey.key == "key-old-2")
        db.session.execute(old.values(created_at=clock.now() - timedelta(hours=72, seconds=1)))
    before = effects(probe)
    answer = post("b", key="key-old-2")
    assert (answer.status_code, answer.get_json()) == (201, {"made": "b"})
    assert effects(probe) == before + 1


def in_parallel(count: int, call: Callable[[int], Any]) -> list[Any]:
    """The results of ``call(0..count-1)``, each in a thread of its own."""
    results: list[Any] = [None] * count

    def run(index: int) -> None:
        results[index] = call(index)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_in_parallel_with_one_key_are_one_effect_and_a_replay(committed: Flask):
    app = add_probe(committed)
    person = {"Authorization": f"Bearer person-{make_account(app)}", "Idempotency-Key": KEY}

    def call(_: int) -> TestResponse:
        return app.test_client().post("/api/v1/probe/gated-effects", json={"name": "a"}, headers=person)

    answers = in_parallel(2, call)
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    assert sorted("Idempotent-Replayed" in answer.headers for answer in answers) == [False, True]
    assert effects(app) == 1


def test_two_in_parallel_with_one_key_and_two_bodies_are_one_effect_and_a_refusal(committed: Flask):
    app = add_probe(committed)
    person = {"Authorization": f"Bearer person-{make_account(app)}", "Idempotency-Key": KEY}

    def call(index: int) -> TestResponse:
        return app.test_client().post("/api/v1/probe/gated-effects", json={"name": f"{index}"}, headers=person)

    answers = in_parallel(2, call)
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert effects(app) == 1


def test_ten_in_parallel_with_one_key_are_one_effect(committed: Flask):
    app = add_probe(committed)
    person = {"Authorization": f"Bearer person-{make_account(app)}", "Idempotency-Key": KEY}
    answers = in_parallel(10, lambda _: app.test_client().post(URL, json={"name": "a"}, headers=person))
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, b'{"made":"a"}')}
    assert effects(app) == 1


def _keys(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(IdempotencyKey)).scalar_one()


def test_a_sheet_sent_again_under_its_key_is_the_same_whatever_boundary_the_client_draws(app: Flask):
    load_areas(app)
    grant("office", "prefecture_admin", "652700")
    client = app.test_client()
    headers = sign_in(client, "office") | {"Idempotency-Key": KEY}
    sheet = as_csv(table(row()))

    def send(raw: bytes, boundary: str) -> TestResponse:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        body = head.encode() + raw + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return client.post("/api/v1/imports/stations", data=body, content_type=kind, headers=headers)

    first, again, other = send(sheet, "one"), send(sheet, "two"), send(sheet + b"\r\n", "three")
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert first.data == again.data and again.headers["Idempotent-Replayed"] == "true"
    assert other.get_json(force=True)["type"] == "/problems/idempotency-mismatch"


def test_a_kept_answer_carries_the_version_it_had(app: Flask):
    load_areas(app)
    make_station("T-001", amenities=["seats"])
    grant("keeper", "station_manager", "T-001")
    client = app.test_client()
    headers = sign_in(client, "keeper") | {"Idempotency-Key": KEY}
    answers = [client.post("/api/v1/stations/T-001/daily-confirmation", json={}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
