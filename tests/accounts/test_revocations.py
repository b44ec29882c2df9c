"""W16: what somebody withdraws inside WeChat is erased here, once, late or twice; leaving WeChat erases the account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import consents
from app.accounts.asking import consent_withdrawn
from app.accounts.models import Account, ConsentRecord, Phone, WechatIdentity
from app.core import clock, events
from app.core.db import db, transaction
from app.wechat import telling
from tests.accounts.leavers import account, bind_phone, leave, person, sweep
from tests.support.people import Headers, grant, openid_of, sign_in_by_wechat
from tests.wechat.pushing import event, tell

ME = "/api/v1/me"


def revoke(*kinds: str, user: str = "rider", at: datetime | None = None) -> None:
    """As the worker tells it. ``at``: when it happened, by WeChat's clock."""
    db.session.rollback()
    with transaction():
        events.tell(telling.authorization_revoked, openid=openid_of(user), kinds=frozenset(kinds), at=at)


def cancel(user: str = "rider", at: datetime | None = None) -> None:
    db.session.rollback()
    with transaction():
        events.tell(telling.authorization_cancelled, openid=openid_of(user), at=at)


@pytest.mark.parametrize("kind", ["profile", "phone", "place", "photos"])
def test_w16_a_late_word_takes_nothing_that_was_given_since(client: FlaskClient, rider: Headers, kind: str) -> None:
    before = state(client, rider)
    revoke(kind, at=clock.now() - timedelta(hours=1))
    assert state(client, rider) == before
    revoke(kind, at=clock.now() - timedelta(seconds=30))  # the two clocks may differ by so much
    assert state(client, rider) != before


def test_w16_somebody_who_came_back_before_the_word_of_their_leaving_stays(client: FlaskClient, rider: Headers) -> None:
    cancel(at=clock.now() - timedelta(hours=1))
    assert client.get(ME, headers=rider).status_code == 200
    cancel(at=clock.now())
    assert client.get(ME, headers=rider).status_code == 401


@pytest.fixture
def rider(client: FlaskClient) -> Headers:
    """A rider with a name, a phone, and consents to place and photos; and a neighbour with the same."""
    for user in ("neighbour", "rider"):
        headers = sign_in_by_wechat(client, user)
        body = {"display_name": "小马", "avatar_url": "/static/avatars/2.svg", "work_kind": "rider", "age_ok": True}
        client.put(f"{ME}/profile", json=body, headers=headers | {"If-Match": '"1"'})
        bind_phone(client, headers)
        for purpose in ("location_once", "report_photo"):
            assert (
                client.put(f"{ME}/consents/{purpose}", json={"notice_version": 1}, headers=headers).status_code == 200
            )
    return headers


def state(client: FlaskClient, headers: Headers) -> dict[str, Any]:
    me = client.get(ME, headers=headers).json
    given = client.get(f"{ME}/consents", headers=headers).json["items"]
    standing = {item["purpose"]: item["state"] for item in given}
    named = me["display_name"] == "小马"
    return {
        "named": named,
        "avatar": me["avatar_url"],
        "work_kind": me["work_kind"],
        **{purpose: standing[purpose] for purpose in ("account", "phone", "location_once", "report_photo")},
    }


@pytest.mark.parametrize(
    ("kind", "gone"),
    [
        ("phone", {"phone": "withdrawn"}),
        ("place", {"location_once": "withdrawn"}),
        ("photos", {"report_photo": "withdrawn"}),
    ],
)
def test_w16_a_kind_ends_its_consent_and_no_other(
    client: FlaskClient, rider: Headers, kind: str, gone: dict[str, str]
) -> None:
    before = state(client, rider)
    revoke(kind)
    after = state(client, rider)
    assert after == before | gone
    assert (db.session.query(Phone).count() == 1) is (kind == "phone"), "the neighbour keeps theirs"


def test_w16_profile_resets_name_and_avatar_only(client: FlaskClient, rider: Headers) -> None:
    before = state(client, rider)
    revoke("profile")
    me = client.get(ME, headers=rider).json
    assert me["display_name"] == f"小哥·{me['public_no'][-4:]}"
    assert me["version"] == 3
    after = state(client, rider)
    assert {name for name in before if before[name] != after[name]} <= {"named", "avatar"}
    revoke("profile")
    assert client.get(ME, headers=rider).json["version"] == 3, "a repeat changed something"


def test_w16_all_kinds_at_once_and_twice(client: FlaskClient, rider: Headers) -> None:
    for _ in range(2):
        revoke("profile", "phone", "place", "photos")
    after = state(client, rider)
    assert (after["named"], after["location_once"], after["report_photo"]) == (False, "withdrawn", "withdrawn")
    withdrawn = sa.select(sa.func.count()).select_from(ConsentRecord).where(ConsentRecord.action == "withdrawn")
    assert db.session.scalar(withdrawn) == 3


