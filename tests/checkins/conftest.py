"""Ground of the tests of presence: a clock that stands still, a small town, its people."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import Person
from app.core import clock
from tests.checkins.presence import expect, person, shift_point
from tests.stations.keeping_words import Clock
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock; ``at.now`` may be moved."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def town(app: Flask, at: Clock) -> None:
    """A listed station, a hidden one, and one in 精河县 as noise."""
    load_areas(app)
    make_station("YQ0001", name="南城暖心驿站", address="青得里街道文化路12号", amenities=("hot_water",))
    make_station("YQ0002", name="还没开放的站", open_to_riders=False)
    make_station("YQ0003", name="精河站", area_code="652722100")


@pytest.fixture
def manager(town: None, client: FlaskClient) -> Headers:
    """Keeps YQ0001 and the hidden YQ0002."""
    for code in ("YQ0001", "YQ0002"):
        grant("manager", "station_manager", code)
    return sign_in(client, "manager")


@pytest.fixture
def rider(town: None, client: FlaskClient) -> Headers:
    return sign_in(client, "rider")


@pytest.fixture
def spot(town: None) -> int:
    """The number of a shift's point at 青得里街道."""
    return shift_point()


@pytest.fixture
def ma(spot: int) -> Person:
    """Signed up for the shift, which starts now."""
    somebody = person("ma")
    expect(somebody, spot)
    return somebody
