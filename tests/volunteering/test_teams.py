"""Teams over HTTP: staff make them, anybody joins, a leader is a grant over the team. PRODUCT 4.2, 4.7."""

from __future__ import annotations

import threading
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import consents
from app.accounts.models import Account
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.volunteering import teams
from app.volunteering.models import Team, TeamMember
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas
from tests.support.statements import sent
from tests.volunteering.conftest import granted
from tests.volunteering.shift_builders import API, COMMUNITY, OTHER, OWN, faults, keyed, slug
from tests.volunteering.signup_builders import people


def make(client: FlaskClient, headers: Headers, **more: Any) -> Any:
    return client.post(f"{API}/teams", json={"name": "先锋骑手", "area_code": OWN} | more, headers=keyed(headers))


def made(client: FlaskClient, headers: Headers, **more: Any) -> dict[str, Any]:
    response = make(client, headers, **more)
    assert response.status_code == 201, response.json
    found: dict[str, Any] = response.json
    return found


def edit(client: FlaskClient, headers: Headers, team: dict[str, Any], **more: Any) -> Any:
    sent = {"name": team["name"], "area_code": team["area_code"]} | more
    match = {"If-Match": f'"{team["version"]}"'}
    return client.put(f"{API}/teams/{team['id']}", json=sent, headers=headers | match)


def names(client: FlaskClient, query: str = "") -> list[str]:
    return [team["name"] for team in client.get(f"{API}/teams{query}").json["items"]]


def number_of(client: FlaskClient, headers: Headers) -> str:
    found: str = client.get(f"{API}/me", headers=headers).json["public_no"]
    return found


# --- making ---


