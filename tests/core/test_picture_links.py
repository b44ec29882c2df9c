"""Pictures by content: kept once, shown to whom a feature says, signed for an hour, swept when nothing refers to them."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock, pictures
from app.core.db import db, transaction
from app.core.pictures import Picture
from app.stations.photo_models import StationPhoto
from tests.stations.keeping_words import Clock
from tests.support.photos import hang
from tests.support.places import load_areas, make_station
from tests.support.uploads import picture


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def station(app: Flask) -> None:
    load_areas(app)
    make_station("YQ0001")


def kept(size: tuple[int, int] = (20, 20)) -> str:
    with transaction():
        return pictures.store(pictures.clean(picture(size=size)))


def ids() -> set[str]:
    return set(db.session.scalars(sa.select(Picture.id)))


def sweep() -> int:
    with transaction():
        return pictures.sweep_unlinked()


def test_the_same_bytes_are_kept_once_under_their_sha_256(app: Flask):
    first, again, other = kept(), kept(), kept((21, 20))
    assert first == again == hashlib.sha256(pictures.clean(picture(size=(20, 20)))).hexdigest()
    assert ids() == {first, other}


def test_without_a_feature_that_shows_it_nobody_sees_it(client: FlaskClient):
    assert client.get(f"/pictures/{kept()}").status_code == 404
    assert client.get(f"/pictures/{'0' * 64}").status_code == 404
    assert client.get("/pictures/1").status_code == 404


def test_a_signed_address_opens_its_picture_for_an_hour(client: FlaskClient, station: None, at: Clock):
    path = pictures.signed_path(hang("YQ0001", "review").picture_id)
    assert client.get(path).status_code == 200
    at.forward(hours=1)
    assert client.get(path).status_code == 200
    at.forward(seconds=1)
    assert client.get(path).status_code == 404


def test_a_signed_address_of_a_picture_that_nothing_refers_to_is_404(client: FlaskClient, station: None):
    hung, alone = hang("YQ0001", "review"), kept()
    assert client.get(pictures.signed_path(alone)).status_code == 404
    path = pictures.signed_path(hung.picture_id)
    with transaction():
        db.session.execute(sa.delete(StationPhoto))  # by whatever way
    assert client.get(path).status_code == 404


def test_what_is_released_goes_at_once_but_not_what_something_refers_to(station: None):
    linked, alone, other = hang("YQ0001").picture_id, kept(), kept((21, 20))
    for _ in range(2):
        with transaction():
            pictures.release([linked, alone, None, "0" * 64])
        assert ids() == {linked, other}


def test_a_signature_is_for_one_picture_and_cannot_be_made_up(client: FlaskClient, station: None, at: Clock):
    mine, other = (hang("YQ0001", "review", size=(20 + more, 20)).picture_id for more in range(2))
    signature = pictures.signed_path(mine).partition("=")[2]
    stamp, _, tag = signature.partition(".")
    for wrong in (
        "",
        "x",
        ".",
        "..",
        "é",
        tag,
        f".{tag}",
        f"{stamp}.",
        f"{stamp}.{tag[:-1]}",
        f"zzzz.{tag}",
        "a" * 5000,
    ):
        assert client.get(f"/pictures/{mine}", query_string={"signature": wrong}).status_code == 404, wrong
    assert client.get(f"/pictures/{other}", query_string={"signature": signature}).status_code == 404
    assert client.get(f"/pictures/{mine}", query_string={"signature": signature}).status_code == 200
    at.forward(seconds=-60)  # signed in the future
    assert client.get(f"/pictures/{mine}", query_string={"signature": signature}).status_code == 404


def test_a_repeated_or_unknown_parameter_is_422(client: FlaskClient):
    path = pictures.signed_path(kept())
    assert client.get(f"{path}&signature=x").status_code == 422
    assert client.get(f"{path}&size=1").status_code == 422


def test_what_nothing_refers_to_is_swept_after_ten_minutes_and_the_rest_stays(station: None, at: Clock):
    linked, alone = hang("YQ0001").picture_id, kept()
    at.forward(minutes=10)
    assert (sweep(), ids()) == (0, {linked, alone})
    fresh = kept((22, 20))
    at.forward(seconds=1)
    assert (sweep(), ids()) == (1, {linked, fresh})
    assert sweep() == 0
    with transaction():
        db.session.execute(sa.delete(StationPhoto))
    at.forward(minutes=10, seconds=1)
    assert (sweep(), ids()) == (2, set())


def test_storing_again_what_is_about_to_be_swept_keeps_it(app: Flask, at: Clock):
    picture_id = kept()
    at.forward(hours=1)
    assert kept() == picture_id
    assert (sweep(), ids()) == (0, {picture_id})
    assert db.session.scalars(sa.select(Picture.stored_at)).one() == at.now
    assert timedelta() < pictures.UNLINKED_KEPT < pictures.SIGNED_FOR
