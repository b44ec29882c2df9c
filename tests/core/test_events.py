"""Signals: a low floor asks, high floors answer, in the sender's transaction."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import audit, events
from app.core.db import db, transaction

ASKED = events.signal("probe-asked")


def test_everybody_who_has_an_answer_is_heard(probe: Flask, request: pytest.FixtureRequest):
    events.on(probe, ASKED, lambda number: number * 2)
    events.on(probe, ASKED, lambda number: None)
    request.addfinalizer(ASKED.receivers.clear)
    with probe.app_context():
        assert events.ask(ASKED, number=21) == [42]


def test_another_application_is_not_asked(probe: Flask, request: pytest.FixtureRequest):
    events.on(Flask("other"), ASKED, lambda: "overheard")
    request.addfinalizer(ASKED.receivers.clear)
    with probe.app_context():
        assert events.ask(ASKED) == []


def test_a_handler_that_refuses_rolls_the_whole_change_back(committed: Flask, request: pytest.FixtureRequest):
    def refuse() -> None:
        raise ValueError("no")

    events.on(committed, ASKED, refuse)
    request.addfinalizer(ASKED.receivers.clear)
    with committed.app_context():
        with pytest.raises(ValueError, match="no"), transaction():
            audit.record("probe", "a", {})
            events.tell(ASKED)
        assert db.session.execute(sa.select(sa.func.count()).select_from(audit.AuditEvent)).scalar_one() == 0
