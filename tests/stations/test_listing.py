"""The list over HTTP: what a query may say, what a page shows, and the lane in front that must say the same."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.core.access import mark_of
from app.factory import create_app
from tests.conftest import Ground, settings_for
from tests.support.apps import living
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, load_sheet, make_station

BOLE = {"lat": 44.905, "lng": 82.074}
NOON = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Beijing


@pytest.fixture(scope="module")
def laned(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with the whole sheet whose snapshot is kept in the background, as in production."""
    folder = tmp_path_factory.mktemp("laned")
    app = create_app(settings_for(ground.fresh("laned"), folder, ground.redis_url, snapshot_poll_s=0.05))
    with app.app_context():
        load_areas(app)
        load_sheet(app)
        app.extensions["yiqi.snapshot"].snapshot()
    with living(app):
        yield app


class Counted:
    """The lane, with a count of what it answered and what it left to Flask."""

    def __init__(self, lane: Callable[[str], bytes | None]) -> None:
        self.lane, self.answered, self.declined = lane, 0, 0

    def __call__(self, query: str) -> bytes | None:
        found = self.lane(query)
        self.answered += found is not None
        self.declined += found is None
        return found


def stations(client: FlaskClient, **query: Any) -> Any:
    response = client.get("/api/v1/stations", query_string=query)
    assert response.status_code == 200, response.json
    return response.json


def random_query(rng: random.Random) -> str:
    """A query string of any kind: mostly sound, some misspelt, some with odd bytes."""
    parts = [f"lat={rng.uniform(44.85, 44.95):.3f}", f"lng={rng.uniform(82.0, 82.15):.3f}"]
    sound = ["open=now", "open=arrival", "amenity=hot_water", "amenity=seats", "kind=union_station", "radius_m=15000"]
    sound += [
        "crs=wgs84",
        "limit=3",
        "radius_m=400",
        "open=2026-06-10T21%3A30%3A00%2B08%3A00",
        "q=gong",
        "area=652701001",
    ]
    odd = [
        "limit=0",
        "limit=x",
        "foo=1",
        "open=tomorrow",
        "amenity=jacuzzi",
        "lat=abc",
        "lng=nan",
        "lat=",
        "radius_m=-1",
    ]
    odd += [
        "q=%E7%83%AD",
        "q=%FF",
        "q=%00",
        "cursor=zz",
        "area=1",
        "crs=bd09",
        "open=2027-06-10T21:30:00%2B08:00",
        "limit",
    ]
    parts += rng.sample(sound, rng.randint(0, 3)) + (rng.sample(odd, 1) if rng.random() < 0.4 else [])
    rng.shuffle(parts)
    return "&".join(parts)


def told(answer: Any) -> tuple[int, str, Any]:
    """An answer without what differs by nature: the request's own id."""
    body = json.loads(answer.data)
    body.pop("request_id", None)
    return answer.status_code, answer.headers["Cache-Control"], body


def test_the_lane_answers_exactly_as_flask_does(laned: Flask) -> None:
    rng, client, edge = random.Random(7), laned.test_client(), laned.extensions["yiqi.edge"]
    counted = Counted(edge.lanes["/api/v1/stations"])
    with time_machine.travel(NOON, tick=False):
        for _ in range(400):
            query = random_query(rng)
            edge.lanes = {"/api/v1/stations": counted}
            quick = client.get(f"/api/v1/stations?{query}")
            edge.lanes = {}
            slow = client.get(f"/api/v1/stations?{query}")
            edge.lanes = {"/api/v1/stations": counted.lane}
            assert told(quick) == told(slow), query
            assert set(dict(quick.headers)) == set(dict(slow.headers)), query
    assert counted.answered > 150 and counted.declined > 100


def test_a_lane_opens_only_before_a_public_route(laned: Flask) -> None:
    adapter = laned.url_map.bind("localhost")
    for path in laned.extensions["yiqi.edge"].lanes:
        mark = mark_of(laned, adapter.match(path)[0])
        assert mark is not None and mark.kind == "public"


