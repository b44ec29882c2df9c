"""Devices: listing them, ending one, signing out."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.accounts.conftest import Clock
from tests.support.people import sign_in_by_wechat

PATH = "/api/v1/sessions"


def test_devices_are_listed_by_name_the_newest_first_and_nobody_elses(client: FlaskClient) -> None:
    sign_in_by_wechat(client, "other", "device-9", device_name="别人的手机")
    sign_in_by_wechat(client, "rider", "device-1", device_name="旧手机")
    headers = sign_in_by_wechat(client, "rider", "device-2", device_name="新手机")
    body = client.get(PATH, headers=headers).json
    assert [(item["device_name"], item["current"]) for item in body["items"]] == [("新手机", True), ("旧手机", False)]
    assert body["next_cursor"] is None
    assert set(body["items"][0]) == {"id", "device_name", "created_at", "last_seen_at", "expires_at", "current"}


def test_devices_come_in_pages(client: FlaskClient) -> None:
    for number in range(3):
        headers = sign_in_by_wechat(client, "rider", f"device-{number}", device_name=str(number))
    first = client.get(f"{PATH}?limit=2", headers=headers).json
    second = client.get(f"{PATH}?limit=2&cursor={first['next_cursor']}", headers=headers).json
    names = [item["device_name"] for page in (first, second) for item in page["items"]]
    assert names == ["2", "1", "0"]
    assert second["next_cursor"] is None


def test_signing_out_ends_this_device_only(client: FlaskClient) -> None:
    here, there = sign_in_by_wechat(client, "rider", "device-1"), sign_in_by_wechat(client, "rider", "device-2")
    assert client.delete(f"{PATH}/current", headers=here).status_code == 204
    assert client.get("/api/v1/me", headers=here).status_code == 401
    assert client.get("/api/v1/me", headers=there).status_code == 200


def test_another_device_is_ended_within_ten_minutes_of_signing_in(client: FlaskClient, standing_clock: Clock) -> None:
    lost = sign_in_by_wechat(client, "rider", "device-1")
    here = sign_in_by_wechat(client, "rider", "device-2")
    lost_id = next(item["id"] for item in client.get(PATH, headers=here).json["items"] if not item["current"])
    standing_clock.forward(minutes=10)
    refused = client.delete(f"{PATH}/{lost_id}", headers=here)
    assert (refused.status_code, refused.json["type"]) == (401, "/problems/sign-in-again")
    assert client.get("/api/v1/me", headers=lost).status_code == 200
    again = sign_in_by_wechat(client, "rider", "device-2")
    assert client.delete(f"{PATH}/{lost_id}", headers=again).status_code == 204
    assert client.get("/api/v1/me", headers=lost).status_code == 401


def test_ones_own_device_is_ended_by_its_id_at_any_age(client: FlaskClient, standing_clock: Clock) -> None:
    headers = sign_in_by_wechat(client, "rider")
    own = client.get(PATH, headers=headers).json["items"][0]["id"]
    standing_clock.forward(days=3)
    assert client.delete(f"{PATH}/{own}", headers=headers).status_code == 204
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_other_peoples_ended_and_unknown_devices_are_404(client: FlaskClient) -> None:
    headers, other = sign_in_by_wechat(client, "rider", "device-1"), sign_in_by_wechat(client, "other")
    gone = client.get(PATH, headers=headers).json["items"][0]["id"]
    headers = sign_in_by_wechat(client, "rider", "device-1")
    foreign = client.get(PATH, headers=other).json["items"][0]["id"]
    for session_id in (foreign, gone, 2**31 - 1):
        assert client.delete(f"{PATH}/{session_id}", headers=headers).status_code == 404
    assert client.get("/api/v1/me", headers=other).status_code == 200


def test_signing_out_needs_no_age(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    assert client.delete(f"{PATH}/current", headers=headers).status_code == 204
