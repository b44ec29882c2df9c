"""Keepers and riders at the same instant: real threads, real commits, on the engine of the run.

The negative controls take the station's lock away (on SQLite: let transactions begin deferred) and watch the promise
break, so that the tests above them are known to be able to fail.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.core.db import db
from app.core.problems import NotFound
from app.stations import amenities
from app.stations.models import AmenityReport, Station, StationHistory
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

AMENITY = "/api/v1/stations/YQ0001/amenities/hot_water"
REPORTS = "/api/v1/stations/YQ0001/amenity-reports"
PATIENCE_S = 10


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001", amenities=("hot_water", "heating"))
        for user in ("manager", "second"):
            grant(user, "station_manager", "YQ0001")
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


def two_keepers_say(app: Flask) -> list[Any]:
    """Two managers who both saw version 1 say different things."""
    words = {user: sign_in(app.test_client(), user) | {"If-Match": '"1"'} for user in ("manager", "second")}

    def say(user: str, status: str) -> Callable[[Any], Any]:
        return lambda client: client.put(AMENITY, json={"status": status}, headers=words[user])

    return at_once(app, [say("manager", "broken"), say("second", "limited")])


def kept(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two changes both read the station before either writes it."""
    both_have_read = threading.Barrier(2)

    def look_only(code: str) -> Station:
        found = db.session.scalars(sa.select(Station).where(Station.code == code)).one_or_none()
        both_have_read.wait(PATIENCE_S)
        if found is None:
            raise NotFound
        return found

    monkeypatch.setattr(amenities, "lock_station", look_only)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE


def test_two_managers_with_one_version_one_wins_and_the_other_sees_what_stands(town):
    for version in (1, 2, 3):  # a race won once may have been luck
        with town.app_context():
            db.session.execute(sa.update(Station).values(version=1))
            db.session.commit()
        answers = two_keepers_say(town)
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        won = next(answer.json for answer in answers if answer.status_code == 200)
        lost = next(answer.json for answer in answers if answer.status_code == 412)
        assert won["version"] == lost["current"]["version"] == 2
        assert lost["current"]["amenities"] == won["amenities"]
        assert len(kept(town, StationHistory)) == version


def test_without_the_lock_two_managers_are_not_told_apart(town, monkeypatch):
    take_the_lock_away(monkeypatch)
    answers = two_keepers_say(town)
    both_won, one_was_thrown_out = [200, 200], [200, 503]  # PostgreSQL loses a word, SQLite breaks off the later writer
    assert sorted(answer.status_code for answer in answers) in (both_won, one_was_thrown_out)


def test_many_words_at_once_are_all_counted_and_all_kept(town):
    headers = sign_in(town.test_client(), "manager")

    def say(amenity: str, status: str) -> Callable[[Any], Any]:
        path = AMENITY.replace("hot_water", amenity)
        return lambda client: client.put(path, json={"status": status}, headers=headers)

    things = ("hot_water", "heating")
    words = [(amenity, status) for amenity in things for status in ("broken", "limited")]  # a worker has 4 threads
    answers = at_once(town, [say(*word) for word in words])
    assert [answer.status_code for answer in answers] == [200] * 4
    assert sorted(answer.json["version"] for answer in answers) == [2, 3, 4, 5]
    lines = kept(town, StationHistory)
    assert Counter((line.field, line.after["status"]) for line in lines) == Counter(
        (f"amenities.{amenity}", status) for amenity, status in words
    )
    for field in {line.field for line in lines}:
        chain = [line for line in lines if line.field == field]
        assert [line.before["status"] for line in chain] == ["working", *(line.after["status"] for line in chain[:-1])]


def riders_report(app: Flask, users: list[str]) -> list[Any]:
    headers = {user: sign_in(app.test_client(), user) for user in set(users)}

    def report(user: str) -> Callable[[Any], Any]:
        body = {"amenity": "hot_water", "status": "broken"}
        return lambda client: client.post(REPORTS, json=body, headers=headers[user])

    return at_once(app, [report(user) for user in users])


def test_t55_three_riders_at_the_same_instant_lower_it_exactly_once(town):
    answers = riders_report(town, ["one", "two", "three"])
    assert [answer.status_code for answer in answers] == [201] * 3
    (line,) = kept(town, StationHistory)
    assert (line.source, line.after["status"], line.person_ref) == ("riders", "limited", None)
    assert kept(town, Station)[0].version == 1


def test_t55_one_rider_three_times_at_the_same_instant_is_one_report(town):
    answers = riders_report(town, ["one", "one", "one"])
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len(kept(town, AmenityReport)) == 1
    assert kept(town, StationHistory) == []
