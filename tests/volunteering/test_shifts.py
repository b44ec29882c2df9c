"""Shifts over HTTP: writing drafts, reading one, the list. API "Volunteering", PRODUCT 4.7 and 5."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.areas.models import Organization
from app.core.audit import AuditEvent
from app.core.db import db
from app.volunteering import shift_clock
from app.volunteering.models import Shift, ShiftRole
from tests.support.people import Headers, sign_in
from tests.volunteering.conftest import granted
from tests.volunteering.shift_builders import (
    API,
    COMMUNITY,
    OTHER,
    OWN,
    body,
    cancel,
    draft,
    faults,
    get,
    keyed,
    listed,
    post_shift,
    publish,
    published,
    put,
    register,
    slug,
)
from tests.volunteering.signup_builders import people, sign_up


def issuer_of(area_code: str) -> int:
    found = db.session.scalars(sa.select(Organization.id).where(Organization.area_code == area_code)).one()
    db.session.rollback()
    return found


# --- writing a draft ---


def test_a_new_shift_is_a_draft_with_all_that_was_said(client: FlaskClient, staff: Headers) -> None:
    found = draft(client, staff, insurance_text="意外险", min_age=16)
    assert (found["status"], found["signup_state"], found["version"]) == ("draft", "not_open", 1)
    assert (found["capacity"], found["registered"], found["waitlisted"]) == (3, 0, 0)
    assert found["planned_minutes"] == 60
    assert found["starts_at"] == "2025-11-21T12:00:00+08:00"
    assert found["signup_closes_at"] == found["starts_at"]
    assert found["cancel_until"] == "2025-11-21T09:00:00+08:00"
    assert found["meeting_point"] == found["place"] == "南城小区东门"
    assert (found["lat"], found["lng"]) == (44.9046, 82.0719)
    assert [(role["name"], role["capacity"], role["free"]) for role in found["roles"]] == [("志愿者", 3, 3)]
    assert found["actions"] == ["edit", "publish", "delete"]
    assert (found["my_signup"], found["warnings"]) == (None, [])


def test_without_an_issuer_the_nearest_up_the_areas_path_keeps_the_hours(client: FlaskClient, staff: Headers) -> None:
    assert draft(client, staff)["issuer"]["id"] == issuer_of(OWN)
    near = draft(client, staff, area_code=COMMUNITY)
    assert near["issuer"]["id"] == issuer_of(COMMUNITY)
    given = draft(client, staff, area_code=COMMUNITY, issuer_id=issuer_of(OWN))
    assert given["issuer"]["id"] == issuer_of(OWN)


def test_the_issuer_is_of_the_place_or_ones_own(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    """Hours are confirmed by the issuer's staff: nobody leaves them to strangers."""
    refused = post_shift(client, staff, issuer_id=issuer_of(OTHER))
    assert (slug(refused), faults(refused)) == ((422, "invalid"), ["issuer_id"])
    below = draft(client, staff, issuer_id=issuer_of(COMMUNITY))
    assert below["issuer"]["id"] == issuer_of(COMMUNITY), "their own, for their area holds it"
    both = granted(client, "elsewhere", "community_staff", OWN)
    invited = draft(client, both, issuer_id=issuer_of(OTHER))
    assert invited["issuer"]["id"] == issuer_of(OTHER)
    renamed = put(client, staff, invited, title="还是那个单位记录")
    assert renamed.status_code == 200, "who it was stays, whoever writes the rest"
    moved = put(client, staff, below, issuer_id=issuer_of(OTHER))
    assert (slug(moved), faults(moved)) == ((422, "invalid"), ["issuer_id"])


def test_a_station_gives_the_pin_and_where_it_is_left_out_the_name(client: FlaskClient, staff: Headers) -> None:
    found = draft(client, staff, station_code="yq0001", place=None, lat=None, lng=None)
    assert (found["station_code"], found["place"]) == ("YQ0001", "南城暖心驿站")
    assert (found["lat"], found["lng"]) == (44.9046, 82.0719)
    elsewhere = draft(client, staff, station_code="YQ0001", place="站点后门", lat=44.95, lng=82.1)
    assert (elsewhere["place"], elsewhere["lat"]) == ("站点后门", 44.9046)


