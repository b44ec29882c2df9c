"""Keeping a station over HTTP: who may, what is refused, and what the answers show."""

from __future__ import annotations

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.stations.models import StationHistory
from tests.support.people import grant, headers_of, sign_in
from tests.support.places import load_areas, make_station

AMENITY = "/api/v1/stations/YQ0001/amenities/hot_water"
DAILY = "/api/v1/stations/YQ0001/daily-confirmation"
REPORTS = "/api/v1/stations/YQ0001/amenity-reports"
MINE = "/api/v1/me/stations"


def soon(**by: float) -> str:
    return clock.rfc3339(clock.now() + timedelta(**by))


def hot_water(detail: dict) -> dict:
    return next(thing for thing in detail["amenities"] if thing["amenity"] == "hot_water")


def fields(response) -> list[str]:
    return [error["field"] for error in response.json["errors"]]


# PUT amenities


def test_a_manager_sets_an_amenity_and_gets_the_detail_as_riders_now_see_it(manager, client):
    body = {"status": "broken", "note": " 换加热管 ", "eta": soon(hours=5)}
    response = client.put(AMENITY, json=body, headers=manager)
    assert response.status_code == 200, response.json
    assert hot_water(response.json) == {
        "amenity": "hot_water",
        "status": "broken",
        "note": "换加热管",
        "eta": body["eta"],
        "since": hot_water(response.json)["since"],
        "source": "manager",
    }
    assert response.json["version"] == 2
    assert response.headers["ETag"] == '"2"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.json["told"]["by"] == "manager"
    assert {"set_amenity", "confirm_daily", "settle_reports"} <= set(response.json["actions"])
    seen = client.get("/api/v1/stations/YQ0001").json
    assert (hot_water(seen), seen["version"], seen["told"]) == (
        hot_water(response.json),
        2,
        response.json["told"],
    )


def test_what_a_manager_breaks_is_gone_from_the_filter_at_once(manager, client):
    def found() -> list[str]:
        return [card["code"] for card in client.get("/api/v1/stations?amenity=hot_water").json["items"]]

    assert found() == ["YQ0001", "YQ0003"]
    client.put(AMENITY, json={"status": "broken"}, headers=manager)
    assert found() == ["YQ0003"]


def test_an_amenity_the_station_did_not_have_is_added(manager, client):
    response = client.put(AMENITY.replace("hot_water", "tv"), json={"status": "working"}, headers=manager)
    assert ("tv", "working") in {(thing["amenity"], thing["status"]) for thing in response.json["amenities"]}


def test_the_code_may_be_written_in_small_letters(manager, client):
    response = client.put(AMENITY.replace("YQ", "yq"), json={"status": "limited"}, headers=manager)
    assert response.json["code"] == "YQ0001"


def test_a_stale_version_is_refused_with_the_detail_as_it_stands(manager, client):
    client.put(AMENITY, json={"status": "broken"}, headers=manager)
    response = client.put(AMENITY, json={"status": "working"}, headers=manager | {"If-Match": '"1"'})
    assert (response.status_code, response.json["type"]) == (412, "/problems/stale-version")
    assert response.json["current"] == client.get("/api/v1/stations/YQ0001", headers=manager).json
    assert hot_water(response.json["current"])["status"] == "broken"


def test_the_right_version_is_let_through(manager, client):
    response = client.put(AMENITY, json={"status": "broken"}, headers=manager | {"If-Match": '"1"'})
    assert response.status_code == 200


@pytest.mark.parametrize("sent", ["1", 'W/"1"', '"x"', '"0"', "*"])
def test_a_version_that_is_none_of_ours_is_stale(manager, client, sent):
    response = client.put(AMENITY, json={"status": "broken"}, headers=manager | {"If-Match": sent})
    assert response.status_code == 412


