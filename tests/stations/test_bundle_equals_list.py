"""The offline bundle beside the oracle: the same stations, and the same state at every instant of its 72 hours."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import db
from app.factory import create_app
from tests.conftest import Ground, settings_for
from tests.stations.oracle import BEIJING, Line, Oracle
from tests.stations.sheet_for_oracle import CLOCKS, ready
from tests.support.places import make_station

COUNTY, OTHER_COUNTY, TOWNSHIP, COMMUNITY = "652701", "652722", "652701001", "652701005002"
CARD = {"code", "name", "kind", "address", "area_name", "township_name", "lat", "lng", "amenities", "status", "alert", "contact", "told", "last_verified_at", "version"}  # fmt: skip
NOT_IN_IT = {
    "distance_m",
    "open_state",
    "open_until",
    "opens_at",
    "open_on_arrival",
    "next_change",
    "crowding",
    "stale",
}


@pytest.fixture(scope="module")
def houses(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask, Oracle]]:
    """Two applications on one database, and the oracle."""
    folder = tmp_path_factory.mktemp("bundle")
    url = ground.fresh("bundle")
    one, two = (create_app(settings_for(url, folder, ground.redis_url)) for _ in range(2))
    yield one, two, ready(one, folder)
    for app in (one, two):
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def client(houses: tuple[Flask, Flask, Oracle]) -> FlaskClient:
    return houses[0].test_client()


@pytest.fixture
def oracle(houses: tuple[Flask, Flask, Oracle]) -> Oracle:
    return houses[2]


@pytest.mark.parametrize("area", [COUNTY, OTHER_COUNTY, TOWNSHIP, COMMUNITY])
def test_the_bundle_knows_every_state_of_three_days(client: FlaskClient, oracle: Oracle, area: str) -> None:
    rng = random.Random(area)
    for clock in CLOCKS:
        with time_machine.travel(clock, tick=False):
            document = _bundle(client, area)
        start, end = _span(document, clock)
        dice = [rng.randrange(start, end) for _ in range(200)]
        rows = _rows(document)
        places = {place.code: place for place in oracle.places if area in oracle.chain(place.area)}
        assert sorted(row["code"] for row in rows) == sorted(places)
        for row in rows:
            _same_states(row, oracle.line(places[row["code"]], clock), (start, end), dice)


def test_a_row_is_the_card_without_what_moves(client: FlaskClient, oracle: Oracle) -> None:
    with time_machine.travel(CLOCKS[0], tick=False):
        document = _bundle(client, COUNTY)
        query = {"area": COUNTY, "limit": 100, "q": "社区"}
        cards = client.get("/api/v1/stations", query_string=query).get_json()["items"]
    columns = set(document["columns"])
    assert columns >= CARD | {"open_windows", "unknown_windows"}
    assert not columns & NOT_IN_IT
    rows = {row["code"]: row for row in _rows(document)}
    assert len(cards) > 50
    for card in cards:
        card["amenities"] = [[thing["amenity"], thing["status"], thing["eta"]] for thing in card["amenities"]]
        assert {name: rows[card["code"]][name] for name in CARD} == {name: card[name] for name in CARD}


def test_bytes_and_tag_stay_for_the_hour_and_move_with_the_next(client: FlaskClient) -> None:
    hour = datetime(2026, 6, 10, 3, tzinfo=BEIJING)
    answers = []
    for later in (0, 1, 1800, 3599, 3600):
        with time_machine.travel(hour + timedelta(seconds=later), tick=False):
            answers.append(_answer(client, COUNTY))
    assert len({(answer.data, answer.headers["ETag"]) for answer in answers[:4]}) == 1
    assert answers[4].data != answers[3].data
    assert answers[4].headers["ETag"] != answers[3].headers["ETag"]
    assert json.loads(answers[0].data)["generated_at"] == hour.isoformat()


def test_who_has_the_tag_is_told_so(client: FlaskClient) -> None:
    with time_machine.travel(CLOCKS[0], tick=False):
        first = _answer(client, TOWNSHIP)
        again = client.get(f"/api/v1/bundles/{TOWNSHIP}", headers={"If-None-Match": first.headers["ETag"]})
        other = client.get(f"/api/v1/bundles/{TOWNSHIP}", headers={"If-None-Match": '"another"'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert (other.status_code, other.data) == (200, first.data)
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=2, must-revalidate"


def test_a_token_and_a_zipped_answer_make_no_other_document(client: FlaskClient) -> None:
    with time_machine.travel(CLOCKS[0], tick=False):
        plain = _answer(client, COUNTY)
        bearer = client.get(f"/api/v1/bundles/{COUNTY}", headers={"Authorization": "Bearer of-nobody"})
        zipped = client.get(f"/api/v1/bundles/{COUNTY}", headers={"Accept-Encoding": "gzip"})
    assert (bearer.status_code, bearer.data, bearer.headers["ETag"]) == (200, plain.data, plain.headers["ETag"])
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert "Accept-Encoding" in zipped.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_two_applications_give_the_same_bytes(houses: tuple[Flask, Flask, Oracle]) -> None:
    for clock in CLOCKS:
        with time_machine.travel(clock, tick=False):
            for area in (COUNTY, TOWNSHIP):
                one, two = (_answer(app.test_client(), area) for app in houses[:2])
                assert one.data == two.data
                assert one.headers["ETag"] == two.headers["ETag"]


def test_a_change_moves_its_own_areas_only(houses: tuple[Flask, Flask, Oracle]) -> None:
    one, two, _ = houses
    changed_at = datetime(2026, 12, 20, 10, 20, 5, tzinfo=BEIJING)
    with time_machine.travel(changed_at - timedelta(minutes=5), tick=False):
        before = {area: _answer(one.test_client(), area) for area in (COUNTY, OTHER_COUNTY, TOWNSHIP)}
    with time_machine.travel(changed_at, tick=False), one.app_context():
        make_station("ZN0001", area_code="652722100", lat_wgs84=44.6, lng_wgs84=82.9)
    with time_machine.travel(changed_at + timedelta(minutes=2), tick=False):
        for app in (one, two):
            client = app.test_client()
            for area in (COUNTY, TOWNSHIP):
                assert _answer(client, area).data == before[area].data
            moved = _answer(client, OTHER_COUNTY)
            assert moved.headers["ETag"] != before[OTHER_COUNTY].headers["ETag"]
            assert json.loads(moved.data)["generated_at"] == changed_at.isoformat()
            assert "ZN0001" in {row["code"] for row in _rows(json.loads(moved.data))}


def test_no_area_no_bundle(client: FlaskClient) -> None:
    for code in ("652799", "nowhere", "6527010010019999"):
        response = client.get(f"/api/v1/bundles/{code}")
        assert response.status_code == 404
        assert response.content_type == "application/problem+json"


# --- reading a bundle ----------------------------------------------------------------------------------------------


def _answer(client: FlaskClient, area: str) -> TestResponse:
    response = client.get(f"/api/v1/bundles/{area}")
    assert response.status_code == 200, response.text
    assert "Content-Encoding" not in response.headers
    return response


def _bundle(client: FlaskClient, area: str) -> dict:
    return json.loads(_answer(client, area).data)


def _rows(document: dict) -> list[dict]:
    assert all(len(row) == len(document["columns"]) for row in document["rows"])
    return [dict(zip(document["columns"], row, strict=True)) for row in document["rows"]]


def _span(document: dict, clock: datetime) -> tuple[int, int]:
    """The 72 hours from the last full hour."""
    first, last = (datetime.fromisoformat(document[name]) for name in ("valid_from", "valid_until"))
    assert first == clock.replace(minute=0, second=0)
    assert last - first == timedelta(hours=72)
    return int(first.timestamp()), int(last.timestamp())


def _same_states(row: dict, line: Line, span: tuple[int, int], dice: list[int]) -> None:
    """The windows are tidy, and say what the oracle says by dice and at every edge."""
    windows = row["open_windows"] + row["unknown_windows"]
    start, end = span
    last = start
    for since, until in sorted(windows):
        assert last <= since < until <= end, (row["code"], windows)
        last = until
    edges = [at + step for window in windows for at in window for step in (-1, 0, 1)]
    for at in [*dice, *(edge for edge in edges if start <= edge < end), start, end - 1]:
        expected = line.state(datetime.fromtimestamp(at, BEIJING))
        assert _state(row, at) == expected, (row["code"], datetime.fromtimestamp(at, BEIJING))


def _state(row: dict, at: int) -> str:
    if any(since <= at < until for since, until in row["open_windows"]):
        return "open"
    return "unknown" if any(since <= at < until for since, until in row["unknown_windows"]) else "closed"
