"""Volunteer roles over HTTP: offered by staff of the community, answered by their holder, read by the auditor."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import AccessLog
from app.core.db import db
from tests.communities.words import API, DONGFENG, GUANGMING, TOWN, account_of, join, number_of, offer
from tests.support.people import grant, sign_in

ROLES = f"{API}/communities/{GUANGMING}/volunteer-roles"
MINE = f"{API}/me/volunteer-roles"


@pytest.fixture
def member(rider):
    join("rider")
    return rider


def problem(response) -> tuple[int, str]:
    return response.status_code, response.json["type"].removeprefix("/problems/")


def send_offer(client, headers, user: str = "rider", **more):
    body = {"account": number_of(user), "kind": "grid_volunteer"} | more
    return client.post(ROLES, json=body, headers=headers)


def test_an_offer_is_201_and_the_same_again_200(staff, member, client):
    first = send_offer(client, staff, ends_on="2026-05-31")
    assert first.status_code == 201
    assert first.json | {"display_name": ""} == {
        "id": first.json["id"],
        "kind": "grid_volunteer",
        "name": "特聘网格员",
        "area": {"code": GUANGMING, "name": "光明社区", "township_name": "青得里街道"},
        "state": "offered",
        "offered_at": "2025-11-20T12:00:00+08:00",
        "answer_by": "2025-12-04T12:00:00+08:00",
        "accepted_at": None,
        "ends_on": "2026-05-31",
        "account": number_of("rider"),
        "display_name": "",
        "actions": ["revoke"],
    }
    again = send_offer(client, staff, account=number_of("rider").lower())
    assert (again.status_code, again.json["id"]) == (200, first.json["id"])


def test_the_holder_reads_the_briefing_accepts_and_resigns(staff, member, client):
    number = send_offer(client, staff).json["id"]
    (seen,) = client.get(MINE, headers=member).json["items"]
    assert (seen["id"], seen["state"], seen["actions"]) == (number, "offered", ["accept", "decline"])
    assert "自愿" in seen["briefing"]
    path = f"{API}/volunteer-roles/{number}"
    unread = client.post(f"{path}/acceptance", json={"briefing_opened": False}, headers=member)
    assert problem(unread) == (409, "briefing-unread")
    for _ in range(2):
        taken = client.post(f"{path}/acceptance", json={"briefing_opened": True}, headers=member)
        assert (taken.status_code, taken.json["state"], taken.json["actions"]) == (200, "active", ["resign"])
    for _ in range(2):
        given_up = client.post(f"{path}/resignation", headers=member)
        assert (given_up.status_code, given_up.json["ended_why"]) == (200, "resigned")
    late = client.post(f"{path}/acceptance", json={"briefing_opened": True}, headers=member)
    assert problem(late) == (409, "role-ended")


def test_a_lapsed_offer_reads_as_lapsed_before_the_sweep(member, client, at):
    number = offer("rider").id
    at.forward(days=14)
    headers = sign_in(client, "rider")
    (seen,) = client.get(MINE, headers=headers).json["items"]
    assert (seen["state"], seen["ended_why"], seen["actions"]) == ("ended", "lapsed", [])
    path = f"{API}/volunteer-roles/{number}/acceptance"
    assert problem(client.post(path, json={"briefing_opened": True}, headers=headers)) == (409, "role-ended")


def test_refusals_of_an_offer_say_why(staff, member, client):
    join("staff")
    assert problem(send_offer(client, staff, "stranger")) == (409, "not-a-member")
    assert problem(send_offer(client, staff, account="ZZZZZZZZ")) == (404, "not-found")
    assert problem(send_offer(client, staff, "staff")) == (403, "not-to-oneself")
    for wrong in ({"kind": "leader"}, {"ends_on": "2025-11-19"}, {"ends_on": "2027-01-01"}, {"state": "active"}):
        assert problem(send_offer(client, staff, **wrong)) == (422, "invalid")
    assert client.get(MINE, headers=member).json["items"] == []


def test_one_key_makes_one_offer_and_one_answer(staff, member, client):
    key = staff | {"Idempotency-Key": "offer-0001"}
    answers = [send_offer(client, key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_data() == answers[1].get_data()


def test_staff_revoke_and_another_community_does_not_know_of_it(staff, member, client):
    path = f"{API}/volunteer-roles/{send_offer(client, staff).json['id']}"
    grant("foreign", "community_staff", "652722100")
    grant("town", "township_admin", TOWN)
    assert problem(client.delete(path, headers=sign_in(client, "foreign"))) == (404, "not-found")
    assert problem(client.delete(path, headers=sign_in(client, "town"))) == (403, "not-allowed")
    assert problem(client.delete(path, headers=member)) == (403, "not-allowed")
    assert client.delete(path, headers=staff).status_code == 204
    assert client.delete(path, headers=staff).status_code == 204
    (seen,) = client.get(MINE, headers=member).json["items"]
    assert (seen["state"], seen["ended_why"]) == ("ended", "revoked")
    titles = [found["title"] for found in client.get(f"{API}/me/notices", headers=member).json["items"]]
    assert titles == ["邀请撤回了：特聘网格员", "光明社区（青得里街道）邀请你做特聘网格员"]


def test_staff_list_open_roles_and_their_holders_learn_of_it(staff, member, client):
    join("another")
    join("rider", DONGFENG)
    offer("rider"), offer("another", "policy_guide"), offer("rider", code=DONGFENG)
    page = client.get(ROLES, headers=staff).json
    assert [(item["kind"], item["account"]) for item in page["items"]] == [
        ("policy_guide", number_of("another")),
        ("grid_volunteer", number_of("rider")),
    ]
    client.get(ROLES, headers=staff)
    lines = list(db.session.scalars(sa.select(AccessLog)))
    assert sorted(line.account_id for line in lines) == sorted([account_of("rider"), account_of("another")])
    assert {line.what for line in lines} == {"志愿身份名单"}
    client.delete(f"{API}/communities/{GUANGMING}/membership", headers=member)
    assert [item["kind"] for item in client.get(ROLES, headers=staff).json["items"]] == ["policy_guide"]


def test_the_auditor_reads_terms_without_names_and_leaves_no_line(member, client):
    offer("rider")
    grant("auditor", "auditor", "652700")
    (seen,) = client.get(ROLES, headers=sign_in(client, "auditor")).json["items"]
    assert (seen["kind"], seen["account"], seen["display_name"], seen["actions"]) == ("grid_volunteer", None, None, [])
    assert list(db.session.scalars(sa.select(AccessLog))) == []


@pytest.mark.parametrize(("role", "scope"), [("township_admin", TOWN), ("county_admin", "652701"), ("community_staff", "652722100")])  # fmt: skip
def test_nobody_else_offers_or_lists_roles(member, client, role, scope):
    grant("somebody", role, scope)
    headers = sign_in(client, "somebody")
    assert problem(send_offer(client, headers)) == (403, "not-allowed")
    assert problem(client.get(ROLES, headers=headers)) == (403, "not-allowed")


def test_own_roles_come_page_by_page(member, client):
    for kind in ("grid_volunteer", "policy_guide", "place_reporter"):
        offer("rider", kind)
    first = client.get(f"{MINE}?limit=2", headers=member).json
    rest = client.get(f"{MINE}?limit=2&cursor={first['next_cursor']}", headers=member).json
    assert [item["kind"] for item in first["items"] + rest["items"]] == [
        "place_reporter",
        "policy_guide",
        "grid_volunteer",
    ]


def test_a_role_opens_no_data(staff, member, client):
    number = send_offer(client, staff, kind="place_reporter").json["id"]
    client.post(f"{API}/volunteer-roles/{number}/acceptance", json={"briefing_opened": True}, headers=member)
    assert problem(client.get(f"{API}/communities/{GUANGMING}/members", headers=member)) == (403, "not-allowed")
    assert client.get(f"{API}/communities/{GUANGMING}", headers=member).json["members"] is None
