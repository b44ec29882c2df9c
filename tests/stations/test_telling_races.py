"""Two workers sweep at the same instant: everybody is told once. Real threads, real commits, on the engine of the run.

The negative controls take away what keeps the promise (the row's lock, on SQLite ``BEGIN IMMEDIATE``, and the notice's
key) and watch it break, so that the tests above them are known to be able to fail.
"""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.core import clock, duties
from app.core.db import db, transaction
from app.core.problems import DatabaseUnavailable
from app.notices import service as notices
from app.notices.models import Notice
from app.stations import overdue, telling
from app.stations.models import Station, TemporaryClosure
from app.stations.riders_models import StationAlert
from tests.stations.editing_words import band, exception_path
from tests.stations.riders_words import saver
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

STORM = {"kind": "special", "intervals": [band(1320, 1800)], "alert": "风雪天，今夜通宵开放"}
PATIENCE_S = 20
WORKERS = 3


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001", name="南城站")
        grant("manager", "station_manager", "YQ0001")
    yield committed


@pytest.fixture
def stormy(town: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seven who saved the station, and an alert that nobody was told of yet, to be told two at a time."""
    monkeypatch.setattr(telling, "TOLD_AT_ONCE", 2)
    with town.app_context():
        savers = [saver("YQ0001") for _ in range(7)]
    client = town.test_client()
    assert client.put(exception_path(0), json=STORM, headers=sign_in(client, "manager")).status_code == 200
    return savers


@pytest.fixture
def forgotten(town: Flask) -> None:
    """A station whose facts are old, and which is closed without an end."""
    long_ago = clock.now() - timedelta(days=120)
    with town.app_context(), transaction() as session:
        session.execute(sa.update(Station).values(last_verified_at=long_ago))
        station_id = session.scalars(sa.select(Station.id)).one()
        session.add(TemporaryClosure(station_id=station_id, starts_at=long_ago, ends_at=None, reason="装修"))


def workers(app: Flask, run: Callable[[], Any], count: int = WORKERS) -> list[Any]:
    """What each of several workers that start together got, or what threw it out."""
    start = threading.Barrier(count)

    def work(_: int) -> Any:
        with app.app_context():
            start.wait(PATIENCE_S)
            try:
                return run()
            except DatabaseUnavailable as error:
                return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(work, range(count)))


def tell_all() -> int:
    pieces = 0
    while telling.tell_next():
        pieces += 1
    return pieces


def swept(run: Callable[[], int]) -> Callable[[], int]:
    def once() -> int:
        with transaction():
            return run()

    return once


def told(app: Flask) -> Counter[int]:
    """How many notices of stations each person got."""
    topics = Notice.topic.in_(["station", "keeping"])
    with app.app_context():
        return Counter(db.session.scalars(sa.select(Notice.account_id).where(topics)))


def take_all_guards_away(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Every worker reads before any of them writes, nobody locks, and a notice's key is another each time."""
    numbers, all_have_read = itertools.count(), threading.Barrier(count)
    notify, words = notices.notify, notices.words

    def tell_again(account_id: int, topic: str, *, dedupe_key: str, **said: Any) -> bool:
        return notify(account_id, topic, dedupe_key=f"{dedupe_key}:{next(numbers)}", **said)

    def find_words(key: str, **facts: str | int) -> notices.Words:
        all_have_read.wait(PATIENCE_S)
        return words(key, **facts)

    monkeypatch.setattr(notices, "notify", tell_again)
    monkeypatch.setattr(notices, "words", find_words)
    monkeypatch.setattr(sa.Select, "with_for_update", lambda self, **_: self)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE


def test_three_workers_tell_every_saver_of_a_storm_once(town, stormy):
    pieces = workers(town, tell_all)
    assert all(isinstance(one, int) for one in pieces)
    with town.app_context():
        tell_all()  # what was locked by another when a worker looked
        assert db.session.scalars(sa.select(StationAlert)).all() == []
    assert told(town) == Counter(stormy)


def test_without_lock_and_key_a_saver_is_told_twice(town, stormy, monkeypatch):
    monkeypatch.setattr(telling, "TOLD_AT_ONCE", 1)
    take_all_guards_away(monkeypatch, 2)
    answers = workers(town, telling.tell_next, 2)
    if town.extensions["yiqi.settings"].database_url.startswith("sqlite"):
        assert sum(isinstance(one, DatabaseUnavailable) for one in answers) == 1  # it breaks off the later writer
    else:
        assert told(town) == {stormy[0]: 2}


@pytest.mark.parametrize("sweep", [overdue.ask_for_checks, overdue.ask_about_closures])
def test_three_workers_ask_a_manager_once(town, forgotten, sweep):
    assert sorted(workers(town, swept(sweep))) == [0, 0, 1]
    assert list(told(town).values()) == [1]


@pytest.mark.parametrize("sweep", [overdue.ask_for_checks, overdue.ask_about_closures])
def test_without_lock_and_key_a_manager_is_asked_twice(town, forgotten, monkeypatch, sweep):
    take_all_guards_away(monkeypatch, 2)
    answers = workers(town, swept(sweep), 2)
    if town.extensions["yiqi.settings"].database_url.startswith("sqlite"):
        assert sum(isinstance(one, DatabaseUnavailable) for one in answers) == 1
    else:
        assert list(told(town).values()) == [2]


def test_the_worker_runs_them_all(town):
    names = {sweep.name: sweep.errand for sweep in duties.sweeps(town)}
    assert {name: names[name] for name in ("stations-stale", "closures-long", "station-alerts")} == {
        "stations-stale": False,
        "closures-long": False,
        "station-alerts": True,
    }
