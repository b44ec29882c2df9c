"""Photos at the same instant: real threads, real commits, on the engine of the run.

The negative control takes the author's lock away (on SQLite: lets transactions begin deferred) and watches the promise
break, so that the test above it is known to be able to fail.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.core import pictures
from app.core.db import db, transaction
from app.core.pictures import Picture
from app.stations import photo_checks, photos
from app.stations.photo_models import StationPhoto
from app.wechat import gateway
from tests.stations.photo_words import URL, rows, send
from tests.stations.test_keeping_races import PATIENCE_S, at_once
from tests.support.people import sign_in
from tests.support.photos import hang
from tests.support.places import load_areas, make_station


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001")
    yield committed


def uploads_at_once(app: Flask, count: int, **headers: str) -> list[Any]:
    rider = sign_in(app.test_client(), "rider")
    return at_once(app, [lambda client: send(client, rider, **headers)] * count)


def held(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_t35_one_photo_sent_four_times_at_once_is_one_photo(town):
    answers = uploads_at_once(town, 4)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json["id"] for answer in answers}) == 1
    assert (held(town, StationPhoto), held(town, Picture)) == (1, 1)


def test_t35_one_key_four_times_at_once_is_one_photo_and_one_answer(town):
    answers = uploads_at_once(town, 4, Idempotency_Key="photo-0001")
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.get_data() for answer in answers}) == 1
    assert held(town, StationPhoto) == 1


def test_without_the_lock_one_of_two_is_turned_away(town, monkeypatch):
    both_have_looked = threading.Barrier(2)
    look = photos._same

    def look_only(*args: Any) -> StationPhoto | None:
        found = look(*args)
        both_have_looked.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(photos, "_same", look_only)
    monkeypatch.setattr(pictures, "store", lambda cleaned: "a" * 64)  # its row is locked, too, once it is written
    monkeypatch.setattr(photos.accounts, "lock_account", lambda account_id: None)
    monkeypatch.setattr(photos.accounts, "act", lambda *_: None)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE
    with town.app_context(), transaction():
        db.session.add(Picture(id="a" * 64, content=b"", stored_at=photos.clock.now()))
    answers = uploads_at_once(town, 2)
    lost = sorted(answer.status_code for answer in answers)
    assert lost in ([201, 409], [201, 503])  # PostgreSQL: the constraint; SQLite breaks off the later writer
    assert held(town, StationPhoto) == 1


def test_two_riders_with_the_same_picture_share_its_bytes(town):
    riders = [sign_in(town.test_client(), user) for user in ("one", "two", "three")]
    answers = at_once(town, [lambda client, who=who: send(client, who) for who in riders])
    assert [answer.status_code for answer in answers] == [201] * 3
    assert (held(town, StationPhoto), held(town, Picture)) == (3, 1)


def test_several_workers_ask_about_each_photo_once(town, monkeypatch):
    asked: list[str] = []

    def check_media(url: str, *_: Any) -> str:
        asked.append(url)
        return f"trace-{len(asked)}"

    with town.app_context():
        monkeypatch.setattr(gateway.current(), "check_media", check_media)
        for place in range(4):
            hang("YQ0001", "pending_review", size=(20 + place, 20))

    def work(_client: Any) -> int:
        with town.app_context():
            return sum(photo_checks.ask_next() for _ in range(4))

    done = at_once(town, [work] * 3)
    assert (sum(done), len(set(asked))) == (4, 4)
    with town.app_context():
        assert {row.asked_at is not None for row in rows()} == {True}


def test_a_photo_and_a_sweep_at_once_leave_no_photo_without_its_picture(town, monkeypatch):
    with town.app_context():
        monkeypatch.setattr(pictures, "UNLINKED_KEPT", pictures.timedelta(seconds=-1))  # swept as soon as it is there
    rider = sign_in(town.test_client(), "rider")

    def sweep(_client: Any) -> int:
        swept = 0
        for _ in range(20):
            with town.app_context(), transaction():
                swept += pictures.sweep_unlinked()
        return swept

    answers = at_once(town, [lambda client: send(client, rider), sweep, sweep])
    assert answers[0].status_code == 201
    with town.app_context():
        (row,) = rows()
        assert db.session.get(Picture, row.picture_id) is not None


def test_the_last_photo_goes_while_somebody_gives_the_same_and_neither_is_refused(town):
    one, two = (sign_in(town.test_client(), user) for user in ("one", "two"))
    for _ in range(5):
        photo_id = send(town.test_client(), one).json["id"]
        calls = [lambda client: client.delete(f"{URL}/{photo_id}", headers=one), lambda client: send(client, two)]  # noqa: B023 - called in this round
        gone, given = at_once(town, calls)
        assert (gone.status_code, given.status_code) == (200, 201)
        assert (held(town, StationPhoto), held(town, Picture)) == (1, 1)
        assert town.test_client().delete(f"{URL}/{given.json['id']}", headers=two).status_code == 200
        assert (held(town, StationPhoto), held(town, Picture)) == (0, 0)


def test_no_call_holds_two_connections(town):
    out: list[int] = [0, 0]  # now, at most

    def taken(*_: Any) -> None:
        out[0] += 1
        out[1] = max(out)

    def given_back(*_: Any) -> None:
        out[0] -= 1

    client = town.test_client()
    rider = sign_in(client, "rider")
    with town.app_context():
        shown = hang("YQ0001").picture_id
        db.session.remove()
        engine = db.engine
    sa.event.listen(engine, "checkout", taken)
    sa.event.listen(engine, "checkin", given_back)
    assert client.get(f"/pictures/{shown}").status_code == 200
    answer = send(client, rider, Idempotency_Key="photo-0001")
    assert answer.status_code == 201
    assert len(client.get("/api/v1/stations/YQ0001", headers=rider).json["photos"]) == 2
    url = f"/api/v1/stations/YQ0001/photos/{answer.json['id']}"
    assert client.delete(url, headers=rider).status_code == 200
    assert out == [0, 1]
