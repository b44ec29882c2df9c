"""News of a community over HTTP: staff write, everybody reads what is shown now."""

from __future__ import annotations

import pytest

from app.communities.models import Announcement
from tests.communities.words import API, DONGFENG, GUANGMING, TOWN, audited, rows
from tests.support.people import grant, sign_in

NEWS = f"{API}/communities/{GUANGMING}/announcements"
BODY = {
    "title": "冬季取暖点",
    "body": "每天 10 点到 22 点都有热水。\n欢迎来坐。",
    "from": "2025-11-20T12:00:00+08:00",
    "to": "2025-11-27T00:00:00+08:00",
}
SOON = BODY | {"title": "元旦活动", "from": "2025-12-25T00:00:00+08:00", "to": "2026-01-02T00:00:00+08:00"}


def problem(response) -> tuple[int, str]:
    return response.status_code, response.json["type"].removeprefix("/problems/")


def announce(client, headers, body=BODY) -> int:
    response = client.post(NEWS, json=body, headers=headers)
    assert response.status_code == 201, response.json
    return response.json["id"]


def test_news_is_written_by_staff_and_read_by_everybody(staff, client):
    number = announce(client, staff)
    shown = BODY | {"id": number, "state": "shown", "version": 1}
    assert client.get(NEWS).json == {"items": [shown], "next_cursor": None}
    assert client.get(f"{API}/communities/{GUANGMING}").json["announcements"] == [shown]
    assert client.get(f"{API}/communities/{DONGFENG}/announcements").json["items"] == []
    assert audited("announcement:") == [("announcement.create", "community_staff")]


def test_what_comes_and_what_was_is_for_staff_of_the_place(staff, client, at):
    announce(client, staff)
    announce(client, staff, SOON)
    grant("foreign", "community_staff", "652722100")
    foreign = sign_in(client, "foreign")

    def seen(headers=None) -> list[tuple[str, str]]:
        items = client.get(NEWS, headers=headers or {}).json["items"]
        return [(item["title"], item["state"]) for item in items]

    assert seen() == seen(foreign) == [("冬季取暖点", "shown")]
    assert seen(staff) == [("元旦活动", "upcoming"), ("冬季取暖点", "shown")]
    at.forward(days=7)
    assert seen() == []
    assert seen(staff)[1] == ("冬季取暖点", "past")
    at.forward(days=30)
    assert seen() == [("元旦活动", "shown")]


def test_news_comes_page_by_page_newest_first_and_three_on_the_card(staff, client):
    for number in range(5):
        announce(client, staff, BODY | {"title": f"第{number}条"})
    first = client.get(f"{NEWS}?limit=3").json
    rest = client.get(f"{NEWS}?limit=3&cursor={first['next_cursor']}").json
    assert [item["title"] for item in first["items"] + rest["items"]] == [f"第{number}条" for number in (4, 3, 2, 1, 0)]
    assert rest["next_cursor"] is None
    card = client.get(f"{API}/communities/{GUANGMING}").json
    assert [item["title"] for item in card["announcements"]] == ["第4条", "第3条", "第2条"]


def test_one_key_writes_one_piece_of_news(staff, client):
    key = {"Idempotency-Key": "news-0001"}
    answers = [client.post(NEWS, json=BODY, headers=staff | key) for _ in range(2)]
    assert answers[0].get_data() == answers[1].get_data()
    assert len(rows(Announcement)) == 1


def test_news_is_edited_the_last_word_wins_unless_a_version_is_sent(staff, client):
    path = f"{API}/announcements/{announce(client, staff)}"
    changed = client.put(path, json=BODY | {"title": "改过"}, headers=staff)
    assert (changed.status_code, changed.json["version"], changed.headers["ETag"]) == (200, 2, '"2"')
    stale = client.put(path, json=BODY, headers=staff | {"If-Match": '"1"'})
    assert problem(stale) == (412, "stale-version")
    assert stale.json["current"]["title"] == "改过"
    same = client.put(path, json=BODY | {"title": "改过"}, headers=staff | {"If-Match": '"2"'})
    assert same.json["version"] == 2
    assert [action for action, _ in audited("announcement:")] == ["announcement.create", "announcement.edit"]


def test_news_is_taken_away(staff, client):
    path = f"{API}/announcements/{announce(client, staff)}"
    assert client.delete(path, headers=staff).status_code == 204
    assert problem(client.delete(path, headers=staff)) == (404, "not-found")
    assert client.get(NEWS).json["items"] == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"body": "a\u0000b"}, None),
        ({"body": "看\u202e不见"}, "body"),
        ({"from": "2025-11-20"}, "from"),
        ({"from": "2025-11-20T12:00:00"}, "from"),
        ({"from": "0001-01-01T00:00:00+08:00"}, "from"),
        ({"to": "9999-12-31T23:59:59-08:00"}, "to"),
        ({"to": "2025-11-20T11:00:00+08:00"}, "to"),
        ({"to": None}, "to"),
        ({"area_code": DONGFENG}, "area_code"),
    ],
)
def test_news_that_cannot_be_names_its_field(staff, client, change, field):
    refused = client.post(NEWS, json=BODY | change, headers=staff)
    assert problem(refused) == (422, "invalid")
    assert field is None or [error["field"] for error in refused.json["errors"]] == [field]


@pytest.mark.parametrize(("role", "scope", "status"), [
    ("township_admin", TOWN, 201),
    ("county_admin", "652701", 201),
    ("community_staff", "652722100", 403),
    ("auditor", "652700", 403),
])  # fmt: skip
def test_staff_over_the_area_write_and_nobody_else(town, client, role, scope, status):
    grant("somebody", role, scope)
    assert client.post(NEWS, json=BODY, headers=sign_in(client, "somebody")).status_code == status