def test_the_answer_comes_in_the_datum_asked_for(manager, client):
    by_body = client.put(AMENITY, json={"status": "broken", "crs": "wgs84"}, headers=manager).json
    by_query = client.put(f"{AMENITY}?crs=wgs84", json={"status": "broken"}, headers=manager).json
    chinese = client.put(AMENITY, json={"status": "broken"}, headers=manager).json
    assert (by_body["lat"], by_body["lng"]) == (by_query["lat"], by_query["lng"]) == (44.9046, 82.0719)
    assert (chinese["lat"], chinese["lng"]) != (44.9046, 82.0719)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "status"),
        ({"status": "great"}, "status"),
        ({"status": None}, "status"),
        ({"status": "broken", "note": "很" * 121}, "note"),
        ({"status": "broken", "note": 7}, "note"),
        ({"status": "broken", "eta": "2020-01-01T00:00:00+08:00"}, "eta"),
        ({"status": "broken", "eta": "9999-12-31T23:59:59-08:00"}, "eta"),
        ({"status": "broken", "eta": "0001-01-01T00:00:00+08:00"}, "eta"),
        ({"status": "broken", "eta": "2099-01-01T00:00:00"}, "eta"),
        ({"status": "broken", "eta": "2099-02-30T00:00:00+08:00"}, "eta"),
        ({"status": "broken", "eta": "20990101T000000+0800"}, "eta"),
        ({"status": "broken", "eta": "2099-01-01"}, "eta"),
        ({"status": "broken", "eta": 4102444800}, "eta"),
        ({"status": "working", "eta": "SOON"}, "eta"),
        ({"status": "broken", "amenity": "hot_water"}, "amenity"),
        ({"status": "broken", "crs": "bd09"}, "crs"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(manager, client, body, field):
    if body.get("eta") == "SOON":
        body = body | {"eta": soon(hours=1)}
    response = client.put(AMENITY, json=body, headers=manager)
    assert (response.status_code, fields(response)) == (422, [field])
    assert client.get("/api/v1/stations/YQ0001").json["version"] == 1


def test_an_unknown_amenity_or_station_is_404(manager, client):
    assert client.put(f"{AMENITY}x", json={"status": "broken"}, headers=manager).status_code == 404
    unknown = client.put(AMENITY.replace("YQ0001", "YQ9999"), json={"status": "broken"}, headers=manager)
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("user", "role", "scope", "status"),
    [
        ("liaison", "rider_liaison", "YQ0001", 200),
        ("staff", "community_staff", "652701001", 200),
        ("admin", "prefecture_admin", "652700", 200),
        ("elsewhere", "station_manager", "YQ0003", 403),
        ("county", "county_admin", "652722", 403),
        ("auditor", "auditor", "652700", 403),
    ],
)
@pytest.mark.usefixtures("town")
def test_only_its_keepers_set_an_amenity(client, user, role, scope, status):
    grant(user, role, scope)
    response = client.put(AMENITY, json={"status": "broken"}, headers=sign_in(client, user))
    assert response.status_code == status
    kept = db.session.scalars(sa.select(StationHistory.role)).all()
    assert kept == ([role] if status == 200 else [])


def test_guests_and_riders_set_nothing(rider, client):
    assert client.put(AMENITY, json={"status": "broken"}).status_code == 401
    assert client.put(AMENITY, json={"status": "broken"}, headers=rider).status_code == 403


def test_a_hidden_station_is_unknown_to_other_keepers_and_known_to_its_own(manager, client):
    path = AMENITY.replace("YQ0001", "YQ0002")
    assert client.put(path, json={"status": "broken"}, headers=manager).status_code == 404
    grant("keeper", "station_manager", "YQ0002")
    response = client.put(path, json={"status": "broken"}, headers=sign_in(client, "keeper"))
    assert (response.status_code, response.json["open_to_riders"]) == (200, False)


# 今天照常


