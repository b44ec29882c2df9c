"""Savers are told once of an exception's alert, of nothing else; a storm does not wait for the morning."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.db import db, transaction
from app.stations import telling
from app.stations.models import Station
from app.stations.riders_models import StationAlert
from tests.stations.editing_words import band, exception_path, soon
from tests.stations.riders_words import notices_of, saver
from tests.support.people import grant, sign_in

STORM = {"kind": "special", "intervals": [band(1320, 1800)], "alert": "风雪天，今夜通宵开放"}


def tell_all() -> int:
    """The errand as the worker runs it: until nothing is left. Returns in how many pieces."""
    pieces = 0
    while telling.tell_next():
        pieces += 1
    return pieces


def waiting() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(StationAlert)) or 0


@pytest.fixture
def savers(town, at):
    """Two who saved YQ0001, and one who saved the neighbour."""
    return [saver("YQ0001"), saver("YQ0001"), saver("YQ0003")]


@pytest.fixture
def keeper(savers, client):
    grant("manager", "station_manager", "YQ0001")
    return sign_in(client, "manager")


def put(client, headers, body, days: int = 0):
    answer = client.put(exception_path(days), json=body, headers=headers)
    assert answer.status_code == 200, answer.json
    return answer


def test_a_storms_alert_reaches_those_who_saved_the_station_and_nobody_else(savers, keeper, client):
    put(client, keeper, STORM)
    assert tell_all() == 1
    told = [[(one.topic, one.title, one.body, one.link) for one in notices_of(account)] for account in savers]
    said = ("station", "南城站：11月20日安排有变", STORM["alert"], "pages/station/station?code=YQ0001")
    assert told == [[said], [said], []]
    assert waiting() == 0


def test_it_is_told_once_however_often_it_is_sent_or_swept(savers, keeper, client):
    for _ in range(2):
        put(client, keeper, STORM)
        tell_all()
    put(client, keeper, STORM | {"intervals": [band(1320, 1860)]})  # other hours, the same words
    tell_all()
    assert [len(notices_of(account)) for account in savers] == [1, 1, 0]


def test_words_taken_back_and_said_again_are_not_told_again(savers, keeper, client):
    for alert in (STORM["alert"], None, STORM["alert"]):
        put(client, keeper, STORM | {"alert": alert})
        tell_all()
    assert len(notices_of(savers[0])) == 1


def test_new_words_and_another_day_are_news(savers, keeper, client):
    put(client, keeper, STORM)
    put(client, keeper, STORM | {"alert": "风停了，照常开放"})
    put(client, keeper, STORM, days=1)
    tell_all()
    assert len(notices_of(savers[0])) == 2  # the first words were gone before anybody was told
    assert {one.title for one in notices_of(savers[0])} == {"南城站：11月20日安排有变", "南城站：11月21日安排有变"}


def test_an_exception_without_words_tells_nobody(savers, keeper, client):
    put(client, keeper, {"kind": "closed"})
    assert (waiting(), tell_all()) == (0, 0)


def test_what_was_dropped_or_hidden_before_it_was_told_is_not_told(savers, keeper, client):
    put(client, keeper, STORM)
    client.delete(exception_path(0), headers=keeper)
    tell_all()
    put(client, keeper, STORM, days=1)
    with transaction() as session:
        session.execute(sa.update(Station).where(Station.code == "YQ0001").values(open_to_riders=False))
    tell_all()
    assert (notices_of(savers[0]), waiting()) == ([], 0)


def test_of_amenities_closures_and_the_stations_own_alert_savers_hear_nothing(savers, keeper, client):
    client.put("/api/v1/stations/YQ0001/amenities/heating", json={"status": "broken"}, headers=keeper)
    client.post("/api/v1/stations/YQ0001/closures", json={"reason": "停电", "to": soon(hours=2)}, headers=keeper)
    tell_all()
    assert notices_of(savers[0]) == []


OFF = {"kind": "closed", "alert": "停电检修"}


@pytest.fixture
def alerted(keeper, client, request):
    """An exception of so many days ahead, saved."""
    put(client, keeper, *request.param)


@pytest.mark.parametrize(
    ("alerted", "urgent", "time"),
    [
        ((STORM, 0), True, "2025年11月20日 22:00"),
        ((STORM, 1), True, "2025年11月21日 22:00"),
        ((STORM, 3), False, "2025年11月23日 22:00"),
        ((OFF, 0), False, "2025年11月20日 00:00"),
    ],
    indirect=["alerted"],
)
@pytest.mark.usefixtures("alerted")
def test_only_a_night_that_opens_soon_is_urgent(savers, urgent, time):
    tell_all()
    (notice,) = notices_of(savers[0])
    assert (notice.urgent, notice.template, notice.values["time"]) == (urgent, "station_alert", time)


def test_many_savers_are_told_some_at_a_time_in_the_order_of_accounts(savers, keeper, client, monkeypatch):
    monkeypatch.setattr(telling, "TOLD_AT_ONCE", 2)
    more = [saver("YQ0001") for _ in range(3)]
    put(client, keeper, STORM)
    assert telling.tell_next() == 3
    assert [len(notices_of(account)) for account in savers[:2] + more] == [1, 1, 0, 0, 0]
    tell_all()
    assert [len(notices_of(account)) for account in savers + more] == [1, 1, 0, 1, 1, 1]
    assert waiting() == 0


def test_whoever_took_it_off_the_list_meanwhile_is_not_told(savers, keeper, client, at):
    put(client, keeper, STORM)
    with transaction() as session:
        session.execute(sa.text("DELETE FROM saved_stations WHERE account_id = :one"), {"one": savers[0]})
    at.now += timedelta(minutes=1)
    tell_all()
    assert [len(notices_of(account)) for account in savers] == [0, 1, 0]
