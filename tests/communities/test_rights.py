"""One's rights: what is stored, the export, the preview of leaving, what ends at once, erasure (T24, T58)."""

from __future__ import annotations

import pytest

from app.accounts import leaving as accounts_leaving
from app.communities.models import Membership, VolunteerRole
from app.core.db import transaction
from tests.communities.words import API, DONGFENG, GUANGMING, accept, account_of, join, leave, offer, rows
from tests.support.people import sign_in


@pytest.fixture
def busy(town, client):
    """A rider in two communities, with a role and an offer; and a neighbour likewise."""
    headers = sign_in(client, "rider")
    for user in ("rider", "another"):
        join(user)
        join(user, DONGFENG, "work")
        accept(user, offer(user).id)
        offer(user, "policy_guide")
    return headers


def test_t58_the_export_says_where_when_and_as_what(busy, client):
    leave("rider", DONGFENG)
    found = client.get(f"{API}/me/export", headers=busy).json
    tables = {table["what"]: table["rows"] for table in found["tables"]}
    assert tables["报到的社区"] == [
        {"at": "2025-11-20T12:00:00+08:00", "community": "光明社区（青得里街道）", "kind": "住在这里", "left_at": None},
        {
            "at": "2025-11-20T12:00:00+08:00",
            "community": "东风社区（青得里街道）",
            "kind": "常在这里跑单",
            "left_at": "2025-11-20T12:00:00+08:00",
        },
    ]
    assert [(row["kind"], row["state"]) for row in tables["志愿身份"]] == [
        ("特聘网格员", "在做"),
        ("政策宣讲员", "等您答复"),
    ]
    assert client.get(f"{API}/me/export?format=pdf", headers=busy).status_code == 200


def test_the_page_of_what_is_stored_counts_them(busy, client):
    items = client.get(f"{API}/me/stored", headers=busy).json["items"]
    counts = {item["what"]: (item["count"], item["purpose"]) for item in items}
    assert counts["报到的社区"] == (2, "membership")
    assert counts["志愿身份"] == (2, "membership")


def test_the_preview_names_communities_and_roles(busy, client):
    said = "".join(str(found) for found in client.get(f"{API}/me/deletion-preview", headers=busy).json.values())
    assert "光明社区（青得里街道）、东风社区（青得里街道）" in said
    assert "志愿身份马上结束：特聘网格员、政策宣讲员" in said


def test_t24_roles_end_at_once_memberships_after_seven_days(busy, client, at):
    account_id = account_of("rider")
    assert client.delete(f"{API}/me", headers=busy).status_code == 202
    mine = [row for row in rows(VolunteerRole) if row.account_id == account_id]
    assert [(row.state, row.ended_why) for row in mine] == [("ended", "left")] * 2
    assert len([row for row in rows(Membership) if row.account_id == account_id]) == 2
    for path in ("/me/memberships", "/me/volunteer-roles"):
        assert client.get(API + path, headers=busy).json["type"] == "/problems/account-closing"
    at.forward(days=7)
    with transaction():
        assert accounts_leaving.erase_due() == 1
    assert [row for row in (*rows(Membership), *rows(VolunteerRole)) if row.account_id == account_id] == []
    other = account_of("another")
    assert len([row for row in rows(Membership) if row.account_id == other and row.left_at is None]) == 2


def test_coming_back_restores_memberships_but_no_role(busy, client):
    client.delete(f"{API}/me", headers=busy)
    assert client.post(f"{API}/me/restoration", headers=busy).status_code == 200
    items = client.get(f"{API}/me/memberships", headers=busy).json["items"]
    assert [item["area"]["code"] for item in items] == [GUANGMING, DONGFENG]
    states = [item["state"] for item in client.get(f"{API}/me/volunteer-roles", headers=busy).json["items"]]
    assert states == ["ended", "ended"]


def test_erasing_at_once_takes_memberships_too(busy):
    account_id = account_of("rider")
    with transaction():
        accounts_leaving.erase_at_once(account_id)
    assert all(row.account_id != account_id for row in rows(Membership))
