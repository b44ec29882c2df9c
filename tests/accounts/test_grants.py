"""Giving and taking roles over HTTP: the matrix, the scope, the term, and who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import identities, standing
from app.accounts.models import Account, RoleGrant
from app.areas import service as areas
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from tests.accounts.conftest import QINGDELI, Clock
from tests.support.people import grant, headers_of, openid_of, sign_in_answer, sign_in_by_wechat

PATH = "/api/v1/grants"
BOLE, JINGHE = "652701", "652722"
JINGHE_TOWN, GUANGMING = "652722100", "652701001001"

STAFF = {  # one of each role, all in 博乐市
    "prefecture_admin": "652700",
    "county_admin": BOLE,
    "township_admin": QINGDELI,
    "community_staff": QINGDELI,
    "station_manager": "T1",
    "rider_liaison": "T1",
    "team_leader": "team:7",
    "auditor": "652700",
    "second_approver": QINGDELI,
}
OWN = {  # where each role may be given inside 博乐市
    "prefecture_admin": "652700",
    "county_admin": BOLE,
    "township_admin": QINGDELI,
    "community_staff": QINGDELI,
    "station_manager": "T1",
    "rider_liaison": "T1",
    "team_leader": "team:7",
    "auditor": BOLE,
    "care_handler": "org:",
    "second_approver": QINGDELI,
}
GIVEN = {  # giver: what they give (PRODUCT 4.2)
    "prefecture_admin": {"county_admin", "township_admin", "auditor"},
    "county_admin": {"township_admin"},
    "township_admin": {"community_staff", "station_manager", "care_handler", "second_approver"},
    "community_staff": {"team_leader"},
    "station_manager": {"rider_liaison"},
}
pytestmark = pytest.mark.usefixtures("places")


def person(user: str) -> str:
    """The public number of a fake user, made if new."""
    with transaction():
        return identities.find_or_make(openid_of(user), age_ok=None)[0].public_no


def give(client: FlaskClient, headers: dict[str, str], role: str, scope: str, user: str = "new", **body: Any) -> Any:
    return client.post(PATH, json={"account": person(user), "role": role, "scope_code": scope} | body, headers=headers)


def as_role(client: FlaskClient, role: str) -> dict[str, str]:
    grant(role, role, STAFF[role])
    return sign_in_by_wechat(client, role)


def office() -> str:
    """The organisation that loading made for the street."""
    return f"org:{areas.organizations(QINGDELI)[0].id}"


@pytest.mark.parametrize("role", sorted(OWN))
@pytest.mark.parametrize("giver", sorted(STAFF))
def test_each_role_gives_what_4_2_says_and_nothing_else(client: FlaskClient, giver: str, role: str) -> None:
    scope = office() if role == "care_handler" else OWN[role]
    response = give(client, as_role(client, giver), role, scope)
    assert response.status_code == (201 if role in GIVEN.get(giver, set()) else 403), response.json


def test_a_rider_gives_nothing_and_a_guest_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert give(client, sign_in_by_wechat(client, "rider"), "auditor", "652700").status_code == 403
    assert give(client, {}, "auditor", "652700").status_code == 401
    assert client.get(PATH, headers=sign_in_by_wechat(client, "rider")).status_code == 403


@pytest.mark.parametrize(
    ("giver", "role", "scope"),
    [
        ("county_admin", "township_admin", JINGHE_TOWN),
        ("township_admin", "community_staff", "652701002"),
        ("township_admin", "station_manager", "T2"),
        ("station_manager", "rider_liaison", "T2"),
    ],
)
def test_nobody_gives_beyond_their_own_scope(client: FlaskClient, giver: str, role: str, scope: str) -> None:
    response = give(client, as_role(client, giver), role, scope)
    assert (response.status_code, response.json["type"]) == (403, "/problems/beyond-scope")


def test_two_roles_of_one_person_do_not_lend_each_other_their_scopes(client: FlaskClient) -> None:
    grant("both", "community_staff", QINGDELI)
    grant("both", "station_manager", "T2")
    headers = sign_in_by_wechat(client, "both")
    assert give(client, headers, "rider_liaison", "T1").status_code == 403
    assert give(client, headers, "rider_liaison", "T2").status_code == 201


def test_nobody_gives_themselves_a_role(client: FlaskClient) -> None:
    response = give(client, as_role(client, "township_admin"), "community_staff", QINGDELI, "township_admin")
    assert (response.status_code, response.json["type"]) == (403, "/problems/not-to-oneself")


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("community_staff", "T1"),
        ("community_staff", BOLE),
        ("station_manager", QINGDELI),
        ("station_manager", "NOWHERE"),
        ("second_approver", "999999999"),
        ("care_handler", "org:99999"),
        ("community_staff", "団"),
    ],
)
def test_a_scope_that_is_not_there_or_does_not_fit_is_422(client: FlaskClient, role: str, scope: str) -> None:
    response = give(client, as_role(client, "township_admin"), role, scope)
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "scope_code"


def test_an_unknown_account_is_404_and_an_unknown_role_422(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin")
    body = {"account": "ZZZZZZZZ", "role": "community_staff", "scope_code": QINGDELI}
    assert client.post(PATH, json=body, headers=headers).status_code == 404
    assert client.post(PATH, json=body | {"role": "king"}, headers=headers).status_code == 422


def test_a_disabled_person_gets_no_role(client: FlaskClient) -> None:
    number = person("gone")
    db.session.execute(sa.update(Account).where(Account.public_no == number).values(status="disabled"))
    db.session.commit()
    headers = as_role(client, "township_admin")
    assert give(client, headers, "community_staff", QINGDELI, "gone").status_code == 404


def test_a_given_role_is_answered_shown_and_audited(client: FlaskClient, standing_clock: Clock) -> None:
    headers = as_role(client, "township_admin")
    body = give(client, headers, "station_manager", "t1").json
    end = clock.local(standing_clock.instant)
    assert body["ends_at"][:10] == (end.replace(year=end.year + 1) + timedelta(days=1)).date().isoformat()
    assert body["ends_at"].endswith("T00:00:00+08:00")
    assert (body["scope_kind"], body["scope_code"], body["scope_name"]) == ("station", "T1", "示例驿站一")
    assert body["account"] == person("new")
    assert body["granted_by"] == person("township_admin")
    assert client.get("/api/v1/me", headers=sign_in_by_wechat(client, "new")).json["roles"][0]["id"] == body["id"]
    line = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert line is not None
    assert (line.action, line.subject, line.actor_role) == ("role.give", f"grant:{body['id']}", "township_admin")
    assert line.actor_ref is not None


def test_giving_a_role_ends_the_old_token_and_repeating_it_ends_nothing(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin")
    old = sign_in_by_wechat(client, "new")
    first = give(client, headers, "community_staff", QINGDELI)
    assert client.get("/api/v1/me", headers=old).status_code == 401
    renewed = sign_in_by_wechat(client, "new")
    again = give(client, headers, "community_staff", QINGDELI)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json == first.json
    assert client.get("/api/v1/me", headers=renewed).status_code == 200


def test_the_same_key_gives_the_same_answer_once(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin") | {"Idempotency-Key": "give-a-role-once"}
    first = give(client, headers, "community_staff", QINGDELI)
    again = give(client, headers, "community_staff", QINGDELI)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert give(client, headers, "station_manager", "T1").status_code == 422


def test_a_chosen_end_counts_to_24_o_clock_and_may_be_renewed(client: FlaskClient, standing_clock: Clock) -> None:
    headers = as_role(client, "township_admin")
    day = clock.local(standing_clock.instant).date()
    soon, later = (f"{day + timedelta(days=n)}T10:00:00+08:00" for n in (3, 30))
    first = give(client, headers, "community_staff", QINGDELI, ends_at=soon).json
    assert first["ends_at"] == f"{day + timedelta(days=4)}T00:00:00+08:00"
    renewed = give(client, headers, "community_staff", QINGDELI, ends_at=later)
    assert (renewed.status_code, renewed.json["id"]) == (200, first["id"])
    assert renewed.json["ends_at"] == f"{day + timedelta(days=31)}T00:00:00+08:00"


@pytest.mark.parametrize("days", [-2, 400])
def test_a_term_ends_in_the_future_and_within_twelve_months(
    client: FlaskClient, standing_clock: Clock, days: int
) -> None:
    end = clock.rfc3339(standing_clock.instant + timedelta(days=days))
    response = give(client, as_role(client, "township_admin"), "community_staff", QINGDELI, ends_at=end)
    assert (response.status_code, response.json["errors"][0]["field"]) == (422, "ends_at")


def test_an_end_without_offset_is_422(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin")
    response = give(client, headers, "community_staff", QINGDELI, ends_at="2027-01-01T00:00:00")
    assert response.status_code == 422


def test_after_a_role_ended_it_can_be_given_again(client: FlaskClient, standing_clock: Clock) -> None:
    first = grant("new", "community_staff", QINGDELI)
    standing_clock.forward(days=400)
    assert grant("new", "community_staff", QINGDELI) != first


def test_taking_a_role_ends_it_and_the_persons_sign_ins(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin")
    given = give(client, headers, "community_staff", QINGDELI).json
    theirs = sign_in_by_wechat(client, "new")
    assert client.delete(f"{PATH}/{given['id']}", headers=headers).status_code == 204
    assert client.get(PATH, headers=theirs).status_code == 401
    assert client.get("/api/v1/me", headers=sign_in_by_wechat(client, "new")).json["roles"] == []
    assert client.delete(f"{PATH}/{given['id']}", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "end",
    ["9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-14:00", "9999-12-31T15:00:00Z", "0001-01-01T00:00:00+14:00"],
)
def test_a_term_at_either_end_of_the_calendar_is_refused(client: FlaskClient, end: str) -> None:
    response = give(client, as_role(client, "township_admin"), "community_staff", QINGDELI, ends_at=end)
    assert (response.status_code, response.json["errors"][0]["field"]) == (422, "ends_at")


def test_a_manager_who_cannot_sign_in_is_nobody_to_leave_a_station_to(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin")
    first = give(client, headers, "station_manager", "T1").json["id"]
    second = give(client, headers, "station_manager", "T1", "successor").json
    with transaction():
        account = identities.find_by_number(second["account"])
        assert account is not None
        standing.disable(account.id)
    refused = client.delete(f"{PATH}/{first}", headers=headers)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/last-manager")


def test_the_last_manager_of_a_station_stays_until_there_is_another(client: FlaskClient) -> None:
    headers = as_role(client, "township_admin")
    first = give(client, headers, "station_manager", "T1").json["id"]
    refused = client.delete(f"{PATH}/{first}", headers=headers)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/last-manager")
    second = give(client, headers, "station_manager", "T1", "successor").json["id"]
    assert client.delete(f"{PATH}/{first}", headers=headers).status_code == 204
    assert client.delete(f"{PATH}/{second}", headers=headers).status_code == 409


@pytest.mark.parametrize(
    ("taker", "role", "scope", "status"),
    [
        ("township_admin", "community_staff", GUANGMING, 204),
        ("township_admin", "township_admin", QINGDELI, 403),  # seen, but not one's to give
        ("county_admin", "community_staff", QINGDELI, 403),
        ("township_admin", "community_staff", "652701002", 404),  # elsewhere
        ("county_admin", "township_admin", JINGHE_TOWN, 404),
        ("township_admin", "county_admin", BOLE, 404),  # above
        ("station_manager", "station_manager", "T1", 403),
        ("station_manager", "rider_liaison", "T2", 404),
        ("auditor", "community_staff", QINGDELI, 403),
        ("rider_liaison", "rider_liaison", "T1", 403),
    ],
)
def test_one_takes_what_one_could_have_given(
    client: FlaskClient, taker: str, role: str, scope: str, status: int
) -> None:
    headers = as_role(client, taker)
    grant_id = grant("holder", role, scope)
    assert client.delete(f"{PATH}/{grant_id}", headers=headers).status_code == status
    assert (db.session.get_one(RoleGrant, grant_id).revoked_at is None) is (status != 204)


def seen(client: FlaskClient, headers: dict[str, str], query: str = "") -> set[str]:
    response = client.get(f"{PATH}?limit=100{query}", headers=headers)
    assert response.status_code == 200, response.json
    return {f"{item['role']}@{item['scope_code']}" for item in response.json["items"]}


@pytest.fixture
def everybody(places: None) -> None:
    """Grants here and there, one ended, one revoked."""
    for user, role, scope in (
        ("a", "county_admin", JINGHE),
        ("b", "community_staff", GUANGMING),
        ("c", "station_manager", "T1"),
        ("d", "station_manager", "T2"),
        ("e", "team_leader", "team:7"),
    ):
        grant(user, role, scope)
    gone, late = grant("f", "community_staff", QINGDELI), grant("g", "community_staff", QINGDELI)
    now = clock.now()
    with transaction():
        db.session.get_one(RoleGrant, gone).revoked_at = now
        ended = db.session.get_one(RoleGrant, late)
        ended.starts_at, ended.ends_at = now - timedelta(days=2), now - timedelta(days=1)


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("township_admin", {"community_staff@652701001001", "station_manager@T1", "team_leader@team:7"}),
        ("station_manager", {"station_manager@T1"}),
        (
            "auditor",
            {
                "county_admin@652722",
                "community_staff@652701001001",
                "station_manager@T1",
                "station_manager@T2",
                "team_leader@team:7",
            },
        ),
    ],
)
def test_everybody_sees_the_grants_within_their_scope(client: FlaskClient, reader: str, expected: set[str]) -> None:
    own = f"{reader}@{STAFF[reader]}"
    assert seen(client, as_role(client, reader)) == expected | {own}


@pytest.mark.usefixtures("everybody")
def test_a_list_is_narrowed_by_scope(client: FlaskClient) -> None:
    headers = as_role(client, "prefecture_admin")
    assert seen(client, headers, f"&scope={JINGHE}") == {"county_admin@652722", "station_manager@T2"}
    assert seen(client, headers, "&scope=T1") == {"station_manager@T1"}
    assert seen(client, headers, "&scope=team:7") == {"team_leader@team:7"}


@pytest.mark.usefixtures("everybody")
def test_grants_come_in_pages(client: FlaskClient) -> None:
    headers = as_role(client, "prefecture_admin")
    ids, cursor = [], ""
    while cursor is not None:
        body = client.get(f"{PATH}?limit=2{cursor and '&cursor=' + cursor}", headers=headers).json
        ids += [item["id"] for item in body["items"]]
        cursor = body["next_cursor"]
    assert ids == sorted(set(ids))
    assert len(ids) == 6


@pytest.mark.parametrize(("scope", "status"), [("652701002", 403), ("T2", 403), ("NOWHERE", 404), ("x:1", 404)])
def test_a_scope_that_is_not_ones_own_is_not_listed(client: FlaskClient, scope: str, status: int) -> None:
    headers = as_role(client, "township_admin")
    assert client.get(f"{PATH}?scope={scope}", headers=headers).status_code == status


def test_giving_and_taking_needs_age_like_every_write(app: Flask, client: FlaskClient) -> None:
    grant("young", "township_admin", QINGDELI)
    headers = headers_of(sign_in_answer(client, "young", age_ok=False).json["token"])
    refused = give(client, headers, "community_staff", QINGDELI)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/age-unconfirmed")