def test_a_daily_confirmation_without_a_body_confirms_everything(manager, client):
    response = client.post(DAILY, headers=manager)
    assert response.status_code == 200, response.json
    assert response.json["last_verified_at"] is not None
    assert (response.json["version"], response.json["told"]["by"]) == (2, "manager")
    assert hot_water(response.json)["status"] == "working"


def test_a_daily_confirmation_changes_what_it_names(manager, client):
    body = {"amenities": [{"amenity": "hot_water", "status": "limited", "note": "只有温水"}]}
    response = client.post(DAILY, json=body, headers=manager)
    assert hot_water(response.json)["status"] == "limited"
    assert response.headers["ETag"] == '"2"'


def test_a_daily_confirmation_sent_twice_with_one_key_happens_once(manager, client):
    keyed = manager | {"Idempotency-Key": uuid.uuid4().hex}
    first, again = client.post(DAILY, json={}, headers=keyed), client.post(DAILY, json={}, headers=keyed)
    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert client.get("/api/v1/stations/YQ0001").json["version"] == 2
    other = client.post(DAILY, json={"amenities": []}, headers=keyed)
    assert (other.status_code, other.json["type"]) == (422, "/problems/idempotency-mismatch")


@pytest.mark.parametrize(
    ("amenities", "field"),
    [
        ([{"amenity": "pool", "status": "working"}], "amenities.0.amenity"),
        ([{"amenity": "tv", "status": "on"}], "amenities.0.status"),
        ([{"status": "working"}], "amenities.0.amenity"),
        ([{"amenity": "tv", "status": "working"}] * 2, "amenities"),
        ([{"amenity": "tv", "status": "working", "eta": "SOON"}], "amenities.0.eta"),
        ("tv", "amenities"),
    ],
)
def test_a_daily_confirmation_names_the_line_it_refuses(manager, client, amenities, field):
    if field.endswith(".eta"):
        amenities[0]["eta"] = soon(hours=1)
    response = client.post(DAILY, json={"amenities": amenities}, headers=manager)
    assert (response.status_code, fields(response)) == (422, [field])


def test_a_rider_confirms_nothing(rider, client):
    assert client.post(DAILY, json={}, headers=rider).status_code == 403


# GET /me/stations


def test_a_manager_finds_the_own_station_with_what_waits_there(manager, client):
    client.post(REPORTS, json={"amenity": "tv", "status": "broken"}, headers=sign_in(client, "one"))
    (card,) = client.get(MINE, headers=manager).json["items"]
    assert (card["code"], card["name"], card["open_to_riders"], card["open_reports"]) == ("YQ0001", "南城站", True, 1)
    keeping = [
        "set_amenity",
        "confirm_daily",
        "settle_reports",
        "verify",
        "edit",
        "edit_hours",
        "close",
        "print_poster",
    ]
    assert card["actions"] == [*keeping, "report_amenity", "set_crowding"]


def test_a_hidden_station_is_still_its_keepers(town, client):
    grant("keeper", "rider_liaison", "YQ0002")
    (card,) = client.get(MINE, headers=sign_in(client, "keeper")).json["items"]
    assert (card["code"], card["open_to_riders"], card["open_reports"]) == ("YQ0002", False, 0)
    assert card["actions"] == ["set_amenity", "confirm_daily", "verify"]


def test_staff_of_an_area_turn_pages_through_its_stations(town, client):
    grant("staff", "community_staff", "652701001")
    headers = sign_in(client, "staff")
    first = client.get(f"{MINE}?limit=1", headers=headers).json
    rest = client.get(f"{MINE}?limit=1&cursor={quote(first['next_cursor'])}", headers=headers).json
    assert [card["code"] for card in first["items"] + rest["items"]] == ["YQ0001", "YQ0002"]
    assert rest["next_cursor"] is None


def test_the_prefecture_keeps_them_all_and_an_auditor_none(town, client):
    grant("admin", "prefecture_admin", "652700")
    grant("auditor", "auditor", "652700")
    admin = client.get(MINE, headers=sign_in(client, "admin")).json["items"]
    assert [card["code"] for card in admin] == ["YQ0001", "YQ0002", "YQ0003"]
    assert client.get(MINE, headers=sign_in(client, "auditor")).json["items"] == []


