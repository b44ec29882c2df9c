"""Riders at the same instant: real threads, real commits, on the engine of the run.

The negative controls take a lock away (on SQLite: let transactions begin deferred) and watch the promise break, so that
the tests above them are known to be able to fail.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts import service as accounts
from app.core.db import db
from app.stations.models import ChangeCounter, Station
from app.stations.riders_models import MissingStationVote, SavedStation
from tests.stations.riders_words import CROWDING, SAVED, VOTES, codes_saved
from tests.stations.sheets import row
from tests.stations.taking_in import take_rows
from tests.stations.test_keeping_races import PATIENCE_S, at_once
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

HERE = {"lat": 44.905, "lng": 82.074}


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        for number in range(4):
            make_station(f"YQ000{number}")
    yield committed


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def saves(app: Flask, codes: list[str]) -> list[int]:
    rider = sign_in(app.test_client(), "rider")

    def put(code: str) -> Any:
        return lambda client: client.put(f"{SAVED}/{code}", headers=rider).status_code

    return at_once(app, [put(code) for code in codes])


def room_for(app: Flask, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    few = replace(app.extensions["yiqi.settings"], saved_stations_most=most)
    monkeypatch.setitem(app.extensions, "yiqi.settings", few)


def take_the_lock_away(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    """Let all of them count before any of them writes."""
    all_have_come = threading.Barrier(people)
    monkeypatch.setattr(accounts, "lock_account", lambda _: None)
    counted = db.session.scalar

    def wait(*args: Any, **kwargs: Any) -> Any:
        found = counted(*args, **kwargs)
        if "count" in str(args[0]):
            all_have_come.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(db.session, "scalar", wait)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE


def test_one_station_saved_four_times_at_once_is_saved_once(town):
    assert saves(town, ["YQ0000"] * 4) == [204] * 4
    assert count(town, SavedStation) == 1


def test_the_last_place_of_a_list_is_taken_once(town, monkeypatch):
    room_for(town, monkeypatch, 1)
    assert sorted(saves(town, [f"YQ000{number}" for number in range(4)])) == [204, 409, 409, 409]
    assert count(town, SavedStation) == 1


def test_without_the_accounts_lock_the_list_overflows(town, monkeypatch):
    room_for(town, monkeypatch, 1)
    rider = sign_in(town.test_client(), "rider")  # before the lock is gone
    take_the_lock_away(monkeypatch, 2)
    calls = [lambda client, code=code: client.put(f"{SAVED}/{code}", headers=rider) for code in ("YQ0000", "YQ0001")]
    statuses = sorted(answer.status_code for answer in at_once(town, calls))
    assert statuses in ([204, 204], [204, 503])  # PostgreSQL keeps one too many, SQLite breaks off the later writer


def test_two_words_at_once_one_of_them_stands_whole_and_both_are_counted(town):
    rider = sign_in(town.test_client(), "rider")
    with town.app_context():
        before = db.session.scalar(sa.select(ChangeCounter.change_no))

    def say(level: str) -> Any:
        return lambda client: client.put(CROWDING, json={"level": level}, headers=rider)

    answers = at_once(town, [say(level) for level in ("few", "full", "few", "full")])
    assert [answer.status_code for answer in answers] == [200] * 4
    with town.app_context():
        station = db.session.scalars(sa.select(Station).where(Station.code == "YQ0001")).one()
        assert db.session.scalar(sa.select(ChangeCounter.change_no)) == before + 4 == station.change_no
        assert (station.version, station.crowding in {"few", "full"}) == (1, True)
        shown = town.test_client().get("/api/v1/stations/YQ0001").json["crowding"]["level"]
        assert shown == station.crowding
    assert shown in {answer.json["crowding"]["level"] for answer in answers}


def test_votes_of_one_instant_are_all_counted(town):
    headers = [sign_in(town.test_client(), f"rider{number}") for number in range(4)]
    calls = [lambda client, own=own: client.post(VOTES, json=HERE, headers=own).status_code for own in headers]
    assert at_once(town, calls) == [204] * 4
    with town.app_context():
        assert db.session.scalars(sa.select(MissingStationVote.votes)).all() == [4]


def test_a_station_saved_while_its_import_is_undone_stays_or_was_never_saved(town):
    """The save locks the station's key: either the undo finds it in use, or the save finds nothing."""
    with town.app_context():
        grant("office", "prefecture_admin", "652700")
    office, rider = (sign_in(town.test_client(), user) for user in ("office", "rider"))
    for turn in range(4):  # a race won once may have been luck
        code = f"YQ910{turn}"
        with town.app_context():
            batch = take_rows(row(编号=code)).batch_id
        undo, save = at_once(
            town,
            [
                lambda client, batch=batch: client.post(f"/api/v1/imports/{batch}/undo", headers=office),
                lambda client, code=code: client.put(f"{SAVED}/{code}", headers=rider),
            ],
        )
        assert (undo.status_code, save.status_code in {204, 404}) == (200, True)
        assert undo.json["undone"] == (1 if save.status_code == 404 else 0)
        assert (code in codes_saved(town.test_client(), rider)) is (save.status_code == 204)
