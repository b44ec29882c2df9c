"""Check-ins over HTTP: answers, refusals, who may settle what, keys, limits, and the life of a shift's evening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import AccessLog
from app.core import geo
from app.core.db import db
from app.core.limits import Counters
from tests.checkins.presence import (
    PLACE,
    expect,
    kept,
    new_nonce,
    owning_shifts,
    person,
    printed,
    rotating,
    shift_point,
    station_point,
)
from tests.stations.keeping_words import Clock
from tests.support.people import Headers, grant, sign_in

CHECKINS = "/api/v1/checkins"


@pytest.fixture(autouse=True)
def _shifts(app: Flask) -> Iterator[None]:
    with owning_shifts(app):
        yield


@pytest.fixture
def staff(town: None, client: FlaskClient) -> Headers:
    """Community staff of 青得里街道, where the shift is."""
    grant("staff", "community_staff", "652701001")
    return sign_in(client, "staff")


@pytest.fixture
def stranger(town: None, client: FlaskClient) -> Headers:
    """Community staff of 精河县."""
    grant("stranger", "community_staff", "652722100")
    return sign_in(client, "stranger")


@pytest.fixture
def at_shift(rider: Headers, spot: int) -> int:
    """The rider is signed up for the shift; its number."""
    expect(person("rider"), spot)
    return spot


def post(client: FlaskClient, headers: Headers, code: str, nonce: str | None = None, **more: Any) -> Any:
    return client.post(CHECKINS, json={"code": code, "nonce": nonce or new_nonce()} | more, headers=headers)


def position(lat: float = PLACE[0], lng: float = PLACE[1], **more: Any) -> dict[str, Any]:
    return {"lat": lat, "lng": lng, "accuracy_m": 20, "source": "precise", "crs": "wgs84"} | more


def kind_of(answer: Any) -> str:
    return str(answer.json["type"]).removeprefix("/problems/")


def test_a_scan_answers_what_it_came_to(client: FlaskClient, rider: Headers, at_shift: int):
    answer = post(client, rider, rotating(at_shift), onsite_hint="camera")
    assert answer.status_code == 201
    place = {"kind": "shift", "code": "900001", "name": "南城送水"}
    wanted = {
        "state": "accepted", "reason": None, "evidence": {"level": 2, "method": "rotating"}, "target": place,
        "scanned": place, "direction": "in", "undo_until": "2025-11-20T12:05:00+08:00", "actions": ["undo"],
    }  # fmt: skip
    assert {name: answer.json[name] for name in wanted} == wanted


def test_at_a_station_the_target_is_the_shift_and_the_station_what_was_scanned(
    client: FlaskClient, rider: Headers, spot: int
):
    expect(person("rider"), spot, station="YQ0001")
    answer = post(client, rider, printed(station_point()))
    assert (answer.json["target"]["code"], answer.json["scanned"]["code"]) == ("900001", "YQ0001")
    assert (answer.json["state"], answer.json["actions"]) == ("needs_position", ["position", "undo"])
    assert answer.json["position_until"] == "2025-11-20T12:05:00+08:00"


def test_a_position_settles_it_in_gcj02_as_phones_have_it(client: FlaskClient, rider: Headers, at_shift: int):
    made = post(client, rider, printed(at_shift)).json
    lat, lng = geo.to_gcj02(*PLACE)
    sent = {"lat": lat, "lng": lng, "accuracy_m": 20, "source": "precise"}
    answer = client.post(f"{CHECKINS}/{made['id']}/position", json=sent, headers=rider)
    assert (answer.status_code, answer.json["state"], answer.json["evidence"]["level"]) == (200, "accepted", 1)
    assert answer.json["id"] == made["id"]


def test_a_pasted_datum_would_be_caught_283_m_away(client: FlaskClient, rider: Headers, at_shift: int):
    made = post(client, rider, printed(at_shift)).json
    answer = client.post(f"{CHECKINS}/{made['id']}/position", json=position(crs="gcj02"), headers=rider)
    assert (answer.json["state"], answer.json["reason"]) == ("rejected", "too-far")


def test_t39_over_http_the_position_step_is_for_once_for_oneself_and_in_time(
    client: FlaskClient, rider: Headers, at_shift: int, at: Clock
):
    made = post(client, rider, printed(at_shift)).json
    path = f"{CHECKINS}/{made['id']}/position"
    assert client.post(path, json=position(), headers=sign_in(client, "other")).status_code == 404
    assert client.post(path, json=position(notice_version=999), headers=rider).status_code == 409
    assert client.post(path, json=position(), headers=rider).status_code == 200
    again = client.post(path, json=position(), headers=rider)
    assert (again.status_code, kind_of(again)) == (409, "position-not-asked")
    at.forward(minutes=20)
    late = post(client, rider, printed(at_shift)).json
    at.forward(minutes=5, seconds=1)
    refused = client.post(f"{CHECKINS}/{late['id']}/position", json=position(), headers=rider)
    assert (refused.status_code, kind_of(refused)) == (409, "position-too-late")


@pytest.mark.parametrize(
    "wrong",
    [{"lat": 39.9, "lng": 116.4}, {"lat": 200}, {"accuracy_m": -1}, {"source": ""}, {"crs": "bd09"}, {"note": "x"}],
)
def test_a_position_that_is_none_is_422_and_may_be_sent_again(
    wrong: dict, client: FlaskClient, rider: Headers, at_shift: int
):
    made = post(client, rider, printed(at_shift)).json
    path = f"{CHECKINS}/{made['id']}/position"
    assert client.post(path, json=position() | wrong, headers=rider).status_code == 422
    assert client.post(path, json=position(), headers=rider).json["state"] == "accepted"


def test_the_position_ignores_the_key_and_keeps_no_answer(client: FlaskClient, rider: Headers, at_shift: int):
    made = post(client, rider, printed(at_shift)).json
    headers = rider | {"Idempotency-Key": "position-once"}
    path = f"{CHECKINS}/{made['id']}/position"
    assert client.post(path, json=position(), headers=headers).status_code == 200
    assert client.post(path, json=position(), headers=headers).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "https://example.org"},
        {"code": ""},
        {"nonce": ""},
        {"nonce": "n" * 65},
        {"nonce": "中文不是可见的字符"},
        {"direction": "up"},
        {"occurred_at": "2025-11-20 08:00"},
        {"onsite_hint": "telepathy"},
        {"lat": 44.9},
    ],
)
def test_what_is_malformed_is_422_and_nothing_is_stored(
    wrong: dict, client: FlaskClient, rider: Headers, at_shift: int
):
    sent = {"code": rotating(at_shift), "nonce": new_nonce()} | wrong
    assert client.post(CHECKINS, json=sent, headers=rider).status_code == 422
    assert kept() == []


def test_t12_t35_a_nonce_or_key_sent_again_gets_the_same_answer(client: FlaskClient, rider: Headers, at_shift: int):
    nonce, code = new_nonce(), rotating(at_shift)
    first = post(client, rider, code, nonce)
    again = post(client, rider, code, nonce)
    assert (first.status_code, first.json) == (again.status_code, again.json)
    headers = rider | {"Idempotency-Key": "scan-key-1"}
    keyed = [post(client, headers, code, "nonce-keyed") for _ in range(2)]
    assert keyed[0].data == keyed[1].data
    assert keyed[1].headers["Idempotent-Replayed"] == "true"
    assert len(kept()) == 1


def test_t42_over_http_after_72_hours_it_is_409(client: FlaskClient, rider: Headers, at_shift: int, at: Clock):
    began, code = at.now, printed(at_shift)
    at.forward(hours=72, minutes=1)
    answer = post(client, rider, code, occurred_at=began.isoformat())
    assert (answer.status_code, kind_of(answer)) == (409, "too-late")


def test_more_than_thirty_scans_a_minute_are_429(app: Flask, client: FlaskClient, rider: Headers, at_shift: int):
    app.extensions["yiqi.limits"] = Counters("")
    answers = [post(client, rider, rotating(at_shift)).status_code for _ in range(31)]
    assert answers == [201] * 30 + [429]


def test_ones_own_list_is_newest_first_and_paged(client: FlaskClient, rider: Headers, at_shift: int, at: Clock):
    ids = []
    for _ in range(3):
        ids.append(post(client, rider, rotating(at_shift)).json["id"])
        at.forward(minutes=10)
    first = client.get("/api/v1/me/checkins?limit=2", headers=rider).json
    rest = client.get(f"/api/v1/me/checkins?limit=2&cursor={first['next_cursor']}", headers=rider).json
    assert [item["id"] for item in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next_cursor"] is None
    assert client.get("/api/v1/me/checkins", headers=sign_in(client, "other")).json["items"] == []
    assert client.get("/api/v1/me/checkins?cursor=nonsense", headers=rider).status_code == 422


def test_t47_over_http(client: FlaskClient, rider: Headers, at_shift: int, at: Clock):
    made, nonce = post(client, rider, rotating(at_shift)).json, new_nonce()
    path = f"{CHECKINS}/{made['id']}"
    assert client.delete(path, headers=sign_in(client, "other")).status_code == 404
    at.forward(minutes=4, seconds=59)
    assert client.delete(path, headers=rider).status_code == 204
    assert client.delete(path, headers=rider).status_code == 404
    made = post(client, rider, rotating(at_shift), nonce).json
    at.forward(minutes=5, seconds=1)
    answer = client.delete(f"{CHECKINS}/{made['id']}", headers=rider)
    assert (answer.status_code, kind_of(answer)) == (409, "undo-too-late")
    assert client.get("/api/v1/me/checkins", headers=rider).json["items"][0]["actions"] == []


def waiting(client: FlaskClient, headers: Headers, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{CHECKINS}?state=pending{query}", headers=headers)
    assert answer.status_code == 200, answer.json
    items: list[dict[str, Any]] = answer.json["items"]
    return items


def test_staff_see_what_waits_at_their_shifts_and_the_rider_learns_who_looked(
    client: FlaskClient, rider: Headers, staff: Headers, stranger: Headers, spot: int
):
    made = post(client, rider, rotating(spot)).json
    assert (made["state"], made["reason"]) == ("pending", "not-on-roster")
    (item,) = waiting(client, staff)
    assert (item["id"], item["actions"], item["direction"]) == (made["id"], ["decide"], "in")
    assert (len(item["account"]), bool(item["display_name"])) == (8, True)
    assert waiting(client, stranger) == []
    waiting(client, staff)
    looks = db.session.scalars(sa.select(AccessLog).where(AccessLog.account_id == person("rider").account_id)).all()
    assert [(look.what, look.viewer_role) for look in looks] == [("待确认的签到", "community_staff")]


def test_the_list_is_narrowed_to_a_shift_or_a_station(  # noqa: PLR0917 - the people of the test
    client: FlaskClient, rider: Headers, staff: Headers, stranger: Headers, spot: int, at: Clock
):
    expect(person("rider"), spot, station="YQ0001")
    code = printed(station_point())
    began = at.now
    at.forward(minutes=40)
    made = post(client, rider, code, occurred_at=began.isoformat()).json
    assert [item["id"] for item in waiting(client, staff, "&shift=900001")] == [made["id"]]
    assert [item["id"] for item in waiting(client, staff, "&station=yq0001")] == [made["id"]]
    assert waiting(client, staff, "&station=YQ0003") == []
    assert client.get(f"{CHECKINS}?shift=900001", headers=stranger).status_code == 404
    assert client.get(f"{CHECKINS}?shift=123", headers=staff).status_code == 404
    assert client.get(f"{CHECKINS}?state=accepted", headers=staff).status_code == 422


def test_visits_and_community_scans_enter_no_queue(client: FlaskClient, rider: Headers, staff: Headers, town: None):
    assert post(client, rider, printed(station_point())).json["state"] == "accepted"
    assert waiting(client, staff) == []


def test_a_decision_is_for_staff_of_the_place_and_never_ones_own(
    client: FlaskClient, rider: Headers, staff: Headers, stranger: Headers, spot: int
):
    made = post(client, rider, rotating(spot)).json
    path, said = f"{CHECKINS}/{made['id']}/decision", {"accept": True, "reason": "看见他了"}
    assert client.post(path, json=said, headers=rider).status_code == 403
    assert client.post(path, json=said, headers=stranger).status_code == 404
    own = post(client, staff, rotating(spot)).json
    answer = client.post(f"{CHECKINS}/{own['id']}/decision", json=said, headers=staff)
    assert (answer.status_code, kind_of(answer)) == (403, "own-checkin")
    assert [item["actions"] for item in waiting(client, staff)] == [["decide"], []]
    done = client.post(path, json=said, headers=staff)
    assert (done.status_code, done.json["state"], done.json["actions"]) == (200, "accepted", [])
    assert client.post(path, json=said, headers=staff).status_code == 200
    other = client.post(path, json=said | {"accept": False}, headers=staff)
    assert (other.status_code, kind_of(other)) == (409, "already-decided")
    assert client.post(path, json={"accept": True, "reason": ""}, headers=staff).status_code == 422


def test_the_member_code_is_fetched_once_a_minute(client: FlaskClient, rider: Headers):
    answer = client.get("/api/v1/me/member-code", headers=rider)
    assert set(answer.json) == {"code", "from", "valid_until", "server_now"}
    assert (answer.json["code"][:2], len(answer.json["code"])) == ("M.", 30)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_stations_screen_codes_are_for_its_keepers_and_count(
    client: FlaskClient, manager: Headers, rider: Headers, at: Clock
):
    shown = client.get("/api/v1/stations/yq0001/screen-code", headers=manager).json
    assert (len(shown["codes"]), shown["step_s"]) == (60, 10)
    assert "day_keys" not in shown
    at.forward(minutes=5)
    answer = post(client, rider, shown["codes"][30]["code"])
    assert (answer.json["state"], answer.json["target"]["code"]) == ("accepted", "YQ0001")
    assert client.get("/api/v1/stations/YQ0001/screen-code", headers=rider).status_code == 403


def test_a_communitys_poster_opens_its_page_and_a_scan_of_it_is_a_private_line(
    client: FlaskClient, staff: Headers, rider: Headers
):
    path = "/api/v1/communities/652701001001/poster"
    page = client.get(path, headers=staff)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "到社区报到" in page.text
    renewed = client.post(f"{path}/renewal", headers=staff).json
    assert (renewed["kind"], renewed["version"]) == ("community", 2)
    meant = client.get(f"/api/v1/scenes/{renewed['scene']}").json
    assert (meant["kind"], meant["code"]) == ("community", "652701001001")
    assert post(client, rider, renewed["scene"]).json["state"] == "accepted"
    assert client.get(f"{path}?format=pdf", headers=staff).data.startswith(b"%PDF")


def test_an_evening_at_a_shift_as_a_rider_and_a_leader_live_it(
    client: FlaskClient, rider: Headers, staff: Headers, town: None, at: Clock
):
    spot = shift_point(opens_at=at.now - timedelta(hours=1), closes_at=at.now + timedelta(hours=5))
    expect(person("rider"), spot, hours=1)
    came = post(client, rider, rotating(spot)).json
    at.forward(minutes=3)
    assert post(client, rider, rotating(spot)).json["id"] == came["id"]
    began = at.now
    at.forward(minutes=57)
    left = post(client, rider, printed(spot), occurred_at=at.now.isoformat()).json
    assert (left["direction"], left["state"]) == ("out", "needs_position")
    client.post(f"{CHECKINS}/{left['id']}/position", json=position(accuracy_m=250), headers=rider)
    (item,) = waiting(client, staff, "&shift=900001")
    assert (item["reason"], item["pair_no"]) == ("no-position", 1)
    client.post(f"{CHECKINS}/{item['id']}/decision", json={"accept": True, "reason": "一起收的摊"}, headers=staff)
    mine = client.get("/api/v1/me/checkins", headers=rider).json["items"]
    assert [(one["direction"], one["state"], one["evidence"]["level"]) for one in mine] == [
        ("out", "accepted", 0),
        ("in", "accepted", 2),
    ]
    assert began < at.now


def test_a_shifts_poster_is_for_whoever_shows_its_codes(
    client: FlaskClient, rider: Headers, staff: Headers, stranger: Headers, spot: int
):
    path = "/api/v1/shifts/900001/poster"
    page = client.get(path, headers=staff)
    assert (page.status_code, "南城送水" in page.text, "签到和签退" in page.text) == (200, True, True)
    assert client.get(path, headers=rider).status_code == 404  # a draft to them
    assert client.get(path, headers=stranger).status_code == 404
    old = printed(spot)
    renewed = client.post(f"{path}/renewal", headers=staff).json
    assert (renewed["kind"], renewed["code"], renewed["version"]) == ("shift", "900001", 2)
    assert post(client, rider, old).json["reason"] == "revoked"
    assert client.get("/api/v1/shifts/900002/poster", headers=staff).status_code == 404


def test_looking_at_nothing_writes_nothing(client: FlaskClient, staff: Headers):
    assert waiting(client, staff) == []
    assert db.session.scalars(sa.select(AccessLog)).all() == []
