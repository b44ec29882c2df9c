"""Keepers who edit at the same instant: real threads, real commits, on the engine of the run.

The negative controls take the station's lock away (on SQLite: let transactions begin deferred) and watch the promise
break, so that the tests above them are known to be able to fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import db
from app.stations.models import ScheduleException, Station, StationHistory, StationSchedule, TemporaryClosure
from tests.stations.editing_words import CLOSURES, SCHEDULES, STATION, exception_path, facts, rule, soon, version
from tests.stations.test_keeping_races import at_once, kept, take_the_lock_away
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

NEW = {"code": "YQ0099", "name": "新站", "kind": "rider_home", "area_code": "652701001", "lat": 44.9, "lng": 82.07}
Call = Callable[[Any], Any]


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001", name="南城站")
        for user in ("manager", "second"):
            grant(user, "station_manager", "YQ0001")
    yield committed


def two_managers(app: Flask, call: Callable[[Any, dict[str, str], str], Any]) -> list[Any]:
    """The answers of two managers who make the same kind of call at once, each with a word of their own."""
    headers = {user: sign_in(app.test_client(), user) for user in ("manager", "second")}

    def ready(user: str, word: str) -> Call:
        return lambda client: call(client, headers[user], word)

    return at_once(app, [ready("manager", "甲"), ready("second", "乙")])


def rename(client: Any, headers: dict[str, str], word: str) -> Any:
    return client.put(STATION, json=facts(name=word), headers=headers | version(1))


def set_hours(client: Any, headers: dict[str, str], word: str) -> Any:
    opens = 600 if word == "甲" else 660
    return client.put(SCHEDULES, json={"schedules": [rule(opens, 1200)]}, headers=headers | version(1))


def except_day(client: Any, headers: dict[str, str], word: str) -> Any:
    return client.put(exception_path(), json={"kind": "closed", "alert": word}, headers=headers)


def begin_again(app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.update(Station).values(version=1, name="南城站"))
        db.session.execute(sa.delete(ScheduleException))
        db.session.execute(sa.delete(StationSchedule))
        db.session.execute(sa.delete(StationHistory))
        db.session.commit()


@pytest.mark.parametrize("edit", [rename, set_hours])
def test_two_managers_with_one_version_one_wins_and_the_other_sees_what_stands(town, edit):
    for _ in range(3):  # a race won once may have been luck
        begin_again(town)
        answers = two_managers(town, edit)
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        won = next(answer.json for answer in answers if answer.status_code == 200)
        lost = next(answer.json for answer in answers if answer.status_code == 412)
        assert lost["current"]["name"] == won["name"]
        assert lost["current"]["schedules"] == won["schedules"]
        assert won["version"] == lost["current"]["version"] == kept(town, Station)[0].version == 2
        assert len(kept(town, StationHistory)) == 1
        assert len(kept(town, StationSchedule)) == len(won["schedules"])


def test_negative_control_without_the_lock_both_win_and_one_name_is_lost(town, monkeypatch):
    take_the_lock_away(monkeypatch)
    answers = two_managers(town, rename)
    assert sorted(answer.status_code for answer in answers) != [200, 412]


def test_one_day_set_by_two_at_once_is_one_row_with_a_whole_history(town):
    for _ in range(3):
        begin_again(town)
        answers = two_managers(town, except_day)
        assert [answer.status_code for answer in answers] == [200, 200]
        (row,) = kept(town, ScheduleException)
        first, last = kept(town, StationHistory)
        assert first.before is None
        assert (last.before, last.after["alert"]) == (first.after, row.alert)
        assert sorted([first.after["alert"], last.after["alert"]]) == sorted("甲乙")
        assert kept(town, Station)[0].version == 3


def test_negative_control_without_the_lock_a_day_breaks(town, monkeypatch):
    take_the_lock_away(monkeypatch)
    answers = two_managers(town, except_day)
    lines = [(line.before, line.after["alert"]) for line in kept(town, StationHistory)]
    whole = [before for before, _ in lines].count(None) == 1
    assert [answer.status_code for answer in answers] != [200, 200] or not whole


def test_one_closure_tapped_four_times_at_once_is_one(town):
    headers, body = sign_in(town.test_client(), "manager"), {"reason": "停电", "to": soon(minutes=30)}
    answers = at_once(town, [lambda client: client.post(CLOSURES, json=body, headers=headers)] * 4)
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len(kept(town, TemporaryClosure)) == 1
    assert kept(town, Station)[0].version == 2


def test_one_new_station_sent_four_times_at_once_with_one_key_is_one_answer(town):
    with town.app_context():
        grant("staff", "community_staff", "652701001")
    keyed = sign_in(town.test_client(), "staff") | {"Idempotency-Key": "new-station-0001"}
    answers = at_once(town, [lambda client: client.post("/api/v1/stations", json=NEW, headers=keyed)] * 4)
    assert [answer.status_code for answer in answers] == [201] * 4, [answer.json for answer in answers]
    assert len({answer.get_data() for answer in answers}) == 1
    assert [station.code for station in kept(town, Station)] == ["YQ0001", "YQ0099"]


def test_one_code_given_to_two_new_stations_at_once_is_the_first_ones(town):
    with town.app_context():
        for user in ("staff", "other"):
            grant(user, "community_staff", "652701001")
    headers = [sign_in(town.test_client(), user) for user in ("staff", "other")]
    calls = [lambda client, who=who: client.post("/api/v1/stations", json=NEW, headers=who) for who in headers]
    answers = at_once(town, calls)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert {answer.json["type"] for answer in answers if answer.status_code == 409} == {"/problems/station-code-taken"}