def test_w16_what_was_never_given_is_not_withdrawn(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    revoke("phone", "place", "photos")
    states = {item["purpose"]: item["state"] for item in client.get(f"{ME}/consents", headers=headers).json["items"]}
    assert {state for purpose, state in states.items() if purpose != "account"} == {"none"}
    assert bind_phone(client, headers).status_code == 200


def test_w16_a_withdrawn_purpose_is_used_again_only_after_its_own_switch(client: FlaskClient, rider: Headers) -> None:
    revoke("phone")
    refused = bind_phone(client, rider)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/consent-withdrawn")
    client.put(f"{ME}/consents/phone", json={"notice_version": 1}, headers=rider)
    assert bind_phone(client, rider).status_code == 200


def test_w16_the_floors_above_hear_of_each_ended_consent(client: FlaskClient, rider: Headers, hear: Any) -> None:
    heard: list[str] = []
    hear(consent_withdrawn, lambda account_id, purpose: heard.append(purpose))
    revoke("photos", "place")
    revoke("photos")
    assert sorted(heard) == ["location_once", "report_photo"]


def test_w16_an_unknown_openid_and_unknown_kinds_change_nothing(client: FlaskClient, rider: Headers) -> None:
    before = state(client, rider)
    revoke("profile", user="stranger")
    revoke("something-new")
    cancel("stranger")
    assert state(client, rider) == before


def test_w16_leaving_wechat_signs_out_everywhere_and_erases(client: FlaskClient, rider: Headers) -> None:
    other_device = sign_in_by_wechat(client, "rider", "device-2")
    gone = person("rider")
    cancel()
    cancel()
    for headers in (rider, other_device):
        assert client.get(ME, headers=headers).status_code == 401
    assert account(gone.account_id).status == "erased"
    assert db.session.query(WechatIdentity).count() == db.session.query(Phone).count() == 1
    assert sign_in_by_wechat(client, "rider")
    assert person("rider").account_id != gone.account_id


def test_w16_reordered_a_revocation_after_leaving_finds_nobody(client: FlaskClient, rider: Headers) -> None:
    cancel()
    revoke("profile", "phone", "place", "photos")
    headers = sign_in_by_wechat(client, "rider")
    cancelled = client.get(f"{ME}/consents", headers=headers).json["items"]
    assert {item["state"] for item in cancelled if item["purpose"] != "account"} == {"none"}


def test_w16_leaving_wechat_while_closing_does_not_wait_the_seven_days(client: FlaskClient, rider: Headers) -> None:
    gone = person("rider")
    leave(client, rider)
    cancel()
    assert account(gone.account_id).status == "erased"


def test_w16_a_last_manager_who_left_wechat_is_erased_and_the_log_says_so(
    client: FlaskClient, places: None, caplog: pytest.LogCaptureFixture
) -> None:
    grant("manager", "station_manager", "T1")
    gone = person("manager")
    cancel("manager")
    assert account(gone.account_id).status == "erased"
    assert [record.station for record in caplog.records if record.message == "station without manager"] == ["T1"]


def test_w16_a_disabled_account_is_not_a_way_round_an_order(client: FlaskClient, rider: Headers) -> None:
    own = person("rider").account_id
    with transaction():
        db.session.execute(sa.update(Account).where(Account.id == own).values(status="disabled"))
    cancel()
    assert account(own).status == "disabled"
    assert consents.standing(own, "account").state == "given"


# --- from WeChat's own push, through callback and worker ---


def pushed(app: Flask, client: FlaskClient, name: str, created: int, **facts: Any) -> None:
    """The event as WeChat sends it, taken in and acted on."""
    openid = openid_of("rider")
    tell(client, event(name, created, FromUserName=openid, OpenID=openid, **facts))
    sweep(app, "pushes")


@pytest.mark.parametrize(
    ("info", "changed"),
    [
        ("6", {"named", "avatar"}),
        ("19", {"named", "avatar"}),
        ("20", {"named", "avatar"}),
        ("8", {"phone"}),
        ("13", {"location_once"}),
        ("18", {"location_once"}),
        ("14", {"report_photo"}),
        ("8,14", {"phone", "report_photo"}),
        ("1", set()),
    ],
)
def test_w16_each_revoke_info_erases_its_data(
    app: Flask, client: FlaskClient, rider: Headers, info: str, changed: set[str]
) -> None:
    before = state(client, rider)
    for _ in range(2):  # WeChat repeats what it thinks was lost
        pushed(app, client, "user_authorization_revoke", 1_790_000_000, RevokeInfo=info)
    after = state(client, rider)
    differing = {name for name in before if before[name] != after[name]}
    assert differing | {"avatar"} == changed | {"avatar"}
    assert ("avatar" in differing) <= ("avatar" in changed)
    assert (client.get(ME, headers=rider).json["phone_masked"] is None) is ("8" in info.split(","))


def test_w16_reordered_pushes_end_the_same(app: Flask, client: FlaskClient, rider: Headers) -> None:
    gone = person("rider").account_id
    pushed(app, client, "user_authorization_cancellation", 1_790_000_100)
    pushed(app, client, "user_authorization_revoke", 1_790_000_000, RevokeInfo="8,13,14")
    pushed(app, client, "user_authorization_cancellation", 1_790_000_100)
    assert account(gone).status == "erased"
    assert client.get(ME, headers=rider).status_code == 401
