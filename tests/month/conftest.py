"""Ground of the month: a clock that stands, and a machine over a town with riders."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis.internal.conjecture import engine as hypothesis_engine

from app.core import access, clock
from tests.month.beside import PEOPLE
from tests.month.machine import Month
from tests.support.places import load_areas
from tests.volunteering.signup_builders import Clock, people


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    monkeypatch.setattr(clock, "epoch", lambda: moved.now.timestamp())  # noqa: PLW0108 - of the time it is then
    return moved


@pytest.fixture
def month(app: Any, at: Clock, monkeypatch: pytest.MonkeyPatch) -> type[Month]:
    """The machine over a town with riders. Whether a caller may change a shift is asked by other tests."""
    load_areas(app)
    monkeypatch.setattr(access, "require", lambda *_: None)
    monkeypatch.setattr(hypothesis_engine, "MAX_SHRINKING_SECONDS", 20)  # of a failure: CI waits no longer
    return type("Walk", (Month,), {"at": at, "accounts": people(PEOPLE), "steps": Counter()})
