"""Ground of the tests of stations: a clock that stands still, a small town, its manager and a rider."""

from __future__ import annotations

import pytest

from app.core import clock
from app.stations import keeping, reporting
from app.stations.models import Station
from tests.stations.keeping_words import Clock
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station


@pytest.fixture
def at(monkeypatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def station(app, at) -> Station:
    load_areas(app)
    make_station("T-002", amenities={"hot_water": "working", "heating": "working"})  # noise: must never change
    return make_station("T-001", amenities={"hot_water": "working", "heating": "working", "wifi": "absent"})


@pytest.fixture
def told(app):
    """What keeping and reporting tell the floors above, in order."""
    heard: list[tuple[str, dict]] = []

    def agreed(_sender, **facts):
        heard.append(("agreed", facts))

    def passed(_sender, **facts):
        heard.append(("eta", facts))

    with reporting.reports_agreed.connected_to(agreed), keeping.eta_passed.connected_to(passed):
        yield heard


@pytest.fixture
def town(app):
    """Three stations: two in 青得里街道, one of them hidden, and one in 精河县."""
    load_areas(app)
    make_station("YQ0001", name="南城站", amenities={"hot_water": "working", "heating": "working"})
    make_station("YQ0002", amenities=("hot_water",), open_to_riders=False)
    make_station("YQ0003", amenities=("hot_water",), area_code="652722100")


@pytest.fixture
def manager(town, client):
    grant("manager", "station_manager", "YQ0001")
    return sign_in(client, "manager")


@pytest.fixture
def rider(town, client):
    return sign_in(client, "rider")
