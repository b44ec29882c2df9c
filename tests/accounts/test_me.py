"""One's own page and profile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts import asking
from tests.accounts.conftest import QINGDELI
from tests.support.people import grant, sign_in_by_wechat

ME, PROFILE = "/api/v1/me", "/api/v1/me/profile"
FULL = {"display_name": "阿强", "avatar_url": "/static/avatars/3.svg", "work_kind": "rider", "age_ok": True}


def put(client: FlaskClient, headers: dict[str, str], version: int = 1, **changes: Any) -> Any:
    return client.put(PROFILE, json=FULL | changes, headers=headers | {"If-Match": f'"{version}"'})


def test_me_carries_its_version_and_is_never_cached(client: FlaskClient) -> None:
    response = client.get(ME, headers=sign_in_by_wechat(client, "rider"))
    assert response.headers["ETag"] == '"1"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert set(response.json) == {
        "id", "public_no", "status", "erased_after", "display_name", "avatar_url", "phone_masked", "work_kind",
        "age_ok", "roles", "unread_notices", "version",
    }  # fmt: skip


def test_roles_are_shown_with_the_name_of_their_scope(client: FlaskClient, places: None) -> None:
    area_id, station_id = grant("staff", "community_staff", QINGDELI), grant("staff", "station_manager", "T1")
    roles = client.get(ME, headers=sign_in_by_wechat(client, "staff")).json["roles"]
    assert [
        (role["id"], role["role"], role["scope_kind"], role["scope_code"], role["scope_name"]) for role in roles
    ] == [
        (area_id, "community_staff", "area", QINGDELI, "青得里街道"),
        (station_id, "station_manager", "station", "T1", "示例驿站一"),
    ]
    assert all(role["ends_at"].endswith("T00:00:00+08:00") for role in roles)


def test_unread_notices_are_what_the_floors_above_count(client: FlaskClient, hear: Callable[..., None]) -> None:
    def count(account_id: int) -> int:
        return 3

    hear(asking.unread_asked, count)
    assert client.get(ME, headers=sign_in_by_wechat(client, "rider")).json["unread_notices"] == 3


def test_the_profile_is_replaced_whole(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    response = put(client, headers, display_name="  阿强 ")
    assert response.status_code == 200
    assert response.headers["ETag"] == '"2"'
    assert {name: response.json[name] for name in FULL} == FULL
    assert client.get(ME, headers=headers).json == response.json


def test_without_a_version_nothing_is_edited_and_with_an_old_one_the_current_state_comes_back(
    client: FlaskClient,
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert client.put(PROFILE, json=FULL, headers=headers).status_code == 428
    assert put(client, headers).status_code == 200
    stale = put(client, headers, display_name="晚了")
    assert (stale.status_code, stale.json["type"]) == (412, "/problems/stale-version")
    assert (stale.json["current"]["display_name"], stale.json["current"]["version"]) == ("阿强", 2)
    assert client.get(ME, headers=headers).json["display_name"] == "阿强"


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": ""},
        {"display_name": "   "},
        {"display_name": "十三个字就是多了那么一个字"},
        {"display_name": "左\u202e右"},
        {"avatar_url": "/static/avatars/9.svg"},
        {"avatar_url": "https://example.com/me.png"},
        {"work_kind": "boss"},
        {"age_ok": None},
        {"age_ok": "yes"},
        {"age_ok": 1},
        {"age_ok": 0},
        {"age_ok": 1.0},
        {"nickname": "x"},
    ],
)
def test_a_profile_that_cannot_be_is_422(client: FlaskClient, changes: dict[str, Any]) -> None:
    headers = sign_in_by_wechat(client, "rider")
    response = put(client, headers, **changes)
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == next(iter(changes))


@pytest.mark.parametrize("missing", sorted(FULL))
def test_a_profile_is_sent_whole(client: FlaskClient, missing: str) -> None:
    body = {name: value for name, value in FULL.items() if name != missing}
    headers = sign_in_by_wechat(client, "rider") | {"If-Match": '"1"'}
    assert client.put(PROFILE, json=body, headers=headers).status_code == 422


def test_age_is_confirmed_here_and_counts_at_once(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    refused = client.post("/api/v1/me/phone", json={"code": "phone-13800000000"}, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/age-unconfirmed")
    assert put(client, headers).status_code == 200
    allowed = client.post("/api/v1/me/phone", json={"code": "phone-13800000000.age"}, headers=headers)
    assert allowed.status_code == 200


@pytest.mark.parametrize("number", range(1, 9))
def test_every_drawing_is_there(client: FlaskClient, number: int) -> None:
    response = client.get(f"/static/avatars/{number}.svg")
    assert response.status_code == 200
    assert b"<svg" in response.data


def test_a_guest_has_no_page(client: FlaskClient) -> None:
    for method, path in (("GET", ME), ("PUT", PROFILE), ("POST", "/api/v1/me/phone"), ("GET", "/api/v1/me/consents")):
        assert client.open(path, method=method, json=None if method == "GET" else {}).status_code == 401