def test_roles_have_places_of_their_own(client: FlaskClient, staff: Headers) -> None:
    roles = [{"name": "引导", "capacity": 2}, {"name": "记录", "capacity": 1, "waitlist_max": 0, "skills": "会打字"}]
    found = draft(client, staff, capacity=None, roles=roles)
    assert found["capacity"] == 3
    assert [(role["name"], role["waitlist_max"], role["skills"]) for role in found["roles"]] == [
        ("引导", None, ""),
        ("记录", 0, "会打字"),
    ]


def test_gcj02_is_the_usual_datum(client: FlaskClient, staff: Headers) -> None:
    found = draft(client, staff, crs=None, lat=44.904805, lng=82.074103)
    with_gps = get(client, found["id"], staff, "?crs=wgs84").json
    assert (round(found["lat"], 5), round(found["lng"], 5)) == (44.90481, 82.0741)
    assert abs(with_gps["lat"] - 44.903778) < 0.00002
    assert abs(with_gps["lng"] - 82.070814) < 0.00002


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": None}, "title"),
        ({"title": "  "}, "title"),
        ({"risk_text": None}, "risk_text"),
        ({"area_code": "999999999"}, "area_code"),
        ({"place": None}, "place"),
        ({"lat": None}, "lat"),
        ({"capacity": None}, "capacity"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": "3"}, "capacity"),
        ({"roles": [{"name": "引导", "capacity": 1}]}, "capacity"),
        ({"capacity": None, "roles": []}, "roles"),
        ({"capacity": None, "roles": [{"name": "甲", "capacity": 1}] * 2}, "roles"),
        ({"starts_at": "2025-11-21T12:00:00"}, "starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+00:00", "ends_at": "0001-01-01T01:00:00+00:00"}, "starts_at"),
        ({"starts_at": "9999-12-31T20:00:00Z", "ends_at": "9999-12-31T21:00:00Z"}, "starts_at"),
        ({"starts_at": "2027-11-22T12:00:00Z", "ends_at": "2027-11-22T13:00:00Z"}, "starts_at"),  # a slip of the hand
        ({"ends_at": "2025-11-21T11:00:00+08:00"}, "ends_at"),
        ({"ends_at": "2025-11-22T00:01:00+08:00"}, "ends_at"),
        ({"min_age": 15}, "min_age"),
        ({"kind": "party"}, "kind"),
        ({"team_id": 99}, "team_id"),
        ({"issuer_id": 2**31 - 1}, "issuer_id"),
        ({"station_code": "NOPE"}, "station_code"),
        ({"private_place": "幸福路 3 号", "capacity": 1}, "capacity"),
        ({"signup_opens_at": "2025-11-21T12:00:00+08:00"}, "signup_opens_at"),
        ({"cancel_until": "2025-11-21T12:00:01+08:00"}, "cancel_until"),
    ],
)
def test_what_cannot_be_is_named(client: FlaskClient, staff: Headers, more: dict[str, Any], field: str) -> None:
    response = post_shift(client, staff, **more)
    assert response.status_code == 422, response.json
    assert field in faults(response)


def test_a_place_outside_the_prefecture_is_refused(client: FlaskClient, staff: Headers) -> None:
    assert slug(post_shift(client, staff, lat=39.9, lng=116.4)) == (422, "point-outside")


def test_a_new_shift_needs_a_key_and_the_key_makes_it_once(client: FlaskClient, staff: Headers) -> None:
    assert slug(client.post(f"{API}/shifts", json=body(), headers=staff)) == (422, "idempotency-key-missing")
    headers, sent = keyed(staff), body()
    first = client.post(f"{API}/shifts", json=sent, headers=headers)
    again = client.post(f"{API}/shifts", json=sent, headers=headers)
    assert first.json == again.json
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Shift)) == 1


