"""Undoing beside others at work: real threads, real commits, on the engine of the run.

The negative controls take a lock away (on SQLite: let transactions begin deferred) and watch the promise break.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.orm import selectinload

from app.core.db import db
from app.stations import undoing
from app.stations.models import ImportBatch, ImportedStation, Station, StationHistory
from tests.stations.sheets import row
from tests.stations.taking_in import take_rows
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas

PATIENCE_S = 10
ROUNDS = 4
AMENITY = "/api/v1/stations/YQ9001/amenities/hot_water"


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        take_rows(row())
        for user, role in (("office", "prefecture_admin"), ("second", "prefecture_admin")):
            grant(user, role, "652700")
        grant("manager", "station_manager", "YQ9001")
    yield committed


def at_once(app: Flask, calls: list[Callable[[Any], Any]]) -> list[Any]:
    """The answers of calls that all start together, each in a thread with a client of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[Any], Any]) -> Any:
        with app.test_client() as client:
            start.wait(PATIENCE_S)
            return call(client)

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def rename(app: Flask, name: str) -> int:
    with app.app_context():
        return take_rows(row(名称=name)).batch_id or 0


def undoing_by(headers: Headers, batch: int) -> Callable[[Any], Any]:
    return lambda client: client.post(f"/api/v1/imports/{batch}/undo", headers=headers)


def saying(headers: Headers, status: str) -> Callable[[Any], Any]:
    return lambda client: client.put(AMENITY, json={"status": status}, headers=headers)


def reporting(headers: Headers, code: str) -> Callable[[Any], Any]:
    path, body = f"/api/v1/stations/{code}/amenity-reports", {"amenity": "hot_water", "status": "broken"}
    return lambda client: client.post(path, json=body, headers=headers)


def facts(app: Flask) -> tuple[str, int]:
    with app.app_context():
        return (
            db.session.execute(sa.select(Station.name, Station.version).where(Station.code == "YQ9001")).one()._tuple()
        )


def lines(app: Flask) -> list[tuple[str, Any]]:
    with app.app_context():
        found = db.session.scalars(sa.select(StationHistory).order_by(StationHistory.id))
        return [(line.field, line.after) for line in found]


def let_transactions_begin_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite: BEGIN instead of IMMEDIATE, which is its lock."""
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})


def test_two_undos_at_once_undo_once(town):
    who = [sign_in(town.test_client(), user) for user in ("office", "second")]
    for turn in range(ROUNDS):  # a race won once may have been luck
        batch = rename(town, f"甲{turn}")
        version = facts(town)[1]
        answers = at_once(town, [undoing_by(headers, batch) for headers in who])
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        assert facts(town) == ("试验益骑驿站", version + 1)
        assert lines(town)[-1] == ("name", "试验益骑驿站")
    assert len(lines(town)) == 2 * ROUNDS


def test_without_the_batch_s_lock_both_undo(town, monkeypatch):
    who = [sign_in(town.test_client(), user) for user in ("office", "second")]
    batch = rename(town, "甲")
    both_have_read = threading.Barrier(2)

    def look_only(batch_id: int) -> ImportBatch | None:
        found = db.session.get(ImportBatch, batch_id)
        both_have_read.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(undoing, "_lock_batch", look_only)
    let_transactions_begin_deferred(monkeypatch)
    answers = at_once(town, [undoing_by(headers, batch) for headers in who])
    twice, one_was_thrown_out = [200, 200], [200, 503]  # PostgreSQL undoes again, SQLite breaks off the later writer
    assert sorted(answer.status_code for answer in answers) in (twice, one_was_thrown_out)


def test_an_undo_and_a_manager_s_word_at_once_lose_neither(town):
    """Whoever comes first: either the station is skipped, or the word is said of what was put back."""
    office, manager = (sign_in(town.test_client(), user) for user in ("office", "manager"))
    for turn in range(ROUNDS):
        batch, status = rename(town, f"乙{turn}"), ("broken", "limited")[turn % 2]
        version = facts(town)[1]
        undone, said = at_once(town, [undoing_by(office, batch), saying(manager, status)])
        assert (undone.status_code, said.status_code) == (200, 200)
        name, now = facts(town)
        if undone.json["skipped"]:
            assert (name, now) == (f"乙{turn}", version + 1)
        else:
            assert now == version + 2
            assert name != f"乙{turn}"
        assert any(field == "amenities.hot_water" and after["status"] == status for field, after in lines(town)[-2:])


def test_without_the_stations_locks_the_undo_overlooks_the_word(town, monkeypatch):
    office, manager = (sign_in(town.test_client(), user) for user in ("office", "manager"))
    batch = rename(town, "乙")
    version = facts(town)[1]
    looked, spoken = threading.Event(), threading.Event()

    def look_only(found: ImportBatch) -> Any:
        record = db.session.get(ImportedStation, (found.id, 1))
        parts = [selectinload(Station.amenities), selectinload(Station.schedules)]
        written = [(record, db.session.get(Station, 1, options=parts))]
        looked.set()
        spoken.wait(PATIENCE_S)
        return written

    def speak(client: Any) -> Any:
        looked.wait(PATIENCE_S)
        answer = saying(manager, "broken")(client)
        spoken.set()
        return answer

    monkeypatch.setattr(undoing, "_lock_written", look_only)
    let_transactions_begin_deferred(monkeypatch)
    undone, said = at_once(town, [undoing_by(office, batch), speak])
    assert said.status_code == 200
    if undone.status_code == 200:  # PostgreSQL: undone over the manager's edit, and a version lost
        assert undone.json["skipped"] == []
        assert facts(town)[1] == version + 1
    else:
        assert undone.status_code == 503  # SQLite breaks off the later writer


def test_an_undo_that_removes_a_station_and_a_word_about_it_at_once(town):
    """The word is either kept, and with it the station, or it finds nothing to speak of: never a fault."""
    office = sign_in(town.test_client(), "office")
    outcomes = set()
    for turn in range(ROUNDS):
        code = f"NEW{turn}"
        with town.app_context():
            batch = take_rows(row(编号=code)).batch_id or 0
        rider = sign_in(town.test_client(), f"rider{turn}")
        undone, said = at_once(town, [undoing_by(office, batch), reporting(rider, code)])
        there = town.test_client().get(f"/api/v1/stations/{code}").status_code
        outcomes.add((undone.json["removed"], said.status_code, there))
    assert outcomes <= {(1, 404, 404), (0, 201, 200)}