def test_staff_make_a_team_of_their_area(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    found = made(client, staff)
    assert (found["name"], found["area_code"], found["version"]) == ("先锋骑手", OWN, 1)
    assert (found["leader"], found["is_member"], found["actions"]) == (None, False, ["edit", "join"])
    assert slug(make(client, staff, area_code=OTHER)) == (403, "not-allowed")
    assert slug(make(client, rider)) == (403, "not-allowed")
    assert slug(make(client, {})) == (401, "not-signed-in")


def test_a_team_of_the_whole_prefecture_is_made_by_the_prefecture(client: FlaskClient, staff: Headers) -> None:
    assert slug(make(client, staff, area_code=None)) == (403, "not-allowed")
    prefecture = granted(client, "prefecture", "prefecture_admin", "652700")
    assert made(client, prefecture, area_code=None)["area_code"] is None


def test_what_cannot_be_is_named(client: FlaskClient, staff: Headers) -> None:
    assert faults(make(client, staff, name=" ")) == ["name"]
    assert faults(make(client, staff, area_code="999999999")) == ["area_code"]
    assert make(client, staff, leader="NOBODY99").status_code == 404


def test_the_list_is_of_an_area_and_all_below_it(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    for name, area, who in (("甲", OWN, staff), ("乙", COMMUNITY, staff), ("丙", OTHER, elsewhere)):
        made(client, who, name=name, area_code=area)
    assert names(client) == ["甲", "乙", "丙"]
    assert names(client, f"?area={OWN}") == ["甲", "乙"]
    assert names(client, f"?area={COMMUNITY}") == ["乙"]
    first = client.get(f"{API}/teams?limit=2").json
    assert [team["name"] for team in first["items"]] == ["甲", "乙"]
    assert names(client, f"?cursor={first['next_cursor']}") == ["丙"]
    assert client.get(f"{API}/teams?area=1").status_code == 422


# --- editing ---


def test_a_team_is_written_anew_by_its_version(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    team = made(client, staff)
    url = f"{API}/teams/{team['id']}"
    assert slug(client.put(url, json={"name": "幸福来敲门"}, headers=staff)) == (428, "version-required")
    changed = edit(client, staff, team, name="幸福来敲门")
    assert (changed.status_code, changed.json["name"], changed.json["version"]) == (200, "幸福来敲门", 2)
    stale = edit(client, staff, team, name="别的")
    assert (slug(stale), stale.json["current"]["version"]) == ((412, "stale-version"), 2)
    assert slug(edit(client, elsewhere, changed.json)) == (403, "not-allowed")
    assert slug(edit(client, staff, changed.json, area_code=OTHER)) == (403, "not-allowed")
    assert slug(client.put(f"{API}/teams/99", json={"name": "无"}, headers=staff | {"If-Match": '"1"'})) == (
        404,
        "not-found",
    )
    written = sa.select(AuditEvent.action).where(AuditEvent.subject == f"team:{team['id']}").order_by(AuditEvent.id)
    actions = list(db.session.scalars(written))
    assert actions == ["team.created", "team.edited"]


# --- leading ---


def test_a_leader_is_a_grant_over_the_team(client: FlaskClient, staff: Headers) -> None:
    number = number_of(client, sign_in(client, "leader"))
    team = made(client, staff, leader=number)
    assert team["leader"]["account"] == number
    again = sign_in(client, "leader")  # a new role ends the sign-ins of before
    roles = client.get(f"{API}/me", headers=again).json["roles"]
    assert [(role["role"], role["scope_code"], role["scope_name"]) for role in roles] == [
        ("team_leader", f"team:{team['id']}", "先锋骑手")
    ]
    assert client.get(f"{API}/teams").json["items"][0]["leader"] is None  # guests learn no names


def test_another_leader_takes_the_place_of_the_first(client: FlaskClient, staff: Headers) -> None:
    first, second = (number_of(client, sign_in(client, user)) for user in ("first", "second"))
    team = made(client, staff, leader=first)
    unspoken = edit(client, staff, team, name="换个队名").json
    assert unspoken["leader"]["account"] == first
    changed = edit(client, staff, unspoken, leader=second)
    assert (changed.status_code, changed.json["leader"]["account"]) == (200, second)
    assert client.get(f"{API}/me", headers=sign_in(client, "first")).json["roles"] == []
    none = edit(client, staff, changed.json, leader=None)
    assert none.json["leader"] is None


def test_of_two_leaders_the_first_is_shown_and_of_ten_teams_all_are_read_at_once(
    client: FlaskClient, staff: Headers, rider: Headers
) -> None:
    def make_led(count: int) -> None:
        for _ in range(count):
            team = made(client, staff)["id"]
            for place in ("first", "second"):
                grant(f"{place}-{team}", "team_leader", f"team:{team}")

    def look() -> tuple[list[str], int]:
        db.session.remove()
        with sent() as statements:
            items = client.get(f"{API}/teams", headers=rider).json["items"]
        asked = [one for one in statements if "area_changes" not in one]  # tests look each time, services once a second
        return [item["leader"]["account"] for item in items], len(asked)

    make_led(2)
    look()  # what is remembered is read once
    two = look()[1]
    make_led(8)
    leaders, ten = look()
    teams = [item["id"] for item in client.get(f"{API}/teams").json["items"]]
    assert leaders == [number_of(client, sign_in(client, f"first-{team}")) for team in teams]
    assert (len(teams), ten) == (10, two)


def test_who_may_not_give_the_role_names_no_leader(client: FlaskClient, staff: Headers) -> None:
    number = number_of(client, sign_in(client, "leader"))
    admin = granted(client, "township", "township_admin", OWN)
    assert slug(make(client, admin, leader=number)) == (403, "beyond-scope")
    assert slug(make(client, staff, leader=number_of(client, staff))) == (403, "not-to-oneself")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Team)) == 0


def test_a_grant_over_no_team_is_no_scope(client: FlaskClient, staff: Headers) -> None:
    number = number_of(client, sign_in(client, "leader"))
    sent = {"account": number, "role": "team_leader", "scope_code": "team:99"}
    assert client.post(f"{API}/grants", json=sent, headers=keyed(staff)).status_code == 422
    team = made(client, staff)
    sent["scope_code"] = f"team:{team['id']}"
    assert client.post(f"{API}/grants", json=sent, headers=keyed(staff)).status_code == 201


# --- joining ---


def test_joining_is_201_then_200_and_leaving_ends_it(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    url = f"{API}/teams/{made(client, staff)['id']}/membership"
    first, again = (client.put(url, json={}, headers=rider) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json["is_member"], first.json["actions"]) == (True, ["leave"])
    assert client.delete(url, headers=rider).status_code == 204
    assert slug(client.delete(url, headers=rider)) == (404, "not-found")
    assert client.put(url, json={}, headers=rider).status_code == 201  # a new time begins
    rows = list(db.session.scalars(sa.select(TeamMember.left_at).order_by(TeamMember.id)))
    assert [left is None for left in rows] == [False, True]


def test_leaving_needs_no_word_on_ones_age(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    url = f"{API}/teams/{made(client, staff)['id']}/membership"
    client.put(url, json={}, headers=rider)
    with transaction() as session:
        session.execute(sa.update(Account).values(age_ok=False))
    assert slug(client.put(url, json={}, headers=rider)) == (403, "age-unconfirmed")
    (shown,) = client.get(f"{API}/teams", headers=rider).json["items"]
    assert shown["actions"] == ["leave"]
    assert client.delete(url, headers=rider).status_code == 204


def test_joining_is_the_consent_and_a_withdrawn_one_refuses(
    client: FlaskClient, staff: Headers, rider: Headers
) -> None:
    url = f"{API}/teams/{made(client, staff)['id']}/membership"
    assert slug(client.put(url, json={"notice_version": 99}, headers=rider)) == (409, "notice-changed")
    assert client.put(url, headers=rider).status_code == 201
    assert client.get(f"{API}/me/consents", headers=rider).status_code == 200
    account = db.session.scalars(sa.select(TeamMember.account_id)).one()
    with transaction():
        consents.withdraw(account, "volunteer_record")
    assert slug(client.delete(url, headers=rider)) == (404, "not-found")  # that ended it
    assert slug(client.put(url, headers=rider)) == (403, "consent-withdrawn")


def test_a_membership_gives_access_to_nothing(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    team = made(client, staff)
    client.put(f"{API}/teams/{team['id']}/membership", headers=rider)
    assert slug(edit(client, rider, team)) == (403, "not-allowed")
    assert client.get(f"{API}/me", headers=rider).json["roles"] == []


def test_guests_and_absent_teams(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    team = made(client, staff)
    assert slug(client.put(f"{API}/teams/{team['id']}/membership", json={})) == (401, "not-signed-in")
    assert slug(client.put(f"{API}/teams/99/membership", json={}, headers=rider)) == (404, "not-found")


def test_twenty_taps_at_once_make_one_member(committed: Flask) -> None:
    load_areas(committed)
    with committed.app_context():
        with transaction() as session:
            team = Team(name="先锋骑手", area_code=OWN)
            session.add(team)
            session.flush()
            team_id = team.id
        account = people(1)[0]
    new: list[bool] = []
    gate = threading.Barrier(20)

    def tap() -> None:
        with committed.app_context():
            gate.wait(20)
            with transaction():
                is_new = teams.join(team_id, account, None)
            new.append(is_new)

    taps = [threading.Thread(target=tap) for _ in range(20)]
    for one in taps:
        one.start()
    for one in taps:
        one.join()
    with committed.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(TeamMember)) == 1
        assert db.session.get_one(Account, account).status == "active"
    assert sorted(new) == [False] * 19 + [True]
