"""Ground of the tests of work: noon of 20 November 2025, the areas, two stations, and a team."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import clock
from tests.support.places import load_areas, make_station
from tests.volunteering.signup_builders import Clock


@pytest.fixture
def at(monkeypatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def town(app: Flask, at: Clock) -> Flask:
    """YQ0001 in 青得里街道, YQ0003 in 精河镇; the clock stands at noon."""
    load_areas(app)
    make_station("YQ0001", told_at=clock.now())
    make_station("YQ0003", area_code="652722100", lat_wgs84=44.6012, lng_wgs84=82.8967, told_at=clock.now())
    return app
