"""Ground of the tests of volunteering: a clock that stands still, and the areas."""

from __future__ import annotations

import pytest

from app.core import clock
from tests.support.places import load_areas
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
