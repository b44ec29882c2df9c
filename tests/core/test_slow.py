"""What operators see of slow statements: the text, never the values."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from app.core import clock, slow


class Ticking:
    """A clock on which every look is a second later."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        self.at += 1.0
        return self.at


def told(over_ms: int, caplog, monkeypatch) -> list[logging.LogRecord]:
    engine = sa.create_engine("sqlite://")
    slow.watch(engine, over_ms)
    monkeypatch.setattr(clock, "ticks", Ticking())
    with caplog.at_level(logging.WARNING, "yiqi.slow"), engine.connect() as connection:
        connection.execute(sa.text("SELECT :name AS\n  name"), {"name": "a secret of somebody"})
    return [record for record in caplog.records if record.name == "yiqi.slow"]


def test_a_statement_that_took_long_is_told_without_its_values(caplog, monkeypatch):
    (line,) = told(500, caplog, monkeypatch)
    assert (line.event, line.ms) == ("slow-query", 1000)
    assert line.sql == "SELECT ? AS name"
    assert "somebody" not in str(vars(line))


def test_one_in_time_is_not_told(caplog, monkeypatch):
    assert told(2000, caplog, monkeypatch) == []


def test_nought_tells_nothing(caplog, monkeypatch):
    assert told(0, caplog, monkeypatch) == []