# --- who may write ---


def test_staff_write_in_their_own_area_only(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    assert slug(post_shift(client, elsewhere)) == (403, "not-allowed")
    assert post_shift(client, elsewhere, area_code=OTHER).status_code == 201


def test_a_manager_drafts_what_their_station_hosts_and_cannot_publish(client: FlaskClient, manager: Headers) -> None:
    hosted = post_shift(client, manager, station_code="YQ0001")
    assert hosted.status_code == 201
    assert hosted.json["actions"] == ["edit", "delete"]
    assert slug(post_shift(client, manager)) == (403, "not-allowed")
    assert slug(post_shift(client, manager, station_code="YQ0003")) == (403, "not-allowed")
    assert slug(publish(client, manager, hosted.json["id"])) == (403, "not-allowed")


def test_a_hidden_station_is_not_given_away(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    assert post_shift(client, staff, station_code="YQ0002").status_code == 201
    refused = post_shift(client, elsewhere, area_code=OTHER, station_code="YQ0002")
    absent = post_shift(client, elsewhere, area_code=OTHER, station_code="NOPE")
    assert refused.json["errors"] == absent.json["errors"]


@pytest.mark.parametrize("role", ["county_admin", "prefecture_admin", "auditor"])
def test_those_above_the_township_write_no_shifts(client: FlaskClient, stations: None, role: str) -> None:
    who = granted(client, role, role, "652700" if role != "county_admin" else "652701")
    assert slug(post_shift(client, who)) == (403, "not-allowed")


def test_riders_and_guests_write_none(client: FlaskClient, rider: Headers) -> None:
    assert slug(post_shift(client, rider)) == (403, "not-allowed")
    assert slug(post_shift(client, {})) == (401, "not-signed-in")


# --- drafts ---


def test_a_draft_is_known_to_those_who_write_it(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    made = draft(client, staff)
    assert get(client, made["id"], staff).status_code == 200
    for stranger in (elsewhere, sign_in(client, "rider"), {}):
        assert slug(get(client, made["id"], stranger)) == (404, "not-found")
        assert made["id"] not in listed(client, "?status=draft", stranger)
    assert listed(client, "?status=draft", staff) == [made["id"]]
    assert listed(client, "", staff) == []


def test_a_draft_is_dropped_and_what_was_published_is_not(client: FlaskClient, staff: Headers) -> None:
    first, second = draft(client, staff), published(client, staff)
    assert client.delete(f"{API}/shifts/{first['id']}", headers=staff).status_code == 204
    assert get(client, first["id"], staff).status_code == 404
    assert db.session.scalars(sa.select(ShiftRole.shift_id)).all() == [second["id"]]
    assert slug(client.delete(f"{API}/shifts/{second['id']}", headers=staff)) == (409, "shift-published")


def test_every_write_of_staff_has_its_audit_line(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff, private_place="幸福路 3 号楼")
    assert put(client, staff, made, title="换个名字").status_code == 200
    publish(client, staff, made["id"])
    query = sa.select(AuditEvent).where(AuditEvent.subject == f"shift:{made['id']}").order_by(AuditEvent.id)
    lines = list(db.session.scalars(query))
    assert [line.action for line in lines] == ["shift.created", "shift.edited", "shift.published"]
    assert {line.actor_role for line in lines} == {"community_staff"}
    assert lines[1].changes == {"title": ["消防通道随手清", "换个名字"]}
    assert "幸福路" not in str([line.changes for line in lines])


# --- reading one ---


def test_the_detail_has_the_version_as_its_tag_and_is_kept_nowhere(client: FlaskClient, staff: Headers) -> None:
    shift = published(client, staff)
    response = get(client, shift["id"])
    assert response.headers["ETag"] == f'"{shift["version"]}"'
    assert response.headers["Cache-Control"] == "private, no-store"


def test_riders_sign_up_and_see_it(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    shift = published(client, staff)
    assert get(client, shift["id"]).json["actions"] == []
    assert get(client, shift["id"], rider).json["actions"] == ["sign_up"]
    register(client, rider, shift["id"])
    seen = get(client, shift["id"], rider).json
    assert seen["registered"] == 1
    assert seen["my_signup"]["state"] == "registered"
    assert "sign_up" not in seen["actions"]
    assert get(client, shift["id"]).json["my_signup"] is None


def test_a_private_place_is_for_those_who_come(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    shift = published(client, staff, private_place="幸福路 3 号楼 2 单元", place="社区门口")
    assert shift["private_place"] == "幸福路 3 号楼 2 单元"
    for who in (rider, {}):
        seen = get(client, shift["id"], who).json
        assert (seen["private_place"], seen["meeting_point"]) == (None, "社区门口")
    register(client, rider, shift["id"])
    assert get(client, shift["id"], rider).json["meeting_point"] == "幸福路 3 号楼 2 单元"
    assert b"\xe5\xb9\xb8\xe7\xa6\x8f" not in (db.session.scalar(sa.select(Shift.private_place_enc)) or b"")


def test_a_private_place_is_erased_a_day_after_the_shift(client: FlaskClient, staff: Headers, at: Any) -> None:
    shift = published(client, staff, private_place="幸福路 3 号楼")
    at.forward(days=1, hours=1 + 24, seconds=-1)
    assert shift_clock.forget_private_places() == 0
    at.forward(seconds=1)
    assert shift_clock.forget_private_places() == 1
    assert shift_clock.forget_private_places() == 0
    db.session.commit()
    assert get(client, shift["id"], staff).json["private_place"] is None


# --- the list ---


def test_the_list_is_by_start_and_from_now_on(client: FlaskClient, staff: Headers, at: Any) -> None:
    late, early = published(client, staff, days=3)["id"], published(client, staff, days=1)["id"]
    assert listed(client) == [early, late]
    at.forward(days=1, minutes=59)
    assert listed(client) == [early, late]
    at.forward(minutes=1)
    assert listed(client) == [late]
    assert listed(client, "?from=2025-11-21&to=2025-11-21") == [early]
    assert listed(client, "?to=2025-11-22") == []
    assert listed(client, "?from=2025-11-20T12:00:00%2B08:00") == [early, late]


def test_the_list_is_of_an_area_and_all_below_it(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    here, below = published(client, staff)["id"], published(client, staff, area_code=COMMUNITY)["id"]
    there = published(client, elsewhere, area_code=OTHER)["id"]
    assert listed(client, f"?area={OWN}") == [here, below]
    assert listed(client, f"?area={COMMUNITY}") == [below]
    assert listed(client, "?area=652722") == [there]
    assert client.get(f"{API}/shifts?area=999").status_code == 422


def test_the_list_of_free_ones_leaves_out_what_nobody_could_sign_up_for(client: FlaskClient, staff: Headers) -> None:
    open_one, full = published(client, staff, days=1)["id"], published(client, staff, days=2, capacity=1)["id"]
    not_open = published(client, staff, days=3, signup_opens_at="2025-11-22T12:00:00+08:00")["id"]
    closed = published(client, staff, days=3, signup_closes_at="2025-11-20T12:00:00+08:00")["id"]
    sign_up(people(1)[0], full)
    assert listed(client, "?free=true") == [open_one]
    states = {card["id"]: card["signup_state"] for card in client.get(f"{API}/shifts").json["items"]}
    assert states == {open_one: "open", full: "full_waitlist", not_open: "not_open", closed: "closed"}


def test_mine_is_what_i_come_to_or_wait_for(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    mine, full = published(client, staff, days=1)["id"], published(client, staff, days=2, capacity=1)["id"]
    published(client, staff, days=3)
    sign_up(people(1)[0], full)
    for shift in (mine, full):
        register(client, rider, shift)
    assert listed(client, "?mine=true", rider) == [mine, full]
    assert slug(client.get(f"{API}/shifts?mine=true")) == (401, "not-signed-in")


def test_a_team_and_a_status_are_found(client: FlaskClient, staff: Headers) -> None:
    team = client.post(f"{API}/teams", json={"name": "先锋骑手", "area_code": OWN}, headers=keyed(staff)).json["id"]
    of_team, other = published(client, staff, team_id=team)["id"], published(client, staff)["id"]
    assert listed(client, f"?team={team}") == [of_team]
    assert client.get(f"{API}/shifts").json["items"][0]["team"] == {"id": team, "name": "先锋骑手"}
    cancel(client, staff, other)
    assert listed(client) == [of_team]
    assert listed(client, "?status=cancelled") == [other]


def test_pages_follow_each_other_without_gap(client: FlaskClient, staff: Headers) -> None:
    ids = [published(client, staff, days=1 + (n % 2))["id"] for n in range(5)]
    expected = [*ids[0::2], *ids[1::2]]
    found: list[int] = []
    url: str | None = f"{API}/shifts?limit=2"
    while url:
        page = client.get(url).json
        found += [card["id"] for card in page["items"]]
        url = f"{API}/shifts?limit=2&cursor={page['next_cursor']}" if page["next_cursor"] else None
    assert found == expected
    assert client.get(f"{API}/shifts?cursor=abc").status_code == 422


def test_pages_pass_over_drafts_of_others(
    client: FlaskClient, staff: Headers, elsewhere: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.volunteering.shift_listing.BATCH", 2)
    hidden = [draft(client, elsewhere, area_code=OTHER)["id"] for _ in range(3)]
    own = [draft(client, staff)["id"] for _ in range(3)]
    assert listed(client, "?status=draft", staff) == own
    assert listed(client, "?status=draft", elsewhere) == hidden


def test_guests_share_the_list_and_those_signed_in_have_their_own(
    client: FlaskClient, staff: Headers, rider: Headers, at: Any
) -> None:
    published(client, staff)
    first = client.get(f"{API}/shifts")
    assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=2, must-revalidate"
    again = client.get(f"{API}/shifts", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    own = client.get(f"{API}/shifts", headers=rider | {"If-None-Match": first.headers["ETag"]})
    assert (own.status_code, own.headers["Cache-Control"]) == (200, "private, no-store")
    assert own.json["items"][0]["actions"] == ["sign_up"]
    at.forward(minutes=1)
    assert client.get(f"{API}/shifts").headers["ETag"] == first.headers["ETag"]  # nothing changed
    published(client, staff, days=2)
    assert client.get(f"{API}/shifts", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_misspelt_parameter_is_refused(client: FlaskClient, town: Any) -> None:
    for query in ("?aera=652701", "?status=open", "?from=yesterday", "?from=2025-13-01", "?team=0"):
        assert client.get(f"{API}/shifts{query}").status_code == 422, query


# --- the clock ---


def test_a_shift_is_done_at_its_end(client: FlaskClient, staff: Headers, at: Any) -> None:
    shift, later = published(client, staff)["id"], published(client, staff, days=2)["id"]
    at.forward(days=1, minutes=59)
    assert shift_clock.end_shifts() == 0
    at.forward(minutes=1)
    assert shift_clock.end_shifts() == 1
    assert shift_clock.end_shifts() == 0
    db.session.commit()
    seen = get(client, shift, staff).json
    assert (seen["status"], seen["signup_state"], seen["actions"]) == ("done", "done", [])
    assert get(client, later).json["status"] == "published"


def test_a_cancelled_shift_does_not_become_done(client: FlaskClient, staff: Headers, at: Any) -> None:
    shift = published(client, staff)["id"]
    cancel(client, staff, shift)
    at.now += timedelta(days=2)
    assert shift_clock.end_shifts() == 0
