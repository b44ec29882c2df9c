"""Ground of the tests of volunteering: a clock that stands still, the areas, and those who plan shifts."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station
from tests.volunteering.signup_builders import Clock


@pytest.fixture
def at(monkeypatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def town(app, at):
    """The areas, each with its organisation; the clock stands at noon of 20 November 2025."""
    load_areas(app)
    return app


@pytest.fixture
def stations(town: Flask) -> None:
    """A listed station of 青得里街道, a hidden one, and one in 精河县 as noise."""
    make_station("YQ0001", name="南城暖心驿站")
    make_station("YQ0002", name="还没开放的站", open_to_riders=False)
    make_station("YQ0003", name="精河站", area_code="652722100", lat_wgs84=44.6012, lng_wgs84=82.8967)


def granted(client: FlaskClient, user: str, role: str, scope: str) -> Headers:
    grant(user, role, scope)
    return sign_in(client, user)


@pytest.fixture
def staff(stations: None, client: FlaskClient) -> Headers:
    """Community staff of 青得里街道."""
    return granted(client, "staff", "community_staff", "652701001")


@pytest.fixture
def elsewhere(stations: None, client: FlaskClient) -> Headers:
    """Community staff of 精河镇."""
    return granted(client, "elsewhere", "community_staff", "652722100")


@pytest.fixture
def manager(stations: None, client: FlaskClient) -> Headers:
    """Manages YQ0001."""
    return granted(client, "manager", "station_manager", "YQ0001")


@pytest.fixture
def rider(stations: None, client: FlaskClient) -> Headers:
    return sign_in(client, "rider")
