"""今天照常, taken back: what riders were told before is told again, and nobody takes back what is not theirs or is late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.stations import keeping_rules as rules
from tests.support.people import grant, sign_in

STATION = "/api/v1/stations/YQ0001"
DAILY = f"{STATION}/daily-confirmation"


def told(client) -> tuple:  # type: ignore[no-untyped-def]
    seen = client.get(STATION).json
    return seen["told"], seen["last_verified_at"]


def take_back(client, who, version: int):  # type: ignore[no-untyped-def]
    return client.delete(DAILY, headers=who | {"If-Match": f'"{version}"'})


def test_riders_are_told_what_they_were_told_before_and_history_keeps_both(manager, client):
    before = told(client)
    confirmed = client.post(DAILY, json={}, headers=manager).json
    assert told(client) != before
    undone = take_back(client, manager, confirmed["version"])
    assert undone.status_code == 200, undone.json
    assert (undone.json["version"], undone.headers["ETag"]) == (3, '"3"')
    assert told(client) == before
    fields = [line["field"] for line in client.get(f"{STATION}/history").json["items"]]
    assert sorted(fields) == ["last_verified_at", "last_verified_at", "told"]


def test_a_second_confirmation_taken_back_leaves_the_first(manager, client):
    first = client.post(DAILY, json={}, headers=manager).json
    second = client.post(DAILY, json={}, headers=manager).json
    assert take_back(client, manager, second["version"]).status_code == 200
    assert told(client) == (first["told"], first["last_verified_at"])


@pytest.mark.parametrize("how", ["nothing", "again", "late", "other", "overtaken"])
def test_what_is_not_ones_own_newest_word_stays(manager, client, monkeypatch, how):
    version = 1
    if how != "nothing":
        version = client.post(DAILY, json={}, headers=manager).json["version"]
    who = manager
    if how == "again":
        version = take_back(client, manager, version).json["version"]
    if how == "late":
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + rules.TAKEN_BACK_WITHIN + timedelta(seconds=5))
    if how == "other":
        grant("another", "station_manager", "YQ0001")
        who = sign_in(client, "another")
    if how == "overtaken":
        now = clock.now()
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=5))
        body = {"status": "limited"}
        version = client.put(f"{STATION}/amenities/hot_water", json=body, headers=manager).json["version"]
    before = told(client)
    refused = take_back(client, who, version)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/confirmation-gone")
    assert told(client) == before


def test_an_old_version_is_shown_how_it_stands_and_none_is_asked_for(manager, client):
    client.post(DAILY, json={}, headers=manager)
    stale = take_back(client, manager, 1)
    assert (stale.status_code, stale.json["current"]["version"]) == (412, 2)
    assert client.delete(DAILY, headers=manager).status_code == 428
