"""The inbox and its settings over HTTP."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.notices.models import Notice
from app.notices.rules import Topic
from app.wechat.templates import MESSAGES
from tests.notices.conftest import person
from tests.notices.people import ALERT, deliver, phone, tap, tell
from tests.support.people import sign_in

INBOX, READ = "/api/v1/me/notices", "/api/v1/me/notices/read"
SETTINGS, TAPS = "/api/v1/me/notice-settings", "/api/v1/me/subscriptions"


@pytest.fixture
def me(client, rider):
    return sign_in(client, "rider")


@pytest.fixture
def stranger(client, other):
    return sign_in(client, "other")


def unread(client, headers) -> int:
    return client.get("/api/v1/me", headers=headers).json["unread_notices"]


def test_a_guest_has_no_inbox(client):
    assert [client.get(path).status_code for path in (INBOX, SETTINGS)] == [401, 401]
    assert [client.put(READ, json={"up_to": 1}).status_code, client.post(TAPS, json={}).status_code] == [401, 401]


def test_what_one_is_told_stands_in_the_inbox_and_counts_until_it_is_read(client, rider, me, stranger):
    tell(rider, link="/pages/station/station?code=YQ0001")
    answer = client.get(INBOX, headers=me)
    assert answer.headers["Cache-Control"] == "private, no-store"
    (item,) = answer.json["items"]
    assert item == {
        "id": item["id"],
        "topic": "station",
        "title": "南城站有新提醒",
        "body": "热水坏了",
        "link": "/pages/station/station?code=YQ0001",
        "created_at": "2025-11-20T12:00:00+08:00",
        "read_at": None,
    }
    assert (unread(client, me), unread(client, stranger)) == (1, 0)
    assert client.get(INBOX, headers=stranger).json == {"items": [], "next_cursor": None}
    read = client.put(READ, json={"ids": [item["id"]]}, headers=me)
    assert (read.status_code, read.data) == (204, b"")
    assert unread(client, me) == 0
    assert client.get(INBOX, headers=me).json["items"][0]["read_at"] == "2025-11-20T12:00:00+08:00"


def test_everything_up_to_one_is_read_at_once(client, rider, me):
    for number in range(3):
        tell(rider, key=f"k{number}")
    ids = [item["id"] for item in client.get(INBOX, headers=me).json["items"]]
    client.put(READ, json={"up_to": ids[1]}, headers=me)
    assert [item["read_at"] is None for item in client.get(INBOX, headers=me).json["items"]] == [True, False, False]


def test_others_notices_are_passed_over(client, rider, other, me, stranger):
    tell(rider)
    (notice_id,) = db.session.scalars(sa.select(Notice.id))
    assert client.put(READ, json={"ids": [notice_id]}, headers=stranger).status_code == 204
    assert unread(client, me) == 1


def test_pages_go_on_where_the_last_ended(client, rider, me):
    for number in range(3):
        tell(rider, key=f"k{number}", title=f"第 {number} 条")
    first = client.get(f"{INBOX}?limit=2", headers=me).json
    rest = client.get(f"{INBOX}?limit=2&cursor={first['next_cursor']}", headers=me).json
    assert [item["title"] for item in first["items"] + rest["items"]] == ["第 2 条", "第 1 条", "第 0 条"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": []},
        {"ids": [1], "up_to": 1},
        {"ids": ["1"]},
        {"ids": [0]},
        {"ids": [2**31]},
        {"up_to": 2**40},
        {"up_to": None},
        {"up_to": True},
        {"ids": list(range(1, 102))},
        {"all": True},
    ],
)
def test_what_does_not_say_what_was_read_is_refused(client, me, body):
    answer = client.put(READ, json=body, headers=me)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid")


def test_every_topic_has_a_switch_and_every_template_a_count(client, me):
    found = client.get(SETTINGS, headers=me).json
    assert found == {"topics": dict.fromkeys(map(str, Topic), True), "credits": dict.fromkeys(MESSAGES, 0)}


def test_switching_a_topic_off_keeps_the_others_and_another_person_out_of_it(client, me, stranger):
    put = client.put(SETTINGS, json={"topics": {"shift": False}}, headers=me)
    assert put.status_code == 200
    assert [topic for topic, on in put.json["topics"].items() if not on] == ["shift"]
    client.put(SETTINGS, json={"topics": {"station": False, "shift": True}}, headers=me)
    assert [topic for topic, on in client.get(SETTINGS, headers=me).json["topics"].items() if not on] == ["station"]
    assert all(client.get(SETTINGS, headers=stranger).json["topics"].values())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"topics": {"weather": False}},
        {"topics": {"everything": False}},
        {"topics": {"shift": "no"}},
        {"topics": ["shift"]},
        {"topics": {"shift": None}},
        {"topics": {"shift": 0}},
        {"topics": {}, "credits": {}},
    ],
)
def test_settings_that_do_not_exist_are_refused(client, me, body):
    assert client.put(SETTINGS, json=body, headers=me).status_code == 422


def test_a_tap_is_counted_and_a_message_arrives_for_it(client, rider, me, wechat):
    answer = client.post(TAPS, json={"template": ALERT, "accepted": 1}, headers=me)
    assert (answer.status_code, answer.json["credits"][ALERT]) == (200, 1)
    assert client.get("/api/v1/me/consents", headers=me).json["items"][-1]["purpose"] == f"message:{ALERT}"
    tap(wechat, rider)  # WeChat's own word on the same tap
    assert client.get(SETTINGS, headers=me).json["credits"][ALERT] == 1
    tell(rider)
    assert (deliver(), len(phone(wechat, rider))) == (1, 1)
    assert client.get(SETTINGS, headers=me).json["credits"][ALERT] == 0


def test_a_tap_sent_again_with_its_key_is_counted_once(client, me):
    headers = me | {"Idempotency-Key": "tap-00000001"}
    answers = [client.post(TAPS, json={"template": ALERT, "accepted": 1}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert client.get(SETTINGS, headers=me).json["credits"][ALERT] == 1


def test_a_tap_that_refused_adds_nothing_and_agrees_to_nothing(client, me):
    answer = client.post(TAPS, json={"template": ALERT, "accepted": 0}, headers=me)
    assert (answer.status_code, answer.json["credits"][ALERT]) == (200, 0)
    assert client.get("/api/v1/me/consents", headers=me).json["items"][-1]["state"] == "none"


def test_t68_a_tap_after_the_switch_was_turned_off_is_refused_until_it_is_on_again(client, me):
    version = client.get("/api/v1/client-config").json["notices"]["message"]["version"]
    client.delete(f"/api/v1/me/consents/message:{ALERT}", headers=me)
    refused = client.post(TAPS, json={"template": ALERT, "accepted": 1}, headers=me)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/consent-withdrawn")
    assert client.get(SETTINGS, headers=me).json["credits"][ALERT] == 0
    client.put(f"/api/v1/me/consents/message:{ALERT}", json={"notice_version": version}, headers=me)
    assert client.post(TAPS, json={"template": ALERT, "accepted": 1}, headers=me).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"template": "weather", "accepted": 1},
        {"template": ALERT},
        {"template": ALERT, "accepted": 4},
        {"template": ALERT, "accepted": -1},
        {"template": ALERT, "accepted": 1.5},
        {"template": None, "accepted": 1},
    ],
)
def test_taps_that_cannot_be_are_refused(client, me, body):
    assert client.post(TAPS, json=body, headers=me).status_code == 422


def test_without_an_age_one_reads_and_switches_off_but_subscribes_to_nothing(client, at):
    young = sign_in(client, "young", age_ok=False)
    tell(person("young"))
    assert client.get(INBOX, headers=young).status_code == 200
    assert client.put(SETTINGS, json={"topics": {"station": False}}, headers=young).status_code == 200
    answer = client.post(TAPS, json={"template": ALERT, "accepted": 1}, headers=young)
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/age-unconfirmed")
    assert client.put(READ, json={"up_to": 1}, headers=young).status_code == 403


def test_nobody_reads_with_a_foreign_cursor(client, me):
    assert client.get(f"{INBOX}?cursor=abc", headers=me).status_code == 422
    assert client.get(f"{INBOX}?unread=true", headers=me).status_code == 422
