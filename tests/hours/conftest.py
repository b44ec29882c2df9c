"""Ground of the tests of hours: a clock that stands still, and the areas with their organisations."""

from __future__ import annotations

import pytest

from app.core import clock
from tests.hours.desk_words import HELD
from tests.hours.hours_words import Clock
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas


@pytest.fixture
def at(monkeypatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def town(app, at):
    """12:00 on Thursday, 20 November 2025."""
    load_areas(app)
    return app


@pytest.fixture
def desk(town, client) -> dict[str, Headers]:
    """Whoever holds something, a rider and a stranger: signed in, by word."""
    for user, (role, scope) in HELD.items():
        grant(user, role, scope)
    return {user: sign_in(client, user) for user in (*HELD, "rider", "stranger")}