@pytest.fixture
def counted(laned: Flask) -> Iterator[Counted]:
    """The lane of the list, watched."""
    edge = laned.extensions["yiqi.edge"]
    found = Counted(edge.lanes["/api/v1/stations"])
    edge.lanes = {"/api/v1/stations": found}
    yield found
    edge.lanes = {"/api/v1/stations": found.lane}


def test_whoever_is_not_remembered_is_never_answered_by_the_lane(laned: Flask, counted: Counted) -> None:
    for said in ("Bearer nobody", "Basic eWlxaQ==", "Bearer", "", f"Bearer {'a' * 43}"):
        laned.test_client().get("/api/v1/stations", query_string=BOLE, headers={"Authorization": said})
    laned.test_client().head("/api/v1/stations", query_string=BOLE)
    assert (counted.answered, counted.declined) == (0, 0)


def test_a_rider_just_seen_is_answered_by_the_lane_as_by_flask(laned: Flask, counted: Counted) -> None:
    client = laned.test_client()
    with laned.app_context():
        rider = sign_in(client, "lane-rider")
    slow = client.get("/api/v1/stations", query_string=BOLE, headers=rider)
    assert counted.answered == 0  # who they are had to be read
    quick = client.get("/api/v1/stations", query_string=BOLE, headers=rider)
    assert counted.answered == 1
    assert told(quick) == told(slow) and set(dict(quick.headers)) == set(dict(slow.headers))


def test_the_lane_lets_go_of_who_signed_out_and_never_answers_who_has_a_role(laned: Flask, counted: Counted) -> None:
    client = laned.test_client()
    with laned.app_context():
        rider = sign_in(client, "lane-leaver")
        code = stations(client, **BOLE)["items"][0]["code"]
        grant("lane-keeper", "station_manager", code)
        keeper = sign_in(client, "lane-keeper")
    before = counted.answered
    for _ in range(3):
        assert client.get("/api/v1/stations", query_string=BOLE, headers=keeper).status_code == 200
    assert counted.answered == before
    for _ in range(2):
        client.get("/api/v1/stations", query_string=BOLE, headers=rider)
    assert counted.answered == before + 1  # the control: until then it answers
    assert client.delete("/api/v1/sessions/current", headers=rider).status_code == 204
    ended = client.get("/api/v1/stations", query_string=BOLE, headers=rider)
    assert counted.answered == before + 1
    assert ended.status_code == 200 and "X-Session" in ended.headers


@pytest.fixture
def placed(app: Flask) -> Flask:
    load_areas(app)
    return app


