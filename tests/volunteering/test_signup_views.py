"""Signing up over HTTP: answers, refusals, keys, whose is whose. API "Volunteering"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import settings
from tests.accounts.leavers import person
from tests.support.people import Headers, sign_in
from tests.volunteering.signup_builders import NOON, local, make_shift, told

KEY = {"Idempotency-Key": "key-of-one-tap"}


@pytest.fixture
def rider(town, client) -> Headers:
    return sign_in(client, "rider")


@pytest.fixture
def other(town, client) -> Headers:
    return sign_in(client, "other")


def post(client: FlaskClient, path: str, headers: Headers, body: Any = None) -> Any:
    return client.post(f"/api/v1{path}", json=body if body is not None else {}, headers=headers)


def sign_up(client: FlaskClient, shift: int, headers: Headers, **body: Any) -> Any:
    return post(client, f"/shifts/{shift}/signups", headers, body)


def kind(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json(force=True)["type"].removeprefix("/problems/")


def test_a_sign_up_is_201_registered_or_waitlisted_with_its_position(town, client, rider, other) -> None:
    shift = make_shift(1)
    first, second = sign_up(client, shift, rider), sign_up(client, shift, other)
    assert (first.status_code, first.json["state"], first.json["position"]) == (201, "registered", None)
    assert (second.status_code, second.json["state"], second.json["position"]) == (201, "waitlisted", 1)


def test_t02_the_same_key_and_body_answer_the_same_another_body_is_422(town, client, rider) -> None:
    shift = make_shift(1)
    first, again = (sign_up(client, shift, rider | KEY) for _ in range(2))
    assert (first.status_code, again.status_code, again.data) == (201, 201, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert kind(sign_up(client, shift, rider | KEY, notice_version=1)) == (422, "idempotency-mismatch")
    assert kind(sign_up(client, shift, rider)) == (409, "already-signed-up"), "without the key it is a second sign-up"


def test_refusals_name_what_is_in_the_way(town, client, rider, other) -> None:
    shift, over = make_shift(1, waitlist_max=0, title="先到的"), make_shift(1)
    mine = sign_up(client, shift, rider).json
    again = sign_up(client, shift, rider)
    assert kind(again) == (409, "already-signed-up")
    assert again.get_json(force=True)["signup"] == mine
    overlapping = sign_up(client, over, rider)
    assert kind(overlapping) == (409, "overlapping-shift")
    assert overlapping.get_json(force=True)["other"] == {"shift_id": shift, "title": "先到的"}
    assert kind(sign_up(client, shift, other)) == (409, "shift-full")
    assert kind(sign_up(client, make_shift(status="cancelled"), other)) == (409, "shift-closed")
    assert kind(sign_up(client, 2**31 - 1, other)) == (404, "not-found")
    assert kind(sign_up(client, shift, other, role_id=2**31 - 1)) == (422, "invalid")
    assert kind(sign_up(client, shift, other, colour="red")) == (422, "invalid")
    assert kind(sign_up(client, shift, {})) == (401, "not-signed-in")


def test_t68_an_old_notice_is_409_a_withdrawn_purpose_403_and_leaving_works(town, client, rider) -> None:
    shift = make_shift(1)
    assert kind(sign_up(client, shift, rider, notice_version=0)) == (409, "notice-changed")
    mine = sign_up(client, shift, rider, notice_version=1).json
    assert client.delete("/api/v1/me/consents/volunteer_record", headers=rider).status_code == 200
    later = make_shift(1, starts_at=NOON + timedelta(days=3))
    assert kind(sign_up(client, later, rider)) == (403, "consent-withdrawn")
    young = sign_in(client, "young", age_ok=False)
    assert kind(sign_up(client, later, young)) == (403, "age-unconfirmed")
    gone = post(client, f"/signups/{mine['id']}/withdrawal", rider, {"kind": "plain"})
    assert (gone.status_code, gone.json["state"]) == (200, "cancelled")


def test_twenty_calls_a_minute_are_enough(town, client, rider) -> None:
    shift = make_shift(1)
    answers = [sign_up(client, shift, rider).status_code for _ in range(21)]
    assert answers == [201] + [409] * 19 + [429]
    assert settings.current().signups_per_account == "20/minute"


def test_an_offer_is_answered_over_http(town, client, at, rider, other) -> None:
    shift = make_shift(1, starts_at=local(22, 18))
    mine, theirs = sign_up(client, shift, rider).json["id"], sign_up(client, shift, other).json["id"]
    assert kind(post(client, f"/signups/{theirs}/acceptance", other)) == (409, "offer-lapsed")
    post(client, f"/signups/{mine}/withdrawal", rider, {"kind": "excused"})
    offered = client.get("/api/v1/me/signups", headers=other).json["items"][0]
    assert (offered["state"], offered["offer_expires_at"]) == ("offered", "2025-11-20T14:00:00+08:00")
    assert offered["actions"] == ["accept", "refuse", "withdraw"]
    accepted = post(client, f"/signups/{theirs}/acceptance", other | KEY)
    assert (accepted.status_code, accepted.json["state"]) == (200, "registered")
    assert post(client, f"/signups/{theirs}/acceptance", other | KEY).data == accepted.data


def test_t04_a_lapse_found_by_its_answer_stays_although_the_answer_is_refused(town, client, at, rider, other) -> None:
    shift = make_shift(1, starts_at=local(22, 18))
    mine, theirs = sign_up(client, shift, rider).json["id"], sign_up(client, shift, other).json["id"]
    third = sign_in(client, "third")
    sign_up(client, shift, third)
    post(client, f"/signups/{mine}/withdrawal", rider)
    at.forward(hours=2, seconds=1)
    assert kind(post(client, f"/signups/{theirs}/acceptance", other)) == (409, "offer-lapsed")
    assert client.get("/api/v1/me/signups", headers=third).json["items"][0]["state"] == "offered"
    assert told(person("third").account_id)[-1] == "有名额了"
    assert kind(post(client, f"/signups/{theirs}/refusal", other)) == (409, "offer-lapsed")


def test_anothers_sign_up_is_404_in_every_call(town, client, rider, other) -> None:
    mine = sign_up(client, make_shift(1), rider).json["id"]
    for call in ("withdrawal", "acceptance", "refusal", "reconfirmation"):
        assert kind(post(client, f"/signups/{mine}/{call}", other)) == (404, "not-found"), call


def test_ones_own_list_has_cards_the_next_first_and_pages(town, client, at, rider) -> None:
    shifts = [make_shift(1, starts_at=NOON + timedelta(days=day), title=f"第{day}天") for day in (3, 1, 2)]
    for shift in shifts:
        sign_up(client, shift, rider)
    page = client.get("/api/v1/me/signups?limit=2", headers=rider).json
    assert [item["shift"]["title"] for item in page["items"]] == ["第1天", "第2天"]
    assert page["items"][0]["shift"]["registered"] == 1
    rest = client.get(f"/api/v1/me/signups?limit=2&cursor={page['next_cursor']}", headers=rider).json
    assert ([item["shift"]["title"] for item in rest["items"]], rest["next_cursor"]) == (["第3天"], None)
    at.now = NOON + timedelta(days=2, hours=3)
    past = client.get("/api/v1/me/signups?when=past&limit=1", headers=rider).json
    assert [item["shift"]["title"] for item in past["items"]] == ["第2天"]
    more = client.get(f"/api/v1/me/signups?when=past&cursor={past['next_cursor']}", headers=rider).json
    assert [item["shift"]["title"] for item in more["items"]] == ["第1天"]
    assert client.get("/api/v1/me/signups?when=never", headers=rider).status_code == 422
    assert client.get("/api/v1/me/signups").status_code == 401
