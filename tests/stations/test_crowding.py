"""How full it is: anybody's word, the last one, for an hour by the clock, and nobody's name beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db, transaction
from app.stations import crowding
from app.stations.cards import make_card
from app.stations.models import Station, StationHistory
from tests.stations.facts_builders import station as made
from tests.stations.keeping_words import audited, fresh
from tests.stations.riders_words import CROWDING, WholeClock, card_in_list
from tests.stations.test_cards import card_of
from tests.support.people import grant, sign_in

SAID_AT = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
SAID = int(SAID_AT.timestamp())
FULL = {"level": "full", "at": "2026-06-10T12:00:00+08:00"}


# --- the card ---


def test_a_card_shows_it_for_sixty_minutes_by_the_clock():
    said = made("A", crowding="full", crowding_at=SAID_AT)
    seen = [card_of(said, now=SAID + after)["crowding"] for after in (0, 3_600, 3_601)]
    assert seen == [FULL, FULL, None]


@pytest.mark.parametrize("told_at", [SAID_AT, datetime(2026, 1, 1, tzinfo=UTC)])
def test_it_hides_nothing_of_how_old_the_facts_are(told_at):
    said = made("A", crowding="few", crowding_at=SAID_AT, told_at=told_at)
    silent = made("A", told_at=told_at)
    assert card_of(said, now=SAID) == card_of(silent, now=SAID) | {"crowding": FULL | {"level": "few"}}


def test_what_a_bundle_takes_from_a_card_does_not_hold_it():
    assert make_card(made("A", crowding="few", crowding_at=SAID_AT)).columns() == make_card(made("A")).columns()


# --- the word ---


@pytest.fixture
def clocked(monkeypatch) -> WholeClock:
    return WholeClock(monkeypatch)


def test_card_and_detail_show_the_last_word_and_both_forget_it_after_an_hour(rider, client, clocked):
    other = sign_in(client, "other")
    client.put(CROWDING, json={"level": "full"}, headers=rider)
    clocked.forward(minutes=5)
    answer = client.put(CROWDING, json={"level": "few"}, headers=other)
    assert answer.status_code == 200
    told = {"level": "few", "at": clock.rfc3339(clocked.now)}
    clocked.forward(minutes=60)
    assert answer.json["crowding"] == told == client.get("/api/v1/stations/YQ0001").json["crowding"]
    assert card_in_list(client, "YQ0001")["crowding"] == told
    assert card_in_list(client, "YQ0003")["crowding"] is None
    clocked.forward(seconds=1)
    assert card_in_list(client, "YQ0001")["crowding"] is None
    assert client.get("/api/v1/stations/YQ0001").json["crowding"] is None


def test_the_same_again_holds_it_for_another_hour(rider, client, clocked):
    client.put(CROWDING, json={"level": "some"}, headers=rider)
    clocked.forward(minutes=59)
    client.put(CROWDING, json={"level": "some"}, headers=rider)
    clocked.forward(minutes=59)
    assert card_in_list(client, "YQ0001")["crowding"]["level"] == "some"


def test_it_is_no_edit_and_nobodys(station):
    before = fresh()
    was = (before.version, before.told_at, before.changed_at, before.bundle_no, before.change_no)
    with transaction():
        crowding.tell_crowding("t-001", "full")
    now = fresh()
    assert (now.version, now.told_at, now.changed_at, now.bundle_no) == was[:4]
    assert now.change_no > was[4]
    assert (now.crowding, fresh("T-002").crowding) == ("full", None)
    assert audited() == []
    assert db.session.scalars(sa.select(StationHistory)).all() == []
    people = {key.target_fullname for column in Station.__table__.columns for key in column.foreign_keys}
    assert "accounts.id" not in people


def test_the_areas_bundle_stays_as_it_is_bytes_and_tag(rider, client):
    before = client.get("/api/v1/bundles/652701001")
    client.put(CROWDING, json={"level": "full"}, headers=rider)
    after = client.get("/api/v1/bundles/652701001")
    assert (after.headers["ETag"], after.data) == (before.headers["ETag"], before.data)


def test_negative_control_an_edit_moves_the_bundle(manager, client):
    before = client.get("/api/v1/bundles/652701001").headers["ETag"]
    client.put("/api/v1/stations/YQ0001/amenities/tv", json={"status": "working"}, headers=manager)
    assert client.get("/api/v1/bundles/652701001").headers["ETag"] != before


# --- who ---


def test_riders_and_keepers_may_say_it_and_their_actions_say_so(manager, rider, client):
    for headers in (manager, rider):
        assert client.put(CROWDING, json={"level": "some"}, headers=headers).status_code == 200
        assert "set_crowding" in client.get("/api/v1/stations/YQ0001", headers=headers).json["actions"]
    assert "set_crowding" not in client.get("/api/v1/stations/YQ0001").json["actions"]


def test_guests_and_the_young_may_not(town, client):
    assert client.put(CROWDING, json={"level": "some"}).status_code == 401
    young = sign_in(client, "young", age_ok=False)
    assert client.put(CROWDING, json={"level": "some"}, headers=young).json["type"] == "/problems/age-unconfirmed"


def test_a_hidden_station_is_never_crowded(rider, client):
    grant("keeper", "station_manager", "YQ0002")
    keeper, path = sign_in(client, "keeper"), CROWDING.replace("YQ0001", "YQ0002")
    statuses = [client.put(path, json={"level": "some"}, headers=headers).status_code for headers in (rider, keeper)]
    assert statuses == [404, 403]


@pytest.mark.parametrize("body", [{}, {"level": "packed"}, {"level": None}, {"level": "full", "who": 1}, {"level": 1}])
def test_another_level_is_refused(rider, client, body):
    assert client.put(CROWDING, json=body, headers=rider).status_code == 422


def test_one_person_says_it_so_often_and_no_more(app, rider, client, monkeypatch):
    few = replace(app.extensions["yiqi.settings"], crowding_per_account="2/hour")
    monkeypatch.setitem(app.extensions, "yiqi.settings", few)
    statuses = [client.put(CROWDING, json={"level": "few"}, headers=rider).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    other = sign_in(client, "other")
    assert client.put(CROWDING, json={"level": "full"}, headers=other).json["crowding"]["level"] == "full"