def test_pages_join_to_the_whole_and_only_the_first_has_a_summary(placed: Flask) -> None:
    for number in range(7):
        make_station(f"T-{number:03d}", lat_wgs84=44.9046 + number / 1000)
    client, codes, query = placed.test_client(), [], dict(BOLE, limit=3)
    page = stations(client, **query)
    assert page["summary"]["open_count"] == 7 and page["summary"]["within_m"] == 5000
    while True:
        codes += [item["code"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        page = stations(client, **query, cursor=page["next_cursor"])
        assert "summary" not in page
    assert codes == [item["code"] for item in stations(client, **dict(query, limit=100))["items"]] and len(codes) == 7


def test_a_cursor_goes_on_where_its_station_was_when_that_has_gone(placed: Flask) -> None:
    for number in range(4):
        make_station(f"T-{number:03d}", lat_wgs84=44.9046 + number / 1000)
    client = placed.test_client()
    first = stations(client, **BOLE, limit=2)
    from app.core.db import db, transaction
    from app.stations.changes import mark_changed
    from app.stations.models import Station

    with transaction():
        gone = db.session.query(Station).filter_by(code=first["items"][-1]["code"]).one()
        gone.status = "inactive"
        mark_changed(gone)
    rest = stations(client, **BOLE, limit=2, cursor=first["next_cursor"])
    assert len(rest["items"]) == 1 and rest["items"][0]["code"] not in {item["code"] for item in first["items"]}


def test_a_cursor_holds_no_position(placed: Flask) -> None:
    import base64

    make_station("T-001")
    make_station("T-002")
    cursor = stations(placed.test_client(), **BOLE, limit=1)["next_cursor"]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    assert json.loads(raw) == ["T-001", 1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lat": 44.9}, "lng"),
        ({"lng": 82.0}, "lat"),
        ({"open": "arrival"}, "open"),
        ({"open": "soon"}, "open"),
        ({"open": "2026-06-10T12:00:00"}, "open"),
        ({"amenity": "jacuzzi"}, "amenity.0"),
        ({"kind": "bar"}, "kind.0"),
        ({"limit": 0}, "limit"),
        ({"limit": 101}, "limit"),
        ({"radius_m": 50_001}, "radius_m"),
        ({"crs": "bd09"}, "crs"),
        ({"area": "999999"}, "area"),
        ({"cursor": "!"}, "cursor"),
        ({"lat": "nan", "lng": "82"}, "lat"),
        ({"amenitiy": "hot_water"}, "amenitiy"),
    ],
)
def test_what_a_query_may_not_say_is_422_and_names_the_field(placed: Flask, query: dict[str, Any], field: str) -> None:
    response = placed.test_client().get("/api/v1/stations", query_string=query)
    assert response.status_code == 422
    assert field in {error["field"] for error in response.json["errors"]}


def test_t10_a_swapped_or_outside_point_is_422(placed: Flask) -> None:
    client = placed.test_client()
    for point in ({"lat": 82.074, "lng": 44.905}, {"lat": 39.9, "lng": 116.4}):
        response = client.get("/api/v1/stations", query_string=point)
        assert (response.status_code, response.json["type"]) == (422, "/problems/point-outside")


def test_an_instant_more_than_14_days_ahead_or_past_is_refused_by_its_own_name(placed: Flask) -> None:
    client = placed.test_client()
    with time_machine.travel(NOON, tick=False):
        for days, status in ((-1, 422), (0, 200), (14, 200), (14.01, 422)):
            instant = (NOON + timedelta(days=days)).isoformat()
            response = client.get("/api/v1/stations", query_string={"open": instant})
            assert response.status_code == status, days
            assert status == 200 or response.json["type"] == "/problems/instant-too-far"


def test_closing_in_10_minutes_and_12_minutes_away_is_closed_on_arrival(placed: Flask) -> None:
    make_station("T-001", hours="每天 10:00-20:00", lat_wgs84=44.9046 + 2_300 / 111_195, lng_wgs84=82.0719)
    with time_machine.travel(datetime(2026, 6, 10, 11, 50, tzinfo=UTC), tick=False):
        query = {"lat": 44.9046, "lng": 82.0719, "crs": "wgs84"}
        item = stations(placed.test_client(), **query)["items"][0]
        assert (item["distance_m"], item["open_state"], item["open_on_arrival"]) == (2300, "open", False)
        assert stations(placed.test_client(), **query, open="now")["items"]
        assert not stations(placed.test_client(), **query, open="arrival")["items"]


def test_nothing_open_names_what_opens_first_and_what_never_closes(placed: Flask) -> None:
    make_station("T-010", hours="每天 10:00-20:00")
    make_station("T-009", hours="每天 09:00-20:00", lat_wgs84=44.93)
    make_station("T-024", hours="24小时", lat_wgs84=45.1)
    make_station("T-025", hours="24小时", lat_wgs84=45.2)
    with time_machine.travel(datetime(2026, 6, 9, 20, 0, tzinfo=UTC), tick=False):
        summary = stations(placed.test_client(), **BOLE)["summary"]
    assert summary["open_count"] == 0
    assert (
        summary["next_opening"]["code"] == "T-009"
        and summary["next_opening"]["opens_at"] == "2026-06-10T09:00:00+08:00"
    )
    assert summary["always_open"]["code"] == "T-024" and summary["always_open"]["next_change"] is None


def test_broken_things_hide_a_station_from_their_filter_only(placed: Flask) -> None:
    make_station("T-001", amenities={"hot_water": "broken", "seats": "limited"})
    client = placed.test_client()
    assert not stations(client, **BOLE, amenity="hot_water")["items"]
    assert stations(client, **BOLE, amenity="seats")["items"][0]["amenities"][0]["status"] == "broken"


@pytest.mark.parametrize("fields", [{"status": "inactive"}, {"status": "draft"}, {"open_to_riders": False}])
def test_what_is_not_for_riders_is_nowhere_to_be_found(placed: Flask, fields: dict[str, Any]) -> None:
    make_station("T-001", **fields)
    client = placed.test_client()
    assert not stations(client, **BOLE)["items"] and not stations(client)["items"]
    assert client.get("/api/v1/stations/T-001").status_code == 404
    assert client.get("/api/v1/stations/T-001/days").status_code == 404
    assert client.get("/api/v1/bundles/652701").json["rows"] == []


def test_a_manager_finds_their_own_hidden_station_and_nobody_elses(placed: Flask) -> None:
    make_station("T-001")
    make_station("T-002", open_to_riders=False)
    make_station("T-003", open_to_riders=False)
    grant("keeper", "station_manager", "T-002")
    client = placed.test_client()
    headers = sign_in(client, "keeper")
    for query in (BOLE, {}):
        items = client.get("/api/v1/stations", query_string=query, headers=headers).json["items"]
        assert {item["code"] for item in items} == {"T-001", "T-002"}
    assert {item["code"] for item in stations(client, **BOLE)["items"]} == {"T-001"}


@pytest.mark.parametrize("text", ["夜市", "yeshi", "ysmg", "青得里", "YESHI", "夜市 面馆"])
def test_a_search_finds_name_address_pinyin_and_initials(placed: Flask, text: str) -> None:
    make_station("T-001", name="夜市面馆", pinyin="yeshimianguan", initials="ysmg")
    make_station("T-002", name="别处", address="远方", pinyin="biechu", initials="bc")
    assert [item["code"] for item in stations(placed.test_client(), q=text)["items"]] == ["T-001"]


def test_without_a_position_the_order_is_by_name_and_no_distance_is_told(placed: Flask) -> None:
    make_station("T-001", name="乙")
    make_station("T-002", name="丙")
    make_station("T-003", name="丙")
    items = stations(placed.test_client())["items"]
    assert [item["code"] for item in items] == ["T-002", "T-003", "T-001"]
    assert {item["distance_m"] for item in items} == {None} and {item["open_on_arrival"] for item in items} == {None}


def test_both_datums_tell_the_same_station_the_same_distance(placed: Flask) -> None:
    make_station("T-001", lat_wgs84=44.903778, lng_wgs84=82.0708139)
    client = placed.test_client()
    gcj = stations(client, lat=44.904805, lng=82.074103)["items"][0]
    wgs = stations(client, lat=44.903778, lng=82.0708139, crs="wgs84")["items"][0]
    mixed = stations(client, lat=44.904805, lng=82.074103, crs="wgs84")["items"][0]
    assert gcj["distance_m"] <= 1 and wgs["distance_m"] <= 1 and 281 <= mixed["distance_m"] <= 285
    assert (round(gcj["lat"], 5), round(gcj["lng"], 5)) == (44.90481, 82.0741)
    assert (wgs["lat"], wgs["lng"]) == (44.903778, 82.070814)


def test_an_empty_database_answers_an_empty_list(app: Flask, tmp_path: Path) -> None:
    assert stations(app.test_client(), **BOLE)["items"] == []


def test_what_people_call_a_township_finds_its_stations(placed: Flask) -> None:
    make_station("T-001", area_code="652701002")
    make_station("T-002")
    assert [item["code"] for item in stations(placed.test_client(), q="顾里木图")["items"]] == ["T-001"]