def test_where_riders_reports_wait_comes_first_however_far_behind_its_code_is(town, client):
    grant("admin", "prefecture_admin", "652700")
    headers, says = sign_in(client, "admin"), {"amenity": "tv", "status": "broken"}
    client.post(REPORTS.replace("YQ0001", "YQ0003"), json=says, headers=sign_in(client, "one"))
    first = client.get(f"{MINE}?limit=1", headers=headers).json
    assert [(card["code"], card["open_reports"]) for card in first["items"]] == [("YQ0003", 1)]
    rest = client.get(f"{MINE}?limit=2&cursor={quote(first['next_cursor'])}", headers=headers).json
    assert ([card["code"] for card in rest["items"]], rest["next_cursor"]) == (["YQ0001", "YQ0002"], None)


def test_whoever_turns_pages_passes_over_no_station_though_reports_come_and_are_settled(at, town, client):
    grant("admin", "prefecture_admin", "652700")
    headers, says = sign_in(client, "admin"), {"amenity": "tv", "status": "broken"}
    last, rider = REPORTS.replace("YQ0001", "YQ0003"), sign_in(client, "one")
    client.post(last, json=says, headers=rider)
    seen, cursor = [], ""
    while cursor is not None:
        at.forward(minutes=1)
        page = client.get(f"{MINE}?limit=1{cursor and '&cursor=' + quote(cursor)}", headers=headers).json
        seen += [card["code"] for card in page["items"]]
        cursor = page["next_cursor"]
        if len(seen) == 1:  # what waited is settled, and another waits that was still to come
            at.forward(minutes=1)
            settled = client.post(f"{last}/settlement", json=says, headers=headers)
            told = client.post(REPORTS, json=says, headers=rider)
            assert (settled.status_code, told.status_code) == (200, 201)
    assert seen == ["YQ0003", "YQ0001", "YQ0002"]
    now = client.get(MINE, headers=headers).json["items"]
    assert [card["code"] for card in now] == ["YQ0001", "YQ0002", "YQ0003"]


@pytest.mark.parametrize(
    ("q", "codes"),
    [("南城", ["YQ0001"]), ("0003", ["YQ0003"]), ("yq0002", ["YQ0002"]), ("试验 YQ0001", ["YQ0001"]), ("%", [])],
)
def test_a_station_is_found_by_what_it_is_called(town, client, q, codes):
    grant("admin", "prefecture_admin", "652700")
    found = client.get(f"{MINE}?q={quote(q)}", headers=sign_in(client, "admin")).json["items"]
    assert [card["code"] for card in found] == codes


def test_a_search_stays_within_what_one_keeps(manager, client):
    assert client.get(f"{MINE}?q=YQ0003", headers=manager).json["items"] == []
    assert client.get(f"{MINE}?q=%00", headers=manager).status_code == 422


def test_a_rider_keeps_nothing_and_a_guest_must_sign_in(rider, client):
    assert client.get(MINE, headers=rider).json == {"items": [], "next_cursor": None}
    assert client.get(MINE).status_code == 401
    assert client.get(MINE, headers=headers_of("x" * 43)).status_code == 401


@pytest.mark.parametrize("note", ["a\nb", "a\u202eb", "a\u0007b"])
def test_a_note_holds_nothing_that_nobody_can_see(app, note):
    load_areas(app)
    make_station("T-900", amenities=["seats"])
    grant("noter", "station_manager", "T-900")
    client = app.test_client()
    sent = {"status": "broken", "note": note}
    answer = client.put("/api/v1/stations/T-900/amenities/seats", json=sent, headers=sign_in(client, "noter"))
    assert (answer.status_code, answer.get_json(force=True)["errors"][0]["field"]) == (422, "note")
