"""The monthly check over HTTP: line by line, by manager and liaison, and what it does to staleness."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db, transaction
from app.stations.changes import mark_changed
from app.stations.keeping_rules import FACTS
from app.stations.models import Station, Verification
from tests.stations.editing_words import HISTORY, STATION, VERIFICATIONS, fields, version
from tests.support.people import grant, sign_in


@pytest.fixture
def liaison(town, client):
    grant("liaison", "rider_liaison", "YQ0001")
    return sign_in(client, "liaison")


def verify(client, headers, *facts: str):
    return client.post(VERIFICATIONS, json={"facts": list(facts)}, headers=headers)


def grown_old(days: float) -> None:
    with transaction() as session:
        station = session.scalars(sa.select(Station).where(Station.code == "YQ0001")).one()
        station.last_verified_at = clock.now() - timedelta(days=days)
        mark_changed(station)


def test_each_confirmed_line_has_its_date_and_the_others_none(manager, client):
    answer = verify(client, manager, "hours", "name")
    assert answer.status_code == 201, answer.json
    today = answer.json["last_verified_at"]
    assert answer.json["verified"] == dict.fromkeys(FACTS) | {"name": today, "hours": today}
    lines = [(line["field"], line["before"], line["after"]) for line in client.get(HISTORY).json["items"]]
    assert sorted(lines) == [
        ("last_verified_at", None, today), ("verified.hours", None, today), ("verified.name", None, today),
    ]  # fmt: skip
    assert (answer.json["version"], answer.json["told"]["by"]) == (2, "manager")


def test_the_dates_are_for_keepers(manager, client):
    verify(client, manager, "hours")
    for headers in ({}, sign_in(client, "rider")):
        assert client.get(STATION, headers=headers).json["verified"] is None
    assert client.get(STATION, headers=manager).json["verified"]["hours"] is not None


def test_a_rider_liaison_confirms_too_and_stands_in_the_history_by_role(liaison, client):
    assert verify(client, liaison, *FACTS).status_code == 201
    assert {line["role"] for line in client.get(HISTORY).json["items"]} == {"rider_liaison"}


@pytest.mark.parametrize(("days", "stale"), [(89.9, False), (90.1, True)])
def test_what_nobody_checked_for_90_days_is_stale_until_somebody_does(manager, client, days, stale):
    grown_old(days)
    assert client.get(STATION).json["stale"] is stale
    assert verify(client, manager, "hours").json["stale"] is False
    card = next(one for one in client.get("/api/v1/stations").json["items"] if one["code"] == "YQ0001")
    assert card["stale"] is False


def test_confirming_a_name_is_no_news_of_hours(manager, client):
    assert verify(client, manager, "name", "place", "contact").json["told"] is None
    assert verify(client, manager, "amenities").json["told"]["by"] == "manager"


def test_confirmed_again_the_line_has_the_later_date_and_one_row(manager, client):
    verify(client, manager, "hours")
    verify(client, manager, "hours", "hours")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Verification)) == 1
    lines = [line for line in client.get(HISTORY).json["items"] if line["field"] == "verified.hours"]
    assert lines[0]["before"] == lines[1]["after"]


def test_sent_twice_with_one_key_it_happens_once(manager, client):
    keyed = manager | {"Idempotency-Key": uuid.uuid4().hex}
    first, again = verify(client, keyed, "hours"), verify(client, keyed, "hours")
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")


@pytest.mark.parametrize(
    ("body", "named"),
    [({}, "facts"), ({"facts": []}, "facts"), ({"facts": ["weather"]}, "facts.0"), ({"facts": ["hours"] * 6}, "facts")],
)
def test_only_the_lines_of_the_check_are_confirmed(manager, client, body, named):
    answer = client.post(VERIFICATIONS, json=body, headers=manager)
    assert (answer.status_code, fields(answer)) == (422, [named])


def test_an_old_version_is_refused_when_sent(manager, client):
    verify(client, manager, "hours")
    stale = client.post(VERIFICATIONS, json={"facts": ["hours"]}, headers=manager | version(1))
    assert (stale.status_code, stale.json["current"]["version"]) == (412, 2)


def test_riders_and_guests_confirm_nothing(manager, client):
    assert verify(client, {}, "hours").status_code == 401
    assert verify(client, sign_in(client, "rider"), "hours").status_code == 403
