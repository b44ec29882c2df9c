"""A station's facts over HTTP: made, edited whole, refused, and what everybody then sees."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from app.areas.models import Organization
from app.core import geo
from app.core.db import db, transaction
from app.stations.models import Station
from tests.stations.editing_words import HISTORY, STATION, editable, facts, fields, hearing, version
from tests.support.people import grant, sign_in

STATIONS = "/api/v1/stations"
NEW = {"code": "yq0099", "name": "新站", "kind": "rider_home", "area_code": "652701001", "lat": 44.9051, "lng": 82.0741}


@pytest.fixture
def staff(town, client):
    grant("staff", "community_staff", "652701001")
    return sign_in(client, "staff")


def put(client, headers, number=1, **changed):
    return client.put(STATION, json=facts(**changed), headers=headers | version(number))


def kept(code: str = "YQ0001") -> Station:
    query = sa.select(Station).where(Station.code == code).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


# PUT /stations/{code}


def test_a_manager_edits_all_facts_in_one_go(manager, client):
    changed = {
        "name": " 北城驿站 ", "kind": "rider_home", "address": "北京路1号", "alert": "门口修路", "capacity_seats": 12,
        "contact": "0909-2220000", "calendars": ["CN"], "radius_m": 200,
    }  # fmt: skip
    answer = put(client, manager, **changed)
    assert answer.status_code == 200, answer.json
    assert (answer.json["warnings"], answer.json["version"], answer.headers["ETag"]) == ([], 2, '"2"')
    assert {name: answer.json[name] for name in changed} == changed | {"name": "北城驿站"}
    seen = client.get(STATION).json
    assert {name: seen[name] for name in changed} == changed | {"name": "北城驿站"}


def test_a_detail_sent_back_as_it_came_changes_nothing(manager, client):
    for crs in ("gcj02", "wgs84"):
        detail = client.get(f"{STATION}?crs={crs}", headers=manager).json
        answer = client.put(f"{STATION}?crs={crs}", json=editable(detail), headers=manager | version(1))
        assert (answer.status_code, answer.json["version"]) == (200, 1), answer.json
    assert client.get(HISTORY).json["items"] == []


def test_every_field_that_changed_has_its_line_and_names_are_for_staff(manager, client):
    put(client, manager, name="北城驿站", capacity_seats=4)
    lines = client.get(HISTORY).json["items"]
    changed = {line["field"]: (line["before"], line["after"]) for line in lines}
    assert changed == {"name": ("南城站", "北城驿站"), "capacity_seats": (None, 4)}
    assert {(line["role"], line["source"], line["who"]) for line in lines} == {("station_manager", "manager", None)}
    assert all(line["who"] for line in client.get(HISTORY, headers=manager).json["items"])


def test_a_new_name_is_found_by_its_pinyin(manager, client):
    put(client, manager, name="北城驿站")
    for words in ("beicheng", "bcyz", "北城"):
        assert [card["code"] for card in client.get(f"{STATIONS}?q={words}").json["items"]] == ["YQ0001"]
    assert client.get(f"{STATIONS}?q=nancheng").json["items"] == []


def test_without_a_version_it_is_428_and_with_an_old_one_412_and_what_stands(manager, client):
    assert client.put(STATION, json=facts(), headers=manager).status_code == 428
    put(client, manager, name="北城驿站")
    stale = put(client, manager, name="东城驿站")
    assert (stale.status_code, stale.json["type"]) == (412, "/problems/stale-version")
    assert (stale.json["current"]["name"], stale.json["current"]["version"]) == ("北城驿站", 2)
    assert kept().name == "北城驿站"


@pytest.mark.parametrize("sent", ["YQ0001", "yq0001", None])
def test_the_code_may_be_repeated_or_left_out(manager, client, sent):
    assert put(client, manager, code=sent, name="北城驿站").status_code == 200


def test_the_code_never_changes(manager, client):
    answer = put(client, manager, code="YQ0008")
    assert (answer.status_code, fields(answer)) == (422, ["code"])
    assert "不能改" in answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"name": "  "}, "name"),
        ({"name": "很" * 61}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"kind": "palace"}, "kind"),
        ({"operator_id": 999_999}, "operator_id"),
        ({"operator_id": "1"}, "operator_id"),
        ({"area_code": "659999"}, "area_code"),
        ({"area_code": "652701"}, "area_code"),
        ({"address": None}, "address"),
        ({"address": "a\nb"}, "address"),
        ({"status": "open"}, "status"),
        ({"alert": "很" * 121}, "alert"),
        ({"capacity_seats": -1}, "capacity_seats"),
        ({"capacity_seats": 2001}, "capacity_seats"),
        ({"contact": "找小王"}, "contact"),
        ({"open_to_riders": 1}, "open_to_riders"),
        ({"calendars": ["CN-BJ"]}, "calendars.0"),
        ({"radius_m": 49}, "radius_m"),
        ({"radius_m": 501}, "radius_m"),
        ({"lat": 91}, "lat"),
        ({"lat": float("1e400")}, "lat"),
        ({"version": 1}, "version"),
        ({"synthetic": True}, "synthetic"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(manager, client, changed, named):
    answer = put(client, manager, **changed)
    if changed.get("lat") == float("inf"):
        assert answer.status_code in {400, 422}
    else:
        assert (answer.status_code, fields(answer)) == (422, [named])
    assert kept().version == 1


def test_all_that_is_editable_must_be_sent(manager, client):
    answer = client.put(STATION, json={}, headers=manager | version(1))
    assert set(fields(answer)) == set(facts()) - {"code", "crs"}


@pytest.mark.parametrize("point", [(82.0719, 44.9046), (43.8, 87.6), (0, 0)])
def test_t10_a_point_outside_is_422(manager, client, point):
    answer = put(client, manager, lat=point[0], lng=point[1])
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/point-outside")
    assert kept().version == 1


def test_t09_a_pasted_pin_is_moved_and_warned_of(manager, client):
    lat, lng = (round(angle, 6) for angle in geo.to_gcj02(44.9046, 82.0719))
    with hearing("station-moved") as heard:
        answer = put(client, manager, lat=lat, lng=lng)
    assert [warning["slug"] for warning in answer.json["warnings"]] == ["pasted-gcj02"]
    assert (kept().lat_wgs84, kept().source_crs) == (lat, "wgs84")
    ((_, told),) = heard
    assert 270 <= told.pop("moved_m") <= 295
    assert told == {"code": "YQ0001", "area_code": "652701001"}


def test_the_same_numbers_said_to_be_what_they_are_move_nothing(manager, client):
    lat, lng = (round(angle, 6) for angle in geo.to_gcj02(44.9046, 82.0719))
    answer = put(client, manager, lat=lat, lng=lng, crs="gcj02")
    assert (answer.json["warnings"], answer.json["version"]) == ([], 1)


def test_states_are_walked_one_by_one_and_riders_see_only_the_active(manager, client):
    refused = put(client, manager, status="defunct")
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/status-not-reachable")
    assert refused.json["allowed"] == ["inactive"]
    with hearing("station-closed") as heard:
        assert put(client, manager, status="inactive").status_code == 200
        assert client.get(STATION).status_code == 404
        assert client.get(STATION, headers=manager).json["open_state"] == "closed"
        assert put(client, manager, 2, status="defunct").status_code == 200
    assert [(name, told["code"], told["ends_at"]) for name, told in heard] == [("station-closed", "YQ0001", None)]
    assert put(client, manager, 3, status="active").json["allowed"] == []


def test_hiding_a_station_takes_it_from_riders_at_once(manager, client):
    assert put(client, manager, open_to_riders=False).status_code == 200
    assert client.get(STATION).status_code == 404
    assert "YQ0001" not in {card["code"] for card in client.get(STATIONS).json["items"]}


def test_told_moves_with_news_of_hours_and_not_with_a_name(manager, client):
    put(client, manager, name="北城驿站")
    assert kept().told_by is None
    put(client, manager, 2, name="北城驿站", calendars=["CN"])
    assert (kept().told_by, kept().told_at is not None) == ("manager", True)


def test_an_operator_is_one_that_exists(manager, client):
    with transaction() as session:
        operator = Organization(name="蓝天物业", kind="company", area_code="652701001", may_issue=False)
        session.add(operator)
        session.flush()
    answer = put(client, manager, operator_id=operator.id)
    assert answer.json["operator"] == {"id": operator.id, "name": "蓝天物业"}


def test_moved_to_another_area_it_leaves_the_one_bundle_for_the_other(town, client):
    grant("admin", "prefecture_admin", "652700")
    admin = sign_in(client, "admin")

    def rows(area: str) -> list[str]:
        return [row[0] for row in client.get(f"/api/v1/bundles/{area}").json["rows"]]

    assert (rows("652701001"), rows("652722100")) == (["YQ0001"], ["YQ0003"])
    assert put(client, admin, area_code="652722100").status_code == 200
    assert (rows("652701001"), rows("652722100")) == ([], ["YQ0001", "YQ0003"])


def test_staff_move_a_station_within_their_area_only(staff, client):
    refused = put(client, staff, area_code="652722100")
    assert (refused.status_code, refused.json["type"], fields(refused)) == (403, "/problems/not-allowed", ["area_code"])
    assert put(client, staff, area_code="652701001001").status_code == 200


def test_staff_cannot_take_a_station_out_of_another_area(staff, client):
    body = facts(code="YQ0003", area_code="652701001")
    assert client.put(f"{STATIONS}/YQ0003", json=body, headers=staff | version(1)).status_code == 403


# POST /stations


def test_staff_make_a_draft_that_riders_do_not_see(staff, client):
    answer = client.post(STATIONS, json=NEW, headers=staff)
    assert answer.status_code == 201, answer.json
    made = answer.json
    assert (made["code"], made["status"], made["version"], answer.headers["ETag"]) == ("YQ0099", "draft", 1, '"1"')
    assert (made["open_to_riders"], made["radius_m"], made["calendars"]) == (True, 150, ["CN", "CN-XJ"])
    assert (made["schedules"], made["warnings"], made["told"]["by"]) == ([], [], "manager")
    assert {"edit", "edit_hours", "close", "verify"} <= set(made["actions"])
    assert client.get(f"{STATIONS}/YQ0099").status_code == 404
    (line,) = client.get(f"{STATIONS}/YQ0099/history", headers=staff).json["items"]
    assert (line["field"], line["before"], line["after"]["name"]) == ("station", None, "新站")


def test_an_active_one_is_found_at_once_by_name_and_place(staff, client):
    client.post(STATIONS, json=NEW | {"status": "active"}, headers=staff)
    assert [card["code"] for card in client.get(f"{STATIONS}?q=xinzhan").json["items"]] == ["YQ0099"]
    near = client.get(f"{STATIONS}?lat=44.905&lng=82.074&radius_m=100").json["items"]
    assert [card["code"] for card in near] == ["YQ0099"]


def test_sent_twice_with_one_key_there_is_one(staff, client):
    keyed = staff | {"Idempotency-Key": uuid.uuid4().hex}
    first, again = (client.post(STATIONS, json=NEW, headers=keyed) for _ in range(2))
    assert (again.status_code, again.json, again.headers["Idempotent-Replayed"]) == (201, first.json, "true")


def test_without_a_key_the_code_is_taken(staff, client):
    client.post(STATIONS, json=NEW, headers=staff)
    taken = client.post(STATIONS, json=NEW, headers=staff)
    assert (taken.status_code, taken.json["type"]) == (409, "/problems/station-code-taken")
    assert "YQ0099" in taken.json["detail"]


@pytest.mark.parametrize("area", ["659999", "652701", "652700"])
def test_a_new_station_lies_in_a_township_or_community(staff, client, area):
    answer = client.post(STATIONS, json=NEW | {"area_code": area}, headers=staff)
    assert (answer.status_code, fields(answer)) == (422, ["area_code"])


@pytest.mark.parametrize("code", ["9A", "", "A" * 11, "A_1", "站1"])
def test_a_code_starts_with_a_letter_and_is_short(staff, client, code):
    answer = client.post(STATIONS, json=NEW | {"code": code}, headers=staff)
    assert (answer.status_code, fields(answer)) == (422, ["code"])


def test_nobody_makes_stations_beyond_their_area(staff, manager, client):
    elsewhere = NEW | {"area_code": "652722100"}
    assert client.post(STATIONS, json=elsewhere, headers=staff).status_code == 403
    assert client.post(STATIONS, json=NEW, headers=manager).status_code == 403
    assert client.post(STATIONS, json=NEW).status_code == 401
