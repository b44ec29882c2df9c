"""Ground of the tests of communities: a clock that stands still, the official areas, and who is on duty."""

from __future__ import annotations

import pytest

from app.core import clock
from tests.communities.words import TOWN, Clock
from tests.support.people import grant, sign_in
from tests.support.places import load_areas


@pytest.fixture
def at(monkeypatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def town(app, at):
    load_areas(app)
    return app


@pytest.fixture
def rider(town, client):
    return sign_in(client, "rider")


@pytest.fixture
def staff(town, client):
    grant("staff", "community_staff", TOWN)
    return sign_in(client, "staff")
