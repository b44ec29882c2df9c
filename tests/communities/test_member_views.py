"""The card, reporting in, leaving and the list of members over HTTP: who reads what, and who learns that it was read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import AccessLog
from app.core.db import db
from tests.communities.words import (
    API,
    CHANGCHENG,
    DONGFENG,
    ELSEWHERE,
    GUANGMING,
    JIEXIN,
    TOWN,
    accept,
    account_of,
    audited,
    join,
    offer,
    rows,
)
from tests.support.people import grant, sign_in

CARD = f"{API}/communities/{GUANGMING}"
MEMBERSHIP, MEMBERS = f"{CARD}/membership", f"{CARD}/members"


def problem(response) -> tuple[int, str]:
    return response.status_code, response.json["type"].removeprefix("/problems/")


def on_duty(client, role: str, scope: str = TOWN) -> dict[str, str]:
    grant(f"{role}-{scope}", role, scope)
    return sign_in(client, f"{role}-{scope}")


# --- the card ---


def test_a_guest_reads_what_one_gets_and_what_staff_see(town, client):
    response = client.get(CARD)
    assert response.status_code == 200
    assert response.json == {
        "area": {
            "code": GUANGMING,
            "name": "光明社区居委会",
            "short_name": "光明社区",
            "level": "community",
            "parent_code": TOWN,
            "path": f"/652700/652701/{TOWN}/{GUANGMING}/",
            "township_name": "青得里街道",
            "in_programme": True,
        },
        "welcome": "",
        "contact": None,
        "announcements": [],
        "staff_see": ["显示名", "报到类型（住在这里、常在这里跑单、其他）", "报到日期"],
        "member": None,
        "members": None,
        "actions": [],
        "version": 0,
    }
    assert response.headers["ETag"] == '"0"'
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("code", [TOWN, "652701", "659999999999", "nonsense", f"{GUANGMING}001"])
def test_what_is_no_community_is_not_there(rider, client, code):
    path = f"{API}/communities/{code}"
    assert problem(client.get(path)) == (404, "not-found")
    assert problem(client.put(f"{path}/membership", json={"kind": "home"}, headers=rider)) == (404, "not-found")
    assert problem(client.delete(f"{path}/membership", headers=rider)) == (404, "not-found")
    assert problem(client.get(f"{path}/announcements")) == (404, "not-found")


def test_staff_write_the_card_with_its_version(staff, client):
    body = {"welcome": "  欢迎来坐坐。\n热水一直有。 ", "contact": "0909-2220000"}
    assert problem(client.put(CARD, json=body, headers=staff)) == (428, "version-required")
    first = client.put(CARD, json=body, headers=staff | {"If-Match": '"0"'})
    assert (first.status_code, first.json["version"], first.headers["ETag"]) == (200, 1, '"1"')
    assert first.json["welcome"] == "欢迎来坐坐。\n热水一直有。"
    stale = client.put(CARD, json=body | {"welcome": "别的"}, headers=staff | {"If-Match": '"0"'})
    assert problem(stale) == (412, "stale-version")
    assert stale.json["current"]["welcome"] == first.json["welcome"]
    same = client.put(CARD, json=body, headers=staff | {"If-Match": '"1"'})
    assert same.json["version"] == 1  # nothing changed
    assert audited("community:") == [("community.edit", "community_staff")]
    assert client.get(f"{API}/communities/{DONGFENG}").json["welcome"] == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"welcome": "好" * 501, "contact": None}, "welcome"),
        ({"welcome": "好\u202e坏", "contact": None}, "welcome"),
        ({"welcome": "", "contact": "一\n二"}, "contact"),
        ({"welcome": "", "contact": None, "members": 3}, "members"),
        ({"welcome": ""}, "contact"),
    ],
)
def test_a_card_that_cannot_be_names_its_field(staff, client, body, field):
    refused = client.put(CARD, json=body, headers=staff | {"If-Match": '"0"'})
    assert problem(refused) == (422, "invalid")
    assert [error["field"] for error in refused.json["errors"]] == [field]


def test_actions_follow_the_caller(rider, staff, client):
    assert client.get(CARD, headers=rider).json["actions"] == ["report_in"]
    client.put(MEMBERSHIP, json={"kind": "home"}, headers=rider)
    assert client.get(CARD, headers=rider).json["actions"] == ["leave"]
    seen = client.get(CARD, headers=staff).json["actions"]
    assert seen == ["report_in", "see_members", "edit", "announce", "offer_role"]
    county = on_duty(client, "county_admin", "652701")
    assert client.get(CARD, headers=county).json["actions"] == ["report_in", "edit", "announce"]
    young = sign_in(client, "young", age_ok=False)
    assert client.get(CARD, headers=young).json["actions"] == []


def test_with_three_communities_there_is_nothing_to_report_in_to(rider, client):
    for code in (DONGFENG, JIEXIN, CHANGCHENG):
        join("rider", code)
    assert client.get(CARD, headers=rider).json["actions"] == []


# --- how many ---


def test_t26_figures_are_told_exactly_below_and_from_ten_up_above(staff, client):
    readers = {
        "stf": staff,
        "twn": on_duty(client, "township_admin"),
        "cty": on_duty(client, "county_admin", "652701"),
        "prf": on_duty(client, "prefecture_admin", "652700"),
        "twx": on_duty(client, "township_admin", "652722100"),
        "aud": on_duty(client, "auditor", "652700"),
        "rdr": sign_in(client, "rider"),
    }

    def told() -> dict[str, object]:
        return {name: client.get(CARD, headers=headers).json["members"] for name, headers in readers.items()}

    nobody = dict.fromkeys(("twx", "aud", "rdr"))
    few, hidden = {"count": 9, "fewer_than": None}, {"count": None, "fewer_than": 10}
    for number in range(9):
        join(f"member{number}")
    join("outside", DONGFENG)  # noise
    assert told() == nobody | {"stf": few, "twn": few, "cty": hidden, "prf": hidden}
    join("member9")
    ten = {"count": 10, "fewer_than": None}
    assert told() == nobody | dict.fromkeys(("stf", "twn", "cty", "prf"), ten)


# --- reporting in and leaving ---


def test_reporting_in_is_201_and_the_same_again_200(rider, client):
    first = client.put(MEMBERSHIP, json={"kind": "home", "notice_version": 1}, headers=rider)
    assert first.status_code == 201
    assert first.json == {
        "area": {"code": GUANGMING, "name": "光明社区", "township_name": "青得里街道"},
        "kind": "home",
        "joined_on": "2025-11-20",
        "actions": ["leave"],
    }
    again = client.put(MEMBERSHIP, json={"kind": "home"}, headers=rider)
    assert (again.status_code, again.json) == (200, first.json)
    assert client.get(CARD, headers=rider).json["member"] == {"kind": "home", "joined_on": "2025-11-20"}
    assert client.get(f"{API}/me/memberships", headers=rider).json["items"] == [first.json]


def test_a_fourth_is_409_and_names_the_three(rider, client):
    for code in (DONGFENG, JIEXIN, ELSEWHERE):
        assert (
            client.put(f"{API}/communities/{code}/membership", json={"kind": "work"}, headers=rider).status_code == 201
        )
    refused = client.put(MEMBERSHIP, json={"kind": "home"}, headers=rider)
    assert problem(refused) == (409, "three-communities")
    assert [one["area"]["name"] for one in refused.json["communities"]] == ["东风社区", "街心社区", "团结社区"]
    assert len(rows()) == 3


def test_t68_an_old_notice_is_409_a_withdrawn_consent_403_and_no_age_403_but_leaving_works(rider, client):
    old = client.put(MEMBERSHIP, json={"kind": "home", "notice_version": 99}, headers=rider)
    assert problem(old) == (409, "notice-changed")
    client.put(MEMBERSHIP, json={"kind": "home"}, headers=rider)
    assert client.delete(f"{API}/me/consents/membership", headers=rider).status_code == 200
    assert client.get(f"{API}/me/memberships", headers=rider).json["items"] == []
    assert problem(client.put(MEMBERSHIP, json={"kind": "home"}, headers=rider)) == (403, "consent-withdrawn")
    young = sign_in(client, "young", age_ok=False)
    join("young")
    refused = client.put(f"{API}/communities/{DONGFENG}/membership", json={"kind": "home"}, headers=young)
    assert problem(refused) == (403, "age-unconfirmed")
    assert client.delete(MEMBERSHIP, headers=young).status_code == 200
    assert client.get(f"{API}/me/memberships", headers=young).json["items"] == []


def test_leaving_lists_what_ended(rider, client):
    client.put(MEMBERSHIP, json={"kind": "home"}, headers=rider)
    role = accept("rider", offer("rider").id)
    left = client.delete(MEMBERSHIP, headers=rider)
    ended = [{"id": role.id, "kind": "grid_volunteer", "name": "特聘网格员"}]
    assert (left.status_code, left.json) == (200, {"roles_ended": ended, "signups_kept": []})
    again = client.delete(MEMBERSHIP, headers=rider)
    assert (again.status_code, again.json) == (200, {"roles_ended": [], "signups_kept": []})


@pytest.mark.parametrize("body", [{}, {"kind": "visitor"}, {"kind": "home", "joined_on": "2020-01-01"}])
def test_a_body_that_cannot_be_is_422(rider, client, body):
    assert problem(client.put(MEMBERSHIP, json=body, headers=rider)) == (422, "invalid")


def test_a_guest_must_sign_in_to_report_in(town, client):
    assert problem(client.put(MEMBERSHIP, json={"kind": "home"})) == (401, "not-signed-in")
    assert problem(client.get(f"{API}/me/memberships")) == (401, "not-signed-in")


# --- the list staff see ---


def looks() -> list[AccessLog]:
    return list(db.session.scalars(sa.select(AccessLog).order_by(AccessLog.id)))


def test_staff_see_name_kind_and_day_and_every_member_learns_of_it_once_a_day(staff, client, at):
    for user in ("one", "two"):
        join(user, kind="work")
    join("three", DONGFENG)  # noise: nobody looked
    page = client.get(MEMBERS, headers=staff)
    assert page.status_code == 200
    assert [set(item) for item in page.json["items"]] == [{"display_name", "kind", "joined_on"}] * 2
    assert client.get(MEMBERS, headers=staff).status_code == 200
    assert {line.account_id for line in looks()} == {account_of("one"), account_of("two")}
    assert len(looks()) == 2
    at.forward(days=1)
    client.get(MEMBERS, headers=staff)
    assert len(looks()) == 4
    one = sign_in(client, "one")
    mine = client.get(f"{API}/me/access-log", headers=one).json["items"]
    assert [(line["what"], line["who"]["role"]) for line in mine] == [("社区报到名单", "community_staff")] * 2


def test_only_those_on_the_page_were_seen(staff, client):
    for number in range(3):
        join(f"member{number}")
    first = client.get(f"{MEMBERS}?limit=2", headers=staff).json
    assert len(looks()) == 2
    client.get(f"{MEMBERS}?limit=2&cursor={first['next_cursor']}", headers=staff)
    assert len(looks()) == 3
    assert problem(client.get(f"{MEMBERS}?cursor=nonsense", headers=staff)) == (422, "invalid")


def test_ones_own_look_at_oneself_is_no_look(staff, client):
    join("staff")
    assert len(client.get(MEMBERS, headers=staff).json["items"]) == 1
    assert looks() == []


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("community_staff", "652722100"),
        ("township_admin", TOWN),
        ("county_admin", "652701"),
        ("prefecture_admin", "652700"),
        ("auditor", "652700"),
        ("second_approver", TOWN),
    ],
)
def test_t17_nobody_but_staff_of_the_community_sees_the_list(town, client, role, scope):
    join("rider")
    assert problem(client.get(MEMBERS, headers=on_duty(client, role, scope))) == (403, "not-allowed")
    assert looks() == []


def test_staff_of_one_community_see_its_list_and_not_the_neighbours(town, client):
    own = on_duty(client, "community_staff", GUANGMING)
    assert client.get(MEMBERS, headers=own).status_code == 200
    assert problem(client.get(f"{API}/communities/{DONGFENG}/members", headers=own)) == (403, "not-allowed")


def test_without_the_line_there_is_no_list(staff, client, monkeypatch):
    from app.communities import member_views

    def fail(*_: object, **__: object) -> int:
        raise RuntimeError("the log is full")

    join("rider")
    monkeypatch.setattr(member_views.accounts, "listed", fail)
    response = client.get(MEMBERS, headers=staff)
    assert response.status_code == 500
    assert "display_name" not in response.get_data(as_text=True)
