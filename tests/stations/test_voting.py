"""A vote for a missing station is a number at a cell: nobody's, from nowhere. PRODUCT 4.4, T64."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import geo, limits, sealing
from app.core.db import db
from app.core.idempotency import IdempotencyKey
from app.stations import riders_rules as rules
from app.stations.riders_models import MissingStationVote
from tests.accounts.test_stored_keys import everything_stored, guesses
from tests.stations.riders_words import VOTES
from tests.support.people import sign_in

HERE = {"lat": 44.905123, "lng": 82.074456}
CELL = rules.cell_of(*geo.to_wgs84(HERE["lat"], HERE["lng"]))


def votes() -> list[tuple[str, date, int]]:
    db.session.rollback()
    query = sa.select(MissingStationVote.cell, MissingStationVote.month, MissingStationVote.votes)
    return list(db.session.execute(query.order_by(MissingStationVote.cell, MissingStationVote.month)).tuples())


def vote(client: FlaskClient, headers: dict[str, str] | None = None, address: str = "10.1.2.3", **body: Any) -> int:
    sent = HERE | body
    answer = client.post(VOTES, json=sent, headers=headers or {}, environ_base={"REMOTE_ADDR": address})
    return answer.status_code


def test_guests_and_riders_vote_and_one_number_remains(client, at):
    rider = sign_in(client, "rider")
    assert [vote(client), vote(client, rider)] == [204, 204]
    assert votes() == [(CELL, date(2025, 11, 1), 2)]


def test_neighbours_share_a_cell_and_the_next_month_is_another_line(client, at):
    vote(client)
    vote(client, lat=HERE["lat"] + rules.CELL_LAT)
    at.forward(days=14)
    vote(client)
    assert [(cell == CELL, month, count) for cell, month, count in votes()] == [
        (True, date(2025, 11, 1), 1),
        (True, date(2025, 12, 1), 1),
        (False, date(2025, 11, 1), 1),
    ]


def test_the_datum_is_the_bodys(client):
    lat, lng = geo.to_wgs84(HERE["lat"], HERE["lng"])
    assert vote(client, lat=lat, lng=lng, crs="wgs84") == 204
    assert votes()[0][0] == CELL


@pytest.mark.parametrize("body", [{"lat": 82.07, "lng": 44.9}, {"lat": 39.9, "lng": 116.4}])
def test_t10_a_point_outside_the_prefecture_is_refused_and_costs_no_vote(client, body):
    answers = [client.post(VOTES, json=body) for _ in range(6)]
    assert {(answer.status_code, answer.json["type"]) for answer in answers} == {(422, "/problems/point-outside")}
    assert vote(client, address="127.0.0.1") == 204


@pytest.mark.parametrize("body", [{}, {"lat": 44.9}, HERE | {"name": "x"}, HERE | {"lat": "north"}, HERE | {"lat": 91}])
def test_a_body_of_another_shape_is_refused(client, body):
    assert client.post(VOTES, json=body).status_code == 422
    assert votes() == []


def test_the_young_and_those_with_an_old_token_vote_as_guests_do(client):
    young = sign_in(client, "young", age_ok=False)
    assert vote(client, young) == 204
    assert vote(client, {"Authorization": "Bearer gone"}) == 204


# --- five a day ---


def test_five_a_day_by_account_wherever_it_is(client):
    rider = sign_in(client, "rider")
    statuses = [vote(client, rider, f"10.{number}.0.1") for number in range(6)]
    assert statuses == [204] * 5 + [429]
    assert vote(client, sign_in(client, "other"), "10.0.0.1") == 204
    assert votes()[0][2] == 6


def test_five_a_day_by_network_for_guests(client):
    statuses = [vote(client, address=f"10.1.2.{number}") for number in range(6)]
    assert statuses == [204] * 5 + [429]
    assert vote(client, address="10.1.3.1") == 204


def test_a_refusal_says_when_to_come_back(app, client, monkeypatch):
    monkeypatch.setitem(
        app.extensions, "yiqi.settings", replace(app.extensions["yiqi.settings"], votes_per_caller="1/day")
    )
    vote(client)
    answer = client.post(VOTES, json=HERE, environ_base={"REMOTE_ADDR": "10.1.2.9"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


# --- T64 ---


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that the limiter counts votes under."""
    keys: list[str] = []
    real = limits.spend

    def spend(limit: str, key: str) -> None:
        keys.append(key)
        real(limit, key)

    monkeypatch.setattr(limits, "spend", spend)
    return keys


def test_t64_a_vote_keeps_no_idempotency_key_and_sent_again_counts_again(client):
    rider = sign_in(client, "rider") | {"Idempotency-Key": "a-key-of-the-rider"}
    assert [vote(client, rider), vote(client, rider)] == [204, 204]
    assert db.session.scalars(sa.select(IdempotencyKey)).all() == []
    assert votes()[0][2] == 2


def test_t64_known_positions_addresses_and_accounts_match_nothing_that_is_stored(client, counted, at):
    rider = sign_in(client, "rider")
    statuses = [vote(client), vote(client, rider), vote(client, address="2001:db8::1")]
    assert statuses == [204] * 3
    stored = everything_stored() + "\n".join(counted)
    places = [f"{lat},{lng}" for lat, lng in (HERE.values(), geo.to_wgs84(*HERE.values()))]
    places += [json.dumps(HERE), str(HERE["lat"]), str(HERE["lng"])]
    addresses = [
        "10.1.2.3",
        "10.1.2.0",
        "2001:db8::1",
        "2001:db8::",
        "2025-11-20 address 10.1.2.0",
        "2025-11-20 account 1",
    ]
    for known in places + addresses:
        assert [guess for guess in guesses(known) if guess in stored] == [], known


def test_t64_all_networks_tried_without_the_secret_find_nobody(app: Flask, client, counted, at, monkeypatch):
    """There are 16 million networks and a few accounts: a hash of them is tried out unless it is keyed."""
    vote(client)
    (key,) = counted
    tried = [f"2025-11-20 address 10.{a}.{b}.0" for a, b in itertools.product(range(3), range(3))]
    assert not {f"votes:{guess}" for known in tried for guess in guesses(known)} & {key}
    assert f"votes:{sealing.keyed_hash('missing-station-votes', tried[5])}" == key  # with it, the very one
    monkeypatch.setitem(app.extensions, "yiqi.settings", replace(app.extensions["yiqi.settings"], secret_key="x" * 32))
    assert f"votes:{sealing.keyed_hash('missing-station-votes', tried[5])}" != key


def test_t64_the_key_is_another_one_each_day(client, counted, at):
    vote(client)
    at.forward(days=1)
    vote(client)
    assert len(set(counted)) == 2


def test_the_table_has_no_column_for_anybody(app):
    columns = {column.name for column in MissingStationVote.__table__.columns}
    assert columns == {"cell", "month", "votes"}
    assert not MissingStationVote.__table__.foreign_keys
