"""Temporary closures over HTTP: from now or later, until some instant or further notice, ended at once."""

from __future__ import annotations

import uuid

import pytest

from app.stations import keeping_rules
from tests.stations.editing_words import CLOSURES, HISTORY, STATION, fields, hearing, soon, version
from tests.stations.hours_builders import at
from tests.support.people import grant, sign_in

CLOSED = "station-closed"


def close(client, headers, **body):
    return client.post(CLOSURES, json={"reason": "停电"} | body, headers=headers)


def test_closed_for_half_an_hour_it_is_closed_now_and_says_until_when(manager, client):
    with hearing(CLOSED) as heard:
        answer = close(client, manager, to=soon(minutes=30), substitute_code="yq0003")
    assert answer.status_code == 201, answer.json
    (closure,) = answer.json["closures"]
    assert (closure["reason"], closure["substitute_code"], closure["to"]) == ("停电", "YQ0003", soon(minutes=30))
    assert (answer.json["open_state"], answer.json["opens_at"], answer.json["version"]) == ("closed", closure["to"], 2)
    assert answer.json["told"]["by"] == "manager"
    open_now = client.get("/api/v1/stations?open=now").json["items"]
    assert "YQ0001" not in {card["code"] for card in open_now}
    ((_, told),) = heard
    assert (told["code"], told["substitute_code"]) == ("YQ0001", "YQ0003")
    assert told["starts_at"] < told["ends_at"]


def test_without_end_it_stays_closed_and_ended_it_is_open_at_once(manager, client):
    (closure,) = close(client, manager).json["closures"]
    assert closure["to"] is None
    assert client.get(STATION).json["next_change"] is None
    answer = client.delete(f"{CLOSURES}/{closure['id']}", headers=manager)
    assert (answer.status_code, answer.json["closures"], answer.json["open_state"]) == (200, [], "open")
    assert answer.json["version"] == 3
    again = client.delete(f"{CLOSURES}/{closure['id']}", headers=manager)
    assert (again.status_code, again.json["version"]) == (200, 3)
    fields_ = [(line["field"], line["after"] and line["after"]["to"]) for line in client.get(HISTORY).json["items"]]
    assert [name for name, _ in fields_] == [f"closures.{closure['id']}"] * 2
    assert fields_[0][1] is not None
    assert fields_[1][1] is None


def test_one_that_has_not_begun_is_taken_back(manager, client):
    (closure,) = close(client, manager, **{"from": soon(days=1)}).json["closures"]
    assert client.get(STATION).json["open_state"] == "open"
    assert client.delete(f"{CLOSURES}/{closure['id']}", headers=manager).json["closures"] == []
    assert client.delete(f"{CLOSURES}/{closure['id']}", headers=manager).status_code == 404
    assert client.get(HISTORY).json["items"][0]["after"] is None


def test_tapped_twice_it_is_closed_once(manager, client):
    for _ in range(2):
        answer = close(client, manager, to=soon(minutes=30))
        assert (answer.status_code, len(answer.json["closures"]), answer.json["version"]) == (201, 1, 2)
    assert len(close(client, manager, to=soon(hours=1)).json["closures"]) == 2


def test_sent_twice_with_one_key_it_is_one_answer(manager, client):
    keyed, body = manager | {"Idempotency-Key": uuid.uuid4().hex}, {"reason": "停电", "to": soon(hours=1)}
    first, again = (client.post(CLOSURES, json=body, headers=keyed) for _ in range(2))
    assert (again.status_code, again.json, again.headers["Idempotent-Replayed"]) == (201, first.json, "true")


def test_another_stations_closure_is_not_there(manager, client):
    grant("keeper", "station_manager", "YQ0003")
    keeper = sign_in(client, "keeper")
    (theirs,) = client.post("/api/v1/stations/YQ0003/closures", json={"reason": "停水"}, headers=keeper).json[
        "closures"
    ]
    assert client.delete(f"{CLOSURES}/{theirs['id']}", headers=manager).status_code == 404
    assert len(client.get("/api/v1/stations/YQ0003").json["closures"]) == 1


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": None}, "reason"),
        ({"reason": "很" * 121}, "reason"),
        ({"from": "2026-01-01T00:00:00"}, "from"),
        ({"from": "2020-01-01T00:00:00+08:00"}, "from"),
        ({"to": "2020-01-01T00:00:00+08:00"}, "to"),
        ({"to": "2199-01-01T00:00:00+08:00"}, "to"),
        ({"substitute_code": "YQ0001"}, "substitute_code"),
        ({"substitute_code": "yq0001"}, "substitute_code"),
        ({"substitute_code": "YQ9999"}, "substitute_code"),
        ({"substitute_code": "YQ0002"}, "substitute_code"),  # hidden
        ({"substitute_code": "?"}, "substitute_code"),
        ({"id": 1}, "id"),
        ({"starts_at": "2026-01-01T00:00:00+08:00"}, "starts_at"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(manager, client, body, named):
    answer = close(client, manager, **body)
    assert (answer.status_code, fields(answer)) == (422, [named])
    assert client.get(STATION).json["closures"] == []


def test_a_version_is_compared_when_sent(manager, client):
    (closure,) = close(client, manager | version(1)).json["closures"]
    stale = close(client, manager | version(1), reason="停水")
    assert (stale.status_code, stale.json["current"]["version"]) == (412, 2)
    assert client.delete(f"{CLOSURES}/{closure['id']}", headers=manager | version(1)).status_code == 412


def test_closed_for_more_than_a_week_without_end_its_keepers_are_asked_whether_it_is_used(manager, client):
    close(client, manager, **{"from": soon(days=-7, minutes=1)})
    assert client.get(STATION, headers=manager).json["hints"] == []
    close(client, manager, **{"from": soon(days=-7, minutes=-1), "reason": "装修"})
    assert [hint["slug"] for hint in client.get(STATION, headers=manager).json["hints"]] == ["out-of-use"]
    (card,) = client.get("/api/v1/me/stations", headers=manager).json["items"]
    assert [hint["slug"] for hint in card["hints"]] == ["out-of-use"]
    grant("liaison", "rider_liaison", "YQ0001")
    for headers in ({}, sign_in(client, "liaison"), sign_in(client, "rider")):
        assert client.get(STATION, headers=headers).json["hints"] == []


def test_one_with_an_end_is_no_question():
    now = at("2025-11-20 12:00")
    assert keeping_rules.hints([(at("2025-11-01 00:00"), at("2025-11-30 00:00"))], now) == []
    assert keeping_rules.hints([(at("2025-11-12 12:00"), None)], now) == [keeping_rules.OUT_OF_USE]
